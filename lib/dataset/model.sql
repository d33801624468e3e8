-- The checked CSV files as typed tables, and what follows from them.
--
-- `csv_<table>` are the files as text, `spans` has the days of each EDTF date, `positions` the
-- start and end of each passage; lib/dataset/store.py registers them and creates the vocabularies
-- (claim_type, attribution, stance, commitment, side, relation, polarity, verdict). `no` is the row
-- number in the file, from 0; other tables refer to events by it. What is not stated is NULL in a
-- vocabulary and in a number, else an empty text.

CREATE TYPE part AS ENUM ('speaker', 'target');
CREATE TYPE layer AS ENUM ('says', 'claimed');
CREATE TYPE level AS ENUM ('speakers', 'states');
CREATE TYPE style AS ENUM ('solid', 'denied', 'planned', 'not_seen', 'open');
-- Articles in the order of their dates, as in the frame of lib/dataset/tables.py.
CREATE TYPE source AS ENUM (
    SELECT source_id FROM csv_sources LEFT JOIN spans ON spans.date = published
    ORDER BY coalesce(earliest, latest), csv_sources.no
);
-- An event may bear on no question.
CREATE TYPE storyline AS ENUM (
    SELECT storyline_id FROM (SELECT no, storyline_id FROM csv_storylines UNION SELECT 1e9, '')
    ORDER BY no
);
CREATE TYPE actor AS ENUM (SELECT actor_id FROM csv_actors ORDER BY no);

-- A vocabulary's code as a reader sees it: lib.dataset.codebook.label.
CREATE MACRO label(code) AS upper(left(code, 1)) || translate(substr(code, 2), '-_', '  ');

-- Each date of the tables as a reader sees it.
CREATE TABLE dated AS SELECT date, words FROM spans ORDER BY date;

CREATE TABLE sources AS
SELECT csv_sources.* REPLACE (source_id::source AS source_id),
    spans.earliest, spans.latest, spans.approximate
FROM csv_sources LEFT JOIN spans ON spans.date = published
ORDER BY no;

CREATE TABLE storylines AS
SELECT * REPLACE (storyline_id::storyline AS storyline_id) FROM csv_storylines ORDER BY no;

-- Who belongs to whom, at any depth; everybody belongs to themselves.
CREATE TABLE belongs AS
WITH RECURSIVE up (actor_id, above) AS (
    SELECT actor_id, actor_id FROM csv_actors
    UNION
    SELECT up.actor_id, part_of FROM up JOIN csv_actors ON csv_actors.actor_id = above
    WHERE part_of <> ''
)
SELECT actor_id::actor AS actor_id, above::actor AS above FROM up ORDER BY above, actor_id;

-- `state` is the top of the part_of chain.
CREATE TABLE actors AS
SELECT csv_actors.* REPLACE (
        csv_actors.actor_id::actor AS actor_id, nullif(csv_actors.side, '')::side AS side,
        nullif(csv_actors.part_of, '')::actor AS part_of
    ),
    top.above AS state
FROM csv_actors
JOIN belongs AS top ON top.actor_id = csv_actors.actor_id::actor
JOIN csv_actors AS head ON head.actor_id::actor = top.above AND head.part_of = ''
ORDER BY csv_actors.no;

CREATE TABLE evidence AS
SELECT csv_evidence.no, csv_events.no AS event, source_id::source AS source_id,
    exact, prefix, suffix, speaker_words, via, hedge, positions.start, positions.end
FROM csv_evidence
JOIN csv_events USING (event_id)
JOIN positions ON positions.no = csv_evidence.no
ORDER BY csv_evidence.no;

CREATE TABLE items AS SELECT * FROM csv_items ORDER BY no;

-- What an event is about, in the order of the cell. `item` is an item_id, or the coder's own words
-- where the table has no items; `name` is what a reader sees.
CREATE TABLE things AS
WITH named AS (
    SELECT no AS event, trim(unnest(ids)) AS item, generate_subscripts(ids, 1) AS nth
    FROM (SELECT no, string_split(items, ';') AS ids FROM csv_events WHERE items <> '')
)
SELECT event, nth, item, coalesce(name, item) AS name, class
FROM named LEFT JOIN items ON item_id = item
WHERE item <> '' ORDER BY event, nth;

-- The chain by which a passage reached its article: `nth` 1 is the origin. `evidence` is its `no`.
CREATE TABLE relays AS
WITH named AS (
    SELECT no AS evidence, trim(unnest(ids)) AS actor_id, generate_subscripts(ids, 1) AS nth
    FROM (SELECT no, string_split(via, ';') AS ids FROM csv_evidence WHERE via <> '')
)
SELECT evidence, nth, actor_id::actor AS actor_id FROM named ORDER BY evidence, nth;

-- `words` is the text that a search looks in.
CREATE TABLE events AS
WITH quotes AS (
    SELECT event, string_agg(exact, ' ' ORDER BY no) AS quotes FROM evidence GROUP BY event
), named AS (
    SELECT event, string_agg(name, ' ' ORDER BY nth) AS things FROM things GROUP BY event
)
SELECT e.no, event_id, title, summary, e.date, date_basis, date_note,
    claim_type::claim_type AS claim_type, attribution::attribution AS attribution,
    actors, targets, storyline_id::storyline AS storyline_id,
    coalesce(nullif(stance, ''), 'none')::stance AS stance, stance <> '' AS has_stance,
    nullif(commitment, '')::commitment AS commitment, items, responds_to, note,
    spans.earliest, spans.latest, spans.approximate,
    coalesce(spans.first, spans.last) AS printed,
    about_date, about.first AS about_earliest, about.last AS about_latest,
    folded(concat_ws(' ', title, summary, coalesce(things, items), quotes)) AS words
FROM csv_events AS e
JOIN spans ON spans.date = e.date
LEFT JOIN spans AS about ON about.date = about_date
LEFT JOIN quotes ON quotes.event = e.no
LEFT JOIN named ON named.event = e.no
ORDER BY e.no;

CREATE TABLE tellings AS
SELECT DISTINCT event, source_id FROM evidence ORDER BY event, source_id;

-- Who says an event and whom it is about, in the order of the cell.
CREATE TABLE voices AS
WITH cells AS (
    SELECT no AS event, 'speaker'::part AS part, string_split(actors, ';') AS ids
    FROM csv_events WHERE actors <> ''
    UNION ALL
    SELECT no, 'target'::part, string_split(targets, ';') FROM csv_events WHERE targets <> ''
), named AS (
    SELECT event, part, trim(unnest(ids))::actor AS actor_id, generate_subscripts(ids, 1) AS nth
    FROM cells
)
SELECT event, part, nth, actor_id, state, side
FROM named JOIN actors USING (actor_id)
ORDER BY event, part, nth;

CREATE TABLE sides AS
SELECT DISTINCT event, side FROM voices WHERE part = 'speaker' ORDER BY event, side;

CREATE TABLE replies AS
WITH named AS (
    SELECT no AS reply, trim(unnest(ids)) AS event_id, generate_subscripts(ids, 1) AS nth
    FROM (SELECT no, string_split(responds_to, ';') AS ids FROM csv_events WHERE responds_to <> '')
)
SELECT reply, nth, csv_events.no AS answered FROM named JOIN csv_events USING (event_id)
ORDER BY reply, nth;

CREATE TABLE relationships AS
SELECT r.no, relationship_id, csv_events.no AS event, subject_id::actor AS subject_id,
    relation::relation AS relation, object_id::actor AS object_id, item,
    polarity::polarity AS polarity
FROM csv_relationships AS r JOIN csv_events USING (event_id)
ORDER BY r.no;

CREATE TABLE tensions AS
SELECT t.no, tension_id, a.no AS event_a, b.no AS event_b, kind,
    nullif(verdict, '')::verdict AS verdict, t.note, reading
FROM csv_tensions AS t
JOIN csv_events AS a ON a.event_id = t.event_a
JOIN csv_events AS b ON b.event_id = t.event_b
ORDER BY t.no;

-- The cells as text, and as numbers beside them.
CREATE TABLE quantities AS
SELECT q.no, csv_events.no AS event, qualifier, value, nullif(value, '')::DOUBLE AS number, unit,
    of, exact
FROM csv_quantities AS q JOIN csv_events USING (event_id)
ORDER BY q.no;

CREATE TABLE stories AS SELECT * REPLACE (step::INTEGER AS step) FROM csv_stories ORDER BY no;

CREATE TABLE places AS
SELECT p.no, csv_events.no AS event, name, role, lat, lon, precision_km, coordinates_from,
    nullif(lat, '')::DOUBLE AS latitude, nullif(lon, '')::DOUBLE AS longitude,
    nullif(precision_km, '')::DOUBLE AS radius_km
FROM csv_places AS p JOIN csv_events USING (event_id)
ORDER BY p.no;
