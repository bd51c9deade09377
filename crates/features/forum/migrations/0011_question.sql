-- What the office asks back about a need, and what the town answers.
CREATE TABLE question (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    need TEXT NOT NULL,
    organisation TEXT NOT NULL,
    words TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    answer TEXT,
    answered_by TEXT,
    answered_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX question_round ON question (tenant, round);
