//! Answers that say nothing: "weiß nicht", "-", "siehe oben", "haben schon alles".
//!
//! Such an answer must never become a topic, and a short real one ("Kita-App") must never be lost. The rules therefore take
//! away what says nothing and look whether any word of content is left; they know forms of speech, not subjects.

use crate::analysis::{Analyser, fold, is_stop_word, tokenise};

/// Why an answer says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blank {
    /// No text at all.
    Empty,
    /// Only signs: `-`, `?`, `...`.
    OnlySigns,
    /// The answerer does not know: "weiß nicht", "keine Ahnung", "unklar".
    NotKnown,
    /// Nothing is wanted: "kein Bedarf", "haben schon alles", "keine Angabe".
    NothingWanted,
    /// Points elsewhere: "siehe oben", "wie letztes Jahr", "s. Anlage".
    Elsewhere,
    /// Wants to be told something instead: "schicken Sie mir Infos", "bitte melden".
    WantsInformation,
    /// A trial or filler: "test", "asdf", "xxx".
    Filler,
    /// Words, but none that carries a topic: "alles", "verschiedenes".
    NoTopic,
}

/// Phrases, as folded words that stand in this order (others may stand between), with what they mean. Taken away
/// wherever they occur.
const PHRASES: &[(&str, Blank)] = &[
    ("weiss nicht", Blank::NotKnown),
    ("weis nicht", Blank::NotKnown),
    ("weiss ich nicht", Blank::NotKnown),
    ("wissen wir nicht", Blank::NotKnown),
    ("wissen nicht", Blank::NotKnown),
    ("keine ahnung", Blank::NotKnown),
    ("nicht bekannt", Blank::NotKnown),
    ("noch unklar", Blank::NotKnown),
    ("unklar", Blank::NotKnown),
    ("noch offen", Blank::NotKnown),
    ("noch keine meinung", Blank::NotKnown),
    ("keine meinung", Blank::NotKnown),
    ("kann ich nicht sagen", Blank::NotKnown),
    ("kann nicht beurteilt werden", Blank::NotKnown),
    ("nicht beurteilen", Blank::NotKnown),
    ("muss noch geklärt werden", Blank::NotKnown),
    ("wird noch geklärt", Blank::NotKnown),
    ("in klärung", Blank::NotKnown),
    ("keine angaben", Blank::NothingWanted),
    ("keine angabe", Blank::NothingWanted),
    ("ka", Blank::NothingWanted),
    ("k a", Blank::NothingWanted),
    ("na", Blank::NothingWanted),
    ("n a", Blank::NothingWanted),
    ("entfällt", Blank::NothingWanted),
    ("nicht zutreffend", Blank::NothingWanted),
    ("trifft nicht zu", Blank::NothingWanted),
    ("fehlanzeige", Blank::NothingWanted),
    ("kein bedarf", Blank::NothingWanted),
    ("keinen bedarf", Blank::NothingWanted),
    ("keine bedarfe", Blank::NothingWanted),
    ("keine wünsche", Blank::NothingWanted),
    ("keine anmerkungen", Blank::NothingWanted),
    ("keine anmerkung", Blank::NothingWanted),
    ("keine rückmeldung", Blank::NothingWanted),
    ("keine vorschläge", Blank::NothingWanted),
    ("keine", Blank::NothingWanted),
    ("nichts", Blank::NothingWanted),
    ("nein", Blank::NothingWanted),
    ("nix", Blank::NothingWanted),
    ("haben schon alles", Blank::NothingWanted),
    ("haben wir schon alles", Blank::NothingWanted),
    ("haben wir alles schon", Blank::NothingWanted),
    ("haben alles", Blank::NothingWanted),
    ("alles vorhanden", Blank::NothingWanted),
    ("alles da", Blank::NothingWanted),
    ("ist vorhanden", Blank::NothingWanted),
    ("brauchen nichts", Blank::NothingWanted),
    ("brauchen wir nicht", Blank::NothingWanted),
    ("sind zufrieden", Blank::NothingWanted),
    ("alles gut", Blank::NothingWanted),
    ("passt alles", Blank::NothingWanted),
    ("läuft alles", Blank::NothingWanted),
    ("alles bestens", Blank::NothingWanted),
    ("gut aufgestellt", Blank::NothingWanted),
    ("bereits gut versorgt", Blank::NothingWanted),
    ("siehe oben", Blank::Elsewhere),
    ("siehe unten", Blank::Elsewhere),
    ("siehe anlage", Blank::Elsewhere),
    ("siehe anhang", Blank::Elsewhere),
    ("siehe mail", Blank::Elsewhere),
    ("siehe email", Blank::Elsewhere),
    ("siehe vorherige antwort", Blank::Elsewhere),
    ("siehe vorherigen punkt", Blank::Elsewhere),
    ("siehe vorjahr", Blank::Elsewhere),
    ("siehe letztes jahr", Blank::Elsewhere),
    ("siehe", Blank::Elsewhere),
    ("s o", Blank::Elsewhere),
    ("so", Blank::Elsewhere),
    ("wie oben", Blank::Elsewhere),
    ("wie letztes jahr", Blank::Elsewhere),
    ("wie letztes mal", Blank::Elsewhere),
    ("wie bereits gesagt", Blank::Elsewhere),
    ("dito", Blank::Elsewhere),
    ("bereits beantwortet", Blank::Elsewhere),
    ("wird nachgereicht", Blank::Elsewhere),
    ("reichen wir nach", Blank::Elsewhere),
    ("folgt noch", Blank::Elsewhere),
    ("noch besprechen", Blank::NotKnown),
    ("noch besprochen", Blank::NotKnown),
    ("intern besprechen", Blank::NotKnown),
    ("intern abstimmen", Blank::NotKnown),
    ("noch abstimmen", Blank::NotKnown),
    ("in abstimmung", Blank::NotKnown),
    ("noch beraten", Blank::NotKnown),
    ("danke der nachfrage", Blank::NothingWanted),
    ("danke für die nachfrage", Blank::NothingWanted),
    ("für alles offen", Blank::NoTopic),
    ("für alles dankbar", Blank::NoTopic),
    ("egal", Blank::NoTopic),
    ("schicken sie infos", Blank::WantsInformation),
    ("schicken sie informationen", Blank::WantsInformation),
    ("schicken sie unterlagen", Blank::WantsInformation),
    ("senden sie infos", Blank::WantsInformation),
    ("senden sie informationen", Blank::WantsInformation),
    ("senden sie unterlagen", Blank::WantsInformation),
    ("bitte infos", Blank::WantsInformation),
    ("bitte info", Blank::WantsInformation),
    ("bitte informationen", Blank::WantsInformation),
    ("bitte um informationen", Blank::WantsInformation),
    ("bitte um infos", Blank::WantsInformation),
    ("bitte um rückruf", Blank::WantsInformation),
    ("bitte melden", Blank::WantsInformation),
    ("bitte anrufen", Blank::WantsInformation),
    ("rufen sie an", Blank::WantsInformation),
    ("melden sie sich", Blank::WantsInformation),
    ("interesse an informationen", Blank::WantsInformation),
    ("mehr informationen", Blank::WantsInformation),
    ("mehr infos", Blank::WantsInformation),
    ("was bieten sie an", Blank::WantsInformation),
    ("was gibt es denn", Blank::WantsInformation),
    ("newsletter", Blank::WantsInformation),
    ("test", Blank::Filler),
    ("testtest", Blank::Filler),
    ("asdf", Blank::Filler),
    ("qwertz", Blank::Filler),
    ("blabla", Blank::Filler),
    ("bla", Blank::Filler),
    ("xxx", Blank::Filler),
    ("xx", Blank::Filler),
    ("platzhalter", Blank::Filler),
    ("todo", Blank::Filler),
    ("lorem ipsum", Blank::Filler),
];

/// Folded stems of words that say nothing by themselves, beside the stop words.
const HOLLOW: &[&str] = &[
    "int",
    "ext",
    "nachfrag",
    "ahnung",
    "aktuell",
    "allgemein",
    "angab",
    "angeb",
    "antwort",
    "anmerk",
    "bedarf",
    "bisher",
    "bitt",
    "bleib",
    "brauch",
    "dank",
    "danke",
    "derzeit",
    "ding",
    "divers",
    "eigent",
    "eventuell",
    "frag",
    "freu",
    "genau",
    "gern",
    "gerad",
    "geht",
    "gut",
    "grundsatz",
    "hallo",
    "halt",
    "heut",
    "info",
    "informier",
    "informatio",
    "information",
    "infos",
    "irgendwas",
    "irgendwie",
    "ja",
    "klar",
    "lauft",
    "leid",
    "lieb",
    "mail",
    "mf",
    "mfg",
    "momentan",
    "moment",
    "offen",
    "punkt",
    "relevant",
    "sach",
    "schaun",
    "schick",
    "schonmal",
    "send",
    "sich",
    "sonstig",
    "sonst",
    "sonstiges",
    "spat",
    "them",
    "thema",
    "uberleg",
    "uberhaupt",
    "unklar",
    "vermut",
    "verschied",
    "verschiedenes",
    "viel",
    "vielleicht",
    "vorerst",
    "vorhand",
    "wahrschein",
    "weiss",
    "weiteres",
    "wunsch",
    "wunschen",
    "zeit",
    "zufried",
    "zukommen",
    "zurzeit",
    "lass",
    "oben",
    "unten",
    "zunach",
    "alles",
    "moglich",
    "bess",
];

/// Why a text says nothing; `None` if it says something.
///
/// ```
/// use rathaus_text::blank::{Blank, blank};
/// assert_eq!(blank("Weiß ich noch nicht ..."), Some(Blank::NotKnown));
/// assert_eq!(blank("k.A."), Some(Blank::NothingWanted));
/// assert_eq!(blank("Kita-App"), None);
/// ```
#[must_use]
pub fn blank(text: &str) -> Option<Blank> {
    if text.trim().is_empty() {
        return Some(Blank::Empty);
    }
    let mut words: Vec<String> = Vec::new();
    let mut covered = 0;
    tokenise(text, |piece, folded| {
        if piece.overlay {
            covered = piece.end;
            words.push(folded.to_string());
        } else if piece.end > covered {
            words.push(folded.to_string());
        }
    });
    if words.is_empty() {
        return Some(Blank::OnlySigns);
    }
    let mut used = vec![false; words.len()];
    let mut reason = None;
    for (phrase, meaning) in PHRASES {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        if let Some(places) = in_order(&phrase, &words, &used) {
            // a lone `so` or `keine` says nothing only if nothing else is said
            if reason.is_none() {
                reason = Some(*meaning);
            }
            for place in places {
                used[place] = true;
            }
        }
    }
    let analyser = Analyser::new();
    let says_something = words.iter().zip(&used).any(|(word, used)| {
        !used && !is_stop_word(word) && !is_filler(word) && !HOLLOW.contains(&analyser.stem(word).as_str())
    });
    if says_something {
        return None;
    }
    if reason.is_none() && words.iter().all(|w| is_filler(w)) {
        return Some(Blank::Filler);
    }
    Some(reason.unwrap_or(Blank::NoTopic))
}

/// Where the words of a phrase stand in this order, with at most two others between neighbours.
fn in_order(phrase: &[&str], words: &[String], used: &[bool]) -> Option<Vec<usize>> {
    const GAP: usize = 3;
    let matches = |wanted: &str, at: usize| !used[at] && same(wanted, &words[at]);
    'start: for start in 0..words.len() {
        if !matches(phrase[0], start) {
            continue;
        }
        let mut places = vec![start];
        let mut from = start + 1;
        for wanted in &phrase[1..] {
            let to = (from + GAP).min(words.len());
            let Some(at) = (from..to).find(|&at| matches(wanted, at)) else { continue 'start };
            places.push(at);
            from = at + 1;
        }
        return Some(places);
    }
    None
}

/// Equal, with umlauts written out or not.
fn same(wanted: &str, word: &str) -> bool {
    wanted == word
        || (word.len() > 3 && crate::analysis::flatten(&fold(wanted)) == crate::analysis::flatten(word))
}

/// A word that is one letter or short sequence over and over, or has no vowel and is not an abbreviation: `xxxx`, `lalala`.
fn is_filler(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    if letters.iter().all(|c| c.is_numeric()) {
        return true;
    }
    letters.len() >= 3 && (1..=2).any(|n| letters.iter().zip(&letters[n..]).all(|(a, b)| a == b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn say_nothing() {
        for (text, reason) in [
            ("", Blank::Empty),
            ("  \n", Blank::Empty),
            ("-", Blank::OnlySigns),
            ("???", Blank::OnlySigns),
            ("weiß nicht", Blank::NotKnown),
            ("Weiss ich leider nicht.", Blank::NotKnown),
            ("weis nicht / siehe oben", Blank::NotKnown),
            ("keine Ahnung", Blank::NotKnown),
            ("Das wissen wir noch nicht", Blank::NotKnown),
            ("k.A.", Blank::NothingWanted),
            ("k. A.", Blank::NothingWanted),
            ("n/a", Blank::NothingWanted),
            ("keine Angabe", Blank::NothingWanted),
            ("kein Bedarf", Blank::NothingWanted),
            ("Derzeit kein Bedarf, danke", Blank::NothingWanted),
            ("Wir haben schon alles.", Blank::NothingWanted),
            ("nichts", Blank::NothingWanted),
            ("siehe oben", Blank::Elsewhere),
            ("s.o.", Blank::Elsewhere),
            ("dito", Blank::Elsewhere),
            ("schicken Sie mir bitte Infos", Blank::WantsInformation),
            ("Schicken Sie mir mal Infos zu", Blank::WantsInformation),
            ("Bitte um Informationen", Blank::WantsInformation),
            ("test", Blank::Filler),
            ("xxxx", Blank::Filler),
            ("Verschiedenes", Blank::NoTopic),
            ("alles mögliche", Blank::NoTopic),
            ("-. s. o.", Blank::Elsewhere),
            ("Wir sind für alles offen.", Blank::NoTopic),
            ("Müssen wir intern noch besprechen, wird nachgereicht", Blank::Elsewhere),
            ("kein Bedarf. Derzeit nichts, danke der Nachfrage.", Blank::NothingWanted),
            ("test. asdf", Blank::Filler),
        ] {
            assert_eq!(blank(text), Some(reason), "{text}");
        }
    }

    #[test]
    fn say_something() {
        for text in [
            "Kita-App",
            "Wir wissen nicht, wo unsere Akten sind",
            "KI",
            "OZG",
            "DMS",
            "Digitalisierung",
            "Chatbot, siehe oben",
            "Es gibt keine Schnittstelle zum Fachverfahren",
            "Wahlen",
            "Keine Warteschlangen im Bürgerbüro mehr",
            "Testwahl",
            "E-Akte",
        ] {
            assert_eq!(blank(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,40}|[a-zäß .?\\-]{0,40}") {
            let _ = blank(&text);
        }
    }
}
