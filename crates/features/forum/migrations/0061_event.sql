-- The day of a round: where it is, how many come, how people register. A round without a row has the defaults of
-- store/event.rs. Times of day are written as in `14:30`; `form` is the key of the registration's form; `hall_key`
-- opens the screen of the hall; `sequence` rises with every published change (RFC 5545).
CREATE TABLE event (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    place TEXT NOT NULL,
    address TEXT NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    pitch_minutes BIGINT NOT NULL,
    capacity BIGINT,
    delegates BIGINT NOT NULL,
    door TEXT NOT NULL,
    closes TEXT,
    form TEXT,
    hall_key TEXT NOT NULL,
    published_at BIGINT,
    edition BIGINT NOT NULL,
    PRIMARY KEY (tenant, round),
    UNIQUE (tenant, hall_key)
);

CREATE TABLE room (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    name TEXT NOT NULL,
    seats BIGINT,
    tables BIGINT,
    edition BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX room_round ON room (tenant, round);

-- `speakers` is JSON; `offer` is the offer a pitch presents.
CREATE TABLE programme_item (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    description TEXT NOT NULL,
    description_en TEXT NOT NULL,
    room TEXT,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    speakers TEXT NOT NULL,
    offer TEXT,
    sequence BIGINT NOT NULL,
    edition BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX programme_item_round ON programme_item (tenant, round);

-- Who may register by a personal link: bodies and persons that the office asked, or that asked themselves. A
-- registration has the id of its registrant.
CREATE TABLE registrant (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    organisation TEXT,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    ags TEXT,
    contact TEXT NOT NULL,
    email TEXT NOT NULL,
    lang TEXT NOT NULL,
    origin TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    mailing TEXT,
    mailed_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, round, organisation)
);
CREATE INDEX registrant_round ON registrant (tenant, round);
