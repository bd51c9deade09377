//! Who is where and when: people against slots.

use super::Label;
use super::svg::{Svg, cut};

/// A grid of people and slots.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Name and description.
    pub label: Label,
    /// Names of the rows from the top.
    pub rows: Vec<String>,
    /// Names of the slots from the left.
    pub columns: Vec<String>,
    /// The cells that are not empty.
    pub cells: Vec<GridCell>,
    /// Rows before which a thicker line is drawn.
    pub rules: Vec<usize>,
}

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridKind {
    /// A talk.
    Talk,
    /// Free between two talks.
    Gap,
    /// Not in the house.
    Away,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct GridCell {
    /// Row, counted from 0.
    pub row: usize,
    /// Slot, counted from 0.
    pub column: usize,
    /// What it shows.
    pub kind: GridKind,
    /// In the cell.
    pub text: String,
    /// On hover.
    pub title: String,
}

/// Draws the grid: talks filled with their text, gaps as a ring, absence hatched.
pub fn grid(chart: &Grid) -> String {
    const NAMES: f64 = 236.0;
    const ROW: f64 = 22.0;
    const HEAD: f64 = 26.0;
    let cell = if chart.columns.len() <= 13 { 44.0 } else { 36.0 };
    let width = NAMES + cell * chart.columns.len() as f64 + 2.0;
    let height = HEAD + ROW * chart.rows.len() as f64 + 2.0;
    let mut svg = Svg::new(&chart.label, "rh-grid", width, height);
    let id = super::escape(&chart.label.id);
    svg.raw(&format!(
        "<defs><pattern id=\"{id}-p\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><line class=\"c-hatch\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"5\"/></pattern></defs>"
    ));
    for (place, name) in chart.columns.iter().enumerate() {
        svg.text("m", NAMES + cell * (place as f64 + 0.5), 17.0, name);
    }
    for (place, name) in chart.rows.iter().enumerate() {
        let y = HEAD + ROW * place as f64;
        let class = if chart.rules.contains(&place) { "c-axis" } else { "c-rule" };
        svg.line(class, [0.0, y], [width, y]);
        svg.text("s", 2.0, y + 15.5, &cut(name, 36));
    }
    for one in &chart.cells {
        if one.row >= chart.rows.len() || one.column >= chart.columns.len() {
            continue;
        }
        let (x, y) = (NAMES + cell * one.column as f64, HEAD + ROW * one.row as f64);
        let at = [x + 1.5, y + 2.0, cell - 3.0, ROW - 4.0];
        match one.kind {
            GridKind::Talk => {
                svg.rect("c-bar", at, &one.title);
                svg.text("m c-on", x + cell / 2.0, y + 15.5, &one.text);
            }
            GridKind::Gap => svg.rect("c-ring", [x + 4.0, y + 4.5, cell - 8.0, ROW - 9.0], &one.title),
            GridKind::Away => {
                svg.raw(&format!("<g fill=\"url(#{id}-p)\">"));
                svg.rect("c-away", at, &one.title);
                svg.raw("</g>");
            }
        }
    }
    svg.finish()
}

#[cfg(test)]
mod tests {
    use super::super::svg::assert_well_formed;
    use super::*;

    #[test]
    fn every_kind_is_well_formed() {
        let cells =
            [(0, 0, GridKind::Talk), (0, 1, GridKind::Gap), (1, 1, GridKind::Away), (9, 9, GridKind::Talk)]
                .map(|(row, column, kind)| GridCell {
                    row,
                    column,
                    kind,
                    text: "<1>".into(),
                    title: "\u{1}&<script>".into(),
                })
                .to_vec();
        let svg = grid(&Grid {
            label: Label { id: "g".into(), title: "t".into(), description: "d".into() },
            rows: vec!["<script>".into(), "b".into()],
            columns: vec!["14:00".into(), "14:15".into()],
            cells,
            rules: vec![1],
        });
        assert_well_formed(&svg);
        assert!(svg.contains("c-bar") && svg.contains("c-ring") && svg.contains("c-away"));
    }
}
