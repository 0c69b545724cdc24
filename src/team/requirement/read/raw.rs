//! Requirement files as they are written.

use serde::Deserialize;

use crate::base::date::{Date, PartialDate, Period};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Entries, Field, Form, Items, OneOrMore, Parsed, Problem, Scalar};
use crate::base::text::Text;
use crate::catalog::read::RawSource;
use crate::catalog::vocabulary::{Accreditation, Evidence, Tier};
use crate::team::requirement::InGrace;
use crate::team::requirement::Weight;

/// Longest id of a set or an item, in bytes.
const MAX_ID_LENGTH: usize = 60;
/// Most of anything that a file may ask for.
const MOST: u32 = 1_000_000;

/// A set of demands on a team.
#[derive(Deserialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(extend("anyOf" = [{"required": ["items"]}, {"required": ["extends"]}]))
)]
pub(crate) struct Set {
    /// What people type after --require.
    pub(super) id: Scalar<Id>,
    /// Its name.
    pub(super) name: Option<Scalar<String>>,
    /// What it is, in your own words.
    pub(super) about: Option<Scalar<String>>,
    /// Date of what it follows.
    pub(super) dated: Option<Scalar<PartialDate>>,
    /// Where it comes from.
    pub(super) sources: Option<Items<RawSource>>,
    /// What no roster can show; printed with every verdict.
    pub(super) not_checked: Option<Items<Parsed<String>>>,
    /// How long a holding must still be valid to count; an item may say otherwise.
    pub(super) valid_for: Option<Scalar<Period>>,
    /// The least evidence a holding needs to count; an item may ask for more.
    pub(super) evidence: Option<Scalar<Evidence>>,
    /// Whether a holding counts that has expired and is in its grace period; without it, as its issuer says.
    pub(super) grace: Option<Scalar<InGrace>>,
    /// Named lists of credentials, for `any_of_list`.
    #[cfg_attr(test, schemars(transform = crate::base::schema::lists_have_items))]
    pub(super) lists: Option<Field<Entries<Vec<Field<Match>>>>>,
    /// Sets whose items this one takes over, by name (`certadvise list requirements`).
    pub(super) extends: Option<Items<Parsed<String>>>,
    /// The demands.
    #[cfg_attr(test, schemars(extend("minItems" = 1)))]
    pub(super) items: Option<Items<Item>>,
    /// Exceptions for a time; an expired one no longer helps, an active one is always shown.
    pub(super) waivers: Option<Items<Waiver>>,
}

/// One demand: on `people`, `credentials`, `every` person of a kind, or a `score`.
#[derive(Deserialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(extend("oneOf" = [
        {"required": ["people"]}, {"required": ["credentials"]},
        {"required": ["every"]}, {"required": ["score"]},
    ]))
)]
pub(super) struct Item {
    /// Unique within the set.
    pub(super) id: Scalar<Id>,
    /// What it is.
    pub(super) name: Option<Scalar<String>>,
    /// Whether it decides the verdict.
    pub(super) severity: Option<Scalar<Weight>>,
    /// How long a holding must still be valid to count.
    pub(super) valid_for: Option<Scalar<Period>>,
    /// The least evidence a holding needs to count.
    pub(super) evidence: Option<Scalar<Evidence>>,
    /// Whether a holding counts that has expired and is in its grace period.
    pub(super) grace: Option<Scalar<InGrace>>,
    /// So many different people who match.
    pub(super) people: Option<Scalar<People>>,
    /// So many valid credentials that match, no matter who holds them.
    pub(super) credentials: Option<Scalar<Count>>,
    /// Each of these people must match.
    pub(super) every: Option<Field<Whom>>,
    /// Points, as partner programs count them.
    pub(super) score: Option<Field<Score>>,
    /// What one person must hold.
    #[serde(rename = "match")]
    pub(super) matching: Option<Field<Match>>,
    /// Seats of one group are filled by different people; without a group they may fill others as well.
    pub(super) exclusive: Option<Scalar<String>>,
    /// Least numbers among the very people that fill these seats.
    pub(super) of_which: Option<Items<Group>>,
}

/// At least so many people match this.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Group {
    /// How many.
    pub(super) people: Scalar<People>,
    /// What each of them must hold.
    #[serde(rename = "match")]
    pub(super) matching: Field<Match>,
}

/// `all`, or those with a label among their roles, or with a position in a table.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
pub(super) enum Whom {
    #[serde(rename = "a single value")]
    All(Parsed<Everybody>),
    #[serde(rename = "a map")]
    Some(SomePeople),
}

/// Those with a label among their roles, or with a position in a table.
#[derive(Deserialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(extend("minProperties" = 1, "maxProperties" = 1))
)]
pub(super) struct SomePeople {
    /// A label among the person's `roles`.
    pub(super) role: Option<Scalar<String>>,
    /// A table: dod-8140, dod-8570.
    pub(super) position: Option<Scalar<String>>,
}

/// Points, as partner programs count them.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Score {
    /// Points needed.
    pub(super) need: Scalar<Hundredths>,
    /// Without all of these no gated line scores.
    pub(super) gates: Option<Items<Group>>,
    /// What scores.
    pub(super) each: Items<ScoreLine>,
}

/// Points for each person who matches.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ScoreLine {
    /// Points a person.
    pub(super) points: Scalar<Hundredths>,
    /// What each of them must hold.
    #[serde(rename = "match")]
    pub(super) matching: Field<Match>,
    /// At most so many points from this line.
    pub(super) max: Option<Scalar<Hundredths>>,
    /// Whether it scores only once the gates are met; it does unless this says false.
    pub(super) gated: Option<Scalar<bool>>,
}

/// What one person must hold: a credential by id or alias, or a combination.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
pub(super) enum Match {
    #[serde(rename = "a single value")]
    Named(Parsed<String>),
    #[serde(rename = "all_of")]
    AllOf(AllOf),
    #[serde(rename = "any_of")]
    AnyOf(AnyOf),
    #[serde(rename = "at_least")]
    AtLeast(AtLeast),
    #[serde(rename = "accepted_for")]
    Accepted(Accepted),
    #[serde(rename = "a map")]
    Described(Described),
}

/// All of these.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct AllOf {
    /// All of these.
    #[cfg_attr(test, schemars(extend("minItems" = 1)))]
    pub(super) all_of: Items<Match>,
}

/// One of these.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct AnyOf {
    /// One of these.
    #[cfg_attr(test, schemars(extend("minItems" = 1)))]
    pub(super) any_of: Items<Match>,
    /// Credentials further up the issuer's own ladder count too.
    pub(super) or_higher: Option<Scalar<bool>>,
}

/// So many different ones of several.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct AtLeast {
    /// So many different ones of `of`.
    pub(super) at_least: Scalar<Count>,
    /// What `at_least` counts.
    #[cfg_attr(test, schemars(extend("minItems" = 1)))]
    pub(super) of: Items<Match>,
    /// Credentials further up the issuer's own ladder count too.
    pub(super) or_higher: Option<Scalar<bool>>,
}

/// What a table accepts.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Accepted {
    /// What a table accepts for a position: the person's own (`position`), or this one.
    pub(super) accepted_for: Field<AcceptedFor>,
    /// The least evidence a holding needs here.
    pub(super) status_evidence: Option<Scalar<Evidence>>,
}

/// `position` for the person's own, or a work role or category with a level.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
pub(super) enum AcceptedFor {
    #[serde(rename = "a single value")]
    Own(Parsed<OwnPosition>),
    #[serde(rename = "a map")]
    Role(AcceptedRole),
}

/// A work role (DoD 8140) or category (DoD 8570) with a level.
#[derive(Deserialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(extend("oneOf" = [{"required": ["work_role"]}, {"required": ["category"]}]))
)]
pub(super) struct AcceptedRole {
    /// DCWF or NICE work role.
    #[cfg_attr(test, schemars(with = "Option<crate::base::schema::Code>"))]
    pub(super) work_role: Option<Scalar<String>>,
    /// Category of DoD 8570.
    pub(super) category: Option<Scalar<String>>,
    /// basic, intermediate, advanced; i, ii, iii.
    pub(super) level: Scalar<String>,
    /// The table, where it is another than the usual one.
    pub(super) table: Option<Scalar<String>>,
}

/// Credentials by what they are: a named list, or issuer, tier, level, topic and accreditation together.
#[derive(Deserialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(extend("anyOf" = [
        {"required": ["any_of_list"]}, {"required": ["issuer"]}, {"required": ["topic"]},
        {"required": ["tier_at_least"]}, {"required": ["issuer_level"]}, {"required": ["accreditation"]},
    ]))
)]
pub(super) struct Described {
    /// One of a named list.
    pub(super) any_of_list: Option<Scalar<String>>,
    /// Credentials of this issuer.
    pub(super) issuer: Option<Scalar<String>>,
    /// Credentials largely about this topic.
    pub(super) topic: Option<Scalar<String>>,
    /// Credentials of this tier or a higher one.
    pub(super) tier_at_least: Option<Scalar<Tier>>,
    /// Accredited so.
    pub(super) accreditation: Option<Scalar<Accreditation>>,
    /// The issuer's own word for a level.
    pub(super) issuer_level: Option<Field<OneOrMore<Parsed<String>>>>,
    /// Whether assessments that nobody supervises count.
    pub(super) unproctored: Option<Scalar<bool>>,
    /// The least evidence a holding needs here.
    pub(super) status_evidence: Option<Scalar<Evidence>>,
}

/// An exception for a time.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Waiver {
    /// The item it eases: its id, or set/item.
    pub(super) item: Scalar<String>,
    /// So many fewer.
    pub(super) people: Option<Scalar<People>>,
    /// Why.
    pub(super) reason: Scalar<String>,
    /// Through which day it holds, YYYY-MM-DD.
    pub(super) until: Scalar<Day>,
}

/// The id of a set or an item: what people type after `--require` or in a waiver.
pub(super) struct Id(pub(super) Text);

impl Form for Id {
    fn read(text: &str) -> Result<Self, Problem> {
        let fits = text.len() <= MAX_ID_LENGTH
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'+'));
        if fits {
            return Ok(Self(Text::from(text.to_ascii_lowercase())));
        }
        let message =
            format!("`{text}` is not an id: letters, digits and `-_.+`, at most {MAX_ID_LENGTH}");
        Err(Problem::finding(Diagnostic::error(Code::BadId, message)))
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({
            "type": ["string", "integer"],
            "pattern": "^[A-Za-z0-9_.+-]+$",
            "maxLength": MAX_ID_LENGTH,
        })
    }
}

/// A number of people, at least 1.
pub(super) struct People(pub(super) u32);
/// A number of credentials, at least 1.
pub(super) struct Count(pub(super) u32);

fn count(text: &str, none: &str) -> Result<u32, Problem> {
    match text.parse() {
        Ok(0) => {
            let finding = Diagnostic::error(Code::Impossible, none);
            Err(Problem::finding(
                finding.help("at least 1, or leave the item out"),
            ))
        }
        Ok(number) if number <= MOST => Ok(number),
        _ => {
            let expected = format!("expected a whole number from 1 to {MOST}");
            Err(Problem::Form(Code::OutOfRange, expected))
        }
    }
}

impl Form for People {
    fn read(text: &str) -> Result<Self, Problem> {
        count(text, "`people: 0` asks for nobody").map(Self)
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "integer", "minimum": 1, "maximum": MOST})
    }
}

impl Form for Count {
    fn read(text: &str) -> Result<Self, Problem> {
        count(text, "`0` asks for no credential").map(Self)
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        People::schema()
    }
}

/// Points with at most two decimals, in hundredths.
pub(super) struct Hundredths(pub(super) u32);

impl Form for Hundredths {
    fn read(text: &str) -> Result<Self, Problem> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        (digits(whole) && digits(fraction) && whole.len() <= 6 && fraction.len() <= 2)
            .then(|| format!("{whole}{fraction:0<2}").parse().ok())
            .flatten()
            .filter(|points| *points > 0)
            .map(Self)
            .ok_or_else(|| {
                let expected = "expected points above 0 with at most two decimals";
                Problem::Form(Code::OutOfRange, expected.to_owned())
            })
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "number", "exclusiveMinimum": 0})
    }
}

/// A day of the calendar; a month is too vague for an end.
pub(super) struct Day(pub(super) Date);

impl Form for Day {
    fn read(text: &str) -> Result<Self, Problem> {
        let date = text.parse::<PartialDate>().ok();
        date.filter(|date| date.day().is_some())
            .map(|date| Self(date.earliest()))
            .ok_or_else(|| {
                let expected = "expected a day of the calendar, YYYY-MM-DD";
                Problem::Form(Code::BadDate, expected.to_owned())
            })
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
    }
}

/// Everybody on the roster.
pub(super) struct Everybody;

impl Form for Everybody {
    fn read(text: &str) -> Result<Self, Problem> {
        match &*text.to_ascii_lowercase() {
            "all" | "person" | "everybody" => Ok(Self),
            _ => {
                let expected = "expected `all`, `{role: NAME}` or `{position: dod-8140}`";
                Err(Problem::Form(Code::WrongType, expected.to_owned()))
            }
        }
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"enum": ["all", "person", "everybody"]})
    }
}

/// The position that the person has.
pub(super) struct OwnPosition;

impl Form for OwnPosition {
    fn read(text: &str) -> Result<Self, Problem> {
        if text == "position" {
            return Ok(Self);
        }
        let finding = Diagnostic::error(Code::UnknownWord, format!("`{text}` is not a position"));
        let help =
            "`position`, `{work_role: \"511\", level: basic}` or `{category: iat, level: ii}`";
        Err(Problem::finding(finding.help(help)))
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"const": "position"})
    }
}

impl Form for Weight {
    fn read(text: &str) -> Result<Self, Problem> {
        match &*text.to_ascii_lowercase() {
            "required" | "error" => Ok(Self::Required),
            "advisory" | "warning" => Ok(Self::Advisory),
            other => {
                let message = format!("`{other}` is not a severity");
                let finding = Diagnostic::error(Code::UnknownWord, message)
                    .help("one of: required, advisory")
                    .suggest(other, ["required", "advisory"]);
                Err(Problem::finding(finding))
            }
        }
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"enum": ["required", "advisory", "error", "warning"]})
    }
}
