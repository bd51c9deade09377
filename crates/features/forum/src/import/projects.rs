//! Projects of the sample round, once the event is over: what came of it, and who took it over; invented like the rest.

use jiff::ToSpan;
use rathaus_people::organisation;
use rathaus_store::{Change, Id, StoreError};

use super::DemoStage;
use crate::model::correspondence::day_of;
use crate::model::project::{CostClass, ProjectStage, ProjectState};
use crate::store::comment::insert_comment;
use crate::store::project::{
    KeptProject, ProjectText, find_project, insert_project, list_needs_of_body, save_needs, set_state,
};
use crate::store::takeover::save_takeover;

/// A project of the sample. `months` is how long it has been running, `takers` are keys of towns and what they say.
struct Sample {
    town: &'static str,
    title: &'static str,
    summary: &'static str,
    description: &'static str,
    result: &'static str,
    benefit: &'static str,
    area: &'static str,
    stage: ProjectStage,
    cost: CostClass,
    months: i32,
    takers: &'static [(&'static str, &'static str)],
}

const SAMPLES: [Sample; 6] = [
    Sample {
        town: "06633026",
        title: "Hundesteuer ohne Papier",
        summary: "Hunde im Browser an- und abmelden, der Bescheid kommt per E-Mail.",
        description: "Das Steueramt hat das Formular mit zwei Kolleginnen an drei Vormittagen aufgebaut. Vorher haben wir \
            gefragt, welche Angaben wirklich gebraucht werden: aus 31 Feldern wurden 12.",
        result: "Von 140 Anmeldungen kamen 96 online. Die Bearbeitung dauert statt zwölf noch vier Minuten.",
        benefit: "Kein Weg ins Rathaus, Bestätigung sofort, auch am Wochenende.",
        area: "antraege",
        stage: ProjectStage::Running,
        cost: CostClass::Small,
        months: 14,
        takers: &[("06633003", "Ab Januar, mit derselben Formularvorlage."), ("06634003", "")],
    },
    Sample {
        town: "06631009",
        title: "Eine Anmeldung für alle Kitas",
        summary: "Eltern melden ihr Kind einmal an, alle Träger sehen dieselbe Liste.",
        description: "Stadt, Kirchen und freie Träger haben sich auf Vergaberegeln geeinigt, bevor eine Software ausgesucht \
            wurde. Das hat vier Monate gedauert und war der wichtigste Teil.",
        result: "Doppelte Anmeldungen sind weg, Zusagen kommen sechs Wochen früher.",
        benefit: "Eltern sehen jederzeit, wo ihr Kind auf der Liste steht und warum.",
        area: "kita",
        stage: ProjectStage::Running,
        cost: CostClass::Large,
        months: 9,
        takers: &[("06635003", "Wir fangen mit den städtischen Kitas an.")],
    },
    Sample {
        town: "06633003",
        title: "Auskunft rund um die Uhr",
        summary: "Ein Assistent auf der Website antwortet aus den eigenen Texten der Stadt und nennt die Quelle.",
        description: "Er läuft im Rechenzentrum des kommunalen Dienstleisters. Fragen ohne sichere Antwort gehen an das \
            Bürgerbüro, und daraus entstehen neue Texte.",
        result: "Ein Drittel der Anrufe beim Bürgerbüro fällt weg. Am häufigsten wird nach Abfallterminen gefragt.",
        benefit: "Antworten auch abends, in einfacher Sprache und auf Englisch.",
        area: "auskunft",
        stage: ProjectStage::Pilot,
        cost: CostClass::Middle,
        months: 3,
        takers: &[],
    },
    Sample {
        town: "06634003",
        title: "Vereinsförderung in einem Vorgang",
        summary: "Antrag, Prüfung, Bescheid und Verwendungsnachweis an einem Ort.",
        description: "Die Richtlinie wurde zuerst gekürzt: drei Förderarten statt sieben. Danach passte sie auf eine Seite \
            und ließ sich in zwei Tagen einrichten.",
        result: "41 Vereine haben online beantragt, kein Antrag war unvollständig.",
        benefit: "Vereine sehen, wie weit ihr Antrag ist, und reichen Belege mit dem Handy ein.",
        area: "antraege",
        stage: ProjectStage::Running,
        cost: CostClass::None,
        months: 6,
        takers: &[],
    },
    Sample {
        town: "06635003",
        title: "Sitzungen ohne Papierstapel",
        summary: "Vorlagen, Abstimmung und Niederschrift auf dem Tablet.",
        description: "Zwei Sitzungen lang lief beides nebeneinander. Wer wollte, bekam weiter Papier; nach vier Monaten \
            wollte das noch eine Person.",
        result: "Rund 18.000 Blatt im Jahr gespart, die Niederschrift ist zwei Tage nach der Sitzung da.",
        benefit: "Öffentliche Vorlagen stehen am Tag der Einladung im Netz.",
        area: "wahlen",
        stage: ProjectStage::Running,
        cost: CostClass::Middle,
        months: 20,
        takers: &[],
    },
    Sample {
        town: "06632018",
        title: "Bauakten auf Abruf",
        summary: "Alte Bauakten werden erst eingescannt, wenn jemand sie braucht.",
        description: "Statt das ganze Archiv zu scannen, wird jede angefragte Akte einmal gescannt und bleibt dann digital. \
            Nach zwei Jahren war die Hälfte der Anfragen schon da.",
        result: "Kosten von etwa einem Zehntel des Angebots für das ganze Archiv.",
        benefit: "Auskunft in zwei Tagen statt in drei Wochen.",
        area: "bauen",
        stage: ProjectStage::Planned,
        cost: CostClass::Unknown,
        months: -2,
        takers: &[],
    },
];

/// Puts the projects into the tenant where the event is over.
pub(super) async fn furnish(change: &mut Change, stage: DemoStage) -> Result<(), StoreError> {
    if stage < DemoStage::After {
        return Ok(());
    }
    let today = day_of(change.now());
    for sample in &SAMPLES {
        let town = body(change, sample.town).await?;
        let text = ProjectText {
            title: sample.title.to_owned(),
            summary: sample.summary.to_owned(),
            description: sample.description.to_owned(),
            result: sample.result.to_owned(),
            citizen_benefit: sample.benefit.to_owned(),
            stage: sample.stage,
            since: Some(today.saturating_add((-sample.months).months())),
            cost: sample.cost,
            areas: vec![sample.area.to_owned()],
            contact_name: "Petra Beispiel".to_owned(),
            contact_email: "vorhaben@beispiel.example".to_owned(),
            ..ProjectText::default()
        };
        let (id, label) = insert_project(change, town, &text).await?;
        set_state(change, id, ProjectState::Published).await?;
        let project = found(change, &label).await?;
        let own = list_needs_of_body(change, town).await?;
        save_needs(change, &project, &own.iter().take(1).map(|need| need.id).collect::<Vec<_>>()).await?;
        for (key, words) in sample.takers {
            let taker = body(change, key).await?;
            let need = list_needs_of_body(change, taker).await?.first().map(|need| need.id);
            save_takeover(change, id, taker, need, words, ("Tom Beispiel", None)).await?;
        }
        if !sample.takers.is_empty() {
            let words = "Wie lange hat die Einrichtung gedauert, und wer hat die Regeln abgestimmt?";
            let (said, person) = (Id::new(change.now()), Id::new(change.now()));
            insert_comment(change, said, id, (person, "Tom Beispiel"), None, words).await?;
        }
    }
    Ok(())
}

async fn body(change: &mut Change, key: &str) -> Result<Id, StoreError> {
    organisation::ensure_municipality(change, key.parse().map_err(StoreError::fault)?).await
}

async fn found(change: &mut Change, label: &str) -> Result<KeptProject, StoreError> {
    find_project(change, label).await?.ok_or_else(|| StoreError::fault("a project just added is not there"))
}
