-- Whose account a takeover was noted with; a person's name goes with the person.
ALTER TABLE takeover ADD COLUMN person TEXT;
