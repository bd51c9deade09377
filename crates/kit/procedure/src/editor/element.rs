//! One page, group or question of the draft version with all it can be told, beside its look.

use axum::extract::Path;
use axum::http::StatusCode;
use minijinja::Value;
use rathaus_core::Cents;
use rathaus_web::{Answer, Fields, PageError, Sheet, Visitor, context};

use super::outline::refusal;
use super::{Stepped, conditions, make, open};
use crate::definition::{Group, Private};
use crate::field::{Autocomplete, BodyKind, DayBound, Kind, Look, Pattern};
use crate::number::typed_cents;
use crate::read::typed_date;
use crate::store::submissions::today;
use crate::{Decimal, Definition, Edit, EditError, Field, Item, Page, StableId, Words};

enum Element<'a> {
    Page(&'a Page),
    Group(&'a Group),
    Field(&'a Field),
}

fn find<'a>(definition: &'a Definition, id: &StableId) -> Option<Element<'a>> {
    definition
        .page(id)
        .map(Element::Page)
        .or_else(|| definition.group(id).map(|(_, group)| Element::Group(group)))
        .or_else(|| definition.field(id).map(|standing| Element::Field(standing.field)))
}

/// What the page shows beside the element itself.
#[derive(Default)]
struct Around {
    status: StatusCode,
    /// What was typed, where it was refused.
    typed: Option<Sheet>,
    refused: Option<EditError>,
    is_stale: bool,
}

pub(super) async fn show(visitor: Visitor, Path((key, id)): Path<(String, String)>) -> Answer {
    visitor.office()?;
    render(&visitor, &key, &id, Around::default()).await
}

fn put(sheet: &mut Sheet, name: &str, value: impl ToString) {
    sheet.values.push((name.to_owned(), value.to_string()));
}

fn put_words(sheet: &mut Sheet, name: &str, words: Option<&Words>) {
    if let Some(words) = words {
        put(sheet, &format!("{name}.de"), &words.de);
        put(sheet, &format!("{name}.en"), words.en.clone().unwrap_or_default());
    }
}

/// The lower and upper bounds of a kind as they are typed.
fn bounds(kind: &Kind) -> Option<[Option<String>; 2]> {
    let text = |number: Option<u32>| number.map(|n| n.to_string());
    let money = |cents: Option<i64>| cents.map(|c| format!("{},{:02}", c / 100, (c % 100).abs()));
    let decimal = |number: Option<Decimal>| number.map(|n| n.show(rathaus_core::Lang::De));
    let day = |bound: Option<DayBound>| {
        bound.map(|bound| match bound {
            DayBound::On(day) => day.to_string(),
            DayBound::Days(days) => format!("{days:+} T"),
            DayBound::Years(years) => format!("{years:+} J"),
        })
    };
    Some(match kind {
        Kind::Text(kind) => [text(kind.min), text(kind.max)],
        Kind::LongText(kind) => [text(kind.min), text(kind.max)],
        Kind::Number(kind) => [decimal(kind.min), decimal(kind.max)],
        Kind::Money(kind) => [money(kind.min), money(kind.max)],
        Kind::Date(kind) | Kind::Period(kind) => [day(kind.min), day(kind.max)],
        Kind::Several(kind) => [text(kind.min), text(kind.max)],
        _ => return None,
    })
}

/// The settings of a kind as inputs hold them.
fn settings(sheet: &mut Sheet, kind: &Kind) {
    let tick = |sheet: &mut Sheet, name: &str, is: bool| {
        if is {
            put(sheet, name, "yes");
        }
    };
    for (name, bound) in ["min", "max"].iter().zip(bounds(kind).into_iter().flatten()) {
        put(sheet, name, bound.unwrap_or_default());
    }
    match kind {
        Kind::Text(kind) => {
            put(sheet, "pattern", kind.pattern.map_or("", Pattern::as_str));
            put(sheet, "autocomplete", kind.autocomplete.map_or("", Autocomplete::as_str));
        }
        Kind::LongText(kind) => put(sheet, "rows", kind.rows.unwrap_or(5)),
        Kind::Number(kind) => {
            put(sheet, "decimals", kind.decimals);
            put_words(sheet, "unit", kind.unit.as_ref());
        }
        Kind::Choice(kind) => {
            tick(sheet, "select", kind.look == Look::Select);
            tick(sheet, "other", kind.other);
        }
        Kind::Several(kind) => tick(sheet, "other", kind.other),
        Kind::Rating(scale) => {
            put(sheet, "steps", scale.steps);
            put_words(sheet, "low", Some(&scale.low));
            put_words(sheet, "high", Some(&scale.high));
        }
        Kind::Matrix(kind) => {
            put(sheet, "steps", kind.scale.steps);
            put_words(sheet, "low", Some(&kind.scale.low));
            put_words(sheet, "high", Some(&kind.scale.high));
        }
        Kind::Ranking(kind) => put(sheet, "least", kind.at_least.map_or_else(String::new, |n| n.to_string())),
        Kind::Organisation(kind) => {
            put(
                sheet,
                "only",
                match kind.only {
                    Some(BodyKind::Municipality) => "municipality",
                    Some(BodyKind::County) => "county",
                    None => "",
                },
            );
            tick(sheet, "free_text", kind.free_text);
        }
        Kind::Address(kind) => tick(sheet, "abroad", kind.abroad),
        Kind::File(kind) => {
            put(sheet, "types", kind.types.join("\n"));
            put(sheet, "megabytes", kind.max_bytes.div_ceil(1_000_000));
            put(sheet, "count", kind.max_count);
        }
        Kind::Consent(kind) => {
            put_words(sheet, "text", Some(&kind.text));
            put(sheet, "version", &kind.version);
        }
        Kind::Information(kind) => put_words(sheet, "text", Some(&kind.text)),
        _ => {}
    }
    for option in kind.options().into_iter().flatten() {
        put_words(sheet, &format!("o.{}", option.id), Some(&option.label));
    }
}

async fn render(visitor: &Visitor, key: &str, id: &str, around: Around) -> Answer {
    let mut view = visitor.read().await?;
    let (form, draft) = open(&mut view, key).await?;
    drop(view);
    let Some(draft) = draft else { return visitor.to(&format!("/forms/{key}")) };
    let definition = &draft.definition;
    let id: StableId = id.parse().map_err(|_| PageError::NotFound)?;
    let element = find(definition, &id).ok_or(PageError::NotFound)?;
    let mut sheet = Sheet::blank();
    let when;
    let mut required_when = true;
    let (is, kind, title, shown) = match &element {
        Element::Page(page) => {
            put_words(&mut sheet, "label", Some(&page.title));
            put_words(&mut sheet, "intro", page.intro.as_ref());
            when = conditions::filled(&mut sheet, "when", page.when.as_ref());
            ("page", "", &page.title, (*page).clone())
        }
        Element::Group(group) => {
            put_words(&mut sheet, "label", Some(&group.title));
            put_words(&mut sheet, "record", Some(&group.record));
            put_words(&mut sheet, "hint", group.hint.as_ref());
            put(&mut sheet, "min", group.min);
            put(&mut sheet, "max", group.max);
            when = conditions::filled(&mut sheet, "when", group.when.as_ref());
            let only = vec![Item::Group(Box::new((*group).clone()))];
            ("group", "", &group.title, alone(definition, &id, only)?)
        }
        Element::Field(field) => {
            put_words(&mut sheet, "label", Some(&field.label));
            put_words(&mut sheet, "hint", field.hint.as_ref());
            put_words(&mut sheet, "help", field.help.as_ref());
            put_words(&mut sheet, "purpose", field.private.as_ref().map(|private| &private.purpose));
            put(&mut sheet, "legal_basis", field.legal_basis.clone().unwrap_or_default());
            put(&mut sheet, "prefill", field.prefill.clone().unwrap_or_default());
            if field.required {
                put(&mut sheet, "required", "yes");
            }
            if field.shared {
                put(&mut sheet, "shared", "yes");
            }
            settings(&mut sheet, &field.kind);
            when = conditions::filled(&mut sheet, "when", field.when.as_ref());
            required_when = conditions::filled(&mut sheet, "must", field.required_when.as_ref());
            let only = vec![Item::Field(Box::new((*field).clone()))];
            ("field", field.kind.name().as_str(), &field.label, alone(definition, &id, only)?)
        }
    };
    let options: Vec<Value> = match &element {
        Element::Field(field) => field
            .kind
            .options()
            .into_iter()
            .flatten()
            .map(|option| context! { id => option.id.as_str(), label => option.label.de.clone() })
            .collect(),
        _ => Vec::new(),
    };
    let has_options = matches!(&element, Element::Field(field) if field.kind.options().is_some());
    let has_bounds = matches!(&element, Element::Field(field) if bounds(&field.kind).is_some());
    let choices = conditions::choices(visitor, definition, &id)?;
    let pages: Vec<Value> = definition
        .pages
        .iter()
        .map(|page| context! { value => page.id.as_str(), label => page.title.de.clone() })
        .collect();
    let named = |list: &[&str], stem: &str| -> Result<Vec<Value>, PageError> {
        list.iter()
            .map(|word| {
                let label = visitor.text(&format!("{stem}-{}", word.replace('_', "-")))?;
                Ok(context! { value => *word, label => label })
            })
            .collect()
    };
    let own = context! {
        form => visitor.form(&around.typed.unwrap_or(sheet))?,
        blank => visitor.form(&Sheet::blank())?,
        is => is,
        kind => kind,
        id => id.as_str(),
        title => title.de.clone(),
        form_title => form.title.clone(),
        edition => draft.edition,
        base => visitor.url(&format!("/forms/{key}")),
        options => options,
        has_options => has_options,
        has_bounds => has_bounds,
        choices => choices,
        when_rows => when.then(|| conditions::rows("when")),
        must_rows => required_when.then(|| conditions::rows("must")),
        pages => pages,
        patterns => named(&Pattern::ALL.map(Pattern::as_str), "procedure-pattern")?,
        autocompletes => AUTOCOMPLETES.map(|token| context! { value => token.as_str(), label => token.as_str() }),
        preview => crate::fill::preview(definition, &shown, today(visitor.now()), visitor.lang()),
        refused => refusal(visitor, around.refused.as_ref())?,
        is_stale => around.is_stale,
    };
    visitor.page_with(around.status, "procedure/element.html", title.de.clone(), own)
}

const AUTOCOMPLETES: [Autocomplete; 12] = [
    Autocomplete::Name,
    Autocomplete::GivenName,
    Autocomplete::FamilyName,
    Autocomplete::Organization,
    Autocomplete::OrganizationTitle,
    Autocomplete::Bday,
    Autocomplete::StreetAddress,
    Autocomplete::PostalCode,
    Autocomplete::AddressLevel2,
    Autocomplete::CountryName,
    Autocomplete::Url,
    Autocomplete::Off,
];

/// A page with nothing but this, always shown, for the preview.
fn alone(definition: &Definition, id: &StableId, items: Vec<Item>) -> Result<Page, PageError> {
    let page = definition.page_of(id).ok_or(PageError::NotFound)?;
    Ok(Page { items, when: None, intro: None, ..page.clone() })
}

/// Reads what was typed into steps. Mistakes name the input.
struct Typed<'a> {
    fields: &'a Fields,
    mistakes: Vec<(String, &'static str)>,
}

impl Typed<'_> {
    fn text(&self, name: &str) -> String {
        self.fields.first(name).unwrap_or_default().replace("\r\n", "\n").trim().to_owned()
    }

    fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    fn ticked(&self, name: &str) -> bool {
        self.some(name).is_some()
    }

    fn optional(&self, name: &str) -> Option<Words> {
        let de = self.some(&format!("{name}.de"))?;
        Some(Words { de, en: self.some(&format!("{name}.en")) })
    }

    fn words(&mut self, name: &str) -> Words {
        self.optional(name).unwrap_or_else(|| {
            self.mistakes.push((format!("{name}.de"), "form-required"));
            Words::de("")
        })
    }

    fn read<T>(&mut self, name: &str, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.some(name)?;
        let value = read(&text);
        if value.is_none() {
            self.mistakes.push((name.to_owned(), key));
        }
        value
    }

    fn whole<T: std::str::FromStr>(&mut self, name: &str) -> Option<T> {
        self.read(name, "form-no-number", |text| text.parse().ok())
    }

    fn day(&mut self, name: &str) -> Option<DayBound> {
        self.read(name, "procedure-editor-day-wrong", |text| {
            if let Some(day) = typed_date(text) {
                return Some(DayBound::On(day));
            }
            let number = text.trim_end_matches(['T', 'J', 'D', 'Y']).trim().trim_start_matches('+');
            match text.chars().last()? {
                'T' | 'D' => number.parse().ok().map(DayBound::Days),
                'J' | 'Y' => number.parse().ok().map(DayBound::Years),
                _ => None,
            }
        })
    }

    fn kind(&mut self, old: &Kind) -> Kind {
        let mut kind = old.clone();
        match &mut kind {
            Kind::Text(kind) => {
                (kind.min, kind.max) = (self.whole("min"), self.whole("max"));
                let pattern = self.text("pattern");
                kind.pattern = Pattern::ALL.into_iter().find(|known| known.as_str() == pattern);
                let token = self.text("autocomplete");
                kind.autocomplete = AUTOCOMPLETES.into_iter().find(|known| known.as_str() == token);
            }
            Kind::LongText(kind) => {
                (kind.min, kind.max) = (self.whole("min"), self.whole("max"));
                kind.rows = self.whole("rows");
            }
            Kind::Number(kind) => {
                kind.min = self.read("min", "procedure-mistake-no-number", Decimal::typed);
                kind.max = self.read("max", "procedure-mistake-no-number", Decimal::typed);
                kind.decimals = self.whole("decimals").unwrap_or(0);
                kind.unit = self.optional("unit");
            }
            Kind::Money(kind) => {
                let cents = |text: &str| typed_cents(text).map(|Cents(cents)| cents);
                kind.min = self.read("min", "form-no-money", cents);
                kind.max = self.read("max", "form-no-money", cents);
            }
            Kind::Date(kind) | Kind::Period(kind) => {
                (kind.min, kind.max) = (self.day("min"), self.day("max"));
            }
            Kind::Choice(kind) => {
                kind.look = if self.ticked("select") { Look::Select } else { Look::Radios };
                kind.other = self.ticked("other");
            }
            Kind::Several(kind) => {
                (kind.min, kind.max) = (self.whole("min"), self.whole("max"));
                kind.other = self.ticked("other");
            }
            Kind::Rating(scale) => self.scale(scale),
            Kind::Matrix(kind) => self.scale(&mut kind.scale),
            Kind::Ranking(kind) => kind.at_least = self.whole("least"),
            Kind::Organisation(kind) => {
                kind.only = match self.text("only").as_str() {
                    "municipality" => Some(BodyKind::Municipality),
                    "county" => Some(BodyKind::County),
                    _ => None,
                };
                kind.free_text = self.ticked("free_text");
            }
            Kind::Address(kind) => kind.abroad = self.ticked("abroad"),
            Kind::File(kind) => {
                kind.types = self.text("types").split_whitespace().map(str::to_owned).collect();
                kind.max_bytes = self.whole::<u64>("megabytes").unwrap_or(10).saturating_mul(1_000_000);
                kind.max_count = self.whole("count").unwrap_or(1);
            }
            Kind::Consent(kind) => {
                kind.text = self.words("text");
                kind.version = self.text("version");
            }
            Kind::Information(kind) => kind.text = self.words("text"),
            Kind::YesNo(_) | Kind::Iban(_) | Kind::Email(_) | Kind::Phone(_) => {}
        }
        let mut labels = Vec::new();
        for option in kind.options().into_iter().flatten() {
            labels.push((option.id.clone(), self.words(&format!("o.{}", option.id))));
        }
        for (option, (_, label)) in kind.options_mut().into_iter().flatten().zip(labels) {
            option.label = label;
        }
        kind
    }

    fn scale(&mut self, scale: &mut crate::field::Rating) {
        scale.steps = self.whole("steps").unwrap_or(scale.steps);
        (scale.low, scale.high) = (self.words("low"), self.words("high"));
    }

    fn condition(&mut self, definition: &Definition, name: &str) -> Option<crate::Condition> {
        match conditions::read(definition, self.fields, name) {
            Ok(condition) => condition,
            Err(input) => {
                self.mistakes.push((input, "procedure-editor-value-wrong"));
                None
            }
        }
    }
}

fn steps_of(
    element: &Element<'_>,
    definition: &Definition,
    id: &StableId,
    typed: &mut Typed<'_>,
) -> Vec<Edit> {
    let own = || id.clone();
    let label = typed.words("label");
    let mut edits = vec![Edit::SetLabel { id: own(), label }];
    // A condition that the lists cannot say is not on the page, so it is not touched.
    let has_when = typed.fields.first("when.mode").is_some();
    match element {
        Element::Page(_) => edits.push(Edit::SetPageIntro { id: own(), intro: typed.optional("intro") }),
        Element::Group(group) => {
            edits.push(Edit::SetRecord { id: own(), record: typed.words("record") });
            edits.push(Edit::SetHint { id: own(), hint: typed.optional("hint") });
            let min = typed.whole("min").unwrap_or(group.min);
            let max = typed.whole("max").unwrap_or(group.max);
            edits.push(Edit::SetRecords { id: own(), min, max });
        }
        Element::Field(field) => {
            edits.push(Edit::SetHint { id: own(), hint: typed.optional("hint") });
            edits.push(Edit::SetHelp { id: own(), help: typed.optional("help") });
            edits.push(Edit::SetKind { id: own(), kind: typed.kind(&field.kind) });
            if field.kind.is_question() {
                let must = typed.condition(definition, "must");
                if typed.fields.first("must.mode").is_some() && must.is_some() {
                    edits.push(Edit::SetRequiredWhen { id: own(), when: must });
                } else {
                    if typed.fields.first("must.mode").is_some() {
                        edits.push(Edit::SetRequiredWhen { id: own(), when: None });
                    }
                    edits.push(Edit::SetRequired { id: own(), required: typed.ticked("required") });
                }
                let private = typed.optional("purpose").map(|purpose| Private { purpose });
                edits.push(Edit::SetPrivate { id: own(), private });
                edits.push(Edit::SetShared { id: own(), shared: typed.ticked("shared") });
                edits.push(Edit::SetPrefill { id: own(), prefill: typed.some("prefill") });
                edits.push(Edit::SetLegalBasis { id: own(), legal_basis: typed.some("legal_basis") });
            }
        }
    }
    if has_when {
        let when = typed.condition(definition, "when");
        edits.push(Edit::SetWhen { id: own(), when });
    }
    if let Some(label) = typed.optional("o.new") {
        edits.push(Edit::AddOption { id: own(), label });
    }
    let told = typed.text("do");
    let option = |text: &str| text.parse::<StableId>().ok();
    if let Some((what, of)) = told.split_once(' ') {
        match (what, option(of)) {
            ("option-up", Some(option)) => edits.push(Edit::OptionUp { id: own(), option }),
            ("option-down", Some(option)) => edits.push(Edit::OptionDown { id: own(), option }),
            ("option-remove", Some(option)) => edits.push(Edit::RemoveOption { id: own(), option }),
            _ => {}
        }
    }
    if let (Some(to), false) = (typed.some("to"), matches!(element, Element::Page(_)))
        && let Ok(page) = to.parse::<StableId>()
        && definition.page_of(id).is_none_or(|now| now.id != page)
    {
        edits.push(Edit::ToPage { id: own(), page });
    }
    edits
}

pub(super) async fn save(
    visitor: Visitor,
    Path((key, id)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    visitor.office()?;
    let edition = fields.first("edition").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut view = visitor.read().await?;
    let (_, draft) = open(&mut view, &key).await?;
    drop(view);
    let Some(draft) = draft else { return Err(PageError::Conflict("procedure-editor-no-draft")) };
    let of: StableId = id.parse().map_err(|_| PageError::NotFound)?;
    let element = find(&draft.definition, &of).ok_or(PageError::NotFound)?;
    let mut typed = Typed { fields: &fields, mistakes: Vec::new() };
    let edits = steps_of(&element, &draft.definition, &of, &mut typed);
    let mut again = Sheet { values: fields.values.clone(), mistakes: Vec::new() };
    for (name, mistake) in &typed.mistakes {
        again = again.wrong(name, mistake);
    }
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    if !typed.mistakes.is_empty() {
        let around = Around { status: unprocessable, typed: Some(again), ..Around::default() };
        return render(&visitor, &key, &id, around).await;
    }
    let stays = fields.first("do").is_some_and(|told| !told.is_empty());
    match make(&visitor, &key, edition, edits).await? {
        Stepped::Kept(_) if stays => visitor.to(&format!("/forms/{key}/edit/{id}")),
        Stepped::Kept(_) => visitor.done(&format!("/forms/{key}/edit#{id}"), "procedure-editor-saved"),
        Stepped::Stale => {
            let status = StatusCode::CONFLICT;
            let around = Around { status, typed: Some(again), is_stale: true, ..Around::default() };
            render(&visitor, &key, &id, around).await
        }
        Stepped::Refused(error) => {
            let around =
                Around { status: unprocessable, typed: Some(again), refused: Some(error), is_stale: false };
            render(&visitor, &key, &id, around).await
        }
        Stepped::Gone => Err(PageError::Conflict("procedure-editor-no-draft")),
    }
}
