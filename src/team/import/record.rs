//! The one form into which every format is brought, before names and dates are made out.

use super::heading;
use super::resolve::status::{self, Claim, Denial, Stated, StatedDay};
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::id::IssuerId;
use crate::team::roster::{HoldingStatus, key};

/// What a file was read to.
#[derive(Default)]
pub(super) struct Reading {
    /// One for each row that says something.
    pub records: Vec<Record>,
    /// What other files' records refer to.
    pub links: Vec<Link>,
    /// Columns that nothing was taken from.
    pub unused: Vec<String>,
    /// Columns or keys of dates that were not understood, and where the first stands.
    pub undated: Vec<(String, Place)>,
    /// What else was not read.
    pub unread: Vec<Unread>,
    /// Keys that stand where people do but can be something else, and where each stands: the team or the map must have them.
    pub people_by_key: Vec<(PersonRef, Place)>,
    /// What is wrong with the file as a whole.
    pub found: Vec<Diagnostic>,
}

/// A part of a file that was not read: a finding where it may say who holds what.
pub(super) struct Unread {
    /// What to call it.
    pub name: String,
    pub place: Place,
    /// Whether it is about people, by its headings or keys.
    pub names_people: bool,
    /// What stands in it.
    pub texts: Vec<String>,
}

impl Reading {
    /// Adds what another table of the same file says.
    pub(super) fn append(&mut self, mut other: Self) {
        self.records.append(&mut other.records);
        self.links.append(&mut other.links);
        self.unused.append(&mut other.unused);
        self.undated.append(&mut other.undated);
        self.unread.append(&mut other.unread);
        self.people_by_key.append(&mut other.people_by_key);
        self.found.append(&mut other.found);
    }

    /// Takes over what a title or the name of a sheet says of all its records: that none of them is held.
    pub(super) fn take_caption(&mut self, caption: &str) {
        let Some(status) = status::of_caption(caption) else {
            if status::may_deny(caption) {
                let place = self.records.first().map(|record| record.place.clone());
                self.unread.extend(place.map(|place| Unread {
                    name: format!("the title `{caption}`"),
                    place,
                    names_people: true,
                    texts: Vec::new(),
                }));
            }
            return;
        };
        let held = self
            .records
            .iter_mut()
            .filter(|record| record.claim == status::HELD);
        held.for_each(|record| record.claim = Claim::Status(status));
    }
}

/// One claim: somebody holds something.
#[derive(Clone)]
pub(super) struct Record {
    /// Where it stands.
    pub place: Place,
    /// Who.
    pub person: PersonRef,
    /// What, as written.
    pub credential: CredentialRef,
    /// Who awarded it, as written.
    pub issuer: Option<String>,
    /// The code of the exam, as written.
    pub exam: Option<String>,
    /// When it was earned, as written.
    pub earned: Option<String>,
    /// When it ends.
    pub expires: StatedExpiry,
    /// What other columns say of the days of `earned` and `expires`, as written.
    pub other_days: Vec<OtherDay>,
    /// What it says about itself.
    pub claim: Claim,
    /// The status as written, where the record has one.
    pub status: Option<String>,
    /// The day of an exam that is planned or booked, as written.
    pub exam_day: Option<String>,
    /// The last day of a voucher, as written.
    pub voucher_until: Option<String>,
    /// It is a cell of a matrix, where `no` is as usual as `yes`.
    pub is_mark: bool,
    /// The work role that the person fills.
    pub position: Option<PositionRef>,
    /// A link to what shows it.
    pub evidence: Option<String>,
    /// What became of its signature.
    pub proof: Proof,
    /// The `credentialStatus` of a badge: in which lists its issuer says whether it was revoked. It is looked up after the
    /// proof was checked.
    #[cfg_attr(
        not(feature = "badges"),
        expect(dead_code, reason = "only badges are signed")
    )]
    pub listed_status: Option<Box<serde_json::Value>>,
    /// What the user should know about this row.
    pub notes: Vec<String>,
    /// What deserves a look.
    pub doubts: Vec<Diagnostic>,
    /// Why it is about nobody.
    pub set_aside: Option<String>,
    /// Why nothing may be taken from it.
    pub refused: Option<Diagnostic>,
}

/// A day that stands in a second column about the same.
#[derive(Clone, Debug)]
pub(super) enum OtherDay {
    /// When it was earned.
    Earned(String),
    /// When it ends.
    Expires(String),
}

impl OtherDay {
    /// The day as written.
    pub(super) fn text(&self) -> &str {
        let (Self::Earned(text) | Self::Expires(text)) = self;
        text
    }
}

/// How a record names its credential.
#[derive(Clone, Debug)]
pub(super) enum CredentialRef {
    /// By name.
    Name(String),
    /// By the id of a [`Link`] in another file.
    Link(String),
    /// By an id that only a service on the network can resolve.
    Opaque(String),
    /// Not at all: the record is about a person who holds nothing.
    Nothing,
}

/// How a record says when it ends.
#[derive(Clone, Debug)]
pub(super) enum StatedExpiry {
    /// On this day, as written.
    On(String),
    /// It has none, in so many words.
    Never,
    /// It has none: that is what its silence means here.
    ImpliedNone,
    /// It doesn't say.
    NotStated,
}

/// What became of a record's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "badges"),
    expect(dead_code, reason = "only badges are signed")
)]
pub(super) enum Proof {
    /// There is none, or it was not checked.
    Unchecked,
    /// This badge has one in it, which is not checked yet. It proves nothing as it stands.
    Embedded(Box<serde_json::Map<String, serde_json::Value>>),
    /// It is good, under a key that the user trusts.
    Trusted(Signer),
}

/// Whose key made a good signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signer {
    /// Which of the trusted keys it is, by its index.
    pub key: usize,
    /// The issuer whose key it is by the catalog; `None` for a key that the user gives, which is trusted for every issuer.
    pub issuer: Option<IssuerId>,
}

impl Signer {
    /// Whose key made a signature, as the end of a sentence that begins with `good,`.
    #[cfg(feature = "badges")]
    pub(super) fn in_words(self) -> String {
        match self.issuer {
            Some(issuer) => format!("by a key that the catalog has of `{issuer}`"),
            None => "by a key you trust".to_owned(),
        }
    }

    /// Whether it is believed when it says who holds a credential of an issuer.
    pub(super) fn vouches_for(self, issuer: IssuerId) -> bool {
        self.issuer.is_none_or(|own| own == issuer)
    }
}

#[cfg(feature = "badges")]
impl Signer {
    /// Whether both are the same issuer, as far as keys tell.
    pub(super) fn is_same(self, other: Self) -> bool {
        self.key == other.key || self.issuer.is_some() && self.issuer == other.issuer
    }
}

/// What a record says about the person.
#[derive(Clone, Debug, Default)]
pub(super) struct PersonRef {
    /// A number or short name in the exporting system.
    pub id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Addresses, the one to be kept first.
    pub emails: Vec<String>,
    /// Addresses known by their hashes only.
    pub hashes: Vec<Hash>,
    /// Team.
    pub team: Option<String>,
    /// Labels.
    pub roles: Vec<String>,
    /// Who it may be; used only where the user's map lists it.
    pub hint: Option<String>,
}

impl PersonRef {
    /// Takes away the blanks and invisible characters around what identifies the person, as rosters do, and what stands
    /// around an address. An address in place of a number or a name is taken as one; `false` if it is not one of the
    /// record's own.
    fn normalize(&mut self) -> bool {
        let texts = self.id.iter_mut().chain(&mut self.name);
        for text in texts.chain(&mut self.emails) {
            let trimmed = key::trim(text);
            if trimmed.len() < text.len() {
                *text = trimmed.to_owned();
            }
        }
        for email in &mut self.emails {
            if let Some((name, address)) = key::address(email) {
                *email = address;
                self.name = self.name.take().or_else(|| said(&name));
            }
        }
        let own = self.emails.clone();
        for text in [&mut self.id, &mut self.name] {
            if let Some((rest, address)) = text.as_deref().and_then(key::address) {
                *text = said(&rest);
                self.emails.push(address);
            }
        }
        let is_own = |address: &String| own.iter().any(|own| key::same(own, address));
        own.is_empty() || self.emails.iter().all(is_own)
    }
}

/// A work role as written.
#[derive(Clone, Debug)]
pub(super) struct PositionRef {
    /// Its code.
    pub work_role: String,
    /// The level asked for.
    pub level: Option<String>,
    /// Whether it comes with privileged access.
    pub privileged: Option<String>,
}

/// SHA-256 of an address and a salt.
#[derive(Clone, Debug)]
pub(super) struct Hash {
    /// In lower-case hex.
    pub digest: String,
    /// Added behind the address.
    pub salt: String,
}

/// What an id in another file stands for.
pub(super) struct Link {
    /// The id.
    pub id: String,
    /// The credential's name.
    pub name: String,
    /// Who awards it.
    pub issuer: Option<String>,
    /// It is said to have no end.
    pub endless: bool,
}

impl Record {
    /// A record that says nothing yet.
    pub(super) fn at(place: Place) -> Self {
        Self {
            place,
            person: PersonRef::default(),
            credential: CredentialRef::Nothing,
            issuer: None,
            exam: None,
            earned: None,
            expires: StatedExpiry::NotStated,
            other_days: Vec::new(),
            claim: status::HELD,
            status: None,
            exam_day: None,
            voucher_until: None,
            is_mark: false,
            position: None,
            evidence: None,
            proof: Proof::Unchecked,
            listed_status: None,
            notes: Vec::new(),
            doubts: Vec::new(),
            set_aside: None,
            refused: None,
        }
    }

    /// Whether anything may be taken from it.
    pub(super) fn is_taken(&self) -> bool {
        self.refused.is_none() && self.set_aside.is_none()
    }

    /// Takes over what a status says; what it doesn't take away, the dates decide.
    pub(super) fn read_status(&mut self, text: Option<&str>) {
        if let Some(text) = text {
            self.status = Some(text.to_owned());
            self.take_status(status::read(text));
        }
    }

    /// Takes over what cells say of whether it is over, each below its heading, and of its status, which a map may explain:
    /// one that says that it is not held decides.
    pub(super) fn read_claim<'c>(
        &mut self,
        ended: impl Iterator<Item = (&'c str, &'c str)>,
        statuses: impl Iterator<Item = &'c str>,
        mapped: impl Fn(&str) -> Option<Stated>,
    ) {
        for (heading, text) in ended {
            if self.claim == status::HELD {
                self.read_ended(heading, text);
            }
        }
        for text in statuses {
            match mapped(text) {
                Some(stated) => {
                    self.status = Some(text.to_owned());
                    self.take_beside(stated, text);
                }
                None if self.claim == status::HELD => self.read_status(Some(text)),
                None => {}
            }
        }
    }

    /// Takes over what one of several places of a record says of it. Where another denies it, it does not count.
    pub(super) fn take_beside(&mut self, stated: Stated, text: &str) {
        match &self.claim {
            &status::HELD => self.take_status(stated),
            Claim::Status(status) if stated.claim == status::HELD => {
                let message = format!(
                    "`{text}` says that it is held, and the row that it is {}, so it does not count",
                    status.word()
                );
                let finding = Diagnostic::error(Code::HeldAndNot, message);
                self.doubts.push(finding.at(self.place.clone()));
            }
            _ => {}
        }
    }

    /// Takes over what a cell says of whether it is over: `yes` or `no`, the day, or a status.
    pub(super) fn read_ended(&mut self, heading: &str, text: &str) {
        if says_nothing(text) {
            return;
        }
        let ended = status::taken_away(heading).or_else(|| status::of_caption(heading));
        let ended = ended.unwrap_or(HoldingStatus::Expired);
        if status::is_date(text) {
            self.status = Some(text.to_owned());
            match ended {
                // It may lie ahead.
                HoldingStatus::Expired => self.expires = StatedExpiry::On(text.to_owned()),
                HoldingStatus::Failed => {
                    self.earned.get_or_insert_with(|| text.to_owned());
                    self.claim = Claim::Status(ended);
                }
                // Only something earned later counts again.
                _ => {
                    self.expires = StatedExpiry::On(text.to_owned());
                    self.claim = Claim::Status(ended);
                }
            }
            return;
        }
        match status::read(text).claim {
            status::HELD => {
                self.status = Some(text.to_owned());
                self.claim = Claim::Status(ended);
            }
            Claim::NotHeld(_) => {}
            Claim::Unknown(_) => {
                self.status = Some(text.to_owned());
                self.claim = Claim::Unknown(format!("{heading}: {text}"));
            }
            _ => self.read_status(Some(text)),
        }
    }

    /// Normalizes what identifies the person; two addresses that may be those of two people are a finding.
    pub(super) fn normalize_person(&mut self) {
        let written = self.person.name.clone().or_else(|| self.person.id.clone());
        if !self.person.normalize() {
            let message = format!(
                "`{}` has another e-mail address than the row: are these two people?",
                written.unwrap_or_default()
            );
            self.doubts
                .push(Diagnostic::error(Code::TwoEmails, message).at(self.place.clone()));
        }
    }

    /// Takes over what stands under a heading that is not understood. A remark takes away what it denies, whatever else it is
    /// about; elsewhere a status does so only where the row says no more. What else may speak against the row is a finding.
    pub(super) fn read_other(&mut self, heading: &str, text: &str, place: Place) {
        if says_nothing(text) || heading::is_irrelevant(heading) {
            return;
        }
        let denial = status::denial(text);
        let claim = status::read(text).claim;
        let is_status = matches!(&claim, Claim::Status(status) if *status != HoldingStatus::Held);
        let is_dated = self.earned.is_some() || !matches!(self.expires, StatedExpiry::NotStated);
        let is_bare = !is_dated && self.status.is_none() && !self.is_mark;
        let denies = if heading::is_remark(heading) {
            denial == Denial::Lost || is_status || is_bare && denial == Denial::NotYet
        } else {
            is_bare && is_status
        };
        if self.claim == status::HELD && denies {
            self.claim = Claim::Unknown(format!("{heading}: {text}"));
            return;
        }
        self.doubt_other(heading, text, place);
    }

    /// A finding for a text under a heading that is not understood, if it may say that the credential is not held, when it
    /// ends, or whose it is.
    pub(super) fn doubt_other(&mut self, heading: &str, text: &str, place: Place) {
        if says_nothing(text) || heading::is_irrelevant(heading) {
            return;
        }
        let is_own = |address: &str| self.person.emails.iter().any(|own| key::same(own, address));
        let claim = status::read(text).claim;
        let is_no = matches!(claim, Claim::NotHeld(_));
        // `No` and `not yet` say something of what the heading is about, as does any status but `held` below one of a status.
        let is_denied = status::denial(text) == Denial::Lost
            || is_no
            || matches!(&claim, Claim::Status(status) if *status != HoldingStatus::Held)
            || heading::has_status_word(heading) && claim != status::HELD
            || status::taken_away(heading).is_some();
        let is_reassured = is_no && status::taken_away(heading).is_some();
        let (code, what) = if self.claim == status::HELD && is_denied && !is_reassured {
            (Code::HeldAndNot, "may say that it is not held")
        } else if heading::may_be_an_end(text) {
            (
                Code::UnusedDates,
                "contains a date whose meaning is unclear",
            )
        } else if key::address(text).is_some_and(|(_, address)| !is_own(&address)) {
            (
                Code::TwoEmails,
                "contains an address that differs from the row's",
            )
        } else {
            return;
        };
        let finding = Diagnostic::error(code, format!("`{heading}: {text}` {what}")).at(place);
        self.doubts.push(finding.help(
            "put it in a column of its own, name the columns in a map (--map), or leave it out",
        ));
    }

    /// Takes over what a status says, and the date in it where the record has no other.
    pub(super) fn take_status(&mut self, stated: Stated) {
        self.claim = stated.claim;
        match stated.day {
            Some(StatedDay::Earned(day)) => {
                self.earned.get_or_insert(day);
            }
            Some(StatedDay::Expires(day)) if matches!(self.expires, StatedExpiry::NotStated) => {
                self.expires = StatedExpiry::On(day);
            }
            Some(StatedDay::Expires(_)) | None => {}
        }
    }

    /// Where it is not held yet, the dates are those of the exam and the voucher: what the columns for these say comes
    /// first.
    pub(super) fn settle_dates(&mut self) {
        let Claim::Status(status) = self.claim else {
            return;
        };
        match status {
            HoldingStatus::Planned | HoldingStatus::Booked | HoldingStatus::Failed => {
                self.earned = self.exam_day.take().or(self.earned.take());
            }
            HoldingStatus::Voucher => {
                if let Some(until) = self.voucher_until.take() {
                    self.expires = StatedExpiry::On(until);
                }
            }
            HoldingStatus::Held
            | HoldingStatus::PartPassed
            | HoldingStatus::Expired
            | HoldingStatus::Suspended
            | HoldingStatus::Revoked => {}
        }
    }

    /// What the credential is called in the file.
    pub(super) fn written(&self) -> Text {
        match &self.credential {
            CredentialRef::Name(text) | CredentialRef::Link(text) | CredentialRef::Opaque(text) => {
                Text::from(text.clone())
            }
            CredentialRef::Nothing => Text::default(),
        }
    }
}

/// By what a record says whose it is, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KnownBy {
    /// By an address or a number, or it names no one.
    Address,
    /// By the hash of an address.
    Hash,
    /// By name alone.
    Name,
}

impl PersonRef {
    /// By what it says who it is.
    pub(super) fn known_by(&self) -> KnownBy {
        if !self.emails.is_empty() || self.id.is_some() {
            KnownBy::Address
        } else if !self.hashes.is_empty() {
            KnownBy::Hash
        } else if self.name.is_some() {
            KnownBy::Name
        } else {
            KnownBy::Address
        }
    }

    /// Whether nothing is said at all.
    pub(super) fn is_nobody(&self) -> bool {
        self.id.is_none() && self.name.is_none() && self.emails.is_empty() && self.hashes.is_empty()
    }
}

/// Whether a cell stands for "nothing".
pub(super) fn says_nothing(text: &str) -> bool {
    matches!(
        text.trim().to_lowercase().as_str(),
        "" | "-"
            | "--"
            | "---"
            | "–"
            | "—"
            | "n/a"
            | "na"
            | "#n/a"
            | "none"
            | "null"
            | "nil"
            | "nan"
            | "tbd"
            | "n.a."
            | "n/d"
            | "s/o"
            | "keine"
            | "keins"
            | "entfällt"
            | "aucun"
            | "aucune"
            | "néant"
            | "ninguno"
            | "ninguna"
            | "nessuno"
            | "nessuna"
            | "nenhum"
            | "nenhuma"
            | "geen"
            | "n.v.t."
            | "なし"
            | "該当なし"
            | "(blank)"
            | "(empty)"
    )
}

/// How an end is meant that stands in a table: a date, a word for "never", or nothing.
pub(super) fn stated_expiry(text: &str) -> StatedExpiry {
    const NEVER: &[&str] = &[
        "never",
        "never expires",
        "does not expire",
        "doesn't expire",
        "no expiry",
        "no expiration",
        "no expiration date",
        "unlimited",
        "lifetime",
        "permanent",
        "indefinite",
        "no end",
        "no end date",
        "non-expiring",
        "for life",
        "good for life",
        "unbegrenzt",
        "unbefristet",
        "nie",
        "läuft nicht ab",
        "lebenslang",
        "illimité",
        "illimitée",
        "à vie",
        "jamais",
        "n'expire pas",
        "sans expiration",
        "indefinido",
        "indefinida",
        "nunca",
        "no caduca",
        "sin caducidad",
        "sin vencimiento",
        "vitalicio",
        "illimitato",
        "illimitata",
        "senza scadenza",
        "vitalício",
        "sem validade",
        "sem vencimento",
        "não expira",
        "onbeperkt",
        "nooit",
        "verloopt niet",
        "levenslang",
        "無期限",
        "期限なし",
    ];
    if NEVER.contains(&text.trim().to_lowercase().as_str()) {
        StatedExpiry::Never
    } else if says_nothing(text) || text.trim().eq_ignore_ascii_case("unknown") {
        StatedExpiry::NotStated
    } else {
        StatedExpiry::On(text.to_owned())
    }
}

/// Text that says something: trimmed, not empty.
pub(super) fn said(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
