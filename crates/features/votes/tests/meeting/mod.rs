//! Meetings: what is decided on the spot.

mod api;
pub(crate) mod doors;
mod keeping;
mod model;
mod secrecy;
mod store;
mod story;

use axum::Router;
use rathaus_store::Id;
use rathaus_store::testing::Scratch;
use rathaus_votes::meeting::store::{Member, find_meeting, list_members};
use rathaus_web::testing::{Browser, Shown, house, north};

/// Houses with votes, on every database.
pub(crate) async fn houses() -> Vec<(Scratch, Router)> {
    house(&[rathaus_people::MIGRATIONS], || vec![rathaus_votes::feature()]).await
}

/// A meeting, seen by the office.
pub(crate) struct Hall<'h> {
    pub(crate) scratch: &'h Scratch,
    pub(crate) router: Router,
    pub(crate) office: Browser,
    pub(crate) id: String,
}

impl<'h> Hall<'h> {
    /// A meeting with these people that is not open yet.
    pub(crate) async fn planned(scratch: &'h Scratch, router: &Router, people: &str) -> Self {
        let mut office = Browser::of(router.clone(), "office");
        office.get("/meetings/new").await;
        let new = [("title", "Ortsbeirat"), ("day", "2026-06-01"), ("place", "Bürgerhaus")];
        let made = office.post("/meetings/new", &new).await;
        let id = made.location.split('/').nth(2).unwrap_or_else(|| panic!("{}", made.text)).to_owned();
        let added = office.post(&format!("/meetings/{id}/members"), &[("people", people)]).await;
        assert_eq!(added.location, format!("/meetings/{id}/members"), "{}", added.text);
        Self { scratch, router: router.clone(), office, id }
    }

    /// A meeting that goes on, with everybody there.
    pub(crate) async fn open(scratch: &'h Scratch, router: &Router, people: &str) -> Self {
        let mut hall = Self::planned(scratch, router, people).await;
        assert_eq!(hall.send("/opening", &[]).await.status, 303);
        assert_eq!(hall.send("/presence", &[("all", "yes"), ("present", "yes")]).await.status, 303);
        hall
    }

    /// Sends something as the office, below the meeting.
    pub(crate) async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        self.office.post(&format!("/meetings/{}{path}", self.id), fields).await
    }

    /// A page below the meeting, as the office sees it.
    pub(crate) async fn page(&mut self, path: &str) -> Shown {
        let shown = self.office.get(&format!("/meetings/{}{path}", self.id)).await;
        assert_eq!(shown.status, 200, "{path}: {}", shown.text);
        shown
    }

    /// Words a motion with a simple majority and no quorum, unless the fields say otherwise; gives its id.
    pub(crate) async fn draft(&mut self, fields: &[(&str, &str)]) -> String {
        let mut all = fields.to_vec();
        for default in [("kind", "open"), ("majority", "simple"), ("quorum", "none")] {
            if !fields.iter().any(|(name, _)| *name == default.0) {
                all.push(default);
            }
        }
        let made = self.send("/motions", &all).await;
        assert_eq!(made.status, 303, "{}", made.text);
        made.location.rsplit('/').next().expect("an id").to_owned()
    }

    /// The same, open.
    pub(crate) async fn ask(&mut self, fields: &[(&str, &str)]) -> String {
        let motion = self.draft(fields).await;
        let opened = self.send(&format!("/motions/{motion}/opening"), &[]).await;
        assert_eq!(opened.status, 303, "{}", opened.text);
        motion
    }

    /// Everybody, as they are kept.
    pub(crate) async fn members(&self) -> Vec<Member> {
        let mut view = self.scratch.store.tenant(north()).read().await.expect("a view");
        list_members(&mut view, self.meeting()).await.expect("listed")
    }

    /// The id of somebody.
    pub(crate) async fn id_of(&self, name: &str) -> String {
        let members = self.members().await;
        members.iter().find(|one| one.name == name).expect("listed").id.to_string()
    }

    /// The key of the projected page.
    pub(crate) async fn screen(&self) -> String {
        let mut view = self.scratch.store.tenant(north()).read().await.expect("a view");
        let meeting = find_meeting(&mut view, self.meeting()).await.expect("read").expect("there");
        meeting.screen_key.expect("a key")
    }

    /// The phone of somebody, and where it is.
    pub(crate) async fn phone(&self, name: &str) -> (Browser, String) {
        let members = self.members().await;
        let key = members.iter().find(|one| one.name == name).and_then(|one| one.link_key.clone());
        let path = format!("/meetings/at/{}", key.expect("a key"));
        let mut phone = Browser::new(self.router.clone());
        phone.get(&path).await;
        (phone.with_token(), path)
    }

    /// Somebody votes by phone.
    pub(crate) async fn vote(&self, name: &str, motion: &str, choices: &[&str]) -> Shown {
        let (mut phone, path) = self.phone(name).await;
        let fields: Vec<(&str, &str)> = choices.iter().map(|choice| ("choice", *choice)).collect();
        phone.post(&format!("{path}/motions/{motion}"), &fields).await
    }

    /// Closes a motion; gives its page.
    pub(crate) async fn close(&mut self, motion: &str) -> Shown {
        let closed = self.send(&format!("/motions/{motion}/closure"), &[]).await;
        assert_eq!(closed.status, 303, "{}", closed.text);
        self.page(&format!("/motions/{motion}")).await
    }

    fn meeting(&self) -> Id {
        self.id.parse().expect("an id")
    }
}
