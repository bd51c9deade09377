-- Rehearsals: the only elections whose secret keys are here, so that one person can try out everything. Real elections have no row in
-- these tables.
CREATE TABLE election_rehearsal (
    tenant TEXT NOT NULL,
    election TEXT NOT NULL,
    private_key TEXT NOT NULL,
    PRIMARY KEY (tenant, election),
    FOREIGN KEY (tenant, election) REFERENCES election (tenant, id)
);

CREATE TABLE election_rehearsal_code (
    tenant TEXT NOT NULL,
    election TEXT NOT NULL,
    number BIGINT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (tenant, election, number),
    FOREIGN KEY (tenant, election) REFERENCES election (tenant, id)
);
