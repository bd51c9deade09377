//! Who may register by a personal link: whom the office asked, who speaks for a body, who asked themselves.
//!
//! All links of a registrant open the same registration, whoever of the body holds them. A registration has the id of
//! its registrant.

use jiff::{SignedDuration, Timestamp};
use rathaus_core::{Ags, Lang};
use rathaus_people::links::{self, NewLink};
use rathaus_store::{Arg, Change, Id, Row, Session, StoreError, args, sql};
use serde::Serialize;

use crate::model::ParticipantKind;
use crate::store::round::{KeptRound, Stage, find_round_by_id};

/// What links of registrants are for.
pub const PURPOSE: &str = "register";

/// How long after the event a link still opens: to read what was said.
const AFTER: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long a link opens where the event has no day yet.
const WITHOUT_DAY: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Where a registrant comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The office asked the body to come.
    Asked,
    /// Somebody who speaks for the body came by themselves.
    Seat,
    /// Somebody came from the public page.
    Public,
    /// The office put them in.
    Office,
}

impl Origin {
    const ALL: [Origin; 4] = [Origin::Asked, Origin::Seat, Origin::Public, Origin::Office];

    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Origin::Asked => "asked",
            Origin::Seat => "seat",
            Origin::Public => "public",
            Origin::Office => "office",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.word() == word)
    }
}

/// Somebody who may register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Registrant {
    /// Its id, that of its registration too.
    pub id: Id,
    /// The round.
    pub round: Id,
    /// The body; `None` for a body the tenant does not know.
    pub organisation: Option<Id>,
    /// The body's name.
    pub name: String,
    /// What kind of body.
    pub kind: ParticipantKind,
    /// The body's key, where it has one.
    pub ags: Option<Ags>,
    /// Who speaks for it; may be empty.
    pub contact: String,
    /// Where mails go; may be empty.
    pub email: String,
    /// In which language.
    pub lang: Lang,
    /// Where it comes from.
    pub origin: Origin,
    /// When it was put in.
    pub created_at: Timestamp,
    /// The last mailing that reached it.
    pub mailing: Option<String>,
    /// When it was last asked by mail.
    pub mailed_at: Option<Timestamp>,
}

fn kept(row: &Row) -> Result<Registrant, StoreError> {
    let (kind, origin): (String, String) = (row.get("kind")?, row.get("origin")?);
    Ok(Registrant {
        id: row.get("id")?,
        round: row.get("round")?,
        organisation: row.get("organisation")?,
        name: row.get("name")?,
        kind: ParticipantKind::of_word(&kind)
            .ok_or_else(|| StoreError::Fault(format!("a registrant of kind {kind:?}")))?,
        ags: row.get("ags")?,
        contact: row.get("contact")?,
        email: row.get("email")?,
        lang: row.get("lang")?,
        origin: Origin::of_word(&origin)
            .ok_or_else(|| StoreError::Fault(format!("a registrant of origin {origin:?}")))?,
        created_at: row.get("created_at")?,
        mailing: row.get("mailing")?,
        mailed_at: row.get("mailed_at")?,
    })
}

/// All registrants of a round, by name.
pub async fn list_registrants(db: &mut Session, round: Id) -> Result<Vec<Registrant>, StoreError> {
    let list = sql!("SELECT * FROM registrant WHERE tenant = $1 AND round = $2 ORDER BY name, id");
    db.all(list, args![round]).await?.iter().map(kept).collect()
}

/// The registrant with this id.
pub async fn find_registrant(db: &mut Session, id: Id) -> Result<Option<Registrant>, StoreError> {
    let find = sql!("SELECT * FROM registrant WHERE tenant = $1 AND id = $2");
    db.one(find, args![id]).await?.as_ref().map(kept).transpose()
}

/// The registrant of a body.
pub async fn find_registrant_of(
    db: &mut Session,
    round: Id,
    organisation: Id,
) -> Result<Option<Registrant>, StoreError> {
    let find = sql!("SELECT * FROM registrant WHERE tenant = $1 AND round = $2 AND organisation = $3");
    db.one(find, args![round, organisation]).await?.as_ref().map(kept).transpose()
}

/// The registrant who came from the public page with this address and for this body.
pub async fn find_public(
    db: &mut Session,
    round: Id,
    email: &str,
    name: &str,
) -> Result<Option<Registrant>, StoreError> {
    let find = sql!(
        "SELECT * FROM registrant WHERE tenant = $1 AND round = $2 AND organisation IS NULL AND origin = 'public' \
         AND lower(email) = lower($3) AND lower(name) = lower($4) ORDER BY id"
    );
    db.one(find, args![round, email, name]).await?.as_ref().map(kept).transpose()
}

/// Adds a registrant as it is; of a body that is there already nothing changes, and the one there is given.
pub async fn ensure_registrant(change: &mut Change, new: &Registrant) -> Result<Registrant, StoreError> {
    let insert = sql!(
        "INSERT INTO registrant (tenant, id, round, organisation, name, kind, ags, contact, email, lang, origin, \
         created_at, mailing, mailed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
         ON CONFLICT (tenant, round, organisation) DO NOTHING"
    );
    let values = [
        Arg::from(new.id),
        Arg::from(new.round),
        Arg::from(new.organisation),
        Arg::from(&new.name),
        Arg::from(new.kind.word()),
        Arg::from(new.ags),
        Arg::from(&new.contact),
        Arg::from(&new.email),
        Arg::from(new.lang),
        Arg::from(new.origin.word()),
        Arg::from(new.created_at),
        Arg::from(new.mailing.clone()),
        Arg::from(new.mailed_at),
    ];
    if change.run(insert, &values).await? == 1 {
        return Ok(new.clone());
    }
    let found = match new.organisation {
        Some(organisation) => find_registrant_of(change, new.round, organisation).await?,
        None => None,
    };
    found.ok_or_else(|| StoreError::fault("a registrant that is there already is not there"))
}

/// Notes who speaks for the registrant and where mails go.
pub async fn set_contact(change: &mut Change, id: Id, contact: &str, email: &str) -> Result<(), StoreError> {
    let update = sql!("UPDATE registrant SET contact = $3, email = $4 WHERE tenant = $1 AND id = $2");
    change.run(update, args![id, contact, email]).await?;
    Ok(())
}

/// Takes a registrant for a mailing; `false` where that mailing has reached it already.
pub async fn claim_mailing(change: &mut Change, id: Id, mailing: &str) -> Result<bool, StoreError> {
    let now = change.now();
    let update = sql!(
        "UPDATE registrant SET mailing = $3, mailed_at = $4 WHERE tenant = $1 AND id = $2 \
         AND (mailing IS NULL OR mailing <> $3)"
    );
    Ok(change.run(update, args![id, mailing, now]).await? == 1)
}

/// Issues a link and gives its path below the tenant, as in `/register/SECRET`.
pub async fn issue_link(
    change: &mut Change,
    round: &KeptRound,
    registrant: &Registrant,
    email: &str,
) -> Result<String, StoreError> {
    let now = change.now();
    let day = round.stage(Stage::Event).ends.and_then(|day| {
        day.tomorrow().ok()?.to_zoned(rathaus_web::filters::zone()).ok()?.timestamp().checked_add(AFTER).ok()
    });
    let fallback = now.checked_add(WITHOUT_DAY).unwrap_or(now);
    let new = NewLink {
        purpose: PURPOSE,
        subject: registrant.id.to_string(),
        person: None,
        email: Some(email.to_owned()),
        organisation: registrant.organisation,
        expires_at: day.map_or(fallback, |day| day.max(now.checked_add(AFTER).unwrap_or(now))),
        single_use: false,
    };
    Ok(format!("/register/{}", links::issue(change, new).await?.reveal()))
}

/// What a link opens.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The link, for [`rathaus_store::Actor::Link`].
    pub link: Id,
    /// Where it was sent.
    pub email: String,
    /// The registrant.
    pub registrant: Registrant,
    /// The round.
    pub round: KeptRound,
}

/// What a link with this secret opens at `now`.
pub async fn find_by_secret(
    db: &mut Session,
    secret: &str,
    now: Timestamp,
) -> Result<Option<Opened>, StoreError> {
    let Some(link) = links::find(db, PURPOSE, secret, now).await? else { return Ok(None) };
    let Ok(id) = link.subject.parse::<Id>() else { return Ok(None) };
    let Some(registrant) = find_registrant(db, id).await? else { return Ok(None) };
    let round = find_round_by_id(db, registrant.round).await?;
    let email = link.email.unwrap_or_default();
    Ok(round.map(|round| Opened { link: link.id, email, registrant, round }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::round::insert_round;
    use rathaus_store::testing::{both, start};
    use rathaus_store::{Actor, Record, TenantId};

    fn anker(round: Id, organisation: Option<Id>) -> Registrant {
        Registrant {
            id: Id::new(start()),
            round,
            organisation,
            name: "Anker GmbH".into(),
            kind: ParticipantKind::Supplier,
            ags: None,
            contact: "Ada Anker".into(),
            email: "ada@anker.example".into(),
            lang: Lang::De,
            origin: if organisation.is_some() { Origin::Asked } else { Origin::Public },
            created_at: start(),
            mailing: None,
            mailed_at: None,
        }
    }

    #[tokio::test]
    async fn a_registrant_is_one_per_body_and_its_links_open_it() {
        for scratch in both(&[rathaus_people::MIGRATIONS, crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
            let round = KeptRound::sample("2026");
            insert_round(&mut change, &round).await.expect("kept");
            let body = Id::of_name("anker");
            let new = anker(round.id, Some(body));
            assert_eq!(ensure_registrant(&mut change, &new).await.expect("kept"), new);
            let again = ensure_registrant(&mut change, &anker(round.id, Some(body))).await.expect("there");
            assert_eq!(again, new);
            let stranger = ensure_registrant(&mut change, &anker(round.id, None)).await.expect("kept");
            let public =
                find_public(&mut change, round.id, "ADA@anker.example", "anker gmbh").await.expect("read");
            assert_eq!(public, Some(stranger));
            assert_eq!(find_public(&mut change, round.id, "x@y.de", "Anker GmbH").await.expect("read"), None);
            let of = find_registrant_of(&mut change, round.id, body).await.expect("read");
            assert_eq!(of, Some(new.clone()));
            assert_eq!(list_registrants(&mut change, round.id).await.expect("read").len(), 2);
            assert!(claim_mailing(&mut change, new.id, "m1").await.expect("claimed"));
            assert!(!claim_mailing(&mut change, new.id, "m1").await.expect("runs"), "one mail per mailing");
            set_contact(&mut change, new.id, "Bo Berg", "bo@anker.example").await.expect("kept");
            let path = issue_link(&mut change, &round, &new, "bo@anker.example").await.expect("issued");
            change.commit(Record::new("registrant.added", new.id)).await.expect("kept");
            let secret = path.strip_prefix("/register/").expect("a path");
            let mut view = scope.read().await.expect("begins");
            let opened = find_by_secret(&mut view, secret, start()).await.expect("read").expect("opens");
            assert_eq!((opened.registrant.id, opened.registrant.contact.as_str()), (new.id, "Bo Berg"));
            assert_eq!(opened.registrant.mailed_at, Some(start()));
            let on = |day: &str| format!("{day}T12:00:00Z").parse::<Timestamp>().expect("a time");
            assert!(find_by_secret(&mut view, secret, on("2026-10-22")).await.expect("read").is_some());
            assert!(find_by_secret(&mut view, secret, on("2026-10-24")).await.expect("read").is_none());
            drop(view);
            let south = scratch.store.tenant(TenantId(Id::of_name("south")));
            let mut view = south.read().await.expect("begins");
            assert!(find_by_secret(&mut view, secret, start()).await.expect("read").is_none());
            assert!(list_registrants(&mut view, round.id).await.expect("read").is_empty());
        }
    }
}
