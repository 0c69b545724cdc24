//! What users type and see: the README, the documents and the cases in tests/cmd. Rewrite the expectations with
//! `TRYCMD=overwrite cargo test --test it snapshots`.

#[test]
fn what_users_type_and_see() {
    trycmd::TestCases::new()
        .env("CERTADVISE_AS_OF", "2026-11-24")
        .env("CERTADVISE_WIDTH", "80")
        .case("README.md")
        .case("tests/cmd/*.trycmd");
}

#[test]
fn the_reference_says_what_help_says() -> std::io::Result<()> {
    let reference = certadvise::cli::reference();
    if std::env::var("TRYCMD").is_ok_and(|wish| wish == "overwrite") {
        std::fs::write("docs/cli.md", &reference)?;
    }
    let written = std::fs::read_to_string("docs/cli.md")?;
    assert!(
        written == reference,
        "docs/cli.md is stale: TRYCMD=overwrite cargo test --test it snapshots"
    );
    Ok(())
}
