-- What makes a page of events cost the same among a million as among ten thousand. What each row and index is for stands
-- in ../tables.ts.

-- With end and object in it, so that what began before a window and does not reach into it costs no look at its row.
DROP INDEX occurrences_span;
CREATE INDEX occurrences_span ON occurrences (span, start, "end", object);
