-- What somebody handed in with a form, in the order of time: without it the whole form's submissions were gone through for one
-- person's, since an index in that order was there.
CREATE INDEX submission_sent ON submission (tenant, definition, holder, submitted_at, id);
