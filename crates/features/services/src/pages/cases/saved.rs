//! Keeping a filter of the in-tray under a name, and throwing it away.

use rathaus_store::Record;
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Visitor};

use crate::policy;
use crate::store::case_filter::{MOST, SavedFilter, delete_filter, list_filters, save_filter};

impl FromForm for SavedFilter {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let (name, query) = (form.text("name", 1..=60), form.text("query", 1..=500));
        // What an address holds, and nothing that leads elsewhere.
        let query = query.filter(|query| query.bytes().all(|byte| byte.is_ascii_graphic()));
        if query.is_none() {
            form.mistake("query", "form-no-such-choice");
        }
        Some(Self { name: name?, query: query? })
    }
}

pub(super) async fn save(visitor: Visitor, form: Form<SavedFilter>) -> Answer {
    let person = policy::may_read(&visitor)?.person;
    // Where the name is missing there is nothing else to be lost.
    let Ok(filter) = form.checked() else { return visitor.done("/cases", "cases-saved-name") };
    let mut change = visitor.change().await?;
    if list_filters(&mut change, person).await?.len() >= MOST {
        return Err(PageError::Conflict("cases-saved-many"));
    }
    save_filter(&mut change, person, &filter).await?;
    change.commit(Record::new("case.filter", person)).await?;
    visitor.done(&format!("/cases?{}", filter.query), "cases-saved-done")
}

/// Which filter.
pub(super) struct Named(String);

impl FromForm for Named {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.text("name", 1..=60).map(Self)
    }
}

pub(super) async fn delete(visitor: Visitor, form: Form<Named>) -> Answer {
    let person = policy::may_read(&visitor)?.person;
    let Ok(Named(name)) = form.checked() else { return Err(PageError::NotFound) };
    let mut change = visitor.change().await?;
    if delete_filter(&mut change, person, &name).await? {
        change.commit(Record::new("case.filter", person)).await?;
    }
    visitor.done("/cases", "cases-saved-gone")
}
