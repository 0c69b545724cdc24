//! Pages that stand alone: no script, nothing from elsewhere, every text escaped.

use super::{Cell, Grid, clean, layout};

const STYLE: &str = "\
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); vertical-align: top }
.number { text-align: right; font-variant-numeric: tabular-nums }
.bar { width: 30% }
.bar div { height: .8rem; background: color-mix(in srgb, currentColor 45%, transparent) }
";

/// Text as HTML shows it.
pub fn escape(text: &str) -> String {
    clean(text)
        .chars()
        .map(|c| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            '\'' => "&#39;".to_owned(),
            c => c.to_string(),
        })
        .collect()
}

/// Tags whose text is read by programs or copied into a terminal.
const VERBATIM: [&str; 4] = ["script", "style", "code", "pre"];

/// A page in whose texts no number parts from its unit at the end of a line. Its tags hold no bare `>`.
pub fn keep_units(page: &str) -> String {
    let mut kept = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((text, tag)) = rest.split_once('<') {
        kept += &layout::glue(text);
        let end = match VERBATIM.iter().find(|name| opens(tag, name)) {
            Some(name) => tag.find(&format!("</{name}")),
            None => tag.find('>'),
        };
        let (tag, after) = tag.split_at(end.unwrap_or(tag.len()));
        kept.push('<');
        kept += tag;
        rest = after;
    }
    kept + &layout::glue(rest)
}

/// Whether a tag without its first bracket opens an element.
fn opens(tag: &str, name: &str) -> bool {
    tag.strip_prefix(name)
        .is_some_and(|rest| rest.starts_with(['>', ' ', '\n']))
}

/// A whole page around a body that is HTML already.
pub fn page(title: &str, body: &str) -> String {
    keep_units(&format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape(title)
    ))
}

/// Sentences as a list; nothing where there are none.
pub fn list(lines: &[String]) -> String {
    let lines: String = lines
        .iter()
        .map(|line| format!("<li>{}</li>\n", escape(line)))
        .collect();
    if lines.is_empty() {
        lines
    } else {
        format!("<ul>\n{lines}</ul>\n")
    }
}

/// Rows as a table with every column.
pub fn table(grid: &Grid) -> String {
    charted(grid, &[])
}

/// Rows as a table, each with a bar of so many hundredths of the longest.
pub fn charted(grid: &Grid, bars: &[u8]) -> String {
    let cells = |tag: &str, cells: Vec<String>| -> String {
        let cells = grid.columns.iter().zip(cells).map(|(column, text)| {
            let class = if column.right {
                " class=\"number\""
            } else {
                ""
            };
            format!("<{tag}{class}>{}</{tag}>", escape(&text))
        });
        cells.collect()
    };
    let head = cells(
        "th",
        grid.columns
            .iter()
            .map(|column| column.title.to_string())
            .collect(),
    );
    let head = if bars.is_empty() {
        head
    } else {
        head + "<th></th>"
    };
    let row = |(at, row): (usize, &Vec<Cell>)| {
        let bar = bars
            .get(at)
            .map(|share| format!("<td class=\"bar\"><div style=\"width:{share}%\"></div></td>"));
        format!(
            "<tr>{}{}</tr>\n",
            cells("td", row.iter().map(Cell::raw).collect()),
            bar.unwrap_or_default()
        )
    };
    let rows: String = grid.rows.iter().enumerate().map(row).collect();
    format!("<table>\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Column;

    #[test]
    fn numbers_keep_their_units_where_people_read_them() {
        assert_eq!(
            keep_units(
                "<p title=\"in 3 days\">USD 700 and <b>in 3 days</b>, 29 Nov 2026</p>5 hours"
            ),
            "<p title=\"in 3 days\">USD\u{a0}700 and <b>in 3\u{a0}days</b>, 29\u{a0}Nov\u{a0}2026</p>5\u{a0}hours"
        );
        let verbatim = "<style>\na 1 h</style><code class=\"x\">--until 2 days <b>1 h</b></code><script>1 h</script>";
        assert_eq!(keep_units(verbatim), verbatim);
        assert_eq!(keep_units("<pret>1 h"), "<pret>1\u{a0}h");
    }

    #[test]
    fn no_text_becomes_markup() {
        let hostile = "</title><script>alert('1')</script>\" onload=\"x & \u{1b}";
        let columns = vec![Column::text("a"), Column::number("b")];
        let grid = Grid::new(columns, [[hostile; 2]]);
        let page = page(hostile, &table(&grid));
        assert!(
            !page.contains("<script") && !page.contains("onload=\"") && !page.contains('\u{1b}')
        );
        assert_eq!(page.matches("&lt;script&gt;").count(), 3);
    }
}
