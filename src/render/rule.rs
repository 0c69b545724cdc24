//! A rule in words: what it says, when it applies, what it does, where it comes from.

use super::fold;
use crate::base::vocabulary::Word;
use crate::catalog::reference::Share;
use crate::catalog::rule::{Effect, Member, Rule, Traits, When};
use crate::catalog::vocabulary::Axis;

/// The whole rule, for `certadvise explain`.
pub fn explained(rule: &Rule, width: u16) -> String {
    let source = match (&rule.url, &rule.date) {
        (Some(url), Some(date)) => format!("{} ({url}, {date})", rule.source),
        (Some(url), None) => format!("{} ({url})", rule.source),
        (None, _) => rule.source.to_string(),
    };
    let lines = [
        format!("{}: {}", rule.id, rule.says),
        String::new(),
        format!("when    {}", when(&rule.when)),
        format!("then    {}", effect(&rule.then)),
        format!("source  {source}"),
    ];
    lines
        .iter()
        .map(|line| fold(line, width, 8) + "\n")
        .collect()
}

fn one_of<T: std::fmt::Display>(parts: &mut Vec<String>, what: &str, list: &[T]) {
    if !list.is_empty() {
        let items: Vec<String> = list.iter().map(T::to_string).collect();
        parts.push(format!("{what} {}", items.join(" or ")));
    }
}

fn when(when: &When) -> String {
    let mut parts = Vec::new();
    one_of(&mut parts, "role", &when.roles);
    one_of(&mut parts, "work mostly in", &when.areas);
    one_of(&mut parts, "context", &when.contexts);
    one_of(&mut parts, "industry", &when.industries);
    one_of(&mut parts, "level", &when.levels);
    for (on, least) in &when.environment {
        let on = match on {
            Share::On(platform) => platform.word(),
            Share::AnyCloud => "some cloud",
        };
        parts.push(format!("at least {least}% of the environment on {on}"));
    }
    if parts.is_empty() {
        "always".to_owned()
    } else {
        parts.join("; ")
    }
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Adjust { axis, by, of } => {
            format!(
                "{axis} {:+.2} for a credential of {}",
                f64::from(*by) / 100.0,
                traits(of).join("; ")
            )
        }
        Effect::Prefer(of) => format!("among equals, one of {} comes first", traits(of).join("; ")),
        Effect::Weigh(shares) => {
            let shares = Axis::ALL
                .map(|axis| format!("{axis} {:.2}", f64::from(shares[axis as usize]) / 100.0));
            format!(
                "the axes weigh {}, unless --weights or --priority says otherwise",
                shares.join(", ")
            )
        }
        Effect::Pair(members) => {
            let members: Vec<String> = members.iter().map(member).collect();
            format!("these belong together: {}", members.join(" + "))
        }
        Effect::Note => "it is shown and changes nothing".to_owned(),
    }
}

fn member(member: &Member) -> String {
    let mut parts = Vec::new();
    one_of(&mut parts, "one of", &member.credentials);
    one_of(&mut parts, "issued by", &member.issuers);
    parts.extend(traits(&member.traits));
    format!("({})", parts.join("; "))
}

fn traits(traits: &Traits) -> Vec<String> {
    let mut parts = Vec::new();
    one_of(&mut parts, "category", &traits.categories);
    one_of(&mut parts, "tier", &traits.tiers);
    one_of(&mut parts, "bound to", &traits.platforms);
    parts.extend(traits.bound.map(|bound| format!("binding {bound}")));
    one_of(&mut parts, "technology", &traits.technologies);
    one_of(&mut parts, "topic", &traits.topics);
    one_of(&mut parts, "Python", &traits.python);
    one_of(&mut parts, "recognized under", &traits.accreditation);
    one_of(&mut parts, "assurance", &traits.assurance);
    parts.extend(traits.lasts.map(|lasts| format!("duration {lasts}")));
    parts.extend(
        traits
            .target
            .map(|target| format!("tier against the role's target {target}")),
    );
    parts
}
