-- What the network needs: filters, the digest of all that is known, leases, keys by fingerprint, errands, notices,
-- local overlays. What each row and index is for stands in ../tables.ts.

-- Filters and policies as they are, and as all objects were last judged by them.
ALTER TABLE meta ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE meta ADD COLUMN judged TEXT NOT NULL DEFAULT '';

ALTER TABLE sites ADD COLUMN filter_in TEXT;
ALTER TABLE sites ADD COLUMN filter_out TEXT;
ALTER TABLE sites ADD COLUMN quota INTEGER;
ALTER TABLE sites ADD COLUMN moved_from TEXT;
ALTER TABLE sites ADD COLUMN moved_at INTEGER;

ALTER TABLE objects ADD COLUMN bucket INTEGER NOT NULL DEFAULT -1;
ALTER TABLE objects ADD COLUMN admitted INTEGER NOT NULL DEFAULT 1;
ALTER TABLE objects ADD COLUMN shown INTEGER NOT NULL DEFAULT 1;
ALTER TABLE objects ADD COLUMN judged TEXT;
ALTER TABLE objects ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
ALTER TABLE objects ADD COLUMN entered INTEGER NOT NULL DEFAULT 0;

UPDATE objects SET entered = 1 WHERE NOT EXISTS (SELECT 1 FROM sightings WHERE object = objects.id);

CREATE INDEX objects_bucket ON objects (bucket);
CREATE INDEX objects_judged ON objects (judged) WHERE judged IS NOT NULL;
CREATE INDEX objects_unshown ON objects (id) WHERE shown = 0 OR hidden = 1;

ALTER TABLE versions ADD COLUMN signed_at INTEGER;
ALTER TABLE versions ADD COLUMN received_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE versions ADD COLUMN received_from INTEGER REFERENCES sites (id);
ALTER TABLE versions ADD COLUMN entered_by TEXT;
ALTER TABLE versions ADD COLUMN path TEXT NOT NULL DEFAULT '[]';

ALTER TABLE versions ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;

-- As far as it can be told by now: where a peer shows it, too, a person's version is taken for the peer's.
UPDATE versions SET received_at = at, received_from = (
  SELECT sightings.site FROM sightings JOIN sites ON sites.id = sightings.site
  WHERE sightings.object = versions.object AND (versions.author = 'feed' OR sites.kind = 'peer')
  ORDER BY sightings.first_seen, sightings.id LIMIT 1
);

-- Open versions of a UID that names its key wait as well.
UPDATE versions SET waits = 1 WHERE state = 'proposed' OR (
  state = 'rival' AND class = 'open' AND NOT EXISTS (
    SELECT 1 FROM versions AS won WHERE won.object = versions.object AND won.state = 'winner' AND won.class = 'open'
  )
);

CREATE INDEX versions_waiting ON versions (object) WHERE waits = 1;

CREATE INDEX versions_stub ON versions (object) WHERE text = '' AND state IN ('winner', 'rival');

CREATE TABLE digest_buckets (
  bucket INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL
) STRICT;

CREATE TRIGGER digest_of_inserted AFTER INSERT ON versions WHEN NEW.state IN ('winner', 'rival') BEGIN
  DELETE FROM digest_buckets WHERE bucket = (SELECT bucket FROM objects WHERE id = NEW.object);
END;

CREATE TRIGGER digest_of_updated AFTER UPDATE OF state, class, revision, c1 ON versions
WHEN OLD.c1 <> NEW.c1 OR OLD.revision <> NEW.revision OR OLD.class <> NEW.class
  OR (OLD.state IN ('winner', 'rival')) <> (NEW.state IN ('winner', 'rival'))
BEGIN
  DELETE FROM digest_buckets WHERE bucket = (SELECT bucket FROM objects WHERE id = NEW.object);
END;

CREATE TRIGGER digest_of_deleted AFTER DELETE ON versions BEGIN
  DELETE FROM digest_buckets WHERE bucket = (SELECT bucket FROM objects WHERE id = OLD.object);
END;

CREATE TABLE pulls (
  peer INTEGER PRIMARY KEY REFERENCES sites (id),
  epoch TEXT,
  cursor INTEGER NOT NULL,
  compared_at INTEGER,
  next_compare INTEGER,
  differences INTEGER NOT NULL,
  own_epoch TEXT
) STRICT;

-- Of the signature that a peer has, or did not take: one that was made later is sent to it.
ALTER TABLE copies ADD COLUMN signed_at INTEGER;
ALTER TABLE exceptions ADD COLUMN signed_at INTEGER;

ALTER TABLE cursors ADD COLUMN failing_since INTEGER;
ALTER TABLE cursors ADD COLUMN dormant INTEGER NOT NULL DEFAULT 0;

CREATE TABLE withheld (
  peer INTEGER NOT NULL REFERENCES sites (id),
  c1 TEXT NOT NULL,
  tries INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  PRIMARY KEY (peer, c1)
) STRICT, WITHOUT ROWID;

CREATE TABLE brakes (
  peer INTEGER NOT NULL REFERENCES sites (id),
  origin TEXT NOT NULL,
  since INTEGER NOT NULL,
  cancels INTEGER NOT NULL,
  PRIMARY KEY (peer, origin)
) STRICT, WITHOUT ROWID;

CREATE TABLE quotas (
  peer INTEGER PRIMARY KEY REFERENCES sites (id),
  since INTEGER NOT NULL,
  brought INTEGER NOT NULL
) STRICT;

CREATE TABLE certificates (
  fingerprint TEXT PRIMARY KEY,
  certificate TEXT NOT NULL,
  seq INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX certificates_seq ON certificates (seq);

INSERT OR IGNORE INTO certificates (fingerprint, certificate, seq, changed_at)
SELECT fingerprint, certificate, seq, changed_at FROM sites WHERE fingerprint IS NOT NULL AND certificate IS NOT NULL;

ALTER TABLE sites DROP COLUMN certificate;

CREATE TABLE authors (
  fingerprint TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE policies (
  position INTEGER PRIMARY KEY,
  action TEXT NOT NULL CHECK (action IN ('show', 'forward', 'push', 'register')),
  actor TEXT NOT NULL,
  scope TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('allow', 'deny', 'ask'))
) STRICT;

CREATE TABLE registrations (
  id TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  site TEXT NOT NULL,
  callback TEXT NOT NULL,
  fingerprint TEXT,
  filter TEXT,
  request TEXT NOT NULL,
  credential TEXT,
  mutual INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN (
    'requested', 'verifying', 'awaiting-approval', 'active', 'expired', 'suspended', 'gone', 'revoked'
  )),
  lease INTEGER NOT NULL,
  lease_until INTEGER,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (direction, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX registrations_site ON registrations (site, direction, state);
CREATE INDEX registrations_lease ON registrations (lease_until) WHERE state = 'active';
CREATE INDEX registrations_credential ON registrations (credential) WHERE credential IS NOT NULL;

CREATE TABLE errands (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('report', 'register', 'verify', 'announce-move', 'web-hook', 'mail')),
  subject TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  next_try INTEGER,
  last_error TEXT,
  outcome TEXT,
  UNIQUE (kind, subject)
) STRICT;

CREATE INDEX errands_due ON errands (next_try) WHERE next_try IS NOT NULL;

CREATE TABLE notices (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  uid TEXT,
  site INTEGER REFERENCES sites (id),
  subject TEXT,
  text TEXT NOT NULL,
  seen_at INTEGER,
  told_at INTEGER
) STRICT;

CREATE INDEX notices_unseen ON notices (id) WHERE seen_at IS NULL;
CREATE INDEX notices_uid ON notices (uid, kind) WHERE seen_at IS NULL;
CREATE INDEX notices_untold ON notices (id) WHERE told_at IS NULL;

CREATE TABLE overlays (
  object INTEGER PRIMARY KEY REFERENCES objects (id),
  overlay TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE moves (
  id INTEGER PRIMARY KEY,
  origin TEXT NOT NULL,
  target TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  signature TEXT NOT NULL
) STRICT;
