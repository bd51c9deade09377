//! Lists: which page, in what order, with which filters, all kept in the address; and every list as a file.
//!
//! ```text
//! let listing = Listing::read(&visitor, &["name", "-changed"], &["county", "state"]);
//! if let Some(format) = listing.format() { return visitor.export(&table(rows), format).await; }
//! let list = listing.view(&visitor, &columns, total)?;
//! ```
//! and in the template `p.table(caption, list.columns, rows)`, `p.pagination(list.pages)`,
//! `p.exports(list.exports)`, `p.filter(list.action, reset_href=list.reset_href, count=list.count)` with fields of
//! `list.form` and [`Listing::chips`].
//!
//! What an address may ask for is a closed list: an order or filter that the page does not know is passed over.

mod table;

use std::sync::Arc;

use minijinja::value::{Enumerator, Object, Value};
use minijinja::{Error, ErrorKind, State, context};
use rathaus_store::Slice;

use crate::error::PageError;
use crate::fields::Fields;
use crate::form::Sheet;
use crate::visitor::Visitor;

pub use table::{Cell, Column, Format, Kind, Table};

/// Rows of a page.
pub const SIZE: u32 = 50;

/// The last page that is answered; whoever wants more takes the file.
const LAST_PAGE: u32 = 10_000;

/// Most characters of a search or filter.
const MOST_CHARACTERS: usize = 200;

/// A column of a list as its head shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head<'a> {
    /// Its key; also the word in `sort=` where the list can be ordered by it.
    pub key: &'a str,
    /// Its words.
    pub label: &'a str,
    /// Whether it holds numbers.
    pub num: bool,
}

impl<'a> Head<'a> {
    /// A column of words.
    pub fn text(key: &'a str, label: &'a str) -> Self {
        Self { key, label, num: false }
    }

    /// A column of numbers.
    pub fn number(key: &'a str, label: &'a str) -> Self {
        Self { key, label, num: true }
    }
}

/// The columns that a list has on its page and in its file, with the same words in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns<'a>(Vec<(&'a str, Column)>);

impl<'a> Columns<'a> {
    /// Columns by key and kind; the words of a key are those of `STEM-column-KEY`.
    ///
    /// # Errors
    ///
    /// A missing text.
    pub fn read(visitor: &Visitor, stem: &str, columns: &[(&'a str, Kind)]) -> Result<Self, PageError> {
        let named = |(key, kind): &(&'a str, Kind)| {
            Ok((*key, Column::new(visitor.text(&format!("{stem}-column-{key}"))?, *kind)))
        };
        columns.iter().map(named).collect::<Result<_, PageError>>().map(Self)
    }

    /// The heads of the page's table.
    pub fn heads(&self) -> Vec<Head<'_>> {
        let is_number = |kind: Kind| matches!(kind, Kind::Number | Kind::Money);
        self.0
            .iter()
            .map(|(key, column)| Head { key, label: &column.title, num: is_number(column.kind) })
            .collect()
    }

    /// The file, with a cell per column in every row.
    pub fn table(self, name: String, title: String, rows: Vec<Vec<Cell>>) -> Table {
        Table { name, title, columns: self.0.into_iter().map(|(_, column)| column).collect(), rows }
    }
}

/// What an address asks of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    path: String,
    sorts: Vec<String>,
    filters: Vec<(String, String)>,
    q: String,
    sort: String,
    is_descending: bool,
    page: u32,
    size: u32,
    format: Option<Format>,
}

impl Listing {
    /// Reads the visitor's address: `q`, `sort`, `dir`, `page`, `format` and these filters, each of which may stand
    /// several times. The first of `sorts` is the order without a wish; one written `-changed` begins downwards.
    pub fn read(visitor: &Visitor, sorts: &[&str], filters: &[&str]) -> Self {
        Self::of(&visitor.url(visitor.path()), visitor.query(), sorts, filters)
    }

    fn of(path: &str, query: &str, sorts: &[&str], filters: &[&str]) -> Self {
        let fields = Fields::from_query(query);
        let cut = |text: &str| text.trim().chars().take(MOST_CHARACTERS).collect::<String>();
        let wish = fields.first("sort").unwrap_or_default();
        let sort = sorts.iter().find(|sort| sort.trim_start_matches('-') == wish);
        let sort = sort.or(sorts.first()).copied().unwrap_or_default();
        let is_descending = match fields.first("dir") {
            Some("asc") => false,
            Some("desc") => true,
            _ => sort.starts_with('-'),
        };
        let page = fields.first("page").and_then(|text| text.parse().ok()).unwrap_or(1);
        Self {
            path: path.to_owned(),
            sorts: sorts.iter().map(ToString::to_string).collect(),
            filters: fields
                .values
                .iter()
                .filter(|(name, value)| filters.contains(&name.as_str()) && !value.trim().is_empty())
                .map(|(name, value)| (name.clone(), cut(value)))
                .take(100)
                .collect(),
            q: cut(fields.first("q").unwrap_or_default()),
            sort: sort.trim_start_matches('-').to_owned(),
            is_descending,
            page: page.clamp(1, LAST_PAGE),
            size: SIZE,
            format: fields.first("format").and_then(Format::of_word),
        }
    }

    /// With another number of rows per page than [`SIZE`].
    #[must_use]
    pub fn size(mut self, size: u32) -> Self {
        self.size = size.max(1);
        self
    }

    /// The words searched for; empty for none.
    pub fn q(&self) -> &str {
        &self.q
    }

    /// The order: one of the words given to [`Listing::read`], without its sign. Match on it to choose a statement;
    /// it never becomes part of one.
    pub fn sort(&self) -> &str {
        &self.sort
    }

    /// Whether the order is downwards.
    pub fn is_descending(&self) -> bool {
        self.is_descending
    }

    /// The page, from 1.
    pub fn page(&self) -> u32 {
        self.page
    }

    /// The first value of a filter.
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.filters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a filter.
    pub fn filters(&self, name: &str) -> Vec<&str> {
        self.filters.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The file asked for; the page then answers with [`Visitor::export`].
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// The rows of the page asked for; all of them (as far as a file holds them) where a file is asked for.
    pub fn slice(&self) -> Slice {
        match self.format {
            Some(_) => Slice::first(table::MOST_ROWS),
            None => Slice { offset: (self.page - 1) * self.size, limit: self.size },
        }
    }

    /// This list at another page.
    pub fn href_for_page(&self, page: u32) -> String {
        let mut pairs = self.pairs();
        if page > 1 {
            pairs.push(("page", page.to_string()));
        }
        self.href(&pairs)
    }

    /// This list in the order of a column, the other way round where it is so already.
    pub fn href_for_sort(&self, key: &str) -> String {
        let begins_down = self.sorts.iter().any(|sort| sort.strip_prefix('-') == Some(key));
        let descending = if self.sort == key { !self.is_descending } else { begins_down };
        let mut pairs = self.chosen();
        pairs.push(("sort", key.to_owned()));
        pairs.push(("dir", if descending { "desc" } else { "asc" }.to_owned()));
        self.href(&pairs)
    }

    /// This list without one value of a filter.
    pub fn href_without(&self, name: &str, value: &str) -> String {
        let mut pairs = self.pairs();
        pairs.retain(|(key, text)| !(*key == name && text == value));
        self.href(&pairs)
    }

    /// This list as a file.
    pub fn href_for_format(&self, format: Format) -> String {
        let mut pairs = self.pairs();
        pairs.push(("format", format.word().to_owned()));
        self.href(&pairs)
    }

    /// The filters in force, each with the address that takes it away. `label` says a filter's value in words, as in
    /// `Landkreis: Fulda`; `None` leaves it out. Words searched for come first, with the name `q`.
    pub fn chips(&self, label: impl Fn(&str, &str) -> Option<String>) -> Vec<Value> {
        self.chosen()
            .iter()
            .filter_map(|(name, value)| {
                let label = label(name, value)?;
                Some(context! { label => label, href => self.href_without(name, value) })
            })
            .collect()
    }

    /// Everything that a template needs of the list: `columns`, `pages`, `exports`, `action`, `reset_href`, `form`
    /// (the filters for the macros of fields), `kept` (name and value of hidden inputs that keep the order), `total`,
    /// `count` (in words), `from` and `to` (numbers of the first and last row shown), `is_filtered`.
    ///
    /// # Errors
    ///
    /// A fault where a text is missing.
    pub fn view(&self, visitor: &Visitor, heads: &[Head<'_>], total: u64) -> Result<Value, PageError> {
        let columns: Vec<Value> = heads
            .iter()
            .enumerate()
            .map(|(place, head)| {
                let can_sort = self.sorts.iter().any(|sort| sort.trim_start_matches('-') == head.key);
                let dir = if self.is_descending { "desc" } else { "asc" };
                context! {
                    key => head.key,
                    label => head.label,
                    num => head.num,
                    head => place == 0,
                    href => if can_sort { self.href_for_sort(head.key) } else { String::new() },
                    dir => if can_sort && self.sort == head.key { dir } else { "" },
                }
            })
            .collect();
        let exports = Format::ALL
            .into_iter()
            .map(|format| {
                let label = visitor.text(&format!("list-format-{}", format.word()))?;
                Ok(context! { href => self.href_for_format(format), label => label })
            })
            .collect::<Result<Vec<_>, PageError>>()?;
        let kept: Vec<Value> = self
            .pairs()
            .into_iter()
            .filter(|(name, _)| matches!(*name, "sort" | "dir"))
            .map(|(name, value)| context! { name => name, value => value })
            .collect();
        let form = visitor.form(&Sheet::filled(self.chosen()))?;
        let from = u64::from(self.page - 1) * u64::from(self.size) + 1;
        #[allow(clippy::cast_precision_loss)]
        let count = visitor.text_with("list-count", &[("n", (total as f64).into())])?;
        Ok(context! {
            columns => columns,
            pages => self.pages(total),
            exports => exports,
            action => self.path.clone(),
            reset_href => if self.chosen().is_empty() { String::new() } else { self.path.clone() },
            form => form,
            kept => kept,
            total => total,
            count => count,
            from => from.min(total),
            to => (from + u64::from(self.size) - 1).min(total),
            is_filtered => !self.chosen().is_empty(),
        })
    }

    /// What `p.pagination` takes.
    pub fn pages(&self, total: u64) -> Value {
        let last = u32::try_from(total.div_ceil(u64::from(self.size))).unwrap_or(u32::MAX);
        Value::from_object(PagesOf { listing: self.clone(), last: last.clamp(1, LAST_PAGE) })
    }

    /// Search and filters.
    fn chosen(&self) -> Vec<(&str, String)> {
        let search = (!self.q.is_empty()).then(|| ("q", self.q.clone()));
        let filters = self.filters.iter().map(|(name, value)| (name.as_str(), value.clone()));
        search.into_iter().chain(filters).collect()
    }

    /// Search, filters and the order where it is not the one without a wish.
    fn pairs(&self) -> Vec<(&str, String)> {
        let mut pairs = self.chosen();
        let first = self.sorts.first().map_or("", String::as_str);
        let is_first = first.trim_start_matches('-') == self.sort;
        if !is_first || first.starts_with('-') != self.is_descending {
            pairs.push(("sort", self.sort.clone()));
            pairs.push(("dir", if self.is_descending { "desc" } else { "asc" }.to_owned()));
        }
        pairs
    }

    fn href(&self, pairs: &[(&str, String)]) -> String {
        if pairs.is_empty() {
            return self.path.clone();
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in pairs {
            query.append_pair(name, value);
        }
        format!("{}?{}", self.path, query.finish())
    }
}

/// `page`, `last` and `href_for(n)`.
#[derive(Debug)]
struct PagesOf {
    listing: Listing,
    last: u32,
}

impl Object for PagesOf {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            "page" => Some(Value::from(self.listing.page)),
            "last" => Some(Value::from(self.last)),
            _ => None,
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&["page", "last"])
    }

    fn call_method(
        self: &Arc<Self>,
        _: &mut State<'_, '_>,
        method: &str,
        args: &[Value],
    ) -> Result<Value, Error> {
        if method != "href_for" {
            return Err(Error::from(ErrorKind::UnknownMethod));
        }
        let (page,): (u32,) = minijinja::value::from_args(args)?;
        Ok(Value::from(self.listing.href_for_page(page)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(query: &str) -> Listing {
        Listing::of("/t/süd/needs", query, &["-changed", "name"], &["county", "state"])
    }

    #[test]
    fn what_an_address_may_ask_for_is_a_closed_list() {
        let list = listing("q=++a%26b+&county=06631&county=06632&state=&evil=1&sort=name;drop&page=0&dir=x");
        assert_eq!((list.q(), list.sort(), list.is_descending(), list.page()), ("a&b", "changed", true, 1));
        assert_eq!(list.filters("county"), ["06631", "06632"]);
        assert_eq!((list.filter("state"), list.filter("evil")), (None, None));
        assert_eq!(listing("page=99999999999").page(), 1);
        assert_eq!(listing("page=70000").page(), LAST_PAGE);
        assert_eq!(listing(&format!("q={}", "x".repeat(5000))).q().len(), MOST_CHARACTERS);
    }

    #[test]
    fn filters_and_order_stay_in_every_address() {
        let list = listing("q=a%26b&county=06631&sort=name&page=3");
        assert_eq!(list.slice(), Slice { offset: 100, limit: 50 });
        assert_eq!(list.href_for_page(4), "/t/süd/needs?q=a%26b&county=06631&sort=name&dir=asc&page=4");
        assert_eq!(list.href_for_page(1), "/t/süd/needs?q=a%26b&county=06631&sort=name&dir=asc");
        assert_eq!(list.href_for_sort("name"), "/t/süd/needs?q=a%26b&county=06631&sort=name&dir=desc");
        assert_eq!(list.href_for_sort("changed"), "/t/süd/needs?q=a%26b&county=06631&sort=changed&dir=desc");
        assert_eq!(list.href_without("county", "06631"), "/t/süd/needs?q=a%26b&sort=name&dir=asc");
        assert!(list.href_for_format(Format::Csv).ends_with("&format=csv"));
        assert_eq!(listing("").href_for_page(1), "/t/süd/needs");
        let labels = list.chips(|name, value| (name == "county").then(|| value.to_owned()));
        assert_eq!(labels.len(), 1);
    }

    #[test]
    fn a_file_has_all_rows() {
        let list = listing("format=xlsx&page=3");
        assert_eq!(list.format(), Some(Format::Xlsx));
        assert_eq!(list.slice(), Slice::first(table::MOST_ROWS));
        assert_eq!(listing("format=exe").format(), None);
    }
}
