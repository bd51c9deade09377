-- What a body has made of a need, told so that others can take it over. Codes of `stage`, `cost` and `state` are those of
-- model/project.rs; `areas` is a JSON list of keys of areas.
CREATE TABLE project (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    label TEXT NOT NULL,
    organisation TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    description TEXT NOT NULL,
    result TEXT NOT NULL,
    citizen_benefit TEXT NOT NULL,
    software TEXT NOT NULL,
    supplier TEXT NOT NULL,
    source_url TEXT NOT NULL,
    licence TEXT NOT NULL,
    stage TEXT NOT NULL,
    since TEXT,
    cost TEXT NOT NULL,
    areas TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    contact_email TEXT NOT NULL,
    contact_public BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    edition BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    published_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, label)
);
CREATE INDEX project_organisation ON project (tenant, organisation);

-- Needs of its own body that a project answers.
CREATE TABLE project_need (
    tenant TEXT NOT NULL,
    project TEXT NOT NULL,
    need TEXT NOT NULL,
    PRIMARY KEY (tenant, project, need)
);

-- Bodies that take a project over, each with the need of its own that this answers. Taken back, the row stays: the
-- project's history is that of its users, too.
CREATE TABLE takeover (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    project TEXT NOT NULL,
    organisation TEXT NOT NULL,
    need TEXT,
    words TEXT NOT NULL,
    by_name TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, project, organisation)
);
CREATE INDEX takeover_organisation ON takeover (tenant, organisation);

-- What is said about a project. Withdrawn words are gone; that something stood there is not.
CREATE TABLE project_comment (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    project TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    organisation TEXT,
    words TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    changed_at BIGINT,
    withdrawn_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX project_comment_project ON project_comment (tenant, project);
