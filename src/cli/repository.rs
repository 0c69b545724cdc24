//! Files as a code host sees them: from the root of the repository.

use std::env;
use std::path::{Component, Path, PathBuf};

use crate::base::diagnostic::Place;

/// The root of the repository, and where we stand in it.
pub(super) struct Repository {
    root: PathBuf,
    here: PathBuf,
}

impl Repository {
    /// The repository around the current folder: what the pipeline says, else what git says, else the folder itself.
    pub(super) fn around_here() -> Self {
        let here = env::current_dir().unwrap_or_default();
        let said = env::var_os("GITHUB_WORKSPACE")
            .map(PathBuf::from)
            .filter(|root| here.starts_with(root));
        let git = || {
            here.ancestors()
                .find(|folder| folder.join(".git").exists())
                .map(Path::to_owned)
        };
        let root = said.or_else(git).unwrap_or_else(|| here.clone());
        Self { root, here }
    }

    /// A place with its file named from the root; the first line of `otherwise` where there is none, or in no file of
    /// the user's (a built-in set).
    pub(super) fn locate(&self, place: Option<&Place>, otherwise: &Path) -> Place {
        match place.filter(|place| Path::new(&*place.file).is_file()) {
            Some(place) => Place {
                file: self.path(Path::new(&*place.file)).into(),
                ..place.clone()
            },
            None => Place {
                file: self.path(otherwise).into(),
                line: 1,
                column: 1,
                width: 1,
                text: "".into(),
            },
        }
    }

    /// A file's path from the root, with `/` between folders. One that lies outside keeps its own path, without what
    /// would make it absolute.
    fn path(&self, file: &Path) -> String {
        let mut whole = PathBuf::new();
        for part in self.here.join(file).components() {
            match part {
                Component::ParentDir => {
                    whole.pop();
                }
                Component::CurDir => {}
                part => whole.push(part),
            }
        }
        let inside = whole.strip_prefix(&self.root).unwrap_or(&whole);
        let parts = inside
            .components()
            .filter(|part| matches!(part, Component::Normal(_)));
        parts
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_start_at_the_root_of_the_repository() {
        let repository = Repository {
            root: "/repo".into(),
            here: "/repo/gate/here".into(),
        };
        for (file, path) in [
            ("team.yaml", "gate/here/team.yaml"),
            ("./team.yaml", "gate/here/team.yaml"),
            ("../team.yaml", "gate/team.yaml"),
            ("../../people/team.yaml", "people/team.yaml"),
            ("/repo/team.yaml", "team.yaml"),
            ("/elsewhere/team.yaml", "elsewhere/team.yaml"),
        ] {
            assert_eq!(repository.path(Path::new(file)), path, "{file}");
        }
    }
}
