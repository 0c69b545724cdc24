//! What the whole process costs against a Rust program that does nothing: `cargo bench --bench startup`.
//!
//! Both run in turn on the same machine, so the ratio of the fastest runs means something even where times don't.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 1_000;

fn empty_program(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let (source, program) = (folder.join("empty.rs"), folder.join("empty"));
    fs::write(&source, "fn main() {}\n")?;
    let built = Command::new("rustc")
        .args(["-O", "-C", "strip=symbols", "-o"])
        .arg(&program)
        .arg(&source)
        .status()?;
    if built.success() {
        Ok(program)
    } else {
        Err("rustc could not build the empty program".into())
    }
}

fn time(program: &Path, args: &[&str]) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let status = Command::new(program)
        .args(args)
        .stdout(Stdio::null())
        .status()?;
    let took = start.elapsed();
    if status.success() {
        Ok(took)
    } else {
        Err(format!("{} {args:?} failed", program.display()).into())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let empty = empty_program(folder.path())?;
    let built = Path::new(env!("CARGO_BIN_EXE_certadvise"));
    // A linker writes its file in pieces, which the kernel then maps in pieces; an installation copies it whole.
    let installed = folder.path().join("certadvise");
    fs::copy(built, &installed)?;
    let recommend = ["recommend", "--role", "devops", "--env", "hybrid"];
    let cases: [(&str, &Path, &[&str]); 5] = [
        ("an empty program", &empty, &[]),
        ("certadvise --version", &installed, &["--version"]),
        (
            "certadvise recommend --role devops --env hybrid",
            &installed,
            &recommend,
        ),
        ("the same as the linker wrote it", built, &recommend),
        ("certadvise show cka", &installed, &["show", "cka"]),
    ];
    let mut times = vec![Vec::with_capacity(RUNS); cases.len()];
    for _ in 0..RUNS {
        for ((_, program, args), times) in cases.iter().zip(&mut times) {
            times.push(time(program, args)?);
        }
    }
    let best: Vec<(f64, f64)> = times
        .iter_mut()
        .map(|times| {
            times.sort_unstable();
            (times[0].as_secs_f64(), times[RUNS / 2].as_secs_f64())
        })
        .collect();
    println!(
        "{RUNS} runs each, in turn\n{:>10} {:>10} {:>8} {:>8}",
        "min ms", "median ms", "x min", "x median"
    );
    for ((name, ..), (min, median)) in cases.iter().zip(&best) {
        let (x_min, x_median) = (min / best[0].0, median / best[0].1);
        println!(
            "{:>10.3} {:>10.3} {x_min:>8.2} {x_median:>8.2}  {name}",
            min * 1e3,
            median * 1e3
        );
    }
    Ok(())
}
