//! The minutes: who was there, what was asked, what came out, who voted how, when; to be printed, and as a PDF for the archive.

use axum::extract::Path;
use jiff::Timestamp;
use rathaus_letter::Shipped;
use rathaus_paper::Paper;
use rathaus_web::filters::date_time;
use rathaus_web::{Answer, Feature, PageError, Sheet, Value, Visitor, context, get};
use serde_json::json;

use super::{Room, head, is_decided, result};
use crate::meeting::motion::{Kind, Motion};
use crate::meeting::store::{Presence, list_presence};
use crate::policy;

/// Adds the pages.
pub(super) fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes =
        routes.route("/meetings/{id}/minutes", get(show)).route("/meetings/{id}/minutes.pdf", get(file));
}

/// A meeting with who came and went.
struct Minutes {
    room: Room,
    presence: Vec<Presence>,
}

impl Minutes {
    async fn of(visitor: &Visitor, id: &str) -> Result<Self, PageError> {
        let mut db = visitor.read().await?;
        let room = Room::find(&mut db, id).await?;
        let presence = list_presence(&mut db, room.meeting.id).await?;
        Ok(Self { room, presence })
    }

    fn motions(&self) -> impl Iterator<Item = &Motion> {
        self.room.motions.iter().filter(is_decided)
    }

    /// Everybody with how they took part: whether they were ever there, when they came and went, who voted for them.
    fn people(&self, visitor: &Visitor) -> Result<Vec<[String; 3]>, PageError> {
        let mut rows = Vec::new();
        for member in &self.room.members {
            let mut moves = Vec::new();
            for one in self.presence.iter().filter(|one| one.member == member.id) {
                let key = if one.is_present { "meeting-came-at" } else { "meeting-went-at" };
                moves.push(visitor.text_with(key, &[("at", clock(visitor, one.at).into())])?);
            }
            let how = match member.carried_by {
                Some(id) => {
                    visitor.text_with("meeting-carried", &[("name", self.room.name_of(id).into())])?
                }
                None if moves.is_empty() => visitor.text("meeting-absent")?,
                None => moves.join(", "),
            };
            rows.push([member.name.clone(), member.weight.to_string(), how]);
        }
        Ok(rows)
    }
}

/// A time of day in the administration's zone.
fn clock(visitor: &Visitor, at: Timestamp) -> String {
    let full = date_time(visitor.lang(), at);
    full.rsplit_once(", ").map_or(full.clone(), |(_, time)| time.to_owned())
}

async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let minutes = Minutes::of(&visitor, &id).await?;
    let mut motions = Vec::new();
    for motion in minutes.motions() {
        motions.push(context! {
            number => motion.number,
            question => motion.wording.question.clone(),
            rules => result::rules(&visitor, &motion.wording)?,
            opened => motion.opened_at.map(|at| clock(&visitor, at)),
            closed => motion.closed_at.map(|at| clock(&visitor, at)),
            outcome => result::view(&visitor, motion)?,
        });
    }
    let people: Vec<Value> = minutes
        .people(&visitor)?
        .into_iter()
        .map(|[name, weight, how]| context! { name, weight, how })
        .collect();
    let context = context! {
        meeting => head(&visitor, &minutes.room.meeting),
        strength => minutes.room.strength(),
        motions,
        people,
        form => visitor.form(&Sheet::blank())?,
    };
    visitor.page("votes/meeting-minutes.html", visitor.text("meeting-minutes")?, context)
}

/// A motion as a section of the PDF.
fn section(visitor: &Visitor, motion: &Motion) -> Result<Option<serde_json::Value>, PageError> {
    let (wording, Some(outcome)) = (&motion.wording, &motion.outcome) else { return Ok(None) };
    let count = &outcome.count;
    let rules = result::rules(visitor, wording)?;
    let word = |name: &str| rules.get_attr(name).map(|value| value.to_string()).unwrap_or_default();
    let fact =
        |key: &str, value: String| Ok::<_, PageError>(json!({ "label": visitor.text(key)?, "value": value }));
    let mut facts = vec![
        fact("motion-kind", visitor.text(&format!("motion-kind-{}", wording.kind.word()))?)?,
        fact("motion-majority", word("majority"))?,
        fact("motion-quorum", word("quorum"))?,
    ];
    if let (Some(opened), Some(closed)) = (motion.opened_at, motion.closed_at) {
        let span = [("from", clock(visitor, opened).into()), ("until", clock(visitor, closed).into())];
        facts.push(fact("motion-when", visitor.text_with("motion-span", &span)?)?);
    }
    let sums =
        [("cast", count.cast.into()), ("present", count.present.into()), ("members", count.members.into())];
    facts.push(fact("motion-took-part", visitor.text_with("motion-sums", &sums)?)?);
    facts.push(fact("motion-result", result::verdict(visitor, wording, outcome)?)?);
    let mut rows = Vec::new();
    for (place, votes) in count.votes.iter().enumerate() {
        let label = result::label_of(visitor, wording, place)?;
        rows.push(json!([label, votes.to_string(), count.in_hall[place].to_string()]));
    }
    let mut text = vec![
        json!({ "markup": escaped(&wording.question) }),
        json!({ "facts": facts }),
        json!({ "table": {
            "columns": [
                { "title": visitor.text("motion-choice")? },
                { "title": visitor.text("motion-votes")?, "align": "right" },
                { "title": visitor.text("motion-in-hall")?, "align": "right" },
            ],
            "rows": rows,
        } }),
    ];
    if wording.kind == Kind::Secret && outcome.count.in_hall.iter().any(|votes| *votes > 0) {
        let key = format!("motion-papers-{}", outcome.count.papers.word());
        text.push(json!({ "markup": escaped(&visitor.text(&key)?) }));
    }
    if !outcome.roll.is_empty() {
        let mut rows = Vec::new();
        for voice in &outcome.roll {
            let chosen: Vec<String> = voice
                .choices
                .iter()
                .map(|place| result::label_of(visitor, wording, *place))
                .collect::<Result<_, _>>()?;
            let choice = match chosen.is_empty() {
                true => visitor.text("motion-abstention")?,
                false => chosen.join(", "),
            };
            let how = match &voice.cast_by {
                Some(name) => visitor.text_with("motion-cast-by", &[("name", name.as_str().into())])?,
                None if voice.in_hall => visitor.text("motion-by-hand")?,
                None => visitor.text("motion-by-phone")?,
            };
            rows.push(json!([voice.name, choice, voice.weight.to_string(), how]));
        }
        text.push(json!({ "heading": visitor.text("motion-roll")? }));
        text.push(json!({ "table": {
            "columns": [
                { "title": visitor.text("meeting-column-name")? },
                { "title": visitor.text("motion-vote")? },
                { "title": visitor.text("motion-votes")?, "align": "right" },
                { "title": visitor.text("motion-how")? },
            ],
            "rows": rows,
        } }));
    }
    let title = visitor.text_with("motion-title", &[("n", motion.number.into())])?;
    Ok(Some(json!({ "title": title, "text": text })))
}

async fn file(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let minutes = Minutes::of(&visitor, &id).await?;
    let meeting = &minutes.room.meeting;
    let lang = visitor.lang();
    let mut facts =
        vec![json!({ "label": visitor.text("meeting-day")?, "value": lang.long_date(meeting.day) })];
    if !meeting.place.is_empty() {
        facts.push(json!({ "label": visitor.text("meeting-place")?, "value": meeting.place }));
    }
    for (key, at) in [("meeting-begin", meeting.opened_at), ("meeting-end", meeting.closed_at)] {
        if let Some(at) = at {
            facts.push(json!({ "label": visitor.text(key)?, "value": date_time(lang, at) }));
        }
    }
    let people = minutes.people(&visitor)?;
    let mut sections = Vec::new();
    if !people.is_empty() {
        sections.push(json!({ "title": visitor.text("meeting-members")?, "text": [{ "table": {
            "columns": [
                { "title": visitor.text("meeting-column-name")? },
                { "title": visitor.text("motion-votes")?, "align": "right" },
                { "title": visitor.text("meeting-column-presence")? },
            ],
            "rows": people,
        } }] }));
    }
    for motion in minutes.motions() {
        sections.extend(section(&visitor, motion)?);
    }
    let values = json!({
        "title": visitor.text("meeting-minutes")?,
        "about": meeting.title,
        "facts": facts,
        "sections": sections,
        "signatures": [
            { "name": " ", "role": visitor.text("meeting-chair")? },
            { "name": " ", "role": visitor.text("meeting-writer")? },
        ],
    });
    let name = format!("{} {}.pdf", visitor.text("meeting-minutes")?, meeting.day);
    let paper = Paper::of(&visitor, &mut *visitor.read().await?, Shipped::Record, values).await?;
    paper.give_out(&name).await
}

/// Words as markup that means nothing but them.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut begins = true;
    for sign in text.chars() {
        if matches!(sign, '*' | '#' | '-' | '\\') || (begins && sign.is_ascii_digit()) {
            out.push('\\');
        }
        out.push(sign);
        begins = sign == '\n' || (begins && sign.is_whitespace());
    }
    out
}
