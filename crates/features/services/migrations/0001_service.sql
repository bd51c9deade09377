-- The catalogue of services, and who applied for what.
CREATE TABLE service (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    slug TEXT NOT NULL,
    form TEXT NOT NULL,
    is_public BIGINT NOT NULL,
    content TEXT NOT NULL,
    edition BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, slug)
);

CREATE TABLE application (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    service TEXT NOT NULL,
    form TEXT NOT NULL,
    -- The person, where somebody signed in applies.
    person TEXT,
    -- Where mails go, once it is known.
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    lang TEXT NOT NULL,
    channel TEXT NOT NULL,
    case_id TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, service) REFERENCES service (tenant, id)
);
CREATE INDEX application_person ON application (tenant, person);
CREATE INDEX application_case ON application (tenant, case_id);

-- Where the office works: its Land says which days are holidays.
CREATE TABLE service_place (
    tenant TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (tenant)
);
