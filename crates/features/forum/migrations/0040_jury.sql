-- Criteria, phases and rules of a round's jury (model/jury.rs, JSON). A round without a row has no jury.
CREATE TABLE jury (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    content TEXT NOT NULL,
    edition BIGINT NOT NULL,
    PRIMARY KEY (tenant, round)
);

-- Who reviews. Jurors read from a file have a name and no account.
CREATE TABLE juror (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    place BIGINT NOT NULL,
    person TEXT,
    name TEXT NOT NULL,
    organisation TEXT,
    least BIGINT NOT NULL,
    most BIGINT NOT NULL,
    areas TEXT NOT NULL,
    invited_at BIGINT,
    declared_at BIGINT,
    stopped_at BIGINT,
    reminders BIGINT NOT NULL,
    reminded_at BIGINT,
    edition BIGINT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, round, person)
);

-- What a juror says about a supplier before seeing any offer. Without a row nothing was said, and the juror sees
-- nothing of that supplier.
CREATE TABLE jury_declaration (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    juror TEXT NOT NULL,
    organisation TEXT NOT NULL,
    is_conflict BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    origin TEXT NOT NULL,
    declared_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, juror, organisation)
);
CREATE INDEX jury_declaration_round ON jury_declaration (tenant, round);

-- One offer for one juror in one phase: a task while it is blank, then what the juror writes.
CREATE TABLE review (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    phase TEXT NOT NULL,
    offer TEXT NOT NULL,
    juror TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    content TEXT NOT NULL,
    is_conflict BOOLEAN NOT NULL,
    edition BIGINT NOT NULL,
    sheet TEXT NOT NULL,
    assigned_at BIGINT NOT NULL,
    saved_at BIGINT,
    done_at BIGINT,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, round, phase, offer, juror)
);
CREATE INDEX review_juror ON review (tenant, juror);

-- What was handed in, taken back or stopped counting, whole, in order.
CREATE TABLE review_version (
    tenant TEXT NOT NULL,
    review TEXT NOT NULL,
    seq BIGINT NOT NULL,
    act TEXT NOT NULL,
    content TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, review, seq)
);

-- Whether an offer goes on after a phase, by the phase's rule or by hand with a reason.
CREATE TABLE jury_passage (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    phase TEXT NOT NULL,
    offer TEXT NOT NULL,
    passes BOOLEAN NOT NULL,
    is_by_hand BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, round, phase, offer)
);

-- What jurors without a conflict and the office say to each other about a contested offer.
CREATE TABLE jury_remark (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    offer TEXT NOT NULL,
    juror TEXT,
    person TEXT NOT NULL,
    words TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX jury_remark_offer ON jury_remark (tenant, offer);

-- How fair the last assignment of a phase is (assigning.rs, JSON).
CREATE TABLE jury_assignment (
    tenant TEXT NOT NULL,
    round TEXT NOT NULL,
    phase TEXT NOT NULL,
    content TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, round, phase)
);
