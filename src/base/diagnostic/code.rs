//! The codes of findings. A code is never reused for something else.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $title:literal, $explanation:literal;)+) => {
        /// The kind of a finding. `certadvise explain CODE` prints what a code means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $name),+ }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code as users see it, e.g. `CA101`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $number),+ }
            }

            /// A few words in lower case, e.g. `unknown id`.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }

            /// What the code means and what to do about it, in sentences.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation),+ }
            }
        }
    };
}

codes! {
    Unreadable = "CA001", "file can't be read",
        "The file or folder does not exist, may not be read, or is not UTF-8 text. Check the path and the permissions.";
    NotYaml = "CA002", "not YAML",
        "The text stops being valid YAML at the marked place, so nothing after it could be read. Common causes are a tab, a missing quote, or a colon inside unquoted text.";
    NotSupported = "CA003", "unsupported YAML feature",
        "Anchors, aliases, tags, several documents in one file and nesting deeper than 64 levels are refused: no certadvise file needs them, and they are a common way to exhaust a parser.";
    TwiceTheKey = "CA004", "key given twice",
        "A key appears twice in the same map. Other programs silently keep one of the two; certadvise asks you to decide.";
    CannotWrite = "CA005", "output can't be written",
        "The output could not be written. An existing file is overwritten only with --force.";
    NotJson = "CA006", "not JSON",
        "The text stops being valid JSON at the marked place, or it is nested deeper than 64 levels, or it contains a key twice. A file that was truncated while it was copied ends like this.";
    Skipped = "CA007", "file skipped",
        "The file is in a folder that was given, but files of its kind are not read from folders. Name the file itself, or move it.";
    UnknownId = "CA101", "unknown id",
        "A name refers to something that neither the shipped catalog nor your overlay defines. Ids and aliases are matched exactly, ignoring case; nothing is guessed.";
    UnknownKey = "CA102", "unknown key",
        "The map has a key that certadvise does not know. It is probably misspelt, and ignoring it would be worse than an error.";
    MissingKey = "CA103", "missing key",
        "A required key is missing. If the fact is not known, write `unknown`.";
    WrongType = "CA104", "wrong type",
        "The value is of a different kind than expected, for instance a list instead of a single value.";
    BadDate = "CA105", "not a date",
        "A date is a calendar date, written YYYY-MM-DD, YYYY-MM or YYYY, as precisely as it is known.";
    UnknownWord = "CA106", "word not in the list",
        "The value must be one of a closed list of words (tier, status, platform ...), and it is not.";
    DefinedTwice = "CA107", "defined twice",
        "Two entries of one layer have the same id. Give one of them another id, or remove it. (An overlay may redefine what an earlier layer defined.)";
    OutOfRange = "CA108", "number out of range",
        "The number does not have the expected form, or is too small or too large to be plausible.";
    BadId = "CA109", "not an id",
        "An id consists of lower-case letters, digits and single dashes, and has at most 60 characters.";
    Ambiguous = "CA110", "ambiguous name",
        "The name is an alias of several credentials. Use the id of the one you mean.";
    Cycle = "CA111", "circular reference",
        "Entries refer to each other in a circle: a prerequisite or successor leads back to itself.";
    Contradiction = "CA112", "facts contradict each other",
        "Two facts of one entry cannot both be true, for instance a last exam before the credential was available.";
    WrongPlace = "CA113", "file in the wrong place",
        "A catalog folder has one folder for each issuer, which contains issuer.yaml and one file for each credential, named after its id.";
    NoSource = "CA114", "fact without a source",
        "An active credential must name at least one source. If there is none, write `kind: general-knowledge`.";
    Stale = "CA115", "facts checked too long ago",
        "The newest dated source of the credential is older than --max-age allows, or no source has a date.";
    UnclassifiedHost = "CA116", "source at an unclassified host",
        "The catalog does not say who publishes at this host. Classify it under `hosts` in a file of the catalog (`example.org: issuer`), or cite a page at a host that is classified. Only `catalog check` looks at hosts.";
    ExcludedHost = "CA117", "source at an excluded host",
        "Pages at this host are not sources, for the reason given: it sells exam dumps, for instance, or copies other sites. Cite the issuer's own page, or another page that states the fact; without one, the fact is `unknown`. Only `catalog check` looks at hosts.";
    UnknownRole = "CA201", "unknown role",
        "The role is not an id, name or synonym in `certadvise list roles`.";
    UnknownEnvironment = "CA202", "unknown environment",
        "An environment is a preset (`certadvise list environments`), a preset with a named cloud (`hybrid:aws`), or a mix (`aws=60,on-prem=40`).";
    BadArgument = "CA203", "invalid argument",
        "The value given on the command line can't be used; the message says what was expected.";
    ForeignConfig = "CA204", "untrusted configuration",
        "A certadvise.yaml that certadvise finds by itself counts only if it belongs to you or to root, and it may name only files of its own folder or repository. Otherwise a file that somebody else left behind could change a verdict, or have your files read. Name the file with --config to use it anyway.";
    UnknownItem = "CA301", "unknown item",
        "A waiver names an item that the requirement set does not have. Items are named `set/item`, or by their id within their own file.";
    EmptySet = "CA302", "nothing can match",
        "No credential satisfies the match, the list or the row of a table, so nobody could ever meet it.";
    Impossible = "CA303", "impossible or empty requirement",
        "The item can never be met, or is always met: for instance, it asks for seven of six people, or for nobody.";
    UnknownList = "CA304", "unknown list",
        "`any_of_list` names a list that `lists` in the same file does not define.";
    UnknownSet = "CA305", "unknown requirement set or table",
        "The name is not in `certadvise list requirements`, and no file with this name was given.";
    UnknownValidity = "CA306", "unknown validity",
        "Neither the roster nor the catalog says how long this holding is valid, so it does not count. Record `expires` (a date, or `never`), or let such holdings count with --assume-valid.";
    ExpiredWaiver = "CA307", "expired waiver",
        "The last day of the waiver is over, so it no longer has an effect. Renew it with a new reason and date, or remove it.";
    NobodyConcerned = "CA308", "item applies to nobody",
        "An `every` item asks something of everybody with a role or position, and nobody on the roster has it. The item is covered, but the role may be misspelt.";
    NotCounted = "CA309", "holding of an unknown credential",
        "With --allow-unknown a roster may contain holdings of credentials that the catalog does not know; they don't count.";
    UnknownPosition = "CA310", "position not in the table",
        "A person's position names a work role, category or level that the table does not have, so no credential can be accepted for it.";
    EmptyRoster = "CA311", "empty roster",
        "The rosters name nobody, so whatever is asked of everybody would be met: a failed export must not look like a team that is covered.";
    TooManyWays = "CA312", "too many ways to fill seats",
        "Seats are filled by trying every way to divide them among the `of_which` lines, and there are too many ways for these seats. Write a separate item for each line.";
    OneEmailTwoIds = "CA321", "one e-mail address under two ids",
        "Two ids in the roster have the same e-mail address, ignoring case, so one person may fill two seats. Use one id for each person, or give each person their own address.";
    TwoEmails = "CA322", "one id with two e-mail addresses",
        "The rows of one id give different e-mail addresses, so two people may count as one. Give each person their own id, or correct the address.";
    IdsAlike = "CA323", "ids that differ only in form",
        "Two ids differ only in accents, punctuation, invisible characters or leading zeros, so one person may fill two seats. Use one id for each person.";
    NamesAlike = "CA324", "one name under two ids",
        "Two ids have the same name, in whatever order its words are, and no e-mail address tells them apart, so one person may fill two seats. Use one id for each person, or give each of two people an e-mail address.";
    BadPersonId = "CA325", "id with unclear characters",
        "A person's id contains a control character (a line break, a tab, NUL) or no visible character, so it could not be told apart from others. Write it with visible characters.";
    TwoNames = "CA326", "one id with two names",
        "The rows of one id give different names, so two people may count as one. Give each person their own id, or correct the name.";
    HeldAndNot = "CA331", "held and not held at once",
        "One holding is listed both as held and as revoked, suspended or expired, and nothing says that it was earned again afterwards. Remove the wrong row.";
    TwoEnds = "CA332", "one holding with two expiry dates",
        "One credential, earned on one day, is listed with two different expiry dates, in two rows or in two columns. Remove the wrong one, or record when each was earned.";
    EarnedTooEarly = "CA333", "earned before the credential existed",
        "The holding was earned before the first day of the credential, as far as the catalog knows it. Check the date and the credential.";
    NeverExpires = "CA334", "`never` for a credential that expires",
        "The roster says that the holding never expires, but according to the catalog it expires for everybody. The roster is believed; remove `never` if it is a default of an export.";
    OtherExam = "CA335", "exam of another credential",
        "The exam code belongs to a different credential than the one listed. Check which of the two was earned.";
    NoEvidence = "CA336", "verified without evidence",
        "The roster says that the holding was verified, but names no link or file. Add `evidence`, or remove `evidence_level`.";
    LapsedHolding = "CA337", "lapsed holding",
        "A credential given with --holds has lapsed, judging by the date it was earned, so it is treated as not held. Remove it, or give the date of the last renewal.";
    EarnedAhead = "CA338", "earned in the future",
        "The holding is said to be earned on a day that has not come yet, so it does not count. Correct the date, or write status planned or booked.";
    OneExam = "CA339", "one of several exams",
        "The credential needs several exams, and this is the name of one of them, so it does not count alone. Record the other exams too, or the credential itself once it is awarded (its id, without the exam).";
    LabelOfSeveral = "CA341", "role label that looks like a list",
        "A role label looks like several labels in one, so the person may not be counted for each of them. Separate labels with `;`, `|` or `,` in CSV, and write them as items of a list in YAML.";
    PersonTooLarge = "CA342", "too many holdings of one person",
        "One person in the roster has more holdings than anybody can have. Check the column that identifies people.";
    BadPart = "CA351", "part of a verdict can't be used",
        "The file is not a part that `certadvise coverage --partial` wrote, or it was changed or damaged since: its checksum or its content is wrong. Write the part again from its rows.";
    OtherPart = "CA352", "parts that do not fit together",
        "Parts can be merged only if they were judged by the same program, catalog, requirements, day and options, and if each bucket of people is there exactly once. Write the parts again that differ, and name each once.";
    OtherBucket = "CA353", "person of another bucket",
        "With --bucket I/N the rows may have only people whose ids hash into bucket I of N; otherwise two parts could count one person twice. docs/scale.md says how the hash is computed in SQL and Python.";
    UnknownShape = "CA401", "unrecognized file format",
        "The content is not one of the exports that `certadvise import` recognizes. Name the format with --from, or use --map to say what each column means (docs/import.md).";
    Damaged = "CA402", "damaged file",
        "The file is truncated, or not what it claims to be: an unclosed quote, a broken image, a token without its parts. Export or copy it again.";
    TooLarge = "CA403", "file too large",
        "A file may have up to 64 MiB. CSV may have up to 1 GiB, or any size if it is read row by row; a row may have up to 1 MiB. Split the file, or check whether it is the one you mean: a device or a pipe may have no end.";
    NoPerson = "CA404", "unknown holder",
        "The file does not say whose credentials these are, or a row has nothing but a name, as titles of sections do. Name the person with --person, or list the names that the file uses for them under `people` in the map.";
    RefusedRow = "CA405", "inconsistent row",
        "The row contradicts itself or its headings (too few cells, an expiry before the day it was earned, an address without @), so nothing was imported from it.";
    UnreadableDate = "CA406", "unreadable date",
        "The date is in no known format, or could mean two days. --date-order dmy, mdy or ymd decides how dates like 05/11/2026 are read; nothing is guessed.";
    BadProof = "CA407", "invalid signature",
        "The badge was changed after it was signed, or its signature does not prove anything. Nothing was imported from it; ask the holder for the original.";
    NotMapped = "CA408", "name not in the catalog",
        "The name is not an id, abbreviation, alias, exam code or full name of a credential in the catalog. Assign an id to it under `credentials` in the map; nothing is guessed. Reported with --strict.";
    UnknownStatus = "CA409", "unknown status",
        "A holding counts only if its status says that it is held, and this status, mark or number is not known. Write held, planned, booked, failed, voucher, part-passed, expired, suspended or revoked. An error with --strict.";
    UnusedDates = "CA410", "unused dates",
        "The column or key contains dates, but its heading does not say whether something was earned or expires on them. Name it under `columns` in the map, or rename or remove it. An error with --strict.";
    Namesakes = "CA411", "possibly the same person",
        "Two records may name the same person, and no id or address confirms or refutes it. List the names that the person uses under `people` in the map. An error with --strict.";
    EarnedOrExpired = "CA412", "earned or expired",
        "A cell of a matrix or the text after a name is a date in the past, while other such dates of the file lie ahead, as expiry dates do. It may be the day on which the credential was earned or the day on which it expired, so it does not count. Write `earned` or `expired` before the date. An error with --strict.";
    NotRead = "CA413", "part of a file not read",
        "A table, a sheet or a key beside those that were read holds people, dates or names of credentials, and nothing was taken from it. Give it headings or a key that say what it is about, name its columns in a map, or remove it. An error with --strict.";
    BadStatusList = "CA414", "unusable status list",
        "A status list can't be used: no trusted key signed it, it was changed, it is not valid today, or its bits can't be read. Or a badge names a place beyond the end of its list. Fetch the list again from the address that the badge names, and give the key of its issuer with --issuer-key.";
    Undecided = "CA501", "no plan found, but none ruled out",
        "The search reached its limit before it found a plan or proved that none exists. Plan fewer requirements at a time, or allow more time with --time-limit.";
    PlanRejected = "CA502", "plan failed its check",
        "A plan was found, but judging the team after the plan shows a gap. That is a fault of certadvise, so the plan is not shown; please report it with the files that led to it.";
    Unplannable = "CA503", "item that can't be planned",
        "The item can be judged but not planned: it can be met in ways that the plan can't weigh against each other. Nothing is guessed, so there is no plan for it.";
    NoEffect = "CA601", "rule without exactly one effect",
        "A rule has exactly one effect: `then` is `note`, or contains one of adjust, prefer, weights, pair.";
    TooStrong = "CA602", "rule changes a fit too much",
        "A rule changes a fit by at least 0.01 and at most 0.2, up or down: rules adjust a ranking, they don't decide it. Whether a credential is a candidate at all is up to the gates.";
    BadWeights = "CA603", "weights of a rule don't add up",
        "The weights of a rule give platform, tier and upkeep shares that sum to 1.";
    BadPair = "CA604", "not a pair",
        "A pair has two or three members, each with at least one property; a member without one would match every credential.";
    ScoreByEnvironment = "CA605", "score depends on the environment twice",
        "A rule that changes scores can't depend on shares of the environment: the platform axis already does, and a threshold would let a credential fall as the share of its own platform grows.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_ordered() {
        let ids: Vec<_> = Code::ALL.iter().map(|c| c.id()).collect();
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len());
        assert!(ids.is_sorted());
    }
}
