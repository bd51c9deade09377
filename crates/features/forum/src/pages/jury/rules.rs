//! The rules of the jury: criteria, phases, options. Rows that are empty are none; two empty ones stand at the end.

use axum::extract::Path;
use jiff::civil::Date;
use rathaus_store::Record;
use rathaus_web::{Answer, Form, FromForm, Reader, Sheet, Value, Visitor, context};

use super::room;
use crate::jury::Room;
use crate::model::jury::{Criterion, Jury, MOST_CRITERIA, MOST_PHASES, Phase, PhaseKind};
use crate::pages::invitations::head;
use crate::policy;
use crate::store::jury::save_jury;

/// What the form says.
pub(crate) struct Ruled {
    pub edition: i64,
    pub jury: Jury,
}

fn small(form: &mut Reader<'_>, name: &str, range: std::ops::RangeInclusive<i64>) -> Option<u32> {
    form.number(name, range).and_then(|n| u32::try_from(n).ok())
}

/// A number as people write it: with a comma or a point.
fn decimal(form: &mut Reader<'_>, name: &str, range: std::ops::RangeInclusive<f64>) -> Option<f64> {
    let text = form.text(name, 1..=10)?;
    let number = text.replace(',', ".").parse::<f64>().ok().filter(|number| range.contains(number));
    if number.is_none() {
        let bound = |n: f64| fluent_bundle::FluentValue::from(n);
        let args =
            vec![("least".to_owned(), bound(*range.start())), ("most".to_owned(), bound(*range.end()))];
        form.mistake_with(name, "form-out-of-range", args);
    }
    number
}

/// A key that no row has yet.
fn fresh(prefix: char, taken: &[String]) -> String {
    let free = (1..).map(|n| format!("{prefix}{n}")).find(|key| !taken.contains(key));
    free.unwrap_or_else(|| prefix.to_string())
}

/// The keys that rows bring along; a row that is new has none.
fn keys(form: &Reader<'_>, stem: &str, most: usize, prefix: char) -> Vec<String> {
    let is_key = |key: &String| {
        key.strip_prefix(prefix)
            .is_some_and(|n| !n.is_empty() && n.len() <= 4 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    (1..=most).map(|n| form.raw(&format!("{stem}.{n}.key"))).filter(is_key).collect()
}

fn criteria(form: &mut Reader<'_>) -> Vec<Criterion> {
    let mut taken = keys(form, "criterion", MOST_CRITERIA, 'c');
    let mut criteria: Vec<Criterion> = Vec::new();
    for n in 1..=MOST_CRITERIA {
        let field = |part: &str| format!("criterion.{n}.{part}");
        if form.raw(&field("name")).is_empty() {
            continue;
        }
        let name = form.text(&field("name"), 2..=80);
        let hint = form.text(&field("hint"), 0..=300);
        let weight = form.number(&field("weight"), 1..=10).and_then(|n| u8::try_from(n).ok());
        let sent = form.raw(&field("key"));
        let is_used = criteria.iter().any(|one| one.key == sent);
        let key = if taken.contains(&sent) && !is_used { sent } else { fresh('c', &taken) };
        taken.push(key.clone());
        if let (Some(name), Some(hint), Some(weight)) = (name, hint, weight) {
            criteria.push(Criterion { key, name, hint, weight });
        }
    }
    criteria
}

fn phases(form: &mut Reader<'_>) -> Vec<Phase> {
    let mut taken = keys(form, "phase", MOST_PHASES, 'p');
    let mut phases: Vec<Phase> = Vec::new();
    let mut before: Option<Date> = None;
    for n in 1..=MOST_PHASES {
        let field = |part: &str| format!("phase.{n}.{part}");
        if form.raw(&field("name")).is_empty() {
            continue;
        }
        let name = form.text(&field("name"), 2..=80);
        let kind = form.choice::<PhaseKind>(&field("kind"));
        let starts = form.optional_date(&field("days.from"));
        let ends = form.optional_date(&field("days.to"));
        let reviews = small(form, &field("reviews"), 1..=20);
        let pass_from = match (form.raw(&field("pass_from")).is_empty(), kind) {
            (true, _) => Some(None),
            (false, Some(PhaseKind::Look)) => decimal(form, &field("pass_from"), 0.0..=100.0).map(Some),
            (false, _) => decimal(form, &field("pass_from"), 1.0..=10.0).map(Some),
        };
        if let (Some(Some(starts)), Some(Some(ends))) = (starts, ends)
            && ends < starts
        {
            form.mistake(&field("days.to"), "round-mistake-ends-before");
        }
        if let (Some(before), Some(Some(starts))) = (before, starts)
            && starts <= before
        {
            form.mistake(&field("days.from"), "jury-mistake-overlap");
        }
        if let Some(days) = starts.zip(ends) {
            before = days.1.or(days.0).or(before);
        }
        let sent = form.raw(&field("key"));
        let is_used = phases.iter().any(|one| one.key == sent);
        let key = if taken.contains(&sent) && !is_used { sent } else { fresh('p', &taken) };
        taken.push(key.clone());
        let sees_others = form.ticked(&field("sees_others"));
        let read = (name, kind, starts, ends, reviews, pass_from);
        if let (Some(name), Some(kind), Some(starts), Some(ends), Some(reviews), Some(pass_from)) = read {
            phases.push(Phase { key, name, kind, starts, ends, reviews, sees_others, pass_from });
        }
    }
    phases
}

impl FromForm for Ruled {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let edition = form.number("edition", 0..=i64::MAX);
        let criteria = criteria(form);
        let phases = phases(form);
        let contested_from = decimal(form, "contested_from", 0.5..=9.0);
        let revise_until = form.optional_date("revise_until");
        let remind_before = match form.ticked("reminds") {
            true => small(form, "remind_before", 0..=30).map(Some),
            false => Some(None),
        };
        if criteria.is_empty() && phases.iter().any(|phase| phase.kind == PhaseKind::Scores) {
            form.mistake("criterion.1.name", "jury-mistake-no-criterion");
        }
        if phases.is_empty() {
            form.mistake("phase.1.name", "jury-mistake-no-phase");
        }
        let jury = Jury {
            criteria,
            phases,
            is_anonymous: form.ticked("is_anonymous"),
            contested_from: contested_from?,
            revise_until: revise_until?,
            remind_before: remind_before?,
        };
        Some(Self { edition: edition?, jury })
    }
}

/// A number without trailing zeros, with a comma.
fn said(number: f64) -> String {
    format!("{number}").replace('.', ",")
}

fn filled(jury: &Jury, edition: i64) -> Sheet {
    let mut values: Vec<(String, String)> = vec![
        ("edition".into(), edition.to_string()),
        ("contested_from".into(), said(jury.contested_from)),
        ("revise_until".into(), jury.revise_until.map_or_else(String::new, |day| day.to_string())),
        ("remind_before".into(), jury.remind_before.unwrap_or(3).to_string()),
        ("reminds".into(), if jury.remind_before.is_some() { "yes" } else { "" }.into()),
        ("is_anonymous".into(), if jury.is_anonymous { "yes" } else { "" }.into()),
    ];
    let yes = |is: bool| if is { "yes" } else { "" }.to_owned();
    for (n, one) in (1..).zip(&jury.criteria) {
        let mut put = |part: &str, value: String| values.push((format!("criterion.{n}.{part}"), value));
        put("key", one.key.clone());
        put("name", one.name.clone());
        put("hint", one.hint.clone());
        put("weight", one.weight.to_string());
    }
    for (n, one) in (1..).zip(&jury.phases) {
        let mut put = |part: &str, value: String| values.push((format!("phase.{n}.{part}"), value));
        put("key", one.key.clone());
        put("name", one.name.clone());
        put("kind", one.kind.word().to_owned());
        put("days.from", one.starts.map_or_else(String::new, |day| day.to_string()));
        put("days.to", one.ends.map_or_else(String::new, |day| day.to_string()));
        put("reviews", one.reviews.to_string());
        put("pass_from", one.pass_from.map_or_else(String::new, said));
        put("sees_others", yes(one.sees_others));
    }
    Sheet::filled(values)
}

fn page(visitor: &Visitor, room: &Room, wrong: Option<Sheet>) -> Answer {
    let rows =
        |used: usize, spare: usize, most: usize| (1..=(used + spare).min(most)).collect::<Vec<usize>>();
    let sent = |stem: &str, sheet: &Sheet| {
        let is_row = |name: &String| name.starts_with(stem) && name.ends_with(".name");
        sheet.values.iter().filter(|(name, value)| is_row(name) && !value.is_empty()).count()
    };
    let sheet = wrong.clone().unwrap_or_else(|| filled(&room.jury, room.edition));
    let kinds = PhaseKind::ALL
        .iter()
        .map(|kind| Ok(context! { value => kind.word(), label => visitor.text(&format!("jury-kind-{}", kind.word()))? }))
        .collect::<Result<Vec<Value>, rathaus_web::PageError>>()?;
    let context = context! {
        round => head(&room.round),
        criteria => rows(sent("criterion.", &sheet), 2, MOST_CRITERIA),
        phases => rows(sent("phase.", &sheet), 1, MOST_PHASES),
        kinds,
        has_reviews => !room.reviews.is_empty(),
    };
    let title = visitor.text("jury-rules")?;
    match wrong {
        Some(sheet) => visitor.again("forum/jury-rules.html", title, &sheet, context),
        None => {
            let context = context! { form => visitor.form(&sheet)?, ..context };
            visitor.page("forum/jury-rules.html", title, context)
        }
    }
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    page(&visitor, &room, None)
}

pub(super) async fn save(visitor: Visitor, Path(slug): Path<String>, form: Form<Ruled>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let (ruled, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &room, Some(sheet));
        }
    };
    if let Some(lost) = lost_phase(&room, &ruled.jury) {
        drop(change);
        let sheet = sheet.wrong("phase.1.name", lost);
        return page(&visitor, &room, Some(sheet));
    }
    if !save_jury(&mut change, room.round.id, &ruled.jury, ruled.edition).await? {
        drop(change);
        return page(&visitor, &room, Some(sheet.wrong("", "round-mistake-edition")));
    }
    let record = Record::new("jury.ruled", room.round.id).with("edition", ruled.edition + 1);
    change.commit(record).await?;
    visitor.done(&format!("/rounds/{slug}/jury"), "jury-rules-saved")
}

/// A phase with reviews cannot go: the key of the text that says so.
pub(crate) fn lost_phase(room: &Room, jury: &Jury) -> Option<&'static str> {
    let is_lost = |phase: &String| jury.place_of(phase).is_none();
    room.reviews.iter().any(|review| is_lost(&review.phase)).then_some("jury-mistake-phase-used")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_web::Fields;

    fn query(sheet: &Sheet) -> Fields {
        Fields { values: sheet.values.clone(), ..Fields::default() }
    }

    #[test]
    fn rules_come_back_as_they_were_and_keys_stay() {
        let mut jury = Jury::shipped();
        jury.phases[0].pass_from = Some(6.5);
        jury.criteria.remove(1);
        let read = Form::<Ruled>::of(&query(&filled(&jury, 3))).checked().expect("right");
        assert_eq!((read.jury, read.edition), (jury.clone(), 3));
        let mut sheet = filled(&jury, 3);
        sheet.values.push(("criterion.5.name".into(), "Neues".into()));
        sheet.values.push(("criterion.5.weight".into(), "1".into()));
        let read = Form::<Ruled>::of(&query(&sheet)).checked().expect("right");
        let keys: Vec<&str> = read.jury.criteria.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys, ["c1", "c3", "c4", "c5", "c2"], "a new row takes a free key");
    }

    #[test]
    fn what_is_wrong_is_named_at_its_row() {
        let fields = Fields::from_query(
            "edition=1&criterion.1.name=Nutzen&criterion.1.weight=11&phase.1.name=Erste&phase.1.kind=look&phase.1.reviews=2\
             &phase.1.days.from=2026-06-05&phase.1.days.to=2026-06-01&phase.1.pass_from=101&phase.2.name=Zweite\
             &phase.2.kind=scores&phase.2.reviews=0&phase.2.days.from=2026-05-01&contested_from=20",
        );
        let sheet = Form::<Ruled>::of(&fields).checked().err().expect("wrong");
        let names: Vec<&str> = sheet.mistakes.iter().map(|one| one.name.as_str()).collect();
        for name in [
            "criterion.1.weight",
            "phase.1.days.to",
            "phase.1.pass_from",
            "phase.2.reviews",
            "phase.2.days.from",
            "contested_from",
        ] {
            assert!(names.contains(&name), "{name} in {names:?}");
        }
    }
}
