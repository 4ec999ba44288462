-- The record in SQLite, version 1.
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY,
  commitment BLOB NOT NULL CHECK (length(commitment) = 32),
  salt BLOB CHECK (salt IS NULL OR length(salt) = 32),
  body BLOB,
  CHECK ((salt IS NULL) = (body IS NULL))
) STRICT;
CREATE TABLE heads (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
CREATE TABLE answers (key TEXT PRIMARY KEY, fingerprint BLOB NOT NULL, answer BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL, delivered INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE snapshots (seq INTEGER PRIMARY KEY, state BLOB NOT NULL) STRICT;
