//! The Python package, run against the program that was just built. `scripts/install-check` tries the wheel.

use std::process::Command;

#[test]
fn the_python_package_passes_its_tests() {
    let python = ["python3", "python"].into_iter().find(|python| {
        let version = Command::new(python)
            .args(["-c", "import sys; sys.exit(sys.version_info < (3, 9))"])
            .output();
        version.is_ok_and(|output| output.status.success())
    });
    let Some(python) = python else {
        assert!(
            std::env::var_os("CI").is_none(),
            "there is no Python 3.9 or newer"
        );
        eprintln!("skipped: there is no Python 3.9 or newer");
        return;
    };
    let output = Command::new(python)
        .args([
            "-m",
            "unittest",
            "discover",
            "--start-directory",
            "python/tests",
        ])
        .env("PYTHONPATH", "python")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("CERTADVISE_PROGRAM", env!("CARGO_BIN_EXE_certadvise"))
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{report}");
    assert!(!report.contains("Ran 0 tests"), "{report}");
}
