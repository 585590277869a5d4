-- Few of many jobs are leased: who asks for those must not read the backlog.
CREATE INDEX job_leased ON job (lease) WHERE lease <> 0
