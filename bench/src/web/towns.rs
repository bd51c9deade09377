//! What a town does: opens its link, fills in three pages, looks them over, hands in.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::browser::{Browser, attribute, set, sheet};
use super::loops::Times;

/// The order in which the kinds are shown.
pub const KINDS: [&str; 7] =
    ["open the link", "style and script", "begin", "open a page", "save a page", "look over", "hand in"];

const TOPICS: [&str; 12] = [
    "Bauakten",
    "Wohngeld",
    "Friedhof",
    "Hundesteuer",
    "Feuerwehr",
    "Kindertagesstätte",
    "Schulbus",
    "Wasserzähler",
    "Sitzungsdienst",
    "Standesamt",
    "Winterdienst",
    "Fundbüro",
];
const TROUBLES: [&str; 7] = [
    "liegen als Papier im Keller, und niemand findet sie, wenn Bürger danach fragen",
    "werden von Hand in drei Programme getippt, die nichts voneinander wissen",
    "kommen als Brief, werden eingescannt und dann doch wieder ausgedruckt",
    "hängen an einer Kollegin, die nächstes Jahr in den Ruhestand geht",
    "dauern sechs Wochen, weil vier Ämter nacheinander unterschreiben",
    "stehen in Tabellen, von denen jedes Amt eine eigene hat",
    "lassen sich nur zu den Öffnungszeiten erledigen, und die Leute nehmen Urlaub dafür",
];

/// One whole answer. `pause` is waited before every request but the first and those for style and script. Without one it is
/// told as the other program's is: not compressed, and style and script are not asked for.
pub async fn answer(host: &str, path: &str, number: usize, pause: Option<Duration>) -> Result<Times> {
    let is_crowd = pause.is_some();
    let pause = pause.unwrap_or_default();
    let mut browser = if is_crowd { Browser::new(host) } else { Browser::uncompressed(host) };
    let mut times = Times::default();
    let first = browser.get(path).await?;
    ensure!(first.status == 200, "{path}: {}", first.status);
    times.note("open the link", &first);
    let pieces = first.text.split('<').filter(|tag| tag.starts_with("link ") || tag.starts_with("script "));
    for piece in pieces.filter(|_| is_crowd) {
        let tag = piece.split('>').next().unwrap_or_default();
        let address = attribute(tag, "href").or_else(|| attribute(tag, "src"));
        if let Some(address) = address.filter(|address| address.starts_with("/assets/")) {
            let file = browser.get(&address).await?;
            ensure!(file.status == 200, "{address}: {}", file.status);
            times.note("style and script", &file);
        }
    }
    rest(pause).await;
    let begin = browser.get(&format!("{path}/form")).await?;
    ensure!(begin.status == 303, "{path}/form: {}", begin.status);
    times.note("begin", &begin);
    let mut place = begin.location;
    // Three pages; a survey that leads in circles must end, too.
    for _ in 0..6 {
        if !place.contains("/pages/") {
            break;
        }
        let page = browser.get(&place).await?;
        ensure!(page.status == 200, "{place}: {}", page.status);
        times.note("open a page", &page);
        let mut fields = sheet(&page.text, "name=\"sheet\"")?;
        fill(&mut fields, &page.text, number);
        rest(pause).await;
        let saved = browser.post(&place, &fields).await?;
        ensure!(saved.status == 303, "{place}: {} {}", saved.status, mistakes(&saved.text));
        times.note("save a page", &saved);
        place = saved.location;
        rest(pause).await;
    }
    ensure!(place.ends_with("/review"), "the pages end at {place}");
    let review = browser.get(&place).await?;
    ensure!(review.status == 200, "{place}: {}", review.status);
    times.note("look over", &review);
    let fields = sheet(&review.text, "name=\"draft\"")?;
    rest(pause).await;
    let sent = browser.post(&place, &fields).await?;
    ensure!(sent.status == 303 && sent.location.ends_with("/done"), "{place}: {}", mistakes(&sent.text));
    times.note("hand in", &sent);
    Ok(times)
}

async fn rest(pause: Duration) {
    if !pause.is_zero() {
        tokio::time::sleep(pause).await;
    }
}

/// The answers of a town, on whichever page the fields are.
fn fill(fields: &mut Vec<(String, String)>, page: &str, number: usize) {
    let has = |name: &str| page.contains(&format!("name=\"{name}\""));
    let topic = TOPICS[number % TOPICS.len()];
    let trouble = TROUBLES[number % TROUBLES.len()];
    let title = format!("{topic} {number}");
    let pain = format!("{topic} {trouble}. Das betrifft bei uns {} Vorgänge im Jahr.", 100 + number);
    let mut given: Vec<(&str, &str)> = Vec::new();
    if has("f.contact") {
        given.extend([("f.contact", "Frieda Amt"), ("f.contact-email", "amt@bench.example")]);
    }
    if has("g.need.0.title") {
        given.extend([
            ("g.need.0.part", "bau"),
            ("g.need.0.title", title.as_str()),
            ("g.need.0.pain", pain.as_str()),
            ("g.need.0.relevance", "4"),
            ("g.need.0.horizon", "sofort"),
            ("g.need.0.necessity", "ja"),
            ("g.need.0.share", if number % 4 == 3 { "no" } else { "yes" }),
        ]);
    }
    for (name, value) in given {
        set(fields, name, value);
    }
    if has("f.privacy") {
        let tag = page.split('<').find(|tag| tag.contains("name=\"f.privacy\""));
        let value = tag.and_then(|tag| attribute(tag, "value")).unwrap_or_default();
        set(fields, "f.privacy", &value);
    }
}

/// What a page says is wrong, for the message of a failed run.
fn mistakes(page: &str) -> String {
    let from = page.find("id=\"mistakes\"").or_else(|| page.find("<main")).unwrap_or(0);
    page[from..].chars().take(1_500).collect()
}
