-- What holds under faults and hostile input. What each row and index is for stands in ../tables.ts.

ALTER TABLE events ADD COLUMN happenings INTEGER NOT NULL DEFAULT 0;

CREATE TABLE listed (
  site INTEGER PRIMARY KEY REFERENCES sites (id),
  happenings INTEGER NOT NULL
) STRICT;

UPDATE events SET happenings = (SELECT count(*) FROM occurrences WHERE occurrences.object = events.object);

INSERT INTO listed (site, happenings)
SELECT sightings.site, sum(events.happenings)
FROM sightings JOIN events ON events.object = sightings.object GROUP BY sightings.site;

CREATE TRIGGER listed_event_inserted AFTER INSERT ON events BEGIN
  UPDATE listed SET happenings = happenings + NEW.happenings
  WHERE site IN (SELECT site FROM sightings WHERE object = NEW.object);
END;

CREATE TRIGGER listed_event_updated AFTER UPDATE OF happenings ON events BEGIN
  UPDATE listed SET happenings = happenings + NEW.happenings - OLD.happenings
  WHERE site IN (SELECT site FROM sightings WHERE object = NEW.object);
END;

CREATE TRIGGER listed_event_deleted AFTER DELETE ON events BEGIN
  UPDATE listed SET happenings = happenings - OLD.happenings
  WHERE site IN (SELECT site FROM sightings WHERE object = OLD.object);
END;

CREATE TRIGGER listed_sighting_inserted AFTER INSERT ON sightings BEGIN
  INSERT INTO listed (site, happenings)
  VALUES (NEW.site, coalesce((SELECT happenings FROM events WHERE object = NEW.object), 0))
  ON CONFLICT (site) DO UPDATE SET happenings = happenings + excluded.happenings;
END;

-- When the clock was last looked at: one that is earlier by now was set back.
ALTER TABLE meta ADD COLUMN clock INTEGER NOT NULL DEFAULT 0;
