//! The plan: everything that is computed for a round, each part with its proof.
//!
//! This is also the shape of `plan.json`; its schema is made from these types (`docs/plan.schema.json`).

use rathaus_core::{Ags, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The plan of one round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Version of this format.
    pub format: u32,
    /// Version of the program that made it.
    pub program: String,
    /// The seed of everything that was tried in random order.
    pub seed: u64,
    /// Name of the round.
    pub round: String,
    /// Whether the input was the shipped sample.
    pub is_sample: bool,
    /// The areas of action, the shipped or own ones first, then proposed groups.
    pub areas: Vec<Area>,
    /// Which need belongs to which area, by need and falling score.
    pub assignments: Vec<Assignment>,
    /// Needs that say nothing, with the reason.
    pub set_aside: Vec<SetAside>,
    /// Nearly the same need of several towns.
    pub duplicates: Vec<DuplicateGroup>,
    /// Need and offer, by need and rank; excluded pairs at the end of each need.
    pub matches: Vec<Match>,
    /// Needs that no offer covers.
    pub white_spots: Vec<WhiteSpot>,
    /// The choice of offers.
    pub selection: Selection,
    /// The mean scores of the jury, by offer.
    pub jury: Vec<JuryScore>,
    /// The proposed assignment of reviewers to offers that still lack reviews.
    pub review_tasks: Vec<ReviewTask>,
    /// The one-to-one talks; `None` without participants.
    pub talks: Option<TalkPlan>,
}

/// One area of action and how much stands behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Area {
    /// Short key.
    pub key: String,
    /// German name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// What it is about.
    pub description: String,
    /// Proposed from the answers, not from the list.
    pub is_proposed: bool,
    /// Needs that name this area first or further.
    pub needs: usize,
    /// Different towns and counties among them.
    pub towns: usize,
    /// Inhabitants of these towns.
    pub inhabitants: u64,
    /// Sum of the weights of the needs, each shared among its areas.
    pub weight: f64,
}

/// One need in one area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assignment {
    /// The need.
    pub need_id: String,
    /// Key of the area.
    pub area: String,
    /// 0 to 1.
    pub score: f64,
    /// The words that decided it.
    pub words: Vec<String>,
    /// Decided by a person (`edits.toml`).
    pub by_hand: bool,
}

/// A need that is not grouped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetAside {
    /// The need.
    pub need_id: String,
    /// Why, in German.
    pub reason: String,
}

/// Needs of different towns that say nearly the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DuplicateGroup {
    /// The needs, the most telling first.
    pub need_ids: Vec<String>,
    /// The least similarity that joined them, 0 to 1.
    pub similarity: f64,
}

/// One need and one offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Match {
    /// The need.
    pub need_id: String,
    /// The offer.
    pub offer_id: String,
    /// 1 is the best; 0 for an excluded pair.
    pub rank: usize,
    /// 0 to 1.
    pub score: f64,
    /// Why they fit, the strongest first.
    pub reasons: Vec<Reason>,
    /// The hard condition that the offer fails, in German; the pair is in no result.
    pub excluded_because: Option<String>,
}

/// One word of the need and the word of the offer that answers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The word or phrase in the need.
    pub need: String,
    /// The word in the offer, the same or another.
    pub offer: String,
    /// The idea that joins them, where the words differ.
    pub concept: Option<String>,
    /// Share of the score, 0 to 1.
    pub share: f64,
}

/// A need that no offer covers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WhiteSpot {
    /// The need.
    pub need_id: String,
    /// The best score that any allowed offer reaches, 0 to 1.
    pub best_score: f64,
    /// The offer that would fit but fails a hard condition, if there is one.
    pub blocked_offer: Option<String>,
    /// The condition it fails, in German.
    pub blocked_because: Option<String>,
}

/// The choice of offers and its proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Selection {
    /// Places asked for.
    pub places: usize,
    /// The chosen offers, the largest contribution first.
    pub chosen: Vec<Chosen>,
    /// Weighted demand covered, with the jury's part.
    pub value: f64,
    /// No choice can reach more than this.
    pub bound: f64,
    /// Whether the choice is proven best.
    pub is_proven: bool,
    /// Weighted demand covered, without the jury's part.
    pub covered: f64,
    /// Weighted demand in all.
    pub demand: f64,
    /// Coverage for 1, 2, … places.
    pub curve: Vec<CurvePoint>,
    /// Offers that may not be chosen, with the reason in German.
    pub barred: Vec<Barred>,
}

/// One chosen offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Chosen {
    /// The offer.
    pub offer_id: String,
    /// Value that is lost without it.
    pub contribution: f64,
    /// The offer that would best take its place.
    pub alternative: Option<String>,
    /// Value of the choice with the alternative instead.
    pub alternative_value: Option<f64>,
    /// The needs it covers best among the chosen.
    pub need_ids: Vec<String>,
}

/// Coverage with that many places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CurvePoint {
    /// Number of offers.
    pub places: usize,
    /// Value reached.
    pub value: f64,
    /// Value no choice can exceed.
    pub bound: f64,
}

/// An offer that may not be chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Barred {
    /// The offer.
    pub offer_id: String,
    /// Why, in German.
    pub reason: String,
}

/// What the jury says of one offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JuryScore {
    /// The offer.
    pub offer_id: String,
    /// Mean of the scores that count, 1 to 10.
    pub mean: Option<f64>,
    /// Median of them.
    pub median: Option<f64>,
    /// Highest minus lowest.
    pub spread: Option<f64>,
    /// How many count.
    pub reviews: usize,
    /// How many are left out for a conflict of interest.
    pub conflicts: usize,
}

/// A review that is still to be written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewTask {
    /// The offer.
    pub offer_id: String,
    /// The reviewer proposed.
    pub reviewer: String,
}

/// The talks and their proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TalkPlan {
    /// The slots of the day.
    #[schemars(with = "Vec<SpanText>")]
    pub slots: Vec<Span>,
    /// Number of tables.
    pub tables: usize,
    /// Most talks that slots, tables and the participants' own limits allow, shown first.
    pub ceiling: usize,
    /// The talks, by start and table.
    pub talks: Vec<Talk>,
    /// Value of the chosen talks and the bound that no choice exceeds.
    pub value: f64,
    /// Bound of the value.
    pub value_bound: f64,
    /// Whether the choice of talks is proven best.
    pub choice_is_proven: bool,
    /// Talks agreed or chosen.
    pub wanted: usize,
    /// Most of them that any timetable could place.
    pub placed_bound: usize,
    /// Idle gaps over all participants.
    pub gaps: usize,
    /// No timetable with as many talks has fewer.
    pub gaps_bound: usize,
    /// Whether the timetable is proven best in placed talks and gaps.
    pub timetable_is_proven: bool,
    /// How often somebody changes the table between two talks.
    pub table_changes: usize,
    /// Talks that found no place, with the reason in German.
    pub unplaced: Vec<Unplaced>,
    /// Per participant.
    pub participants: Vec<TalkLoad>,
}

/// One talk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Talk {
    /// When.
    #[schemars(with = "SpanText")]
    pub span: Span,
    /// Table, counted from 1.
    pub table: usize,
    /// Id of the first participant.
    pub a: String,
    /// Id of the second.
    pub b: String,
    /// Why: wishes and match, the sum of what both sides gain.
    pub value: f64,
}

/// A talk without a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unplaced {
    /// Id of the first participant.
    pub a: String,
    /// Id of the second.
    pub b: String,
    /// Why, in German.
    pub reason: String,
    /// The same for programs; missing in plans of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// Why a talk has no place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Cause {
    /// The two are never there together.
    NeverTogether,
    /// A participant has more talks than times at which they are possible.
    TooManyTalks {
        /// The participant.
        who: String,
    },
    /// At every possible time a side or every table is taken.
    NoRoom,
}

/// The talks of one participant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TalkLoad {
    /// The participant.
    pub id: String,
    /// Name on the badge.
    pub organisation: String,
    /// Fewest and most talks asked for.
    pub least: u32,
    /// Most.
    pub most: u32,
    /// Talks in the plan.
    pub talks: u32,
    /// Wishes of this participant that the plan meets, and all of them.
    pub wishes_met: u32,
    /// All wishes of this participant.
    pub wishes: u32,
    /// Idle gaps.
    pub gaps: u32,
    /// Key of the body.
    #[schemars(with = "Option<String>")]
    pub ags: Option<Ags>,
}

/// Start and end as text, only for the schema.
#[derive(JsonSchema)]
#[allow(dead_code)]
struct SpanText {
    /// `14:00`
    start: String,
    /// `14:15`
    end: String,
}
