//! The settings of a round: name, stages, who sees it, places, tables, slots and areas.

use axum::extract::Path;
use jiff::civil::Date;
use rathaus_core::Daytime;
use rathaus_store::Record;
use rathaus_web::form::read_date;
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Visitor, context, get, post, shown,
};

use super::{round_of, sees};
use crate::input::{area_key, shipped_areas};
use crate::model::{AreaDefinition, SlotRule};
use crate::policy;
use crate::store::round::{KeptRound, Stage, StageDates, update_round};

pub(super) fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes.route("/rounds/{slug}/edit", get(show).merge(post(save)));
}

/// What the form asks for.
pub(crate) struct Editing {
    edition: i64,
    title: String,
    intro: String,
    is_public: bool,
    stages: Vec<StageDates>,
    places: usize,
    tables: usize,
    slots: SlotRule,
    areas: Vec<AreaLine>,
}

/// One line of the areas: `Name: Stichwort, Stichwort`.
struct AreaLine {
    name: String,
    seeds: Vec<String>,
}

/// Most areas of a round.
const MOST_AREAS: usize = 40;

fn count(form: &mut Reader<'_>, name: &str, range: std::ops::RangeInclusive<i64>) -> Option<usize> {
    form.number(name, range).and_then(|n| usize::try_from(n).ok())
}

fn day(form: &mut Reader<'_>, name: &str) -> Option<Date> {
    let text = form.raw(name);
    if text.is_empty() {
        return None;
    }
    let day = read_date(&text);
    if day.is_none() {
        form.mistake(name, "form-no-date");
    }
    day
}

fn stages(form: &mut Reader<'_>) -> Vec<StageDates> {
    let mut stages = Vec::new();
    let mut before: Option<Date> = None;
    for stage in Stage::ALL {
        let (from, to) = (format!("{}.from", stage.word()), format!("{}.to", stage.word()));
        let (starts, ends) = (day(form, &from), day(form, &to));
        if let (Some(starts), Some(ends)) = (starts, ends)
            && ends < starts
        {
            form.mistake(&to, "round-mistake-ends-before");
        }
        if let (Some(before), Some(starts)) = (before, starts)
            && starts < before
        {
            form.mistake(&from, "round-mistake-order");
        }
        before = starts.or(before);
        if starts.is_some() || ends.is_some() {
            stages.push(StageDates { stage, starts, ends });
        }
    }
    stages
}

pub(crate) fn daytime(form: &mut Reader<'_>, name: &str) -> Option<Daytime> {
    let time = form.text(name, 1..=8)?.trim_end_matches("Uhr").trim().parse().ok();
    if time.is_none() {
        form.mistake(name, "round-mistake-time");
    }
    time
}

fn areas(form: &mut Reader<'_>) -> Vec<AreaLine> {
    let text = form.raw("areas");
    let mut lines: Vec<AreaLine> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (name, seeds) = line.split_once(':').unwrap_or((line, ""));
        let name = name.trim().to_owned();
        let seeds = seeds.split(',').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect();
        if name.is_empty() || name.chars().count() > 80 {
            form.mistake_with(
                "areas",
                "round-mistake-area-name",
                vec![("line".into(), line.to_owned().into())],
            );
        } else if lines.iter().any(|known| area_key(&known.name) == area_key(&name)) {
            form.mistake_with("areas", "round-mistake-area-twice", vec![("name".into(), name.into())]);
        } else {
            lines.push(AreaLine { name, seeds });
        }
    }
    if lines.len() > MOST_AREAS {
        form.mistake("areas", "round-mistake-many-areas");
    }
    lines
}

impl FromForm for Editing {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let edition = form.number("edition", 0..=i64::MAX);
        let title = form.text("title", 3..=120);
        let intro = form.text("intro", 0..=6000);
        let stages = stages(form);
        let places = count(form, "places", 1..=100);
        let tables = count(form, "tables", 1..=500);
        let start = daytime(form, "start");
        let end = daytime(form, "end");
        let length = form.number("length", 5..=240);
        let pause = form.number("pause", 0..=240);
        let areas = areas(form);
        let slots = SlotRule {
            start: start?,
            end: end?,
            length: u16::try_from(length?).ok()?,
            pause: u16::try_from(pause?).ok()?,
        };
        if slots.list().is_empty() {
            form.mistake("end", "round-mistake-no-slot");
        }
        Some(Self {
            edition: edition?,
            title: title?,
            intro: intro?,
            is_public: form.ticked("is_public"),
            stages,
            places: places?,
            tables: tables?,
            slots,
            areas,
        })
    }
}

/// The round as the form shows it.
fn filled(round: &KeptRound) -> Sheet {
    let settings = &round.settings;
    let mut values = vec![
        ("edition".to_owned(), round.edition.to_string()),
        ("title".to_owned(), round.title.clone()),
        ("intro".to_owned(), round.intro.clone()),
        ("is_public".to_owned(), if round.is_public { "yes" } else { "" }.to_owned()),
        ("places".to_owned(), settings.places.to_string()),
        ("tables".to_owned(), settings.tables.to_string()),
        ("start".to_owned(), settings.slots.start.to_string()),
        ("end".to_owned(), settings.slots.end.to_string()),
        ("length".to_owned(), settings.slots.length.to_string()),
        ("pause".to_owned(), settings.slots.pause.to_string()),
    ];
    for dates in &round.stages {
        let mut put = |end: &str, day: Option<Date>| {
            values.push((
                format!("{}.{end}", dates.stage.word()),
                day.map_or(String::new(), |d| d.to_string()),
            ));
        };
        put("from", dates.starts);
        put("to", dates.ends);
    }
    values.push(("areas".to_owned(), area_lines(round).join("\n")));
    Sheet::filled(values)
}

/// The areas of these lines; what an area of the same name has beside its words stays with it.
fn with_lines(lines: Vec<AreaLine>, before: &[AreaDefinition]) -> Vec<AreaDefinition> {
    let shipped = shipped_areas();
    let known = |key: &str| {
        before.iter().chain(&shipped).find(|area| area.key == key || area_key(&area.name) == key).cloned()
    };
    lines
        .into_iter()
        .map(|line| {
            let key = area_key(&line.name);
            let blank = AreaDefinition {
                key: key.clone(),
                name: line.name.clone(),
                name_en: String::new(),
                description: String::new(),
                seeds: Vec::new(),
                ozg: Vec::new(),
                prior: 1.0,
            };
            AreaDefinition { name: line.name, seeds: line.seeds, ..known(&key).unwrap_or(blank) }
        })
        .collect()
}

async fn page(visitor: &Visitor, round: &KeptRound, wrong: Option<Sheet>) -> Answer {
    let title = visitor.text_with("round-edit-title", &[("round", round.title.as_str().into())])?;
    let context = context! {
        round => context! { slug => round.slug.clone(), title => round.title.clone() },
        stages => Stage::ALL.map(Stage::word).to_vec(),
        sees => shown(sees::rows(round)),
        shipped => shipped_areas().iter().map(|area| area.name.clone()).collect::<Vec<_>>(),
    };
    match wrong {
        Some(sheet) => visitor.again("forum/round-edit.html", title, &sheet, context),
        None => {
            let context = context! { form => visitor.form(&filled(round))?, ..context };
            visitor.page("forum/round-edit.html", title, context)
        }
    }
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let round = round_of(&mut *visitor.read().await?, &slug).await?;
    page(&visitor, &round, None).await
}

async fn save(visitor: Visitor, Path(slug): Path<String>, sent: Form<Editing>) -> Answer {
    policy::may_work(&visitor)?;
    let (editing, sheet) = match sent.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            let round = round_of(&mut *visitor.read().await?, &slug).await?;
            return page(&visitor, &round, Some(sheet)).await;
        }
    };
    match edited(&visitor, &slug, editing).await? {
        Ok(_) => visitor.done(&format!("/rounds/{slug}"), "round-saved"),
        Err(round) => page(&visitor, &round, Some(sheet.wrong("", "round-mistake-edition"))).await,
    }
}

/// Changes a round; as it is by now where somebody else was faster.
pub(crate) async fn edited(
    visitor: &Visitor,
    slug: &str,
    editing: Editing,
) -> Result<Result<KeptRound, KeptRound>, PageError> {
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, slug).await?;
    let mut edited = round.clone();
    edited.edition = editing.edition;
    edited.title = editing.title;
    edited.intro = editing.intro;
    edited.is_public = editing.is_public;
    edited.stages = editing.stages;
    edited.settings.name.clone_from(&edited.title);
    edited.settings.date = edited.stage(Stage::Event).starts;
    edited.settings.places = editing.places;
    edited.settings.tables = editing.tables;
    edited.settings.slots = editing.slots;
    edited.settings.areas = with_lines(editing.areas, &round.settings.areas);
    if !update_round(&mut change, &edited).await? {
        return Ok(Err(round));
    }
    edited.edition += 1;
    change.commit(Record::new("round.changed", round.id).with("edition", edited.edition)).await?;
    Ok(Ok(edited))
}

/// The areas of a round as the lines of its form.
pub(crate) fn area_lines(round: &KeptRound) -> Vec<String> {
    let line = |area: &AreaDefinition| match area.seeds.is_empty() {
        true => area.name.clone(),
        false => format!("{}: {}", area.name, area.seeds.join(", ")),
    };
    round.settings.areas.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_web::Fields;

    #[test]
    fn areas_keep_what_their_line_does_not_say() {
        let before = vec![AreaDefinition {
            key: area_key("Wahlen"),
            name: "Wahlen".into(),
            name_en: "Elections".into(),
            description: "Alles um Wahlen.".into(),
            seeds: vec!["wahl*".into()],
            ozg: Vec::new(),
            prior: 0.5,
        }];
        let fields = Fields::from_query("areas=Wahlen:+wahl*,+stimmzettel%0ANeues");
        let mut reader = Reader::new(&fields);
        let areas = with_lines(areas(&mut reader), &before);
        assert!(reader.mistakes().is_empty());
        assert_eq!(areas[0].seeds, ["wahl*", "stimmzettel"]);
        assert_eq!((areas[0].name_en.as_str(), areas[0].prior), ("Elections", 0.5));
        assert_eq!((areas[1].name.as_str(), areas[1].prior), ("Neues", 1.0));
    }

    #[test]
    fn stages_that_end_before_they_begin_are_mistakes() {
        let fields = Fields::from_query(
            "survey.from=2026-06-30&survey.to=2026-06-01&offers.from=2026-05-01&offers.to=gestern",
        );
        let mut reader = Reader::new(&fields);
        stages(&mut reader);
        let names: Vec<String> = reader.mistakes().into_iter().map(|m| m.name).collect();
        assert_eq!(names, ["survey.to", "offers.to", "offers.from"]);
    }
}
