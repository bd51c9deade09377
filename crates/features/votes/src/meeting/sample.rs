//! A meeting of an invented committee, for the demonstration.

use rathaus_store::{Change, Id, Record};
use rathaus_web::PageError;
use rathaus_web::filters::zone;

use super::list;
use super::motion::{Kind, Majority, NO, Quorum, Wording, YES};
use super::store::motion::{Way, cast, close_motion, find_motion, insert_motion, open_motion};
use super::store::{find_meeting, insert_meeting, insert_members, list_members, open_meeting, set_present};

/// Who takes part; nobody of them exists.
const PEOPLE: &str = "Anna Ahorn\nBert Birke\nCem Çınar\nDora Distel\nEmil Eiche\nFatma Farn\nGerd Ginster\nHanna Hasel\nIvo Iris";
/// So many of them are there.
const THERE: usize = 7;
/// And so many of these vote against.
const AGAINST: usize = 2;

/// What a sample meeting has to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The meeting.
    pub meeting: Id,
    /// The path of somebody's own page.
    pub own: String,
    /// The path of the projected page.
    pub screen: String,
}

fn wording(question: &str, kind: Kind, majority: Majority, choices: &[&str]) -> Wording {
    Wording {
        question: question.to_owned(),
        kind,
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        most: 1,
        majority,
        quorum: Quorum::Half,
    }
}

/// Adds a meeting of today that goes on, with an open motion decided and two that wait. The caller commits with the record given.
///
/// # Errors
///
/// What the database says.
pub async fn furnish(change: &mut Change) -> Result<(Shown, Record), PageError> {
    let day = change.now().to_zoned(zone()).date();
    let meeting = insert_meeting(change, "Haupt- und Finanzausschuss", "Rathaus, Sitzungssaal", day).await?;
    insert_members(change, meeting, &list::read(PEOPLE).map_err(PageError::fault)?).await?;
    open_meeting(change, meeting).await?;
    for member in list_members(change, meeting).await?.iter().take(THERE) {
        set_present(change, member, true).await?;
    }
    let members = list_members(change, meeting).await?;
    let question = "Die Bücherei öffnet ab Januar auch am Samstag von 10 bis 14 Uhr.";
    let first = insert_motion(change, meeting, &wording(question, Kind::Open, Majority::Simple, &[])).await?;
    let motion = find_motion(change, first).await?.ok_or(PageError::NotFound)?;
    open_motion(change, &motion).await?;
    for (place, member) in members.iter().take(THERE).enumerate() {
        let vote = if place < AGAINST { NO } else { YES };
        cast(change, &motion, &[member], &[vote], Way::Phone).await?;
    }
    close_motion(change, &motion, &members).await?.map_err(PageError::fault)?;
    let question = "Wer vertritt die Stadt im Zweckverband?";
    let choices = ["Dora Distel", "Gerd Ginster"];
    insert_motion(change, meeting, &wording(question, Kind::Secret, Majority::Present, &choices)).await?;
    let question = "Die Hauptsatzung wird wie vorgelegt geändert.";
    insert_motion(change, meeting, &wording(question, Kind::Open, Majority::Members, &[])).await?;
    let kept = find_meeting(change, meeting).await?.ok_or(PageError::NotFound)?;
    let key = members.last().and_then(|member| member.link_key.clone()).unwrap_or_default();
    let shown = Shown {
        meeting,
        own: format!("/meetings/at/{key}"),
        screen: format!("/meetings/screen/{}", kept.screen_key.unwrap_or_default()),
    };
    Ok((shown, Record::new("meeting.imported", meeting)))
}
