//! `certadvise show`.

use super::global::{Global, USUAL_RATE, whole};
use super::inputs::open_catalog;
use super::output::{Format, Formats, json, no_form, plain};
use super::prompt::{ask_what_to_show, can_ask, missing};
use super::resolver::Resolver;
use super::{Exit, Outcome};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;
use crate::catalog::credential::Credential;
use crate::catalog::{Awarded, Catalog};
use crate::cost::cost;
use crate::render::requirement;
use crate::render::show::View;
use crate::team::requirement::Requirement;
use crate::team::requirement::accepted::accepted_by;
use crate::team::requirement::library::{Library, sets};
use crate::team::requirement::shipped::{self, Shipped};
use crate::team::requirement::table::{Row, Table};

/// Show everything known about a credential, or what a requirement set or table asks for
///
/// For a credential: its exam, fee, prerequisites and validity, what renews it and what it renews,
/// what it costs over the years, which requirement sets and work roles accept it, and every source
/// with its date. For a requirement set or table (`certadvise list requirements`): what it asks
/// for, what it does not check, its date and its sources. On a terminal, it asks if nothing is
/// named.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise show cka
  certadvise show SAA-C03
  certadvise show \"sec+\" --format json
  certadvise show dod-8140-511")]
pub(super) struct Args {
    /// Credentials (ids, abbreviations, exam codes or former names), requirement sets, tables or rows of tables
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Years over which costs are counted [default: 6]
    #[arg(long, value_name = "YEARS", value_parser = whole::<u8>(1, 50))]
    horizon: Option<u8>,
    #[command(flatten)]
    formats: Formats,
}

/// What a name means.
enum Shown<'c> {
    /// A credential and, where the name means no more, those of its exams.
    Credential(&'c Credential, Vec<Text>),
    Table(&'static Table),
    Row(&'static Table, &'static Row),
    Set(Box<Requirement>),
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let catalog = &*open_catalog(global)?;
    let horizon = global.horizon(args.horizon);
    let mut resolver = Resolver::default();
    let ids = match &*args.ids {
        [] if can_ask() => ask_what_to_show(catalog)?,
        [] => return Err(missing("what to show is not named", "show cka").into()),
        ids => ids.to_vec(),
    };
    let shown: Vec<_> = ids
        .iter()
        .filter_map(|name| resolve(catalog, name, &mut resolver))
        .collect();
    resolver.finish()?;
    global.check_age(shown.iter().filter_map(|one| {
        if let Shown::Credential(one, _) = one {
            Some(*one)
        } else {
            None
        }
    }));
    let as_of = global.today().to_string();
    let render = |format| {
        let texts = shown.iter().map(|one| match one {
            Shown::Credential(credential, exams) => {
                sheet(catalog, credential, exams, horizon, format, global)
            }
            Shown::Table(table) => match format {
                Format::Json => json(&requirement::table::json(table, None, &as_of)),
                Format::Table => Ok(requirement::table::terminal(table, global.width())),
                Format::Markdown => Ok(requirement::table::rows(table).markdown()),
                Format::Csv => Ok(requirement::table::rows(table).csv()?),
                other => Err(no_form(other)),
            },
            Shown::Row(table, row) => match format {
                Format::Json => json(&requirement::table::json(table, Some(row), &as_of)),
                Format::Table => Ok(requirement::table::row(table, row, global.width())),
                Format::Markdown => Ok(requirement::table::row_grid(table, row).markdown()),
                Format::Csv => Ok(requirement::table::row_grid(table, row).csv()?),
                other => Err(no_form(other)),
            },
            Shown::Set(set) => match format {
                Format::Json => json(&requirement::set::json_of(set, &as_of)),
                Format::Table => Ok(requirement::set::terminal(set, global.width())),
                Format::Markdown => Ok(requirement::set::grid(set).markdown()),
                Format::Csv => Ok(requirement::set::grid(set).csv()?),
                other => Err(no_form(other)),
            },
        });
        let texts = texts.collect::<anyhow::Result<Vec<_>>>()?;
        let several = format == Format::Json && texts.len() > 1;
        Ok(if several {
            format!("[{}]\n", texts.join(","))
        } else {
            texts.join("\n")
        })
    };
    args.formats.write(global, render)?;
    Ok(Exit::Holds)
}

/// An id of a credential comes first, then tables, sets and rows of tables, then other names of credentials.
fn resolve<'c>(catalog: &'c Catalog, name: &str, resolver: &mut Resolver) -> Option<Shown<'c>> {
    let id = name.parse().ok().and_then(|id| catalog.credential(&id));
    if let Some(credential) = id {
        return Some(Shown::Credential(credential, Vec::new()));
    }
    if let Some(table) = Shipped.table(name) {
        return Some(Shown::Table(table));
    }
    if let Some(file) = Shipped.set(name) {
        let set = Requirement::read(&file, catalog, &Shipped);
        return set
            .map(|(set, _)| Shown::Set(Box::new(set)))
            .map_err(|problems| {
                for finding in problems {
                    resolver.report(finding);
                }
            })
            .ok();
    }
    let lower = name.to_ascii_lowercase();
    for table in shipped::tables() {
        let Some(code) = lower
            .strip_prefix(&*table.id)
            .and_then(|rest| rest.strip_prefix('-'))
        else {
            continue;
        };
        let row = table.named(code);
        if let Err(error) = &row {
            let finding = Diagnostic::error(Code::UnknownId, format!("{error} in {}", table.id));
            let help = format!("`certadvise show {}` lists them", table.id);
            // What goes on after the code may be a level that is misspelt.
            let sets = table
                .rows
                .iter()
                .flat_map(|row| row.levels.iter().map(|level| table.set_id(row, level)));
            let sets: Vec<String> = sets.filter(|_| code.contains('-')).collect();
            resolver.report(
                finding
                    .help(help)
                    .suggest(&lower, sets.iter().map(String::as_str)),
            );
        }
        return row.ok().map(|row| Shown::Row(table, row));
    }
    let credential = resolver.credential_or_set(catalog, name)?;
    let found = catalog.find_credential(name, Awarded::Unsaid);
    let exams = found.map_or_else(|_| Vec::new(), |found| found.parts);
    Some(Shown::Credential(credential, exams))
}

/// All that is known of a credential.
fn sheet(
    catalog: &Catalog,
    credential: &Credential,
    exams: &[Text],
    horizon_years: u8,
    format: Format,
    global: &Global,
) -> anyhow::Result<String> {
    let cost = cost(catalog, credential, USUAL_RATE);
    let today = global.today();
    let accepted = accepted_by(shipped::tables(), credential.id);
    let sets: Vec<Requirement> = sets(catalog, &Shipped)
        .into_iter()
        .filter(|set| set.accepts(credential.id))
        .collect();
    let view = View {
        catalog,
        credential,
        exams,
        details: &credential.details,
        cost: &cost,
        accepted: &accepted,
        sets: &sets,
        horizon_years,
        today,
    };
    match format {
        Format::Json => json(&view.json()),
        Format::Table => Ok(view.terminal(global.width())),
        Format::Markdown => Ok(format!(
            "```text\n{}```\n",
            plain(&view.terminal(global.width()))
        )),
        other => Err(no_form(other)),
    }
}
