//! What stands at the head and the foot of letters.

use rathaus_store::Record;
use rathaus_web::{Answer, Form, FromForm, Reader, Sheet, Visitor, context};

use crate::letters::Letterhead;
use crate::policy;
use crate::store::letter::{find_letterhead, save_letterhead};

impl FromForm for Letterhead {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let (name, unit) = (form.text("name", 2..=100), form.text("unit", 0..=100));
        let (street, place) = (form.text("street", 2..=100), form.text("place", 2..=100));
        let (phone, email) = (form.text("phone", 0..=60), form.text("email", 0..=100));
        let (web, hours) = (form.text("web", 0..=100), form.text("hours", 0..=120));
        Some(Self {
            name: name?,
            unit: unit?,
            street: street?,
            place: place?,
            phone: phone?,
            email: email?,
            web: web?,
            hours: hours?,
        })
    }
}

/// A form filled with what holds now; the name of the tenant where nothing does.
fn sheet(visitor: &Visitor, head: Option<Letterhead>) -> Sheet {
    let head =
        head.unwrap_or_else(|| Letterhead { name: visitor.tenant().name.clone(), ..Letterhead::default() });
    Sheet::filled([
        ("name", head.name),
        ("unit", head.unit),
        ("street", head.street),
        ("place", head.place),
        ("phone", head.phone),
        ("email", head.email),
        ("web", head.web),
        ("hours", head.hours),
    ])
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let head = find_letterhead(&mut view).await?;
    drop(view);
    let context = context! { form => visitor.form(&sheet(&visitor, head))? };
    visitor.page("services/letter-head.html", visitor.text("letter-head")?, context)
}

pub(super) async fn save(visitor: Visitor, form: Form<Letterhead>) -> Answer {
    policy::may_work(&visitor)?;
    let head = match form.checked() {
        Ok(head) => head,
        Err(sheet) => {
            let title = visitor.text("letter-head")?;
            return visitor.again("services/letter-head.html", title, &sheet, context! {});
        }
    };
    let mut change = visitor.change().await?;
    save_letterhead(&mut change, &head).await?;
    change.commit(Record::new("letterhead.saved", "letterhead")).await?;
    visitor.done("/cases/letters", "letter-head-saved")
}
