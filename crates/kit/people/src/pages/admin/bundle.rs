//! What the tenant has set up as one file, and such a file of another taken over: looked at first, then chosen part by part.
//!
//! Between the two the file lies in the house's store of files, each person's last one. What is taken over is one change with one
//! record; what was looked at must still be so (`INVARIANT:` test `what_was_looked_at_is_what_is_taken_over`).

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::files::{StoredFile, find_file, list_files};
use rathaus_store::{Files, Id, Record, StoreError};
use rathaus_web::bundle::{self, Around, Bundle, BundleFault, Origin, PartView, Standing, Taken};
use rathaus_web::filters::zone;
use rathaus_web::uploads::download;
use rathaus_web::{Answer, App, Fields, PageError, Sheet, Value, Visitor, context, get, post};

use crate::pages::refresh;

/// What the owner of a kept file begins with.
const OWNER: &str = "bundle:";
/// Most differences of one thing that are shown.
const MOST_SHOWN: usize = 20;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/bundle", get(show).merge(post(read)))
        .route("/admin/bundle/export", post(export))
        .route("/admin/bundle/{file}", get(preview).merge(post(take)))
        .route("/admin/bundle/{file}/discard", post(discard))
}

fn owner(person: Id) -> String {
    format!("{OWNER}{person}")
}

/// Unpacking takes a while; other requests go on meanwhile.
async fn unpacked(bytes: Bytes) -> Result<Result<Bundle, Vec<BundleFault>>, PageError> {
    tokio::task::spawn_blocking(move || Bundle::read(&bytes)).await.map_err(PageError::fault)
}

/// A part's name in words.
fn title(visitor: &Visitor, part: &str) -> String {
    visitor.text(&format!("bundle-part-{part}")).unwrap_or_else(|_| part.to_owned())
}

async fn show(visitor: Visitor) -> Answer {
    visitor.administrator()?;
    let all = visitor.app().bundle_parts().map(|part| ("parts", part.name()));
    page(&visitor, &Sheet::filled(all), &[])
}

/// The page; with what is wrong with a file, or with what was chosen.
fn page(visitor: &Visitor, sheet: &Sheet, faults: &[BundleFault]) -> Answer {
    let parts: Vec<Value> = visitor
        .app()
        .bundle_parts()
        .map(|part| context! { value => part.name(), label => title(visitor, part.name()) })
        .collect();
    let faults: Vec<String> = faults
        .iter()
        .map(|fault| {
            let (key, name, found) = fault.words();
            let args = [("name", name.into()), ("found", found.into())];
            visitor.text_with(&format!("bundle-fault-{key}"), &args)
        })
        .collect::<Result<_, _>>()?;
    let wrong = !sheet.mistakes.is_empty();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let context = context! { form => visitor.form(sheet)?, parts, faults };
    visitor.page_with(status, "people/admin-bundle.html", visitor.text("admin-bundle-title")?, context)
}

async fn export(visitor: Visitor, fields: Fields) -> Answer {
    visitor.administrator()?;
    let asked = fields.all("parts");
    if asked.is_empty() {
        return page(&visitor, &Sheet::blank().wrong("parts", "bundle-none-chosen"), &[]);
    }
    let tenant = visitor.tenant();
    let from = Origin { name: tenant.name.clone(), address: visitor.full_url("/") };
    let mut change = visitor.change().await?;
    let bundle = bundle::export(visitor.app(), &mut change, from, visitor.now(), &asked).await?;
    let parts: Vec<&str> = bundle.parts.keys().map(String::as_str).collect();
    change.commit(Record::new("bundle.exported", tenant.id).with("parts", parts)).await?;
    let slug = if tenant.slug.is_empty() { "rathaus" } else { &tenant.slug };
    let name = format!("{slug}-{}.zip", visitor.now().to_zoned(zone()).date());
    let packed = tokio::task::spawn_blocking(move || bundle.pack()).await.map_err(PageError::fault)??;
    download(&name, "application/zip", packed)
}

async fn read(visitor: Visitor, fields: Fields) -> Answer {
    let person = visitor.administrator()?.person;
    let Some(file) = fields.files.iter().find(|file| file.field == "file" && !file.bytes.is_empty()) else {
        return page(&visitor, &Sheet::blank().wrong("file", "bundle-no-file"), &[]);
    };
    let bundle = match unpacked(file.bytes.clone()).await? {
        Ok(bundle) => bundle,
        Err(faults) => {
            return page(&visitor, &Sheet::blank().wrong("file", "bundle-not-readable"), &faults);
        }
    };
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    for old in list_files(&mut change, owner(person)).await? {
        files.delete(&mut change, old.id).await?;
    }
    let kept = file.bytes.clone();
    let id = files.put(&mut change, "bundle.zip", "application/zip", kept, owner(person)).await?;
    change.commit(Record::new("bundle.read", id).with("from", &bundle.manifest.from.name)).await?;
    visitor.to(&format!("/admin/bundle/{id}"))
}

/// The file of an address; `None` where it was taken over or thrown away.
async fn kept(visitor: &Visitor, id: &str) -> Result<Option<StoredFile>, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let found = find_file(&mut *visitor.read().await?, id).await?;
    Ok(found.filter(|file| file.owner.starts_with(OWNER)))
}

async fn content(visitor: &Visitor, file: &StoredFile) -> Result<Bundle, PageError> {
    let bytes = visitor.app().port::<Files>()?.read(file).await?;
    // It was right when it was put there.
    unpacked(bytes).await?.map_err(|_| StoreError::fault("a kept bundle cannot be read").into())
}

fn around<'a>(visitor: &'a Visitor, by: &'a str) -> Around<'a> {
    Around { app: visitor.app(), lang: visitor.lang(), by }
}

async fn preview(visitor: Visitor, Path(id): Path<String>) -> Answer {
    let by = visitor.administrator()?.name.clone();
    let file = kept(&visitor, &id).await?.ok_or(PageError::NotFound)?;
    let bundle = content(&visitor, &file).await?;
    let views = bundle::look(&around(&visitor, &by), &mut *visitor.read().await?, &bundle).await?;
    let chosen = views.iter().filter(|view| view.is_chosen && view.may_be_taken());
    let sheet = Sheet::filled(chosen.map(|view| ("parts", view.name.clone())));
    preview_page(&visitor, StatusCode::OK, &id, &bundle, &views, &sheet, false)
}

/// What lies in a part, for the page.
fn part_view(visitor: &Visitor, view: &PartView) -> Result<Value, PageError> {
    let rows = view.lines.iter().map(|line| {
        let word = line.standing.word();
        Ok(context! {
            title => line.title.clone(),
            file => line.file.clone(),
            standing => word,
            said => visitor.text(&format!("bundle-standing-{word}"))?,
            notes => line.notes.clone(),
            differences => line.differences.iter().take(MOST_SHOWN).map(|one| context! {
                what => one.what.clone(), old => one.old.clone(), new => one.new.clone(),
            }).collect::<Vec<_>>(),
            more => line.differences.len().saturating_sub(MOST_SHOWN),
        })
    });
    let count = |standing: Standing| view.lines.iter().filter(|line| line.standing == standing).count();
    Ok(context! {
        name => view.name.clone(),
        title => title(visitor, &view.name),
        hint => visitor.text(&format!("bundle-hint-{}", view.name)).unwrap_or_default(),
        is_known => view.is_known,
        is_wrong => view.is_wrong(),
        is_news => view.is_news(),
        new => count(Standing::New),
        changed => count(Standing::Changed),
        same => count(Standing::Same),
        rows => rows.collect::<Result<Vec<_>, PageError>>()?,
    })
}

fn preview_page(
    visitor: &Visitor,
    status: StatusCode,
    id: &str,
    bundle: &Bundle,
    views: &[PartView],
    sheet: &Sheet,
    is_stale: bool,
) -> Answer {
    let options: Vec<Value> = views
        .iter()
        .filter(|view| view.may_be_taken())
        .map(|view| context! { value => view.name.clone(), label => title(visitor, &view.name) })
        .collect();
    let parts = views.iter().map(|view| part_view(visitor, view)).collect::<Result<Vec<_>, _>>()?;
    let manifest = &bundle.manifest;
    let context = context! {
        file => id,
        form => visitor.form(sheet)?,
        from => manifest.from.name.clone(),
        address => manifest.from.address.clone(),
        made_at => manifest.made_at.to_string(),
        program => manifest.program.clone(),
        mark => bundle::mark(views),
        options,
        parts,
        is_stale,
    };
    let title = visitor.text("bundle-preview-title")?;
    visitor.page_with(status, "people/admin-bundle-preview.html", title, context)
}

async fn take(visitor: Visitor, Path(id): Path<String>, fields: Fields) -> Answer {
    let by = visitor.administrator()?.name.clone();
    // Sent twice, or taken over in another tab: what was chosen there is what counts.
    let Some(file) = kept(&visitor, &id).await? else { return visitor.done("/admin/bundle", "bundle-gone") };
    let bundle = content(&visitor, &file).await?;
    let asked = fields.all("parts");
    let (around, seen) = (around(&visitor, &by), fields.first("mark").unwrap_or_default().to_owned());
    let mut sheet = Sheet::filled(asked.iter().map(|part| ("parts", part.clone())));
    if asked.is_empty() {
        let views = bundle::look(&around, &mut *visitor.read().await?, &bundle).await?;
        sheet = sheet.wrong("parts", "bundle-none-chosen");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return preview_page(&visitor, status, &id, &bundle, &views, &sheet, false);
    }
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    if !files.delete(&mut change, file.id).await? {
        drop(change);
        return visitor.done("/admin/bundle", "bundle-gone");
    }
    match bundle::take(&around, &mut change, &bundle, &asked, Some(&seen)).await? {
        Taken::Stale(views) => {
            drop(change);
            preview_page(&visitor, StatusCode::CONFLICT, &id, &bundle, &views, &sheet, true)
        }
        Taken::Kept(parts) => {
            let manifest = &bundle.manifest;
            let record = Record::new("bundle.imported", visitor.tenant().id)
                .with("parts", parts)
                .with("from", &manifest.from.name)
                .with("made_at", manifest.made_at.to_string());
            change.commit(record).await?;
            refresh(&visitor)?;
            visitor.done("/admin/bundle", "bundle-taken")
        }
    }
}

async fn discard(visitor: Visitor, Path(id): Path<String>) -> Answer {
    visitor.administrator()?;
    let file = kept(&visitor, &id).await?.ok_or(PageError::NotFound)?;
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    files.delete(&mut change, file.id).await?;
    change.commit(Record::new("bundle.discarded", file.id)).await?;
    visitor.done("/admin/bundle", "bundle-discarded")
}
