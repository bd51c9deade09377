-- What a side of a talk notes about it. `own_words` is for that side alone, `words` for the other and the office, too.
CREATE TABLE talk_note (
    tenant TEXT NOT NULL,
    talk TEXT NOT NULL,
    side TEXT NOT NULL,
    round TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    words TEXT NOT NULL,
    own_words TEXT NOT NULL,
    shares_contact BOOLEAN NOT NULL,
    delegate TEXT NOT NULL,
    edition BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, talk, side)
);
CREATE INDEX talk_note_side ON talk_note (tenant, side);
CREATE INDEX talk_note_round ON talk_note (tenant, round);

-- What somebody who came says about the day.
CREATE TABLE event_feedback (
    tenant TEXT NOT NULL,
    delegate TEXT NOT NULL,
    round TEXT NOT NULL,
    day_score BIGINT,
    talk_score BIGINT,
    good TEXT NOT NULL,
    better TEXT NOT NULL,
    comes_again TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, delegate)
);
CREATE INDEX event_feedback_round ON event_feedback (tenant, round);
