-- The view `chain` over a Parquet export (read `seen.sql` first): causes and effects of an event,
-- as somebody linked them, and what the dates as recorded say about it. Claims are taken in.
--
--   SET VARIABLE event = '019…';       -- id of the event; null = the whole graph
--   SET VARIABLE causes = true;        -- walk toward causes
--   SET VARIABLE effects = true;       -- walk toward effects
--   SET VARIABLE "all" = false;        -- also over impossible and broken links
--   SELECT * FROM chain_nodes;  SELECT * FROM chain_edges;

-- Links in view between events that are in view or retracted; what the dates say of each.
CREATE OR REPLACE TEMP TABLE chain_links AS
WITH ends AS (
    SELECT id, status, epoch_us(happened_earliest) AS earliest, epoch_us(happened_latest) AS latest,
        -- A date without a time of day may be any zone's day.
        epoch_us(happened_earliest) - CASE WHEN happened_start_timed THEN 0 ELSE 43200000000 END AS widest_earliest,
        epoch_us(happened_latest) + CASE WHEN happened_end_timed THEN 0 ELSE 43200000000 END AS widest_latest
    FROM seen
    WHERE happened IS NOT NULL AND standing_claimed IN ('in view', 'retracted')
), judged AS (
    SELECT l.id, l.position, l.cause, l.effect, l.relation, l.confidence, l.claimed_by,
        e.widest_latest < c.widest_earliest AS impossible,
        c.latest > e.earliest AS unclear,
        c.status = 'retracted' OR e.status = 'retracted' AS broken,
        l.disputed > 0 AS disputed
    FROM seen AS l JOIN ends AS c ON c.id = l.cause JOIN ends AS e ON e.id = l.effect
    WHERE l.kind = 'link' AND l.standing_claimed = 'in view'
)
SELECT *, coalesce(getvariable('all')::BOOLEAN, false) OR NOT (impossible OR broken) AS walked
FROM judged;

-- How far each event lies from the one asked about, shortest way, against and along the arrows.
CREATE OR REPLACE TEMP TABLE chain_causes AS
WITH RECURSIVE far(id, distance) USING KEY (id) AS (
    SELECT getvariable('event')::VARCHAR, 0
    UNION
    SELECT l.cause, far.distance + 1
    FROM far JOIN chain_links AS l ON l.effect = far.id AND l.walked
    WHERE l.cause NOT IN (SELECT id FROM recurring.far)
)
SELECT * FROM far WHERE distance = 0 OR coalesce(getvariable('causes')::BOOLEAN, true);

CREATE OR REPLACE TEMP TABLE chain_effects AS
WITH RECURSIVE far(id, distance) USING KEY (id) AS (
    SELECT getvariable('event')::VARCHAR, 0
    UNION
    SELECT l.effect, far.distance + 1
    FROM far JOIN chain_links AS l ON l.cause = far.id AND l.walked
    WHERE l.effect NOT IN (SELECT id FROM recurring.far)
)
SELECT * FROM far WHERE distance = 0 OR coalesce(getvariable('effects')::BOOLEAN, true);

-- Below 0 causes, above 0 effects; on both sides the nearer, the cause if tied.
CREATE OR REPLACE TEMP TABLE chain_depths AS
SELECT coalesce(c.id, e.id) AS id,
    CASE WHEN e.distance IS NULL OR c.distance <= e.distance THEN -c.distance ELSE e.distance END AS depth
FROM chain_causes AS c FULL JOIN chain_effects AS e ON e.id = c.id
WHERE getvariable('event') IS NOT NULL
UNION ALL
SELECT id, NULL FROM seen
WHERE getvariable('event') IS NULL AND happened IS NOT NULL AND standing_claimed = 'in view';

CREATE OR REPLACE TEMP TABLE chain_nodes AS
SELECT k.id, k.position, k.label, k.kind, k.happened, k.title, k.claimed_by, d.depth
FROM chain_depths AS d JOIN as_known AS k ON k.id = d.id
ORDER BY k.position;

-- Where one gets to from the effect of a walked link, along walked links.
CREATE OR REPLACE TEMP TABLE chain_reach AS
WITH RECURSIVE reach(origin, id) AS (
    SELECT effect, effect FROM chain_links WHERE walked
    UNION
    SELECT r.origin, l.effect FROM reach AS r JOIN chain_links AS l ON l.cause = r.id AND l.walked
)
SELECT * FROM reach;

CREATE OR REPLACE TEMP TABLE chain_edges AS
WITH shown AS (
    SELECT l.*,
        l.cause IN (SELECT id FROM chain_depths) AS from_shown,
        l.effect IN (SELECT id FROM chain_depths) AS to_shown,
        l.walked AND EXISTS (SELECT 1 FROM chain_reach AS r WHERE r.origin = l.effect AND r.id = l.cause) AS on_circle
    FROM chain_links AS l
)
SELECT id, position, cause, effect, relation, confidence, claimed_by, list_filter([
        CASE WHEN impossible THEN 'impossible' END,
        CASE WHEN unclear AND NOT impossible THEN 'order_unclear' END,
        CASE WHEN on_circle THEN 'cycle' END,
        CASE WHEN broken THEN 'broken' END,
        CASE WHEN disputed THEN 'disputed' END
    ], lambda flag: flag IS NOT NULL) AS flags
FROM shown
WHERE getvariable('event') IS NULL OR (from_shown AND to_shown)
   OR ((impossible OR broken) AND (from_shown OR to_shown))
ORDER BY position;
