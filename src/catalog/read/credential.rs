//! One credential. In an overlay, what is left out stays as the earlier layer had it.

use serde::Deserialize;

use super::price::{Course, Prices, prices, training};
use super::renewal::{RawRenewal, usd};
use super::source::{RawSource, sources, text};
use super::{Context, Kind};
use crate::base::compiled::{Lazy, List};
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::source::{
    Entries, Field, Items, Node, OrUnknown, Parsed, Reader, Scalar, Value, Whole, good, scalars,
};
use crate::base::text::Text;
use crate::catalog::credential::{Credential, Details, Exam, Facts, Prerequisites, ValidityRule};
use crate::catalog::id::{CredentialId, IssuerId, RoleId, TechnologyId};
use crate::catalog::validity::{Hours, Term};
use crate::catalog::vocabulary::{
    Accreditation, Assurance, Category, Confidence, Platform, PythonUse, Status, Tier,
};

/// A credential. An entry on top of an earlier catalog may set single facts.
#[derive(Deserialize)]
#[serde(rename = "Credential")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(extend("required" = ["id"])))]
pub(crate) struct RawCredential {
    /// What people type; kept for ever.
    id: Option<Scalar<CredentialId>>,
    /// Who awards it; left out where the file stands in the issuer's folder.
    issuer: Option<Scalar<IssuerId>>,
    /// Its full name.
    name: Option<Scalar<String>>,
    /// Kind.
    category: Option<Scalar<Category>>,
    /// Our scale.
    tier: Option<Scalar<Tier>>,
    /// What stands behind it.
    assurance: Option<Scalar<Assurance>>,
    /// Where it stands in its life.
    status: Option<Scalar<Status>>,
    /// What Python it asks for.
    python: Option<Scalar<PythonUse>>,
    /// How sure the facts are.
    confidence: Option<Scalar<Confidence>>,
    /// Topics: 3 is the subject, 2 a large part, 1 touched.
    topics: Option<Field<Entries<Parsed<Whole<1, 3>>>>>,
    /// How long it lasts: the first rule that applies to the day earned.
    validity: Option<Items<RawValidity>>,
    /// All exams needed, list price for non-members, USD.
    exam_fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// How it is kept.
    renewal: Option<Field<RawRenewal>>,
    /// Whether somebody went through every key and its sources.
    reviewed: Option<Scalar<bool>>,
    /// Its abbreviation.
    abbreviation: Option<Scalar<String>>,
    /// Other names: former ones, usual short ones.
    aliases: Option<Items<Parsed<String>>>,
    /// The issuer's own word for its level.
    issuer_level: Option<Scalar<String>>,
    /// From when it can be earned.
    available_from: Option<Scalar<PartialDate>>,
    /// The last day on which it can be earned.
    last_exam: Option<Scalar<PartialDate>>,
    /// What takes its place.
    successor: Option<Items<Parsed<CredentialId>>>,
    /// Platforms it is bound to.
    platforms: Option<Items<Parsed<Platform>>>,
    /// What it is about.
    technologies: Option<Items<Parsed<TechnologyId>>>,
    /// Roles it is meant for.
    roles: Option<Items<Parsed<RoleId>>>,
    /// Accreditations.
    accreditation: Option<Items<Parsed<Accreditation>>>,
    /// Hours of preparation.
    preparation_hours: Option<Field<RawHours>>,
    /// The same as the exam fee for members of the issuing association, USD.
    member_exam_fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// A course that must be taken, or dwarfs the exam.
    training: Option<Field<Course>>,
    /// Prices in other currencies, by three letters; nothing is converted.
    #[cfg_attr(test, schemars(extend("propertyNames" = {"pattern": "^[A-Za-z]{3}$"})))]
    prices: Option<Field<Entries<Prices>>>,
    /// The exam.
    exam: Option<Field<RawExam>>,
    /// What must be there first.
    prerequisites: Option<Field<RawPrerequisites>>,
    /// What it shows, in your own words.
    about: Option<Scalar<String>>,
    /// What to know of the fee.
    fee_note: Option<Scalar<String>>,
    /// What to know of its validity.
    validity_note: Option<Scalar<String>>,
    /// What is uncertain or contradicted.
    doubts: Option<Scalar<String>>,
    /// Where the facts come from.
    sources: Option<Items<RawSource>>,
}

/// The exam.
#[derive(Deserialize)]
#[serde(rename = "Exam")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawExam {
    /// Codes of the exams in force.
    codes: Option<Items<Parsed<String>>>,
    /// Codes of earlier versions.
    past_codes: Option<Items<Parsed<String>>>,
    /// Length.
    minutes: Option<Scalar<Whole<1, 10_080>>>,
    /// Number of questions.
    questions: Option<Scalar<Whole<1, 1_000>>>,
    /// Whether it is done on real systems.
    hands_on: Option<Scalar<bool>>,
    /// Its form, in words.
    form: Option<Scalar<String>>,
}

/// What must be there first.
#[derive(Deserialize)]
#[serde(rename = "Prerequisites")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawPrerequisites {
    /// All of these.
    credentials: Option<Items<Parsed<CredentialId>>>,
    /// One of these.
    any_of: Option<Items<Parsed<CredentialId>>>,
    /// Experience that is required.
    experience_months: Option<Scalar<OrUnknown<Whole<0, 600>>>>,
    /// Experience that is recommended.
    recommended_months: Option<Scalar<OrUnknown<Whole<0, 600>>>>,
    /// Whom it is open to, where that is not everybody: `employees of ...`.
    only_for: Option<Scalar<String>>,
    /// What to know of it.
    note: Option<Scalar<String>>,
}

/// How long it lasts when earned on certain days.
#[derive(Deserialize)]
#[serde(rename = "ValidityRule")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawValidity {
    /// Calendar months.
    months: Scalar<Term>,
    /// Earned on this day or later.
    earned_from: Option<Scalar<PartialDate>>,
    /// Earned before this day.
    earned_before: Option<Scalar<PartialDate>>,
    /// Earned by this exam.
    exam: Option<Scalar<String>>,
}

/// A range of hours.
#[derive(Deserialize)]
#[serde(rename = "Hours")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawHours {
    /// At least.
    low: Scalar<Whole<0, 5_000>>,
    /// At most.
    high: Scalar<Whole<0, 5_000>>,
}

impl RawCredential {
    /// The keys that must be there, here or in an earlier layer, and aren't.
    fn missing(
        &self,
        without_id: bool,
        new: bool,
        at_home: bool,
        details: &Details,
    ) -> Vec<&'static str> {
        let keys = [
            ("id", without_id),
            ("issuer", new && !at_home && self.issuer.is_none()),
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

/// What an entry says, or else what the earlier layer has.
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
    /// Reads a credential. `home` is the issuer's folder and the file's stem, where the file lies in such a folder.
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
        // In this layer it would be defined twice, and what is read here comes to nothing.
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
        // Without a name of its own it was to set facts of one that is there.
        let named = entries.iter().any(|(key, _)| key.text == "name");
        let meant = id.filter(|_| base.is_none() && !named);
        let known = self.draft.credentials.keys().map(|id| id.as_str());
        self.reader.missing(map, &missing, |finding| match &meant {
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

    /// The issuer in whose folder the file lies.
    fn home_issuer(
        &mut self,
        id: Option<&CredentialId>,
        span: crate::base::source::Span,
        (folder, stem): (&str, &str),
    ) -> Option<IssuerId> {
        if let Some(id) = id.filter(|id| stem != id.as_str()) {
            let message = format!("credential `{id}` stands in a file called `{stem}`");
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

    /// The facts. `None` when one that must be there is missing or unusable (which is reported).
    fn fields(
        &mut self,
        raw: RawCredential,
        id: Option<CredentialId>,
        issuer: Option<IssuerId>,
        base: Option<&Credential>,
        details: &mut Details,
    ) -> Option<Credential> {
        /// A scalar that must be there, here or in the base.
        macro_rules! must {
            ($key:ident) => {
                fact(raw.$key, base, Scalar::get, |base| Some(base.$key.clone())).flatten()
            };
        }
        /// A fact that may be left out.
        macro_rules! may {
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
        let renewal = may!(renewal, renewal, |renewal| self.renewal(renewal, details));
        let training = may!(training, training, |course| training(
            &mut self.reader,
            course,
            details
        ));
        let exam = may!(exam, exam, |exam| read_exam(exam, details));
        let prerequisites = may!(prerequisites, prerequisites, |prerequisites| self
            .prerequisites(prerequisites, details));
        let successors = may!(successors, successor, |ids| self
            .mentions(Kind::Credential, Some(ids)));
        let technologies = may!(technologies, technologies, |ids| self
            .mentions(Kind::Technology, Some(ids)));
        let roles = may!(roles, roles, |ids| self
            .mentions(Kind::Role, Some(ids))
            .into());
        let preparation = may!(preparation, preparation_hours, |range| hours(
            &mut self.reader,
            range,
            "preparation_hours"
        ));
        let prices = may!(prices, prices, |entries: Field<_>| entries
            .value
            .map(|entries| prices(&mut self.reader, entries))
            .unwrap_or_default());
        let exam_fee = fact(
            raw.exam_fee_usd,
            base,
            |fee| usd(Some(fee)),
            |base| base.exam_fee,
        );
        let name = fact(
            raw.name,
            base,
            |name| name.get().map(Text::from),
            |base| Some(base.name.clone()),
        );
        let facts = Facts {
            name: name.flatten()?,
            abbreviation: may!(abbreviation, abbreviation, |name| text(Some(name))),
            aliases: may!(aliases, aliases, |names| scalars(Some(names))
                .map(Text::from)
                .collect()),
            issuer_level: may!(issuer_level, issuer_level, |level| text(Some(level))),
            successors,
            exam,
            exam_fee: exam_fee.flatten(),
            member_exam_fee: may!(member_exam_fee, member_exam_fee_usd, |fee| usd(Some(fee))),
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
            category: must!(category)?,
            tier: must!(tier)?,
            assurance: must!(assurance)?,
            status: must!(status)?,
            available_from: may!(available_from, available_from, Scalar::get),
            last_exam: may!(last_exam, last_exam, Scalar::get),
            platforms: may!(platforms, platforms, |words| scalars(Some(words)).collect()),
            technologies,
            topics: topics?,
            python: must!(python)?,
            roles,
            accreditation: may!(accreditation, accreditation, |words| scalars(Some(words))
                .collect()),
            prerequisites,
            confidence: must!(confidence)?,
            reviewed: may!(reviewed, reviewed, |flag| flag.get().unwrap_or_default()),
            verified: None,
            facts: facts.into(),
        })
    }

    /// The long texts.
    fn texts_about(&mut self, raw: &mut RawCredential, details: &mut Details) {
        if let Some(about) = raw.about.take() {
            details.about = text(Some(about)).unwrap_or_default();
        }
        for (given, kept) in [
            (raw.fee_note.take(), &mut details.fee_note),
            (raw.validity_note.take(), &mut details.validity_note),
            (raw.doubts.take(), &mut details.doubts),
        ] {
            if given.is_some() {
                *kept = text(given);
            }
        }
        if let Some(list) = raw.sources.take() {
            details.sources = sources(&mut self.reader, Some(list));
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

fn read_exam(exam: Field<RawExam>, details: &mut Details) -> Exam {
    let Some(raw) = exam.value else {
        return Exam::default();
    };
    let texts = |items| scalars(items).map(Text::from).collect();
    details.exam_form = text(raw.form);
    Exam {
        codes: texts(raw.codes),
        past_codes: texts(raw.past_codes),
        minutes: raw
            .minutes
            .and_then(Scalar::get)
            .map(|Whole(number)| number),
        questions: raw
            .questions
            .and_then(Scalar::get)
            .map(|Whole(number)| number),
        hands_on: raw.hands_on.and_then(Scalar::get),
    }
}

fn validity(rules: Items<RawValidity>) -> Vec<ValidityRule> {
    good(Some(rules))
        .map(|raw| ValidityRule {
            // What can't be read is reported; as an unknown term it doesn't look like a missing rule as well.
            term: raw.months.get().unwrap_or(Term::Unknown),
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
        let message = format!("`{what}` runs from {low} to {high}");
        let finding = Diagnostic::error(Code::OutOfRange, message);
        reader.report(range.span, finding.help("`low` comes first"));
        return None;
    }
    Some(Hours { low, high })
}
