-- How often the board of areas was changed: two offices at once are told apart by it.
CREATE TABLE area_board (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (tenant, round)
);

-- People's corrections of the areas, one row per act, replayed in the order of `seq`. `content` is a JSON list of
-- model.rs `Edit`, `touches` what it changes and relies on (board.rs); `changed` is the board's count at which the
-- row was last made, undone or done again.
CREATE TABLE area_edit (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    seq BIGINT NOT NULL,
    content TEXT NOT NULL,
    touches TEXT NOT NULL,
    person TEXT,
    made_at BIGINT NOT NULL,
    undone_by TEXT,
    undone_at BIGINT,
    changed BIGINT NOT NULL,
    PRIMARY KEY (tenant, round, seq)
);

-- What the last plan computed of the needs before any correction (plan/grouping.rs, JSON).
CREATE TABLE area_grouping (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    content TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, round)
);

-- Every publication of areas as it was (JSON list of published areas), so that the next one can be compared with it.
CREATE TABLE area_publication (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    seq BIGINT NOT NULL,
    content TEXT NOT NULL,
    person TEXT,
    published_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    PRIMARY KEY (tenant, round, seq)
);

-- The needs behind a published area. Words and names are read from the needs themselves, so that a town that no longer
-- shares one takes it off the published page, too.
CREATE TABLE published_need (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    area TEXT NOT NULL,
    need TEXT NOT NULL,
    PRIMARY KEY (tenant, round, area, need)
);
