//! Who may open which door.

use super::*;

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];

#[tokio::test]
async fn every_door_of_the_talks_is_guarded() {
    let doors = [
        Door::of("GET", "/rounds/{slug}/wishes", READERS),
        Door::of("GET", "/rounds/{slug}/wishes/deadline", OFFICE),
        Door::of("POST", "/rounds/{slug}/wishes/deadline", OFFICE),
        Door::of("POST", "/rounds/{slug}/wishes/reminders", OFFICE),
        Door::of("GET", "/rounds/{slug}/wishes/{label}", READERS),
        Door::of("POST", "/rounds/{slug}/wishes/{label}", OFFICE),
        Door::of("GET", "/rounds/{slug}/registration/{organisation}/wishes", &[]),
        Door::of("POST", "/rounds/{slug}/registration/{organisation}/wishes", &[]),
        Door::of("POST", "/rounds/{slug}/registration/{organisation}/requests", &[]),
        Door::of("POST", "/rounds/{slug}/registration/{organisation}/requests/{id}", &[]),
        Door::of("GET", "/rounds/{slug}/talks", READERS),
        Door::of("POST", "/rounds/{slug}/talks", OFFICE),
        Door::of("GET", "/rounds/{slug}/talks/people", READERS),
        Door::of("GET", "/rounds/{slug}/talks/tables", READERS),
        Door::of("GET", "/rounds/{slug}/talks/list", READERS),
        Door::of("GET", "/rounds/{slug}/talks/schedule.xml?lang=de", READERS),
        Door::of("GET", "/rounds/{slug}/talks/schedule.json", READERS),
        Door::of("GET", "/rounds/{slug}/talks/print", READERS),
        Door::of("GET", "/rounds/{slug}/talks/rules", OFFICE),
        Door::of("POST", "/rounds/{slug}/talks/rules", OFFICE),
        Door::of("GET", "/rounds/{slug}/talks/publication", OFFICE),
        Door::of("POST", "/rounds/{slug}/talks/publication", OFFICE),
        Door::of("GET", "/rounds/{slug}/talks/{id}", READERS),
        Door::of("POST", "/rounds/{slug}/talks/{id}", OFFICE),
        Door::of("POST", "/rounds/{slug}/talks/{id}/lock", OFFICE),
        Door::of("POST", "/rounds/{slug}/talks/{id}/removal", OFFICE),
        Door::of("GET", "/rounds/{slug}/replan", OFFICE),
        Door::of("POST", "/rounds/{slug}/replan", OFFICE),
        Door::of("POST", "/rounds/{slug}/replan/application", OFFICE),
        Door::of("POST", "/rounds/{slug}/replan/tables", OFFICE),
        Door::open("GET", "/agenda/{key}/talks/{id}"),
        Door::open("POST", "/agenda/{key}/talks/{id}"),
        Door::open("POST", "/agenda/{key}/talks/{id}/draft"),
        Door::open("GET", "/agenda/{key}/feedback"),
        Door::open("POST", "/agenda/{key}/feedback"),
        Door::of("GET", "/rounds/{slug}/feedback", READERS),
        Door::of("GET", "/rounds/{slug}/feedback/voices", READERS),
    ];
    // Personal links are tried in the stories: what they open is no other tenant's, but gone.
    for (scratch, router) in rathaus_web::testing::house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Anonymous, now).await.expect("begins");
        let stage = furnish(&mut change, None, "2026-05-31").await;
        let ground =
            rathaus_forum::talking::Ground::load(&mut change, stage.round.clone()).await.expect("read");
        let effort = rathaus_forum::plan::talks::Effort::Quick;
        let mut draft = rathaus_forum::talking::draft(&ground, effort, now).expect("a plan");
        let talk = rathaus_forum::model::talk::Placed {
            id: Id::new(now),
            a: stage.towns[0].id,
            b: stage.firms[0].id,
            span: draft.slots[0],
            table: 1,
            value: 1.0,
            is_locked: false,
        };
        draft.talks = vec![talk];
        rathaus_forum::store::talk::save_computed(&mut change, stage.round.id, &draft).await.expect("kept");
        for step in rathaus_forum::model::talk::publication(&[], &draft.talks) {
            rathaus_forum::store::talk::apply(&mut change, stage.round.id, &step).await.expect("kept");
        }
        change.commit(Record::new("round.opened", stage.round.id)).await.expect("kept");
        let secret = stage.towns[0].link.strip_prefix("/register/").expect("a link").to_owned();
        let fill = |path: &str| {
            path.replace("{slug}", "2026")
                .replace("{id}", &talk.id.to_string())
                .replace("{label}", "P01")
                .replace("{key}", &stage.towns[0].key)
                .replace("{secret}", &secret)
                .replace("{organisation}", &Id::of_name("none").to_string())
        };
        let wrong = complaints(&router, &doors, fill).await;
        assert!(wrong.is_empty(), "doors that do not close or open:\n{}", wrong.join("\n"));
    }
}
