//! What commands read: the catalog with its overlays, rosters and requirements, opened here for all of them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::Failure;
use super::files::{self, Collected, Kind, is_dash, name};
use super::global::Global;
use super::progress::Progress;
use super::resolver::Resolver;
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::catalog::Catalog;
use crate::catalog::id::IssuerId;
use crate::catalog::read::{Draft, File};
use crate::coverage::Verdict;
use crate::coverage::stream::{Names, Part};
use crate::embedded;
use crate::render::count;
use crate::team::requirement::library::{Library, Shelf};
use crate::team::requirement::shipped::Shipped;
use crate::team::requirement::{Requirement, table};
use crate::team::roster::{Team, Unknown, sha256};

/// What a command wants to read.
#[derive(Clone, Copy)]
pub(super) struct Request<'a> {
    /// Rosters.
    pub(super) team: &'a [PathBuf],
    /// Requirement files, or built-in sets by name.
    pub(super) require: &'a [PathBuf],
    /// Issuers whose prices for members count.
    pub(super) member: &'a [String],
    /// What becomes of holdings that the catalog doesn't know.
    pub(super) unknown: Unknown,
    /// Whether findings may show what rosters say.
    pub(super) names: Names,
    /// What judges the rosters row by row, where they are not to be kept.
    pub(super) judge: Option<&'a Judge<'a>>,
}

/// Judges rosters row by row: the outcome and what there is to say of the rosters, or what is wrong with them.
/// There are no requirements where these can't be read.
pub(super) type Judge<'a> = dyn Fn(&Catalog, Option<&Requirements>) -> Result<(Judged, Vec<Diagnostic>), Vec<Diagnostic>>
    + 'a;

/// The outcome of judging row by row.
pub(super) enum Judged {
    Verdict(Box<Verdict>),
    /// What it takes to judge these people together with others.
    Part(Box<Part>),
}

/// Requirements, and the digest of the text they come from.
pub(super) struct Requirements {
    pub(super) all: Vec<Requirement>,
    pub(super) digest: String,
}

impl Default for Request<'_> {
    fn default() -> Self {
        Self {
            team: &[],
            require: &[],
            member: &[],
            unknown: Unknown::Refuse,
            names: Names::Shown,
            judge: None,
        }
    }
}

/// Everything that a command reads.
pub(super) struct Inputs {
    pub(super) catalog: Cow<'static, Catalog>,
    /// Issuers whose prices for members the catalog shows.
    pub(super) member_of: Vec<IssuerId>,
    pub(super) team: Team,
    pub(super) requirements: Vec<Requirement>,
    /// What judging the rosters row by row came to.
    pub(super) judged: Option<Judged>,
    /// What deserves a look in the rosters and requirements; reported already.
    pub(super) warnings: Vec<Diagnostic>,
}

impl Request<'_> {
    /// Reads all of it; fails with every problem of every file.
    pub(super) fn open(&self, global: &Global) -> Result<Inputs, Failure> {
        let (catalog, member_of) = self.catalog(global)?;
        let (mut findings, mut problems) = (Vec::new(), Vec::new());
        let requirements = open_requirements(self.require, &catalog, &mut problems);
        let (mut team, mut judged) = (Some(Team::default()), None);
        match self.judge {
            // Without requirements the rosters are read for what is wrong with them.
            Some(judge) => match judge(&catalog, requirements.as_ref()) {
                Ok((outcome, warnings)) => {
                    findings.extend(discreet(warnings, self.names));
                    judged = Some(outcome);
                }
                Err(errors) => {
                    findings.extend(discreet(errors, self.names));
                    team = None;
                }
            },
            None => team = self.team(&catalog, global, &mut findings),
        }
        findings.append(&mut problems);
        let (Some(team), Some(requirements)) = (team, requirements) else {
            return Err(Failure::Found(findings));
        };
        global.report(&findings);
        let people = match &judged {
            Some(Judged::Verdict(verdict)) => verdict.people,
            _ => team.people.len(),
        };
        if !self.team.is_empty() && !matches!(judged, Some(Judged::Part(_))) {
            let names: Vec<String> = self.team.iter().map(|path| name(path)).collect();
            let people = count(people, "person", "people");
            global.note(&format!("team of {people} from {}", names.join(", ")));
        }
        Ok(Inputs {
            catalog,
            member_of,
            team,
            requirements: requirements.all,
            judged,
            warnings: findings,
        })
    }

    /// The catalog, with the prices that members pay.
    fn catalog(&self, global: &Global) -> Result<(Cow<'static, Catalog>, Vec<IssuerId>), Failure> {
        let catalog = open_catalog(global)?;
        let mut resolver = Resolver::default();
        let issuers = resolver.all(&catalog.issuers, self.member);
        let member_of: Vec<IssuerId> = issuers.iter().map(|issuer| issuer.id).collect();
        resolver.finish()?;
        if member_of.is_empty() {
            return Ok((catalog, member_of));
        }
        let catalog = catalog.at_member_prices(&member_of.iter().copied().collect());
        Ok((Cow::Owned(catalog), member_of))
    }

    /// The rosters, or what is wrong with them.
    fn team(
        &self,
        catalog: &Catalog,
        global: &Global,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Team> {
        let today = global.today();
        let _progress = Progress::start_reading("reading the team", self.team, global);
        let collected = files::collect(self.team, Kind::Roster);
        let complete = collected.is_complete();
        findings.extend(collected.findings);
        let (team, problems) = match Team::read_with(&collected.files, catalog, self.unknown) {
            Ok((mut team, mut warnings)) => {
                warnings.extend(team.drop_future_holdings(today));
                (complete.then_some(team), warnings)
            }
            Err(problems) => (None, problems),
        };
        findings.extend(discreet(problems, self.names));
        team
    }
}

impl Inputs {
    /// Warns of old facts about what the team holds.
    pub(super) fn check_age(&self, global: &Global) {
        let holdings = self.team.people.iter().flat_map(|person| &person.holds);
        global.check_age(holdings.filter_map(|held| self.catalog.credential(&held.credential)));
    }

    /// Refuses an empty team: an export that went wrong must not look like a covered team.
    pub(super) fn refuse_nobody(&self) -> Result<(), Failure> {
        refuse_nobody(self.team.people.len())
    }
}

/// The same for so many people.
pub(super) fn refuse_nobody(people: usize) -> Result<(), Failure> {
    if people > 0 {
        return Ok(());
    }
    let finding = Diagnostic::error(
        Code::EmptyRoster,
        "the team has no members, so nothing can be judged",
    );
    Err(finding.help("check what --team names").into())
}

/// Findings about rosters, without what they say where people may not be named.
pub(super) fn discreet(findings: Vec<Diagnostic>, names: Names) -> Vec<Diagnostic> {
    match names {
        Names::Shown => findings,
        Names::Numbers => findings.into_iter().map(Diagnostic::discreet).collect(),
    }
}

/// The catalog: the shipped one, with the overlays on top.
pub(super) fn open_catalog(global: &Global) -> Result<Cow<'static, Catalog>, Failure> {
    let overlays = global.overlays();
    if overlays.is_empty() && !global.no_builtin {
        return Ok(Cow::Borrowed(embedded::catalog()));
    }
    let (catalog, warnings) = read_layers(&base(global), overlays, HostCheck::Skipped)?;
    global.report(&warnings);
    note_overlays(global);
    Ok(Cow::Owned(catalog))
}

/// The catalog, with the overlays and then a file or folder on top.
pub(super) fn open_catalog_with(path: &Path, global: &Global) -> Result<Catalog, Failure> {
    let layers = [global.overlays(), &[path.to_owned()]].concat();
    let (catalog, warnings) = read_layers(&base(global), &layers, HostCheck::Skipped)?;
    global.report(&warnings);
    Ok(catalog)
}

/// The catalog, with the overlays and further files on top, and with every address at a host that may be cited.
pub(super) fn check_catalog(paths: &[PathBuf], global: &Global) -> Result<Catalog, Failure> {
    let layers = [global.overlays(), paths].concat();
    let (catalog, warnings) = read_layers(&base(global), &layers, HostCheck::Included)?;
    global.report(&warnings);
    note_overlays(global);
    Ok(catalog)
}

/// What overlays are put on: the shipped catalog or, without it, its vocabularies: nothing could be said of a credential
/// without these.
fn base(global: &Global) -> Cow<'static, Catalog> {
    let shipped = embedded::catalog();
    if !global.no_builtin {
        return Cow::Borrowed(shipped);
    }
    Cow::Owned(Catalog {
        credentials: Vec::new(),
        issuers: Vec::new(),
        ..shipped.clone()
    })
}

fn note_overlays(global: &Global) {
    for path in global.overlays() {
        global.note(&format!("catalog `{}`", path.display()));
    }
}

/// Whether the hosts of sources are checked too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum HostCheck {
    Skipped,
    Included,
}

/// Reads files on top of a catalog, each path as a layer.
fn read_layers(
    base: &Catalog,
    paths: &[PathBuf],
    hosts: HostCheck,
) -> Result<(Catalog, Vec<Diagnostic>), Failure> {
    let mut draft = Draft::on(base);
    let mut requirements = Vec::new();
    let mut warnings = Vec::new();
    for path in paths {
        let collected = files::collect(std::slice::from_ref(path), Kind::Yaml);
        if !collected.is_complete() {
            return Err(Failure::Found(collected.findings));
        }
        warnings.extend(collected.findings);
        if hosts == HostCheck::Included {
            for file in &collected.files {
                draft.cite(file);
            }
        }
        let (apart, files) = collected
            .files
            .into_iter()
            .partition::<Vec<_>, _>(File::is_requirement);
        draft.layer(&files);
        requirements.extend(apart);
    }
    let (catalog, more) = draft.finish()?;
    warnings.extend(more);
    let problems = |file: &File| {
        if table::is_table(file) {
            table::read(file, &catalog).err()
        } else {
            Requirement::read(file, &catalog, &Shipped).err()
        }
    };
    let found: Vec<_> = requirements.iter().filter_map(problems).flatten().collect();
    if found.is_empty() {
        Ok((catalog, warnings))
    } else {
        Err(found.into())
    }
}

/// Whether a name is that of a file: it has a slash or an extension. Anything else is a built-in set.
pub(super) fn is_path(name: &Path) -> bool {
    is_dash(name) || name.to_string_lossy().contains(['/', '\\', '.'])
}

/// The requirements, or what is wrong with them. Files may extend each other and the built-in sets.
fn open_requirements(
    named: &[PathBuf],
    catalog: &Catalog,
    findings: &mut Vec<Diagnostic>,
) -> Option<Requirements> {
    let (paths, sets): (Vec<_>, Vec<_>) = named.iter().cloned().partition(|one| is_path(one));
    let Collected {
        mut files,
        findings: mut problems,
    } = files::collect(&paths, Kind::Yaml);
    let shelf = Shelf::new(&files, &Shipped);
    for set in &sets {
        match built_in(set) {
            Ok(file) => files.push(file),
            Err(finding) => problems.push(finding),
        }
    }
    let mut requirements: Vec<Requirement> = Vec::new();
    for file in &files {
        match Requirement::read(file, catalog, &shelf) {
            Ok((requirement, warnings)) => {
                problems.extend(warnings);
                if requirements.iter().any(|other| other.id == requirement.id) {
                    let message = format!("requirement set `{}` is given twice", requirement.id);
                    problems.push(
                        Diagnostic::error(Code::DefinedTwice, message)
                            .at(requirement.place.clone()),
                    );
                }
                requirements.push(requirement);
            }
            Err(found) => problems.extend(found),
        }
    }
    let failed = problems
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    findings.extend(problems);
    (!failed).then(|| Requirements {
        all: requirements,
        digest: digest(files.iter().map(|file| file.text.as_bytes())),
    })
}

/// A digest of texts in their order.
fn digest<'t>(texts: impl Iterator<Item = &'t [u8]>) -> String {
    // Of digests, so that it matters where one text ends and the next begins.
    let digests: Vec<String> = texts.map(sha256).collect();
    sha256(digests.join("\n").as_bytes())
}

/// A digest of what the catalog is made of: the same one gives the same verdicts.
pub(super) fn catalog_digest(global: &Global) -> Result<String, Diagnostic> {
    let overlays = files::collect(global.overlays(), Kind::Yaml);
    if let Some(error) = overlays
        .findings
        .into_iter()
        .find(|finding| finding.severity == Severity::Error)
    {
        return Err(error);
    }
    let layer: &[u8] = if global.no_builtin { b"" } else { b"shipped" };
    let shipped = [embedded::encoded(), Shipped::encoded_tables(), layer];
    let overlays = overlays.files.iter().map(|file| file.text.as_bytes());
    Ok(digest(shipped.into_iter().chain(overlays)))
}

/// A built-in set by its name.
fn built_in(set: &Path) -> Result<File, Diagnostic> {
    let name = set.to_string_lossy();
    // A table of what is accepted for positions asks for everybody in one of them.
    let of_table = || {
        let table = Shipped.table(&name)?;
        Shipped.set(&format!("{}-positions", table.id))
    };
    if let Some(file) = Shipped.set(&name).or_else(of_table) {
        return Ok(file);
    }
    let finding = Diagnostic::error(
        Code::UnknownSet,
        format!("no built-in requirement set is called `{name}`"),
    );
    Err(if set.exists() {
        finding.help(format!("write `./{name}` for the file or folder"))
    } else {
        finding
            .help("`certadvise list requirements` lists them; a file is named with a slash or an extension")
            .suggest(&name, Shipped.set_names())
    })
}
