-- One pass of the forum, from survey to follow-up. `stages` and `settings` are JSON (store/round.rs).
CREATE TABLE round (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    intro TEXT NOT NULL,
    is_public BOOLEAN NOT NULL,
    stages TEXT NOT NULL,
    settings TEXT NOT NULL,
    survey TEXT,
    copied_from TEXT,
    edition BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, slug)
);
