//! From bytes to records: is it text, which shape is it, and who reads that.

use super::lines::Lines;
use super::record::Reading;
use super::shape::Shape;
use super::sheet;
use super::table::Table;
use super::tree::Tree;
use super::{Input, MAX_BYTES, Options, ReadFile};
use super::{accredible, argus, badge, cert_alerts, credly, hris, json, json_resume, open_badges};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Source};
use crate::catalog::Catalog;

pub(super) type Answer<T> = Result<T, Vec<Diagnostic>>;

/// How a shape of JSON or YAML is known and read.
struct Form {
    shape: Shape,
    known_by: &'static str,
    is_one: fn(&Node<'_>) -> bool,
    read: fn(&Node<'_>, &Lines<'_>) -> Reading,
}

const JSON: [Form; 9] = [
    Form {
        shape: Shape::OpenBadges,
        known_by: "its type",
        is_one: open_badges::is_one,
        read: open_badges::read,
    },
    Form {
        shape: Shape::Credly,
        known_by: "badges with `issued_to` and `badge_template`",
        is_one: credly::is_profile,
        read: credly::read,
    },
    Form {
        shape: Shape::CredlyOrganization,
        known_by: "badges with `recipient_email` and `badge_template`",
        is_one: credly::is_organization,
        read: credly::read,
    },
    Form {
        shape: Shape::Accredible,
        known_by: "`data.credentials` with `issued_on` and `complete`",
        is_one: accredible::is_one,
        read: accredible::read,
    },
    Form {
        shape: Shape::JsonResume,
        known_by: "`basics` and `certificates`",
        is_one: json_resume::is_one,
        read: json_resume::read,
    },
    Form {
        shape: Shape::Workday,
        known_by: "`data` with `descriptor` and `issuedDate`",
        is_one: hris::is_workday,
        read: hris::read_workday,
    },
    Form {
        shape: Shape::MicrosoftGraph,
        known_by: "`value` with `displayName` and `allowedAudiences`",
        is_one: hris::is_graph,
        read: hris::read_graph,
    },
    Form {
        shape: Shape::Dynamics365,
        known_by: "`value` with `mshr_certificatetypeid`",
        is_one: hris::is_dynamics,
        read: hris::read_dynamics,
    },
    Form {
        shape: Shape::Argus,
        known_by: "`certifications` and `cpe_activities`",
        is_one: argus::is_one,
        read: argus::read,
    },
];

/// Reads one file.
pub(super) fn read(input: &Input, catalog: &Catalog, options: &Options<'_>) -> Answer<ReadFile> {
    if input.bytes.len() as u64 > MAX_BYTES {
        return Err(vec![super::too_large(&input.name)]);
    }
    if let Some(carried) = badge::carried(&input.bytes) {
        return badge::read(input, carried, options.trusted);
    }
    let text = text(input)?;
    let lines = Lines::new(&input.name, text);
    let start = text.trim_start();
    let wants_table = options.from.is_some_and(Shape::is_table);
    let (shape, because, reading) = if !wants_table && start.starts_with(['{', '[']) {
        let root = json::parse(&lines)?;
        tree(&JSON, &root, &lines, options)?
    } else if !wants_table && (options.from == Some(Shape::CertAlerts) || looks_like_yaml(text)) {
        const YAML: [Form; 1] = [Form {
            shape: Shape::CertAlerts,
            known_by: "`users` with `certifications`",
            is_one: cert_alerts::is_one,
            read: cert_alerts::read,
        }];
        let root = Source::new(&input.name, text).parse()?;
        tree(&YAML, &root, &lines, options)?
    } else {
        table(&lines, catalog, options)?
    };
    if !reading.found.is_empty() {
        return Err(reading.found);
    }
    Ok(ReadFile {
        name: input.name.clone(),
        shape,
        because,
        reading,
    })
}

/// The text of a file without the mark in front, or where it is no text.
fn text(input: &Input) -> Answer<&str> {
    let damaged =
        |message: String, help: &str| vec![Diagnostic::error(Code::Unreadable, message).help(help)];
    let bytes = input
        .bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&input.bytes);
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let message = format!("`{}` is UTF-16 text", input.name);
        return Err(damaged(
            message,
            "save it as UTF-8; spreadsheets call that \"CSV UTF-8\"",
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        let message = format!(
            "`{}` is not UTF-8 text: byte 0x{byte:02X} at line {line}, column {column}",
            input.name
        );
        damaged(
            message,
            "save it as UTF-8; spreadsheets call that \"CSV UTF-8\"",
        )
    })?;
    if text.trim().is_empty() {
        return Err(damaged(
            format!("`{}` is empty", input.name),
            "export it again",
        ));
    }
    Ok(text)
}

/// A first line that is the key of a map.
fn looks_like_yaml(text: &str) -> bool {
    let first = text
        .lines()
        .map(str::trim_end)
        .find(|line| !line.is_empty() && !line.starts_with(['#', '-', '%']));
    first.is_some_and(|line| line.ends_with(':'))
}

/// Reads a tree of one of these forms.
fn tree(
    forms: &[Form],
    root: &Node<'_>,
    lines: &Lines<'_>,
    options: &Options<'_>,
) -> Answer<(Shape, String, Reading)> {
    let form = match options.from {
        Some(shape) => forms.iter().find(|form| form.shape == shape),
        None => forms.iter().find(|form| (form.is_one)(root)),
    };
    let form = form.ok_or_else(|| {
        let mut found = unknown(lines, options);
        if root.has("people") {
            found = found
                .into_iter()
                .map(|one| one.help("a team file to start from is given with --merge"))
                .collect();
        }
        found
    })?;
    let mut reading = (form.read)(root, lines);
    if reading.records.is_empty() && reading.links.is_empty() {
        reading.found.extend(unknown(lines, options));
    }
    Ok((form.shape, form.known_by.to_owned(), reading))
}

/// Reads a table.
fn table(
    lines: &Lines<'_>,
    catalog: &Catalog,
    options: &Options<'_>,
) -> Answer<(Shape, String, Reading)> {
    let table = Table::read(lines, options.map.separator)?;
    let by_map = options.map.explains_columns();
    let missing = if by_map {
        options.map.missing_in(&table)
    } else {
        Vec::new()
    };
    let (shape, because) = match options.from {
        Some(shape) if sheet::fits(shape, &table, options.map) => (shape, "--from".to_owned()),
        Some(_) => return Err(unknown(lines, options)),
        None if by_map && missing.is_empty() => {
            (Shape::Columns, "the columns of the map".to_owned())
        }
        None => sheet::recognise(&table, catalog).ok_or_else(|| match missing.first() {
            Some(heading) => {
                let message = format!("column `{heading}` of the map is not there");
                let headings = table.headings.iter().map(String::as_str);
                let help = format!("columns: {}", table.headings.join(", "));
                let finding =
                    Diagnostic::error(Code::UnknownShape, message).at(lines.place(1, 1, 1));
                vec![finding.help(help).suggest(heading, headings)]
            }
            None => unknown(lines, options),
        })?,
    };
    let mut reading = sheet::read(shape, &table, options.map, catalog);
    if reading.records.is_empty() && reading.links.is_empty() {
        let finding = Diagnostic::error(Code::Damaged, "there are headings, but no rows");
        reading.found.push(
            finding
                .at(lines.place(1, 1, 1))
                .help("is the file complete?"),
        );
    }
    Ok((shape, because, reading))
}

/// What to say of a file of no known shape.
fn unknown(lines: &Lines<'_>, options: &Options<'_>) -> Vec<Diagnostic> {
    let message = match options.from {
        Some(shape) => format!("this is not what `--from {}` reads", shape.word()),
        None => "this is no export that can be recognised".to_owned(),
    };
    let shapes: Vec<&str> = Shape::ALL.into_iter().map(Shape::word).collect();
    let help = format!("tables of any kind: --map; shapes: {}", shapes.join(", "));
    vec![
        Diagnostic::error(Code::UnknownShape, message)
            .at(lines.place(1, 1, 1))
            .help(help),
    ]
}
