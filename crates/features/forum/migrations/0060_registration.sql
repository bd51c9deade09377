-- Who comes to the event: one registration per body and round, or per person where nobody speaks for a body. The name is
-- that of the day of the registration. `unavailable` is JSON; times of day are written as in `14:30`.
CREATE TABLE registration (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    label TEXT NOT NULL,
    organisation TEXT,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    ags TEXT,
    state TEXT NOT NULL,
    arrives TEXT,
    leaves TEXT,
    unavailable TEXT NOT NULL,
    wants_talks BOOLEAN NOT NULL,
    min_talks BIGINT,
    max_talks BIGINT,
    contact TEXT NOT NULL,
    email TEXT NOT NULL,
    lang TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    edition BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    queued_at BIGINT NOT NULL,
    cancelled_at BIGINT,
    checked_in_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, round, label),
    UNIQUE (tenant, round, organisation)
);

-- The people of a registration. `key` is what the badge carries and what opens the person's own agenda.
CREATE TABLE delegate (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    registration TEXT NOT NULL,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    function TEXT NOT NULL,
    diet TEXT NOT NULL,
    assistance TEXT NOT NULL,
    key TEXT NOT NULL,
    checked_in_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, key)
);
CREATE INDEX delegate_registration ON delegate (tenant, registration);
CREATE INDEX delegate_round ON delegate (tenant, round);
