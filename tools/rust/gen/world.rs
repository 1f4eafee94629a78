//! What the generator remembers: the day, open chains of stages, entries that later ones may
//! name. Owns the mix of kinds, parties, sources and labels; memory does not grow with N.

use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::draft::{Draft, Members};
use super::rng::Rng;
use super::words;
use super::{amend, chains, dates, plain};

/// Entries that can still be named.
const REMEMBERED: usize = 600;

/// An entry that later ones may name.
#[derive(Debug, Clone)]
pub struct Named {
    /// Its label.
    pub label: String,
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: &'static str,
    /// Whether it is a stage of a chain, which is never withdrawn here.
    pub stage: bool,
}

/// An exit or sanction that may go on.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The members that its stages share.
    pub shared: Members,
    /// Its last stage.
    pub last: Named,
    /// Stages so far.
    pub stages: u64,
    /// The whole of it, in millions.
    pub millions: u64,
}

/// Everything an event may be made from.
pub struct World {
    /// Chance.
    pub rng: Rng,
    /// The day on which the desk works.
    pub today: NaiveDate,
    /// Events and links that may be named.
    pub named: Vec<Named>,
    /// Amendments that may be retracted.
    pub amendments: Vec<Named>,
    /// Exits that may go on.
    pub exits: Vec<Chain>,
    /// Sanctions that may go on.
    pub sanctions: Vec<Chain>,
    made: u64,
    count: u64,
    seed: u64,
    refs: Vec<(&'static str, String, Uuid)>,
}

impl World {
    /// The beginning of a story of so many events.
    pub fn new(count: u64, seed: u64) -> World {
        World {
            rng: Rng::new(seed),
            today: dates::first(),
            named: Vec::new(),
            amendments: Vec::new(),
            exits: Vec::new(),
            sanctions: Vec::new(),
            made: 0,
            count: count.max(1),
            seed,
            refs: Vec::new(),
        }
    }

    /// Microseconds since the story began, at the event made last.
    pub fn elapsed(&self) -> u64 {
        let whole = u128::from(dates::DAYS) * 86_400_000_000;
        (whole * u128::from(self.made) / u128::from(self.count)) as u64
    }

    /// The next event.
    pub fn next(&mut self) -> Draft {
        let day = u128::from(dates::DAYS) * u128::from(self.made) / u128::from(self.count);
        self.today = dates::after(dates::first(), day as u64);
        self.made += 1;
        let id = self.fresh();
        let members = match self.rng.below(100) {
            0..28 => plain::holding(self),
            28..40 => plain::yield_move(self),
            40..55 => plain::statement(self),
            55..63 => plain::observation(self),
            63..66 => plain::forecast(self),
            66..70 => plain::policy_shift(self),
            70..74 => plain::threat(self),
            74..82 => chains::exit(self, id),
            82..87 => chains::sanction(self, id),
            87..92 => amend::link(self),
            92..95 => amend::correction(self),
            95..97 => amend::corroboration(self),
            97..99 => amend::dispute(self),
            _ => amend::retraction(self),
        };
        let refs = std::mem::take(&mut self.refs);
        self.remember(id, &members);
        Draft { id, members, refs }
    }

    /// Notes that the event under way names another.
    pub fn refer(&mut self, field: &'static str, to: &Named) {
        self.refs.push((field, to.label.clone(), to.id));
    }

    /// A UUID v7 of the simulated clock.
    fn fresh(&mut self) -> Uuid {
        let begin = dates::first().and_time(chrono::NaiveTime::MIN).and_utc();
        let millis = begin.timestamp_millis().unsigned_abs() + self.elapsed() / 1000;
        let chance = (u128::from(self.rng.next()) << 64) | u128::from(self.rng.next());
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&chance.to_be_bytes()[..10]);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    fn remember(&mut self, id: Uuid, members: &Members) {
        let text = |name: &str| {
            let found = members.iter().find(|(member, _)| *member == name)?;
            found.1.as_str().map(str::to_owned)
        };
        let (Some(label), Some(kind)) = (text("label"), text("kind")) else {
            return;
        };
        let kinds = ["fund_exit", "sanction", "threat", "statement", "holding"];
        let kinds = kinds
            .into_iter()
            .chain(["policy_shift", "observation", "dispute", "link"]);
        let Some(kind) = kinds.into_iter().find(|known| *known == kind) else {
            return;
        };
        let stage = kind == "fund_exit" || kind == "sanction";
        let named = Named {
            label,
            id,
            kind,
            stage,
        };
        let shelf = match kind {
            "dispute" => &mut self.amendments,
            _ => &mut self.named,
        };
        if shelf.len() < REMEMBERED {
            shelf.push(named);
        } else {
            let at = self.rng.below(REMEMBERED as u64) as usize;
            shelf[at] = named;
        }
    }

    /// A label that no other entry has.
    pub fn label(&self, stem: &str) -> Value {
        Value::from(format!("{stem}-{}-{:07}", self.seed, self.made))
    }

    /// A code of a country, mostly of the first few.
    pub fn country(&mut self) -> &'static (&'static str, &'static str, &'static str) {
        let at = self.rng.skewed(words::COUNTRIES.len() as u64);
        &words::COUNTRIES[at]
    }

    /// One or two codes, perhaps a bloc.
    pub fn codes(&mut self, but: &str) -> Value {
        let mut codes: Vec<&str> = Vec::new();
        if self.rng.percent(20) {
            let bloc: &&str = self.rng.pick(words::BLOCS);
            codes.push(bloc);
        }
        while codes.is_empty() || (codes.len() < 3 && self.rng.percent(15)) {
            let code = self.country().0;
            if code != but && !codes.contains(&code) {
                codes.push(code);
            }
        }
        json!(codes)
    }

    /// Somebody who holds something: a party, and how a title calls it, in two languages.
    pub fn holder(&mut self) -> (Value, String, String) {
        if self.rng.percent(25) {
            let (code, name, chinese) = *self.country();
            return (
                json!({"country": code}),
                name.to_owned(),
                chinese.to_owned(),
            );
        }
        let (first, sector, body) = (words::FIRST.len(), words::SECTOR.len(), words::BODY.len());
        let at = self.rng.skewed((first * sector * body) as u64);
        let (first, rest) = (words::FIRST[at % first], at / first);
        let (sector, rest) = (words::SECTOR[rest % sector], rest / sector);
        let (body, kind, chinese) = words::BODY[rest % body];
        let code = words::COUNTRIES[(at * 7) % words::COUNTRIES.len()];
        let name = format!("{first} {sector} {body}");
        let chinese = format!("{}第{}{chinese}", code.2, at + 1);
        let mut party = json!({
            "id": format!("holder-{at}"), "name": name, "country": code.0, "type": kind,
        });
        if self.rng.percent(40) {
            party["names"] = json!({"zh": chinese});
        }
        (party, name, chinese)
    }

    /// Somebody who acts for a state.
    pub fn actor(&mut self) -> (Value, &'static str, String, String) {
        let (code, name, chinese) = *self.country();
        if self.rng.percent(60) {
            return (
                json!({"country": code}),
                code,
                name.to_owned(),
                chinese.to_owned(),
            );
        }
        let party = json!({
            "name": format!("Ministry of Finance of {name}"), "country": code, "type": "ministry",
            "names": {"zh": format!("{chinese}财政部")},
        });
        (
            party,
            code,
            format!("The finance ministry of {name}"),
            format!("{chinese}财政部"),
        )
    }

    /// One to three sources of a thing that became known on a day.
    pub fn sources(&mut self, known: NaiveDate) -> Value {
        let mut sources = Vec::new();
        let number = 1 + u64::from(self.rng.percent(33)) + u64::from(self.rng.percent(10));
        for _ in 0..number {
            let (publisher, lang, site) = *self.rng.pick(words::PUBLISHERS);
            let published = dates::after(known, self.rng.below(3));
            let mut source = json!({"publisher": publisher, "lang": lang});
            if self.rng.percent(94) {
                source["published"] = match self.rng.percent(12) {
                    true => dates::month(published).into(),
                    false => dates::day(published).into(),
                };
            }
            if self.rng.percent(85) {
                let page = self.rng.below(10_000_000);
                source["url"] = format!("https://{site}/{}/{page}", dates::month(published)).into();
            }
            if self.rng.percent(60) {
                source["accessed"] = dates::day(dates::after(published, self.rng.below(9))).into();
            }
            if self.rng.percent(30) {
                source["quote"] = (*self.rng.pick(words::QUOTES)).into();
            }
            if self.rng.percent(15) {
                source["origin"] = self.rng.pick(words::PUBLISHERS).0.into();
            }
            if self.rng.percent(10) {
                source["grade"] = (*self.rng.pick(&["A1", "B2", "B3", "C3", "F6"])).into();
            }
            sources.push(source);
        }
        Value::from(sources)
    }

    /// What any event may have beside the fields of its kind, at the end of `members`.
    pub fn finish(&mut self, members: &mut Members, english: String, chinese: String) {
        let day = dates::happened(&mut self.rng, self.today);
        let happened = dates::written(&mut self.rng, day);
        members.insert(1, ("happened", happened.into()));
        if self.rng.percent(92) {
            members.push(("title", english.into()));
        }
        if self.rng.percent(55) {
            members.push(("titles", json!({"zh": chinese})));
        }
        self.beside(members);
        let sources = self.sources(day);
        members.push(("sources", sources));
    }

    /// Tags, a note, a claimant: of some.
    pub fn beside(&mut self, members: &mut Members) {
        if self.rng.percent(40) {
            let mut tags = vec![*self.rng.pick(words::TAGS)];
            let more = *self.rng.pick(words::TAGS);
            if more != tags[0] {
                tags.push(more);
            }
            members.push(("tags", json!(tags)));
        }
        if self.rng.percent(50) {
            members.push(("note", (*self.rng.pick(words::NOTES)).into()));
        }
        if self.rng.percent(3) {
            members.push((
                "claimed_by",
                "Chinese-language commentary (syndicated)".into(),
            ));
        }
    }
}
