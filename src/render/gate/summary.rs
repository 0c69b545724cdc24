//! A report for a job's summary, which has a limit.

/// GitHub takes so many bytes of summary a step, and shows nothing of a longer one.
pub const LIMIT: usize = 1024 * 1024;

/// As much of a Markdown report as fits into `room` bytes: whole lines, with a note where it was cut.
pub fn fit(markdown: &str, room: usize) -> String {
    const NOTE: &str = "\n*Cut here: the rest does not fit into a job summary.*\n";
    if markdown.len() <= room {
        return markdown.to_owned();
    }
    let Some(room) = room.checked_sub(NOTE.len()) else {
        return String::new();
    };
    let mut end = 0;
    for line in markdown.split_inclusive('\n') {
        if end + line.len() > room {
            break;
        }
        end += line.len();
    }
    markdown[..end].to_owned() + NOTE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_kept_and_what_does_not_is_cut_at_a_line() {
        assert_eq!(fit("a\nb\n", 4), "a\nb\n");
        let long: String = (0..1_000).map(|n| format!("| é{n} |\n")).collect();
        for room in [0, 10, 60, 61, 100, 5_000] {
            let cut = fit(&long, room);
            assert!(cut.len() <= room);
            let kept = cut.split("\n*Cut here").next().unwrap_or_default();
            assert!(
                long.starts_with(kept) && (kept.is_empty() || kept.ends_with('\n')),
                "{room}"
            );
        }
        assert!(fit(&long, 100).contains("does not fit"));
    }
}
