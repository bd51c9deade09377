-- Elections. What is public of them when they are frozen lies in the next table as the bytes that went into the archive.
CREATE TABLE election (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    -- How the archive and the address name it.
    uuid TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    questions TEXT NOT NULL,
    rules TEXT NOT NULL,
    opens_at BIGINT,
    closes_at BIGINT,
    stage TEXT NOT NULL CHECK (stage IN
        ('draft', 'frozen', 'open', 'closing', 'closed', 'counting', 'counted', 'published', 'cancelled')),
    -- While somebody of the board stopped it.
    stopped_at BIGINT,
    -- The election that this one rehearses.
    rehearses TEXT,
    made_at BIGINT NOT NULL,
    frozen_at BIGINT,
    opened_at BIGINT,
    closed_at BIGINT,
    published_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, uuid)
);

CREATE TABLE election_setup (
    tenant TEXT NOT NULL,
    election TEXT NOT NULL,
    timestamp BIGINT NOT NULL,
    description TEXT NOT NULL,
    trustees TEXT NOT NULL,
    credentials TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (tenant, election),
    FOREIGN KEY (tenant, election) REFERENCES election (tenant, id)
);

-- Who acts in an election: board, trustees, registrar, observers.
CREATE TABLE election_role (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    election TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('board', 'trustee', 'registrar', 'observer')),
    -- Trustees are counted from 1; they keep their number.
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    invited_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, election, kind, place),
    UNIQUE (tenant, election, kind, email),
    FOREIGN KEY (tenant, election) REFERENCES election (tenant, id)
);

-- What the board agreed to; a step is taken when enough of them did.
CREATE TABLE election_approval (
    tenant TEXT NOT NULL,
    election TEXT NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('open', 'resume', 'close', 'count', 'publish')),
    -- How often the act was begun: only an election that was stopped is resumed more than once.
    turn BIGINT NOT NULL,
    role TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, election, act, turn, role),
    FOREIGN KEY (tenant, role) REFERENCES election_role (tenant, id)
);

-- What trustees handed in, and what was made of the box. Once each, never changed. All of it is public but the polynomials, which
-- only another trustee can read.
CREATE TABLE election_message (
    tenant TEXT NOT NULL,
    election TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('key', 'certificate', 'polynomial', 'acceptance', 'tally', 'shuffle', 'share', 'result')),
    -- The trustee's number; 0 for what the house made.
    place BIGINT NOT NULL,
    -- The order in which they came.
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    -- What is refused is taken out again, so that the trustee can hand in another.
    state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted')),
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, election, kind, place),
    UNIQUE (tenant, election, number),
    FOREIGN KEY (tenant, election) REFERENCES election (tenant, id)
);

-- The register of voters. Which public credential is whose is forgotten when the result is published; that somebody voted is not.
CREATE TABLE elector (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    election TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    weight BIGINT NOT NULL CHECK (weight > 0),
    credential TEXT,
    voted TEXT CHECK (voted IN ('online', 'paper')),
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, election, number),
    UNIQUE (tenant, election, credential),
    FOREIGN KEY (tenant, election) REFERENCES election (tenant, id)
);

-- The box: how many ballots lie in it, and a chain over all of them. Whoever puts one in holds this row.
CREATE TABLE election_box (
    tenant TEXT NOT NULL,
    election TEXT NOT NULL,
    ballots BIGINT NOT NULL,
    voters BIGINT NOT NULL,
    chain TEXT NOT NULL,
    PRIMARY KEY (tenant, election),
    FOREIGN KEY (tenant, election) REFERENCES election (tenant, id)
);

-- Ballots as they came, encrypted. No time is kept with them.
CREATE TABLE election_ballot (
    tenant TEXT NOT NULL,
    election TEXT NOT NULL,
    place BIGINT NOT NULL,
    credential TEXT NOT NULL,
    tracker TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, election, place),
    UNIQUE (tenant, election, tracker),
    FOREIGN KEY (tenant, election) REFERENCES election (tenant, id)
);
CREATE INDEX election_ballot_credential ON election_ballot (tenant, election, credential);

-- How many voted in which hour: for the chart while it is open, too coarse to tell who.
CREATE TABLE election_turnout (
    tenant TEXT NOT NULL,
    election TEXT NOT NULL,
    hour BIGINT NOT NULL,
    voters BIGINT NOT NULL,
    PRIMARY KEY (tenant, election, hour),
    FOREIGN KEY (tenant, election) REFERENCES election (tenant, id)
);

-- What was counted on paper, by two persons of the board; it counts when both entered the same.
CREATE TABLE election_paper (
    tenant TEXT NOT NULL,
    election TEXT NOT NULL,
    role TEXT NOT NULL,
    counts TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, election, role),
    FOREIGN KEY (tenant, role) REFERENCES election_role (tenant, id)
);

-- Self-tests of the box: when, why, and what was found.
CREATE TABLE election_check (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    election TEXT NOT NULL,
    reason TEXT NOT NULL,
    ballots BIGINT NOT NULL,
    fault TEXT,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, election) REFERENCES election (tenant, id)
);
CREATE INDEX election_check_election ON election_check (tenant, election, made_at);
