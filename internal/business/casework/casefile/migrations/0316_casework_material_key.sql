ALTER TABLE case_material ADD COLUMN file_key BYTEA
