-- Areas of action as they were published for the call: what suppliers read stays until it is published anew.
CREATE TABLE published_area (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    place BIGINT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    description TEXT NOT NULL,
    needs BIGINT NOT NULL,
    towns BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, round, key)
);

-- Further input of the plan as JSON, by kind: corrections of areas, reviews, participants, wishes.
CREATE TABLE round_material (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (tenant, round, kind)
);

-- The last plan of a round (model/plan.rs, JSON), the fingerprint of the input it was made from, and the job that
-- makes the next one.
CREATE TABLE round_plan (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    job TEXT,
    fingerprint TEXT,
    content TEXT,
    refusal TEXT,
    made_at BIGINT,
    PRIMARY KEY (tenant, round)
);
