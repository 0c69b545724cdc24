//! Excel workbooks: each sheet becomes a table of text, in which dates are dates and rows keep their numbers.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Dimensions, Reader, Xlsx};

use super::super::Input;
use crate::base::diagnostic::{Code, Diagnostic};

/// Most cells of a workbook that are read, most columns, and most bytes that its parts may unpack to.
const MAX_CELLS: usize = 2_000_000;
const MAX_COLUMNS: u32 = 1_000;
const MAX_UNPACKED: u64 = 512 * 1024 * 1024;

/// The cells of a sheet by row and column.
type Rows = BTreeMap<u32, Vec<(u32, String)>>;

/// The sheets of a workbook that hold something, as text with commas, each with its name; it goes by the file's name, and by
/// its own where there are several.
pub(crate) fn sheets(input: &Input) -> Result<Vec<(String, Input)>, Diagnostic> {
    let damaged = |why: &dyn std::fmt::Display| {
        let message = format!("`{}` cannot be read as a workbook: {why}", input.name);
        Diagnostic::error(Code::Damaged, message)
            .help("save it again as .xlsx, or export it as CSV")
    };
    if unpacked_size(&input.bytes).is_none_or(|size| size > MAX_UNPACKED) {
        return Err(damaged(&"its parts are too large or not listed"));
    }
    let mut workbook: Xlsx<_> =
        Xlsx::new(Cursor::new(input.bytes.as_slice())).map_err(|error| damaged(&error))?;
    let mut sheets = Vec::new();
    let mut cells = 0;
    for name in workbook.sheet_names() {
        let mut rows = rows(&mut workbook, &name, &mut cells).map_err(|error| damaged(&error))?;
        // A chart has no cells.
        let merged = workbook
            .merge_cells_by_sheet_name(&name)
            .unwrap_or_default();
        fill_merged(&mut rows, &merged).map_err(|error| damaged(&error))?;
        let text = text(&rows);
        if !text.trim().is_empty() {
            sheets.push((name, text));
        }
    }
    let several = sheets.len() > 1;
    let named = |(sheet, text): (String, String)| {
        let name = if several {
            format!("{} [{sheet}]", input.name)
        } else {
            input.name.clone()
        };
        let bytes = text.into_bytes();
        (sheet, Input { name, bytes })
    };
    Ok(sheets.into_iter().map(named).collect())
}

/// Reads the cells of a sheet one by one: the area that a sheet claims to have may be anything.
fn rows(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    cells: &mut usize,
) -> Result<Rows, String> {
    let mut reader = match workbook.worksheet_cells_reader(sheet) {
        Ok(reader) => reader,
        // A chart has no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(Rows::new()),
        Err(error) => return Err(error.to_string()),
    };
    let mut rows = Rows::new();
    while let Some(cell) = reader.next_cell().map_err(|error| error.to_string())? {
        *cells += 1;
        let (row, column) = cell.get_position();
        if *cells > MAX_CELLS || column > MAX_COLUMNS {
            return Err(format!("sheet `{sheet}` has too many cells"));
        }
        let text = cell_text(cell.get_value());
        if !text.is_empty() {
            rows.entry(row).or_default().push((column, text));
        }
    }
    Ok(rows)
}

/// Repeats the text of cells that are merged over several rows in each of them, since it is about all of them.
fn fill_merged(rows: &mut Rows, merged: &[Dimensions]) -> Result<(), &'static str> {
    let mut filled = 0_usize;
    for area in merged {
        let ((top, column), (bottom, _)) = (area.start, area.end);
        let text = rows.get(&top).and_then(|cells| {
            let cell = cells.iter().find(|(of, _)| *of == column)?;
            Some(cell.1.clone())
        });
        let Some(text) = text else { continue };
        for row in top.saturating_add(1)..=bottom {
            filled += 1;
            if filled > MAX_CELLS {
                return Err("it has too many merged cells");
            }
            // Rows in which nothing else stands say nothing.
            if let Some(cells) = rows.get_mut(&row) {
                match cells.binary_search_by_key(&column, |(of, _)| *of) {
                    Ok(place) => cells[place].1.clone_from(&text),
                    Err(place) => cells.insert(place, (column, text.clone())),
                }
            }
        }
    }
    Ok(())
}

/// A cell as text: a date as a date, a whole number without a point.
fn cell_text(value: &DataRef<'_>) -> String {
    let text = match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(held) => if *held { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(day) if day.is_datetime() => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(other) => other.as_f64().to_string(),
        DataRef::Error(_) | DataRef::DurationIso(_) | DataRef::Empty => String::new(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Rows as lines with commas, each on the line of its number; none where no row has several cells.
fn text(rows: &Rows) -> String {
    let Some(top) = rows
        .iter()
        .find(|(_, cells)| cells.len() > 1)
        .map(|(row, _)| *row)
    else {
        return String::new();
    };
    let width = rows
        .get(&top)
        .and_then(|cells| cells.last())
        .map_or(0, |last| last.0);
    let mut text = String::new();
    let mut line = 0;
    for (row, cells) in rows {
        while line < *row {
            text.push('\n');
            line += 1;
        }
        let width = if *row < top { 0 } else { width };
        let last = cells.last().map_or(0, |last| last.0).max(width);
        let mut filled = cells.iter().peekable();
        for column in 0..=last {
            if column > 0 {
                text.push(',');
            }
            if let Some((_, cell)) = filled.next_if(|(of, _)| *of == column) {
                text.push_str(&quoted(cell));
            }
        }
    }
    text.push('\n');
    text
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', ';', '\t', '|']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// How large the parts of an archive say they are together, by its directory; `None` where there is none.
fn unpacked_size(bytes: &[u8]) -> Option<u64> {
    const ENTRY: &[u8] = b"PK\x01\x02";
    let number = |offset: usize, length: usize| -> Option<u64> {
        let bytes = bytes.get(offset..offset + length)?;
        Some(
            bytes
                .iter()
                .rev()
                .fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        )
    };
    let end = bytes.len().checked_sub(22)?;
    let record = (end.saturating_sub(66_000)..=end)
        .rev()
        .find(|offset| bytes.get(*offset..offset + 4) == Some(b"PK\x05\x06"))?;
    let count = number(record + 10, 2)?;
    let mut offset = usize::try_from(number(record + 16, 4)?).ok()?;
    let mut size = 0_u64;
    for _ in 0..count {
        if bytes.get(offset..offset + 4)? != ENTRY {
            return None;
        }
        size = size.checked_add(number(offset + 24, 4)?)?;
        let lengths = number(offset + 28, 2)? + number(offset + 30, 2)? + number(offset + 32, 2)?;
        offset = offset
            .checked_add(46)?
            .checked_add(usize::try_from(lengths).ok()?)?;
    }
    Some(size)
}
