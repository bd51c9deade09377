-- The talks of a round: until when wishes are taken, the draft that the office works on (JSON) and who makes it.
CREATE TABLE talk_plan (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    wishes_until TEXT,
    job TEXT,
    draft TEXT,
    refusal TEXT,
    made_at BIGINT,
    published_at BIGINT,
    edition BIGINT NOT NULL,
    PRIMARY KEY (tenant, round)
);

-- Talks that were published; `a` and `b` are registrations, `board` is the number of the table. A row stays for ever: its
-- id names the talk in people's calendars, and `sequence` rises with every change (RFC 5545).
CREATE TABLE talk (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    board BIGINT NOT NULL,
    state TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX talk_round ON talk (tenant, round);
CREATE INDEX talk_a ON talk (tenant, a);
CREATE INDEX talk_b ON talk (tenant, b);

-- Tables that are closed from a time of day on.
CREATE TABLE closed_table (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    board BIGINT NOT NULL,
    starts TEXT NOT NULL,
    PRIMARY KEY (tenant, round, board)
);
