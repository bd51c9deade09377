-- Who of the office filled an application in for somebody; nobody where the applicant did.
ALTER TABLE application ADD COLUMN filled_in_by TEXT NOT NULL DEFAULT '';
