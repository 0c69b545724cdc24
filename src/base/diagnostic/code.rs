//! Every code a finding can carry. A code is listed once and never reused for something else.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $title:literal, $explanation:literal;)+) => {
        /// What kind a finding is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $name),+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// `CA101` and the like.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $number),+ }
            }

            /// What it is, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }

            /// What it means and what to do, for `certadvise explain`.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation),+ }
            }
        }
    };
}

codes! {
    Unreadable = "CA001", "file cannot be read",
        "The file or folder does not exist, may not be read, or is not UTF-8 text. Check the path and the permissions.";
    NotYaml = "CA002", "not YAML",
        "The text is not valid YAML from the marked place on, so nothing after it could be read. Usual causes: a tab, a missing quote, a colon inside unquoted text.";
    NotSupported = "CA003", "YAML feature that is not accepted",
        "Anchors, aliases, tags, several documents in one file and nesting deeper than 64 levels are refused: no certadvise file needs them, and they are the usual way to make a parser work too hard.";
    TwiceTheKey = "CA004", "key given twice",
        "A key stands twice in the same map. Other programs silently keep one of the two; certadvise asks you to decide.";
    CannotWrite = "CA005", "cannot write",
        "The output could not be written. An existing file is only replaced with --force.";
    NotJson = "CA006", "not JSON",
        "The text is not valid JSON from the marked place on, or it nests deeper than 64 levels or gives a key twice. A file that was cut off while it was copied ends like this.";
    Skipped = "CA007", "file skipped",
        "A folder was given, and this file in it is of a kind that is not read from folders. Name the file itself, or move it.";
    UnknownId = "CA101", "unknown id",
        "A name refers to something that neither the shipped catalog nor your overlay defines. Ids and aliases are matched exactly (case aside); nothing is guessed.";
    UnknownKey = "CA102", "unknown key",
        "The map has a key that certadvise does not know. It is probably misspelt; an ignored key would be worse than an error.";
    MissingKey = "CA103", "missing key",
        "A key that must be there is not. Where the fact is not known, write `unknown`.";
    WrongType = "CA104", "wrong type",
        "The value is of another kind than expected, for instance a list where a single value belongs.";
    BadDate = "CA105", "not a date",
        "Dates are calendar dates written YYYY-MM-DD, YYYY-MM or YYYY, as precise as they are known.";
    UnknownWord = "CA106", "not in the list of words",
        "The value comes from a closed list (tier, status, platform ...) and is not in it.";
    DefinedTwice = "CA107", "defined twice",
        "Two entries of one layer carry the same id. Give one of them another id, or remove it. (An overlay may redefine what an earlier layer defined.)";
    OutOfRange = "CA108", "number out of range",
        "The number is not of the expected form, or too small or too large to be meant.";
    BadId = "CA109", "not an id",
        "An id is made of lower-case letters, digits and single dashes, at most 60 characters.";
    Ambiguous = "CA110", "ambiguous name",
        "The name is an alias of several credentials. Use the id of the one you mean.";
    Cycle = "CA111", "circle",
        "Entries refer to each other in a circle: a prerequisite or successor leads back to itself.";
    Contradiction = "CA112", "facts contradict each other",
        "Two facts of one entry cannot both be true, for instance a last exam before the credential was available.";
    WrongPlace = "CA113", "file in the wrong place",
        "A catalog folder holds one folder per issuer with issuer.yaml and one file per credential, named after its id.";
    NoSource = "CA114", "fact without a source",
        "An active credential must name at least one source; a fact without one says so with `kind: general-knowledge`.";
    Stale = "CA115", "facts were checked long ago",
        "The newest dated source of the credential is older than asked for with --max-age, or no source is dated.";
    UnknownRole = "CA201", "unknown role",
        "The role is none of those in `certadvise list roles`, by id, name or synonym.";
    UnknownEnvironment = "CA202", "unknown environment",
        "An environment is a preset (`certadvise list environments`), a preset with its cloud named (`hybrid:aws`), or a mix (`aws=60,on-prem=40`).";
    BadArgument = "CA203", "bad argument",
        "The value given on the command line cannot be used; the message says what was expected.";
    ForeignConfig = "CA204", "configuration that is not trusted",
        "A certadvise.yaml that is found counts only where it belongs to you or to root, and may name only files of its own folder or repository: one that somebody else left behind could change a verdict, or have your files read. Name it with --config to use it all the same.";
    UnknownItem = "CA301", "unknown item",
        "A waiver names an item that the requirement set does not have. Items are named `set/item`, or by their id within their own file.";
    EmptySet = "CA302", "nothing can match",
        "A match, a list or a table's row comes down to no credential at all, so nobody could ever meet it.";
    Impossible = "CA303", "asks for the impossible or for nothing",
        "The item can never be met, or is always met, for instance seven of six people, or nobody at all.";
    UnknownList = "CA304", "unknown list",
        "`any_of_list` names a list that `lists` in the same file does not define.";
    UnknownSet = "CA305", "unknown requirement set or table",
        "The name is none of those in `certadvise list requirements`, and no such file was given.";
    UnknownValidity = "CA306", "validity not known",
        "How long a holding is valid can't be told from the roster and the catalog, so it does not count. Record `expires` (a date, or `never`), or let such holdings count with --assume-valid.";
    ExpiredWaiver = "CA307", "waiver has run out",
        "The waiver's last day is over, so it eases nothing any more. Renew it with a new reason and date, or remove it.";
    NobodyConcerned = "CA308", "item concerns nobody",
        "An `every` item asks something of everybody with a role or position, and nobody on the roster has it. That is met, but may be a misspelt role.";
    NotCounted = "CA309", "holding of an unknown credential",
        "With --allow-unknown a holding of a credential that the catalog does not know is let in; it counts for nothing.";
    UnknownPosition = "CA310", "position without a row",
        "A person's position names a work role, category or level that the table does not have, so nothing can be accepted for it.";
    EmptyRoster = "CA311", "roster of nobody",
        "The rosters name no person, so what is asked of everybody holds for nobody: an export that went wrong must not look like a team that is covered.";
    TooManyWays = "CA312", "too many ways to fill seats",
        "Who sits where is found by trying every way to share out seats among `of_which` lines, and these seats can be shared out in too many. Write an item of its own for each line.";
    OneEmailTwoIds = "CA321", "one e-mail address under two ids",
        "Two ids of the roster have the same e-mail address, letter case aside, so one human may fill two seats. Use one id for one person, or give each person an own address.";
    TwoEmails = "CA322", "one id with two e-mail addresses",
        "The rows of one id give different e-mail addresses, so two people may count as one. Give each person an own id, or correct the address.";
    IdsAlike = "CA323", "ids that differ only by form",
        "Two ids are the same but for accents, punctuation, invisible characters or leading zeros, so one human may fill two seats. Use one id for one person.";
    NamesAlike = "CA324", "one name under two ids",
        "Two ids have the same name, whatever the order of its words, and no e-mail address tells them apart, so one human may fill two seats. Use one id for one person, or give each of two people an e-mail address.";
    BadPersonId = "CA325", "id that can't be told",
        "A person's id holds a control character (a line break, a tab, NUL) or nothing that can be seen, so it could not be told from another. Write it with visible characters.";
    TwoNames = "CA326", "one id with two names",
        "The rows of one id give different names, so two people may count as one. Give each person an own id, or correct the name.";
    HeldAndNot = "CA331", "held, and lost as well",
        "One holding is listed as held and as revoked, and nothing says that it was earned again afterwards. Remove the row that is wrong.";
    TwoEnds = "CA332", "one holding with two ends",
        "One credential, earned on one day, is listed with two different ends. Remove the row that is wrong, or say when each was earned.";
    EarnedTooEarly = "CA333", "earned before it existed",
        "The holding is dated before the first day of the credential, as far as the catalog knows it. Check the date and the credential.";
    NeverExpires = "CA334", "`never` where it expires",
        "The roster says that the holding never expires, but by the catalog's facts everybody's expires. The roster is believed; remove `never` where it is a default of an export.";
    OtherExam = "CA335", "exam of another credential",
        "The exam code belongs to another credential than the one that is listed. Check which of the two was earned.";
    NoEvidence = "CA336", "verified without evidence",
        "The roster says that the holding was verified, but names no link or file. Add `evidence`, or leave `evidence_level` out.";
    LabelOfSeveral = "CA341", "role label that looks like a list",
        "A role label looks like several labels in one, so the person may be missing from those who have one of them. Labels are separated by `;`, `|` or `,` in CSV and are items of a list in YAML.";
    PersonTooLarge = "CA342", "too many holdings of one person",
        "One person of a roster has more holdings than anybody can have. Check the column that tells people apart.";
    UnknownShape = "CA401", "file of no known shape",
        "The content is none of the exports that `certadvise import` knows. Name the shape with --from, or say with --map which column means what (docs/import.md).";
    Damaged = "CA402", "damaged file",
        "The file is cut off, or not what it claims to be: an open quote, a broken image, a token without its parts. Export or copy it again.";
    TooLarge = "CA403", "file too large",
        "A file is read up to 64 MiB, CSV up to 1 GiB, or row by row without a limit; a row up to 1 MiB. Split it, or see whether it is what you mean: a device or a pipe may have no end.";
    NoPerson = "CA404", "nobody to give it to",
        "The file does not say whose credentials these are. Name the person with --person, or list what the file goes by under `people` in the map.";
    RefusedRow = "CA405", "row that cannot be right",
        "The row contradicts itself or its headings (too few cells, an expiry before the day it was earned, an address without @), so nothing of it was taken.";
    UnreadableDate = "CA406", "date that cannot be read",
        "The date is in no known form, or can mean two days. --date-order dmy, mdy or ymd decides how dates like 05/11/2026 are meant; nothing is guessed.";
    BadProof = "CA407", "signature does not fit",
        "The badge was changed after it was signed, or its signature is not one that proves anything. Nothing of it was taken; ask the holder for the original.";
    NotMapped = "CA408", "name not in the catalog",
        "The name is no id, abbreviation, alias, exam code or full name of a credential in the catalog. Give it an id under `credentials` in the map; nothing is guessed. Reported with --strict.";
    UnknownStatus = "CA409", "status that is not known",
        "Nothing counts unless it says that it is held, and this status, mark or number says nothing that is known. Write held, planned, booked, failed, voucher, expired, suspended or revoked. An error with --strict.";
    UnusedDates = "CA410", "dates that are not used",
        "The column or key holds dates, and its heading says neither when something was earned nor when it expires. Name it under `columns` in the map, or rename or remove it. An error with --strict.";
    Namesakes = "CA411", "perhaps one person",
        "Two records name the same person as far as the name tells, and no id or address proves or refutes it. List what the person goes by under `people` in the map. An error with --strict.";
    Undecided = "CA501", "no plan found, and none ruled out",
        "The search for a plan reached its limit before it found one or could show that there is none. Ask for fewer requirements at a time, or give it more time with --time-limit.";
    PlanRejected = "CA502", "plan does not hold",
        "A plan was found, but judging the team as it would then be shows a gap. That is a fault of certadvise, so the plan is not shown; please report it with the files that led to it.";
    Unplannable = "CA503", "item that can't be planned",
        "The item can be judged but not planned: what it asks for can be met in ways that the plan can't weigh against each other. Nothing is guessed, so there is no plan for it.";
    NoEffect = "CA601", "rule without one effect",
        "A rule does exactly one thing: `then` holds one of adjust, prefer, weights, pair, or is `note`.";
    TooStrong = "CA602", "rule moves a fit too far",
        "A rule moves a fit by 0.2 at most, up or down, and by something: rules tilt a ranking, they don't make it. What must not be a candidate at all is a matter of gates.";
    BadWeights = "CA603", "weights of a rule don't add up",
        "The weights of a rule name platform, tier and upkeep as shares that sum to 1.";
    BadPair = "CA604", "not a pair",
        "A pair has two or three members, each with at least one property; a member without one would match every credential.";
    ScoreByEstate = "CA605", "score depends on the environment twice",
        "A rule that changes scores can't depend on shares of the environment: the platform axis already does, and a threshold there would let a credential fall as its own platform grows.";
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
