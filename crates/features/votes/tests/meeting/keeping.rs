//! Who takes part may come from an organisation; what is over goes when its time has come.

use jiff::SignedDuration;
use rathaus_people::testing::houses;
use rathaus_people::{NewOrganisation, OrganisationKind};
use rathaus_web::Role;

#[tokio::test]
async fn members_come_from_an_organisation_and_a_meeting_goes_when_its_time_is_over() {
    for house in houses(&[], || vec![rathaus_votes::feature()]).await {
        let north = house.north.id;
        let town = NewOrganisation::named(OrganisationKind::Municipality, "Lindental");
        let town = house.organisation(north, &town).await;
        for name in ["Zora Zeder", "Anna Ahorn"] {
            let person = house.person(north, name, &[]).await;
            // Two seats are one person.
            for role in [Role::Representative, Role::Reviewer] {
                house.seat(north, person, town, role).await;
            }
        }
        let (_, mut office) = house.somebody(Role::Office).await;
        office.get("/meetings/new").await;
        let new = [("title", "Rat"), ("day", "2026-06-01"), ("place", "")];
        let made = office.post("/meetings/new", &new).await;
        let members = made.location.clone();
        assert!(office.get(&members).await.text.contains("Lindental"), "it can be chosen");
        let organisation = town.to_string();
        assert_eq!(office.post(&members, &[("organisation", &organisation)]).await.status, 303);
        let page = office.get(&members).await.text;
        let at = |name: &str| page.find(name).unwrap_or_else(|| panic!("{name}: {page}"));
        assert!(at("Anna Ahorn") < at("Zora Zeder"));
        assert!(page.contains("0 von 2 Personen anwesend"), "{page}");

        let meeting = members.trim_end_matches("/members").to_owned();
        office.post(&format!("{meeting}/opening"), &[]).await;
        office.post(&format!("{meeting}/closure"), &[]).await;
        office.post("/meetings/keeping", &[("days", "30")]).await;
        house.pass(SignedDuration::from_hours(24 * 29));
        house.work().await;
        let (_, mut office) = house.somebody(Role::Office).await;
        assert_eq!(office.get(&meeting).await.status, 200, "a day is left");
        house.pass(SignedDuration::from_hours(24 * 2));
        house.work().await;
        let (_, mut office) = house.somebody(Role::Office).await;
        assert_eq!(office.get(&meeting).await.status, 404);
    }
}
