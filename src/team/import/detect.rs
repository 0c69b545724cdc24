//! From bytes to records: is it text, which format is it, and who reads that.

use super::format::FileFormat;
use super::formats::{
    accredible, argus, badges, cert_alerts, credly, dynamics_365, json_resume, microsoft_graph,
    plain_list, sheet, workday,
};
use super::json;
use super::lines::Lines;
use super::record::{Reading, Unread};
use super::table::Table;
use super::tree::Tree;
use super::{Input, MAX_BYTES, Options, ReadFile};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Source};
use crate::catalog::Catalog;

pub(super) type Answer<T> = Result<T, Vec<Diagnostic>>;

/// How a format of JSON or YAML is known and read.
struct TreeFormat {
    format: FileFormat,
    known_by: &'static str,
    is_one: fn(&Node<'_>) -> bool,
    read: fn(&Node<'_>, &Lines<'_>) -> Reading,
}

const PLAIN_LIST: TreeFormat = TreeFormat {
    format: FileFormat::List,
    known_by: "a list of credentials",
    is_one: plain_list::is_one,
    read: plain_list::read,
};

const JSON: [TreeFormat; 10] = [
    TreeFormat {
        format: FileFormat::OpenBadges,
        known_by: "its type",
        is_one: badges::is_one,
        read: badges::read,
    },
    TreeFormat {
        format: FileFormat::Credly,
        known_by: "badges with `issued_to` and `badge_template`",
        is_one: credly::is_profile,
        read: credly::read,
    },
    TreeFormat {
        format: FileFormat::CredlyOrganization,
        known_by: "badges with `recipient_email` and `badge_template`",
        is_one: credly::is_organization,
        read: credly::read,
    },
    TreeFormat {
        format: FileFormat::Accredible,
        known_by: "`data.credentials` with `issued_on` and `complete`",
        is_one: accredible::is_one,
        read: accredible::read,
    },
    TreeFormat {
        format: FileFormat::JsonResume,
        known_by: "`basics` and `certificates`",
        is_one: json_resume::is_one,
        read: json_resume::read,
    },
    TreeFormat {
        format: FileFormat::Workday,
        known_by: "`data` with `descriptor` and `issuedDate`",
        is_one: workday::is_one,
        read: workday::read,
    },
    TreeFormat {
        format: FileFormat::MicrosoftGraph,
        known_by: "`value` with `displayName` and `allowedAudiences`",
        is_one: microsoft_graph::is_one,
        read: microsoft_graph::read,
    },
    TreeFormat {
        format: FileFormat::Dynamics365,
        known_by: "`value` with `mshr_certificatetypeid`",
        is_one: dynamics_365::is_one,
        read: dynamics_365::read,
    },
    TreeFormat {
        format: FileFormat::Argus,
        known_by: "`certifications` and `cpe_activities`",
        is_one: argus::is_one,
        read: argus::read,
    },
    PLAIN_LIST,
];

/// Reads one file; a workbook yields one for each sheet.
pub(super) fn read(
    input: &Input,
    catalog: &Catalog,
    options: &Options<'_>,
) -> Answer<Vec<ReadFile>> {
    if input.bytes.len() as u64 > MAX_BYTES {
        return Err(vec![super::too_large(&input.name)]);
    }
    if input.bytes.starts_with(b"PK\x03\x04") {
        return workbook(input, catalog, options);
    }
    read_one(input, false, catalog, options).map(|file| vec![file])
}

/// Reads the sheets of a workbook: those of a known form, or says why the first can't, if none can.
fn workbook(input: &Input, catalog: &Catalog, options: &Options<'_>) -> Answer<Vec<ReadFile>> {
    let sheets = sheets(input)?;
    let (mut files, mut left_out, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    let mut found = Vec::new();
    for (sheet, input) in &sheets {
        match read_one(input, true, catalog, options) {
            Ok(mut file) => {
                file.reading.take_caption(sheet);
                files.push(file);
            }
            Err(problems) if problems.iter().all(|one| one.code == Code::UnknownShape) => {
                let name = format!("sheet {}", input.name);
                let lines = Lines::new(&input.name, text(input)?);
                if let Ok(table) = Table::read(&lines, Some(','), 0) {
                    unread.push(sheet::unread(&table, name.clone(), catalog));
                }
                left_out.push(name);
                if found.is_empty() {
                    found = problems;
                }
            }
            Err(problems) => return Err(problems),
        }
    }
    match files.first_mut() {
        Some(first) => {
            first.reading.unused.extend(left_out);
            first.reading.unread.extend(unread);
            Ok(files)
        }
        None if found.is_empty() => Err(vec![Diagnostic::error(
            Code::Unreadable,
            format!("`{}` has no cells", input.name),
        )]),
        None => Err(found),
    }
}

#[cfg(feature = "xlsx")]
fn sheets(input: &Input) -> Answer<Vec<(String, Input)>> {
    super::formats::xlsx::sheets(input).map_err(|finding| vec![finding])
}

#[cfg(not(feature = "xlsx"))]
fn sheets(input: &Input) -> Answer<Vec<(String, Input)>> {
    let message = format!(
        "`{}` is a workbook, which this build can't read without the feature `xlsx`",
        input.name
    );
    Err(vec![
        Diagnostic::error(Code::Unreadable, message).help("export it as CSV"),
    ])
}

fn read_one(
    input: &Input,
    is_table: bool,
    catalog: &Catalog,
    options: &Options<'_>,
) -> Answer<ReadFile> {
    if let Some(carrier) = badges::Carrier::of(&input.bytes) {
        return badges::open(input, carrier, options);
    }
    let text = text(input)?;
    let lines = Lines::new(&input.name, text);
    let start = text.trim_start();
    let is_yaml = is_yaml_name(&input.name) || looks_like_yaml(text);
    let wants_table = is_table || options.from.is_some_and(FileFormat::is_table);
    let (format, because, reading) = if !wants_table && start.starts_with(['{', '[']) {
        let root = json::parse(&lines)?;
        let (format, because, mut reading) = tree(&JSON, &root, &lines, options)?;
        if format == FileFormat::OpenBadges {
            badges::check(&mut reading.records, options);
        }
        (format, because, reading)
    } else if !wants_table && (options.from.is_some() || is_yaml) {
        const YAML: [TreeFormat; 2] = [
            TreeFormat {
                format: FileFormat::CertAlerts,
                known_by: "`users` with `certifications`",
                is_one: cert_alerts::is_one,
                read: cert_alerts::read,
            },
            PLAIN_LIST,
        ];
        let root = Source::new(&input.name, text).parse()?;
        tree(&YAML, &root, &lines, options)?
    } else {
        table(&lines, is_table, catalog, options)?
    };
    if !reading.found.is_empty() {
        return Err(reading.found);
    }
    Ok(ReadFile {
        name: input.name.clone(),
        format,
        because,
        reading,
    })
}

/// The text of a file without the mark in front, or where it is not text.
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

fn is_yaml_name(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| {
        ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml")
    })
}

/// A first line that is the key of a map, or a list whose first item is a map.
fn looks_like_yaml(text: &str) -> bool {
    let first = text
        .lines()
        .find(|line| !line.is_empty() && !line.starts_with(['#', '%']));
    if first
        .is_some_and(|line| line.starts_with("- ") && line.contains(": ") && !line.contains(','))
    {
        return true;
    }
    let first = text
        .lines()
        .map(str::trim_end)
        .find(|line| !line.is_empty() && !line.starts_with(['#', '-', '%']));
    first.is_some_and(|line| line.ends_with(':'))
}

/// Reads a tree of one of these formats.
fn tree(
    formats: &[TreeFormat],
    root: &Node<'_>,
    lines: &Lines<'_>,
    options: &Options<'_>,
) -> Answer<(FileFormat, String, Reading)> {
    let format = match options.from {
        Some(wanted) => formats.iter().find(|known| known.format == wanted),
        None => formats.iter().find(|format| (format.is_one)(root)),
    };
    let format = format.ok_or_else(|| {
        let mut found = unknown(lines, options);
        if root.has("people") {
            found = found
                .into_iter()
                .map(|one| one.help("a team file to start from is given with --merge"))
                .collect();
        }
        found
    })?;
    let mut reading = (format.read)(root, lines);
    if reading.found.is_empty() && reading.records.is_empty() && reading.links.is_empty() {
        reading.found.extend(unknown(lines, options));
    }
    Ok((format.format, format.known_by.to_owned(), reading))
}

/// Reads a table.
fn table(
    lines: &Lines<'_>,
    is_sheet: bool,
    catalog: &Catalog,
    options: &Options<'_>,
) -> Answer<(FileFormat, String, Reading)> {
    let separator = if is_sheet {
        Some(',')
    } else {
        options.map.separator
    };
    let mut tables: Vec<Table<'_, '_>> = if is_sheet {
        Vec::new()
    } else {
        let tables = Table::read_markdown(lines);
        tables.into_iter().filter_map(without_title).collect()
    };
    let mut above = Vec::new();
    let mut unread: Vec<Unread> = Vec::new();
    if tables.is_empty() {
        let (table, titles) = below_title(lines, separator, catalog, options)?;
        tables.push(table);
        above = titles;
    } else {
        unread.extend(list_items(lines));
    }
    let mut read: Option<(FileFormat, String, Reading)> = None;
    let (mut problems, mut left_out) = (Vec::new(), Vec::new());
    for table in &tables {
        match recognized(table, lines, catalog, options) {
            Ok((format, because)) => {
                let mut reading = sheet::read(format, table, catalog, options);
                if let Some(caption) = caption(lines, table.line()) {
                    reading.take_caption(caption);
                }
                match &mut read {
                    Some((_, _, all)) => all.append(reading),
                    None => read = Some((format, because, reading)),
                }
            }
            Err(found) => {
                let name = format!("the table in line {}", table.line());
                unread.push(sheet::unread(table, name.clone(), catalog));
                left_out.push(name);
                problems.push(found);
            }
        }
    }
    let Some((format, because, mut reading)) = read else {
        return Err(problems.swap_remove(0));
    };
    reading.unused.extend(left_out);
    reading.unread.extend(unread);
    reading.unused.extend(above);
    if reading.records.is_empty() && reading.links.is_empty() {
        let finding = Diagnostic::error(Code::Damaged, "there are headings, but no rows");
        reading.found.push(
            finding
                .at(lines.place(1, 1, 1))
                .help("is the file complete?"),
        );
    }
    Ok((format, because, reading))
}

/// The last line that says something above the headings in a line.
fn caption<'t>(lines: &Lines<'t>, headings: u32) -> Option<&'t str> {
    let above = usize::try_from(headings)
        .unwrap_or_default()
        .saturating_sub(1);
    let above: Vec<&str> = lines.text().lines().take(above).collect();
    let last = above
        .into_iter()
        .rfind(|line| line.contains(char::is_alphanumeric))?;
    (!last.contains('|')).then(|| last.trim_matches(['#', '*', '=', ' ']))
}

/// The items of lists around the tables of a Markdown text, which are not read; `None` where there are none.
fn list_items(lines: &Lines<'_>) -> Option<Unread> {
    let item = |line: &'_ str| -> Option<String> {
        let line = line.trim();
        let (mark, item) = line.split_once(' ')?;
        let is_number = |mark: &str| mark.bytes().all(|byte| byte.is_ascii_digit());
        let is_mark = matches!(mark, "-" | "*" | "+" | "•")
            || mark.strip_suffix(['.', ')']).is_some_and(is_number);
        (is_mark && !item.contains('|')).then(|| item.to_owned())
    };
    let numbered = (1..).zip(lines.text().lines());
    let items: Vec<(u32, String)> = numbered
        .filter_map(|(line, text)| Some((line, item(text)?)))
        .collect();
    let (first, text) = items.first()?;
    let place = lines.place_of(*first, text);
    let texts = items.iter().flat_map(|(_, text)| {
        let parts = text
            .split([',', ';', ':', '(', ')', '–', '—'])
            .map(str::trim);
        // Words such as `cap` are also abbreviations of credentials.
        let is_abbreviation = |word: &&str| word.chars().filter(|c| c.is_uppercase()).count() > 1;
        parts.chain(text.split_whitespace().filter(is_abbreviation))
    });
    Some(Unread {
        name: format!("the list in line {first}"),
        place,
        names_people: false,
        texts: texts
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect(),
    })
}

/// A Markdown table without the rows of a title above its headings.
fn without_title<'l, 't>(table: Table<'l, 't>) -> Option<Table<'l, 't>> {
    match table.title_rows() {
        Some(rows) => table.below(rows),
        None => Some(table),
    }
}

/// The table of a file, from the first line on by which it is known, and a note of what stands above that line.
fn below_title<'l, 't>(
    lines: &'l Lines<'t>,
    separator: Option<char>,
    catalog: &Catalog,
    options: &Options<'_>,
) -> Answer<(Table<'l, 't>, Vec<String>)> {
    let tops = Table::heading_lines(lines, separator);
    let first = tops.iter().copied().min().unwrap_or_default();
    let (mut nameless, mut unknown) = (None, None);
    for top in tops {
        let table = match Table::read(lines, separator, top) {
            Ok(table) => table,
            Err(found) if top == first => return Err(found),
            Err(_) => continue,
        };
        // What stands above must be a title: rows of people would be lost.
        if !Table::rows_between(lines, separator, first, top)
            .iter()
            .all(|row| is_title(row, catalog))
        {
            continue;
        }
        if recognized(&table, lines, catalog, options).is_ok() {
            let note = || format!("what stands above line {}", top + 1);
            let above = (top != first).then(note);
            let found = (table, above.into_iter().collect());
            if sheet::names_people(&found.0, options.map, catalog) {
                return Ok(found);
            }
            // A title may look like headings, so the lines below are tried too.
            nameless.get_or_insert(found);
        } else if top == first {
            unknown = Some((table, Vec::new()));
        }
    }
    match nameless.or(unknown) {
        Some(found) => Ok(found),
        None => Ok((Table::read(lines, separator, first)?, Vec::new())),
    }
}

/// Whether a row above the headings can be a title or a note: it is short, and holds no address and no credential.
fn is_title(row: &csv::StringRecord, catalog: &Catalog) -> bool {
    /// Most cells of a note such as `Exported on,2026-11-01`.
    const MOST: usize = 2;
    let cells = || row.iter().filter(|cell| !cell.trim().is_empty());
    let is_address = |cell: &str| cell.split_whitespace().any(|word| word.contains('@'));
    let names_credential = |cell: &str| {
        let parts = cell.split([',', ';', '\t', '|', '/']);
        std::iter::once(cell)
            .chain(parts)
            .any(|part| catalog.credential_or_exam_named(part.trim()).is_ok())
    };
    cells().count() <= MOST && !cells().any(|cell| is_address(cell) || names_credential(cell))
}

/// The format of a table, and how it is known.
fn recognized(
    table: &Table<'_, '_>,
    lines: &Lines<'_>,
    catalog: &Catalog,
    options: &Options<'_>,
) -> Answer<(FileFormat, String)> {
    let by_map = options.map.explains_columns();
    let missing = if by_map {
        options.map.missing_in(table)
    } else {
        Vec::new()
    };
    Ok(match options.from {
        Some(format) if sheet::fits(format, table, options.map, catalog) => {
            (format, "--from".to_owned())
        }
        Some(_) => return Err(unknown(lines, options)),
        None if by_map && missing.is_empty() => {
            (FileFormat::Columns, "the columns of the map".to_owned())
        }
        None => sheet::recognize(table, catalog).ok_or_else(|| match missing.first() {
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
    })
}

/// What to say of a file of no known format.
fn unknown(lines: &Lines<'_>, options: &Options<'_>) -> Vec<Diagnostic> {
    let message = match options.from {
        Some(format) => format!("this is not what `--from {}` reads", format.word()),
        None => "unrecognized file format".to_owned(),
    };
    let formats: Vec<&str> = FileFormat::ALL.into_iter().map(FileFormat::word).collect();
    let help = format!("tables of any kind: --map; formats: {}", formats.join(", "));
    vec![
        Diagnostic::error(Code::UnknownShape, message)
            .at(lines.place(1, 1, 1))
            .help(help),
    ]
}
