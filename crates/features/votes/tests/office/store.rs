//! Rows of drafts and rehearsals, on both databases.

use super::*;
use rathaus_store::testing::{both, start};
use rathaus_votes::store::election::{
    find_election_by_id, hold_draft, list_rehearsals, update_draft, update_stage,
};
use rathaus_votes::store::rehearsal::{delete_rehearsal, find_private_key, insert_rehearsal, list_codes};
use rathaus_web::testing::{north, south};

fn election(title: &str) -> Election {
    Election {
        id: Id::new(start()),
        uuid: new_uuid(&mut chance()),
        title: title.to_owned(),
        description: String::new(),
        questions: vec![question(Kind::Choose)],
        rules: Rules::default(),
        opens_at: None,
        closes_at: None,
        stage: Stage::Draft,
        stopped_at: None,
        rehearses: None,
        made_at: start(),
        frozen_at: None,
        opened_at: None,
        closed_at: None,
        published_at: None,
    }
}

#[tokio::test]
async fn a_draft_is_held_and_written_until_it_is_frozen() {
    for scratch in both(&[rathaus_people::MIGRATIONS, rathaus_votes::MIGRATIONS]).await {
        let scope = scratch.store.tenant(north());
        let mut change = scope.change(Actor::Program("test"), start()).await.expect("begins");
        let mut one = election("Wahl");
        insert_election(&mut change, &one).await.expect("kept");
        assert!(hold_draft(&mut change, one.id).await.expect("held"));
        assert!(!hold_draft(&mut change, Id::of_name("x")).await.expect("none"));
        one.title = "Andere Wahl".to_owned();
        assert!(update_draft(&mut change, &one).await.expect("written"));
        assert_eq!(find_election_by_id(&mut change, one.id).await.expect("read"), Some(one.clone()));
        assert!(update_stage(&mut change, one.id, Stage::Draft, Stage::Frozen).await.expect("frozen"));
        assert!(!update_stage(&mut change, one.id, Stage::Draft, Stage::Frozen).await.expect("once"));
        assert!(!hold_draft(&mut change, one.id).await.expect("no draft"));
        assert!(!update_draft(&mut change, &one).await.expect("no draft"));
        change.commit(Record::new("election.begun", one.id)).await.expect("kept");
        let mut other =
            scratch.store.tenant(south()).change(Actor::Program("test"), start()).await.expect("begins");
        assert!(find_election_by_id(&mut other, one.id).await.expect("read").is_none());
    }
}

#[tokio::test]
async fn a_rehearsal_is_deleted_whole_and_nothing_else_is() {
    for scratch in both(&[rathaus_people::MIGRATIONS, rathaus_votes::MIGRATIONS]).await {
        let scope = scratch.store.tenant(north());
        let mut change = scope.change(Actor::Program("test"), start()).await.expect("begins");
        let one = election("Wahl");
        let copy = Election { rehearses: Some(one.id), ..election("Probe") };
        for election in [&one, &copy] {
            insert_election(&mut change, election).await.expect("kept");
            insert_role(&mut change, &role(election, RoleKind::Board, 1)).await.expect("a role");
            let ada = ElectorLine { name: "Ada".to_owned(), address: String::new(), weight: 1 };
            insert_electors(&mut change, election.id, &[ada]).await.expect("a voter");
        }
        let codes = [(1, "ABC".to_owned()), (2, "DEF".to_owned())];
        insert_rehearsal(&mut change, copy.id, "4711", &codes).await.expect("kept");
        assert_eq!(find_private_key(&mut change, copy.id).await.expect("read").as_deref(), Some("4711"));
        assert_eq!(find_private_key(&mut change, one.id).await.expect("read"), None);
        assert_eq!(list_codes(&mut change, copy.id).await.expect("read"), codes);
        let rehearsals = list_rehearsals(&mut change, one.id).await.expect("read");
        assert_eq!(rehearsals, std::slice::from_ref(&copy));
        assert!(!delete_rehearsal(&mut change, one.id).await.expect("a real one stays"));
        assert!(delete_rehearsal(&mut change, copy.id).await.expect("gone"));
        assert!(!delete_rehearsal(&mut change, copy.id).await.expect("gone before"));
        assert_eq!(list_codes(&mut change, copy.id).await.expect("read"), []);
        assert!(find_election_by_id(&mut change, one.id).await.expect("read").is_some());
        assert_eq!(list_electors(&mut change, one.id).await.expect("read").len(), 1);
        change.commit(Record::new("election.rehearsal-removed", copy.id)).await.expect("kept");
    }
}
