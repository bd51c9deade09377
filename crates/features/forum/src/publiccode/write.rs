//! Writes a project as `publiccode.yml`, strictly by version 0.7 of the standard (<https://yml.publiccode.tools>).

use std::fmt::Write as _;

use super::{MOST_SHORT, PublicCode};
use crate::model::project::ProjectStage;
use crate::store::project::ProjectText;

/// Characters a long description has at least and at most (`description.LANG.longDescription`).
const LONG: std::ops::RangeInclusive<usize> = 150..=10_000;

/// The long description: everything that is written about the project.
fn long(text: &ProjectText) -> String {
    let parts = [&text.description, &text.result, &text.citizen_benefit];
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n").chars().take(*LONG.end()).collect()
}

/// What the standard asks for and nobody wrote: ends of the texts' keys `projects-lacks-…`.
pub fn lacks(text: &ProjectText) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if text.source_url.is_empty() {
        missing.push("source");
    }
    if text.licence.is_empty() {
        missing.push("licence");
    }
    if text.summary.is_empty() {
        missing.push("summary");
    }
    if !LONG.contains(&long(text).chars().count()) {
        missing.push("description");
    }
    missing
}

/// A text as a scalar of YAML in double quotes; JSON's strings are such scalars (YAML 1.2, 7.3.1).
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The file. `users` are the bodies that use the software; the contact stands in it where `shows_contact`.
pub fn write(text: &ProjectText, users: &[String], shows_contact: bool) -> String {
    let status = match text.stage {
        ProjectStage::Planned => "concept",
        ProjectStage::Pilot => "beta",
        ProjectStage::Running => "stable",
        ProjectStage::Ended => "obsolete",
    };
    let name = if text.software.is_empty() { &text.title } else { &text.software };
    let short: String = text.summary.chars().take(MOST_SHORT).collect();
    let mut file = String::from("publiccodeYmlVersion: \"0.7\"\n");
    let mut line = |key: &str, value: &str| {
        let _ = writeln!(file, "{key}: {value}");
    };
    line("name", &quoted(name));
    line("url", &quoted(&text.source_url));
    line("platforms", "\n  - web");
    line("developmentStatus", status);
    line("softwareType", "standalone/web");
    line("description", "");
    line("  de", "");
    line("    shortDescription", &quoted(&short));
    line("    longDescription", &quoted(&long(text)));
    line("    features", &format!("\n      - {}", quoted(&short)));
    line("legal", "");
    line("  license", &quoted(&text.licence));
    line("maintenance", "");
    if shows_contact && !text.contact_name.is_empty() {
        line("  type", "internal");
        line("  contacts", "");
        line("    - name", &quoted(&text.contact_name));
        if !text.contact_email.is_empty() {
            line("      email", &quoted(&text.contact_email));
        }
    } else {
        line("  type", "none");
    }
    line("localisation", "");
    line("  localisationReady", "false");
    line("  availableLanguages", "\n    - de");
    if !users.is_empty() {
        let list: String = users.iter().map(|user| format!("\n  - {}", quoted(user))).collect();
        line("usedBy", &list);
    }
    // A key without a value of its own opens what stands below it.
    file.replace(": \n", ":\n")
}

/// What a file gives a project.
pub fn into_project(found: &PublicCode) -> ProjectText {
    let licence = found
        .text
        .standards
        .split("; ")
        .find_map(|part| part.strip_prefix("Open Source (")?.strip_suffix(')'));
    ProjectText {
        title: found.text.title.clone(),
        summary: found.text.summary.chars().take(300).collect(),
        description: found.text.description.clone(),
        software: found.text.title.clone(),
        source_url: found.url.clone(),
        licence: licence.unwrap_or_default().to_owned(),
        ..ProjectText::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publiccode::read;

    fn text() -> ProjectText {
        ProjectText {
            title: "Hundesteuer ohne Papier".into(),
            summary: "Hunde an- und abmelden: im Browser, \"ohne\" Weg ins Rathaus".into(),
            description: "Seit März melden Halterinnen ihre Hunde im Browser an. ".repeat(4),
            software: "Formularwerk".into(),
            source_url: "https://code.example/formularwerk.git".into(),
            licence: "EUPL-1.2".into(),
            contact_name: "Anna Beck".into(),
            ..ProjectText::default()
        }
    }

    #[test]
    fn what_is_written_is_read_back_without_a_word_of_blame() {
        let file = write(&text(), &["Fulda".into(), "Bad: Orb # Kur".into()], true);
        let found = read(file.as_bytes());
        assert_eq!(found.notes, []);
        let back = into_project(&found);
        assert_eq!((back.title.as_str(), back.licence.as_str()), ("Formularwerk", "EUPL-1.2"));
        assert_eq!(back.summary, text().summary);
        assert_eq!(found.text.references, "Fulda; Bad: Orb # Kur");
        assert!(file.contains("Anna Beck") && !write(&text(), &[], false).contains("Anna Beck"));
    }

    #[test]
    fn what_the_standard_asks_for_is_named() {
        assert_eq!(lacks(&text()), Vec::<&str>::new());
        assert_eq!(lacks(&ProjectText::default()), ["source", "licence", "summary", "description"]);
    }
}
