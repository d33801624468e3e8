-- The rules between tables: each view has the row and the value of each wrong row, and what fills
-- `{}` in the words of lib/dataset/rules.py. Its name is the table's and the rule's code.
--
-- The tables are those of the CSV files, as text, with `row` as an editor shows it; `spans` has the
-- days of each EDTF date, `articles` the words of the articles that are here, `alike` the `known`
-- value that each code is or is like. A statement whose tables are not there is left out. The
-- function `flat` (lib.dataset.text) is Python, so each text is made flat once, before a join.

-- The words of each event in each article.
CREATE TABLE said AS
SELECT event_id, source_id, exact,
    concat(' ', lower(exact), ' ', lower(speaker_words), ' ') AS words
FROM evidence;

-- The events all of whose articles are here.
CREATE TABLE told AS
SELECT DISTINCT event_id FROM said
WHERE event_id NOT IN (SELECT event_id FROM said ANTI JOIN articles USING (source_id));

CREATE TABLE dated AS SELECT row, earliest, latest FROM events JOIN spans USING (date);
CREATE TABLE published AS SELECT source_id, latest FROM sources JOIN spans ON date = published;

-- What each actor is called: `whole` unless it is the last name of a person.
CREATE TABLE forms AS
SELECT * FROM (
    SELECT row, actor_id, flat(form) AS form, whole FROM (
        SELECT row, actor_id, true AS whole,
            unnest(string_split(name || ';' || aliases, ';')) AS form FROM actors
        UNION ALL
        SELECT row, actor_id, false, split_part(name, ' ', -1) FROM actors
        WHERE kind IN (SELECT value FROM alike WHERE known = 'person')
    )
) WHERE form <> '  ';

CREATE TABLE named AS SELECT row, event_id, flat(name) AS words FROM places;

-- The words that notes on dates quote; an ellipsis parts them.
CREATE TABLE quoted AS
SELECT * FROM (
    SELECT date_note, flat(quote) AS words FROM (
        SELECT date_note, unnest(regexp_extract_all(
            regexp_replace(date_note, '…|\.\.\.', '” “', 'g'), '[“"]([^”"]+)[”"]', 1
        )) AS quote FROM (SELECT DISTINCT date_note FROM events)
    )
) WHERE words <> '  ';

-- Speakers, and those under sanctions, whom no words of their event name. Most names stand between
-- spaces; only the words around the others are made flat.
CREATE TABLE unnamed AS
WITH who AS (
    SELECT 'speaker' AS part, row, event_id, trim(unnest(string_split(actors, ';'))) AS actor_id
    FROM events WHERE attribution NOT IN (SELECT value FROM alike WHERE known = 'article-voice')
    UNION ALL
    SELECT 'object', row, event_id, object_id FROM relationships
    WHERE relation IN (SELECT value FROM alike WHERE known = 'sanctions')
), near AS (
    SELECT DISTINCT event_id, actor_id FROM who JOIN said USING (event_id)
    JOIN forms USING (actor_id) WHERE contains(words, form)
), rest AS MATERIALIZED (
    FROM who ANTI JOIN near USING (event_id, actor_id)
    WHERE event_id IN (SELECT event_id FROM said)
), spelled AS (SELECT event_id, flat(words) AS words FROM said SEMI JOIN rest USING (event_id))
FROM rest ANTI JOIN (
    SELECT DISTINCT event_id, actor_id FROM rest JOIN spelled USING (event_id)
    JOIN forms USING (actor_id) WHERE contains(words, form)
) USING (event_id, actor_id);

CREATE VIEW events_no_evidence AS
SELECT row, event_id FROM events ANTI JOIN evidence USING (event_id) WHERE event_id <> '';

CREATE VIEW events_date_note AS
SELECT row, '' FROM events WHERE date_basis NOT IN ('stated', '') AND date_note = '';

CREATE VIEW events_own_reply AS
SELECT row, event_id FROM events
WHERE event_id <> '' AND list_contains(string_split(responds_to, ';'), event_id);

CREATE VIEW tensions_own_tension AS
SELECT row, event_b FROM tensions WHERE event_a = event_b AND event_a <> '';

CREATE VIEW quantities_quantity_words AS
SELECT row, exact, event_id FROM quantities SEMI JOIN events USING (event_id)
WHERE exact <> '' AND row NOT IN (
    SELECT q.row FROM quantities AS q JOIN said USING (event_id) WHERE contains(said.exact, q.exact)
);

CREATE VIEW places_place_name AS
SELECT row, name, event_id FROM places SEMI JOIN told USING (event_id) WHERE row NOT IN (
    SELECT named.row FROM named JOIN said USING (event_id) JOIN articles USING (source_id)
    WHERE contains(text, named.words)
);

CREATE VIEW items_item_forms AS
SELECT row, form FROM (
    SELECT row, form, flat(form) AS words
    FROM (SELECT row, trim(unnest(string_split(forms, ';'))) AS form FROM items) WHERE form <> ''
) WHERE NOT EXISTS (FROM sources ANTI JOIN articles USING (source_id))
AND NOT EXISTS (FROM articles WHERE contains(text, words));

CREATE VIEW events_after_article AS
SELECT DISTINCT events.row, events.date, source_id
FROM events JOIN dated USING (row) JOIN evidence USING (event_id) JOIN published USING (source_id)
WHERE dated.earliest > published.latest;

CREATE VIEW events_early_reply AS
SELECT e.row, answered FROM (
    SELECT row, trim(unnest(string_split(responds_to, ';'))) AS answered FROM events WHERE note = ''
) AS e JOIN dated AS reply USING (row) JOIN events AS a ON a.event_id = answered
JOIN dated ON dated.row = a.row WHERE reply.latest < dated.earliest;

CREATE VIEW events_date_words AS
SELECT row, date_note FROM events SEMI JOIN told USING (event_id)
WHERE date_basis = 'inferred' AND date_note <> '' AND row NOT IN (
    SELECT row FROM events JOIN said USING (event_id) JOIN (
        SELECT DISTINCT date_note, source_id FROM (
            SELECT DISTINCT date_note, source_id FROM events JOIN said USING (event_id)
        ) JOIN quoted USING (date_note) JOIN articles USING (source_id)
        WHERE contains(text, words)
    ) USING (date_note, source_id)
);

CREATE VIEW events_no_citation AS
SELECT row, date_note FROM events WHERE date_basis = 'external' AND date_note <> ''
AND NOT regexp_matches(date_note, '\d{4}|https?://');

CREATE VIEW sources_no_citation AS
SELECT row, note FROM sources WHERE 'external' IN (publisher_basis, published_basis)
AND NOT regexp_matches(note, '\d{4}|https?://');

CREATE VIEW events_speaker_unnamed AS
SELECT row, actor_id FROM unnamed WHERE part = 'speaker';

CREATE VIEW events_certain_hedged AS
SELECT DISTINCT events.row, commitment, hedge FROM events JOIN evidence USING (event_id)
WHERE commitment = 'certain' AND hedge <> '' AND events.note = '';

CREATE VIEW relationships_polarity AS
SELECT r.row, polarity, event_id, commitment FROM relationships AS r JOIN events USING (event_id)
WHERE polarity IN ('asserted', 'admitted')
AND commitment IN ('possible', 'planned', 'conditional');

CREATE VIEW relationships_sanctioned_unnamed AS
SELECT row, actor_id, event_id FROM unnamed WHERE part = 'object';

CREATE VIEW events_stance AS
SELECT row, stance FROM events WHERE storyline_id = '' AND stance NOT IN ('', 'none');

CREATE VIEW actors_twin AS
SELECT DISTINCT actors.row, actors.actor_id, a.actor_id AS other, trim(b.form)
FROM actors JOIN forms AS b ON b.row = actors.row JOIN forms AS a
ON list_sort(string_split(a.form, ' ')) = list_sort(string_split(b.form, ' '))
WHERE a.row < b.row AND a.whole AND b.whole;

CREATE VIEW actors_unused AS
SELECT row, actor_id FROM actors WHERE actor_id NOT IN (
    SELECT trim(unnest(string_split(actors || ';' || targets, ';'))) FROM events
    UNION SELECT trim(unnest(string_split(via, ';'))) FROM evidence
    UNION SELECT unnest([subject_id, object_id]) FROM relationships
    UNION SELECT part_of FROM actors
);
