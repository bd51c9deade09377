//! The look of every page: each frame and macro renders in each language and state without a gap, and what is
//! rendered is safe and reachable. `RATHAUS_GALLERY=FOLDER` keeps the sheets for the browser (`e2e/gallery.mjs`).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rathaus_core::Lang;
use rathaus_web::{Pages, gallery};

fn sheets() -> Vec<(Lang, &'static str, String)> {
    let pages = Pages::new(&[]).unwrap_or_else(|e| panic!("{e}"));
    let mut out = Vec::new();
    for lang in Lang::ALL {
        for sheet in &gallery::SHEETS {
            let text = gallery::render(&pages, sheet, lang)
                .unwrap_or_else(|e| panic!("{} in {}: {e:#}", sheet.file, lang.tag()));
            out.push((lang, sheet.file, text));
        }
    }
    out
}

/// Values of an attribute in the order of the page.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    html.split(&format!(" {name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_sheet_renders() {
    let sheets = sheets();
    assert_eq!(sheets.len(), 2 * gallery::SHEETS.len());
    let Some(folder) = std::env::var_os("RATHAUS_GALLERY") else { return };
    for (lang, file, text) in sheets {
        let folder = Path::new(&folder).join(lang.tag());
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(file), text).expect("written");
    }
}

#[test]
fn nothing_a_strict_policy_would_refuse() {
    for (lang, file, html) in sheets().iter().filter(|(_, file, _)| !file.starts_with("mail")) {
        let place = format!("{file} in {}", lang.tag());
        assert!(!html.contains(" style=") && !html.contains("<style"), "{place} has a style of its own");
        assert_eq!(
            html.matches("<script").count(),
            html.matches("<script type=\"module\" src=").count(),
            "{place}"
        );
        for handler in [" onclick=", " onchange=", " onsubmit=", "javascript:"] {
            assert!(!html.contains(handler), "{place} has {handler}");
        }
    }
}

#[test]
fn ids_are_unique_and_links_to_them_lead_somewhere() {
    for (lang, file, html) in sheets().iter().filter(|(_, file, _)| !file.starts_with("mail")) {
        let place = format!("{file} in {}", lang.tag());
        let ids = attributes(html, "id");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "{place}: an id stands twice");
        for name in ["for", "aria-describedby", "aria-labelledby", "list", "data-copy", "data-suggest-into"] {
            for id in attributes(html, name).iter().flat_map(|ids| ids.split(' ')) {
                assert!(known.contains(id), "{place}: {name} names {id}");
            }
        }
        for target in attributes(html, "href").iter().filter_map(|href| href.strip_prefix("#f-")) {
            assert!(known.contains(format!("f-{target}").as_str()), "{place}: no field {target}");
        }
    }
}

#[test]
fn what_people_typed_comes_back_as_text_and_passwords_do_not() {
    for (lang, file, html) in
        sheets().iter().filter(|(_, file, _)| matches!(*file, "fields-full.html" | "fields-wrong.html"))
    {
        let place = format!("{file} in {}", lang.tag());
        assert!(html.contains("Stadt &quot;Fulda&quot; &amp; &lt;Umland&gt;"), "{place}");
        assert_eq!(html.matches("</textarea>").count(), 1, "{place}: an answer closes its field");
        assert!(html.contains(">\n\nAnträge kommen"), "{place}: a first empty line is lost");
        assert!(!html.contains("never shown"), "{place}");
    }
}

#[test]
fn every_post_carries_the_token() {
    for (lang, file, html) in &sheets() {
        for form in html.split("<form ").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            if form.split('>').next().unwrap_or_default().contains("method=\"post\"") {
                assert!(form.contains("name=\"token\" value=\"sample-token\""), "{file} in {}", lang.tag());
            }
        }
    }
}

#[test]
fn mistakes_stand_beside_the_field_and_in_the_summary() {
    for (lang, _, html) in sheets().iter().filter(|(_, file, _)| *file == "fields-wrong.html") {
        let summary = html
            .split("rh-summary-list")
            .nth(1)
            .and_then(|rest| rest.split("</ul>").next())
            .expect("a summary");
        let links = attributes(summary, "href");
        assert!(links.len() > 30, "{}", links.len());
        assert_eq!(
            summary.matches("rh-summary-field").count(),
            links.len(),
            "each says which field it speaks of"
        );
        let names = |words: &str| summary.contains(&format!("rh-summary-field\">{words}</span> – Bitte"));
        let (from, place) = match lang {
            Lang::De => ("Von", "Ort"),
            Lang::En => ("From", "Town"),
        };
        let parts = [format!("Zeitraum der Erprobung, {from}"), format!("Anschrift, {place}")];
        assert!(parts.iter().all(|part| names(part)), "a part is called by both names: {summary}");
        assert!(!names(""), "no name is empty");
        for link in links {
            let name = link.trim_start_matches("#f-");
            let message = format!("Bitte prüfen Sie „{name}“.");
            assert_eq!(html.matches(&message).count(), 2, "{name} in {}", lang.tag());
        }
        assert!(html.contains("<title>Fehler:") || html.contains("<title>Error:"), "the title says so");
    }
}

#[test]
fn mails_are_plain_in_text_and_escaped_in_html() {
    for (_, file, text) in &sheets() {
        match *file {
            "mail.txt" => {
                assert!(
                    text.contains("Müller & Kollegen")
                        && text.contains("<Fulda>")
                        && text.contains("?x=1&y=2")
                );
                assert!(text.lines().any(|line| line == "-- "), "the signature's mark: {text}");
            }
            "mail.html" => assert!(text.contains("?x=1&amp;y=2") && !text.contains("<img"), "{text}"),
            _ => {}
        }
    }
}

#[test]
fn both_languages_have_the_same_texts() {
    let pages = Pages::new(&[]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(pages.texts(Lang::De).keys(), pages.texts(Lang::En).keys());
}
