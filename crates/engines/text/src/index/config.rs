//! The numbers the ranking is made of.

/// How one analysis (stems, parts or grams) is scored, after Robertson, Zaragoza and Taylor, *Simple BM25 Extension to
/// Multiple Weighted Fields*, CIKM 2004.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scoring {
    /// Share of this analysis in the score.
    pub weight: f32,
    /// Saturation: how much a second occurrence still adds.
    pub k1: f32,
    /// Length normalisation of the text, 0 to 1.
    pub b: f32,
}

/// What an [`super::Index`] is built with.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Stems of the words.
    pub stems: Scoring,
    /// Stems of the words and of their compound parts.
    pub parts: Scoring,
    /// Character 5-grams.
    pub grams: Scoring,
    /// A word in the title counts as this many in the text.
    pub title_weight: f32,
    /// Length normalisation of the title, 0 to 1.
    pub title_b: f32,
    /// Whether the grams of stop words count: their document frequency keeps them low, and `ob` or `wie viele` still tell
    /// near passages apart.
    pub stop_grams: bool,
    /// A query word with n known grams gives each the weight n to the power of minus this: at 0 long words drown short ones, at
    /// 1 every word weighs the same.
    pub gram_evenness: f32,
    /// Weight of a word of the collection that is one or two letters away from an unknown query word; 0 switches it off.
    pub fuzzy_weight: f32,
}

impl Default for Config {
    /// Chosen on XQuAD-de by cross-validation over its articles; `examples/xquad.rs --choose` repeats it.
    fn default() -> Self {
        Self {
            stems: Scoring { weight: 0.0, k1: 0.8, b: 0.4 },
            parts: Scoring { weight: 1.0, k1: 0.3, b: 0.9 },
            grams: Scoring { weight: 2.7, k1: 0.6, b: 0.9 },
            title_weight: 2.0,
            title_b: 0.5,
            stop_grams: true,
            gram_evenness: 0.75,
            fuzzy_weight: 0.3,
        }
    }
}
