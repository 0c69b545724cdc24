//! What users type and see: the README, the tutorials and the cases in tests/cmd. Rewrite the expectations with
//! `TRYCMD=overwrite cargo test --test it snapshots`.

#[test]
fn what_users_type_and_see() {
    trycmd::TestCases::new()
        .env("CERTADVISE_AS_OF", "2026-11-24")
        .env("CERTADVISE_WIDTH", "80")
        .case("README.md")
        .case("docs/tutorials/*.md")
        .case("tests/cmd/*.trycmd");
}
