-- Meetings: who takes part, who is there, what is decided on the spot.
CREATE TABLE meeting (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    place TEXT NOT NULL,
    -- As in 2026-11-30.
    day TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'open', 'closed')),
    -- Opens the projected page; nothing once the meeting is closed.
    screen_key TEXT,
    made_at BIGINT NOT NULL,
    opened_at BIGINT,
    closed_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, screen_key)
);

-- How long a tenant keeps meetings after they were closed.
CREATE TABLE meeting_keeping (
    tenant TEXT NOT NULL,
    days BIGINT NOT NULL CHECK (days > 0),
    PRIMARY KEY (tenant)
);

-- Who takes part. Key and code open their page; both are gone once the meeting is closed.
CREATE TABLE meeting_member (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    meeting TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    weight BIGINT NOT NULL CHECK (weight > 0),
    is_present BIGINT NOT NULL CHECK (is_present IN (0, 1)),
    -- Who casts this vote, too.
    carried_by TEXT,
    link_key TEXT,
    code TEXT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, meeting, number),
    UNIQUE (tenant, link_key),
    UNIQUE (tenant, code),
    CHECK (carried_by IS NULL OR carried_by <> id),
    FOREIGN KEY (tenant, meeting) REFERENCES meeting (tenant, id)
);

-- Who came and went when.
CREATE TABLE meeting_presence (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    meeting TEXT NOT NULL,
    member TEXT NOT NULL,
    is_present BIGINT NOT NULL CHECK (is_present IN (0, 1)),
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, meeting) REFERENCES meeting (tenant, id)
);

CREATE TABLE motion (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    meeting TEXT NOT NULL,
    number BIGINT NOT NULL,
    question TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('open', 'secret')),
    -- A JSON list of what can be chosen; an empty one is yes, no, abstention.
    choices TEXT NOT NULL,
    most BIGINT NOT NULL CHECK (most > 0),
    majority TEXT NOT NULL CHECK (majority IN ('simple', 'present', 'two_thirds', 'members')),
    quorum TEXT NOT NULL CHECK (quorum IN ('none', 'half', 'two_thirds')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
    opened_at BIGINT,
    closed_at BIGINT,
    -- What came out, as JSON, from when it was closed; never changed.
    result TEXT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, meeting, number),
    CHECK ((state = 'closed') = (result IS NOT NULL)),
    FOREIGN KEY (tenant, meeting) REFERENCES meeting (tenant, id)
);
-- One question at a time.
CREATE UNIQUE INDEX motion_running ON motion (tenant, meeting) WHERE state = 'open';

-- That somebody voted: once in each motion, whatever they try. No time, no choice.
CREATE TABLE motion_voter (
    tenant TEXT NOT NULL,
    motion TEXT NOT NULL,
    member TEXT NOT NULL,
    weight BIGINT NOT NULL CHECK (weight > 0),
    -- By phone, or in the hall: by hand where it is open, on paper where it is secret.
    way TEXT NOT NULL CHECK (way IN ('phone', 'hall')),
    PRIMARY KEY (tenant, motion, member),
    FOREIGN KEY (tenant, motion) REFERENCES motion (tenant, id)
);

-- Who voted how where it is open; for secret motions there is no row here.
CREATE TABLE motion_voice (
    tenant TEXT NOT NULL,
    motion TEXT NOT NULL,
    member TEXT NOT NULL,
    -- A JSON list of places in the motion's choices.
    choices TEXT NOT NULL,
    PRIMARY KEY (tenant, motion, member),
    FOREIGN KEY (tenant, motion, member) REFERENCES motion_voter (tenant, motion, member)
);

-- How often each choice was made where it is secret: sums alone, made with 0 when the motion is opened.
CREATE TABLE motion_sum (
    tenant TEXT NOT NULL,
    motion TEXT NOT NULL,
    choice BIGINT NOT NULL,
    votes BIGINT NOT NULL CHECK (votes >= 0),
    PRIMARY KEY (tenant, motion, choice),
    FOREIGN KEY (tenant, motion) REFERENCES motion (tenant, id)
);

-- What was counted on paper in a secret motion, by each who counted.
CREATE TABLE motion_paper (
    tenant TEXT NOT NULL,
    motion TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    -- A JSON list, one number for each choice.
    counts TEXT NOT NULL,
    PRIMARY KEY (tenant, motion, person),
    FOREIGN KEY (tenant, motion) REFERENCES motion (tenant, id)
);
