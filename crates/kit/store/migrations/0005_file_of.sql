-- The files of an owner in the order of their ids: without it every file of the tenant was gone through for one owner's, since the
-- primary key is in that order. The index before is its beginning, and nothing but speed hangs on it.
-- after: 0.1.0
CREATE INDEX file_of ON file (tenant, owner, id);
DROP INDEX file_owner;
