-- Money: what is owed, what came, and which money pays what. The book is what its events say, one after the other; nothing
-- of it is changed or left out later.
CREATE TABLE money_event (
    tenant TEXT NOT NULL,
    seq BIGINT NOT NULL,
    json TEXT NOT NULL,
    -- The claim it is about, where it is about one.
    claim TEXT,
    -- Why, where somebody said it.
    words TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, seq)
);
CREATE INDEX money_event_claim ON money_event (tenant, claim, seq);

-- The number of the last event. Whoever adds one holds this row, so that two at once come one after the other.
CREATE TABLE money_head (
    tenant TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (tenant)
);

-- What a claim is for, beside what the book says of it.
CREATE TABLE money_claim (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    case_id TEXT,
    number TEXT NOT NULL,
    purpose TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX money_claim_case ON money_claim (tenant, case_id);

-- The account that people pay to, and when they are reminded.
CREATE TABLE money_account (
    tenant TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (tenant)
);

CREATE TABLE money_statement (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    uploaded_at BIGINT NOT NULL,
    taken_at BIGINT,
    -- What became of it, once it was taken over.
    json TEXT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, sha256)
);

-- Lines of statements of which nobody can tell whether they are known. They count for nothing until somebody decides.
CREATE TABLE money_doubt (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    statement TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE money_reminder (
    tenant TEXT NOT NULL,
    claim TEXT NOT NULL,
    stage BIGINT NOT NULL,
    day TEXT NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (tenant, claim, stage)
);
