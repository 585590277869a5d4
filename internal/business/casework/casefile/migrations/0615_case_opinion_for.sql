ALTER TABLE case_opinion ADD COLUMN acting_for BIGINT
