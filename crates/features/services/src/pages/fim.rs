//! A form from a file of FIM: the office sees what a schema becomes before it takes it over, and hands a form on as a
//! schema.
//!
//! Between the two what was read lies in the house's store of files, each person's last one. Whoever takes it over twice
//! is led to the one form.

mod mistakes;

use axum::extract::Path;
use rathaus_fim::genericode::{self, CodeList};
use rathaus_fim::{Document, Faults};
use rathaus_procedure::definition::Standing;
use rathaus_procedure::store::{find_draft_version, find_form, find_live, insert_definition};
use rathaus_procedure::{Definition, KindName, Page, StableId};
use rathaus_store::files::{StoredFile, find_file, list_files};
use rathaus_store::{Change, Files, Id, Record, StoreError};
use rathaus_web::list::{Cell, Column, Kind, Listing, Table};
use rathaus_web::uploads::download;
use rathaus_web::{Answer, Feature, Fields, PageError, Sheet, Upload, Value, Visitor, context, get, post};

use super::office::{RESERVED, free};
use super::some;
use crate::fim::{Draft, Kept, Source, write_schema};
use crate::model::Content;
use crate::policy;
use crate::store::catalogue::{Service, find_service, insert_service};
use crate::store::fim::{find_fim, find_form_of_upload, insert_fim};
use crate::xzufi::{XzufiError, read_description};

/// Most bytes of a file.
const MOST_BYTES: usize = 20 << 20;
/// Most code lists at once.
const MOST_LISTS: usize = 50;
/// What the owner of a kept file begins with.
const OWNER: &str = "fim:";

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/cases/services/fim", get(blank).merge(post(read)))
        .route("/cases/services/fim/{file}", get(show).merge(post(take)))
        .route("/cases/services/fim/{file}/discard", post(discard))
        .route("/cases/services/{slug}/fim", get(origin))
        .route("/cases/services/{slug}/fim.xml", get(export));
}

fn owner(person: Id) -> String {
    format!("{OWNER}{person}")
}

/// Files of some megabytes take a while; other requests go on meanwhile.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, PageError> {
    tokio::task::spawn_blocking(work).await.map_err(PageError::fault)
}

/// What is wrong with a file.
struct Wrong {
    file: String,
    faults: Faults,
}

async fn blank(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    let context =
        context! { form => visitor.form(&Sheet::blank())?, faults => Vec::<Value>::new(), why => "" };
    visitor.page("services/fim.html", visitor.text("fim-title")?, context)
}

fn again(visitor: &Visitor, refused: &Refused) -> Answer {
    let mut rows: Vec<Value> = Vec::new();
    for Wrong { file, faults } in &refused.faults {
        for fault in &faults.0 {
            let what = mistakes::said(visitor, &fault.mistake)?;
            rows.push(context! { file, line => fault.line, place => fault.place.clone(), what });
        }
    }
    let why = match &refused.description {
        None => String::new(),
        Some(error) => {
            let (key, n) = error.words();
            visitor.text_with(&format!("fim-xzufi-{key}"), &[("n", n.to_string().into())])?
        }
    };
    let context = context! { faults => rows, why };
    visitor.again("services/fim.html", visitor.text("fim-title")?, &refused.sheet, context)
}

/// The file of an input, or the key of what is wrong with it.
fn checked(upload: &Upload) -> Result<(), &'static str> {
    if upload.bytes.len() > MOST_BYTES {
        return Err("fim-mistake-large");
    }
    let head = String::from_utf8_lossy(&upload.bytes[..upload.bytes.len().min(64)]);
    // Marks of other encodings come before the first sign; the reader says that they are not read.
    let first = head.chars().find(|c| c.is_ascii() && !c.is_ascii_whitespace() && *c != '\0');
    let is_xml = first == Some('<');
    if is_xml { Ok(()) } else { Err("fim-mistake-no-xml") }
}

/// What is wrong with what was sent.
#[derive(Default)]
struct Refused {
    sheet: Sheet,
    faults: Vec<Wrong>,
    description: Option<XzufiError>,
}

/// Reads what was sent; else the sheet with mistakes, and the faults of the files.
fn sent(fields: &Fields) -> Result<Kept, Refused> {
    if let Some(sheet) = fields.barred_sheet() {
        return Err(Refused { sheet, ..Refused::default() });
    }
    let of = |field: &str| -> Vec<&Upload> {
        fields.files.iter().filter(|file| file.field == field && !file.bytes.is_empty()).collect()
    };
    let (schemas, lists, descriptions) = (of("schema"), of("lists"), of("description"));
    let mut sheet = Sheet::blank();
    if schemas.is_empty() && descriptions.is_empty() {
        sheet = sheet.wrong("schema", "fim-mistake-no-file");
    }
    if schemas.is_empty() && !lists.is_empty() {
        sheet = sheet.wrong("lists", "fim-mistake-lists-alone");
    }
    if lists.len() > MOST_LISTS {
        sheet = sheet.wrong("lists", "fim-mistake-lists");
    }
    for (name, files, most) in
        [("schema", &schemas, 1), ("lists", &lists, MOST_LISTS), ("description", &descriptions, 1)]
    {
        if most == 1 && files.len() > 1 {
            sheet = sheet.wrong(name, "fim-mistake-one");
        }
        if let Some(Err(key)) = files.iter().map(|file| checked(file)).find(Result::is_err) {
            sheet = sheet.wrong(name, key);
        }
    }
    if !sheet.mistakes.is_empty() {
        return Err(Refused { sheet, ..Refused::default() });
    }
    let mut faults = Vec::new();
    let mut kept = Kept::default();
    if let Some(schema) = schemas.first() {
        let document: Option<Document> = of_file(schema, rathaus_fim::read(&schema.bytes), &mut faults);
        let lists: Vec<CodeList> = lists
            .into_iter()
            .filter_map(|file| of_file(file, genericode::read(&file.bytes), &mut faults))
            .collect();
        kept.source = document.map(|document| Source { document, lists });
        if !faults.is_empty() {
            sheet = sheet.wrong("schema", "fim-mistake-faults");
        } else if kept.source.as_ref().is_some_and(|source| source.schema().is_none()) {
            sheet = sheet.wrong("schema", "fim-mistake-part");
        }
    }
    let read = descriptions.first().map(|file| read_description(&file.bytes)).transpose();
    let description = match read {
        Ok(content) => {
            kept.content = content;
            None
        }
        Err(error) => {
            sheet = sheet.wrong("description", "fim-mistake-description");
            Some(error)
        }
    };
    if sheet.mistakes.is_empty() { Ok(kept) } else { Err(Refused { sheet, faults, description }) }
}

/// Id and version of the schema, else the key of the service.
fn schema_of(kept: &Kept) -> String {
    match (&kept.source, &kept.content) {
        (Some(source), _) => source.document.content.general().identity.to_string(),
        (None, Some(content)) => content.fim.clone(),
        (None, None) => String::new(),
    }
}

fn of_file<T>(file: &Upload, read: Result<T, Faults>, wrong: &mut Vec<Wrong>) -> Option<T> {
    match read {
        Ok(found) => Some(found),
        Err(faults) => {
            wrong.push(Wrong { file: rathaus_store::files::clean_name(&file.name), faults });
            None
        }
    }
}

async fn read(visitor: Visitor, fields: Fields) -> Answer {
    let person = policy::may_work(&visitor)?.person;
    let reading = aside(move || {
        let kept = sent(&fields)?;
        Ok::<_, Refused>((schema_of(&kept), serde_json::to_vec(&kept)))
    });
    let (name, kept) = match reading.await? {
        Ok((name, kept)) => (name, kept.map_err(PageError::fault)?),
        Err(refused) => return again(&visitor, &refused),
    };
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    for old in list_files(&mut change, owner(person)).await? {
        files.delete(&mut change, old.id).await?;
    }
    let id = files.put(&mut change, "fim.json", "application/json", kept, owner(person)).await?;
    change.commit(Record::new("fim.read", id).with("schema", name)).await?;
    visitor.to(&format!("/cases/services/fim/{id}"))
}

/// What was read and lies at this address; colleagues may see each other's.
async fn upload(visitor: &Visitor, id: Id) -> Result<Option<StoredFile>, PageError> {
    let found = find_file(&mut *visitor.read().await?, id).await?;
    Ok(found.filter(|file| file.owner.starts_with(OWNER)))
}

fn number(file: &str) -> Result<Id, PageError> {
    file.parse().map_err(|_| PageError::NotFound)
}

async fn content(visitor: &Visitor, file: &StoredFile) -> Result<(Kept, Draft), PageError> {
    let bytes = visitor.app().port::<Files>()?.read(file).await?;
    let reading = aside(move || {
        let kept: Kept = serde_json::from_slice(&bytes).ok()?;
        let draft = kept.draft()?;
        Some((kept, draft))
    });
    let read = reading.await?;
    // It was right when it was put there.
    read.ok_or_else(|| StoreError::fault("a kept schema cannot be read").into())
}

/// The question and what becomes of it, for people.
fn question(visitor: &Visitor, standing: &Standing<'_>) -> Result<Value, PageError> {
    let (field, lang) = (standing.field, visitor.lang());
    let kind = field.kind.name();
    let group = standing.group.map(|group| group.title.get(lang).to_owned()).unwrap_or_default();
    let element = field.external.as_ref().map(|external| match &external.version {
        Some(version) => format!("{} {version}", external.id),
        None => external.id.clone(),
    });
    let conditional = field.when.is_some() || standing.group.is_some_and(|group| group.when.is_some());
    Ok(context! {
        label => field.label.get(lang),
        group,
        kind => visitor.text(&format!("procedure-kind-{}", kind.as_str().replace('_', "-")))?,
        options => field.kind.options().map_or(0, Vec::len),
        is_heading => kind == KindName::Information,
        required => field.required,
        conditional,
        element => element.unwrap_or_default(),
    })
}

fn page_view(visitor: &Visitor, definition: &Definition, page: &Page) -> Result<Value, PageError> {
    let fields = definition.fields().filter(|standing| standing.page.id == page.id);
    let questions =
        fields.map(|standing| question(visitor, &standing)).collect::<Result<Vec<_>, PageError>>()?;
    let count =
        page.items.iter().flat_map(|item| item.fields()).filter(|field| field.kind.is_question()).count();
    Ok(context! { id => page.id.as_str(), title => page.title.get(visitor.lang()), questions, count })
}

/// The remarks as they stand on the page and in the file.
fn remarks(visitor: &Visitor, draft: &Draft) -> Result<Vec<(String, String, String)>, PageError> {
    let said = |remark: &crate::fim::Remark| {
        let (key, what) = remark.what.words();
        let text = visitor.text_with(&format!("fim-remark-{key}"), &[("what", what.into())])?;
        Ok((remark.element.clone(), remark.name.clone(), text))
    };
    draft.remarks.iter().map(said).collect()
}

/// What is told about a draft, before it is taken over and after.
fn told(visitor: &Visitor, kept: &Kept, draft: &Draft) -> Result<Value, PageError> {
    let listed = |(element, name, text): (String, String, String)| context! { element, name, text };
    let remarks: Vec<Value> = remarks(visitor, draft)?.into_iter().map(listed).collect();
    let rules: Vec<Value> = draft
        .rules
        .iter()
        .map(|rule| {
            context! { element => rule.rule.clone(), name => rule.name.clone(), of => rule.of.clone(), text => rule.words.clone() }
        })
        .collect();
    let questions = draft.definition.fields().filter(|standing| standing.field.kind.is_question()).count();
    let listing = Listing::read(visitor, &[], &[]);
    let list = listing.view(visitor, &[], 0)?;
    Ok(context! {
        name => draft.definition.title.get(visitor.lang()),
        schema => kept.source.as_ref().map(|_| schema_of(kept)).unwrap_or_default(),
        service => service_view(visitor, &draft.content),
        pages => draft.definition.pages.len(),
        questions,
        lists => kept.source.as_ref().map_or(0, |source| source.lists.len()),
        remarks,
        rules,
        list,
    })
}

/// What the service says of itself.
fn service_view(visitor: &Visitor, content: &Content) -> Value {
    let lang = visitor.lang();
    context! {
        title => content.title.get(lang),
        summary => content.summary.get(lang),
        synonyms => content.synonyms.join(", "),
        who => some(content.who.as_ref(), lang),
        documents => content.documents.iter().map(|words| words.get(lang)).collect::<Vec<_>>().join(", "),
        cost => some(content.cost.as_ref(), lang),
        takes => some(content.takes.as_ref(), lang),
        legal_basis => content.legal_basis.clone(),
        fim => content.fim.clone(),
    }
}

/// Remarks and rules as a file.
fn table(visitor: &Visitor, draft: &Draft) -> Result<Table, PageError> {
    let columns = ["sort", "element", "name", "text"]
        .iter()
        .map(|key| Ok(Column::new(visitor.text(&format!("fim-column-{key}"))?, Kind::Text)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let (remark, rule) = (visitor.text("fim-remark")?, visitor.text("fim-rule")?);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (element, name, text) in remarks(visitor, draft)? {
        rows.push(vec![Cell::from(&remark), Cell::from(&element), Cell::from(&name), Cell::from(&text)]);
    }
    for one in &draft.rules {
        let name = format!("{}: {}", one.of, one.name);
        rows.push(vec![Cell::from(&rule), Cell::from(&one.rule), Cell::from(&name), Cell::from(&one.words)]);
    }
    let title = visitor.text("fim-notes")?;
    Ok(Table { name: visitor.text("fim-file")?, title, columns, rows })
}

async fn show(visitor: Visitor, Path(file): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let id = number(&file)?;
    let Some(file) = upload(&visitor, id).await? else { return taken(&visitor, id).await };
    let (kept, draft) = content(&visitor, &file).await?;
    if let Some(format) = Listing::read(&visitor, &[], &[]).format() {
        return visitor.export(&table(&visitor, &draft)?, format).await;
    }
    let definition = &draft.definition;
    let views = definition.pages.iter().map(|page| page_view(&visitor, definition, page));
    let context = context! {
        file => id.to_string(),
        form => visitor.form(&Sheet::blank())?,
        views => views.collect::<Result<Vec<_>, PageError>>()?,
        ..told(&visitor, &kept, &draft)?
    };
    visitor.page("services/fim-preview.html", visitor.text("fim-preview-title")?, context)
}

/// Leads to the form that a file became already.
async fn taken(visitor: &Visitor, upload: Id) -> Answer {
    let form = find_form_of_upload(&mut *visitor.read().await?, upload).await?.ok_or(PageError::NotFound)?;
    visitor.to(&format!("/forms/{form}"))
}

/// An address that nothing has yet.
async fn address(change: &mut Change, draft: &Draft) -> Result<StableId, PageError> {
    let wanted = draft.definition.key.as_str();
    if RESERVED.contains(&wanted) {
        return free(change, &format!("{wanted}-formular")).await;
    }
    free(change, wanted).await
}

async fn take(visitor: Visitor, Path(file): Path<String>) -> Answer {
    let by = policy::may_work(&visitor)?.name.clone();
    let id = number(&file)?;
    let Some(file) = upload(&visitor, id).await? else { return taken(&visitor, id).await };
    let (kept, draft) = content(&visitor, &file).await?;
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    // Whoever is second finds the file gone and the form there.
    if !files.delete(&mut change, file.id).await? {
        drop(change);
        return taken(&visitor, id).await;
    }
    let key = address(&mut change, &draft).await?;
    let definition = Definition { key: key.clone(), ..draft.definition };
    insert_definition(&mut change, "services", &definition, &by).await?;
    let service = insert_service(&mut change, key.as_str(), key.as_str(), &draft.content).await?;
    insert_fim(&mut change, key.as_str(), id, &kept).await?;
    let record =
        Record::new("fim.taken", service).with("schema", schema_of(&kept)).with("form", key.as_str());
    change.commit(record).await?;
    visitor.done(&format!("/forms/{key}"), "fim-taken")
}

async fn discard(visitor: Visitor, Path(file): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let file = upload(&visitor, number(&file)?).await?.ok_or(PageError::NotFound)?;
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    files.delete(&mut change, file.id).await?;
    change.commit(Record::new("fim.discarded", file.id)).await?;
    visitor.done("/cases/services", "fim-discarded")
}

async fn service(visitor: &Visitor, slug: &str) -> Result<Service, PageError> {
    policy::may_read(visitor)?;
    find_service(&mut *visitor.read().await?, slug).await?.ok_or(PageError::NotFound)
}

/// Where a form came from: rules and remarks, once more.
async fn origin(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let service = service(&visitor, &slug).await?;
    let kept = find_fim(&mut *visitor.read().await?, &service.form).await?;
    let read = aside(move || kept.and_then(|kept| kept.draft().map(|draft| (kept, draft)))).await?;
    let export = visitor.url(&format!("/cases/services/{slug}/fim.xml"));
    let title = visitor.text("fim-origin-title")?;
    let Some((kept, draft)) = read else {
        let name = service.content.title.get(visitor.lang());
        return visitor.page("services/fim-origin.html", title, context! { name, export });
    };
    if let Some(format) = Listing::read(&visitor, &[], &[]).format() {
        return visitor.export(&table(&visitor, &draft)?, format).await;
    }
    let context = context! {
        file => "", form => visitor.form(&Sheet::blank())?, views => Vec::<Value>::new(),
        export, ..told(&visitor, &kept, &draft)?
    };
    visitor.page("services/fim-preview.html", title, context)
}

/// The form of a service as a schema: the valid version, else the draft.
async fn export(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let service = service(&visitor, &slug).await?;
    let mut view = visitor.read().await?;
    let version = match find_live(&mut view, &service.form).await? {
        Some(version) => Some(version),
        None => match find_form(&mut view, &service.form).await? {
            Some(form) => find_draft_version(&mut view, form.id).await?,
            None => None,
        },
    };
    let version = version.ok_or(PageError::NotFound)?;
    let source = find_fim(&mut view, &service.form).await?.and_then(|kept| kept.source);
    drop(view);
    let moment = visitor.now().to_string();
    let number = version.id.to_string();
    let writing = aside(move || write_schema(&version.definition, source.as_ref(), &moment, &number));
    let text = writing.await?.map_err(PageError::fault)?;
    download(&format!("{slug}.xml"), "application/xml", text)
}
