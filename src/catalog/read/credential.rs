//! Reads one credential. In an overlay, an absent key keeps the value of the earlier layer.

use serde::Deserialize;

use super::exam::RawExam;
use super::price::{Course, Prices, prices, training};
use super::renewal::{RawRenewal, usd};
use super::source::{RawFactSource, fact_sources, text};
use super::{Context, Kind};
use crate::base::compiled::{Lazy, List};
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::source::{
    Entries, Field, Items, Key, Node, OrUnknown, Parsed, Reader, Scalar, Span, Value, Whole, good,
    scalars,
};
use crate::base::text::Text;
use crate::catalog::credential::{Credential, Details, Facts, Prerequisites, ValidityRule};
use crate::catalog::id::{CredentialId, IssuerId, RoleId, TechnologyId};
use crate::catalog::renewal::RenewalOption;
use crate::catalog::validity::{Hours, Validity};
use crate::catalog::vocabulary::{
    Accreditation, Assurance, Category, Confidence, Fact, Platform, PythonUse, RenewalKind, Status,
    Tier,
};

/// A credential. An entry that overlays an earlier catalog may set single facts.
#[derive(Deserialize)]
#[serde(rename = "Credential")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(extend("required" = ["id"])))]
pub(crate) struct RawCredential {
    /// The id that people type; it never changes.
    id: Option<Scalar<CredentialId>>,
    /// The issuer that awards it; optional if the file is in the issuer's folder.
    issuer: Option<Scalar<IssuerId>>,
    /// The full name that the issuer uses.
    name: Option<Scalar<String>>,
    /// Whether it is about a vendor's product, an open standard or a professional field.
    category: Option<Scalar<Category>>,
    /// How demanding it is, on the scale of docs/tiers.md.
    tier: Option<Scalar<Tier>>,
    /// How the issuer examines ability.
    assurance: Option<Scalar<Assurance>>,
    /// Whether it can be earned.
    status: Option<Scalar<Status>>,
    /// How much Python the exam requires.
    python: Option<Scalar<PythonUse>>,
    /// How reliable the facts are.
    confidence: Option<Scalar<Confidence>>,
    /// The topics it covers: 3 is its subject, 2 a large part, 1 touched on.
    topics: Option<Field<Entries<Parsed<Whole<1, 3>>>>>,
    /// How long it is valid: the first rule that applies to the day it was earned.
    validity: Option<Items<RawValidity>>,
    /// The fee of all required exams in USD: the list price for non-members.
    exam_fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// How it is renewed.
    renewal: Option<Field<RawRenewal>>,
    /// Whether a person has checked every key against its sources.
    reviewed: Option<Scalar<bool>>,
    /// The usual abbreviation.
    abbreviation: Option<Scalar<String>>,
    /// Other names: former names and usual short forms.
    aliases: Option<Items<Parsed<String>>>,
    /// The issuer's own name for the level.
    issuer_level: Option<Scalar<String>>,
    /// The first day on which it can be earned.
    available_from: Option<Scalar<PartialDate>>,
    /// The last day on which it can be earned.
    last_exam: Option<Scalar<PartialDate>>,
    /// The credentials that replace it.
    successor: Option<Items<Parsed<CredentialId>>>,
    /// The platforms it is bound to.
    platforms: Option<Items<Parsed<Platform>>>,
    /// The technologies it is about.
    technologies: Option<Items<Parsed<TechnologyId>>>,
    /// The roles for which the issuer intends it.
    roles: Option<Items<Parsed<RoleId>>>,
    /// Accreditations by third parties.
    accreditation: Option<Items<Parsed<Accreditation>>>,
    /// The hours of preparation that a source states.
    preparation_hours: Option<Field<RawHours>>,
    /// The fee of all required exams for members of the issuing association, in USD.
    member_exam_fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// What certification costs once, after the exams, in USD.
    application_fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// A course that is mandatory, or that costs far more than the exam.
    training: Option<Field<Course>>,
    /// Prices in other currencies by their three letters; nothing is converted.
    #[cfg_attr(test, schemars(extend("propertyNames" = {"pattern": "^[A-Za-z]{3}$"})))]
    prices: Option<Field<Entries<Prices>>>,
    /// The codes and the form of the exams.
    exam: Option<Field<RawExam>>,
    /// What is required before it can be earned.
    prerequisites: Option<Field<RawPrerequisites>>,
    /// What it certifies, in your own words.
    about: Option<Scalar<String>>,
    /// A note about the fee.
    fee_note: Option<Scalar<String>>,
    /// A note about the validity.
    validity_note: Option<Scalar<String>>,
    /// What is uncertain or contradictory.
    doubts: Option<Scalar<String>>,
    /// The sources of the facts.
    sources: Option<Items<RawFactSource>>,
}

/// What is required before a credential can be earned.
#[derive(Deserialize)]
#[serde(rename = "Prerequisites")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawPrerequisites {
    /// Credentials that must all be held.
    credentials: Option<Items<Parsed<CredentialId>>>,
    /// Credentials of which at least one must be held.
    any_of: Option<Items<Parsed<CredentialId>>>,
    /// The required experience in months.
    experience_months: Option<Scalar<OrUnknown<Whole<0, 600>>>>,
    /// The recommended experience in months.
    recommended_months: Option<Scalar<OrUnknown<Whole<0, 600>>>>,
    /// The people to whom it is restricted, e.g. `employees of ...`; absent if it is open to everybody.
    only_for: Option<Scalar<String>>,
    /// A note about the prerequisites.
    note: Option<Scalar<String>>,
}

/// How long a credential is valid if it was earned under certain conditions.
#[derive(Deserialize)]
#[serde(rename = "ValidityRule")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawValidity {
    /// The validity in calendar months.
    months: Scalar<Validity>,
    /// The rule applies if it was earned on this day or later.
    earned_from: Option<Scalar<PartialDate>>,
    /// The rule applies if it was earned before this day.
    earned_before: Option<Scalar<PartialDate>>,
    /// The rule applies if it was earned with this exam.
    exam: Option<Scalar<String>>,
}

/// A range of hours.
#[derive(Deserialize)]
#[serde(rename = "Hours")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawHours {
    /// The lower end.
    low: Scalar<Whole<0, 5_000>>,
    /// The upper end.
    high: Scalar<Whole<0, 5_000>>,
}

impl RawCredential {
    /// The required keys that neither this entry nor an earlier layer has.
    fn missing(
        &self,
        without_id: bool,
        new: bool,
        in_issuer_folder: bool,
        details: &Details,
    ) -> Vec<&'static str> {
        let keys = [
            ("id", without_id),
            ("issuer", new && !in_issuer_folder && self.issuer.is_none()),
            ("name", new && self.name.is_none()),
            ("category", new && self.category.is_none()),
            ("tier", new && self.tier.is_none()),
            ("assurance", new && self.assurance.is_none()),
            ("status", new && self.status.is_none()),
            ("python", new && self.python.is_none()),
            ("confidence", new && self.confidence.is_none()),
            ("topics", new && self.topics.is_none()),
            ("validity", new && self.validity.is_none()),
            ("exam_fee_usd", new && self.exam_fee_usd.is_none()),
            ("about", self.about.is_none() && details.about.is_empty()),
        ];
        let missing = keys.into_iter().filter(|(_, missing)| *missing);
        missing.map(|(key, _)| key).collect()
    }
}

/// A retake that cost as much as the exam costs the new fee of the exam.
fn follow_exam_fee(option: &mut RenewalOption, before: Option<Usd>, fee: Usd) {
    if option.kind == RenewalKind::RetakeExam && option.fee.is_some() && option.fee == before {
        option.fee = Some(fee);
    }
}

/// Sources of an earlier layer don't support the facts that this entry gives.
fn withdraw(details: &mut Details, entries: &[(Key<'_>, Node<'_>)]) {
    let given = |fact: &Fact| {
        let mut keys = fact.keys().iter();
        keys.any(|key| entries.iter().any(|(given, _)| given.text == *key))
    };
    for source in &mut details.sources {
        source.supports.retain(|fact| !given(fact));
    }
}

/// A fact as this entry gives it, or else as the earlier layer has it.
fn fact<T, U>(
    given: Option<T>,
    base: Option<&Credential>,
    read: impl FnOnce(T) -> U,
    kept: impl FnOnce(&Credential) -> U,
) -> Option<U> {
    match given {
        Some(given) => Some(read(given)),
        None => base.map(kept),
    }
}

impl Context<'_, '_, '_> {
    /// Reads a credential. `home` is the name of the issuer's folder and the stem of the file, if it is in such a folder.
    pub(super) fn credential(
        &mut self,
        node: &Node<'_>,
        credential: Field<RawCredential>,
        home: Option<(&str, &str)>,
    ) -> Option<()> {
        let mut raw = credential.value?;
        let map = credential.span;
        let Value::Map(entries) = &node.value else {
            return None;
        };
        let without_id = raw.id.is_none();
        let id_span = raw.id.as_ref().map_or(map, |id| id.span);
        let id = raw.id.take().and_then(Scalar::get);
        if let Some(id) = &id {
            self.define(Kind::Credential, id.as_str(), id_span);
        }
        let base = id
            .as_ref()
            .and_then(|id| self.draft.credentials.get(id).cloned());
        let mut details = match &base {
            Some(base) => base.details.clone(),
            None => Lazy::default(),
        };
        if base.is_some() {
            let file = Text::from(self.file.to_owned());
            let set = entries.iter().filter(|(key, _)| key.text != "id");
            let set = set.map(|(key, _)| (Text::from(key.text.to_string()), file.clone()));
            details.overlaid.extend(set);
            if raw.sources.is_none() {
                withdraw(&mut details, entries);
            }
        }
        let missing = raw.missing(without_id, base.is_none(), home.is_some(), &details);
        let issuer = match (raw.issuer.take(), &base, home) {
            (Some(issuer), ..) => self.mention(Kind::Issuer, issuer),
            (None, Some(base), _) => Some(base.issuer),
            (None, None, Some(home)) => self.home_issuer(id.as_ref(), id_span, home),
            (None, None, None) => None,
        };
        self.texts_about(&mut raw, &mut details);
        let read = self.fields(raw, id, issuer, base.as_ref(), &mut details);
        // An entry without a name was meant to set facts of an existing credential.
        let named = entries.iter().any(|(key, _)| key.text == "name");
        let mistyped = id.filter(|_| base.is_none() && !named);
        let known = self.draft.credentials.keys().map(|id| id.as_str());
        self.reader
            .missing(map, &missing, |finding| match &mistyped {
                Some(id) => finding
                    .help("no credential has this id yet")
                    .suggest(id.as_str(), known),
                None => finding,
            });
        let mut credential = read?;
        let dates = details.sources.iter().filter_map(|source| source.date);
        credential.verified = dates.max();
        credential.details = details;
        self.draft.credentials.insert(credential.id, credential);
        Some(())
    }

    /// The issuer in whose folder the file is.
    fn home_issuer(
        &mut self,
        id: Option<&CredentialId>,
        span: Span,
        (folder, stem): (&str, &str),
    ) -> Option<IssuerId> {
        if let Some(id) = id.filter(|id| stem != id.as_str()) {
            let message = format!("credential `{id}` is in a file called `{stem}`");
            let help = format!("name the file `{id}.yaml`, or give the key `issuer`");
            self.reader.report(
                span,
                Diagnostic::error(Code::WrongPlace, message).help(help),
            );
        }
        let issuer = folder.parse().ok()?;
        let place = self.reader.place(span);
        self.draft.mentioned.push(super::Mention {
            kind: Kind::Issuer,
            id: folder.to_owned(),
            place,
        });
        Some(issuer)
    }

    /// The facts; `None` if a required one is missing or unusable, which is reported.
    fn fields(
        &mut self,
        raw: RawCredential,
        id: Option<CredentialId>,
        issuer: Option<IssuerId>,
        base: Option<&Credential>,
        details: &mut Details,
    ) -> Option<Credential> {
        /// A required scalar, from this entry or from the base.
        macro_rules! required {
            ($key:ident) => {
                fact(raw.$key, base, Scalar::get, |base| Some(base.$key.clone())).flatten()
            };
        }
        /// An optional fact, from this entry or from the base.
        macro_rules! optional {
            ($field:ident, $key:ident, $read:expr) => {
                fact(raw.$key, base, $read, |base| base.$field.clone()).unwrap_or_default()
            };
        }
        let topics = fact(
            raw.topics,
            base,
            |topics| {
                let topics = topics.value;
                topics.map_or(List::default(), |topics| {
                    self.weights(Kind::Topic, topics).into()
                })
            },
            |base| base.topics.clone(),
        );
        let says_how_to_renew = raw.renewal.is_some();
        let mut renewal = optional!(renewal, renewal, |renewal| self.renewal(renewal, details));
        let training = optional!(training, training, |course| training(
            &mut self.reader,
            course,
            details
        ));
        let exam = optional!(exam, exam, |exam| self.exam(exam, details));
        let prerequisites = optional!(prerequisites, prerequisites, |prerequisites| self
            .prerequisites(prerequisites, details));
        let successors = optional!(successors, successor, |ids| self
            .mentions(Kind::Credential, Some(ids)));
        let technologies = optional!(technologies, technologies, |ids| self
            .mentions(Kind::Technology, Some(ids)));
        let roles = optional!(roles, roles, |ids| self
            .mentions(Kind::Role, Some(ids))
            .into());
        let preparation = optional!(preparation, preparation_hours, |range| hours(
            &mut self.reader,
            range,
            "preparation_hours"
        ));
        let prices = optional!(prices, prices, |entries: Field<_>| entries
            .value
            .map(|entries| prices(&mut self.reader, entries))
            .unwrap_or_default());
        let exam_fee = fact(
            raw.exam_fee_usd,
            base,
            |fee| usd(Some(fee)),
            |base| base.exam_fee,
        );
        if let (Some(base), Some(Some(fee)), false) = (base, exam_fee, says_how_to_renew) {
            let options = renewal.iter_mut().flat_map(|renewal| &mut renewal.options);
            options.for_each(|option| follow_exam_fee(option, base.exam_fee, fee));
        }
        let name = fact(
            raw.name,
            base,
            |name| name.get().map(Text::from),
            |base| Some(base.name.clone()),
        );
        let facts = Facts {
            name: name.flatten()?,
            abbreviation: optional!(abbreviation, abbreviation, |name| text(Some(name))),
            aliases: optional!(aliases, aliases, |names| scalars(Some(names))
                .map(Text::from)
                .collect()),
            issuer_level: optional!(issuer_level, issuer_level, |level| text(Some(level))),
            successors,
            exam,
            exam_fee: exam_fee.flatten(),
            member_exam_fee: optional!(member_exam_fee, member_exam_fee_usd, |fee| usd(Some(fee))),
            application_fee: optional!(application_fee, application_fee_usd, |fee| usd(Some(fee))),
            training,
            prices,
            preparation,
            validity: fact(raw.validity, base, validity, |base| base.validity.clone())?,
            renewal,
            details: Lazy::default(),
        };
        Some(Credential {
            id: id?,
            issuer: issuer?,
            category: required!(category)?,
            tier: required!(tier)?,
            assurance: required!(assurance)?,
            status: required!(status)?,
            available_from: optional!(available_from, available_from, Scalar::get),
            last_exam: optional!(last_exam, last_exam, Scalar::get),
            platforms: optional!(platforms, platforms, |words| scalars(Some(words)).collect()),
            technologies,
            topics: topics?,
            python: required!(python)?,
            roles,
            accreditation: optional!(accreditation, accreditation, |words| scalars(Some(words))
                .collect()),
            prerequisites,
            confidence: required!(confidence)?,
            reviewed: optional!(reviewed, reviewed, |flag| flag.get().unwrap_or_default()),
            verified: None,
            facts: facts.into(),
        })
    }

    /// Reads the long texts.
    fn texts_about(&mut self, raw: &mut RawCredential, details: &mut Details) {
        if let Some(about) = raw.about.take() {
            details.about = text(Some(about)).unwrap_or_default();
        }
        for (given, text_kept) in [
            (raw.fee_note.take(), &mut details.fee_note),
            (raw.validity_note.take(), &mut details.validity_note),
            (raw.doubts.take(), &mut details.doubts),
        ] {
            if given.is_some() {
                *text_kept = text(given);
            }
        }
        if let Some(list) = raw.sources.take() {
            details.sources = fact_sources(&mut self.reader, list);
        }
    }

    fn prerequisites(
        &mut self,
        prerequisites: Field<RawPrerequisites>,
        details: &mut Details,
    ) -> Prerequisites {
        let Some(raw) = prerequisites.value else {
            return Prerequisites::default();
        };
        details.prerequisite_note = text(raw.note);
        Prerequisites {
            credentials: self.mentions(Kind::Credential, raw.credentials),
            any_of: self.mentions(Kind::Credential, raw.any_of),
            experience_months: months(raw.experience_months),
            recommended_months: months(raw.recommended_months),
            only_for: text(raw.only_for),
        }
    }
}

fn months(months: Option<Scalar<OrUnknown<Whole<0, 600>>>>) -> Option<u16> {
    let OrUnknown(months) = months?.get()?;
    months.map(|Whole(months)| months)
}

fn validity(rules: Items<RawValidity>) -> Vec<ValidityRule> {
    good(Some(rules))
        .map(|raw| ValidityRule {
            // An unreadable validity is already reported; as an unknown one it is not reported as a missing rule too.
            validity: raw.months.get().unwrap_or(Validity::Unknown),
            earned_from: raw.earned_from.and_then(Scalar::get),
            earned_before: raw.earned_before.and_then(Scalar::get),
            exam: text(raw.exam),
        })
        .collect()
}

/// A range of hours.
pub(super) fn hours(
    reader: &mut Reader<'_, '_>,
    range: Field<RawHours>,
    what: &str,
) -> Option<Hours> {
    let raw = range.value?;
    let (Whole(low), Whole(high)) = (raw.low.get()?, raw.high.get()?);
    if low > high {
        let message = format!("`{what}` goes from {low} to {high}");
        let finding = Diagnostic::error(Code::OutOfRange, message);
        reader.report(
            range.span,
            finding.help("`low` must not be greater than `high`"),
        );
        return None;
    }
    Some(Hours { low, high })
}
