-- The view `stance` over a Parquet export (read `seen.sql` first): how countries stand toward
-- others, words and deeds apart. Blocs are not spread over their members here.
--
--   SELECT * FROM stance;              -- and stance_evidence for what each row rests on
--
-- Sums are of integers of 128 bits: exact as long as the evidence of an axis lies within 55
-- half-lives (27 years); what is older than the newest by more weighs less than 2^-55 of it, and
-- is left out of the sum here. Nothing that is rounded to two places shows that.

-- What each act says; scores in hundredths.
CREATE OR REPLACE TEMP VIEW stance_rules AS
SELECT * FROM (VALUES
    ('threat', 'military', 'words', '138', -700),
    ('threat', 'economic', 'words', '131', -580),
    ('sanction', 'threatened', 'words', '1312', -580),
    ('sanction', 'not_yet_effective', 'words', '1312', -580),
    ('sanction', 'imposed', 'deeds', '163', -800),
    ('sanction', 'tightened', 'deeds', '163', -800),
    ('sanction', 'extended', 'deeds', '163', -800),
    ('sanction', 'eased', 'deeds', '085', 700),
    ('sanction', 'lifted', 'deeds', '085', 700),
    ('fund_exit', 'announced', 'words', NULL, -400),
    ('fund_exit', 'under_way', 'deeds', NULL, -400),
    ('fund_exit', 'completed', 'deeds', NULL, -400),
    ('policy_shift', 'away', 'deeds', '160', -400),
    ('policy_shift', 'neutral', 'deeds', '010', 0),
    ('policy_shift', 'closer', 'deeds', '060', 600),
    ('statement', 'comments', 'words', '010', 0),
    ('statement', 'dismisses', 'words', '010', 0),
    ('statement', 'reassures', 'words', '013', 40),
    ('statement', 'considers', 'words', '014', 0),
    ('statement', 'denies', 'words', '016', -200),
    ('statement', 'appeals', 'words', '020', 300),
    ('statement', 'pledges', 'words', '030', 400),
    ('statement', 'consults', 'words', '040', 100),
    ('statement', 'negotiates', 'words', '046', 700),
    ('statement', 'praises', 'words', '051', 340),
    ('statement', 'supports', 'words', '053', 380),
    ('statement', 'concedes', 'words', '080', 500),
    ('statement', 'demands', 'words', '100', -500),
    ('statement', 'criticises', 'words', '111', -200),
    ('statement', 'accuses', 'words', '112', -200),
    ('statement', 'rejects', 'words', '120', -400),
    ('statement', 'warns', 'words', '130', -440)
) AS rule(kind, act, axis, cameo, score);

-- T[i] = 2^(-i/180) over 2^40: the half-life is 180 days.
CREATE OR REPLACE TEMP MACRO decayed(days) AS ([
        1099511627776, 1095285750735, 1091076115483, 1086882659598, 1082705320894, 1078544037427,
        1074398747491, 1070269389614, 1066155902565, 1062058225344, 1057976297188, 1053910057567,
        1049859446184, 1045824402972, 1041804868096, 1037800781953, 1033812085165, 1029838718585,
        1025880623293, 1021937740596, 1018010012024, 1014097379334, 1010199784507, 1006317169745,
        1002449477475, 998596650342, 994758631215, 990935363179, 987126789541, 983332853823,
        979553499766, 975788671327, 972038312678, 968302368204, 964580782508, 960873500402,
        957180466911, 953501627272, 949836926933, 946186311549, 942549726988, 938927119322,
        935318434833, 931723620007, 928142621539, 924575386327, 921021861471, 917481994279,
        913955732257, 910443023116, 906943814766, 903458055318, 899985693083, 896526676568,
        893080954483, 889648475729, 886229189408, 882823044816, 879429991444, 876049978976,
        872682957291, 869328876461, 865987686748, 862659338606, 859343782679, 856040969803,
        852750851000, 849473377482, 846208500647, 842956172081, 839716343557, 836488967031,
        833273994645, 830071378726, 826881071781, 823703026502, 820537195764, 817383532620,
        814241990305, 811112522234, 807995082000, 804889623376, 801796100312, 798714466933,
        795644677544, 792586686623, 789540448822, 786505918972, 783483052071, 780471803297,
        777472127994, 774483981681, 771507320049, 768542098956, 765588274431, 762645802673,
        759714640049, 756794743093, 753886068506, 750988573156, 748102214077, 745226948467,
        742362733689, 739509527272, 736667286904, 733835970439, 731015535893, 728205941440,
        725407145419, 722619106326, 719841782818, 717075133710, 714319117978, 711573694751,
        708838823319, 706114463127, 703400573776, 700697115022, 698004046775, 695321329102,
        692648922220, 689986786500, 687334882467, 684693170796, 682061612314, 679440167997,
        676828798972, 674227466517, 671636132056, 669054757163, 666483303559, 663921733113,
        661370007839, 658828089899, 656295941599, 653773525390, 651260803867, 648757739771,
        646264295983, 643780435529, 641306121576, 638841317433, 636385986550, 633940092516,
        631503599063, 629076470060, 626658669516, 624250161577, 621850910529, 619460880792,
        617080036927, 614708343627, 612345765723, 609992268182, 607647816103, 605312374721,
        602985909405, 600668385655, 598359769105, 596060025522, 593769120802, 591487020975,
        589213692200, 586949100766, 584693213091, 582445995724, 580207415341, 577977438746,
        575756032871, 573543164777, 571338801648, 569142910796, 566955459659, 564776415800,
        562605746906, 560443420789, 558289405383, 556143668748, 554006179064, 551876904636
    ])[days % 180 + 1];

-- Every act in view, under the name that its rule has; of exits the state of each chain.
CREATE OR REPLACE TEMP TABLE stance_acts AS
WITH acts AS (
    SELECT s.position, s.kind, s.disputed, s.happened_latest,
        CASE s.kind
            WHEN 'threat' THEN coalesce(s.means, 'economic')
            WHEN 'fund_exit' THEN s.stage
            WHEN 'policy_shift' THEN s.alignment
            WHEN 'statement' THEN s.act
            WHEN 'sanction' THEN CASE
                WHEN epoch_us(s.effective_latest) > a.d THEN
                    CASE WHEN s.action IN ('imposed', 'tightened', 'extended') THEN 'not_yet_effective'
                         WHEN s.action NOT IN ('eased', 'lifted') THEN s.action END
                ELSE s.action END
        END AS act,
        s.kind = 'sanction' OR s.party_state AS state,
        CASE WHEN s.kind = 'sanction' THEN s.by_codes ELSE [s.party_country] END AS actors,
        CASE s.kind WHEN 'fund_exit' THEN [s.asset_issuer]
            WHEN 'policy_shift' THEN s.toward WHEN 'statement' THEN s.toward ELSE s.against END AS targets,
        greatest(0, utc_day(a.d) - utc_day(epoch_us(s.happened_latest))) AS age_days
    FROM seen AS s, asked AS a
    WHERE s.standing = 'in view' AND s.kind IN ('threat', 'sanction', 'policy_shift', 'statement', 'fund_exit')
      AND (s.kind <> 'fund_exit' OR s.position IN (SELECT state FROM exit_states))
)
SELECT acts.*, r.axis, r.cameo, r.score
FROM acts JOIN stance_rules AS r ON r.kind = acts.kind AND r.act = acts.act;

-- Each event once for each pair of actor and target, none toward itself.
CREATE OR REPLACE TEMP TABLE stance_evidence AS
WITH pointed AS (
    SELECT DISTINCT position, axis, cameo, score, age_days, disputed, state, country, unnest(targets) AS toward
    FROM (SELECT *, unnest(actors) AS country FROM stance_acts)
)
SELECT country, toward, CASE WHEN state THEN 'state' ELSE 'others' END AS actors,
    position, axis, cameo, score, age_days, disputed,
    age_days // 180 AS halves, decayed(age_days)::HUGEINT AS t
FROM pointed
WHERE country IS NOT NULL AND toward IS NOT NULL AND country <> toward;

CREATE OR REPLACE TEMP TABLE stance_axes AS
WITH newest AS (
    SELECT *, min(halves) OVER (PARTITION BY country, toward, actors, axis) AS base FROM stance_evidence
), summed AS (
    SELECT country, toward, actors, axis, count(*) AS n, any_value(base) AS base,
        sum(CASE WHEN halves - base <= 55 THEN t * score * (1::HUGEINT << (55 - (halves - base))::INT) ELSE 0 END)::HUGEINT AS scored,
        sum(CASE WHEN halves - base <= 55 THEN t * (1::HUGEINT << (55 - (halves - base))::INT) ELSE 0 END)::HUGEINT AS weighed
    FROM newest GROUP BY ALL
), figures AS (
    SELECT *, rounded(scored, weighed) AS score,
        CASE WHEN base > 31 THEN 0 ELSE rounded(100 * weighed, 1::HUGEINT << (95 + base)::INT) END AS weight
    FROM summed
)
SELECT country, toward, actors, axis, score AS hundredths, {
    'score': (score::DECIMAL(18, 2) * 0.01)::DECIMAL(18, 2),
    'n': n,
    'weight': (weight::DECIMAL(18, 2) * 0.01)::DECIMAL(18, 2),
    'label': CASE
        WHEN weight < 25 THEN 'stale' WHEN score <= -600 THEN 'hostile' WHEN score <= -200 THEN 'distancing'
        WHEN score < 200 THEN 'neutral' WHEN score < 600 THEN 'engaging' ELSE 'aligned' END
} AS a
FROM figures;

CREATE OR REPLACE TEMP TABLE stance AS
SELECT e.country, e.toward, e.actors, any_value(w.a) AS words, any_value(d.a) AS deeds,
    ((any_value(d.hundredths) - any_value(w.hundredths))::DECIMAL(18, 2) * 0.01)::DECIMAL(18, 2) AS gap,
    count(DISTINCT e.position) FILTER (e.disputed > 0) AS disputed
FROM stance_evidence AS e
LEFT JOIN stance_axes AS w ON w.country = e.country AND w.toward = e.toward AND w.actors = e.actors AND w.axis = 'words'
LEFT JOIN stance_axes AS d ON d.country = e.country AND d.toward = e.toward AND d.actors = e.actors AND d.axis = 'deeds'
GROUP BY e.country, e.toward, e.actors
ORDER BY e.country, e.toward, e.actors;
