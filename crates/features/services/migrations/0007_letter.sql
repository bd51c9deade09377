-- What stands at the head and foot of letters, and who answers for them.
CREATE TABLE letterhead (
    tenant TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (tenant)
);

-- Templates that the office made of the shipped ones: what is printed, and what is being tried.
CREATE TABLE letter_template (
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT,
    draft TEXT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, name)
);

-- Letters: what they say, and the file once they are set. `once` keeps a letter from being written twice.
CREATE TABLE letter (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    once TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    recipient TEXT NOT NULL,
    day TEXT NOT NULL,
    said TEXT NOT NULL,
    file TEXT,
    pages BIGINT,
    fault TEXT,
    is_post BIGINT NOT NULL,
    posted_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, case_id, once)
);

-- Permits that were handed out. The code stands on the paper, and whoever reads it may see whether the permit holds.
CREATE TABLE permit (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    number TEXT NOT NULL,
    facts TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, code),
    UNIQUE (tenant, case_id)
);
