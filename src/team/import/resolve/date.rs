//! Dates as exports write them. A month stays a month; what can mean two days is an error, never a guess.

use crate::base::date::PartialDate;

/// In which order day, month and year stand in dates such as `05/11/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateOrder {
    /// 5 November.
    DayFirst,
    /// May 11.
    MonthFirst,
    /// The year first, as in `26/11/05`.
    YearFirst,
}

impl DateOrder {
    /// For a sentence: "day first".
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::DayFirst => "day first",
            Self::MonthFirst => "month first",
            Self::YearFirst => "year first",
        }
    }
}

/// A date that was read, and what had to be known for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The date, as precise as it is written.
    pub date: PartialDate,
    /// How it was made out, where the text alone does not say.
    pub by: Basis,
}

/// What a reading rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The text itself.
    Text,
    /// Other dates of the same file, which can be read in one order only.
    File(DateOrder),
    /// What the user says.
    User(DateOrder),
    /// A spreadsheet's day number.
    DayNumber,
}

/// Why a text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undated {
    /// It is in no known form.
    #[error("this is in no known form of date")]
    Form,
    /// The calendar has no such day.
    #[error("the calendar has no such day")]
    NoSuchDay,
    /// It can mean two days.
    #[error("this can be day first or month first")]
    Ambiguous,
    /// The century, and with it the order, is open.
    #[error("the year has two digits")]
    ShortYear,
}

/// How the ambiguous dates of one file are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Custom {
    /// As the user says.
    pub said: Option<DateOrder>,
    /// As all dates of the file that have only one reading say.
    pub shown: Option<DateOrder>,
}

impl Custom {
    /// What the dates of a file show: an order, if those that have one reading all agree on it.
    pub fn of_file<'a>(texts: impl IntoIterator<Item = &'a str>, said: Option<DateOrder>) -> Self {
        let mut shown = None;
        for order in texts.into_iter().filter_map(|text| proven(day_part(text))) {
            if shown.is_some_and(|other| other != order) {
                return Self { said, shown: None };
            }
            shown = Some(order);
        }
        Self { said, shown }
    }
}

/// The order that a date proves by itself: there is no month 30.
fn proven(text: &str) -> Option<DateOrder> {
    let (first, second, _) = slashed(text)?;
    match (first > 12, second > 12) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// `05/11/2026` or `05-11-2026` as three numbers, in the order written.
fn slashed(text: &str) -> Option<(u16, u16, u16)> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| digits(part, 1..=2);
    (parts.next().is_none() && year.len() == 4)
        .then(|| Some((short(first)?, short(second)?, digits(year, 4..=4)?)))
        .flatten()
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u16> {
    (length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// The text without a time of day behind it.
fn day_part(text: &str) -> &str {
    let text = text.trim();
    let before_time = |position: usize| text.get(..position).unwrap_or(text).trim_end();
    if let Some(colon) = text.find(':') {
        let head = text.get(..colon).unwrap_or_default();
        if let Some(position) = head.rfind(|c: char| c == 'T' || c.is_whitespace()) {
            return before_time(position).trim_end_matches(',');
        }
    }
    text
}

/// A date as people and programs write it.
///
/// # Errors
/// [`Undated`] where it is not a date, or could be two.
pub fn read(text: &str, custom: Custom) -> Result<Dated, Undated> {
    if let Some(plain) = without_characters(text) {
        return read(&plain, custom);
    }
    let text = day_part(text);
    let plain = |date: PartialDate| Dated {
        date,
        by: Basis::Text,
    };
    if let Some(parts) = by_month_name(text, custom.said) {
        return parts
            .and_then(|(year, month, day)| date(year, month, day))
            .map(plain);
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return match text.len() {
            4 => date_of_text(text).map(plain),
            8 => date_of_text(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])).map(plain),
            5 => day_number(text).map(|date| Dated {
                date,
                by: Basis::DayNumber,
            }),
            _ => Err(Undated::Form),
        };
    }
    if let Some((first, second, year)) = slashed(text) {
        return numbers(first, second, year, custom);
    }
    let separator = text.chars().find(|c| !c.is_ascii_digit());
    let parts: Vec<&str> =
        separator.map_or_else(Vec::new, |separator| text.split(separator).collect());
    match (separator, parts.as_slice()) {
        (Some('-' | '/' | '.'), [year, month]) if year.len() == 4 => {
            date(digits(year, 4..=4).ok_or(Undated::Form)?, two(month)?, None).map(plain)
        }
        // Month and year, as in `02/2024`: no day is that long.
        (Some('-' | '/' | '.'), [month, year]) if year.len() == 4 => {
            date(digits(year, 4..=4).ok_or(Undated::Form)?, two(month)?, None).map(plain)
        }
        (Some('-' | '/' | '.'), [year, month, day]) if year.len() == 4 => date(
            digits(year, 4..=4).ok_or(Undated::Form)?,
            two(month)?,
            Some(two(day)?),
        )
        .map(plain),
        // Dots stand in dates that start with the day, everywhere.
        (Some('.'), [day, month, year]) if year.len() == 4 => date(
            digits(year, 4..=4).ok_or(Undated::Form)?,
            two(month)?,
            Some(two(day)?),
        )
        .map(plain),
        (Some('-' | '/' | '.'), [first, second, third]) => {
            let (first, second, third) = (two(first)?, two(second)?, two(third)?);
            let order = custom.said.ok_or(Undated::ShortYear)?;
            let (year, month, day) = match order {
                DateOrder::DayFirst => (third, second, first),
                DateOrder::MonthFirst => (third, first, second),
                DateOrder::YearFirst => (first, second, third),
            };
            date(2000 + year, month, Some(day)).map(|date| Dated {
                date,
                by: Basis::User(order),
            })
        }
        _ => Err(Undated::Form),
    }
}

fn two(text: &str) -> Result<u16, Undated> {
    digits(text, 1..=2).ok_or(Undated::Form)
}

/// Two numbers and a year: the numbers themselves decide, then the user, then the file.
fn numbers(first: u16, second: u16, year: u16, custom: Custom) -> Result<Dated, Undated> {
    let day_first = date(year, second, Some(first));
    let month_first = date(year, first, Some(second));
    let by = |order, date| match order {
        DateOrder::DayFirst => Ok(Dated {
            date: day_first?,
            by: date,
        }),
        DateOrder::MonthFirst => Ok(Dated {
            date: month_first?,
            by: date,
        }),
        DateOrder::YearFirst => Err(Undated::Ambiguous),
    };
    match (day_first, month_first) {
        (Ok(one), Ok(other)) if one == other => Ok(Dated {
            date: one,
            by: Basis::Text,
        }),
        (Ok(_), Ok(_)) => match (custom.said, custom.shown) {
            (Some(order), _) => by(order, Basis::User(order)),
            (None, Some(order)) => by(order, Basis::File(order)),
            (None, None) => Err(Undated::Ambiguous),
        },
        (Ok(date), Err(_)) | (Err(_), Ok(date)) => Ok(Dated {
            date,
            by: Basis::Text,
        }),
        (Err(_), Err(_)) => Err(Undated::NoSuchDay),
    }
}

fn date(year: u16, month: u16, day: Option<u16>) -> Result<PartialDate, Undated> {
    let day = day.map_or_else(String::new, |day| format!("-{day:02}"));
    date_of_text(&format!("{year:04}-{month:02}{day}"))
}

fn date_of_text(text: &str) -> Result<PartialDate, Undated> {
    text.parse().map_err(|_| Undated::NoSuchDay)
}

/// Days as spreadsheets count them: 1 is 1900-01-01, and there was a 29 February 1900. Only from 1954 to 2099, where no
/// other number of five digits is likely.
fn day_number(text: &str) -> Result<PartialDate, Undated> {
    let days: i64 = text.parse().map_err(|_| Undated::Form)?;
    if !(20_000..=73_050).contains(&days) {
        return Err(Undated::Form);
    }
    let day = jiff::civil::date(1899, 12, 30).saturating_add(jiff::Span::new().days(days));
    date_of_text(&day.to_string())
}

/// `1 Feb 2024`, `01-Feb-2024`, `Feb 1, 2024`, `Feb 2024`: year, month, day. `None` where no month is named.
fn by_month_name(
    text: &str,
    said: Option<DateOrder>,
) -> Option<Result<(u16, u16, Option<u16>), Undated>> {
    let separates = |c: char| c.is_whitespace() || matches!(c, ',' | '-' | '/' | '.');
    let tokens: Vec<&str> = text
        .split(separates)
        .filter(|token| !token.is_empty() && !FILLERS.contains(&token.to_lowercase().as_str()))
        .map(without_ordinal)
        .collect();
    let position = tokens
        .iter()
        .position(|token| token.starts_with(char::is_alphabetic))?;
    let month = month_named(tokens[position])?;
    let rest: Vec<&str> = tokens
        .iter()
        .enumerate()
        .filter(|(n, _)| *n != position)
        .map(|(_, token)| *token)
        .collect();
    Some(match rest.as_slice() {
        [year] if year.len() == 4 => digits(year, 4..=4)
            .ok_or(Undated::Form)
            .map(|year| (year, month, None)),
        [day, year] if year.len() == 4 => match (digits(day, 1..=2), digits(year, 4..=4)) {
            (Some(day), Some(year)) => Ok((year, month, Some(day))),
            _ => Err(Undated::Form),
        },
        [first, last] => match (digits(first, 1..=2), digits(last, 1..=2)) {
            (Some(first), Some(last)) => match said {
                None => Err(Undated::ShortYear),
                Some(DateOrder::YearFirst) => Ok((2000 + first, month, Some(last))),
                Some(_) => Ok((2000 + last, month, Some(first))),
            },
            _ => Err(Undated::Form),
        },
        [short] if digits(short, 1..=2).is_some() => Err(Undated::ShortYear),
        _ => Err(Undated::Form),
    })
}

/// Words in a date that say nothing: `5 de mayo de 2024`, `Fri May 03 2024`.
const FILLERS: [&str; 22] = [
    "of",
    "the",
    "de",
    "del",
    "di",
    "le",
    "el",
    "den",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The number of a day without what makes it an ordinal: `1st`, `2nd`, `1er`, `5º`.
fn without_ordinal(token: &str) -> &str {
    let number = token.trim_end_matches(|c: char| c.is_alphabetic());
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let ending = token.get(number.len()..).unwrap_or_default();
    if is_number && ["st", "nd", "rd", "th", "er", "re", "e", "º", "ª"].contains(&ending) {
        number
    } else {
        token
    }
}

/// Names of months and their usual short forms: English, German, French, Spanish, Italian, Portuguese, Dutch.
fn month_named(text: &str) -> Option<u16> {
    const NAMES: [&[&str]; 12] = [
        &[
            "jan", "january", "januar", "jänner", "janvier", "janv", "enero", "ene", "gennaio",
            "gen", "janeiro", "januari",
        ],
        &[
            "feb",
            "february",
            "februar",
            "février",
            "fevrier",
            "févr",
            "febrero",
            "febbraio",
            "fevereiro",
            "fev",
            "februari",
        ],
        &[
            "mar", "march", "mär", "mrz", "märz", "mars", "marzo", "março", "marco", "maart", "mrt",
        ],
        &["apr", "april", "avril", "avr", "abril", "abr", "aprile"],
        &["may", "mai", "mayo", "maggio", "mag", "maio", "mei"],
        &[
            "jun", "june", "juni", "juin", "junio", "giugno", "giu", "junho",
        ],
        &[
            "jul", "july", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho",
        ],
        &["aug", "august", "août", "aout", "agosto", "ago", "augustus"],
        &[
            "sep",
            "sept",
            "september",
            "septembre",
            "septiembre",
            "setiembre",
            "settembre",
            "set",
            "setembro",
        ],
        &[
            "oct", "october", "okt", "oktober", "octobre", "octubre", "ottobre", "ott", "outubro",
            "out",
        ],
        &["nov", "november", "novembre", "noviembre", "novembro"],
        &[
            "dec",
            "december",
            "dez",
            "dezember",
            "décembre",
            "decembre",
            "déc",
            "diciembre",
            "dic",
            "dicembre",
            "dezembro",
        ],
    ];
    let lower = text.to_lowercase();
    let position = NAMES
        .iter()
        .position(|names| names.contains(&lower.as_str()))?;
    u16::try_from(position + 1).ok()
}

/// `2024年5月1日` with dashes.
fn without_characters(text: &str) -> Option<String> {
    let (year, rest) = text.split_once('年')?;
    let (month, day) = rest.split_once('月')?;
    let day = day.trim().trim_end_matches('日').trim();
    let parts = [year.trim(), month.trim(), day];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    Some(parts.collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by(text: &str, custom: Custom) -> Result<String, Undated> {
        read(text, custom).map(|dated| dated.date.to_string())
    }

    #[test]
    fn forms_that_say_what_they_mean() {
        for (text, date) in [
            ("2024-02-10", "2024-02-10"),
            ("2024-02", "2024-02"),
            ("2024", "2024"),
            ("20240210", "2024-02-10"),
            ("2024/2/10", "2024-02-10"),
            ("2016-12-31T23:59:59Z", "2016-12-31"),
            ("2025-12-03  09:15:07", "2025-12-03"),
            ("2026-01-02T03:04:05.000+01:00", "2026-01-02"),
            ("12/30/2023", "2023-12-30"),
            ("20/01/2026 16:40", "2026-01-20"),
            ("05/05/2026", "2026-05-05"),
            ("15.01.2024", "2024-01-15"),
            ("1.2.2024", "2024-02-01"),
            ("02/2024", "2024-02"),
            ("01-Jul-2023", "2023-07-01"),
            ("Jul 1, 2023", "2023-07-01"),
            ("1. März 2024", "2024-03-01"),
            ("1er février 2024", "2024-02-01"),
            ("5 de mayo de 2024", "2024-05-05"),
            ("3 maggio 2024", "2024-05-03"),
            ("12 dez. 2024", "2024-12-12"),
            ("mei 2024", "2024-05"),
            ("May 3rd, 2024", "2024-05-03"),
            ("Fri May 03 2024", "2024-05-03"),
            ("2024年5月1日", "2024-05-01"),
            ("2024年5月", "2024-05"),
            ("Feb 2024", "2024-02"),
            ("44927", "2023-01-01"),
            ("45292", "2024-01-01"),
        ] {
            assert_eq!(by(text, Custom::default()), Ok(date.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_open_stays_open() {
        for (text, why) in [
            ("05/11/2026", Undated::Ambiguous),
            ("05-11-2026", Undated::Ambiguous),
            ("05/11/26", Undated::ShortYear),
            ("01-Jul-23", Undated::ShortYear),
            ("Dec-25", Undated::ShortYear),
            ("2025-02-29", Undated::NoSuchDay),
            ("31/31/2025", Undated::NoSuchDay),
            ("30.02.2024", Undated::NoSuchDay),
            ("soon", Undated::Form),
            ("", Undated::Form),
            ("12345678901", Undated::Form),
            ("99999", Undated::Form),
            ("1/2/3/2024", Undated::Form),
        ] {
            assert_eq!(by(text, Custom::default()), Err(why), "{text}");
        }
    }

    #[test]
    fn the_file_or_the_user_decides() {
        let shown = Custom::of_file(["20/01/2026", "05/11/2026", "2026-01-01"], None);
        assert_eq!(
            read("05/11/2026", shown).unwrap().by,
            Basis::File(DateOrder::DayFirst)
        );
        assert_eq!(by("05/11/2026", shown), Ok("2026-11-05".to_owned()));
        let both = Custom::of_file(["20/01/2026", "01/20/2026"], None);
        assert_eq!(by("05/11/2026", both), Err(Undated::Ambiguous));
        let said = Custom {
            said: Some(DateOrder::MonthFirst),
            ..shown
        };
        assert_eq!(by("05/11/2026", said), Ok("2026-05-11".to_owned()));
        assert_eq!(
            by("20/01/2026", said),
            Ok("2026-01-20".to_owned()),
            "there is no month 20"
        );
        assert_eq!(by("05/11/26", said), Ok("2026-05-11".to_owned()));
    }

    fn any_date() -> impl Strategy<Value = (u16, u16, u16)> {
        (1970..2100u16, 1..=12u16, 1..=28u16)
    }

    proptest! {
        #[test]
        fn forms_that_are_no_question_read_back((year, month, day) in any_date(), form in 0..6usize) {
            const MONTHS: [&str; 12] =
                ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let name = MONTHS[usize::from(month) - 1];
            let text = match form {
                0 => format!("{year}-{month:02}-{day:02}"),
                1 => format!("{year}-{month:02}-{day:02}T23:59:59.000Z"),
                2 => format!("{day:02}.{month:02}.{year}"),
                3 => format!("{day}-{name}-{year}"),
                4 => format!("{name} {day}, {year}"),
                _ => format!("{year}/{month}/{day} 09:15"),
            };
            prop_assert_eq!(by(&text, Custom::default()), Ok(format!("{year}-{month:02}-{day:02}")));
        }

        #[test]
        fn slashes_are_a_question_only_where_they_can_mean_two_days((year, month, day) in any_date()) {
            let (dmy, mdy) = (format!("{day}/{month}/{year}"), format!("{month}/{day}/{year}"));
            let iso = format!("{year}-{month:02}-{day:02}");
            let alone = by(&dmy, Custom::default());
            if day > 12 || day == month {
                prop_assert_eq!(alone, Ok(iso.clone()));
            } else {
                prop_assert_eq!(alone, Err(Undated::Ambiguous));
            }
            for (text, order) in [(dmy, DateOrder::DayFirst), (mdy, DateOrder::MonthFirst)] {
                let said = Custom { said: Some(order), shown: None };
                prop_assert_eq!(by(&text, said), Ok(iso.clone()));
                let shown = Custom { said: None, shown: Some(order) };
                prop_assert_eq!(by(&text, shown), Ok(iso.clone()));
            }
        }

        #[test]
        fn day_numbers_count_days(number in 20_000..=73_049i64) {
            let day = |number: i64| by(&number.to_string(), Custom::default()).unwrap().parse::<jiff::civil::Date>().unwrap();
            prop_assert_eq!(day(number).tomorrow().unwrap(), day(number + 1));
        }

        #[test]
        fn any_text_gets_an_answer(text in any::<String>(), digits in "[0-9./ -]{0,12}") {
            let _ = (read(&text, Custom::default()), read(&digits, Custom::default()));
            let _ = Custom::of_file([text.as_str(), digits.as_str()], None);
        }
    }
}
