//! "Did you mean": the valid names nearest to a wrong one.

/// At most this many suggestions.
const MAX_SUGGESTIONS: usize = 3;

/// The nearest valid names, best first, at most three; none if nothing is near.
pub fn nearest<'a>(wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wrong = wrong.to_lowercase();
    let mut near: Vec<(f64, &str)> = valid
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let edits = strsim::osa_distance(&wrong, &lower);
            let longest = wrong.chars().count().max(lower.chars().count());
            let part = wrong.len() >= 3 && lower.contains(&wrong);
            let close = edits <= longest.div_ceil(3) && edits < longest;
            let score = strsim::jaro_winkler(&wrong, &lower) - edits as f64 / (longest as f64 + 1.0);
            (close || part).then_some((score, name))
        })
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.dedup_by(|a, b| a.1 == b.1);
    near.into_iter().take(MAX_SUGGESTIONS).map(|(_, name)| name).collect()
}

/// The suggestion as a sentence, if there is one.
pub fn sentence<'a>(wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = nearest(wrong, valid).iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("did you mean {one}?")),
        [first @ .., last] => Some(format!("did you mean {} or {last}?", first.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_find_their_word() {
        let ids = ["aws-saa", "aws-sap", "cka", "ckad", "devops-engineer", "pcap"];
        assert_eq!(nearest("pcapp", ids), ["pcap"]);
        assert_eq!(nearest("aws-sa", ids), ["aws-saa", "aws-sap"]);
        assert_eq!(nearest("devop", ids), ["devops-engineer"]);
        assert!(nearest("zzzzzz", ids).is_empty());
        assert_eq!(sentence("aws-sa", ids).as_deref(), Some("did you mean `aws-saa` or `aws-sap`?"));
    }
}
