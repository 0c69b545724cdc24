//! One credential, from its map. In an overlay, what is left out stays as the earlier layer had it.

use std::num::NonZeroU16;

use super::{Context, Kind};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::source::{Node, Table};
use crate::base::text::Text;
use crate::catalog::credential::{
    Credential, Details, DetailsAt, Exam, Prerequisites, ValidityRule,
};
use crate::catalog::id::{CredentialId, IssuerId};
use crate::catalog::validity::{Hours, Term};
use crate::catalog::vocabulary::{Accreditation, Platform};

impl<'t> Context<'_, '_, 't> {
    /// Reads a credential. `home` is the issuer's folder and the file's stem, where the file lies in such a folder.
    pub(super) fn credential(&mut self, node: &Node<'t>, home: Option<(&str, &str)>) {
        let Some(mut table) = self.reader.table(node, "a credential") else {
            return;
        };
        let id_node = table.required("id");
        let id =
            id_node.and_then(|node| self.reader.parsed::<CredentialId>(node, "id", Code::BadId));
        if let (Some(node), Some(id)) = (id_node, id) {
            self.define(Kind::Credential, id.as_str(), node);
        }
        // In this layer it would be defined twice, and what is read here comes to nothing.
        let base = id.and_then(|id| self.draft.credentials.get(&id).cloned());
        let mut details = match base.as_ref().map(Credential::details) {
            Some(Ok(details)) => details.into_owned(),
            Some(Err(error)) => {
                let finding = Diagnostic::error(Code::Damaged, error.to_string());
                return self.reader.report(node.span, finding);
            }
            None => Details::default(),
        };
        if base.is_some() {
            let file = Text::from(self.file);
            let set = table
                .keys()
                .filter(|key| *key != "id")
                .map(|key| (Text::from(key), file.clone()));
            details.overlaid.extend(set);
        }

        let issuer = match table.get("issuer") {
            Some(node) => self.mention(Kind::Issuer, node, "issuer"),
            None => match (&base, home) {
                (Some(base), _) => Some(base.issuer),
                (None, Some((folder, stem))) => {
                    let span = id_node.map_or(table.span(), |node| node.span);
                    if let Some(id) = id.filter(|id| stem != id.as_str()) {
                        let message = format!("credential `{id}` stands in a file called `{stem}`");
                        let help = format!("name the file `{id}.yaml`, or give the key `issuer`");
                        self.reader.report(
                            span,
                            Diagnostic::error(Code::WrongPlace, message).help(help),
                        );
                    }
                    folder.parse::<IssuerId>().ok().inspect(|_| {
                        let place = self.reader.place(span);
                        self.draft.mentioned.push(super::Mention {
                            kind: Kind::Issuer,
                            id: folder.to_owned(),
                            place,
                        });
                    })
                }
                (None, _) => {
                    table.missing("issuer");
                    None
                }
            },
        };
        let read = self.fields(&mut table, id, issuer, base.as_ref(), &mut details);
        self.texts_about(&mut table, &mut details);
        // Without a name of its own it was to set facts of one that is there.
        let meant = id.filter(|_| base.is_none() && !table.keys().any(|key| key == "name"));
        let known = self.draft.credentials.keys().map(|id| id.as_str());
        table.finish_with(&mut self.reader, |missing| match &meant {
            Some(id) => missing
                .help("no credential has this id yet")
                .suggest(id.as_str(), known),
            None => missing,
        });
        if let Some(mut credential) = read {
            credential.verified = details
                .sources
                .iter()
                .filter_map(|source| source.date)
                .max();
            credential.details = DetailsAt::Here(Box::new(details));
            self.draft.credentials.insert(credential.id, credential);
        }
    }

    /// The facts. `None` when one that must be there is missing or unusable (which is then reported).
    fn fields(
        &mut self,
        table: &mut Table<'_, 't>,
        id: Option<CredentialId>,
        issuer: Option<IssuerId>,
        base: Option<&Credential>,
        details: &mut Details,
    ) -> Option<Credential> {
        /// A key that must be there unless the base has it.
        macro_rules! must {
            ($key:ident, $read:expr) => {
                match (table.get(stringify!($key)), base) {
                    (Some(node), _) => $read(self, node),
                    (None, Some(base)) => Some(base.$key.clone()),
                    (None, None) => {
                        table.missing(stringify!($key));
                        None
                    }
                }
            };
        }
        /// A key that may be left out.
        macro_rules! may {
            ($field:ident, $key:literal, $read:expr) => {
                match table.get($key) {
                    Some(node) => $read(self, node),
                    None => base.map(|base| base.$field.clone()).unwrap_or_default(),
                }
            };
        }
        macro_rules! word {
            ($key:ident) => {
                must!($key, |me: &mut Self, node| me
                    .reader
                    .word(node, stringify!($key)))
            };
        }

        let name = must!(name, |me: &mut Self, node| me.reader.text(node, "name"));
        let category = word!(category);
        let tier = word!(tier);
        let assurance = word!(assurance);
        let status = word!(status);
        let python = word!(python);
        let confidence = word!(confidence);
        let topics = must!(topics, |me: &mut Self, node| Some(me.weights(
            Kind::Topic,
            node,
            "topics",
            3
        )));
        let validity = must!(validity, |me: &mut Self, node| Some(me.validity(node)));
        let exam_fee = match (table.get("exam_fee_usd"), base) {
            (Some(node), _) => self.usd_or_unknown(node, "exam_fee_usd"),
            (None, Some(base)) => base.exam_fee,
            (None, None) => {
                table.missing("exam_fee_usd");
                None
            }
        };
        let renewal = match table.get("renewal") {
            Some(node) => self.renewal(node, details),
            None => base.and_then(|b| b.renewal.clone()),
        };
        let reviewed = may!(reviewed, "reviewed", |me: &mut Self, node| me
            .reader
            .flag(node, "reviewed")
            .unwrap_or_default());
        // Every key is asked for before anything gives up: what nobody asks for is reported as unknown.
        let credential = Credential {
            abbreviation: may!(abbreviation, "abbreviation", |me: &mut Self, n| me
                .reader
                .text(n, "abbreviation")),
            aliases: may!(aliases, "aliases", |me: &mut Self, n| me
                .texts(n, "aliases")),
            issuer_level: may!(issuer_level, "issuer_level", |me: &mut Self, n| me
                .reader
                .text(n, "issuer_level")),
            available_from: may!(available_from, "available_from", |me: &mut Self, n| me
                .reader
                .parsed(n, "available_from", Code::BadDate)),
            last_exam: may!(last_exam, "last_exam", |me: &mut Self, n| me.reader.parsed(
                n,
                "last_exam",
                Code::BadDate
            )),
            successors: may!(successors, "successor", |me: &mut Self, n| me.mentions(
                Kind::Credential,
                n,
                "successor"
            )),
            platforms: may!(platforms, "platforms", |me: &mut Self, n| me.platforms(n)),
            technologies: may!(technologies, "technologies", |me: &mut Self, n| me
                .mentions(Kind::Technology, n, "technologies")),
            roles: may!(roles, "roles", |me: &mut Self, n| me.mentions(
                Kind::Role,
                n,
                "roles"
            )),
            accreditation: may!(accreditation, "accreditation", |me: &mut Self, n| me
                .accreditation(n)),
            preparation: may!(preparation, "preparation_hours", |me: &mut Self, n| me
                .hours(n, "preparation_hours")),
            member_exam_fee: may!(
                member_exam_fee,
                "member_exam_fee_usd",
                |me: &mut Self, n| me.usd_or_unknown(n, "member_exam_fee_usd")
            ),
            training: may!(training, "training", |me: &mut Self, n| me
                .training(n, details)),
            prices: may!(prices, "prices", |me: &mut Self, n| me.prices(n)),
            exam: may!(exam, "exam", |me: &mut Self, n| me.exam(n, details)),
            prerequisites: may!(prerequisites, "prerequisites", |me: &mut Self, n| me
                .prerequisites(n, details)),
            id: id?,
            issuer: issuer?,
            name: name?,
            category: category?,
            tier: tier?,
            assurance: assurance?,
            status: status?,
            topics: topics?,
            python: python?,
            exam_fee,
            validity: validity?,
            renewal,
            confidence: confidence?,
            reviewed,
            verified: None,
            details: DetailsAt::Here(Box::default()),
        };
        Some(credential)
    }

    /// The long texts.
    fn texts_about(&mut self, table: &mut Table<'_, 't>, details: &mut Details) {
        match table.get("about") {
            Some(node) => details.about = self.reader.text(node, "about").unwrap_or_default(),
            None if details.about.is_empty() => table.missing("about"),
            None => {}
        }
        for (key, text) in [
            ("fee_note", &mut details.fee_note),
            ("validity_note", &mut details.validity_note),
            ("doubts", &mut details.doubts),
        ] {
            if let Some(node) = table.get(key) {
                *text = self.reader.text(node, key);
            }
        }
        if let Some(node) = table.get("sources") {
            details.sources = self
                .reader
                .items(node, "sources")
                .iter()
                .filter_map(|item| self.reader.source(item))
                .collect();
        }
    }

    fn exam(&mut self, node: &Node<'t>, details: &mut Details) -> Exam {
        let Some(mut table) = self.reader.table(node, "exam") else {
            return Exam::default();
        };
        let exam = Exam {
            codes: table
                .get("codes")
                .map(|n| self.texts(n, "codes"))
                .unwrap_or_default(),
            past_codes: table
                .get("past_codes")
                .map(|n| self.texts(n, "past_codes"))
                .unwrap_or_default(),
            minutes: table
                .get("minutes")
                .and_then(|n| self.reader.number(n, "minutes", 1, 10_080)),
            questions: table
                .get("questions")
                .and_then(|n| self.reader.number(n, "questions", 1, 1_000)),
            hands_on: table
                .get("hands_on")
                .and_then(|n| self.reader.flag(n, "hands_on")),
        };
        details.exam_form = table.get("form").and_then(|n| self.reader.text(n, "form"));
        table.finish(&mut self.reader);
        exam
    }

    fn prerequisites(&mut self, node: &Node<'t>, details: &mut Details) -> Prerequisites {
        let Some(mut table) = self.reader.table(node, "prerequisites") else {
            return Prerequisites::default();
        };
        let prerequisites = Prerequisites {
            credentials: table
                .get("credentials")
                .map(|n| self.mentions(Kind::Credential, n, "credentials"))
                .unwrap_or_default(),
            any_of: table
                .get("any_of")
                .map(|n| self.mentions(Kind::Credential, n, "any_of"))
                .unwrap_or_default(),
            experience_months: table
                .get("experience_months")
                .and_then(|n| self.months_or_unknown(n, "experience_months")),
            recommended_months: table
                .get("recommended_months")
                .and_then(|n| self.months_or_unknown(n, "recommended_months")),
            only_for: table
                .get("only_for")
                .and_then(|n| self.reader.text(n, "only_for")),
        };
        details.prerequisite_note = table.get("note").and_then(|n| self.reader.text(n, "note"));
        table.finish(&mut self.reader);
        prerequisites
    }

    fn months_or_unknown(&mut self, node: &Node<'t>, key: &str) -> Option<u16> {
        if self.reader.scalar(node, key)? == "unknown" {
            None
        } else {
            self.reader.number(node, key, 0, 600)
        }
    }

    fn validity(&mut self, node: &Node<'t>) -> Vec<ValidityRule> {
        let items = self.reader.items(node, "validity");
        items
            .iter()
            .filter_map(|item| {
                let mut table = self.reader.table(item, "a validity rule")?;
                // What can't be read is reported; as an unknown term it doesn't look like a missing rule as well.
                let term = table
                    .required("months")
                    .and_then(|n| self.term(n))
                    .unwrap_or(Term::Unknown);
                let mut date = |reader: &mut crate::base::source::Reader<'_, 't>, key| {
                    table
                        .get(key)
                        .and_then(|n| reader.parsed(n, key, Code::BadDate))
                };
                let earned_from = date(&mut self.reader, "earned_from");
                let earned_before = date(&mut self.reader, "earned_before");
                let exam = table.get("exam").and_then(|n| self.reader.text(n, "exam"));
                table.finish(&mut self.reader);
                Some(ValidityRule {
                    term,
                    earned_from,
                    earned_before,
                    exam,
                })
            })
            .collect()
    }

    fn term(&mut self, node: &Node<'t>) -> Option<Term> {
        let text = self.reader.scalar(node, "months")?;
        let months = || {
            text.parse()
                .ok()
                .filter(|months: &NonZeroU16| months.get() <= 600)
        };
        let term = match text {
            "unknown" => Some(Term::Unknown),
            "never-expires" => Some(Term::Never),
            _ => months().map(Term::Months),
        };
        if term.is_none() {
            let message = format!("`months` is `{text}`: expected a whole number from 1 to 600");
            let finding = Diagnostic::error(Code::OutOfRange, message);
            self.reader
                .report(node.span, finding.help("or `never-expires`, or `unknown`"));
        }
        term
    }

    fn platforms(&mut self, node: &Node<'t>) -> Vec<Platform> {
        let items = self.reader.items(node, "platforms");
        items
            .iter()
            .filter_map(|item| self.reader.word(item, "platforms"))
            .collect()
    }

    fn accreditation(&mut self, node: &Node<'t>) -> Vec<Accreditation> {
        let items = self.reader.items(node, "accreditation");
        items
            .iter()
            .filter_map(|item| self.reader.word(item, "accreditation"))
            .collect()
    }

    /// A map `{low, high}`.
    pub(super) fn hours(&mut self, node: &Node<'t>, what: &str) -> Option<Hours> {
        let mut table = self.reader.table(node, what)?;
        let low = table
            .required("low")
            .and_then(|n| self.reader.number(n, "low", 0, 5_000));
        let high = table
            .required("high")
            .and_then(|n| self.reader.number(n, "high", 0, 5_000));
        table.finish(&mut self.reader);
        let hours = Hours {
            low: low?,
            high: high?,
        };
        if hours.low > hours.high {
            let message = format!("`{what}` runs from {} to {}", hours.low, hours.high);
            self.reader.report(
                node.span,
                Diagnostic::error(Code::OutOfRange, message).help("`low` comes first"),
            );
            return None;
        }
        Some(hours)
    }

    /// An amount, or `unknown`.
    pub(super) fn usd_or_unknown(&mut self, node: &Node<'t>, what: &str) -> Option<Usd> {
        if self.reader.scalar(node, what)? == "unknown" {
            None
        } else {
            self.reader.parsed(node, what, Code::OutOfRange)
        }
    }
}
