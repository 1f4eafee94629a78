-- The view `divestment` over a Parquet export (read `seen.sql` first): who leaves which asset,
-- pending and executed, and the levels beside them.
--
--   SET VARIABLE "by" = 'holder';      -- or 'country', 'asset'
--   SET VARIABLE since = NULL;         -- measure the change of levels from this instant
--   .read schema/sql/divestment.sql
--   SELECT * FROM divestment;
--
-- B is a struct (low, high, approx); high null = unbounded.

CREATE OR REPLACE TEMP MACRO span_of(value, currency, bound, high) AS
    CASE WHEN value IS NOT NULL THEN {
        'currency': currency,
        'low': CASE WHEN bound = 'at_most' AND high IS NULL THEN 0 ELSE value END::DECIMAL(38, 6),
        'high': CASE WHEN high IS NOT NULL THEN high WHEN bound = 'at_least' THEN NULL ELSE value END::DECIMAL(38, 6),
        'approx': coalesce(bound = 'about', false)
    } END;

-- What a chain comes to: a is the whole exit, d what was carried out.
CREATE OR REPLACE TEMP TABLE exit_worth AS
WITH told AS (
    SELECT *,
        span_of(amount_value, amount_currency, amount_bound, amount_high) AS amount,
        span_of(done_value, done_currency, done_bound, done_high) AS done
    FROM exit_rests
)
SELECT
    state,
    min_by(amount, steps) FILTER (amount IS NOT NULL) AS a,
    min_by(done, steps) FILTER (done IS NOT NULL) AS d,
    any_value(done) FILTER (steps = 0) AS own_done,
    min_by(epoch_us(deadline_latest), steps) FILTER (deadline_latest IS NOT NULL) AS deadline,
    list(position) AS rests_on,
    list(position) FILTER (disputed > 0) AS disputed_on
FROM told GROUP BY state;

-- What it adds to which rows: two, where a and d are of different currencies.
CREATE OR REPLACE TEMP TABLE exit_shares AS
WITH worth AS (
    SELECT w.*, s.stage, coalesce(w.deadline < asked.d, false) AS late,
        w.a IS NOT NULL AND w.d IS NOT NULL AND w.a.currency <> w.d.currency AS apart,
        coalesce(w.own_done, w.a, w.d) AS all_done,
        epoch_us(s.happened_latest) AS happened
    FROM exit_worth AS w JOIN seen AS s ON s.position = w.state, asked
), shares AS (
    SELECT state, happened, rests_on, disputed_on,
        CASE WHEN a IS NOT NULL THEN a.currency ELSE d.currency END AS currency,
        CASE WHEN a IS NULL THEN NULL WHEN apart OR d IS NULL THEN {'low': a.low, 'high': a.high, 'approx': a.approx}
            ELSE {
                'low': CASE WHEN d.high IS NULL THEN 0 ELSE greatest(0, a.low - d.high) END::DECIMAL(38, 6),
                'high': CASE WHEN a.high IS NULL THEN NULL ELSE greatest(0, a.high - d.low) END::DECIMAL(38, 6),
                'approx': a.approx OR d.approx
            } END AS pending,
        CASE WHEN apart THEN NULL WHEN d IS NOT NULL THEN {'low': d.low, 'high': d.high, 'approx': d.approx} END AS executed,
        a IS NULL AS unquantified, late AS overdue
    FROM worth WHERE stage IN ('announced', 'under_way')
    UNION ALL
    SELECT state, happened, rests_on, disputed_on, d.currency, NULL,
        {'low': d.low, 'high': d.high, 'approx': d.approx}, false, false
    FROM worth WHERE stage IN ('announced', 'under_way') AND apart
    UNION ALL
    SELECT state, happened, rests_on, disputed_on, all_done.currency, NULL,
        CASE WHEN all_done IS NOT NULL THEN {'low': all_done.low, 'high': all_done.high, 'approx': all_done.approx} END,
        all_done IS NULL, false
    FROM worth WHERE stage = 'completed'
    UNION ALL
    SELECT state, happened, rests_on, disputed_on, d.currency, NULL,
        {'low': d.low, 'high': d.high, 'approx': d.approx}, false, false
    FROM worth WHERE stage = 'cancelled' AND d IS NOT NULL
)
SELECT * FROM shares;

-- Whose row an entry belongs to; levels of countries alone by country, none by asset, and no bloc
-- by asset.
CREATE OR REPLACE TEMP TABLE divestment_keys AS
SELECT position, kind,
    CASE WHEN rolled <> 'asset' THEN party_country END AS country,
    CASE WHEN rolled = 'holder' THEN party_key END AS holder,
    asset_class AS asset, asset_issuer AS issuer
FROM (SELECT *, coalesce(getvariable('by')::VARCHAR, 'holder') AS rolled FROM seen)
WHERE standing = 'in view' AND kind IN ('fund_exit', 'holding')
  AND (rolled <> 'asset' OR NOT party_bloc)
  AND (kind = 'fund_exit' OR rolled = 'holder' OR (rolled = 'country' AND party_type = 'country'));

-- The latest instant of a date with its year one less; 29 February becomes 28. Of an interval that
-- of its end. Months end where theirs do.
CREATE OR REPLACE TEMP MACRO last_part(written) AS regexp_replace(list_last(string_split(written, '/')), '[?~%]$', '');
CREATE OR REPLACE TEMP MACRO year_of(written) AS left(written, 4)::INT;
CREATE OR REPLACE TEMP MACRO days_back(written) AS
    make_date(year_of(written), substr(written, 6, 2)::INT, substr(written, 9, 2)::INT)
    - make_date(year_of(written) - 1, substr(written, 6, 2)::INT,
        CASE WHEN substr(written, 6, 5) = '02-29' THEN 28 ELSE substr(written, 9, 2)::INT END);
CREATE OR REPLACE TEMP MACRO month_end(written) AS
    epoch_us(last_day(make_date(year_of(written) - 1,
        CASE WHEN substr(written, 6, 2)::INT > 12 THEN (substr(written, 6, 2)::INT - 32) * 3 ELSE substr(written, 6, 2)::INT END,
        1))::TIMESTAMP) + 86399999999;
CREATE OR REPLACE TEMP MACRO year_before(written, latest) AS CASE
    WHEN year_of(written) = 1 THEN NULL
    WHEN length(written) = 4 THEN epoch_us(make_date(year_of(written) - 1, 12, 31)::TIMESTAMP) + 86399999999
    WHEN length(written) = 7 THEN month_end(written)
    ELSE latest - days_back(written)::BIGINT * 86400000000
END;

CREATE OR REPLACE TEMP TABLE divestment_held AS
SELECT k.country, k.holder, k.asset, k.issuer, s.amount_currency AS currency, s.position, s.disputed,
    s.series, s.basis, s.attribution, s.amount_value AS value, s.happened AS written,
    epoch_us(s.happened_latest) AS latest
FROM divestment_keys AS k JOIN seen AS s USING (position)
WHERE k.kind = 'holding';

CREATE OR REPLACE TEMP TABLE divestment_levels AS
WITH last AS (
    SELECT country, holder, asset, issuer, currency, series,
        max_by(divestment_held, {'a': latest, 'b': position}) AS current,
        max_by(divestment_held, {'a': value, 'b': -latest, 'c': -position}) AS peak
    FROM divestment_held GROUP BY ALL
), measured AS (
    SELECT *, coalesce(epoch_us(getvariable('since')::TIMESTAMPTZ),
        year_before(last_part(current.written), current.latest)) AS since
    FROM last
)
SELECT m.country, m.holder, m.asset, m.issuer, m.currency, m.series,
    m.current.basis AS basis, m.current.attribution AS attribution,
    m.current.value AS current, m.current.written AS current_on,
    m.peak.value AS peak, m.peak.written AS peak_on,
    m.peak.value - m.current.value AS below_peak,
    m.current.value - f.value AS change, f.written AS change_from
FROM measured AS m LEFT JOIN LATERAL (
    SELECT max_by(h.value, {'a': h.latest, 'b': h.position}) AS value,
        max_by(h.written, {'a': h.latest, 'b': h.position}) AS written
    FROM divestment_held AS h
    WHERE h.latest <= m.since AND h.asset = m.asset AND h.currency = m.currency
      AND h.country IS NOT DISTINCT FROM m.country AND h.holder IS NOT DISTINCT FROM m.holder
      AND h.issuer IS NOT DISTINCT FROM m.issuer AND h.series IS NOT DISTINCT FROM m.series
) AS f ON true;

CREATE OR REPLACE TEMP TABLE divestment AS
WITH shares AS (
    SELECT k.country, k.holder, k.asset, k.issuer, s.*
    FROM exit_shares AS s JOIN divestment_keys AS k ON k.position = s.state
), latest_level AS (
    SELECT country, holder, asset, issuer, currency, max(latest) AS latest
    FROM divestment_held GROUP BY ALL
), rows AS (
    SELECT country, holder, asset, issuer, currency FROM shares
    UNION
    SELECT country, holder, asset, issuer, currency FROM divestment_held
), summed AS (
    SELECT r.country, r.holder, r.asset, r.issuer, r.currency,
        any_value(l.latest) AS level_at,
        coalesce(sum(s.pending.low), 0) AS pending_low,
        CASE WHEN bool_or(s.pending IS NOT NULL AND s.pending.high IS NULL) THEN NULL ELSE coalesce(sum(s.pending.high), 0) END AS pending_high,
        coalesce(bool_or(s.pending.approx), false) AS pending_approx,
        coalesce(sum(s.executed.low), 0) AS executed_low,
        CASE WHEN bool_or(s.executed IS NOT NULL AND s.executed.high IS NULL) THEN NULL ELSE coalesce(sum(s.executed.high), 0) END AS executed_high,
        coalesce(bool_or(s.executed.approx), false) AS executed_approx,
        coalesce(sum(s.executed.low) FILTER (s.happened > l.latest), 0) AS after_low,
        CASE WHEN bool_or(s.executed IS NOT NULL AND s.executed.high IS NULL) FILTER (s.happened > l.latest) THEN NULL
            ELSE coalesce(sum(s.executed.high) FILTER (s.happened > l.latest), 0) END AS after_high,
        coalesce(bool_or(s.executed.approx) FILTER (s.happened > l.latest), false) AS after_approx,
        count(*) FILTER (s.unquantified) AS unquantified,
        count(*) FILTER (s.overdue) AS overdue,
        coalesce(flatten(list(s.disputed_on)), []) AS disputed_exits
    FROM rows AS r
    LEFT JOIN shares AS s ON s.asset = r.asset
        AND s.country IS NOT DISTINCT FROM r.country AND s.holder IS NOT DISTINCT FROM r.holder
        AND s.issuer IS NOT DISTINCT FROM r.issuer AND s.currency IS NOT DISTINCT FROM r.currency
    LEFT JOIN latest_level AS l ON l.asset = r.asset
        AND l.country IS NOT DISTINCT FROM r.country AND l.holder IS NOT DISTINCT FROM r.holder
        AND l.issuer IS NOT DISTINCT FROM r.issuer AND l.currency IS NOT DISTINCT FROM r.currency
    GROUP BY ALL
)
SELECT u.holder, u.country, u.asset, u.issuer, u.currency,
    {'low': pending_low, 'high': pending_high, 'approx': pending_approx} AS pending,
    {'low': executed_low, 'high': executed_high, 'approx': executed_approx} AS executed,
    unquantified, overdue,
    (SELECT coalesce(list({'series': v.series, 'basis': v.basis, 'attribution': v.attribution,
            'current': v.current, 'current_on': v.current_on, 'peak': v.peak, 'peak_on': v.peak_on,
            'below_peak': v.below_peak, 'change': v.change, 'change_from': v.change_from}
            ORDER BY v.series NULLS FIRST), [])
     FROM divestment_levels AS v
     WHERE v.asset = u.asset AND v.currency IS NOT DISTINCT FROM u.currency
       AND v.country IS NOT DISTINCT FROM u.country AND v.holder IS NOT DISTINCT FROM u.holder
       AND v.issuer IS NOT DISTINCT FROM u.issuer) AS levels,
    CASE WHEN level_at IS NOT NULL THEN {'low': after_low, 'high': after_high, 'approx': after_approx} END AS executed_after_level,
    len(list_distinct(disputed_exits))
      + (SELECT count(*) FROM divestment_held AS h
         WHERE h.disputed > 0 AND h.asset = u.asset AND h.currency IS NOT DISTINCT FROM u.currency
           AND h.country IS NOT DISTINCT FROM u.country AND h.holder IS NOT DISTINCT FROM u.holder
           AND h.issuer IS NOT DISTINCT FROM u.issuer) AS disputed
FROM summed AS u
ORDER BY u.country NULLS FIRST, u.holder NULLS FIRST, u.asset, u.issuer NULLS FIRST, u.currency NULLS FIRST;
