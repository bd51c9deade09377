//! Times, tables and limits of the talks.

use axum::extract::Path;
use rathaus_store::Record;
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Visitor, context};

use crate::model::{SlotRule, TalkRule};
use crate::pages::invitations::head;
use crate::pages::round::edit::daytime;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::round::{KeptRound, update_round};

/// What the form holds.
pub(crate) struct Rules {
    pub edition: i64,
    pub slots: SlotRule,
    pub tables: usize,
    pub talks: TalkRule,
}

/// Most times of a day: more the engine does not plan.
const MOST_SLOTS: usize = 100;

fn optional(form: &mut Reader<'_>, name: &str, most: i64) -> Option<Option<u32>> {
    match form.raw(name).is_empty() {
        true => Some(None),
        false => form.number(name, 1..=most).map(|n| u32::try_from(n).ok()),
    }
}

impl FromForm for Rules {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let edition = form.number("edition", 0..=i64::MAX);
        let (start, end) = (daytime(form, "start"), daytime(form, "end"));
        let (length, pause) = (form.number("length", 5..=240), form.number("pause", 0..=240));
        let tables = form.number("tables", 1..=500);
        let least = form.number("least", 0..=100);
        let most = optional(form, "most", 100);
        let in_a_row = optional(form, "in_a_row", 100);
        if let (Some(least), Some(Some(most))) = (least, most)
            && i64::from(most) < least
        {
            form.mistake("most", "registrations-mistake-talks");
        }
        let slots = SlotRule {
            start: start?,
            end: end?,
            length: u16::try_from(length?).ok()?,
            pause: u16::try_from(pause?).ok()?,
        };
        match slots.list().len() {
            0 => form.mistake("end", "round-mistake-no-slot"),
            n if n > MOST_SLOTS => form.mistake("end", "talks-mistake-many-slots"),
            _ => {}
        }
        Some(Self {
            edition: edition?,
            slots,
            tables: usize::try_from(tables?).ok()?,
            talks: TalkRule { least: u32::try_from(least?).ok()?, most: most?, in_a_row: in_a_row? },
        })
    }
}

fn filled(round: &KeptRound) -> Sheet {
    let settings = &round.settings;
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    Sheet::filled([
        ("edition", round.edition.to_string()),
        ("start", settings.slots.start.to_string()),
        ("end", settings.slots.end.to_string()),
        ("length", settings.slots.length.to_string()),
        ("pause", settings.slots.pause.to_string()),
        ("tables", settings.tables.to_string()),
        ("least", settings.talks.least.to_string()),
        ("most", number(settings.talks.most)),
        ("in_a_row", number(settings.talks.in_a_row)),
    ])
}

fn page(visitor: &Visitor, round: &KeptRound, wrong: Option<&Sheet>) -> Answer {
    let title = visitor.text("talks-rules")?;
    let own = context! { round => head(round) };
    match wrong {
        Some(sheet) => visitor.again("forum/talks-rules.html", title, sheet, own),
        None => {
            let form = visitor.form(&filled(round))?;
            visitor.page("forum/talks-rules.html", title, context! { form, ..own })
        }
    }
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let round = round_of(&mut *visitor.read().await?, &slug).await?;
    page(&visitor, &round, None)
}

pub(super) async fn save(visitor: Visitor, Path(slug): Path<String>, form: Form<Rules>) -> Answer {
    policy::may_work(&visitor)?;
    let (rules, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            let round = round_of(&mut *visitor.read().await?, &slug).await?;
            return page(&visitor, &round, Some(&sheet));
        }
    };
    match edited(&visitor, &slug, rules).await? {
        Ok(_) => visitor.done(&format!("/rounds/{slug}/talks"), "talks-rules-saved"),
        Err(round) => page(&visitor, &round, Some(&sheet.wrong("", "round-mistake-edition"))),
    }
}

/// Changes the rules; the round as it is by now where somebody else was faster.
pub(crate) async fn edited(
    visitor: &Visitor,
    slug: &str,
    rules: Rules,
) -> Result<Result<KeptRound, KeptRound>, PageError> {
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, slug).await?;
    let mut edited = KeptRound { edition: rules.edition, ..round.clone() };
    edited.settings.slots = rules.slots;
    edited.settings.tables = rules.tables;
    edited.settings.talks = rules.talks;
    if !update_round(&mut change, &edited).await? {
        return Ok(Err(round));
    }
    edited.edition += 1;
    change.commit(Record::new("round.changed", round.id).with("edition", edited.edition)).await?;
    Ok(Ok(edited))
}
