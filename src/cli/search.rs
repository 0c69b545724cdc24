//! Where `certadvise.yaml` is looked for, and whose is taken.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The name looked for.
const FILE: &str = "certadvise.yaml";

/// What the search came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// There is none.
    Nothing,
    /// This one, named from here; what it names must lie within a folder.
    File { path: PathBuf, within: PathBuf },
    /// The nearest one belongs to somebody else.
    Foreign(PathBuf),
}

/// The nearest `certadvise.yaml` above the current folder.
pub(super) fn nearest() -> Found {
    let here = env::current_dir().and_then(|here| here.canonicalize());
    let home = env::home_dir().and_then(|home| home.canonicalize().ok());
    here.map_or(Found::Nothing, |here| {
        nearest_above(&here, home.as_deref(), is_mine)
    })
}

/// The same from a folder upwards, as far as the root of the repository or home; where there is neither, in the folder
/// alone. `is_trusted` says of a file whether its owner is the user or root.
fn nearest_above(here: &Path, home: Option<&Path>, is_trusted: impl Fn(&Path) -> bool) -> Found {
    let is_repository = |folder: &&Path| folder.join(".git").exists();
    let last = here
        .ancestors()
        .find(|folder| is_repository(folder) || Some(*folder) == home)
        .unwrap_or(here);
    let folders = here
        .ancestors()
        .take_while(|folder| folder.starts_with(last));
    let Some((steps, folder)) = folders
        .enumerate()
        .find(|(_, folder)| folder.join(FILE).is_file())
    else {
        return Found::Nothing;
    };
    let path = std::iter::repeat_n("..", steps)
        .collect::<PathBuf>()
        .join(FILE);
    if !is_trusted(&folder.join(FILE)) {
        return Found::Foreign(path);
    }
    let within = if is_repository(&last) { last } else { folder };
    Found::File {
        path,
        within: within.to_owned(),
    }
}

/// Whether a file, and the link to it if it is one, belongs to the user or to root.
#[cfg(unix)]
fn is_mine(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    let owners = [fs::symlink_metadata(path), fs::metadata(path)];
    owners
        .into_iter()
        .all(|file| file.is_ok_and(|file| file.uid() == user || file.uid() == 0))
}

#[cfg(not(unix))]
fn is_mine(path: &Path) -> bool {
    fs::metadata(path).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        root
    }

    fn search(root: &Path, here: &str, home: Option<&str>, trusted: bool) -> Found {
        let root = root.canonicalize().unwrap();
        let home = home.map(|home| root.join(home));
        nearest_above(&root.join(here), home.as_deref(), |_| trusted)
    }

    #[test]
    fn the_search_ends_at_the_root_of_the_repository_or_home() {
        let root = folder(&[
            "certadvise.yaml",
            "home/repo/.git/HEAD",
            "home/repo/a/b/x",
            "home/plain/x",
        ]);
        let find = |here, home| search(root.path(), here, home, true);
        assert_eq!(find("home/repo/a/b", Some("home")), Found::Nothing);
        assert_eq!(find("home/plain", Some("home")), Found::Nothing);
        assert_eq!(
            find("home/plain", None),
            Found::Nothing,
            "no repository, no home"
        );
        fs::write(root.path().join("home/certadvise.yaml"), "").unwrap();
        let within = root.path().canonicalize().unwrap().join("home");
        let path = Path::new("../certadvise.yaml").to_owned();
        assert_eq!(
            find("home/plain", Some("home")),
            Found::File { path, within }
        );
        assert_eq!(find("home/repo/a/b", Some("home")), Found::Nothing);
        fs::write(root.path().join("home/repo/certadvise.yaml"), "").unwrap();
        let within = root.path().canonicalize().unwrap().join("home/repo");
        let path = Path::new("../../certadvise.yaml").to_owned();
        assert_eq!(
            find("home/repo/a/b", Some("home")),
            Found::File { path, within }
        );
    }

    #[test]
    fn a_file_of_somebody_else_is_not_taken() {
        let root = folder(&["repo/.git/HEAD", "repo/certadvise.yaml", "repo/a/x"]);
        assert_eq!(
            search(root.path(), "repo/a", None, false),
            Found::Foreign("../certadvise.yaml".into())
        );
    }
}
