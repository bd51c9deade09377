-- Forms, their versions, answers in progress and answers handed in (store.rs).
CREATE TABLE definition (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    owner TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, key)
);

CREATE TABLE definition_version (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    definition TEXT NOT NULL,
    n BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'live', 'retired')),
    json TEXT NOT NULL,
    hash TEXT NOT NULL,
    edition BIGINT NOT NULL,
    edited_by TEXT NOT NULL,
    edited_at BIGINT NOT NULL,
    valid_from BIGINT,
    retired_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, definition, n),
    FOREIGN KEY (tenant, definition) REFERENCES definition (tenant, id)
);
-- One live version and one draft of a form at a time.
CREATE UNIQUE INDEX definition_version_live ON definition_version (tenant, definition) WHERE state = 'live';
CREATE UNIQUE INDEX definition_version_draft ON definition_version (tenant, definition) WHERE state = 'draft';

-- What a draft version looked like before each of its last edits, to take them back.
CREATE TABLE definition_edit (
    tenant TEXT NOT NULL,
    version TEXT NOT NULL,
    edition BIGINT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (tenant, version, edition),
    FOREIGN KEY (tenant, version) REFERENCES definition_version (tenant, id)
);

-- Answers in progress: one draft per form and holder.
CREATE TABLE draft (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    definition TEXT NOT NULL,
    version TEXT NOT NULL,
    holder TEXT NOT NULL,
    answers TEXT NOT NULL,
    page TEXT,
    saves TEXT NOT NULL,
    edition BIGINT NOT NULL,
    prior TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, definition, holder),
    FOREIGN KEY (tenant, version) REFERENCES definition_version (tenant, id)
);
CREATE INDEX draft_version ON draft (tenant, version);

-- Answers handed in; nothing in them is changed but the mark that they were withdrawn.
CREATE TABLE submission (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    definition TEXT NOT NULL,
    version TEXT NOT NULL,
    holder TEXT NOT NULL,
    answers TEXT NOT NULL,
    actor TEXT NOT NULL,
    assurance TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    prior TEXT,
    submitted_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, definition, holder, idempotency_key),
    UNIQUE (tenant, prior),
    FOREIGN KEY (tenant, version) REFERENCES definition_version (tenant, id)
);
CREATE INDEX submission_version ON submission (tenant, version);
CREATE INDEX submission_definition ON submission (tenant, definition, submitted_at);
CREATE INDEX submission_holder ON submission (tenant, holder);
