//! Each top-level module imports only those below it, and the children of a module import each other in one direction.
//!
//! The checker reads every path in the source that starts at `crate`, `super` or `self`, in `use` trees and inline, in
//! tests and in code. Comments and strings are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The top-level modules, each above those before it.
const LAYERS: [&str; 12] = [
    "base", "catalog", "embedded", "team", "cost", "coverage", "advice", "plan", "render", "cli",
    "fuzz", "tests",
];

/// A module's path below the crate: `["plan", "search"]`.
type Module = Vec<String>;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Separator,
    Mark(char),
}

/// The words and marks of a source text, each with its line.
fn tokens(text: &str) -> Vec<(usize, Token)> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let (mut index, mut line) = (0, 1);
    while index < chars.len() {
        let start = index;
        let next = chars.get(index + 1).copied();
        match chars[index] {
            '/' if next == Some('/') => index = end_of_line(&chars, index),
            '/' if next == Some('*') => index = end_of_block_comment(&chars, index),
            '"' => index = end_of_string(&chars, index),
            'r' if raw_string_hashes(&chars, index + 1).is_some() => {
                index = end_of_raw_string(&chars, index + 1);
            }
            '\'' => index = end_of_quote(&chars, index),
            ':' if next == Some(':') => {
                found.push((line, Token::Separator));
                index += 2;
            }
            first if first.is_alphanumeric() || first == '_' => {
                while chars
                    .get(index)
                    .is_some_and(|c| c.is_alphanumeric() || *c == '_')
                {
                    index += 1;
                }
                let word: String = chars[start..index].iter().collect();
                let byte_prefix = matches!(word.as_str(), "b" | "br" | "c" | "cr");
                if !(byte_prefix && matches!(chars.get(index), Some('"' | '#'))) {
                    found.push((line, Token::Word(word)));
                } else if word.ends_with('r') {
                    index = end_of_raw_string(&chars, index);
                }
            }
            white if white.is_whitespace() => index += 1,
            mark => {
                found.push((line, Token::Mark(mark)));
                index += 1;
            }
        }
        line += chars[start..index].iter().filter(|c| **c == '\n').count();
    }
    found
}

fn end_of_line(chars: &[char], from: usize) -> usize {
    let rest = chars[from..].iter().position(|c| *c == '\n');
    rest.map_or(chars.len(), |length| from + length)
}

fn end_of_block_comment(chars: &[char], from: usize) -> usize {
    let (mut index, mut depth) = (from, 0);
    while index < chars.len() {
        match (chars[index], chars.get(index + 1)) {
            ('/', Some('*')) => (index, depth) = (index + 2, depth + 1),
            ('*', Some('/')) => (index, depth) = (index + 2, depth - 1),
            _ => index += 1,
        }
        if depth == 0 {
            break;
        }
    }
    index
}

fn end_of_string(chars: &[char], from: usize) -> usize {
    let mut index = from + 1;
    while index < chars.len() && chars[index] != '"' {
        index += if chars[index] == '\\' { 2 } else { 1 };
    }
    (index + 1).min(chars.len())
}

/// How many `#` stand before the quote of a raw string; none where there is no raw string.
fn raw_string_hashes(chars: &[char], from: usize) -> Option<usize> {
    let hashes = chars[from.min(chars.len())..]
        .iter()
        .take_while(|c| **c == '#')
        .count();
    (chars.get(from + hashes) == Some(&'"')).then_some(hashes)
}

fn end_of_raw_string(chars: &[char], from: usize) -> usize {
    let Some(hashes) = raw_string_hashes(chars, from) else {
        return from;
    };
    let mut index = from + hashes + 1;
    while index < chars.len() {
        let closed = chars[index] == '"'
            && chars[index + 1..].iter().take_while(|c| **c == '#').count() >= hashes;
        index += 1;
        if closed {
            return index + hashes;
        }
    }
    index
}

/// Past a character, or past the mark of a lifetime.
fn end_of_quote(chars: &[char], from: usize) -> usize {
    match (chars.get(from + 1), chars.get(from + 2)) {
        (Some('\\'), _) => {
            let rest = chars[from + 3..].iter().position(|c| *c == '\'');
            rest.map_or(chars.len(), |length| from + 3 + length + 1)
        }
        (Some(_), Some('\'')) => from + 3,
        _ => from + 1,
    }
}

/// A path that a file names, counted from the crate.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reference {
    line: usize,
    path: Vec<String>,
}

/// Every path of a file that starts at the crate, at a parent, or at a child of the module it stands in.
fn references(module: &Module, text: &str, modules: &BTreeSet<Module>) -> Vec<Reference> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    // Modules written within the file, with the depth of braces they stand at.
    let mut inner: Vec<(usize, String)> = Vec::new();
    let (mut depth, mut index) = (0, 0);
    while index < tokens.len() {
        let word = match &tokens[index].1 {
            Token::Mark('{') => {
                if let [(_, Token::Word(keyword)), (_, Token::Word(name))] =
                    &tokens[index.saturating_sub(2)..index]
                    && keyword == "mod"
                {
                    inner.push((depth, name.clone()));
                }
                depth += 1;
                index += 1;
                continue;
            }
            Token::Mark('}') => {
                depth = depth.saturating_sub(1);
                inner.retain(|(outside, _)| *outside < depth);
                index += 1;
                continue;
            }
            Token::Word(word) => word,
            Token::Separator | Token::Mark(_) => {
                index += 1;
                continue;
            }
        };
        let continues = index > 0 && tokens[index - 1].1 == Token::Separator;
        let leads = tokens.get(index + 1).map(|(_, token)| token) == Some(&Token::Separator);
        let mut here = module.clone();
        here.extend(inner.iter().map(|(_, name)| name.clone()));
        let child = [&module[..], std::slice::from_ref(word)].concat();
        let anchored = matches!(word.as_str(), "crate" | "super" | "self");
        if !continues && leads && anchored {
            index = path_tree(&tokens, index, &here, &[], &mut found);
        } else if !continues && leads && modules.contains(&child) {
            index = path_tree(&tokens, index, &here, module, &mut found);
        } else {
            index += 1;
        }
    }
    found
}

/// Reads a path or a tree of paths from a word on, and returns the place after it.
fn path_tree(
    tokens: &[(usize, Token)],
    from: usize,
    here: &Module,
    prefix: &[String],
    found: &mut Vec<Reference>,
) -> usize {
    let mut path = prefix.to_vec();
    let mut index = from;
    let mut line = tokens[from].0;
    loop {
        match tokens.get(index).map(|(at, token)| (*at, token)) {
            Some((at, Token::Word(word))) => {
                line = at;
                match word.as_str() {
                    "crate" => path.clear(),
                    "self" if index == from && prefix.is_empty() => path.clone_from(here),
                    "self" => {}
                    "super" => {
                        if index == from && prefix.is_empty() {
                            path.clone_from(here);
                        }
                        path.pop();
                    }
                    name => path.push(name.to_owned()),
                }
            }
            Some((_, Token::Mark('*'))) => {}
            Some((_, Token::Mark('{'))) => {
                index += 1;
                while index < tokens.len() && tokens[index].1 != Token::Mark('}') {
                    index = match &tokens[index].1 {
                        Token::Word(_) => path_tree(tokens, index, here, &path, found),
                        _ => index + 1,
                    };
                }
                return index + 1;
            }
            _ => break,
        }
        index += 1;
        if tokens.get(index).map(|(_, token)| token) != Some(&Token::Separator) {
            break;
        }
        index += 1;
    }
    found.push(Reference { line, path });
    index
}

/// The innermost module that a path leads into.
fn module_of(path: &[String], modules: &BTreeSet<Module>) -> Module {
    let mut length = path.len();
    while !modules.contains(&path[..length]) && length > 0 {
        length -= 1;
    }
    path[..length].to_vec()
}

/// Imports that do not lead to a lower layer, each with its file and line.
fn upward_imports(files: &BTreeMap<Module, String>) -> Vec<String> {
    let modules: BTreeSet<Module> = files.keys().cloned().collect();
    let layer = |name: &str| LAYERS.iter().position(|layer| *layer == name);
    let mut found = Vec::new();
    for (module, text) in files.iter().filter(|(module, _)| !module.is_empty()) {
        for Reference { line, path } in references(module, text, &modules) {
            let top = path.first().map_or("", String::as_str);
            let allowed = match (layer(&module[0]), layer(top)) {
                (Some(own), Some(other)) => other <= own,
                _ => false,
            };
            if !allowed {
                let name = module.join("::");
                found.push(format!("{name}, line {line}: crate::{}", path.join("::")));
            }
        }
    }
    found
}

/// For each module, which others it names.
fn graph(files: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<Module>> {
    let modules: BTreeSet<Module> = files.keys().cloned().collect();
    let mut graph = BTreeMap::new();
    for (module, text) in files {
        let references = references(module, text, &modules).into_iter();
        let mut targets: BTreeSet<Module> = references
            .map(|reference| module_of(&reference.path, &modules))
            .collect();
        targets.remove(module);
        graph.insert(module.clone(), targets);
    }
    graph
}

/// Arrows between the children of one module, a child standing for all that is below it.
fn between_children(
    graph: &BTreeMap<Module, BTreeSet<Module>>,
    parent: &[String],
) -> BTreeMap<Module, BTreeSet<Module>> {
    let child = |module: &Module| {
        (module.len() > parent.len() && module.starts_with(parent))
            .then(|| module[..=parent.len()].to_vec())
    };
    let mut arrows: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, targets) in graph {
        let Some(from) = child(module) else { continue };
        let to: BTreeSet<Module> = targets
            .iter()
            .filter_map(child)
            .filter(|other| *other != from)
            .collect();
        arrows.entry(from).or_default().extend(to);
    }
    arrows
}

/// Sets of modules that lead to each other.
fn cycles(arrows: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<BTreeSet<Module>> {
    let reached = |from: &Module| {
        let mut seen: BTreeSet<Module> = BTreeSet::new();
        let mut waiting = vec![from.clone()];
        while let Some(module) = waiting.pop() {
            let targets = arrows.get(&module).into_iter().flatten();
            waiting.extend(
                targets
                    .filter(|target| seen.insert((*target).clone()))
                    .cloned(),
            );
        }
        seen
    };
    let reached: BTreeMap<&Module, BTreeSet<Module>> = arrows
        .keys()
        .map(|module| (module, reached(module)))
        .collect();
    let mut found: BTreeSet<BTreeSet<Module>> = BTreeSet::new();
    for (module, targets) in &reached {
        if targets.contains(*module) {
            let leads_back =
                |other: &&Module| reached.get(other).is_some_and(|r| r.contains(*module));
            found.insert(targets.iter().filter(leads_back).cloned().collect());
        }
    }
    found.into_iter().collect()
}

/// The source files of this crate by module; `lib.rs` is the empty path.
fn source() -> BTreeMap<Module, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let below = path.strip_prefix(&root).unwrap().with_extension("");
            let mut module: Module = below
                .iter()
                .map(|part| part.to_str().unwrap().to_owned())
                .collect();
            if module.last().is_some_and(|name| name == "mod") || module == ["lib"] {
                module.pop();
            }
            if path.extension().is_some_and(|end| end == "rs") && module != ["main"] {
                files.insert(module, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn modules_import_only_what_is_below_them() {
    let files = source();
    let top: BTreeSet<&str> = files
        .keys()
        .filter_map(|m| m.first())
        .map(String::as_str)
        .collect();
    assert_eq!(
        top,
        BTreeSet::from(LAYERS),
        "a module without a layer, or a layer without a module"
    );
    let found = upward_imports(&files);
    assert!(found.is_empty(), "upward imports:\n{}", found.join("\n"));
}

/// Cycles between children that are still there, by top-level module. These numbers only ever go down.
const CYCLES_LEFT: [(&str, usize); 6] = [
    ("base", 1),
    ("catalog", 1),
    ("team", 3),
    ("coverage", 2),
    ("render", 1),
    ("cli", 2),
];

#[test]
fn children_of_a_module_form_no_new_cycle() {
    let graph = graph(&source());
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for parent in graph.keys() {
        for cycle in cycles(&between_children(&graph, parent)) {
            let names: Vec<String> = cycle.iter().map(|module| module.join("::")).collect();
            let top = parent.first().map_or("", String::as_str);
            found.entry(top).or_default().push(names.join(" <-> "));
        }
    }
    for (top, cycles) in found {
        let left = CYCLES_LEFT.iter().find(|(name, _)| *name == top);
        let most = left.map_or(0, |(_, most)| *most);
        assert!(
            cycles.len() <= most,
            "{top}: more than {most} cycles: {cycles:#?}"
        );
    }
}

/// What reads the clock, the environment, the terminal or the disk. Only the command may.
const AMBIENT: [&str; 8] = [
    "Instant",
    "SystemTime",
    "Zoned",
    "stdin",
    "stdout",
    "stderr",
    "println",
    "eprintln",
];

#[test]
fn only_the_command_reads_the_clock_and_the_terminal() {
    for (module, text) in source() {
        if module.first().is_some_and(|top| top == "cli") {
            continue;
        }
        for (line, token) in tokens(&text) {
            let ambient = AMBIENT
                .iter()
                .any(|name| token == Token::Word((*name).to_owned()));
            assert!(!ambient, "{}, line {line}: {token:?}", module.join("::"));
        }
    }
}

/// A small crate of two layers, with a planted text in the lower one.
fn planted(text: &str) -> BTreeMap<Module, String> {
    let module = |path: &str| path.split("::").map(str::to_owned).collect::<Module>();
    BTreeMap::from([
        (Module::new(), String::new()),
        (module("catalog"), "pub mod price; pub mod rule;".to_owned()),
        (module("catalog::price"), text.to_owned()),
        (
            module("catalog::rule"),
            "use super::price::Price;".to_owned(),
        ),
        (
            module("plan"),
            "use crate::catalog::{price, rule::Rule};".to_owned(),
        ),
        (
            module("plan::search"),
            "use super::Plan; use crate::{catalog::price::Price};".to_owned(),
        ),
    ])
}

#[test]
fn a_planted_upward_import_is_found_in_every_form() {
    let forms = [
        "use crate::plan::search;",
        "use crate::plan::{search::{search}};",
        "use crate::{catalog::rule::Rule, plan};",
        "fn f() -> crate::plan::Plan { todo!() }",
        "fn f() { let x = super::super::plan::Plan; }",
        "pub(in crate::plan) fn f() {}",
        "#[cfg(test)] mod tests { use super::super::super::plan::Plan; }",
        "mod a { mod b { fn f() { super::super::super::super::plan::f(); } } }",
        "mod a {} const C: char = '\"'; use crate::plan::Plan; const D: char = '\"';",
        "const R: &str = r#\"a \" b\"#; use crate::plan::Plan;",
        "use crate::Facade;",
    ];
    for text in forms {
        assert_eq!(upward_imports(&planted(text)).len(), 1, "{text}");
    }
}

#[test]
fn what_only_looks_like_an_upward_import_is_none() {
    let forms = [
        "use super::rule::Rule;",
        "use crate::catalog::price::Price;",
        "// use crate::plan::Plan;\n/* crate::plan /* crate::plan */ crate::plan */",
        "/// [`crate::plan::Plan`]\nconst TEXT: &str = \"use crate::plan::Plan; \\\" crate::plan::x\";",
        "const TEXT: &str = r#\"a \" crate::plan::x\"#;",
        "fn f<'a>(x: &'a str) { other::plan::f(); std::iter::once(1); }",
        "#[cfg(test)] mod tests { use super::super::rule::Rule; use super::*; }",
    ];
    for text in forms {
        assert_eq!(
            upward_imports(&planted(text)),
            Vec::<String>::new(),
            "{text}"
        );
    }
}

#[test]
fn a_planted_cycle_is_found() {
    let parent = ["catalog".to_owned()];
    let of = |text: &str| cycles(&between_children(&graph(&planted(text)), &parent)).len();
    assert_eq!(of("pub struct Price;"), 0);
    assert_eq!(of("fn f() -> super::rule::Rule { todo!() }"), 1);
    assert_eq!(of("use crate::catalog::{rule::Rule};"), 1);
}
