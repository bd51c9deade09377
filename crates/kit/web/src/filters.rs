//! How templates write days, times and money.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use minijinja::{Environment, Error, ErrorKind};
use rathaus_core::{Cents, Lang};

/// The zone of the administration.
pub fn zone() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC)
}

/// An instant on the clock of the administration: `22.11.2026, 14:30 Uhr`, `22/11/2026, 14:30`.
pub fn date_time(lang: Lang, at: Timestamp) -> String {
    let local = at.to_zoned(zone());
    let hour = if lang == Lang::De { " Uhr" } else { "" };
    format!("{}, {:02}:{:02}{hour}", lang.short_date(local.date()), local.hour(), local.minute())
}

/// The paragraphs of a text: parts between empty lines.
pub fn paragraphs(text: &str) -> Vec<String> {
    text.replace("\r\n", "\n")
        .split("\n\n")
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// An amount: `1.234,56 €`, `€1,234.56`.
pub fn money(lang: Lang, cents: Cents) -> String {
    #[allow(clippy::cast_precision_loss)]
    let number = lang.number(cents.0 as f64 / 100.0, 2);
    match lang {
        Lang::De => format!("{number}\u{a0}€"),
        Lang::En => format!("€{number}"),
    }
}

/// Reads what serialised days and instants look like.
fn local(text: &str) -> Result<Zoned, Error> {
    let wrong =
        || Error::new(ErrorKind::InvalidOperation, format!("{text:?} is neither a day nor an instant"));
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at.to_zoned(zone()));
    }
    text.parse::<Date>().and_then(|date| date.to_zoned(zone())).map_err(|_| wrong())
}

/// Adds the filters `date` (`22.11.2026`), `day` (`22. November 2026`), `datetime` and `money` (of cents).
pub(crate) fn add(env: &mut Environment<'static>, lang: Lang) {
    env.add_filter("date", move |text: String| Ok::<_, Error>(lang.short_date(local(&text)?.date())));
    env.add_filter("day", move |text: String| Ok::<_, Error>(lang.long_date(local(&text)?.date())));
    env.add_filter("datetime", move |text: String| {
        Ok::<_, Error>(date_time(lang, local(&text)?.timestamp()))
    });
    env.add_filter("money", move |cents: i64| money(lang, Cents(cents)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_times_and_money() {
        let at: Timestamp = "2026-11-22T23:30:00Z".parse().expect("an instant");
        assert_eq!(date_time(Lang::De, at), "23.11.2026, 00:30 Uhr");
        assert_eq!(date_time(Lang::En, at), "23/11/2026, 00:30");
        let date = local("2026-03-01").expect("a day").date();
        assert_eq!(Lang::De.long_date(date), "1. März 2026");
        assert_eq!(Lang::En.long_date(date), "1 March 2026");
        assert_eq!(money(Lang::De, Cents(123_456)), "1.234,56\u{a0}€");
        assert!(local("gestern").is_err());
    }
}
