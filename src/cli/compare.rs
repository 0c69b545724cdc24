//! `certadvise compare`.

use super::args::profile::ProfileArgs;
use super::global::{Global, horizon_end};
use super::inputs::open_catalog;
use super::output::{Format, Formats, WithPage, form};
use super::prompt::{ask_what_to_compare, can_ask, missing};
use super::resolver::Resolver;
use super::{Exit, Outcome};
use crate::advice::side_by_side;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::cost::overlap::{covered, hours_left};
use crate::cost::schedule::{EventKind, Member, schedule};
use crate::cost::{cost, years::by_year};
use crate::render::compare::{Compared, View};
use crate::render::recommend;
use crate::team::requirement::Requirement;
use crate::team::requirement::accepted::accepted_by;
use crate::team::requirement::library::sets;
use crate::team::requirement::shipped::{self, Shipped};

/// Compare credentials side by side
///
/// Fees, hours, validity and upkeep, what they need and who accepts them, and what earning and keeping each takes year
/// by year. With a role also the axes and the score, and what would change the order between them. On a terminal, it
/// asks for the credentials if none is named.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise compare pcap aws-dva
  certadvise compare cka aws-dop pcpp1 --role devops --env hybrid:aws
  certadvise compare cissp cism --role security-manager --horizon 3 --format json")]
pub(super) struct Args {
    /// Credentials, by id or alias
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    question: ProfileArgs,
    #[command(flatten)]
    formats: Formats<WithPage>,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let catalog = &*open_catalog(global)?;
    let mut resolver = Resolver::default();
    let ids = match &*args.ids {
        [] if can_ask() => ask_what_to_compare(catalog)?,
        [] => return Err(missing("what to compare is not named", "compare cka ckad").into()),
        ids => ids.to_vec(),
    };
    let mut credentials = resolver.credentials(catalog, &ids);
    let mut seen = std::collections::BTreeSet::new();
    credentials.retain(|credential| seen.insert(credential.id));
    if resolver.is_clean() && credentials.len() < 2 {
        let finding = Diagnostic::error(Code::BadArgument, "only one credential is named");
        resolver.report(finding.help("name two or more different ones"));
    }
    let (asked, holds) = if args.question.names_work() {
        let asked = args.question.ask(catalog, global, &mut resolver);
        let holds = asked.as_ref().map(|asked| asked.profile.holds.clone());
        (asked, holds.unwrap_or_default())
    } else {
        let (_, holds) = args.question.holdings(catalog, global, &mut resolver);
        (None, holds)
    };
    resolver.finish()?;
    global.check_age(credentials.iter().copied());
    let sets = sets(catalog, &Shipped);
    let compared: Vec<Compared<'_>> = credentials
        .iter()
        .map(|credential| {
            let held = holds.iter().filter_map(|id| catalog.credential(id));
            let covered = covered(catalog, credential, held);
            compared(catalog, credential, &sets, covered, args, global)
        })
        .collect();
    let advice = asked
        .as_ref()
        .map(|asked| side_by_side(catalog, &asked.profile, asked.weights, &credentials));
    let question = asked
        .as_ref()
        .zip(advice.as_ref())
        .map(|(asked, advice)| recommend::View {
            catalog,
            profile: &asked.profile,
            environment: global.environment(args.question.env.as_deref()),
            advice,
            top: usize::MAX,
            other_roles: &asked.others,
            stacks: &[],
            all_stacks: false,
        });
    let view = View {
        catalog,
        compared: &compared,
        as_of: global.today().to_string(),
        question: question.as_ref(),
        draws: global.draws(),
    };
    let command = args.question.command("certadvise compare", &ids, global);
    args.formats.write(global, |format| match format {
        Format::Html => Ok(view.html(&command)?),
        other => form(&view, other, global),
    })?;
    Ok(Exit::Holds)
}

fn compared<'c>(
    catalog: &'c Catalog,
    credential: &'c Credential,
    sets: &[Requirement],
    covered: Option<f64>,
    args: &Args,
    global: &Global,
) -> Compared<'c> {
    let today = global.today();
    let (rate, horizon) = (
        global.rate(args.question.rate),
        global.horizon(args.question.horizon),
    );
    let end = horizon_end(today, horizon);
    let member = Member::to_earn(credential);
    let mut plan = schedule(catalog, &[member], today, end, rate);
    // The years take the hours that are left beside what is held.
    let exams = plan
        .events
        .iter_mut()
        .filter(|event| event.kind == EventKind::Exam);
    for (exam, covered) in exams.zip(covered) {
        exam.hours = hours_left(exam.hours, covered);
    }
    let accepting = sets.iter().filter(|set| set.accepts(credential.id));
    Compared {
        credential,
        cost: cost(catalog, credential, rate),
        years: by_year(&plan, today, horizon),
        work_roles: accepted_by(shipped::tables(), credential.id).len(),
        sets: accepting.map(|set| set.id.to_string()).collect(),
        covered,
    }
}
