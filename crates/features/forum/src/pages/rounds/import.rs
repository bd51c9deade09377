//! A round from the office's own files: tables or the ZIP file of a folder are read, every mistake is named, and what is
//! right is shown before anything is taken over.
//!
//! Between the two the files lie in the house's store of files, read again when they are taken over. Each person has at
//! most one such import.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::Path;
use rathaus_store::files::{StoredFile, find_file, list_files};
use rathaus_store::{Change, Files, Id, Record, StoreError};
use rathaus_web::uploads::{Allowed, Kind, check_upload};
use rathaus_web::{
    Answer, Feature, Fields, Form, FromForm, PageError, Reader, Sheet, Upload, Value, Visitor, context, get,
    post,
};

use super::read_slug;
use crate::import::import_round;
use crate::input::archive::{pack, unpack};
use crate::input::{Diagnostics, read_some};
use crate::model::Input;
use crate::policy;
use crate::store::round::find_round;

/// Most mistakes, and most lines of a table, that are shown at once.
const MOST_SHOWN: usize = 200;

/// Inputs of tables: what is sent there is read as this table, whatever the file is called.
const TABLES: [&str; 2] = ["needs", "offers"];

/// Adds the page's routes.
pub(super) fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/import", get(blank).merge(post(read)))
        .route("/rounds/import/{file}", get(show).merge(post(take)))
        .route("/rounds/import/{file}/discard", post(discard));
}

/// What the owner of an import's file begins with.
const OWNER: &str = "round-import:";

/// Whose import it is, in the store of files.
fn owner(person: Id) -> String {
    format!("{OWNER}{person}")
}

async fn blank(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    let context =
        context! { form => visitor.form(&Sheet::blank())?, faults => Vec::<String>::new(), more => 0 };
    visitor.page("forum/rounds-import.html", visitor.text("rounds-import-title")?, context)
}

fn again(visitor: &Visitor, sheet: &Sheet, faults: &Diagnostics) -> Answer {
    let shown: Vec<String> = faults.0.iter().take(MOST_SHOWN).map(|f| f.text(visitor.lang())).collect();
    let context = context! { faults => shown, more => faults.0.len().saturating_sub(MOST_SHOWN) };
    visitor.again("forum/rounds-import.html", visitor.text("rounds-import-title")?, sheet, context)
}

/// What was sent as the files of a folder, and under which names people know them.
#[derive(Default)]
struct Sent {
    files: BTreeMap<String, Vec<u8>>,
    names: BTreeMap<String, String>,
    faults: Vec<Diagnostics>,
}

impl Sent {
    fn add_archive(&mut self, name: &str, bytes: &[u8]) {
        match unpack(name, bytes) {
            Ok(files) => self.files.extend(files),
            Err(faults) => self.faults.push(faults),
        }
    }

    /// Puts a table in the place of the folder's own.
    fn add_table(&mut self, stem: &str, name: &str, kind: Kind, bytes: &[u8]) {
        let is_same = |have: &String| have.to_lowercase().split('.').next() == Some(stem);
        self.files.retain(|have, _| !is_same(have));
        let ending = match kind {
            Kind::Xlsx => "xlsx",
            Kind::Ods => "ods",
            _ => "csv",
        };
        let known = format!("{stem}.{ending}");
        self.names.insert(known.clone(), name.to_owned());
        self.files.insert(known, bytes.to_vec());
    }

    /// Everything that is wrong, with the names people gave their files.
    fn faults(&self, found: Diagnostics) -> Diagnostics {
        let mut all = found.0;
        for fault in &mut all {
            if let Some(name) = self.names.get(&fault.file) {
                fault.file.clone_from(name);
            }
        }
        Diagnostics(all)
    }
}

fn uploaded<'f>(fields: &'f Fields, field: &str) -> Option<&'f Upload> {
    fields.files.iter().find(|file| file.field == field && !file.bytes.is_empty())
}

/// Takes the files in, or says beside which input something is wrong with one.
fn sent(fields: &Fields) -> Result<Sent, Sheet> {
    if let Some(barred) = fields.barred_sheet() {
        return Err(barred);
    }
    let (mut sent, mut sheet) = (Sent::default(), Sheet::blank());
    let mut is_any = false;
    let most_bytes = Allowed::tables().most_bytes;
    if let Some(file) = uploaded(fields, "folder") {
        is_any = true;
        // What is no archive is said by who unpacks it.
        match check_upload(file, &Allowed { kinds: vec![Kind::Zip, Kind::Other], most_bytes }) {
            Ok(file) => sent.add_archive(&file.name, &file.bytes),
            Err(mistake) => sheet.mistakes.push(mistake),
        }
    }
    for stem in TABLES {
        let Some(file) = uploaded(fields, stem) else { continue };
        is_any = true;
        // Text in the encodings of older programs looks like anything; who reads the table says what is wrong.
        let kinds = vec![Kind::Xlsx, Kind::Ods, Kind::Text, Kind::Other];
        match check_upload(file, &Allowed { kinds, most_bytes }) {
            Ok(checked) => {
                let name = rathaus_store::files::clean_name(&file.name);
                sent.add_table(stem, &name, checked.kind, &checked.bytes);
            }
            Err(mistake) => sheet.mistakes.push(mistake),
        }
    }
    if !is_any {
        return Err(Sheet::blank().wrong("folder", "rounds-import-mistake-no-file"));
    }
    if sheet.mistakes.is_empty() { Ok(sent) } else { Err(sheet) }
}

async fn read(visitor: Visitor, fields: Fields) -> Answer {
    let person = policy::may_work(&visitor)?.person;
    // Workbooks of some megabytes take a while; other requests go on meanwhile.
    let reading = tokio::task::spawn_blocking(move || {
        let sent = sent(&fields)?;
        if let Some(faults) = sent.faults.first() {
            return Ok(Err(faults.clone()));
        }
        let packed = pack(&sent.files);
        Ok(match read_some(&sent.files) {
            Ok(_) => Ok(packed),
            Err(faults) => Err(sent.faults(faults)),
        })
    });
    let packed = match reading.await.map_err(PageError::fault)? {
        Ok(Ok(packed)) => packed.map_err(PageError::fault)?,
        Ok(Err(faults)) => return again(&visitor, &Sheet::blank(), &faults),
        Err(sheet) => return again(&visitor, &sheet, &Diagnostics::default()),
    };
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    remove_all(&files, &mut change, person).await?;
    let id = files.put(&mut change, "runde.zip", "application/zip", packed, owner(person)).await?;
    change.commit(Record::new("round.import-read", id)).await?;
    visitor.to(&format!("/rounds/import/{id}"))
}

async fn remove_all(files: &Files, change: &mut Change, person: Id) -> Result<(), StoreError> {
    for old in list_files(change, owner(person)).await? {
        files.delete(change, old.id).await?;
    }
    Ok(())
}

/// The import of this address; colleagues may see each other's, as they may see the round it becomes.
async fn kept(visitor: &Visitor, file: &str) -> Result<StoredFile, PageError> {
    let id: Id = file.parse().map_err(|_| PageError::NotFound)?;
    let found = find_file(&mut *visitor.read().await?, id).await?;
    found.filter(|file| file.owner.starts_with(OWNER)).ok_or(PageError::NotFound)
}

/// What stands in the files, read anew.
async fn content(visitor: &Visitor, file: &StoredFile) -> Result<Input, PageError> {
    let bytes = visitor.app().port::<Files>()?.read(file).await?;
    let reading = tokio::task::spawn_blocking(move || {
        let files = unpack("runde.zip", &bytes)?;
        read_some(&files)
    });
    // It was without fault when it was put there.
    reading.await.map_err(PageError::fault)?.map_err(PageError::fault)
}

/// How the round is to be called.
struct Naming {
    title: String,
    slug: String,
}

impl FromForm for Naming {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let title = form.text("title", 3..=120);
        let slug = read_slug(form, title.as_deref());
        Some(Self { title: title?, slug: slug? })
    }
}

fn preview(visitor: &Visitor, file: &StoredFile, input: &Input, wrong: Option<Sheet>) -> Answer {
    let mut bodies: Vec<(String, bool, usize)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for need in &input.needs {
        let key = need.ags.map_or_else(|| need.organisation.clone(), |ags| ags.to_string());
        let place = *places.entry(key).or_insert_with(|| {
            bodies.push((need.organisation.clone(), need.ags.is_some(), 0));
            bodies.len() - 1
        });
        bodies[place].2 += 1;
    }
    let suppliers: BTreeSet<&str> = input.offers.iter().map(|offer| offer.supplier.as_str()).collect();
    let rows: Vec<Value> = bodies
        .iter()
        .take(MOST_SHOWN)
        .map(|(name, is_known, needs)| context! { name, is_known, needs })
        .collect();
    let offers: Vec<Value> = input
        .offers
        .iter()
        .take(MOST_SHOWN)
        .map(|offer| context! { title => offer.title.clone(), supplier => offer.supplier.clone() })
        .collect();
    let context = context! {
        file => file.id.to_string(),
        counts => context! {
            bodies => bodies.len(),
            unknown => bodies.iter().filter(|body| !body.1).count(),
            needs => input.needs.len(),
            suppliers => suppliers.len(),
            offers => input.offers.len(),
            reviews => input.reviews.len(),
            participants => input.participants.len(),
            wishes => input.wishes.len(),
            edits => input.edits.len(),
        },
        bodies => rows,
        offers => offers,
        more_bodies => bodies.len().saturating_sub(MOST_SHOWN),
        more_offers => input.offers.len().saturating_sub(MOST_SHOWN),
    };
    let title = visitor.text("rounds-import-preview-title")?;
    match wrong {
        Some(sheet) => visitor.again("forum/rounds-import-preview.html", title, &sheet, context),
        None => {
            let named = Sheet::filled([("title", input.round.name.clone())]);
            let context = context! { form => visitor.form(&named)?, ..context };
            visitor.page("forum/rounds-import-preview.html", title, context)
        }
    }
}

async fn show(visitor: Visitor, Path(file): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let file = kept(&visitor, &file).await?;
    let input = content(&visitor, &file).await?;
    preview(&visitor, &file, &input, None)
}

async fn take(visitor: Visitor, Path(file): Path<String>, named: Form<Naming>) -> Answer {
    policy::may_work(&visitor)?;
    let file = kept(&visitor, &file).await?;
    let mut input = content(&visitor, &file).await?;
    let (naming, sheet) = match named.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => return preview(&visitor, &file, &input, Some(sheet)),
    };
    let files: Arc<Files> = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    if find_round(&mut change, &naming.slug).await?.is_some() {
        drop(change);
        return preview(&visitor, &file, &input, Some(sheet.wrong("slug", "rounds-mistake-taken")));
    }
    // Whoever is second, with another short name, finds the file gone.
    if !files.delete(&mut change, file.id).await? {
        return Err(PageError::NotFound);
    }
    input.round.name = naming.title;
    let round = import_round(&mut change, &input, &naming.slug).await?;
    let record = Record::new("round.imported", round)
        .with("needs", input.needs.len())
        .with("offers", input.offers.len());
    change.commit(record).await?;
    visitor.done(&format!("/rounds/{}", naming.slug), "rounds-imported")
}

async fn discard(visitor: Visitor, Path(file): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let file = kept(&visitor, &file).await?;
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    files.delete(&mut change, file.id).await?;
    change.commit(Record::new("round.import-discarded", file.id)).await?;
    visitor.done("/rounds", "rounds-import-discarded")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_bear_the_names_that_people_gave_their_files() {
        let mut sent = Sent::default();
        sent.files.insert("Needs.CSV".to_owned(), b"old".to_vec());
        let table = "id;ags;organisation;title;relevance\nN1;06633005;Calden;Formulare;sehr\n";
        sent.add_table("needs", "Bedarfe 2025.csv", Kind::Text, table.as_bytes());
        assert_eq!(sent.files.len(), 1, "the table takes the place of the folder's");
        let faults = sent.faults(read_some(&sent.files).expect_err("a fault"));
        assert_eq!(faults.0.len(), 1, "{faults}");
        assert_eq!((faults.0[0].file.as_str(), faults.0[0].line), ("Bedarfe 2025.csv", Some(2)));
    }
}
