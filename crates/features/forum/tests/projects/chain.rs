//! From an answer to area, match, outcome and project, and what who sees of it.

use rathaus_forum::import::{DemoStage, demo};
use rathaus_forum::model::ParticipantKind;
use rathaus_forum::store::need::list_needs;
use rathaus_forum::store::outcome::{Pair, list_outcomes};
use rathaus_forum::store::project::list_projects;
use rathaus_forum::store::registration::list_registrations;
use rathaus_forum::store::talk::find_talk_plan;

use super::*;

#[tokio::test]
async fn everybody_sees_as_much_of_the_chain_as_they_may() {
    for house in houses(&[], features).await {
        let scope = house.scratch.store.tenant(house.north.id);
        let mut change = scope.change(Actor::Program("demo"), house.now()).await.expect("begins");
        let round = demo(&mut change, DemoStage::After).await.expect("imported").round;
        change.commit(Record::new("round.imported", round)).await.expect("kept");
        let mut view = scope.read().await.expect("begins");
        let outcomes = list_outcomes(&mut view, round).await.expect("read");
        assert!(outcomes.iter().any(|one| one.month == 0) && outcomes.iter().any(|one| one.month == 3));
        assert!(outcomes.iter().any(|one| one.month == 3 && one.kind.is_none()), "some are missing");
        let projects = list_projects(&mut view).await.expect("read");
        assert_eq!(projects.len(), 7, "six told, one begun with a trial");
        let begun = projects.iter().find(|one| one.state == ProjectState::Draft).expect("a draft");
        let needs = list_needs(&mut view, round).await.expect("read");
        let origin = rathaus_forum::store::project::origin::find_origin(&mut view, begun.id).await;
        let Pair { town, .. } = origin.expect("read").expect("began with two");
        let own: Vec<_> = needs.iter().filter(|need| need.organisation == town).collect();
        drop(view);

        let (_, mut office) = house.somebody(Role::Office).await;
        let project = office.get(&format!("/projects/{}", begun.label)).await;
        assert_eq!(project.status, 200);
        for step in ["Bedarf aus der Abfrage", "Handlungsfeld", "Auswahl", "Ergebnis"] {
            assert!(project.text.contains(step), "{step}: {}", project.text);
        }
        let mut saw = 0;
        for need in &own {
            let page = office.get(&format!("/rounds/beispielrunde/needs/{}", need.label)).await;
            saw += usize::from(page.text.contains(&format!(">{} {}</a>", begun.label, begun.text.title)));
            let chain = office.get(&format!("/rounds/beispielrunde/chain/{}", need.label)).await;
            assert!(chain.text.contains("Passende Angebote"), "{}", chain.text);
        }
        assert_eq!(saw, 1, "the project stands at the need that it answers");
        for path in ["/rounds/beispielrunde/offers/O01", "/rounds/beispielrunde/areas/antraege"] {
            assert!(office.get(path).await.text.contains("Wie es dazu kam"), "{path}");
        }

        // A talk of a town and a supplier knows what led to it.
        let mut view = scope.read().await.expect("begins");
        let plan = find_talk_plan(&mut view, round).await.expect("read").draft.expect("a plan");
        let people = list_registrations(&mut view, round).await.expect("read");
        let kind = |id| people.iter().find(|one| one.id == id).map(|one| one.kind);
        let of_town = |id| kind(id) == Some(ParticipantKind::Municipality);
        let talk = plan.talks.iter().find(|talk| of_town(talk.a) || of_town(talk.b)).expect("a town talks");
        drop(view);
        let page = office.get(&format!("/rounds/beispielrunde/talks/{}", talk.id)).await.text;
        assert!(page.contains("Wie es dazu kam") && page.contains("Passende Angebote"), "{page}");

        // The town sees its own need and its own word, and nothing that is the office's.
        let person = house.person(house.north.id, "Anna Anker", &[]).await;
        house.seat(house.north.id, person, town, Role::Representative).await;
        let mut anna = house.signed_in(house.north.id, person, true).await;
        let mine = format!("/rounds/beispielrunde/chain/{}", own[0].label);
        let chain = anna.get(&mine).await;
        assert_eq!(chain.status, 200);
        assert!(
            !chain.text.contains("Passende Angebote") && !chain.text.contains("Auswahl</p>"),
            "{}",
            chain.text
        );
        let of_others: Vec<_> = needs.iter().filter(|need| need.organisation != town).collect();
        let shared = of_others.iter().find(|need| need.written.is_shared).expect("a shared one");
        let kept = of_others.iter().find(|need| !need.written.is_shared).expect("one kept to itself");
        let at = |label: &str| format!("/rounds/beispielrunde/chain/{label}");
        assert_eq!(anna.get(&at(&shared.label)).await.status, 200);
        assert_eq!(anna.get(&at(&kept.label)).await.status, 404);
        let stranger = house.browser().get(&at(&shared.label)).await;
        assert!(stranger.location.contains("/sign-in"), "{} {}", stranger.status, stranger.location);
        let public = projects.iter().find(|one| one.state == ProjectState::Published).expect("published");
        let seen = house.browser().get(&format!("/projects/{}", public.label)).await;
        assert!(!seen.text.contains("Bedarf aus der Abfrage"), "needs are not for strangers");
    }
}
