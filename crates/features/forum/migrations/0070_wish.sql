-- Who would like to talk to whom; both are registrations. `interest` is a step from 1 to 5, `never` or `must`; `times` is
-- the span the talk must lie in, as in `14:00-15:00`; `seq` is the order in which its wisher named them.
CREATE TABLE wish (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    wisher TEXT NOT NULL,
    wished TEXT NOT NULL,
    interest TEXT NOT NULL,
    times TEXT,
    seq BIGINT NOT NULL,
    PRIMARY KEY (tenant, wisher, wished)
);
CREATE INDEX wish_round ON wish (tenant, round);
CREATE INDEX wish_wished ON wish (tenant, wished);

-- Whether a registration has said its wishes, and when it was reminded to. A registration without a row has not.
CREATE TABLE wish_sheet (
    tenant TEXT NOT NULL,
    registration TEXT NOT NULL,
    round TEXT NOT NULL,
    said_at BIGINT,
    said_by TEXT NOT NULL,
    mailing TEXT,
    mailed_at BIGINT,
    edition BIGINT NOT NULL,
    PRIMARY KEY (tenant, registration)
);
CREATE INDEX wish_sheet_round ON wish_sheet (tenant, round);

-- A registration asks another for a talk. `answer` is `yes` or `no`; what has no answer ends with the wishes.
CREATE TABLE talk_request (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    asker TEXT NOT NULL,
    asked TEXT NOT NULL,
    words TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    answer TEXT,
    answered_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, asker, asked)
);
CREATE INDEX talk_request_asked ON talk_request (tenant, asked);
