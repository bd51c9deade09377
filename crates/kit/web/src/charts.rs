//! Charts and maps as accessible SVG: pure functions from numbers to text.
//!
//! Every chart is one `<svg role="img">` with a title and a description; the page puts the same numbers as a
//! table beside it. Colours come from the style sheet (`rathaus.css`, classes `c-…`), so light, dark and print
//! each have their own; nothing is told by colour alone: there is always a number, a size or a pattern too.
//! The scales run in one hue from light to dark and so survive colour blindness and a black-and-white printer.
//!
//! Left out on purpose: axes with dates, animation, anything that needs a script.

mod bars;
mod grid;
mod heat;
mod map;
mod steps;
mod svg;

pub use bars::{BarRow, Bars, bars};
pub use grid::{Grid, GridCell, GridKind, grid};
pub use heat::{Heat, HeatCell, HeatLook, heat};
pub use map::{Map, Mark, Shape, ShapeFill, map};
pub use steps::{StepPoint, Steps, steps};
pub use svg::escape;

/// What a chart is called, for those who hear it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Unique in the page; ids inside the chart begin with it. Letters, digits and `-` only.
    pub id: String,
    /// The short name.
    pub title: String,
    /// What one sees, in one or two sentences.
    pub description: String,
}
