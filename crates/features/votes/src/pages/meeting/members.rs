//! Who takes part and who is there: lists, people who come to the door, proxies, and the sheet with everybody's code.

use std::collections::BTreeMap;

use axum::extract::Path;
use encoding_rs::WINDOWS_1252;
use qrcode::QrCode;
use qrcode::render::svg;
use rathaus_letter::Shipped;
use rathaus_paper::Paper;
use rathaus_people::{german_order, membership, person};
use rathaus_store::{Id, Record, Session};
use rathaus_web::{
    Answer, Feature, Fields, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};
use serde_json::json;

use super::{Room, head};
use crate::meeting::list::{self, Listed, MOST, MOST_WEIGHT};
use crate::meeting::store::motion::running;
use crate::meeting::store::{
    Member, Stage, delete_member, insert_members, list_presence, set_present, update_member,
};
use crate::policy;

/// Longest list that is pasted, in characters.
const LONGEST: usize = 200_000;

/// Adds the pages.
pub(super) fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/meetings/{id}/members", get(show).merge(post(add)))
        .route("/meetings/{id}/members/{member}", get(one).merge(post(save)))
        .route("/meetings/{id}/members/{member}/removal", post(remove))
        .route("/meetings/{id}/presence", post(presence))
        .route("/meetings/{id}/codes", get(codes))
        .route("/meetings/{id}/codes.pdf", get(codes_file));
}

/// Organisations with members, by name.
async fn organisations(visitor: &Visitor, db: &mut Session) -> Result<Vec<(Id, String)>, PageError> {
    let mut found: BTreeMap<Id, String> = BTreeMap::new();
    for one in membership::list(db, visitor.now()).await? {
        if let Some(id) = one.organisation {
            found.insert(id, one.organisation_name);
        }
    }
    let mut found: Vec<(Id, String)> = found.into_iter().collect();
    found.sort_by_cached_key(|(id, name)| (german_order(name), *id));
    Ok(found)
}

/// The people of an organisation, each once.
async fn people_of(visitor: &Visitor, db: &mut Session, organisation: Id) -> Result<Vec<Listed>, PageError> {
    let mut people: Vec<Listed> = Vec::new();
    let mut seen = Vec::new();
    for one in membership::list_of_organisation(db, organisation, visitor.now()).await? {
        if seen.contains(&one.person) {
            continue;
        }
        seen.push(one.person);
        if let Some(person) = person::find(db, one.person).await? {
            people.push(Listed { name: person.name, weight: 1 });
        }
    }
    people.retain(|one| !one.name.is_empty());
    people.sort_by_cached_key(|one| german_order(&one.name));
    Ok(people)
}

async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, &id, None).await
}

async fn page(visitor: &Visitor, id: &str, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let room = Room::find(&mut view, id).await?;
    let options: Vec<Value> = organisations(visitor, &mut view)
        .await?
        .into_iter()
        .map(|(id, name)| context! { value => id.to_string(), label => name })
        .collect();
    drop(view);
    let rows: Vec<Value> = room
        .members
        .iter()
        .map(|member| {
            context! {
                id => member.id.to_string(),
                name => member.name.clone(),
                weight => member.weight,
                is_present => member.is_present,
                carried_by => member.carried_by.map(|id| room.name_of(id).to_owned()),
                href => visitor.url(&format!("/meetings/{id}/members/{}", member.id)),
            }
        })
        .collect();
    let context = context! {
        meeting => head(visitor, &room.meeting),
        strength => room.strength(),
        rows,
        organisations => options,
        post => visitor.form(&Sheet::blank())?,
    };
    let title = visitor.text("meeting-members")?;
    match wrong {
        Some(sheet) => visitor.again("votes/meeting-members.html", title, &sheet, context),
        None => {
            let form = visitor.form(&Sheet::blank())?;
            visitor.page("votes/meeting-members.html", title, context! { form, ..context })
        }
    }
}

/// What a file holds: UTF-8, else what German Excel writes.
fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// People pasted, in a file, or of an organisation.
struct People {
    listed: Vec<Listed>,
    organisation: Option<Id>,
    is_there: bool,
}

impl FromForm for People {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let pasted = form.text("people", 0..=LONGEST)?;
        let file = form.files("file").first().map(|file| decoded(&file.bytes)).unwrap_or_default();
        let mut listed = Vec::new();
        for (name, text) in [("people", &pasted), ("file", &file)] {
            match list::read(text) {
                Ok(people) => listed.extend(people),
                Err(mistake) => {
                    let (key, line) = mistake.text();
                    let args = line.map(|line| ("line".to_owned(), line.into()));
                    form.mistake_with(name, key, args.into_iter().collect());
                }
            }
        }
        let organisation = match form.raw("organisation").as_str() {
            "" => None,
            _ => form.id("organisation"),
        };
        let is_there = form.ticked("is_there");
        if listed.is_empty() && organisation.is_none() {
            form.mistake("people", "meeting-list-empty");
        }
        Some(Self { listed, organisation, is_there })
    }
}

async fn add(visitor: Visitor, Path(id): Path<String>, form: Form<People>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let (mut new, sheet) = match form.checked_with_sheet() {
        Ok(found) => found,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &id, Some(sheet)).await;
        }
    };
    if let Some(organisation) = new.organisation {
        new.listed.extend(people_of(&visitor, &mut change, organisation).await?);
    }
    if new.listed.is_empty() || room.members.len() + new.listed.len() > MOST {
        drop(change);
        let (name, key) = match new.listed.is_empty() {
            true => ("organisation", "meeting-list-nobody"),
            false => ("people", "meeting-list-too-many"),
        };
        return page(&visitor, &id, Some(sheet.wrong(name, key))).await;
    }
    let ids = insert_members(&mut change, room.meeting.id, &new.listed).await?;
    if new.is_there {
        let room = Room::find(&mut change, &id).await?;
        for member in room.members.iter().filter(|member| ids.contains(&member.id)) {
            set_present(&mut change, member, true).await?;
        }
    }
    change.commit(Record::new("meeting.members-added", room.meeting.id).with("people", ids.len())).await?;
    visitor.done(&format!("/meetings/{id}/members"), "meeting-members-added")
}

/// Name, votes and who carries them.
struct MemberForm {
    name: String,
    weight: u32,
    carried_by: Option<Id>,
}

impl FromForm for MemberForm {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let name = form.text("name", 1..=120);
        let weight = form.number("weight", 1..=i64::from(MOST_WEIGHT)).and_then(|n| u32::try_from(n).ok());
        let carried_by = match form.raw("carried_by").as_str() {
            "" => None,
            _ => Some(form.id("carried_by")?),
        };
        Some(Self { name: name?, weight: weight?, carried_by })
    }
}

async fn one(visitor: Visitor, Path((id, member)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let room = Room::find(&mut *visitor.read().await?, &id).await?;
    let member = room.member(&member)?;
    one_page(&visitor, &room, member, None).await
}

async fn one_page(visitor: &Visitor, room: &Room, member: &Member, wrong: Option<Sheet>) -> Answer {
    let link = member.link_key.as_ref().map(|key| visitor.full_url(&format!("/meetings/at/{key}")));
    let came = list_presence(&mut *visitor.read().await?, room.meeting.id).await?;
    let context = context! {
        meeting => head(visitor, &room.meeting),
        member => context! { id => member.id.to_string(), name => member.name.clone(), code => member.spelled_code() },
        code => link.as_ref().map(|link| picture(link)).transpose()?,
        link,
        presence => came.iter().filter(|one| one.member == member.id).map(|one| context! {
            at => one.at.to_string(), is_present => one.is_present,
        }).collect::<Vec<_>>(),
        others => room.members.iter().filter(|one| one.id != member.id).map(|one| context! {
            value => one.id.to_string(), label => one.name.clone(),
        }).collect::<Vec<_>>(),
        is_closed => room.meeting.stage == Stage::Closed,
        post => visitor.form(&Sheet::blank())?,
    };
    if let Some(sheet) = wrong {
        return visitor.again("votes/meeting-member.html", member.name.clone(), &sheet, context);
    }
    let sheet = Sheet::filled([
        ("name", member.name.clone()),
        ("weight", member.weight.to_string()),
        ("carried_by", member.carried_by.map(|id| id.to_string()).unwrap_or_default()),
    ]);
    let context = context! { form => visitor.form(&sheet)?, ..context };
    visitor.page("votes/meeting-member.html", member.name.clone(), context)
}

/// What is wrong with somebody carrying somebody's vote: whoever carries is there for themselves, and one is carried once.
fn carry_mistake(room: &Room, member: &Member, carrier: Id) -> Option<&'static str> {
    let found = room.members.iter().find(|one| one.id == carrier && one.id != member.id);
    match found {
        None => Some("form-no-such-choice"),
        Some(carrier) if carrier.carried_by.is_some() => Some("meeting-carrier-carried"),
        _ if room.members.iter().any(|one| one.carried_by == Some(member.id)) => {
            Some("meeting-carries-others")
        }
        _ => None,
    }
}

async fn save(
    visitor: Visitor,
    Path((id, member)): Path<(String, String)>,
    form: Form<MemberForm>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let member = room.member(&member)?;
    let (new, sheet) = match form.checked_with_sheet() {
        Ok(found) => found,
        Err(sheet) => {
            drop(change);
            return one_page(&visitor, &room, member, Some(sheet)).await;
        }
    };
    if let Some(key) = new.carried_by.and_then(|carrier| carry_mistake(&room, member, carrier)) {
        drop(change);
        return one_page(&visitor, &room, member, Some(sheet.wrong("carried_by", key))).await;
    }
    let is_other_vote = new.weight != member.weight || new.carried_by != member.carried_by;
    if is_other_vote && running(&room.motions).is_some() {
        return Err(PageError::Conflict("meeting-motion-open"));
    }
    let new = Member { name: new.name, weight: new.weight, carried_by: new.carried_by, ..member.clone() };
    update_member(&mut change, &new).await?;
    let record = Record::new("meeting.member-changed", room.meeting.id).with("member", member.id);
    change.commit(record.with("weight", new.weight).with("carried_by", new.carried_by)).await?;
    visitor.done(&format!("/meetings/{id}/members"), "meeting-saved")
}

async fn remove(visitor: Visitor, Path((id, member)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let member = room.member(&member)?;
    // Whoever could have voted stays, so that every count of before can still be told.
    if room.motions.iter().any(|motion| motion.opened_at.is_some()) {
        return Err(PageError::Conflict("meeting-member-stays"));
    }
    if room.members.iter().any(|one| one.carried_by == Some(member.id)) {
        return Err(PageError::Conflict("meeting-carries-others"));
    }
    delete_member(&mut change, member.id).await?;
    change.commit(Record::new("meeting.member-removed", room.meeting.id).with("member", member.id)).await?;
    visitor.done(&format!("/meetings/{id}/members"), "meeting-member-removed")
}

/// `POST …/presence`: somebody came or went, or with `all` everybody came.
async fn presence(visitor: Visitor, Path(id): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let is_present = fields.first("present") == Some("yes");
    let meant: Vec<&Member> = match fields.first("all") {
        Some(_) => room.members.iter().filter(|one| one.carried_by.is_none()).collect(),
        None => vec![room.member(fields.first("member").unwrap_or_default())?],
    };
    let mut changed = Vec::new();
    for member in meant {
        if set_present(&mut change, member, is_present).await? {
            changed.push(member.id);
        }
    }
    // Pressed twice, or by two: they came once.
    if !changed.is_empty() {
        let action = if is_present { "meeting.came" } else { "meeting.went" };
        change.commit(Record::new(action, room.meeting.id).with("members", changed)).await?;
    }
    visitor.done(&format!("/meetings/{id}/members"), "meeting-saved")
}

/// A code as a picture.
fn picture(text: &str) -> Result<Value, PageError> {
    let code = QrCode::new(text).map_err(PageError::fault)?;
    let picture = code.render::<svg::Color<'_>>().quiet_zone(false).min_dimensions(120, 120).build();
    // The declaration of an XML file has no place inside a page; the picture stands beside the name it belongs to.
    let picture = picture.split_once("?>").map_or(picture.clone(), |(_, rest)| rest.to_owned());
    Ok(Value::from_safe_string(picture.replacen("<svg", "<svg aria-hidden=\"true\"", 1)))
}

/// The room of a meeting whose codes still open something.
async fn open_room(visitor: &Visitor, id: &str) -> Result<Room, PageError> {
    let room = Room::find(&mut *visitor.read().await?, id).await?;
    match room.meeting.stage {
        Stage::Closed => Err(PageError::Conflict("meeting-is-closed")),
        _ if room.members.is_empty() => Err(PageError::Conflict("meeting-nobody")),
        _ => Ok(room),
    }
}

async fn codes(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let room = open_room(&visitor, &id).await?;
    let mut rows = Vec::new();
    for member in &room.members {
        let Some(key) = &member.link_key else { continue };
        rows.push(context! {
            name => member.name.clone(),
            code => member.spelled_code(),
            picture => picture(&visitor.full_url(&format!("/meetings/at/{key}")))?,
        });
    }
    let context = context! {
        meeting => head(&visitor, &room.meeting), rows, typed => visitor.full_url("/meetings"),
    };
    visitor.page("votes/meeting-codes.html", visitor.text("meeting-codes")?, context)
}

async fn codes_file(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let room = open_room(&visitor, &id).await?;
    let typed = visitor.full_url("/meetings");
    let mut badges = Vec::new();
    for member in &room.members {
        let Some(key) = &member.link_key else { continue };
        badges.push(json!({
            "name": member.name,
            "organisation": visitor.text_with("meeting-codes-typed", &[("address", typed.as_str().into())])?,
            "role": member.spelled_code(),
            "code": { "qr": visitor.full_url(&format!("/meetings/at/{key}")) },
        }));
    }
    let day = visitor.lang().long_date(room.meeting.day);
    let values = json!({ "event": room.meeting.title, "day": day, "badges": badges });
    let paper = Paper::of(&visitor, &mut *visitor.read().await?, Shipped::Badges, values).await?;
    paper.give_out(&format!("{}.pdf", visitor.text("meeting-codes")?)).await
}
