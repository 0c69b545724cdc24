//! Adds a holding to what somebody has. Newer facts win, older ones never overwrite; twice the same changes nothing.

use crate::base::date::Date;
use crate::base::date::PartialDate;
use crate::base::vocabulary::Word;
use crate::catalog::vocabulary::Evidence;
use crate::team::roster::{Held, HoldingStatus, Recorded};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It is new.
    Added,
    /// Something of it is newer, and what.
    Updated(String),
    /// Nothing of it is newer, and why where that is worth a word.
    Unchanged(Option<String>),
}

/// Adds `new` to `holds`, or brings the newest of the same credential up to date.
pub(super) fn add(holds: &mut Vec<Held>, new: Held) -> Change {
    if new.status.is_before() && holds.iter().any(|held| answers(held, &new)) {
        return Change::Unchanged(Some("it is held already".to_owned()));
    }
    if new.status == HoldingStatus::Held {
        holds.retain(|held| !answers(&new, held));
    }
    let same = holds
        .iter_mut()
        .filter(|held| is_about_the_same(held, &new));
    let Some(held) = same.max_by_key(|held| (held.earned.map(PartialDate::latest), ends(held)))
    else {
        holds.push(new);
        return Change::Added;
    };
    match (held.status.counts(), new.status.counts()) {
        (true, false) if is_replaced(&new, held) => Change::Unchanged(Some(format!(
            "an earlier one was {}; the one held is newer",
            new.status.word()
        ))),
        (true, false) => {
            let undated = new.earned.is_none() && new.status != HoldingStatus::Expired;
            held.status = new.status;
            refresh(held, &new);
            if undated {
                // Whichever was taken back: no later row may lift that, so the date goes.
                held.earned = None;
            }
            Change::Updated(new.status.word().to_owned())
        }
        (false, true) if is_replaced(held, &new) => {
            let was = held.status.word();
            *held = new;
            Change::Updated(format!("earned or renewed again after it was {was}"))
        }
        (false, true) => Change::Unchanged(Some(format!(
            "it was {}, and this is not dated later",
            held.status.word()
        ))),
        _ if held.status != new.status => restate(held, new),
        _ => refresh(held, &new),
    }
}

/// Whether two entries are about one thing: what is not held yet says nothing of what is, and stands for itself.
fn is_about_the_same(held: &Held, new: &Held) -> bool {
    held.credential == new.credential
        && held.status.is_before() == new.status.is_before()
        && (!new.status.is_before() || held.status == new.status)
        && (new.status != HoldingStatus::PartPassed || held.exam == new.exam)
}

/// Whether what is held is what was planned or booked: it was not earned before that day.
fn answers(held: &Held, before: &Held) -> bool {
    let is_ahead = matches!(
        before.status,
        HoldingStatus::Planned | HoldingStatus::Booked
    );
    held.credential == before.credential
        && held.status == HoldingStatus::Held
        && is_ahead
        && !later(before.earned, held.earned)
}

/// Whether one that no longer counts was followed by one that does: earned later, and not before the day it was taken away
/// where that is known, or, where it has merely expired, with a later end, or the only one of the two with dates.
fn is_replaced(ended: &Held, held: &Held) -> bool {
    let is_taken_away = ended.status != HoldingStatus::Expired;
    let last = end_day(ended).filter(|_| is_taken_away);
    if later(held.earned, ended.earned.or(last)) && (last.is_none() || later(held.earned, last)) {
        return true;
    }
    if ended.status != HoldingStatus::Expired || later(ended.earned, held.earned) {
        return false;
    }
    let is_dated = |held: &Held| held.earned.is_some() || held.expires.is_some();
    later(end_day(held), end_day(ended)) || (is_dated(held) && !is_dated(ended))
}

/// Neither counts, but they say different things: the later one stands, of equals the one that ends more.
fn restate(held: &mut Held, new: Held) -> Change {
    let is_newer = later(new.earned, held.earned)
        || (!later(held.earned, new.earned) && new.status > held.status);
    if is_newer {
        let was = held.status.word();
        let change = Change::Updated(format!("{}, was {was}", new.status.word()));
        *held = new;
        change
    } else {
        let word = held.status.word();
        Change::Unchanged(Some(format!("it is {word}, and this is not dated later")))
    }
}

/// Both are held, or neither is.
fn refresh(held: &mut Held, new: &Held) -> Change {
    let mut changes = Vec::new();
    let (renewed, older) = (
        later(new.earned, held.earned),
        later(held.earned, new.earned),
    );
    if renewed
        && new.expires.is_none()
        && held.expires.is_some()
        && !later(new.earned, end_day(held))
    {
        return Change::Unchanged(Some(
            "earned later, but without an expiry; the recorded one was kept".to_owned(),
        ));
    }
    let (mut extended, mut dated) = (renewed, false);
    let mut kept = None;
    match (held.expires, new.expires) {
        (Some(Recorded::On(old)), Some(Recorded::On(date))) if later(Some(date), Some(old)) => {
            changes.push(format!("expires {date}, was {old}"));
            (held.expires, extended) = (new.expires, true);
        }
        (Some(Recorded::On(old)), Some(Recorded::On(date))) if sharper(date, old) => {
            changes.push(format!("expires {date}, was {old}"));
            (held.expires, dated) = (new.expires, true);
        }
        (None, Some(ends)) if !older => {
            changes.push(format!("expires {}", text(ends)));
            (held.expires, dated) = (new.expires, true);
        }
        (Some(_), None) if renewed => held.expires = None,
        (Some(old), Some(ends)) if old != ends && !older && !same_period(old, ends) => {
            kept = Some(format!("says {}; {} was kept", text(ends), text(old)));
        }
        _ => {}
    }
    let sharper_day = held
        .earned
        .zip(new.earned)
        .is_some_and(|(old, date)| sharper(date, old));
    if renewed || sharper_day || (held.earned.is_none() && new.earned.is_some()) {
        changes.extend(new.earned.map(|date| format!("earned {date}")));
        (held.earned, dated) = (new.earned, true);
    }
    if new.exam.is_some() && new.exam != held.exam && (renewed || held.exam.is_none() && !older) {
        changes.extend(new.exam.clone().map(|exam| format!("exam {exam}")));
        held.exam.clone_from(&new.exam);
    }
    // Evidence stands for the dates it came with: those of another source are not proven by it.
    let agrees = if new.evidence_level == Evidence::Verified {
        held.expires == new.expires && held.earned == new.earned
    } else {
        let ends = new
            .expires
            .is_none_or(|ends| held.expires.is_some_and(|old| same_period(old, ends)));
        ends && held.earned.is_some() == new.earned.is_some() && !renewed && !older
    };
    if extended || (agrees && new.evidence_level > held.evidence_level) {
        if (held.evidence.clone(), held.evidence_level)
            != (new.evidence.clone(), new.evidence_level)
        {
            changes.push(format!("evidence: {}", new.evidence_level));
        }
        (held.evidence, held.evidence_level) = (new.evidence.clone(), new.evidence_level);
    } else if dated && new.evidence_level < held.evidence_level {
        held.evidence_level = held.evidence_level.min(Evidence::Evidenced);
    }
    if changes.is_empty() {
        Change::Unchanged(kept.or_else(|| older.then(|| "older than what is held".to_owned())))
    } else {
        Change::Updated(changes.join(", "))
    }
}

/// Whether `a` is later than `b` whatever days they mean.
fn later(a: Option<PartialDate>, b: Option<PartialDate>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.earliest() > b.latest())
}

/// Whether `a` says more exactly what `b` says.
fn sharper(a: PartialDate, b: PartialDate) -> bool {
    a != b && b.earliest() <= a.earliest() && a.latest() <= b.latest()
}

fn same_period(a: Recorded, b: Recorded) -> bool {
    a == b || matches!((a, b), (Recorded::On(a), Recorded::On(b)) if sharper(a, b))
}

fn end_day(held: &Held) -> Option<PartialDate> {
    match held.expires {
        Some(Recorded::On(date)) => Some(date),
        _ => None,
    }
}

fn ends(held: &Held) -> Option<Date> {
    match held.expires {
        Some(Recorded::Never) => Some(Date::MAX),
        Some(Recorded::On(date)) => Some(date.latest()),
        None => None,
    }
}

fn text(recorded: Recorded) -> String {
    match recorded {
        Recorded::Never => "never".to_owned(),
        Recorded::On(date) => date.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::diagnostic::Place;
    use crate::base::text::Text;
    use crate::base::vocabulary::Word;

    fn held(earned: &str, expires: &str, level: Evidence) -> Held {
        Held {
            credential: "cka".parse().unwrap(),
            exam: None,
            earned: earned.parse().ok(),
            expires: if expires == "never" {
                Some(Recorded::Never)
            } else {
                expires.parse().ok().map(Recorded::On)
            },
            status: HoldingStatus::Held,
            evidence: (level > Evidence::Declared)
                .then(|| Text::new_static("https://example.com/1")),
            evidence_level: level,
            place: Place {
                file: "".into(),
                line: 1,
                column: 1,
                width: 1,
                text: "".into(),
            },
        }
    }

    fn after(old: Held, new: Held) -> (String, Change) {
        let mut holds = vec![old];
        let change = add(&mut holds, new);
        let [one] = holds.as_slice() else {
            panic!("one credential, one holding")
        };
        let ends = one.expires.map_or_else(String::new, text);
        (
            format!("{} {ends} {}", one.earned.unwrap(), one.evidence_level),
            change,
        )
    }

    #[test]
    fn newer_facts_win_and_older_ones_do_not() {
        use Evidence::{Declared, Evidenced, Verified};
        for (old, new, expected) in [
            (
                ("2023-07-01", "2026-06-30"),
                ("2026-07-01", "2029-06-30"),
                "2026-07-01 2029-06-30 declared",
            ),
            (
                ("2026-07-01", "2029-06-30"),
                ("2023-07-01", "2026-06-30"),
                "2026-07-01 2029-06-30 declared",
            ),
            (
                ("2024-02", "2027-02"),
                ("2024-02-10", "2027-02-10"),
                "2024-02-10 2027-02-10 declared",
            ),
            (
                ("2024-02-10", "2027-02-10"),
                ("2024-02", "2027-02"),
                "2024-02-10 2027-02-10 declared",
            ),
            (
                ("2024-02-10", "never"),
                ("2024-02-10", "2027-02-10"),
                "2024-02-10 never declared",
            ),
            (
                ("2024-02-10", "2027-02-10"),
                ("2026-02-10", ""),
                "2024-02-10 2027-02-10 declared",
            ),
            (
                ("2024-02-10", "2027-02-10"),
                ("2027-03-01", ""),
                "2027-03-01  declared",
            ),
        ] {
            let (got, _) = after(held(old.0, old.1, Declared), held(new.0, new.1, Declared));
            assert_eq!(got, expected);
        }
        let (old, new) = (
            held("2023-07-01", "2026-06-30", Verified),
            held("2026-07-01", "2029-06-30", Declared),
        );
        assert_eq!(
            after(old, new).0,
            "2026-07-01 2029-06-30 declared",
            "the proof was about other dates"
        );
        let (old, new) = (
            held("2023-07-01", "2026-06-30", Evidenced),
            held("2023-07-01", "2026-06-30", Verified),
        );
        assert_eq!(after(old, new).0, "2023-07-01 2026-06-30 verified");
    }

    #[test]
    fn what_was_revoked_comes_back_only_by_a_later_one() {
        let revoked = |earned| Held {
            status: HoldingStatus::Revoked,
            ..held(earned, "", Evidence::Declared)
        };
        let active = |earned| held(earned, "", Evidence::Declared);
        let standing = |old, new| {
            let mut holds = vec![old];
            add(&mut holds, new);
            holds[0].status
        };
        assert_eq!(
            standing(active("2024-01-01"), revoked("2024-01-01")),
            HoldingStatus::Revoked
        );
        assert_eq!(
            standing(active("2025-01-01"), revoked("2024-01-01")),
            HoldingStatus::Held
        );
        assert_eq!(
            standing(revoked("2024-01-01"), active("2024-01-01")),
            HoldingStatus::Revoked
        );
        assert_eq!(
            standing(revoked("2024-01-01"), active("2025-01-01")),
            HoldingStatus::Held
        );
    }

    #[test]
    fn what_is_planned_stands_beside_what_is_held_until_it_is_earned() {
        use HoldingStatus::{Booked, Expired, Failed, Held, Planned, Suspended, Voucher};
        let of = |rows: &[(HoldingStatus, &str, &str)]| {
            let mut holds = Vec::new();
            for (status, earned, expires) in rows {
                let mut row = held(earned, expires, Evidence::Declared);
                row.status = *status;
                add(&mut holds, row);
            }
            holds
                .iter()
                .map(|held| held.status.word())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            of(&[(Planned, "", ""), (Booked, "2026-12-15", "")]),
            "planned booked"
        );
        assert_eq!(
            of(&[(Booked, "2026-12-15", ""), (Booked, "2027-01-15", "")]),
            "booked"
        );
        assert_eq!(
            of(&[(Booked, "2025-12-15", ""), (Held, "2025-12-15", "")]),
            "held"
        );
        assert_eq!(of(&[(Held, "2025-12-15", ""), (Planned, "", "")]), "held");
        assert_eq!(
            of(&[(Held, "2025-12-15", ""), (Booked, "2026-12-15", "")]),
            "held booked"
        );
        assert_eq!(
            of(&[(Failed, "2025-12-15", ""), (Held, "2026-01-15", "")]),
            "failed held"
        );
        assert_eq!(
            of(&[(Voucher, "", "2027-01-15"), (Planned, "", "")]),
            "voucher planned"
        );
        for rows in [
            [(Expired, "", ""), (Held, "2025-12-15", "")],
            [(Held, "2025-12-15", ""), (Expired, "", "")],
            [(Expired, "", "2027-01-01"), (Held, "", "2028-01-01")],
            [(Expired, "2024-01-01", ""), (Held, "2025-12-15", "")],
        ] {
            assert_eq!(of(&rows), "held", "{rows:?}");
        }
        assert_eq!(of(&[(Expired, "", ""), (Held, "", "")]), "expired");
        assert_eq!(of(&[(Held, "", ""), (Expired, "", "")]), "expired");
        assert_eq!(
            of(&[(Held, "2025-01-01", ""), (Suspended, "", "")]),
            "suspended"
        );
        assert_eq!(of(&[(Suspended, "", ""), (Expired, "", "")]), "suspended");
        assert_eq!(of(&[(Expired, "", ""), (Suspended, "", "")]), "suspended");
    }

    /// Rows of which all say when they end, or none does.
    fn rows() -> impl Strategy<Value = Vec<Held>> {
        let ends =
            prop::sample::select(vec!["never", "2027", "2027-02", "2027-02-10", "2029-01-01"]);
        prop_oneof![
            prop::collection::vec(active(ends.boxed()), 1..6),
            prop::collection::vec(active(Just("").boxed()), 1..6)
        ]
    }

    fn active(ends: BoxedStrategy<&'static str>) -> impl Strategy<Value = Held> {
        let dates = prop::sample::select(vec![
            "",
            "2023",
            "2024-02",
            "2024-02-10",
            "2024-03-01",
            "2026-05-01",
        ]);
        (dates, ends, prop::sample::select(Evidence::ALL))
            .prop_map(|(earned, ends, level)| held(earned, ends, level))
    }

    proptest! {
        #[test]
        fn twice_the_same_changes_nothing(rows in rows()) {
            let mut holds = Vec::new();
            for row in &rows {
                add(&mut holds, row.clone());
            }
            prop_assert_eq!(holds.len(), 1);
            let before = format!("{holds:?}");
            for row in &rows {
                let change = add(&mut holds, row.clone());
                prop_assert!(matches!(change, Change::Unchanged(_)), "{change:?} by {row:?}");
            }
            prop_assert_eq!(format!("{holds:?}"), before);
        }

        #[test]
        fn nothing_dated_before_it_lifts_a_revocation(rows in rows()) {
            let revoked = Held { status: HoldingStatus::Revoked, ..held("2026-05-01", "", Evidence::Declared) };
            let mut holds = vec![revoked];
            for row in rows {
                add(&mut holds, row);
            }
            prop_assert_eq!(holds[0].status, HoldingStatus::Revoked);
        }
    }
}
