//! Typed forms: a struct that reads itself from what was sent, and a sheet that brings everything back with the
//! mistakes named.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use fluent_bundle::FluentValue;
use jiff::civil::Date;
use minijinja::value::{Enumerator, Object, Value};
use minijinja::{Error, ErrorKind, State};
use rathaus_core::Cents;
use rathaus_store::Id;

use crate::error::PageError;
use crate::fields::{Fields, Upload};
use crate::visitor::Visitor;

/// A form as a type. [`FromForm::read`] asks the reader for every field, so that all mistakes are found at once.
pub trait FromForm: Sized {
    /// The form's value, or `None` where the reader noted a mistake.
    fn read(form: &mut Reader<'_>) -> Option<Self>;
}

/// A mistake: a text's key and its arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Mistake {
    /// The input it belongs to; empty for the form as a whole.
    pub name: String,
    /// Key of the text.
    pub key: String,
    /// The text's arguments.
    pub args: Vec<(String, FluentValue<'static>)>,
}

/// Reads fields and notes mistakes.
pub struct Reader<'a> {
    fields: &'a Fields,
    mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    /// A reader of what was sent.
    pub fn new(fields: &'a Fields) -> Self {
        Self { fields, mistakes: Vec::new() }
    }

    /// Everything that was sent.
    pub fn fields(&self) -> &'a Fields {
        self.fields
    }

    /// Notes a mistake.
    pub fn mistake(&mut self, name: &str, key: &str) {
        self.mistake_with(name, key, Vec::new());
    }

    /// Notes a mistake whose text has arguments.
    pub fn mistake_with(&mut self, name: &str, key: &str, args: Vec<(String, FluentValue<'static>)>) {
        self.mistakes.push(Mistake { name: name.to_owned(), key: key.to_owned(), args });
    }

    /// The trimmed value, with line breaks as `\n`; empty where nothing was sent.
    pub fn raw(&self, name: &str) -> String {
        self.fields.first(name).unwrap_or_default().replace("\r\n", "\n").trim().to_owned()
    }

    /// Text that must be there, its length in characters within `length`.
    pub fn text(&mut self, name: &str, length: RangeInclusive<usize>) -> Option<String> {
        let text = self.raw(name);
        if text.is_empty() && *length.start() > 0 {
            self.mistake(name, "form-required");
            return None;
        }
        self.fitting(name, text, length)
    }

    /// Text that may be missing (`Some(None)`).
    pub fn optional(&mut self, name: &str, most: usize) -> Option<Option<String>> {
        let text = self.raw(name);
        if text.is_empty() {
            return Some(None);
        }
        self.fitting(name, text, 0..=most).map(Some)
    }

    fn fitting(&mut self, name: &str, text: String, length: RangeInclusive<usize>) -> Option<String> {
        let count = text.chars().count();
        let number = |n: usize| FluentValue::from(n as f64);
        if count < *length.start() {
            self.mistake_with(name, "form-too-short", vec![("least".to_owned(), number(*length.start()))]);
            return None;
        }
        if count > *length.end() {
            let args = vec![("most".to_owned(), number(*length.end())), ("count".to_owned(), number(count))];
            self.mistake_with(name, "form-too-long", args);
            return None;
        }
        // Control characters have no place in what people write; databases refuse some of them.
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.mistake(name, "form-control-characters");
            return None;
        }
        Some(text)
    }

    /// A whole number within `range`.
    pub fn number(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let text = self.text(name, 1..=30)?;
        match text.parse::<i64>() {
            Ok(number) if range.contains(&number) => Some(number),
            Ok(_) => {
                let bound = |n: i64| FluentValue::from(n as f64);
                let args = vec![
                    ("least".to_owned(), bound(*range.start())),
                    ("most".to_owned(), bound(*range.end())),
                ];
                self.mistake_with(name, "form-out-of-range", args);
                None
            }
            Err(_) => {
                self.mistake(name, "form-no-number");
                None
            }
        }
    }

    /// An amount of money as German offices write it; may be missing.
    pub fn money(&mut self, name: &str) -> Option<Option<Cents>> {
        let text = self.raw(name);
        if text.is_empty() {
            return Some(None);
        }
        let bare = text.trim_end_matches('€').trim();
        let cents = Cents::parse(bare);
        if cents.is_none() {
            self.mistake(name, "form-no-money");
        }
        cents.map(Some)
    }

    /// A day that must be there: `2026-11-22` as browsers send it, or `22.11.2026`.
    pub fn date(&mut self, name: &str) -> Option<Date> {
        let text = self.text(name, 1..=30)?;
        let date = read_date(&text);
        if date.is_none() {
            self.mistake(name, "form-no-date");
        }
        date
    }

    /// A day that may be missing.
    pub fn optional_date(&mut self, name: &str) -> Option<Option<Date>> {
        if self.raw(name).is_empty() { Some(None) } else { self.date(name).map(Some) }
    }

    /// An e-mail address, in lower case behind the `@`.
    pub fn email(&mut self, name: &str) -> Option<String> {
        let text = self.text(name, 1..=254)?;
        let address = read_email(&text);
        if address.is_none() {
            self.mistake(name, "form-no-email");
        }
        address
    }

    /// One of the words that `T` knows.
    pub fn choice<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.raw(name);
        if text.is_empty() {
            self.mistake(name, "form-choose");
            return None;
        }
        let choice = text.parse().ok();
        if choice.is_none() {
            self.mistake(name, "form-no-such-choice");
        }
        choice
    }

    /// The id of a row that must be chosen.
    pub fn id(&mut self, name: &str) -> Option<Id> {
        self.choice(name)
    }

    /// All ids sent under a name; what is no id is left out.
    pub fn ids(&self, name: &str) -> Vec<Id> {
        self.fields.all(name).iter().filter_map(|text| text.parse().ok()).collect()
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.fields.first(name).is_some_and(|value| !value.is_empty())
    }

    /// The files sent under a name.
    pub fn files(&self, name: &str) -> Vec<&'a Upload> {
        self.fields.files.iter().filter(|file| file.field == name).collect()
    }

    /// The mistakes noted so far.
    pub fn mistakes(self) -> Vec<Mistake> {
        self.mistakes
    }
}

/// A day as browsers (`2026-11-22`) or people (`22.11.2026`, `1.6.26` is refused) write it.
pub fn read_date(text: &str) -> Option<Date> {
    if let Some((day, rest)) = text.split_once('.') {
        let (month, year) = rest.split_once('.')?;
        if year.trim().len() != 4 {
            return None;
        }
        return Date::new(year.trim().parse().ok()?, month.trim().parse().ok()?, day.trim().parse().ok()?)
            .ok();
    }
    let date: Date = text.parse().ok()?;
    (text.len() == 10).then_some(date)
}

/// An address that mail servers take (the everyday part of RFC 5321), its domain in lower case.
pub fn read_email(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@')?;
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
    let label_fits = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let domain_fits = domain.contains('.') && domain.split('.').all(label_fits);
    (local_fits && domain_fits && text.len() <= 254).then(|| format!("{local}@{}", domain.to_lowercase()))
}

/// What was sent and what is wrong with it; the page comes back with both.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// What the inputs hold.
    pub values: Vec<(String, String)>,
    /// What is wrong, in the order of the form.
    pub mistakes: Vec<Mistake>,
}

impl Sheet {
    /// An empty form.
    pub fn blank() -> Self {
        Self::default()
    }

    /// A form filled beforehand.
    pub fn filled<N: Into<String>, V: Into<String>>(values: impl IntoIterator<Item = (N, V)>) -> Self {
        let values = values.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { values, mistakes: Vec::new() }
    }

    /// Adds a mistake that only the handler could find.
    pub fn wrong(mut self, name: &str, key: &str) -> Self {
        self.mistakes.push(Mistake { name: name.to_owned(), key: key.to_owned(), args: Vec::new() });
        self
    }
}

/// What a handler of a post takes: the typed form, or the sheet to show again.
pub struct Form<T> {
    value: Option<T>,
    sheet: Sheet,
}

impl<T: FromForm> Form<T> {
    /// Reads the form from fields.
    pub fn of(fields: &Fields) -> Self {
        let mut reader = Reader::new(fields);
        let value = T::read(&mut reader);
        // What was not let in is missing, too; why says more.
        let mut mistakes: Vec<Mistake> = fields.barred.iter().map(crate::scan::Barred::mistake).collect();
        let is_barred = |mistake: &Mistake| fields.barred.iter().any(|barred| barred.field == mistake.name);
        mistakes.extend(reader.mistakes().into_iter().filter(|mistake| !is_barred(mistake)));
        let value = value.filter(|_| mistakes.is_empty());
        Self { value, sheet: Sheet { values: fields.values.clone(), mistakes } }
    }
}

impl<T> Form<T> {
    /// The value, or the sheet with the mistakes.
    pub fn checked(self) -> Result<T, Sheet> {
        self.checked_with_sheet().map(|(value, _)| value)
    }

    /// The value together with its sheet, for mistakes that only the handler can find.
    pub fn checked_with_sheet(self) -> Result<(T, Sheet), Sheet> {
        match self.value {
            Some(value) => Ok((value, self.sheet)),
            None => Err(self.sheet),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Fields {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        // The pipeline has read and checked them; a GET has none.
        Ok(parts.extensions.get::<Arc<Fields>>().map(|fields| (**fields).clone()).unwrap_or_default())
    }
}

impl<S: Send + Sync, T: FromForm> FromRequestParts<S> for Form<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        match parts.extensions.get::<Arc<Fields>>() {
            Some(fields) => Ok(Self::of(fields)),
            None => Ok(Self::of(&Fields::default())),
        }
    }
}

/// The sheet as templates see it: `value(name)`, `all(name)`, `mistake(name)`, `named(name, label, id)`, `sums_up(shared)`,
/// `mistakes`, `token`.
pub(crate) struct Shown {
    values: Vec<(String, String)>,
    mistakes: Vec<(String, String)>,
    /// Label and id of the fields with mistakes, as the fields said them while they were written.
    named: Mutex<BTreeMap<String, (Value, String)>>,
    is_summed_up: AtomicBool,
    visitor: Visitor,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shown").field("mistakes", &self.mistakes).finish_non_exhaustive()
    }
}

impl Shown {
    pub(crate) fn value(visitor: &Visitor, sheet: &Sheet) -> Result<Value, PageError> {
        let texts = visitor.texts();
        let mistakes = sheet
            .mistakes
            .iter()
            .map(|mistake| {
                let args: Vec<(&str, FluentValue<'_>)> =
                    mistake.args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
                Ok((mistake.name.clone(), texts.with(&mistake.key, &args)?))
            })
            .collect::<Result<Vec<_>, PageError>>()?;
        let (values, named) = (sheet.values.clone(), Mutex::default());
        let is_summed_up = AtomicBool::new(false);
        Ok(Value::from_object(Self { values, mistakes, named, is_summed_up, visitor: visitor.clone() }))
    }

    /// Whether the summary belongs where the page asks: once, and of several forms that share a sheet above the one whose
    /// fields have the mistakes.
    fn sums_up(&self, is_shared: bool) -> bool {
        let named = self.named.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let is_of_all = || self.mistakes.iter().any(|(name, _)| name.is_empty());
        let is_here = !self.mistakes.is_empty() && (!is_shared || !named.is_empty() || is_of_all());
        is_here && !self.is_summed_up.swap(true, Ordering::Relaxed)
    }

    fn mistakes(&self) -> Vec<Value> {
        // A poisoned lock still holds a usable map.
        let named = self.named.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let shown = |(name, message): &(String, String)| {
            let (label, id) =
                named.get(name).cloned().unwrap_or_else(|| (Value::from(""), format!("f-{name}")));
            minijinja::context! { name => name, message => message, label => label, id => id }
        };
        self.mistakes.iter().map(shown).collect()
    }
}

impl Object for Shown {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            // Only where a form posts: making a token ties the browser with a cookie, and filters need none.
            "token" => Some(Value::from(self.visitor.form_token())),
            "mistakes" => Some(Value::from(self.mistakes())),
            _ => None,
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        if method == "named" {
            let (name, label, id): (String, Value, String) = minijinja::value::from_args(args)?;
            if self.mistakes.iter().any(|(key, _)| *key == name) {
                let mut named = self.named.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                named.entry(name).or_insert((label, id));
            }
            return Ok(Value::from(""));
        }
        if method == "sums_up" {
            let (is_shared,): (bool,) = minijinja::value::from_args(args)?;
            return Ok(Value::from(self.sums_up(is_shared)));
        }
        let (name,): (String,) = minijinja::value::from_args(args)?;
        match method {
            "value" => Ok(Value::from(
                self.values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value.as_str()),
            )),
            "all" => Ok(Value::from(
                self.values
                    .iter()
                    .filter(|(key, _)| *key == name)
                    .map(|(_, value)| value.clone())
                    .collect::<Vec<_>>(),
            )),
            "mistake" => Ok(Value::from(
                self.mistakes
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map_or("", |(_, message)| message.as_str()),
            )),
            _ => Err(Error::from(ErrorKind::UnknownMethod)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_found_at_once() {
        struct Two {
            title: String,
            year: i64,
        }
        impl FromForm for Two {
            fn read(form: &mut Reader<'_>) -> Option<Self> {
                let title = form.text("title", 1..=5);
                let year = form.number("year", 2000..=2100);
                Some(Two { title: title?, year: year? })
            }
        }
        let wrong =
            Form::<Two>::of(&Fields::from_query("title=++&year=1999")).checked().err().expect("wrong");
        assert_eq!(wrong.mistakes.len(), 2);
        assert_eq!(wrong.mistakes[0].key, "form-required");
        assert_eq!(wrong.values[1].1, "1999");
        let right = Form::<Two>::of(&Fields::from_query("title=Runde&year=2026")).checked().expect("right");
        assert_eq!((right.title.as_str(), right.year), ("Runde", 2026));
    }

    #[test]
    fn dates_and_addresses() {
        assert_eq!(read_date("2026-11-22"), read_date("22.11.2026"));
        for wrong in ["", "22.11.26", "31.02.2026", "2026-13-01", "20261122", "morgen", "1.1"] {
            assert_eq!(read_date(wrong), None, "{wrong}");
        }
        assert_eq!(read_email("Anna.Beck@Stadt.DE").as_deref(), Some("Anna.Beck@stadt.de"));
        for wrong in ["", "a", "a@b", "a b@c.de", "a@-c.de", "@c.de", "a@c..de", "a\r\nBcc: x@y.de"] {
            assert_eq!(read_email(wrong), None, "{wrong}");
        }
    }
}
