-- The first form of the database. What each row and index is for stands in ../tables.ts.

CREATE TABLE meta (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  epoch TEXT NOT NULL,
  file TEXT NOT NULL,
  timezone TEXT NOT NULL,
  seq INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sites (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('feed', 'peer', 'file')),
  url TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  declared TEXT NOT NULL CHECK (declared IN ('file', 'api', 'sample')),
  position INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  poll TEXT,
  tags TEXT NOT NULL,
  lead TEXT NOT NULL CHECK (lead IN ('source', 'person')),
  push INTEGER NOT NULL,
  accept INTEGER NOT NULL,
  fingerprint TEXT,
  certificate TEXT,
  seq INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE polls (
  site INTEGER PRIMARY KEY REFERENCES sites (id),
  last_poll INTEGER,
  last_success INTEGER,
  failing_since INTEGER,
  failures INTEGER NOT NULL,
  suspended INTEGER NOT NULL,
  last_reason TEXT,
  next_poll INTEGER,
  events INTEGER NOT NULL,
  refused TEXT NOT NULL,
  claimed_until INTEGER,
  etag TEXT,
  last_modified TEXT,
  body_hash TEXT,
  refresh_ms INTEGER
) STRICT;

CREATE TABLE objects (
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE,
  seq INTEGER NOT NULL UNIQUE,
  changed_at INTEGER NOT NULL,
  contested INTEGER NOT NULL
) STRICT;

CREATE INDEX objects_contested ON objects (id) WHERE contested = 1;

CREATE TABLE versions (
  id INTEGER PRIMARY KEY,
  object INTEGER NOT NULL REFERENCES objects (id),
  state TEXT NOT NULL CHECK (state IN ('winner', 'rival', 'overtaken', 'proposed', 'seen')),
  class TEXT NOT NULL CHECK (class IN ('signed', 'open')),
  revision INTEGER NOT NULL,
  hop INTEGER NOT NULL,
  revise_url TEXT NOT NULL,
  author TEXT NOT NULL CHECK (author IN ('feed', 'person')),
  source TEXT,
  deleted INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  digest TEXT NOT NULL,
  c1 TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  last_modified TEXT NOT NULL,
  signature TEXT,
  at INTEGER NOT NULL,
  why TEXT NOT NULL,
  until INTEGER,
  text TEXT NOT NULL
) STRICT;

CREATE INDEX versions_object ON versions (object);
CREATE UNIQUE INDEX versions_winner ON versions (object) WHERE state = 'winner';
CREATE INDEX versions_deleted ON versions (object) WHERE state = 'winner' AND deleted = 1;
CREATE INDEX versions_c1 ON versions (c1);
CREATE INDEX versions_until ON versions (until) WHERE until IS NOT NULL;

CREATE TABLE sightings (
  id INTEGER PRIMARY KEY,
  object INTEGER NOT NULL REFERENCES objects (id),
  site INTEGER NOT NULL REFERENCES sites (id),
  hop INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  missing_since INTEGER,
  raw_hash TEXT,
  raw TEXT,
  UNIQUE (object, site)
) STRICT;

CREATE INDEX sightings_site ON sightings (site, object);

CREATE TABLE memories (
  site INTEGER NOT NULL REFERENCES sites (id),
  object INTEGER NOT NULL REFERENCES objects (id),
  version INTEGER NOT NULL REFERENCES versions (id),
  revised INTEGER NOT NULL,
  digest TEXT NOT NULL,
  digests TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  last_modified TEXT NOT NULL,
  pending INTEGER NOT NULL,
  wait_until INTEGER NOT NULL,
  wait INTEGER NOT NULL,
  PRIMARY KEY (site, object)
) STRICT, WITHOUT ROWID;

CREATE INDEX memories_version ON memories (version);

CREATE TABLE events (
  object INTEGER PRIMARY KEY REFERENCES objects (id),
  expanded_to INTEGER,
  floating INTEGER NOT NULL,
  problem TEXT,
  summary TEXT NOT NULL
) STRICT;

CREATE INDEX events_open_ended ON events (expanded_to) WHERE expanded_to IS NOT NULL;

CREATE TABLE occurrences (
  id INTEGER PRIMARY KEY,
  object INTEGER NOT NULL REFERENCES objects (id),
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  span INTEGER NOT NULL,
  local_start TEXT NOT NULL,
  local_end TEXT NOT NULL,
  zone TEXT,
  all_day INTEGER NOT NULL,
  title TEXT,
  location TEXT,
  cancelled INTEGER NOT NULL
) STRICT;

CREATE INDEX occurrences_start ON occurrences (start);
CREATE INDEX occurrences_span ON occurrences (span, start);
CREATE INDEX occurrences_object ON occurrences (object, start);

CREATE VIRTUAL TABLE events_text USING fts5 (
  title, place, tags, description,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE cursors (
  peer INTEGER PRIMARY KEY REFERENCES sites (id),
  cursor INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  next_try INTEGER,
  last_success INTEGER,
  last_error TEXT,
  stopped INTEGER NOT NULL
) STRICT;

CREATE TABLE copies (
  peer INTEGER NOT NULL REFERENCES sites (id),
  object INTEGER NOT NULL REFERENCES objects (id),
  class TEXT NOT NULL CHECK (class IN ('signed', 'open')),
  digest TEXT NOT NULL,
  revision INTEGER NOT NULL,
  c1 TEXT NOT NULL,
  hop INTEGER NOT NULL,
  PRIMARY KEY (peer, object, class, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE exceptions (
  peer INTEGER NOT NULL REFERENCES sites (id),
  object INTEGER NOT NULL REFERENCES objects (id),
  class TEXT NOT NULL CHECK (class IN ('signed', 'open')),
  digest TEXT NOT NULL,
  revision INTEGER NOT NULL,
  c1 TEXT NOT NULL,
  hop INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('deferred', 'rejected')),
  reason TEXT NOT NULL,
  tries INTEGER NOT NULL,
  next_try INTEGER,
  PRIMARY KEY (peer, object, class, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE nonces (
  nonce TEXT PRIMARY KEY,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX nonces_expires ON nonces (expires);
