//! The rules of the audit as data: name, level, what each finds, why it matters, what would
//! settle it. Owns these words and the three levels; looks at no entry.

use serde::Serialize;

/// How strictly is asked. Each level asks what the ones before it ask, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// What contradicts the record itself, or is missing from it.
    Basic,
    /// What an attentive reader could hold against it.
    #[default]
    Publish,
    /// What the other side would ask.
    Court,
}

impl Level {
    /// Every level, the least strict first.
    pub const ALL: [Level; 3] = [Level::Basic, Level::Publish, Level::Court];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Level::Basic => "basic",
            Level::Publish => "publish",
            Level::Court => "court",
        }
    }

    /// The level of that name.
    pub fn from_name(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// A question that an editor asks of the record.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Stable name.
    pub name: &'static str,
    /// From which level on it is asked.
    pub level: Level,
    /// What it finds.
    pub finds: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// What would settle it; `REF` stands for the entry, `OTHER` for the one beside it, or the
    /// last that the finding rests on.
    pub settle: &'static str,
}

impl Rule {
    /// The rule of a name, as people type it: case does not count, and hyphens are underscores.
    pub fn named(name: &str) -> Option<&'static Rule> {
        let name = name.trim().to_lowercase().replace('-', "_");
        RULES.iter().copied().find(|rule| rule.name == name)
    }

    /// The rules of a level, those of the less strict ones included.
    pub fn of_level(level: Level) -> Vec<&'static Rule> {
        let asked = RULES.iter().copied();
        asked.filter(|rule| rule.level <= level).collect()
    }

    /// Where it stands in the table.
    pub fn rank(&self) -> usize {
        let same = |rule: &&&Rule| rule.name == self.name;
        RULES.iter().take_while(|rule| !same(rule)).count()
    }

    /// What would settle it for the entry of that name.
    pub fn settle_for(&self, reference: &str, other: Option<u64>) -> String {
        let settle = self.settle.replace("REF", reference);
        match other {
            Some(other) => settle.replace("OTHER", &format!("@{other}")),
            None => settle,
        }
    }
}

/// The effect came first.
pub const IMPOSSIBLE_LINK: Rule = Rule {
    name: "impossible_link",
    level: Level::Basic,
    finds: "a link whose effect came before its cause, by the dates as recorded",
    why: "nothing is caused by what came later; a reader needs only the two dates to see it",
    settle: "check both dates and correct the wrong one; if they stand, `dateline retract REF --reason TEXT`, or print it as the mistake of whoever claims it",
};

/// An end was withdrawn.
pub const LINK_ON_RETRACTED: Rule = Rule {
    name: "link_on_retracted",
    level: Level::Basic,
    finds: "a link whose cause or effect is retracted",
    why: "the argument goes on standing on something that was withdrawn",
    settle: "`dateline retract REF --reason TEXT`, and link the entry that took the place of the retracted one",
};

/// Two values for one thing.
pub const CONTRADICTION: Rule = Rule {
    name: "contradiction",
    level: Level::Basic,
    finds: "independent entries that give different values for the same thing, more than 0.5 % apart (see `contradictions`)",
    why: "one of the two figures is wrong, or they measure different things; printing either needs a reason",
    settle: "find out which is right and correct or dispute the other (`dateline dispute REF --claim TEXT`), or say in print why both can be true",
};

/// One exit counted twice.
pub const DOUBLED_EXIT: Rule = Rule {
    name: "doubled_exit",
    level: Level::Basic,
    finds: "exits of one holder from one asset, of the same amount, pending side by side without `follows`",
    why: "a relay taken in as a second exit doubles what is said to be sold",
    settle: "`dateline retract OTHER --reason TEXT` if it repeats the first, or join them: `dateline correct OTHER --set follows=REF --reason TEXT`",
};

/// A correction that cannot be applied.
pub const CORRECTION_SKIPPED: Rule = Rule {
    name: "correction_skipped",
    level: Level::Basic,
    finds: "a correction that counts and cannot be applied, since its result would not be a valid event",
    why: "somebody found a mistake, and the record still shows it",
    settle: "see `dateline show REF --history`, and correct it again from the event as it now stands",
};

/// Nobody says when.
pub const NO_DATED_SOURCE: Rule = Rule {
    name: "no_dated_source",
    level: Level::Basic,
    finds: "an event none of whose sources says when it was published",
    why: "without a date nobody can find the report, nor tell what was public when",
    settle: "look the day up and give it: `dateline corroborate REF --publisher NAME --published DATE`",
};

/// Late, and nobody says so.
pub const DEADLINE_PASSED: Rule = Rule {
    name: "deadline_passed",
    level: Level::Basic,
    finds: "an exit announced or under way whose deadline has passed without a completed or cancelled stage",
    why: "what was to be sold by then is still printed as a plan; it was sold, dropped or is late",
    settle: "ask the holder, and record the answer as the next stage: `dateline add fund-exit --follows REF --stage completed …`",
};

/// Lapsed, and nobody says what came of it.
pub const THREAT_PAST_UNTIL: Rule = Rule {
    name: "threat_past_until",
    level: Level::Basic,
    finds: "a threat past its `until` that was neither carried out nor withdrawn, and with which nobody complied",
    why: "a threat that ran out is news; printed as open it is wrong",
    settle: "find out what came of it, record that, and link it: `dateline link REF EFFECT --relation withdraws` (or carries_out, complies)",
};

/// One voice.
pub const SINGLE_ORIGIN: Rule = Rule {
    name: "single_origin",
    level: Level::Publish,
    finds: "an event that all its sources have from one origin (whom they relay, else the publisher)",
    why: "several reports of one announcement are one voice; if it is wrong, all of them are",
    settle: "find a report that has it from somebody else, `dateline corroborate REF --publisher NAME --published DATE`, or print whose word it is",
};

/// No source can be relied on.
pub const WEAK_GRADE: Rule = Rule {
    name: "weak_grade",
    level: Level::Publish,
    finds: "an event with graded sources none of which is graded B2 or better (F and 6, not to be judged, are below it)",
    why: "the desk itself does not rely on what carries it",
    settle: "find a source graded B2 or better: `dateline corroborate REF --publisher NAME --published DATE --grade B2`",
};

/// Not to be named.
pub const NOT_ON_RECORD: Rule = Rule {
    name: "not_on_record",
    level: Level::Publish,
    finds: "an event none of whose sources speaks on the record",
    why: "who spoke on background or off the record was promised not to be quoted, or not to be named",
    settle: "find somebody who says it on the record: `dateline corroborate REF --publisher NAME --published DATE`; else print only what the terms allow",
};

/// The claimant is in no source.
pub const CLAIM_UNATTRIBUTED: Rule = Rule {
    name: "claim_unattributed",
    level: Level::Publish,
    finds: "a claim whose claimant is neither publisher nor origin of any of its sources",
    why: "words are put into somebody's mouth, and nothing shows where they were said",
    settle: "name where the claimant says it: `dateline corroborate REF --publisher NAME --origin CLAIMANT --published DATE`",
};

/// Which came first is open.
pub const UNCLEAR_LINK: Rule = Rule {
    name: "unclear_link",
    level: Level::Publish,
    finds: "a link whose dates leave open which of the two came first",
    why: "a cause has to come first; as dated, it may have been the other way round",
    settle: "find the day, or the hour, of both ends (`dateline show REF`) and correct them; else print that the order is open",
};

/// Contested.
pub const LINK_ON_DISPUTED: Rule = Rule {
    name: "link_on_disputed",
    level: Level::Publish,
    finds: "a link that is disputed, or whose cause or effect is, and that was not corrected since",
    why: "the argument is only as good as what it joins, and somebody contests that",
    settle: "print the dispute beside it, or settle it: correct or retract what is contested, or retract the dispute (see `dateline show REF`)",
};

/// Contested, and left so.
pub const UNSETTLED_DISPUTE: Rule = Rule {
    name: "unsettled_dispute",
    level: Level::Publish,
    finds: "an event that is disputed and was not corrected since",
    why: "whoever contests it will say so again when it is printed",
    settle: "print the dispute beside it, or settle it: `dateline correct REF …`, `dateline retract REF …`, or retract the dispute",
};

/// Levels that do not compare.
pub const SERIES_MIXED: Rule = Rule {
    name: "series_mixed",
    level: Level::Publish,
    finds: "levels of one holder, asset and currency that belong to several series (none is one of its own)",
    why: "series count different things on different days; the difference between two of them is no sale",
    settle: "compare inside one series only; where two are the same, correct one: `dateline correct REF --set series=NAME --reason TEXT`",
};

/// The sources say what was corrected.
pub const SOURCE_BEFORE_CORRECTION: Rule = Rule {
    name: "source_before_correction",
    level: Level::Publish,
    finds: "an event corrected from a source newer than every dated source of its own",
    why: "who looks the sources up finds the old figure, not the one that is printed",
    settle: "cite what the correction (OTHER) rests on as well: `dateline corroborate REF --source-of OTHER`",
};

/// The correction may be overtaken.
pub const SOURCE_AFTER_CORRECTION: Rule = Rule {
    name: "source_after_correction",
    level: Level::Publish,
    finds: "an event whose only source is newer than a correction of it",
    why: "the correction may be overtaken by the source, or the source may repeat the correction; it cannot confirm what was corrected before it",
    settle: "hold the source against what was corrected and correct again if it says otherwise: `dateline show REF --history`; or find a source from before the correction",
};

/// Nothing to show.
pub const NO_EVIDENCE: Rule = Rule {
    name: "no_evidence",
    level: Level::Court,
    finds: "an event of none of whose sources a copy is kept",
    why: "pages change and vanish; without a copy nobody can show what was said",
    settle: "keep a copy and cite it: `dateline corroborate REF --publisher NAME --evidence FILE`",
};

/// Nobody judged it.
pub const UNGRADED: Rule = Rule {
    name: "ungraded",
    level: Level::Court,
    finds: "an event none of whose sources is graded",
    why: "asked how far it relied on the source, the desk has no answer on record",
    settle: "grade a source (A1 to F6) by correcting it: `dateline correct REF --set sources.0.grade=B2 --reason TEXT`",
};

/// One of several cannot be relied on.
pub const WEAK_SOURCE: Rule = Rule {
    name: "weak_source",
    level: Level::Court,
    finds: "an event with a source graded below B2 beside one graded B2 or better",
    why: "the weakest source is the one that is attacked",
    settle: "leave the weak source out of what is printed, or drop it: `dateline correct REF --set sources=… --reason TEXT`",
};

/// Corrected on nobody's word.
pub const CORRECTION_UNSOURCED: Rule = Rule {
    name: "correction_unsourced",
    level: Level::Court,
    finds: "a correction of more than titles, tags or notes that names no source, and no corroboration since",
    why: "the record was changed, and nothing shows on whose word",
    settle: "cite what the correction rests on: `dateline corroborate REF --publisher NAME --published DATE`",
};

/// The desk's own reading.
pub const INFERRED_LINK: Rule = Rule {
    name: "inferred_link",
    level: Level::Court,
    finds: "a link that names no source: the desk's own reading",
    why: "that one thing led to another is then said by nobody but the desk",
    settle: "print it as the desk's reading, or find somebody who says it: `dateline corroborate REF --publisher NAME --published DATE`",
};

/// A copy that is cited and not held as it was kept.
pub const EVIDENCE_LOST: Rule = Rule {
    name: "evidence_lost",
    level: Level::Publish,
    finds: "an event with a source whose copy the store should hold and does not, or holds altered",
    why: "the copy is what shows what the source said: without it, or with another in its place, the citation proves nothing",
    settle: "put the original file back, `dateline attach FILE`; if it is gone for good, keep another copy: `dateline correct REF --set sources.0.evidence=FILE --reason TEXT`",
};

/// Every rule, by level, in the order in which findings come.
pub const RULES: &[&Rule] = &[
    &IMPOSSIBLE_LINK,
    &LINK_ON_RETRACTED,
    &CONTRADICTION,
    &DOUBLED_EXIT,
    &CORRECTION_SKIPPED,
    &NO_DATED_SOURCE,
    &DEADLINE_PASSED,
    &THREAT_PAST_UNTIL,
    &SINGLE_ORIGIN,
    &WEAK_GRADE,
    &NOT_ON_RECORD,
    &CLAIM_UNATTRIBUTED,
    &EVIDENCE_LOST,
    &UNCLEAR_LINK,
    &LINK_ON_DISPUTED,
    &UNSETTLED_DISPUTE,
    &SERIES_MIXED,
    &SOURCE_BEFORE_CORRECTION,
    &SOURCE_AFTER_CORRECTION,
    &NO_EVIDENCE,
    &UNGRADED,
    &WEAK_SOURCE,
    &CORRECTION_UNSOURCED,
    &INFERRED_LINK,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_rise_and_names_are_found_as_they_are_typed() {
        assert!(
            RULES
                .windows(2)
                .all(|pair| matches!(pair, [one, next] if one.level <= next.level))
        );
        assert_eq!(Rule::named(" Single-Origin "), Some(&SINGLE_ORIGIN));
        assert_eq!(Rule::named("single"), None);
        assert_eq!(Rule::of_level(Level::Court).len(), RULES.len());
        assert!(RULES.iter().enumerate().all(|(at, rule)| rule.rank() == at));
    }
}
