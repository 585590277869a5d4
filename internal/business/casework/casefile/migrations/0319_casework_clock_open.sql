DROP INDEX case_clock_open
--
CREATE INDEX case_clock_open ON case_clock (open, id)
