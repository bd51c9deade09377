use std::collections::{BTreeMap, BTreeSet};

use rathaus_core::Lang;

use super::fixture;
use super::*;

/// Every `id`, and every fragment linked to.
fn ids(html: &str) -> (Vec<&str>, BTreeSet<&str>) {
    let body = &html[html.find("<body").expect("a body")..];
    let cut = |text: &'static str| {
        body.split(text).skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect::<Vec<_>>()
    };
    (cut(" id=\""), cut("href=\"#").into_iter().collect())
}

#[test]
fn both_languages_have_the_same_keys() {
    let keys: Vec<_> = Lang::ALL.iter().map(|lang| texts(*lang).expect("readable").keys().clone()).collect();
    let only = |a: usize, b: usize| keys[a].difference(&keys[b]).cloned().collect::<Vec<_>>();
    assert_eq!(only(0, 1), Vec::<String>::new(), "only in German");
    assert_eq!(only(1, 0), Vec::<String>::new(), "only in English");
    assert!(keys[0].len() > 150);
}

#[test]
fn no_text_shouts() {
    for source in [include_str!("../../locales/de/report.ftl"), include_str!("../../locales/en/report.ftl")] {
        assert!(!source.contains('!'), "an exclamation mark");
    }
}

#[test]
fn the_sample_renders_whole() {
    let input = fixture::input();
    let html = render(&input, &fixture::plan(&input)).expect("rendered");
    if let Ok(path) = std::env::var("RATHAUS_REPORT") {
        std::fs::write(path, &html).expect("written");
    }
    for lang in ["de", "en"] {
        for (stem, _) in SECTIONS {
            assert!(html.contains(&format!("id=\"{lang}-{stem}\"")), "{lang} {stem}");
        }
    }
    assert!(html.contains("Beispieldaten") && html.contains("Sample data"));
    for need in &input.needs {
        assert!(html.contains(&need.id), "{} is missing", need.id);
    }
    assert!(html.len() < 2_500_000, "{} bytes", html.len());
    assert_whole(&html);
}

/// Ids are unique, every fragment has its target, nothing is loaded, elements are closed in order.
fn assert_whole(html: &str) {
    let (ids, targets) = ids(html);
    let mut seen = BTreeSet::new();
    for id in &ids {
        assert!(seen.insert(*id), "the id {id} stands twice");
    }
    for target in targets {
        assert!(seen.contains(target), "nothing has the id {target}");
    }
    for needle in ["<script", "<link", "<iframe", "<object", "src=", "@import", "javascript:"] {
        assert!(!html[html.find("<body").expect("a body")..].contains(needle), "{needle}");
    }
    for part in html.split("http").skip(1) {
        let is_name = part.starts_with("://www.w3.org/") || part.starts_with("-equiv");
        assert!(is_name, "an outside address: http{}", part.chars().take(60).collect::<String>());
    }
    assert_nested(html);
}

fn assert_nested(html: &str) {
    let body = &html[html.find("<body").expect("a body")..];
    let mut open = vec!["html".to_owned()];
    for tag in body.split('<').skip(1) {
        let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        let Some((attributes, _)) = tag.split_once('>') else { panic!("a tag without end: {tag}") };
        assert_eq!(attributes.matches('"').count() % 2, 0, "quotes in <{attributes}>");
        if attributes.ends_with('/') || ["br", "input", "meta"].contains(&name.as_str()) {
            continue;
        }
        match name.strip_prefix('/') {
            Some(closed) => {
                assert_eq!(open.pop().as_deref(), Some(closed), "closed out of order: {attributes}")
            }
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

#[test]
fn hostile_input_stays_text() {
    let mut input = fixture::input();
    let mut plan = fixture::plan(&input);
    let evil = "\"><script>alert('x')</script><img src=x onerror=alert(1)>{{ 7*1234567 }}";
    input.needs[0].title = evil.into();
    input.needs[0].organisation = evil.into();
    input.needs[1].id = "\"><b>".into();
    input.offers[0].title = evil.into();
    input.offers[0].supplier = evil.into();
    input.participants[0].organisation = evil.into();
    plan.round = evil.into();
    plan.areas[0].name = evil.into();
    plan.areas[0].name_en = evil.into();
    plan.matches[0].reasons[0].need = evil.into();
    plan.matches[0].reasons[0].concept = Some(evil.into());
    plan.set_aside[0].reason = evil.into();
    plan.assignments[0].words = vec![evil.into()];
    if let Some(talks) = &mut plan.talks {
        talks.participants[0].organisation = evil.into();
    }
    plan.assignments[1].need_id = "unknown".into();
    plan.matches[3].offer_id = "unknown".into();
    let html = render(&input, &plan).expect("rendered");
    assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<b>"));
    assert!(html.contains("&lt;script&gt;"));
    assert!(!html.contains("8641969"), "input is not a template");
    assert_nested(&html);
}

#[test]
fn an_empty_round_says_what_to_do_next() {
    let mut input = fixture::input();
    let full = fixture::plan(&input);
    input.needs.clear();
    input.offers.clear();
    input.reviews.clear();
    input.participants.clear();
    input.wishes.clear();
    input.is_sample = false;
    input.round.date = None;
    let plan = Plan {
        is_sample: false,
        areas: Vec::new(),
        assignments: Vec::new(),
        set_aside: Vec::new(),
        duplicates: Vec::new(),
        matches: Vec::new(),
        white_spots: Vec::new(),
        selection: crate::model::plan::Selection {
            chosen: Vec::new(),
            curve: Vec::new(),
            barred: Vec::new(),
            value: 0.0,
            bound: 0.0,
            covered: 0.0,
            demand: 0.0,
            ..full.selection
        },
        jury: Vec::new(),
        review_tasks: Vec::new(),
        talks: None,
        ..full
    };
    let html = render(&input, &plan).expect("rendered");
    assert!(!html.contains("Beispieldaten"));
    assert!(html.contains("Noch keine Teilnehmenden") && html.contains("No participants yet"));
    assert!(html.contains("Noch keine Gutachten") && html.contains("Keine Schlüssel, keine Karte"));
    assert!(!html.contains("NaN"));
    assert_whole(&html);
}

#[test]
fn the_same_plan_gives_the_same_report() {
    let input = fixture::input();
    let plan = fixture::plan(&input);
    assert_eq!(render(&input, &plan).expect("rendered"), render(&input, &plan).expect("rendered"));
}

#[test]
fn there_are_five_headlines_in_each_language() {
    let input = fixture::input();
    let plan = fixture::plan(&input);
    let lists: BTreeMap<&str, Vec<String>> = Lang::ALL
        .iter()
        .map(|lang| (lang.tag(), headlines(&input, &plan, *lang).expect("rendered")))
        .collect();
    assert!(lists.values().all(|list| list.len() == 5 && list.iter().all(|text| text.ends_with('.'))));
    assert!(lists["de"][0].starts_with("70 von "), "{}", lists["de"][0]);
    assert_ne!(lists["de"], lists["en"]);
}

#[test]
fn towns_outside_the_outlines_stand_in_the_table_only() {
    let mut input = fixture::input();
    let plan = fixture::plan(&input);
    for need in &mut input.needs {
        need.ags = "09162000".parse().ok();
    }
    let html = render(&input, &plan).expect("rendered");
    assert!(!html.contains("rh-map\""));
    assert!(html.contains("München"));
}

#[test]
fn the_real_plan_renders() {
    let input = crate::sample::input();
    let options = crate::plan::Options::default();
    let plan = crate::plan::make(&input, &options, &mut |_| {}).expect("a plan");
    let html = render(&input, &plan).expect("rendered");
    if let Ok(path) = std::env::var("RATHAUS_REAL_REPORT") {
        std::fs::write(path, &html).expect("written");
    }
    assert!(html.len() < 2_700_000, "{} bytes", html.len());
    assert_whole(&html);
}
