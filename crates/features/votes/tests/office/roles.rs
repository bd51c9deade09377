//! Roles: given, told, taken away, and kept apart.

use super::*;
use rathaus_votes::store::message::list_messages;
use rathaus_votes::store::role::list_roles;

#[tokio::test]
async fn roles_are_given_told_and_taken_away() {
    for (house, mut office) in offices().await {
        let election = draft(&house);
        kept(&house, &election).await;
        let path = format!("/votes/{}/roles", election.uuid);
        let roles = || async {
            let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
            list_roles(&mut view, election.id).await.expect("read")
        };
        for (fields, place) in [
            (vec![("kind", "king"), ("name", "A"), ("email", "a@example.org")], "f-kind"),
            (vec![("kind", "board"), ("name", ""), ("email", "a@example.org")], "f-name"),
            (vec![("kind", "board"), ("name", "A"), ("email", "a")], "f-email"),
        ] {
            let shown = office.post(&path, &fields).await;
            shown.sums_up_mistakes();
            assert!(shown.text.contains(&format!("href=\"#{place}")), "{fields:?}: {}", shown.text);
        }
        let give =
            |kind: &'static str, email: &'static str| [("kind", kind), ("name", "Ada"), ("email", email)];
        for (kind, email) in [("trustee", "Ada@Example.org"), ("trustee", "ben@example.org")] {
            assert_eq!(office.post(&path, &give(kind, email)).await.location, path);
        }
        let refused = office.post(&path, &give("registrar", "ada@example.org")).await;
        refused.sums_up_mistakes();
        assert!(refused.text.contains("darf nicht das Wahlregister führen"), "{}", refused.text);
        office.post(&path, &give("trustee", "ada@example.org")).await.sums_up_mistakes();
        assert_eq!(office.post(&path, &give("registrar", "rea@example.org")).await.location, path);
        office.post(&path, &give("trustee", "REA@example.org")).await.sums_up_mistakes();
        assert_eq!(roles().await.iter().map(|role| role.place).collect::<Vec<_>>(), [1, 2, 1]);

        // Everybody gets one link, and another when the office asks for it.
        house.work().await;
        assert_eq!(house.mails(house.north.id).await.len(), 3);
        let all = roles().await;
        assert!(all.iter().all(|role| role.invited_at.is_some()));
        assert_eq!(office.post(&format!("{path}/{}/link", all[0].id), &[]).await.location, path);
        house.work().await;
        let mails = house.mails(house.north.id).await;
        assert_eq!(mails.iter().filter(|(whom, _)| whom == "ada@example.org").count(), 2);
        assert!(mails.iter().all(|(_, text)| text.contains("/votes/roles/")), "{mails:?}");

        // Who comes after moves up.
        assert_eq!(office.post(&format!("{path}/{}/removal", all[0].id), &[]).await.location, path);
        let left = roles().await;
        let names: Vec<(u64, &str)> = left.iter().map(|role| (role.place, role.email.as_str())).collect();
        assert_eq!(names, [(1, "ben@example.org"), (1, "rea@example.org")]);
        for act in ["link", "removal"] {
            let foreign = office.post(&format!("{path}/{}/{act}", Id::of_name("x")), &[]).await;
            assert_eq!(foreign.status, 404);
        }
    }
}

#[tokio::test]
async fn another_trustee_takes_the_keys_out() {
    for (house, mut office) in offices().await {
        let election = draft(&house);
        staffed(&house, &election).await;
        with_keys(&house, &election).await;
        let path = format!("/votes/{}/roles", election.uuid);
        let state = || async {
            let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
            let roles = list_roles(&mut view, election.id).await.expect("read");
            (roles.len(), list_messages(&mut view, election.id).await.expect("read").len())
        };
        let board = [("kind", "board"), ("name", "Cem"), ("email", "cem@example.org")];
        assert_eq!(office.post(&path, &board).await.location, path);
        assert_eq!(state().await, (6, 2));
        let third = [("kind", "trustee"), ("name", "Cem"), ("email", "cem@example.org")];
        let refused = office.post(&path, &third).await;
        refused.sums_up_mistakes();
        assert!(refused.text.contains("name=\"anew\""), "{}", refused.text);
        assert_eq!(state().await, (6, 2));
        let agreed = [third.as_slice(), &[("anew", "yes")]].concat();
        assert_eq!(office.post(&path, &agreed).await.location, path);
        assert_eq!(state().await, (7, 0));

        with_keys(&house, &election).await;
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
        let roles = list_roles(&mut view, election.id).await.expect("read");
        drop(view);
        let last = roles.iter().find(|role| role.kind == RoleKind::Trustee && role.place == 3);
        let removal = format!("{path}/{}/removal", last.expect("a third").id);
        let refused = office.post(&removal, &[]).await;
        refused.sums_up_mistakes();
        assert!(refused.text.contains("name=\"gone\""), "{}", refused.text);
        assert_eq!(state().await, (7, 2));
        assert_eq!(office.post(&removal, &[("gone", "yes")]).await.location, path);
        assert_eq!(state().await, (6, 0));
    }
}
