//! The tools, each named after the command that answers it.

use super::tool::{Parameter, Takes, Tool};

const CREDENTIALS: &str = "Ids, abbreviations or exam codes";
const HOLDS: &str = "What the person holds: ids, `id=YYYY-MM-DD` or `id=YYYY-MM` with the date it was earned where it may have expired";

const fn parameter(key: &'static str, takes: Takes, about: &'static str) -> Parameter {
    Parameter { key, takes, about }
}

const AS_OF: Parameter = parameter("as_of", Takes::Date, "The date to treat as today");
const TEAM: Parameter = parameter(
    "team",
    Takes::Rosters,
    "Paths of roster files (YAML, CSV or JSON), from the folder that the server may read",
);
const REQUIRE: Parameter = parameter(
    "require",
    Takes::Requirements,
    "Paths of requirement files (with a slash or an extension), or names of built-in sets such as aws-partner-advanced (resource certadvise://requirements)",
);
const PERSON: Parameter = parameter(
    "person",
    Takes::Text,
    "A person of the team, by the roster's id",
);
const HORIZON: Parameter = parameter(
    "horizon",
    Takes::Whole(1, 50),
    "Years over which costs are counted; 6 by default",
);
const RATE: Parameter = parameter(
    "rate",
    Takes::Number,
    "What an hour is worth, USD; 10 by default",
);
const MEMBER: Parameter = parameter(
    "member",
    Takes::Texts,
    "Issuers of which the person is a member: their prices for members count",
);

/// Who asks, and for what: the flags that `recommend` and `compare` share.
const PROFILE: &[Parameter] = &[
    parameter(
        "role",
        Takes::Text,
        "The work: an id, a name or a synonym, such as devops or data engineer (resource certadvise://roles)",
    ),
    parameter(
        "env",
        Takes::Text,
        "Where the work runs: aws, azure, gcp, hybrid, multi-cloud, on-prem, neutral (default), hybrid:aws, or a mix such as aws=60,on-prem=40",
    ),
    parameter(
        "level",
        Takes::Text,
        "Seniority of the person: entry, mid, senior or principal; by default what the role usually asks for",
    ),
    parameter(
        "context",
        Takes::Text,
        "What it is for: individual (default), hiring, managed-services or government",
    ),
    parameter(
        "industry",
        Takes::Text,
        "The business the work is done for, such as finance, healthcare or defense",
    ),
    parameter(
        "work_role",
        Takes::Text,
        "DoD work role, by DCWF code (511), NICE id or name: what DoD 8140 accepts for it comes first",
    ),
    parameter(
        "experience",
        Takes::Number,
        "Years of experience; credentials that require more are excluded",
    ),
    parameter("holds", Takes::Texts, HOLDS),
    parameter("issuer", Takes::Texts, "Only these issuers"),
    parameter("topic", Takes::Texts, "Only credentials on these topics"),
    parameter(
        "include",
        Takes::Words(&["unproctored", "restricted"]),
        "Also rank what is usually excluded: unsupervised assessments, or credentials open only to some people",
    ),
    parameter(
        "budget",
        Takes::Number,
        "Exclude exams that cost more than this, USD, including the exams needed before them",
    ),
    parameter(
        "max_hours",
        Takes::Whole(0, 65_535),
        "Exclude credentials that take more hours to earn",
    ),
    parameter(
        "max_upkeep",
        Takes::Number,
        "Exclude credentials that cost more to keep, USD a year",
    ),
    HORIZON,
    RATE,
    parameter(
        "weights",
        Takes::Texts,
        "How much each axis counts: [\"platform=3\", \"tier=2\", \"upkeep=1\"], or the share of one axis such as [\"upkeep=0.5\"]",
    ),
    parameter(
        "priority",
        Takes::Text,
        "In place of weights: the axes in the order in which they count, such as upkeep,platform,tier",
    ),
];

/// Who is judged, by what, and what counts: the flags that `coverage` and `plan` share.
const GATE: &[Parameter] = &[
    TEAM,
    REQUIRE,
    parameter(
        "valid_for",
        Takes::Text,
        "How long each holding must still be valid, in place of what the requirements say: 90d, 6w, 3m",
    ),
    parameter(
        "min_evidence",
        Takes::Word(&["declared", "evidenced", "verified"]),
        "Count only holdings with at least this evidence",
    ),
    parameter(
        "anonymize",
        Takes::Flag,
        "Replace people's ids and names with numbers",
    ),
    parameter(
        "assume_valid",
        Takes::Flag,
        "Count holdings whose expiry is unknown; the answer says so",
    ),
];

/// Every tool.
pub(super) const TOOLS: [Tool; 8] = [
    Tool {
        name: "search",
        about: "Find IT credentials by words in names, exam codes, issuers, topics and descriptions. Use it to turn what \
                somebody calls a credential into its id.",
        argument: Some(parameter(
            "words",
            Takes::Texts,
            "Words or the beginnings of words, all of which must occur",
        )),
        needs_argument: true,
        flags: &[&[
            parameter(
                "top",
                Takes::Whole(0, 100),
                "How many to return; 15 by default",
            ),
            AS_OF,
        ]],
        leaves_out: &[],
    },
    Tool {
        name: "show",
        about: "Everything known about one credential: exam, fee, prerequisites, validity, what renews it, what it costs \
                over the years, who accepts it, and every source with its date and which facts it supports. Cite \
                facts from here. Also shows what a requirement set or table asks for, with its sources.",
        argument: Some(parameter(
            "id",
            Takes::Text,
            "A credential (id, abbreviation, exam code or former name), a requirement set such as aws-partner-advanced, or \
             a work role of a table such as dod-8140-511",
        )),
        needs_argument: true,
        flags: &[&[HORIZON, AS_OF]],
        leaves_out: &[],
    },
    Tool {
        name: "recommend",
        about: "Rank credentials for a role (role or work_role) and an environment, each with a score, its parts, the \
                reasons, the costs and when its facts were last checked. With team and person: for that person of a \
                roster; with team alone: what each person should earn next. For one role the list `excluded` is left \
                out; ask with why_not.",
        argument: None,
        needs_argument: false,
        flags: &[
            PROFILE,
            &[
                TEAM,
                PERSON,
                parameter(
                    "require",
                    Takes::Requirements,
                    "With team alone: requirement files or built-in sets; who is nearest to closing a gap gets that first",
                ),
                parameter(
                    "top",
                    Takes::Whole(1, 50),
                    "How many to return; by default 10, of a team 3 for each person",
                ),
                parameter(
                    "stack",
                    Takes::Whole(2, 3),
                    "How many credentials a stack (a combination) has; 2 by default",
                ),
                parameter(
                    "next",
                    Takes::Flag,
                    "Also the costs of the first credential by date, beside what is held",
                ),
                parameter(
                    "why_not",
                    Takes::Text,
                    "Instead of the ranking: why this credential is not at the top, or why it is excluded",
                ),
                AS_OF,
            ],
        ],
        leaves_out: &["excluded"],
    },
    Tool {
        name: "compare",
        about: "Compare two or more credentials side by side: fees, hours, validity, upkeep, what they need, who accepts \
                them, and costs year by year; with role or work_role also the scores and what would change the order.",
        argument: Some(parameter("ids", Takes::Texts, CREDENTIALS)),
        needs_argument: true,
        flags: &[PROFILE, &[AS_OF]],
        leaves_out: &[],
    },
    Tool {
        name: "cost",
        about: "What it takes to earn and keep a set of credentials together, event by event; one renewal may renew \
                several. Takes ids to earn, and what is held already: with holds, or with team and person.",
        argument: Some(parameter(
            "ids",
            Takes::Texts,
            "Ids, abbreviations or exam codes: earned today, or `id=YYYY-MM-DD` for one that is held",
        )),
        needs_argument: false,
        flags: &[&[
            parameter("holds", Takes::Texts, HOLDS),
            TEAM,
            PERSON,
            HORIZON,
            RATE,
            parameter(
                "paid",
                Takes::Word(&["exam", "all"]),
                "What somebody else pays: exams and renewals, or everything",
            ),
            MEMBER,
            parameter(
                "discount_rate",
                Takes::Number,
                "Also the present value at this yearly rate, such as 0.05",
            ),
            AS_OF,
        ]],
        leaves_out: &[],
    },
    Tool {
        name: "renewals",
        about: "What expires for a team (team) or for one person (holds), when, and the cheapest way to renew each, with \
                costs, hours and whether it is worth it.",
        argument: None,
        needs_argument: false,
        flags: &[&[
            TEAM,
            parameter("holds", Takes::Texts, HOLDS),
            parameter(
                "within",
                Takes::Text,
                "How far to look ahead: 90d, 6w, 12m (default), 2y",
            ),
            parameter(
                "require",
                Takes::Requirements,
                "Requirement files or built-in sets: also which renewals none of them needs",
            ),
            RATE,
            MEMBER,
            AS_OF,
        ]],
        leaves_out: &[],
    },
    Tool {
        name: "coverage",
        about: "Whether a team meets its requirements today (`covered`), when a gap will open if nobody renews \
                (`breaks_on`), who fills each seat by what, who is closest, who it depends on, and what no \
                roster can show (`not_checked`).",
        argument: None,
        needs_argument: false,
        flags: &[
            GATE,
            &[
                parameter(
                    "within",
                    Takes::Text,
                    "How far to look ahead for the day on which a gap opens: 90d, 12m (default)",
                ),
                parameter(
                    "allow_unknown",
                    Takes::Flag,
                    "Accept holdings of credentials that are not in the catalog; they never count",
                ),
                AS_OF,
            ],
        ],
        leaves_out: &[],
    },
    Tool {
        name: "plan",
        about: "The cheapest way to close a team's gaps: who earns or renews what, by when, or why there is no plan. \
                `status` says whether the plan is proven to be the best; it searches for 10 seconds at most unless \
                time_limit says otherwise.",
        argument: None,
        needs_argument: false,
        flags: &[
            GATE,
            &[
                parameter(
                    "deadline",
                    Takes::Date,
                    "The date by which new credentials must be earned; in 12 months by default",
                ),
                parameter(
                    "until",
                    Takes::Date,
                    "The date through which every requirement must be met; the deadline by default",
                ),
                parameter(
                    "only_on_deadline",
                    Takes::Flag,
                    "Plan for the deadline alone: what is covered today may lapse before it",
                ),
                parameter("budget", Takes::Number, "The most cash to spend, USD"),
                parameter(
                    "max_hours_per_person",
                    Takes::Whole(0, 1_000_000),
                    "The most hours for each person before the deadline",
                ),
                parameter(
                    "objective",
                    Takes::Word(&["cost", "cash", "hours"]),
                    "What to minimize: cost (cash, and hours at the rate; the default), cash, or hours",
                ),
                RATE,
                parameter(
                    "what_if",
                    Takes::Texts,
                    "Plan as if somebody left (leave=p03) or joined (hire=ID:cka+aws-sap)",
                ),
                parameter(
                    "alternatives",
                    Takes::Whole(0, 10),
                    "How many next-best plans to return; by default 3, none for a large plan",
                ),
                parameter(
                    "time_limit",
                    Takes::Whole(1, 60),
                    "Seconds after which the search stops with the best plan so far; 10 by default",
                ),
                AS_OF,
            ],
        ],
        leaves_out: &[],
    },
];

#[cfg(test)]
mod tests {
    use std::any::TypeId;
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use clap::{Arg, ArgAction};

    use super::*;
    use crate::cli::args;

    #[test]
    fn each_parameter_is_what_the_command_takes() {
        let mut program = args::program();
        program.build();
        for tool in &TOOLS {
            let command = program.find_subcommand(tool.name).unwrap();
            for parameter in tool.parameters() {
                let key = parameter.key;
                let flag = key.replace('_', "-");
                let is_argument = tool.argument.is_some_and(|argument| argument.key == key);
                let of_parameter = |arg: &&Arg| {
                    if is_argument {
                        arg.is_positional()
                    } else {
                        arg.get_long() == Some(&flag)
                    }
                };
                let arg = command.get_arguments().find(of_parameter);
                let arg = arg.unwrap_or_else(|| panic!("{} has no {key}", tool.name));
                check(parameter, arg, is_argument);
            }
        }
    }

    fn check(parameter: &Parameter, arg: &Arg, is_argument: bool) {
        let key = parameter.key;
        let is_path = arg.get_value_parser().type_id() == TypeId::of::<PathBuf>();
        let takes_paths = matches!(parameter.takes, Takes::Rosters | Takes::Requirements);
        assert_eq!(takes_paths, is_path, "{key}: paths have to be confined");
        let is_switch = matches!(arg.get_action(), ArgAction::SetTrue);
        assert_eq!(matches!(parameter.takes, Takes::Flag), is_switch, "{key}");
        let is_list = matches!(parameter.takes, Takes::Texts | Takes::Words(_)) || takes_paths;
        if !is_argument {
            let adds_up = matches!(arg.get_action(), ArgAction::Append);
            assert_eq!(is_list, adds_up, "{key}");
        }
        let known = arg.get_possible_values();
        let known: BTreeSet<&str> = known.iter().map(|value| value.get_name()).collect();
        if !is_switch && !known.is_empty() {
            let (Takes::Word(words) | Takes::Words(words)) = parameter.takes else {
                panic!("{key} is one of {known:?}");
            };
            assert_eq!(
                words.iter().copied().collect::<BTreeSet<_>>(),
                known,
                "{key}"
            );
        }
    }

    #[test]
    fn no_key_is_given_twice() {
        for tool in &TOOLS {
            let mut keys = BTreeSet::new();
            for parameter in tool.parameters() {
                assert!(
                    keys.insert(parameter.key),
                    "{}: {}",
                    tool.name,
                    parameter.key
                );
            }
        }
    }
}
