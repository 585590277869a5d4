CREATE INDEX job_kind ON job (state, kind, due)
