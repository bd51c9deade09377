-- Since when everybody may read the report of a round, in the version for outside.
CREATE TABLE round_report (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    published_at BIGINT,
    PRIMARY KEY (tenant, round)
);
