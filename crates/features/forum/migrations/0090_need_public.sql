-- Whether its town agreed that a need is published with the town's name (question `open` of the survey). Nobody asked is no.
ALTER TABLE need ADD COLUMN is_public BOOLEAN NOT NULL DEFAULT FALSE;
