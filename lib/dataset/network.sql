-- What the network and the matrix draw. Runs after model.sql.

-- One row for each event and link, in either layer, between speakers and between the states that
-- they speak for.
CREATE VIEW links AS
WITH every AS (
    SELECT 'says'::layer AS layer, s.event, s.actor_id AS subject, t.actor_id AS object,
        s.state AS subject_state, t.state AS object_state,
        claim_type::VARCHAR AS kind, NULL::polarity AS polarity, 'solid'::style AS style
    FROM voices AS s
    JOIN voices AS t ON s.event = t.event AND s.part = 'speaker' AND t.part = 'target'
    JOIN events ON events.no = s.event
    UNION ALL
    SELECT 'claimed', event, subject_id, object_id, s.state, o.state, relation::VARCHAR, polarity,
        CASE polarity::VARCHAR
            WHEN 'asserted' THEN 'solid' WHEN 'admitted' THEN 'solid'
            WHEN 'possible' THEN 'planned' ELSE polarity::VARCHAR
        END::style
    FROM relationships
    JOIN actors AS s ON s.actor_id = subject_id
    JOIN actors AS o ON o.actor_id = object_id
)
SELECT DISTINCT layer, 'speakers'::level AS level, event, subject, object, kind, style, polarity
FROM every
UNION ALL
SELECT DISTINCT layer, 'states', event, subject_state, object_state, kind, style, polarity
FROM every;

-- Which events stand behind each actor of the network.
CREATE VIEW involved AS
SELECT DISTINCT 'says'::layer AS layer, 'speakers'::level AS level, event, actor_id FROM voices
UNION ALL
SELECT DISTINCT 'says', 'states', event, state FROM voices
UNION ALL
SELECT DISTINCT layer, level, event, unnest([subject, object]) FROM links
WHERE layer = 'claimed' AND subject <> object;

-- A party is all who speak in an event, or all whom it is about, so that each event is drawn once.
-- Its id joins the actors with dots, `iran.russia`; an actor alone is the party `iran.`.
CREATE TEMP TABLE pairs AS
WITH named AS (
    SELECT 'speakers'::level AS level, event, part, actor_id FROM voices
    UNION ALL
    SELECT 'states', event, part, state FROM voices
), sets AS (
    SELECT level, event, part, list_sort(list(DISTINCT actor_id::VARCHAR)) AS members
    FROM named GROUP BY level, event, part
)
SELECT 'says'::layer AS layer, s.level, s.event, s.members AS source, t.members AS target,
    claim_type::VARCHAR AS kind,
    if(coalesce(commitment::VARCHAR, 'certain') = 'certain', 'solid', 'open')::style AS style
FROM sets AS s
LEFT JOIN sets AS t ON t.level = s.level AND t.event = s.event AND t.part = 'target'
JOIN events ON events.no = s.event
WHERE s.part = 'speaker'
UNION ALL
SELECT DISTINCT layer, level, event, [subject::VARCHAR], [object::VARCHAR], kind, style
FROM links WHERE layer = 'claimed';

CREATE TEMP TABLE sizes AS
SELECT level, members, count(*) AS n
FROM (SELECT layer, level, event, unnest([source, target]) AS members FROM pairs)
WHERE members IS NOT NULL GROUP BY level, members;

-- Who denies, sees no evidence or admits stands for itself, and who has several events, news outlets
-- last, at most 18 in all.
CREATE TEMP TABLE standing AS
SELECT level, actor_id::VARCHAR AS actor_id, count(DISTINCT event) AS n
FROM involved
LEFT JOIN (
    SELECT event, unnest([actor_id::VARCHAR, state::VARCHAR]) AS answering
    FROM voices JOIN events ON no = event
    WHERE part = 'speaker' AND claim_type::VARCHAR IN ('denial', 'no-evidence', 'admission')
) AS answers USING (event)
JOIN actors USING (actor_id)
GROUP BY level, actor_id
QUALIFY (n > 2 OR bool_or(answering = actor_id))
    AND row_number() OVER (
        PARTITION BY level
        ORDER BY bool_or(answering = actor_id) DESC NULLS LAST, any_value(kind) = 'media',
            n DESC, actor_id
    ) <= 18;

-- The node of each party: its own; else the group of its side, or of news outlets. Those named
-- together often are the node of all of the same `sides`, as `=Iran+Russia`, at most 6; others are
-- with the most frequent of them. Who would be a group alone goes to the others; of at most 12
-- parties each is its own node. `side` is what a row of the matrix stands under.
CREATE TABLE parties AS
WITH busiest AS (
    SELECT s.level, s.members, arg_max(a.actor_id, a.n) AS head
    FROM (SELECT level, members, unnest(members) AS actor_id FROM sizes WHERE len(members) > 1) AS s
    JOIN (
        FROM standing QUALIFY row_number() OVER (PARTITION BY level ORDER BY n DESC, actor_id) <= 4
    ) AS a USING (level, actor_id)
    GROUP BY s.level, s.members
), sided AS (
    SELECT level, members, list_sort(list(DISTINCT side::VARCHAR)) AS every,
        '=' || replace(array_to_string(every, '+'), '~', '-') AS sides,
        if(len(every) > 1, sides, array_to_string(members, '.')) AS team,
        CASE
            WHEN bool_and(kind = 'media') THEN 'News outlets'
            WHEN len(every) > 1 THEN 'Together'
            ELSE every[1]
        END AS side
    FROM (SELECT level, members, unnest(members) AS actor_id FROM sizes) AS s
    JOIN actors ON actors.actor_id::VARCHAR = s.actor_id
    GROUP BY level, members
), together AS (
    SELECT level, team FROM sizes JOIN sided USING (level, members)
    WHERE len(members) > 1 GROUP BY level, team
    QUALIFY sum(n) > 3
        AND row_number() OVER (PARTITION BY level ORDER BY sum(n) DESC, team) <= 6
), seated AS (
    SELECT s.level, s.members, s.n, sides, sided.side, CASE
            WHEN len(s.members) = 1 THEN coalesce(
                standing.actor_id || '.',
                '*' || if(kind = 'media', 'media', nullif(actors.side::VARCHAR, 'Other')),
                '*'
            )
            ELSE coalesce(
                together.team, busiest.head || '.*', if(len(every) = 1, '*' || every[1], '*')
            )
        END AS node
    FROM sizes AS s
    JOIN sided USING (level, members)
    LEFT JOIN together ON together.level = s.level AND together.team = sided.team
    LEFT JOIN busiest ON busiest.level = s.level AND busiest.members = s.members
    LEFT JOIN standing ON standing.level = s.level AND s.members = [standing.actor_id]
    LEFT JOIN actors ON len(s.members) = 1 AND actors.actor_id::VARCHAR = s.members[1]
), named AS (
    SELECT *, array_to_string(members, '.') || if(len(members) = 1, '.', '') AS id FROM seated
), grouped AS (
    SELECT * REPLACE (CASE
            WHEN count(*) OVER (PARTITION BY level) <= 12 THEN id
            WHEN count(*) OVER (PARTITION BY level, node) = 1 AND contains(node, '*') THEN '*'
            ELSE node
        END AS node)
    FROM named
)
SELECT (row_number() OVER (ORDER BY level, id) - 1)::INTEGER AS party, level, id, members, n,
    sides, side,
    if(count(*) OVER (PARTITION BY level, node) = 1, id, node) AS node
FROM grouped ORDER BY party;

CREATE TYPE node AS ENUM (SELECT DISTINCT node FROM parties ORDER BY node);
CREATE TYPE kind AS ENUM (SELECT DISTINCT kind FROM pairs ORDER BY kind);

-- What is drawn: one row for each event, or for each link that an event claims to hold, from the
-- node of one party to that of another. Nobody is the target of some.
CREATE TABLE arrows AS
SELECT layer, pairs.level, event, s.party AS source, t.party AS target,
    s.node::node AS source_node, t.node::node AS target_node, kind::kind AS kind, style
FROM pairs
JOIN parties AS s ON s.level = pairs.level AND s.members = pairs.source
LEFT JOIN parties AS t ON t.level = pairs.level AND t.members = pairs.target
ORDER BY layer, level, event, source, target, kind, style;

DROP TABLE pairs; DROP TABLE sizes; DROP TABLE standing;
