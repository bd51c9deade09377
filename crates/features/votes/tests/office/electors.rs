//! The register: lists, files, members, and taking people out.

use super::*;
use proptest::prelude::*;
use rathaus_people::organisation::{NewOrganisation, OrganisationKind};
use rathaus_votes::model::{MOST_ELECTORS, read_electors};
use rathaus_votes::store::elector::find_register;

proptest! {
    #[test]
    fn any_bytes_are_people_or_lines_that_are_wrong(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            "([A-Cä\"]{0,3}[;,\t\r\n]{0,2}[0-9]{0,3}){0,12}".prop_map(String::into_bytes),
        ],
    ) {
        match read_electors(&bytes) {
            Ok(people) => {
                let mut seen = std::collections::BTreeSet::new();
                for person in people {
                    prop_assert!(!person.name.trim().is_empty() && person.weight >= 1);
                    prop_assert!(seen.insert((person.name.to_lowercase(), person.address.to_lowercase())));
                }
            }
            Err(faults) => {
                let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64 + 1;
                prop_assert!(!faults.is_empty());
                prop_assert!(faults.iter().all(|(line, _)| (1..=lines).contains(line)), "{faults:?}");
            }
        }
    }
}

#[tokio::test]
async fn people_come_as_a_list_a_file_or_an_organisation() {
    for (house, mut office) in offices().await {
        let election = draft(&house);
        kept(&house, &election).await;
        let path = format!("/votes/{}/electors", election.uuid);
        let register = || async {
            let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
            find_register(&mut view, election.id).await.expect("read")
        };
        let empty = office.get(&path).await;
        assert!(empty.text.contains("Das Verzeichnis ist leer"), "{}", empty.text);

        office.post(&path, &[("people", " ")]).await.sums_up_mistakes();
        let wrong = office.post(&path, &[("people", "Ada;;0\r\n;ohne\r\nBen\r\nben")]).await;
        wrong.sums_up_mistakes();
        for line in ["Zeile 1:", "Zeile 2:", "Zeile 4:"] {
            assert!(wrong.text.contains(line), "{line} {}", wrong.text);
        }
        assert_eq!(register().await.electors, 0);

        let list = "Name\tAnschrift\tGewicht\nÖzge Çelik\tAm Markt 1\t3\nBen Boot";
        assert_eq!(office.post(&path, &[("people", list)]).await.location, path);
        // The same list once more adds nobody.
        office.post(&path, &[("people", list)]).await;
        let now = register().await;
        assert_eq!((now.electors, now.weight, now.greatest), (2, 4, 3));
        assert!(office.get(&path).await.text.contains("wurde nicht noch einmal aufgenommen"));

        let file = "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nTOKEN\r\n--x\r\n\
            Content-Disposition: form-data; name=\"people\"\r\n\r\n\r\n--x\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n\
            Name;Anschrift\r\nCem Can;Am Ring 2\r\n--x--\r\n";
        let page = office.get(&path).await;
        let token = page.text.split("name=\"token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let file = file.replace("TOKEN", token.expect("a token"));
        let sent = office.send("POST", &path, "multipart/form-data; boundary=x", file).await;
        assert_eq!(sent.location, path, "{}", sent.text);
        assert_eq!(register().await.electors, 3);

        // Members of an organisation come by name, each once.
        let new = NewOrganisation {
            kind: OrganisationKind::Other,
            name: "Jugendparlament".to_owned(),
            ags: None,
            inhabitants: None,
            county: None,
            website: None,
        };
        let organisation = house.organisation(house.north.id, &new).await;
        for name in ["Dora Dorn", "Emil Eck"] {
            let person = house.person(house.north.id, name, &[]).await;
            house.seat(house.north.id, person, organisation, Role::Representative).await;
        }
        let page = office.get(&path).await;
        assert!(page.text.contains("Jugendparlament (2 Personen)"), "{}", page.text);
        let members = format!("{path}/members");
        office.post(&members, &[("organisation", "")]).await.sums_up_mistakes();
        office.post(&members, &[("organisation", &Id::of_name("x").to_string())]).await.sums_up_mistakes();
        let id = organisation.to_string();
        assert_eq!(office.post(&members, &[("organisation", &id)]).await.location, path);
        assert_eq!(register().await.electors, 5);

        // Searched, exported, taken out.
        let found = office.get(&format!("{path}?q=dorn")).await;
        assert!(found.text.contains("Dora Dorn") && !found.text.contains("Ben Boot"), "{}", found.text);
        let csv = office.get(&format!("{path}?format=csv")).await;
        assert!(csv.text.contains("Özge Çelik") && csv.text.contains("Am Markt 1"), "{}", csv.text);
        assert_eq!(&office.get(&format!("{path}?format=xlsx")).await.bytes[..2], b"PK");
        office.post(&format!("{path}/2/removal"), &[]).await;
        assert_eq!(register().await.electors, 4);
        assert_eq!(office.post(&format!("{path}/x/removal"), &[]).await.status, 404);
        office.post(&format!("{path}/clearance"), &[]).await.sums_up_mistakes();
        assert_eq!(register().await.electors, 4);
        office.post(&format!("{path}/clearance"), &[("sure", "yes")]).await;
        assert_eq!(register().await.electors, 0);
    }
}

#[tokio::test]
async fn who_comes_after_the_voting_keys_lacks_one() {
    for (house, mut office) in offices().await {
        let election = draft(&house);
        staffed(&house, &election).await;
        with_keys(&house, &election).await;
        let path = format!("/votes/{}/electors", election.uuid);
        let whole = office.get(&path).await;
        assert!(!whole.text.contains("Die übrigen bekommen ihren Wahlschlüssel"), "{}", whole.text);
        assert_eq!(office.post(&path, &[("people", "Lea Neu")]).await.location, path);
        let page = office.get(&path).await;
        assert!(page.text.contains("Die übrigen bekommen ihren Wahlschlüssel"), "{}", page.text);
        let csv = office.get(&format!("{path}?format=csv")).await;
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
        let electors = list_electors(&mut view, election.id).await.expect("read");
        let key = electors[0].credential.clone().expect("a key");
        assert!(csv.text.contains("Lea Neu") && !csv.text.contains(&key), "no keys in the file");
        let preparation = office.get(&format!("/votes/{}/preparation", election.uuid)).await;
        assert!(
            preparation.text.contains("Einige Wahlberechtigte haben noch keinen"),
            "{}",
            preparation.text
        );
    }
}

#[tokio::test]
async fn a_full_register_takes_nobody_more() {
    for (house, mut office) in offices().await {
        let election = draft(&house);
        kept(&house, &election).await;
        let person = |n| ElectorLine { name: format!("Person {n}"), address: String::new(), weight: 1 };
        let people: Vec<ElectorLine> = (0..MOST_ELECTORS).map(person).collect();
        let mut change = change(&house).await;
        insert_electors(&mut change, election.id, &people).await.expect("kept");
        change.commit(Record::new("election.electors-added", election.id)).await.expect("kept");
        let path = format!("/votes/{}/electors", election.uuid);
        // Who stands there already is no one more.
        assert_eq!(office.post(&path, &[("people", "Person 7")]).await.location, path);
        let full = office.post(&path, &[("people", "Noch einer")]).await;
        full.sums_up_mistakes();
        assert!(full.text.contains("höchstens 20.000 Wahlberechtigte"), "{}", full.text);
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
        let register = find_register(&mut view, election.id).await.expect("read");
        assert_eq!(register.electors, MOST_ELECTORS as u64);
    }
}
