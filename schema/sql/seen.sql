-- What the three clocks let one see of a Parquet export (`export-parquet.md`): the ground on which
-- `divestment.sql`, `stance.sql` and `chain.sql` stand. DuckDB 1.3 or later.
--
--   SET VARIABLE file = 'store.parquet';
--   SET VARIABLE "on" = TIMESTAMPTZ '2026-01-25 23:59:59.999999+00';   -- through that instant
--   SET VARIABLE published = NULL;     -- what was public by that instant
--   SET VARIABLE known = NULL;         -- the first so many entries of the log
--   SET VARIABLE possible = false;     -- also what has possibly happened by then
--   SET VARIABLE claims = false;       -- also what others claim
--
-- A variable that is not set, or null, asks nothing of its clock. Tables are made when this file is
-- read: set the variables first, and read it (and the view's) again after changing one. Instants are
-- compared as microseconds of UTC, so that no session's time zone has a say.

CREATE OR REPLACE TEMP MACRO utc_day(us) AS
    (us - ((us % 86400000000) + 86400000000) % 86400000000) // 86400000000;

-- Quotient of integers rounded half to even; `below` is above 0.
CREATE OR REPLACE TEMP MACRO floored(above, below) AS
    above // below - (above % below < 0)::INT;
CREATE OR REPLACE TEMP MACRO rounded(above, below) AS
    floored(above, below) + CASE
        WHEN 2 * (above - floored(above, below) * below) < below THEN 0
        WHEN 2 * (above - floored(above, below) * below) > below THEN 1
        ELSE abs(floored(above, below)) % 2
    END;

CREATE OR REPLACE TEMP VIEW exported AS
SELECT * FROM read_parquet(getvariable('file')::VARCHAR);

-- One row: what is asked. D, what ages and deadlines are measured against, is the latest instant
-- of `on`, else of the UTC day on which the last considered entry was recorded.
CREATE OR REPLACE TEMP TABLE asked AS
WITH head AS (
    SELECT coalesce(getvariable('known')::BIGINT, max(position)) AS known FROM exported
), last AS (
    SELECT max(epoch_us(recorded_at)) AS recorded FROM exported, head WHERE position <= known
)
SELECT
    known,
    epoch_us(getvariable('on')::TIMESTAMPTZ) AS by_happened,
    epoch_us(getvariable('published')::TIMESTAMPTZ) AS by_published,
    coalesce(getvariable('possible')::BOOLEAN, false) AS possible,
    coalesce(getvariable('claims')::BOOLEAN, false) AS claims,
    coalesce(epoch_us(getvariable('on')::TIMESTAMPTZ), (utc_day(recorded) + 1) * 86400000000 - 1) AS d
FROM head, last;

-- Every entry as known there, one row each.
CREATE OR REPLACE TEMP TABLE as_known AS
SELECT e.*, list_min([epoch_us(s.published_latest) FOR s IN e.sources]) AS public_at
FROM exported AS e, asked AS a
WHERE e.known_from <= a.known
  AND (e.known_until IS NULL OR a.known < e.known_until)
  AND (e.public_from IS NULL OR a.by_published IS NULL OR epoch_us(e.public_from) <= a.by_published)
  AND (e.public_until IS NULL OR a.by_published < epoch_us(e.public_until));

-- What becomes of each, in the order in which it is decided; `standing_claimed` takes in what
-- others claim without being asked to.
CREATE OR REPLACE TEMP TABLE seen AS
WITH judged AS (
    SELECT k.*, CASE
        WHEN k.status = 'retracted' THEN 'retracted'
        WHEN a.by_published IS NOT NULL AND k.public_at IS NULL THEN 'undated'
        WHEN k.public_at > a.by_published THEN 'unpublished'
        WHEN a.by_happened IS NULL OR k.happened IS NULL THEN 'in view'
        WHEN epoch_us(k.happened_latest) <= a.by_happened THEN 'in view'
        WHEN epoch_us(k.happened_earliest) > a.by_happened THEN 'future'
        WHEN a.possible THEN 'in view'
        ELSE 'possible'
    END AS standing_claimed
    FROM as_known AS k, asked AS a
)
SELECT j.*, CASE
    WHEN j.status = 'retracted' THEN 'retracted'
    WHEN j.claimed_by IS NOT NULL AND NOT a.claims THEN 'claimed'
    ELSE j.standing_claimed
END AS standing
FROM judged AS j, asked AS a;

-- Chains of exits: every recorded stage with the stage before it (as known), whatever the clocks
-- make of it. Corrections that are not yet public may leave a circle; it begins at its earliest
-- recorded stage.
CREATE OR REPLACE TEMP TABLE exit_stages AS
WITH RECURSIVE stage AS (
    SELECT s.position, b.position AS before
    FROM seen AS s LEFT JOIN seen AS b ON b.id = s.follows AND b.kind = 'fund_exit'
    WHERE s.kind = 'fund_exit'
), walk AS (
    SELECT position AS start, before AS next, [position] AS path FROM stage
    UNION ALL
    SELECT w.start, s.before, list_append(w.path, s.position)
    FROM walk AS w JOIN stage AS s ON s.position = w.next
    WHERE NOT list_contains(w.path, s.position)
), first_of_circle AS (
    SELECT start FROM walk WHERE next = start AND list_min(path) = start
)
SELECT position, CASE WHEN position IN (SELECT start FROM first_of_circle) THEN NULL ELSE before END AS before
FROM stage;

-- Each stage beside itself (0 steps) and every stage before it.
CREATE OR REPLACE TEMP TABLE exit_lines AS
WITH RECURSIVE line AS (
    SELECT position AS stage, position AS place, before, 0 AS steps FROM exit_stages
    UNION ALL
    SELECT l.stage, s.position, s.before, l.steps + 1
    FROM line AS l JOIN exit_stages AS s ON s.position = l.before
)
SELECT stage, place, steps, before IS NULL AS is_first FROM line;

-- The state of each chain: the stage in view that is furthest along, the later one if tied.
CREATE OR REPLACE TEMP TABLE exit_states AS
SELECT max_by(l.stage, {'depth': l.steps, 'position': l.stage}) AS state
FROM exit_lines AS l JOIN seen AS s ON s.position = l.stage
WHERE l.is_first AND s.standing = 'in view'
GROUP BY l.place;

-- The stages in view that each state rests on, nearest first.
CREATE OR REPLACE TEMP TABLE exit_rests AS
SELECT x.state, l.steps, s.*
FROM exit_states AS x
JOIN exit_lines AS l ON l.stage = x.state
JOIN seen AS s ON s.position = l.place
WHERE s.standing = 'in view';
