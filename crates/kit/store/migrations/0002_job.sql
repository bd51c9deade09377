-- Work to be done later, and the mails to be sent (jobs.rs).
CREATE TABLE job (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    once TEXT,
    state TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    most_tries BIGINT NOT NULL,
    lease_until BIGINT,
    leased_by TEXT,
    error TEXT,
    progress DOUBLE PRECISION,
    progress_note TEXT,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX job_due ON job (state, run_at, id);
CREATE UNIQUE INDEX job_once ON job (tenant, kind, once) WHERE state <> 'dead';
