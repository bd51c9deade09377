-- People (person.rs). The key of the address is the address in lower case; nobody's after deletion.
CREATE TABLE person (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT,
    lang TEXT NOT NULL,
    password TEXT,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT,
    deleted_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX person_email ON person (tenant, email_key);

-- What a person may do, and for whom (membership.rs).
CREATE TABLE membership (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    organisation TEXT,
    role TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX membership_person ON membership (tenant, person);
CREATE INDEX membership_organisation ON membership (tenant, organisation);

-- Who stands in for whom (deputy.rs).
CREATE TABLE deputy (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    deputy TEXT NOT NULL,
    begins_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX deputy_deputy ON deputy (tenant, deputy);
