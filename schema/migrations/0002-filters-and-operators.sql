-- What is asked for (tags, places, positions), and what operators keep. What each row and index is for stands in
-- ../tables.ts.

-- Which form of the derived rows this database holds: those of events that are there are derived once it is opened.
ALTER TABLE meta ADD COLUMN derived INTEGER NOT NULL DEFAULT 0;

-- By which release of the time zone data occurrences were found; '' for one that is not known.
ALTER TABLE meta ADD COLUMN zone_data TEXT NOT NULL DEFAULT '';

ALTER TABLE polls ADD COLUMN held TEXT;

-- With the object in it, so that what is filtered out costs no look at its row.
DROP INDEX occurrences_start;
CREATE INDEX occurrences_start ON occurrences (start, object);

CREATE INDEX objects_changed ON objects (changed_at, seq);

CREATE TABLE event_tags (
  object INTEGER NOT NULL REFERENCES objects (id),
  tag TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (object, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_tags_tag ON event_tags (tag, object);

CREATE TABLE event_places (
  object INTEGER NOT NULL REFERENCES objects (id),
  place TEXT NOT NULL,
  name TEXT,
  PRIMARY KEY (object, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_places_place ON event_places (place, object);

CREATE VIRTUAL TABLE event_positions USING rtree (
  object, south, north, west, east, +latitude REAL, +longitude REAL
);

CREATE TABLE poll_log (
  id INTEGER PRIMARY KEY,
  site INTEGER NOT NULL REFERENCES sites (id),
  at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  times INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('changed', 'unchanged', 'failed')),
  reason TEXT,
  counts TEXT NOT NULL,
  changes TEXT NOT NULL
) STRICT;

CREATE INDEX poll_log_site ON poll_log (site, id);

CREATE TABLE calendars (
  slug TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  filter TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('admin', 'editor', 'reader')),
  hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  revoked_at INTEGER
) STRICT;

CREATE TABLE replies (
  key TEXT NOT NULL PRIMARY KEY,
  request TEXT NOT NULL,
  begun INTEGER NOT NULL,
  reply TEXT
) STRICT;

CREATE INDEX replies_begun ON replies (begun);
