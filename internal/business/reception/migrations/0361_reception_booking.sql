CREATE TABLE hall_plan (
  id       BIGINT PRIMARY KEY,
  division TEXT   NOT NULL,
  hours    TEXT   NOT NULL,
  minutes  BIGINT NOT NULL,
  seats    BIGINT NOT NULL,
  ahead    BIGINT NOT NULL,
  account  BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE TABLE hall_booking (
  id       BIGINT PRIMARY KEY,
  hall     BIGINT NOT NULL,
  division TEXT   NOT NULL,
  subject  BIGINT NOT NULL,
  account  BIGINT NOT NULL,
  starts   BIGINT NOT NULL,
  place    TEXT   NOT NULL,
  mine     TEXT   NOT NULL,
  code     TEXT   NOT NULL,
  state    TEXT   NOT NULL,
  made     BIGINT NOT NULL,
  ended    BIGINT NOT NULL,
  ticket   BIGINT NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX hall_booking_place ON hall_booking (place)
--
CREATE UNIQUE INDEX hall_booking_mine ON hall_booking (mine)
--
CREATE INDEX hall_booking_subject ON hall_booking (subject, id)
--
CREATE INDEX hall_booking_starts ON hall_booking (hall, starts)
