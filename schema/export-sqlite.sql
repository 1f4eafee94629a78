-- Every table, view and index of `dateline export sqlite` (`export-sqlite.md`).

CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE entries (
  position INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  id TEXT,
  kind TEXT,
  label TEXT,
  recorded_at TEXT,
  recorded_by TEXT,
  status TEXT,
  revisions INTEGER,
  disputed INTEGER,
  claimed_by TEXT,
  tags TEXT,
  note TEXT,
  published TEXT,
  published_earliest TEXT,
  published_latest TEXT,
  event TEXT NOT NULL,
  words TEXT NOT NULL
);
CREATE TABLE events (
  position INTEGER PRIMARY KEY REFERENCES entries(position),
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL,
  happened TEXT,
  happened_earliest TEXT,
  happened_latest TEXT,
  happened_start_timed INTEGER,
  happened_end_timed INTEGER,
  ongoing INTEGER,
  party_role TEXT,
  party_key TEXT,
  party_id TEXT,
  party_name TEXT,
  party_country TEXT,
  party_type TEXT,
  party_state INTEGER,
  party_bloc INTEGER,
  by_codes TEXT,
  "against" TEXT,
  toward TEXT,
  entities TEXT,
  asset_class TEXT,
  asset_issuer TEXT,
  instrument_issuer TEXT,
  instrument_tenor TEXT,
  amount_value TEXT,
  amount_value_num REAL GENERATED ALWAYS AS (CAST(amount_value AS REAL)) VIRTUAL,
  amount_currency TEXT,
  amount_bound TEXT,
  amount_high TEXT,
  amount_high_num REAL GENERATED ALWAYS AS (CAST(amount_high AS REAL)) VIRTUAL,
  done_value TEXT,
  done_value_num REAL GENERATED ALWAYS AS (CAST(done_value AS REAL)) VIRTUAL,
  done_currency TEXT,
  done_bound TEXT,
  done_high TEXT,
  done_high_num REAL GENERATED ALWAYS AS (CAST(done_high AS REAL)) VIRTUAL,
  stage TEXT,
  scope TEXT,
  deadline TEXT,
  deadline_earliest TEXT,
  deadline_latest TEXT,
  follows TEXT,
  series TEXT,
  basis TEXT,
  attribution TEXT,
  "level" TEXT,
  level_num REAL GENERATED ALWAYS AS (CAST("level" AS REAL)) VIRTUAL,
  level_from TEXT,
  level_from_num REAL GENERATED ALWAYS AS (CAST(level_from AS REAL)) VIRTUAL,
  change_bp TEXT,
  change_bp_num REAL GENERATED ALWAYS AS (CAST(change_bp AS REAL)) VIRTUAL,
  record TEXT,
  area TEXT,
  alignment TEXT,
  shift_from TEXT,
  shift_to TEXT,
  effective TEXT,
  effective_earliest TEXT,
  effective_latest TEXT,
  measure TEXT,
  "action" TEXT,
  program TEXT,
  expires TEXT,
  expires_earliest TEXT,
  expires_latest TEXT,
  act TEXT,
  speaker TEXT,
  quote TEXT,
  means TEXT,
  consequence TEXT,
  condition TEXT,
  "until" TEXT,
  until_earliest TEXT,
  until_latest TEXT,
  percent TEXT,
  percent_num REAL GENERATED ALWAYS AS (CAST(percent AS REAL)) VIRTUAL,
  count INTEGER,
  rank INTEGER,
  claim TEXT,
  horizon TEXT,
  horizon_earliest TEXT,
  horizon_latest TEXT,
  reason TEXT,
  follows_event INTEGER REFERENCES events(position)
);
CREATE TABLE links (
  position INTEGER PRIMARY KEY REFERENCES entries(position),
  status TEXT NOT NULL,
  cause_event INTEGER REFERENCES events(position),
  effect_event INTEGER REFERENCES events(position),
  cause TEXT,
  effect TEXT,
  relation TEXT,
  confidence TEXT,
  confidence_num REAL GENERATED ALWAYS AS (CAST(confidence AS REAL)) VIRTUAL
);
CREATE TABLE amendments (
  position INTEGER PRIMARY KEY REFERENCES entries(position),
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  target_entry INTEGER REFERENCES entries(position),
  claim TEXT,
  target TEXT,
  changes TEXT,
  reason TEXT,
  disputed_by TEXT
);
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL REFERENCES entries(position),
  nth INTEGER NOT NULL,
  publisher TEXT,
  url TEXT,
  title TEXT,
  published TEXT,
  published_earliest TEXT,
  published_latest TEXT,
  accessed TEXT,
  quote TEXT,
  lang TEXT,
  origin TEXT,
  archive_url TEXT,
  evidence TEXT,
  grade TEXT,
  terms TEXT
);
CREATE TABLE view_divestment (
  id INTEGER PRIMARY KEY,
  country TEXT,
  holder TEXT,
  asset TEXT,
  issuer TEXT,
  currency TEXT,
  pending_low TEXT,
  pending_low_num REAL GENERATED ALWAYS AS (CAST(pending_low AS REAL)) VIRTUAL,
  pending_high TEXT,
  pending_high_num REAL GENERATED ALWAYS AS (CAST(pending_high AS REAL)) VIRTUAL,
  pending_approx INTEGER,
  executed_low TEXT,
  executed_low_num REAL GENERATED ALWAYS AS (CAST(executed_low AS REAL)) VIRTUAL,
  executed_high TEXT,
  executed_high_num REAL GENERATED ALWAYS AS (CAST(executed_high AS REAL)) VIRTUAL,
  executed_approx INTEGER,
  unquantified INTEGER,
  overdue INTEGER,
  executed_after_level_low TEXT,
  executed_after_level_low_num REAL GENERATED ALWAYS AS (CAST(executed_after_level_low AS REAL)) VIRTUAL,
  executed_after_level_high TEXT,
  executed_after_level_high_num REAL GENERATED ALWAYS AS (CAST(executed_after_level_high AS REAL)) VIRTUAL,
  executed_after_level_approx INTEGER,
  disputed INTEGER
);
CREATE TABLE view_divestment_levels (
  id INTEGER PRIMARY KEY,
  row INTEGER NOT NULL REFERENCES view_divestment(id),
  series TEXT,
  basis TEXT,
  attribution TEXT,
  current TEXT,
  current_num REAL GENERATED ALWAYS AS (CAST(current AS REAL)) VIRTUAL,
  current_on TEXT,
  peak TEXT,
  peak_num REAL GENERATED ALWAYS AS (CAST(peak AS REAL)) VIRTUAL,
  peak_on TEXT,
  below_peak TEXT,
  below_peak_num REAL GENERATED ALWAYS AS (CAST(below_peak AS REAL)) VIRTUAL,
  change TEXT,
  change_num REAL GENERATED ALWAYS AS (CAST(change AS REAL)) VIRTUAL,
  change_from TEXT
);
CREATE TABLE view_stance (
  id INTEGER PRIMARY KEY,
  country TEXT,
  toward TEXT,
  actors TEXT,
  words_score REAL,
  words_n INTEGER,
  words_weight REAL,
  words_label TEXT,
  deeds_score REAL,
  deeds_n INTEGER,
  deeds_weight REAL,
  deeds_label TEXT,
  gap REAL,
  disputed INTEGER
);
CREATE TABLE view_stance_evidence (
  id INTEGER PRIMARY KEY,
  row INTEGER NOT NULL REFERENCES view_stance(id),
  entry INTEGER REFERENCES entries(position),
  axis TEXT,
  cameo TEXT,
  score REAL,
  age_days INTEGER,
  weight REAL
);
CREATE TABLE view_chain (
  id INTEGER PRIMARY KEY,
  link INTEGER REFERENCES entries(position),
  cause TEXT,
  effect TEXT,
  relation TEXT,
  confidence REAL,
  claimed_by TEXT,
  flags TEXT
);
CREATE TABLE view_threats (
  id INTEGER PRIMARY KEY,
  entry INTEGER REFERENCES entries(position),
  label TEXT,
  by_party TEXT,
  "against" TEXT,
  happened TEXT,
  consequence TEXT,
  "until" TEXT,
  response TEXT,
  response_by INTEGER REFERENCES entries(position),
  status TEXT,
  status_by INTEGER REFERENCES entries(position),
  disputed INTEGER
);
CREATE TABLE view_sanctions (
  id INTEGER PRIMARY KEY,
  entry INTEGER REFERENCES entries(position),
  by_codes TEXT,
  "against" TEXT,
  entities TEXT,
  measure TEXT,
  program TEXT,
  since TEXT,
  expires TEXT,
  disputed INTEGER
);
CREATE TABLE view_yields (
  id INTEGER PRIMARY KEY,
  issuer TEXT,
  tenor TEXT,
  series TEXT,
  "level" TEXT,
  level_num REAL GENERATED ALWAYS AS (CAST("level" AS REAL)) VIRTUAL,
  level_on TEXT,
  change_bp TEXT,
  change_bp_num REAL GENERATED ALWAYS AS (CAST(change_bp AS REAL)) VIRTUAL,
  high TEXT,
  high_num REAL GENERATED ALWAYS AS (CAST(high AS REAL)) VIRTUAL,
  high_on TEXT,
  low TEXT,
  low_num REAL GENERATED ALWAYS AS (CAST(low AS REAL)) VIRTUAL,
  low_on TEXT,
  n INTEGER,
  disputed INTEGER
);
CREATE TABLE view_observations (
  id INTEGER PRIMARY KEY,
  subject TEXT,
  country TEXT,
  measure TEXT,
  series TEXT,
  value TEXT,
  value_num REAL GENERATED ALWAYS AS (CAST(value AS REAL)) VIRTUAL,
  unit TEXT,
  value_on TEXT,
  first TEXT,
  first_num REAL GENERATED ALWAYS AS (CAST(first AS REAL)) VIRTUAL,
  first_on TEXT,
  n INTEGER,
  disputed INTEGER
);
CREATE TABLE view_sources (
  id INTEGER PRIMARY KEY,
  publisher TEXT,
  origin TEXT,
  events INTEGER,
  sole_source INTEGER,
  with_evidence INTEGER,
  first_published TEXT,
  last_published TEXT,
  disputed INTEGER
);
CREATE TABLE view_contradictions (
  id INTEGER PRIMARY KEY,
  entry INTEGER REFERENCES entries(position),
  other_entry INTEGER REFERENCES entries(position),
  about TEXT,
  value TEXT,
  value_num REAL GENERATED ALWAYS AS (CAST(value AS REAL)) VIRTUAL,
  other_value TEXT,
  other_value_num REAL GENERATED ALWAYS AS (CAST(other_value AS REAL)) VIRTUAL,
  happened TEXT,
  other_happened TEXT,
  series TEXT,
  other_series TEXT,
  apart_percent REAL,
  disputed INTEGER
);
CREATE TABLE view_audit (
  id INTEGER PRIMARY KEY,
  rule TEXT,
  severity TEXT,
  entry INTEGER REFERENCES entries(position),
  beside TEXT,
  about TEXT,
  why TEXT,
  settle TEXT
);
CREATE TABLE view_timeline (
  id INTEGER PRIMARY KEY,
  entry INTEGER REFERENCES entries(position),
  happened TEXT
);
CREATE TABLE view_rests (
  view TEXT NOT NULL,
  row INTEGER NOT NULL,
  position INTEGER NOT NULL,
  entry INTEGER REFERENCES entries(position),
  PRIMARY KEY (view, row, position)
) WITHOUT ROWID;
CREATE INDEX entries_id ON entries(id);
CREATE INDEX entries_label ON entries(label);
CREATE INDEX entries_kind ON entries(kind);
CREATE INDEX events_kind ON events(kind, happened_earliest);
CREATE INDEX events_happened ON events(happened_earliest);
CREATE INDEX events_party ON events(party_key);
CREATE INDEX events_country ON events(party_country);
CREATE INDEX events_follows ON events(follows_event);
CREATE INDEX links_cause ON links(cause_event);
CREATE INDEX links_effect ON links(effect_event);
CREATE INDEX amendments_target ON amendments(target_entry);
CREATE INDEX sources_entry ON sources(entry);
CREATE INDEX sources_publisher ON sources(publisher);
CREATE VIRTUAL TABLE entries_fts USING fts5(title, words, content='entries', content_rowid='position', tokenize='trigram');
CREATE VIEW threat AS SELECT e.position, e.title, e.status, n.label, n.claimed_by, n.disputed, e.happened, e.happened_earliest, e.happened_latest, e.happened_start_timed, e.happened_end_timed, e.ongoing, e.party_role, e.party_key, e.party_id, e.party_name, e.party_country, e.party_type, e.party_state, e.party_bloc, e."against", e.speaker, e.quote, e.means, e.consequence, e.condition, e."until", e.until_earliest, e.until_latest
  FROM events AS e JOIN entries AS n USING (position) WHERE e.kind = 'threat';
CREATE VIEW fund_exit AS SELECT e.position, e.title, e.status, n.label, n.claimed_by, n.disputed, e.happened, e.happened_earliest, e.happened_latest, e.happened_start_timed, e.happened_end_timed, e.ongoing, e.party_role, e.party_key, e.party_id, e.party_name, e.party_country, e.party_type, e.party_state, e.party_bloc, e.asset_class, e.asset_issuer, e.amount_value, e.amount_value_num, e.amount_currency, e.amount_bound, e.amount_high, e.amount_high_num, e.done_value, e.done_value_num, e.done_currency, e.done_bound, e.done_high, e.done_high_num, e.stage, e.scope, e.deadline, e.deadline_earliest, e.deadline_latest, e.follows, e.reason
  FROM events AS e JOIN entries AS n USING (position) WHERE e.kind = 'fund_exit';
CREATE VIEW holding AS SELECT e.position, e.title, e.status, n.label, n.claimed_by, n.disputed, e.happened, e.happened_earliest, e.happened_latest, e.happened_start_timed, e.happened_end_timed, e.ongoing, e.party_role, e.party_key, e.party_id, e.party_name, e.party_country, e.party_type, e.party_state, e.party_bloc, e.asset_class, e.asset_issuer, e.amount_value, e.amount_value_num, e.amount_currency, e.amount_bound, e.amount_high, e.amount_high_num, e.series, e.basis, e.attribution
  FROM events AS e JOIN entries AS n USING (position) WHERE e.kind = 'holding';
CREATE VIEW yield_move AS SELECT e.position, e.title, e.status, n.label, n.claimed_by, n.disputed, e.happened, e.happened_earliest, e.happened_latest, e.happened_start_timed, e.happened_end_timed, e.ongoing, e.instrument_issuer, e.instrument_tenor, e.series, e.basis, e."level", e.level_num, e.level_from, e.level_from_num, e.change_bp, e.change_bp_num, e.record
  FROM events AS e JOIN entries AS n USING (position) WHERE e.kind = 'yield_move';
CREATE VIEW policy_shift AS SELECT e.position, e.title, e.status, n.label, n.claimed_by, n.disputed, e.happened, e.happened_earliest, e.happened_latest, e.happened_start_timed, e.happened_end_timed, e.ongoing, e.party_role, e.party_key, e.party_id, e.party_name, e.party_country, e.party_type, e.party_state, e.party_bloc, e.toward, e.area, e.alignment, e.shift_from, e.shift_to, e.effective, e.effective_earliest, e.effective_latest
  FROM events AS e JOIN entries AS n USING (position) WHERE e.kind = 'policy_shift';
CREATE VIEW sanction AS SELECT e.position, e.title, e.status, n.label, n.claimed_by, n.disputed, e.happened, e.happened_earliest, e.happened_latest, e.happened_start_timed, e.happened_end_timed, e.ongoing, e.by_codes, e."against", e.entities, e.follows, e.effective, e.effective_earliest, e.effective_latest, e.measure, e."action", e.program, e.expires, e.expires_earliest, e.expires_latest
  FROM events AS e JOIN entries AS n USING (position) WHERE e.kind = 'sanction';
CREATE VIEW statement AS SELECT e.position, e.title, e.status, n.label, n.claimed_by, n.disputed, e.happened, e.happened_earliest, e.happened_latest, e.happened_start_timed, e.happened_end_timed, e.ongoing, e.party_role, e.party_key, e.party_id, e.party_name, e.party_country, e.party_type, e.party_state, e.party_bloc, e.toward, e.act, e.speaker, e.quote
  FROM events AS e JOIN entries AS n USING (position) WHERE e.kind = 'statement';
CREATE VIEW observation AS SELECT e.position, e.title, e.status, n.label, n.claimed_by, n.disputed, e.happened, e.happened_earliest, e.happened_latest, e.happened_start_timed, e.happened_end_timed, e.ongoing, e.party_role, e.party_key, e.party_id, e.party_name, e.party_country, e.party_type, e.party_state, e.party_bloc, e.amount_value, e.amount_value_num, e.amount_currency, e.amount_bound, e.amount_high, e.amount_high_num, e.series, e.measure, e.percent, e.percent_num, e.count, e.rank
  FROM events AS e JOIN entries AS n USING (position) WHERE e.kind = 'observation';
CREATE VIEW forecast AS SELECT e.position, e.title, e.status, n.label, n.claimed_by, n.disputed, e.happened, e.happened_earliest, e.happened_latest, e.happened_start_timed, e.happened_end_timed, e.ongoing, e.party_role, e.party_key, e.party_id, e.party_name, e.party_country, e.party_type, e.party_state, e.party_bloc, e.asset_class, e.asset_issuer, e.amount_value, e.amount_value_num, e.amount_currency, e.amount_bound, e.amount_high, e.amount_high_num, e.claim, e.horizon, e.horizon_earliest, e.horizon_latest
  FROM events AS e JOIN entries AS n USING (position) WHERE e.kind = 'forecast';
CREATE INDEX view_stance_evidence_entry ON view_stance_evidence(entry);
CREATE INDEX view_chain_link ON view_chain(link);
CREATE INDEX view_threats_entry ON view_threats(entry);
CREATE INDEX view_threats_response_by ON view_threats(response_by);
CREATE INDEX view_threats_status_by ON view_threats(status_by);
CREATE INDEX view_sanctions_entry ON view_sanctions(entry);
CREATE INDEX view_contradictions_entry ON view_contradictions(entry);
CREATE INDEX view_contradictions_other_entry ON view_contradictions(other_entry);
CREATE INDEX view_audit_entry ON view_audit(entry);
CREATE INDEX view_timeline_entry ON view_timeline(entry);
CREATE INDEX view_rests_entry ON view_rests(entry);
CREATE INDEX view_divestment_levels_row ON view_divestment_levels(row);
CREATE INDEX view_stance_evidence_row ON view_stance_evidence(row);
