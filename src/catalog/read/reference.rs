//! Issuers, topics, technologies, roles, environments and estimates, from their maps.

use super::{Context, Kind};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Key, Node, Table};
use crate::base::vocabulary::Word;
use crate::catalog::id::IssuerId;
use crate::catalog::reference::{
    CloudPrior, Environment, Estimate, Issuer, Role, Share, Technology, Topic,
};
use crate::catalog::vocabulary::{FeeBasis, Platform};

impl<'t> Context<'_, '_, 't> {
    /// The id of an entry, noted as defined here.
    pub(super) fn entry_id<T>(&mut self, table: &mut Table<'_, 't>, kind: Kind) -> Option<T>
    where
        T: std::str::FromStr + std::fmt::Display,
        T::Err: std::fmt::Display,
    {
        let node = table.required("id")?;
        let id = self.reader.parsed::<T>(node, "id", Code::BadId)?;
        self.define(kind, &id.to_string(), node);
        Some(id)
    }

    pub(super) fn issuer(&mut self, node: &Node<'t>) {
        let Some(mut table) = self.reader.table(node, "an issuer") else {
            return;
        };
        let id: Option<IssuerId> = self.entry_id(&mut table, Kind::Issuer);
        let name = table
            .required("name")
            .and_then(|n| self.reader.text(n, "name"));
        let kind = table
            .required("kind")
            .and_then(|n| self.reader.word(n, "kind"));
        let url = table.get("url").and_then(|n| self.reader.address(n));
        let about = table
            .get("about")
            .and_then(|n| self.reader.text(n, "about"));
        let basis = table
            .get("annual_fee_basis")
            .and_then(|n| self.reader.word(n, "annual_fee_basis"));
        let ladders = table.get("ladders").map(|n| {
            let rungs = self.reader.items(n, "ladders");
            rungs
                .iter()
                .map(|ladder| self.mentions(Kind::Credential, ladder, "ladders"))
                .collect()
        });
        table.finish(&mut self.reader);
        if let (Some(id), Some(name), Some(kind)) = (id, name, kind) {
            let issuer = Issuer {
                id,
                name,
                kind,
                url,
                about,
                annual_fee_basis: basis.unwrap_or(FeeBasis::Credential),
                ladders: ladders.unwrap_or_default(),
            };
            self.draft.issuers.insert(id, issuer);
        }
    }

    pub(super) fn topic(&mut self, node: &Node<'t>) {
        let Some(mut table) = self.reader.table(node, "a topic") else {
            return;
        };
        let id = self.entry_id(&mut table, Kind::Topic);
        let name = table
            .required("name")
            .and_then(|n| self.reader.text(n, "name"));
        let area = table
            .required("area")
            .and_then(|n| self.reader.word(n, "area"));
        let synonyms = table
            .get("synonyms")
            .map(|n| self.texts(n, "synonyms"))
            .unwrap_or_default();
        table.finish(&mut self.reader);
        if let (Some(id), Some(name), Some(area)) = (id, name, area) {
            let topic: Topic = Topic {
                id,
                name,
                area,
                synonyms,
            };
            self.draft.topics.insert(topic.id, topic);
        }
    }

    pub(super) fn technology(&mut self, node: &Node<'t>) {
        let Some(mut table) = self.reader.table(node, "a technology") else {
            return;
        };
        let id = self.entry_id(&mut table, Kind::Technology);
        let name = table
            .required("name")
            .and_then(|n| self.reader.text(n, "name"));
        let because = table
            .required("because")
            .and_then(|n| self.reader.text(n, "because"));
        let runs = table.required("runs").and_then(|n| self.runs(n));
        let kind_of = table
            .get("kind_of")
            .and_then(|n| self.mention(Kind::Technology, n, "kind_of"));
        table.finish(&mut self.reader);
        if let (Some(id), Some(name), Some(because), Some(runs)) = (id, name, because, runs) {
            let technology: Technology = Technology {
                id,
                name,
                runs,
                kind_of,
                because,
            };
            self.draft.technologies.insert(technology.id, technology);
        }
    }

    /// Shares between 0 and 1 for every platform, as percent.
    fn runs(&mut self, node: &Node<'t>) -> Option<[u8; 5]> {
        let mut table = self.reader.table(node, "runs")?;
        let mut runs = [0; 5];
        for &platform in Platform::ALL {
            let share = table.required(platform.word());
            runs[platform as usize] = share
                .and_then(|n| self.share(n, platform.word()))
                .unwrap_or_default();
        }
        table.finish(&mut self.reader);
        Some(runs)
    }

    /// A share between 0 and 1 with at most two decimals, as percent.
    pub(super) fn share(&mut self, node: &Node<'t>, what: &str) -> Option<u8> {
        let text = self.reader.scalar(node, what)?;
        let percent = text.parse::<f64>().ok().map(|share| share * 100.0);
        let whole = percent.filter(|p| (0.0..=100.0).contains(p) && (p - p.round()).abs() < 1e-6);
        if whole.is_none() {
            let message = format!(
                "`{what}` is `{text}`: expected a share from 0 to 1 with at most two decimals"
            );
            self.reader
                .report(node.span, Diagnostic::error(Code::OutOfRange, message));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be 0 to 100 above"
        )]
        whole.map(|p| p.round() as u8)
    }

    pub(super) fn role(&mut self, node: &Node<'t>) {
        let Some(mut table) = self.reader.table(node, "a role") else {
            return;
        };
        let id = self.entry_id(&mut table, Kind::Role);
        let name = table
            .required("name")
            .and_then(|n| self.reader.text(n, "name"));
        let level = table
            .required("level")
            .and_then(|n| self.reader.word(n, "level"));
        let target = table
            .required("target_tier")
            .and_then(|n| self.reader.word(n, "target_tier"));
        let topics = table
            .required("topics")
            .map(|n| self.weights(Kind::Topic, n, "topics", 5));
        let basis = table
            .required("basis")
            .and_then(|n| self.reader.text(n, "basis"));
        let related = table
            .get("related")
            .map(|n| self.mentions(Kind::Role, n, "related"))
            .unwrap_or_default();
        let mut texts =
            |me: &mut Self, key| table.get(key).map(|n| me.texts(n, key)).unwrap_or_default();
        let synonyms = texts(self, "synonyms");
        let onet = texts(self, "onet");
        let work_roles = texts(self, "work_roles");
        let nice = texts(self, "nice");
        table.finish(&mut self.reader);
        if let (Some(id), Some(name), Some(level), Some(target_tier), Some(topics), Some(basis)) =
            (id, name, level, target, topics, basis)
        {
            let role: Role = Role {
                id,
                name,
                synonyms,
                level,
                target_tier,
                topics,
                // Grades have a section of their own, which may stand in a file read before or after this one.
                recognised: Vec::new(),
                related,
                onet,
                work_roles,
                nice,
                basis,
            };
            self.draft.roles.insert(role.id, role);
        }
    }

    pub(super) fn environment(&mut self, node: &Node<'t>) {
        let Some(mut table) = self.reader.table(node, "an environment") else {
            return;
        };
        let id = self.entry_id(&mut table, Kind::Environment);
        let name = table
            .required("name")
            .and_then(|n| self.reader.text(n, "name"));
        let because = table
            .required("because")
            .and_then(|n| self.reader.text(n, "because"));
        let mix = table.required("mix").and_then(|n| self.mix(n));
        let stated = table
            .get("stated")
            .and_then(|n| self.reader.flag(n, "stated"));
        table.finish(&mut self.reader);
        if let (Some(id), Some(name), Some(because), Some(mix)) = (id, name, because, mix) {
            let environment: Environment = Environment {
                id,
                name,
                mix,
                stated: stated.unwrap_or(true),
                because,
            };
            self.draft.environments.insert(environment.id, environment);
        }
    }

    /// Shares of platforms, or of `cloud`, that sum to 1.
    fn mix(&mut self, node: &Node<'t>) -> Option<Vec<(Share, u8)>> {
        let table = self.reader.table(node, "mix")?;
        let mut mix = Vec::new();
        for (key, value) in table.rest() {
            let Some(on) = self.share_on(key) else {
                continue;
            };
            if let Some(share) = self.share(value, &key.text) {
                mix.push((on, share));
            }
        }
        let sum: u32 = mix.iter().map(|(_, share)| u32::from(*share)).sum();
        if sum != 100 {
            let message = format!("the shares of `mix` sum to {:.2}", f64::from(sum) / 100.0);
            self.reader.report(
                node.span,
                Diagnostic::error(Code::OutOfRange, message).label("expected 1"),
            );
        }
        Some(mix)
    }

    /// A platform, or `cloud`, as a key.
    pub(super) fn share_on(&mut self, key: &Key<'t>) -> Option<Share> {
        let on = match &*key.text {
            "cloud" => Some(Share::AnyCloud),
            word => Platform::parse(word).map(Share::On),
        };
        if on.is_none() {
            let words: Vec<&str> = Platform::ALL
                .iter()
                .map(|p| p.word())
                .chain(["cloud"])
                .collect();
            let finding =
                Diagnostic::error(Code::UnknownWord, format!("`{}` is no platform", key.text))
                    .help(format!("one of: {}", words.join(", ")))
                    .suggest(&key.text, words);
            self.reader.report(key.span, finding);
        }
        on
    }

    /// How an unnamed cloud is shared out.
    pub(super) fn cloud_prior(&mut self, node: &Node<'t>) {
        let Some(mut table) = self.reader.table(node, "cloud_prior") else {
            return;
        };
        let mut prior = CloudPrior::default();
        let mut sources = Vec::new();
        for &platform in Platform::ALL.iter().filter(|p| **p != Platform::OnPrem) {
            let share = table.required(platform.word());
            prior.weights[platform as usize] = share
                .and_then(|n| self.share(n, platform.word()))
                .unwrap_or_default();
        }
        if let Some(node) = table.required("sources") {
            for item in self.reader.items(node, "sources") {
                let Some(mut source) = self.reader.table(item, "a source") else {
                    continue;
                };
                let says = source
                    .required("says")
                    .and_then(|n| self.reader.text(n, "says"));
                let url = source.get("url").and_then(|n| self.reader.address(n));
                let date = source
                    .get("date")
                    .and_then(|n| self.reader.parsed(n, "date", Code::BadDate));
                source.finish(&mut self.reader);
                sources.extend(says.map(|says| (says, url, date)));
            }
        }
        table.finish(&mut self.reader);
        prior.sources = sources;
        self.draft.prior = prior;
    }

    pub(super) fn estimate(&mut self, node: &Node<'t>) {
        let Some(mut table) = self.reader.table(node, "an estimate") else {
            return;
        };
        let tier = table
            .required("tier")
            .and_then(|n| self.reader.word(n, "tier"));
        let hours = |me: &mut Self, table: &mut Table<'_, 't>, key| {
            table.required(key).and_then(|n| me.hours(n, key))
        };
        let preparation = hours(self, &mut table, "preparation_hours");
        let hands_on = hours(self, &mut table, "hands_on_preparation_hours");
        let fee = table.required("exam_fee_usd");
        let fee = fee.and_then(|n| self.reader.parsed(n, "exam_fee_usd", Code::OutOfRange));
        table.finish(&mut self.reader);
        if let (Some(tier), Some(preparation), Some(hands_on_preparation), Some(exam_fee)) =
            (tier, preparation, hands_on, fee)
        {
            self.draft
                .estimates
                .retain(|estimate| estimate.tier != tier);
            self.draft.estimates.push(Estimate {
                tier,
                preparation,
                hands_on_preparation,
                exam_fee,
            });
        }
    }
}
