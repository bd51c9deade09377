//! Stop words: German words that carry no topic, in folded spelling.
//!
//! Our own list: function words, question words and auxiliaries, and the abbreviations that stand for them. Words of the
//! office are left out on purpose (`Amt`, `Antrag`): their weight follows from the collection.

/// Folded stop words, sorted (a test keeps them so).
static STOP_WORDS: &[&str] = &[
    "a", "ab", "aber", "abs", "all", "alle", "allem", "allen", "aller", "allerdings", "alles", "als",
    "also", "am", "an", "ander", "andere", "anderem", "anderen", "anderer", "anderes", "anderm", "andern",
    "anders", "auch", "auf", "aus", "ausser", "ausserdem", "b", "bei", "beide", "beiden", "beim",
    "bereits", "bin", "bis", "bist", "bzw", "c", "ca", "d", "da", "dabei", "dadurch", "dafür", "dagegen",
    "daher", "dahin", "damals", "damit", "danach", "daneben", "dann", "daran", "darauf", "daraus", "darf",
    "darin", "darum", "darunter", "darüber", "das", "dass", "davon", "davor", "dazu", "dein", "deine",
    "deinem", "deinen", "deiner", "deines", "dem", "demselben", "den", "denen", "denn", "dennoch",
    "denselben", "der", "deren", "derer", "derselbe", "derselben", "des", "deshalb", "desselben", "dessen",
    "desto", "deswegen", "dh", "dich", "die", "dies", "diese", "dieselbe", "dieselben", "diesem", "diesen",
    "dieser", "dieses", "dir", "doch", "dort", "dr", "du", "durch", "durfte", "durften", "dürfen", "e",
    "ebenfalls", "ebenso", "ein", "eine", "einem", "einen", "einer", "eines", "einig", "einige", "einigem",
    "einigen", "einiger", "einiges", "einmal", "er", "es", "etc", "etwa", "etwas", "euch", "euer", "eure",
    "eurem", "euren", "eurer", "eures", "evtl", "f", "für", "g", "gab", "ganz", "gar", "geben", "gegen",
    "gehabt", "gewesen", "ggf", "gibt", "h", "hab", "habe", "haben", "habt", "hast", "hat", "hatte",
    "hatten", "hattest", "hattet", "her", "hier", "hierfür", "hin", "hinter", "hätte", "hätten", "i",
    "ich", "ihm", "ihn", "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "ihres", "im", "immer", "in",
    "indem", "innerhalb", "ins", "ist", "j", "ja", "jede", "jedem", "jeden", "jeder", "jedes", "jedoch",
    "jene", "jenem", "jenen", "jener", "jenes", "jetzt", "k", "kann", "kannst", "kein", "keine", "keinem",
    "keinen", "keiner", "keines", "konnte", "konnten", "können", "könnt", "könnte", "könnten", "l", "m",
    "mal", "man", "manche", "manchem", "manchen", "mancher", "manches", "mehr", "mein", "meine", "meinem",
    "meinen", "meiner", "meines", "mich", "mir", "mit", "muss", "musste", "mussten", "möchte", "möchten",
    "mögen", "müssen", "müsste", "müssten", "n", "nach", "nachdem", "neben", "nein", "nicht", "nichts",
    "noch", "nun", "nur", "nämlich", "o", "ob", "oben", "obwohl", "oder", "ohne", "p", "q", "r", "s",
    "schon", "sehr", "sei", "seid", "seien", "sein", "seine", "seinem", "seinen", "seiner", "seines",
    "seit", "seitdem", "selbst", "sich", "sie", "sind", "so", "sobald", "sodass", "solch", "solche",
    "solchem", "solchen", "solcher", "solches", "soll", "sollen", "sollte", "sollten", "somit", "sondern",
    "sonst", "sowie", "sowohl", "statt", "t", "u", "ua", "um", "und", "uns", "unser", "unsere", "unserem",
    "unseren", "unserer", "unseres", "unter", "usw", "v", "vgl", "vom", "von", "vor", "w", "wann", "war",
    "waren", "warst", "warum", "was", "weder", "weg", "wegen", "weil", "weiter", "welch", "welche",
    "welchem", "welchen", "welcher", "welches", "wem", "wen", "wenn", "wer", "werde", "werden", "werdet",
    "weshalb", "wessen", "wie", "wieder", "wieso", "wieviel", "will", "wir", "wird", "wirst", "wo",
    "wobei", "wodurch", "wofür", "woher", "wohin", "wollen", "wollte", "wollten", "womit", "woran",
    "worauf", "woraus", "worden", "worin", "worüber", "wovon", "wozu", "wurde", "wurden", "während",
    "würde", "würden", "x", "y", "z", "zb", "zu", "zudem", "zum", "zur", "zwar", "zwischen", "über",
];

/// Whether a folded word is a stop word. Written-out umlauts (`fuer`) count as well.
#[must_use]
pub fn is_stop_word(folded: &str) -> bool {
    if STOP_WORDS.binary_search(&folded).is_ok() {
        return true;
    }
    // `fuer`, `ueber`: look again with the umlaut put back
    if folded.len() > 12 || !(folded.contains("ue") || folded.contains("oe") || folded.contains("ae")) {
        return false;
    }
    let umlauts = folded.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü");
    STOP_WORDS.binary_search(&umlauts.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_and_found() {
        assert!(STOP_WORDS.is_sorted());
        for word in ["für", "fuer", "und", "während", "waehrend", "welche", "über"] {
            assert!(is_stop_word(word), "{word}");
        }
        for word in ["antrag", "amt", "platz", "bürger"] {
            assert!(!is_stop_word(word), "{word}");
        }
    }
}
