//! Keys that the catalog has of issuers.

use super::{keys, signed, signer_did, token, unsigned};
use crate::base::date::Date;
use crate::catalog::Catalog;
use crate::catalog::read::{Draft, File};
use crate::catalog::vocabulary::Evidence;
use crate::embedded;
use crate::team::import::record::Signer;
use crate::team::import::{Input, Map, Options, StatusLists, TrustedKeys, import};
use crate::team::roster::Team;

const TODAY: Date = Date::constant(2026, 11, 29);

/// The shipped catalog with these keys of an issuer.
fn catalog(issuer: &str, keys: &str) -> Catalog {
    let known = embedded::catalog()
        .issuer(&issuer.parse().unwrap())
        .unwrap();
    let text = format!(
        "issuers: [{{id: {issuer}, name: {:?}, aliases: [CNCF], kind: {}, keys: [{keys}]}}]",
        known.name.to_string(),
        known.kind
    );
    let mut draft = Draft::on(embedded::catalog());
    draft.layer(&[File {
        name: "overlay.yaml".into(),
        text,
    }]);
    draft.finish().unwrap().0
}

/// The evidence level of a badge for CKA, and what its row says.
fn judged(badge: &str, catalog: &Catalog, user: Option<&str>) -> (Evidence, String) {
    let mut trusted = user.map_or_else(TrustedKeys::default, keys);
    assert_eq!(trusted.add_catalog(catalog), []);
    let options = Options {
        from: None,
        map: &Map::default(),
        person: Some("p01"),
        date_order: None,
        trusted: &trusted,
        status_lists: &StatusLists::default(),
        today: TODAY,
    };
    let input = Input {
        name: "badge.json".into(),
        bytes: badge.as_bytes().to_vec(),
    };
    let imported = import(&[input], Team::default(), catalog, &options).unwrap();
    let level = imported.team.people[0].holds[0].evidence_level;
    (level, imported.rows[0].because.join("; "))
}

fn pinned(period: &str) -> String {
    let did = signer_did();
    format!("{{key: {did}, {period} source: {{url: 'https://example.org/keys'}}}}")
}

#[test]
fn a_key_of_the_catalog_counts_for_what_was_signed_in_its_period() {
    // It says that it was made on 2025-01-01.
    let badge = signed(unsigned()).to_string();
    for (period, good) in [
        ("", true),
        ("from: 2025-01-01, until: 2025-01-01,", true),
        ("from: 2025-01-02,", false),
        ("until: 2024-12-31,", false),
        ("from: 2024,", true),
        // Vague dates count narrowly.
        ("from: 2025-01,", false),
        ("until: 2025-01,", true),
        ("from: 2025,", false),
    ] {
        let catalog = catalog("cncf", &pinned(period));
        let (level, because) = judged(&badge, &catalog, None);
        let expected = if good {
            Evidence::Verified
        } else {
            Evidence::Evidenced
        };
        assert_eq!(level, expected, "{period}: {because}");
        let note = if good {
            "by a key that the catalog has of `cncf`"
        } else {
            "good, but made on 2025-01-01, by a key that `cncf` used"
        };
        assert!(because.contains(note), "{period}: {because}");
        // A key that the user gives goes before.
        let (level, because) = judged(&badge, &catalog, Some(&signer_did()));
        assert_eq!(level, Evidence::Verified, "{period}: {because}");
        assert!(because.contains("by a key you trust"), "{because}");
    }
}

#[test]
fn a_token_says_when_it_was_signed_or_fits_no_period() {
    const MAY_2025: u64 = 1_746_100_000;
    const MAY_2026: u64 = 1_777_636_000;
    const MAY_2030: u64 = 1_903_866_000;
    let with = |claims: &[(&str, u64)]| {
        let mut badge = unsigned();
        for (claim, time) in claims {
            badge[claim] = (*time).into();
        }
        token(&badge)
    };
    for (claims, period, good) in [
        (&[("iat", MAY_2025)][..], "until: 2025-12-31,", true),
        (&[("nbf", MAY_2025)], "until: 2025-12-31,", true),
        (
            &[("nbf", MAY_2025), ("iat", MAY_2026)],
            "until: 2025-12-31,",
            false,
        ),
        (&[("iat", MAY_2026)], "until: 2025-12-31,", false),
        (&[], "until: 2025-12-31,", false),
        (&[], "from: 2020-01-01,", false),
        (&[], "", true),
        (&[("iat", MAY_2030)], "", false),
    ] {
        let catalog = catalog("cncf", &pinned(period));
        let (level, because) = judged(&with(claims), &catalog, None);
        let expected = if good {
            Evidence::Verified
        } else {
            Evidence::Evidenced
        };
        assert_eq!(level, expected, "{claims:?} {period}: {because}");
    }
}

#[test]
fn a_key_of_the_catalog_vouches_for_its_own_issuer_alone() {
    let badge = signed(unsigned()).to_string();
    let (level, because) = judged(&badge, &catalog("isc2", &pinned("")), None);
    assert_eq!(level, Evidence::Evidenced);
    assert!(
        because.contains("the key is one of `isc2`, which does not award `cka`"),
        "{because}"
    );
    let signer = |key, issuer: Option<&str>| Signer {
        key,
        issuer: issuer.map(|issuer| issuer.parse().unwrap()),
    };
    assert!(signer(1, Some("cncf")).is_same(signer(2, Some("cncf"))));
    assert!(!signer(1, Some("cncf")).is_same(signer(2, Some("isc2"))));
    assert!(!signer(1, None).is_same(signer(2, None)));
}

#[test]
fn keys_of_the_catalog_that_are_no_points_are_reported() {
    let coordinate = "A".repeat(43);
    let listed = format!(
        "{{key: {{kty: EC, crv: P-256, x: {coordinate}, y: {coordinate}}}, source: {{url: 'https://example.org/keys'}}}}"
    );
    let found = TrustedKeys::default().add_catalog(&catalog("cncf", &listed));
    assert_eq!(found.len(), 1);
    assert!(
        found[0]
            .message
            .contains("a key of the issuer `cncf` can't be used: `x` and `y` are not a point"),
        "{}",
        found[0].message
    );
    assert_eq!(TrustedKeys::default().add_catalog(embedded::catalog()), []);
}
