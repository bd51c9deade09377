//! A table of shades: rows against columns, in bands.

use super::Label;
use super::svg::{Svg, cut, n};

/// How a cell shows its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeatLook {
    /// The cell is filled and carries its text: for few rows.
    Number,
    /// A square whose side and shade grow with the value: for many rows, readable without colour.
    Square,
}

/// A heat map.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// Name and description.
    pub label: Label,
    /// Names of the rows from the top.
    pub rows: Vec<String>,
    /// Names of the columns from the left, turned upright; the mark says that the column stands out.
    pub columns: Vec<(String, bool)>,
    /// The cells that are not empty.
    pub cells: Vec<HeatCell>,
    /// How values show.
    pub look: HeatLook,
    /// Room for the names of rows, in user units (about 6.4 per character).
    pub names: f64,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatCell {
    /// Row, counted from 0.
    pub row: usize,
    /// Column, counted from 0.
    pub column: usize,
    /// 0 to 1; the shade has five steps.
    pub share: f64,
    /// In the cell, for [`HeatLook::Number`].
    pub text: String,
    /// On hover.
    pub title: String,
}

/// Draws the heat map. Cells outside of rows and columns are passed over.
pub fn heat(chart: &Heat) -> String {
    let (cell_w, cell_h) = match chart.look {
        // As wide as a page on the screen has room for, but not so narrow that two digits touch.
        HeatLook::Number => {
            (((1200.0 - chart.names) / chart.columns.len().max(1) as f64).clamp(15.0, 30.0), 22.0)
        }
        // Even numbers, so that squares begin at whole units: thousands of them are short to write.
        HeatLook::Square => (14.0, 16.0),
    };
    let longest = chart.columns.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let head = (12.0 + 6.6 * longest.min(24) as f64).round();
    let left = chart.names;
    let width = left + cell_w * chart.columns.len() as f64 + 4.0;
    let height = head + cell_h * chart.rows.len() as f64 + 3.0;
    let mut svg = Svg::new(&chart.label, "rh-heat", width, height);
    for (place, (name, stands_out)) in chart.columns.iter().enumerate() {
        let x = left + cell_w * (place as f64 + 0.5);
        if *stands_out {
            svg.rect("c-column", [x - cell_w / 2.0, 0.0, cell_w, height - 2.0], "");
        }
        svg.raw(&format!(
            "<text class=\"{}\" transform=\"translate({} {}) rotate(-90)\">{}</text>",
            if *stands_out { "s b" } else { "s" },
            n(x + 4.0),
            n(head - 6.0),
            super::escape(&cut(name, 24))
        ));
    }
    let most = ((left - 8.0) / 6.1) as usize;
    for (place, name) in chart.rows.iter().enumerate() {
        let y = head + cell_h * place as f64;
        svg.line("c-rule", [0.0, y], [width - 4.0, y]);
        svg.text("s", 2.0, y + cell_h / 2.0 + 4.0, &cut(name, most));
    }
    let bottom = head + cell_h * chart.rows.len() as f64;
    svg.line("c-rule", [0.0, bottom], [width - 4.0, bottom]);
    for cell in &chart.cells {
        if cell.row >= chart.rows.len() || cell.column >= chart.columns.len() {
            continue;
        }
        let share = if cell.share.is_finite() { cell.share.clamp(0.0, 1.0) } else { 0.0 };
        let step = ((share * 5.0).ceil() as usize).clamp(1, 5);
        let x = left + cell_w * cell.column as f64;
        let y = head + cell_h * cell.row as f64;
        match chart.look {
            HeatLook::Number => {
                svg.rect(&format!("c-q{step}"), [x + 0.5, y + 1.0, cell_w - 1.0, cell_h - 2.0], &cell.title);
                svg.text(&format!("m c-on{step}"), x + cell_w / 2.0, y + cell_h / 2.0 + 4.5, &cell.text);
            }
            HeatLook::Square => {
                let side = 2.0 + 2.0 * step as f64;
                let at = [x + (cell_w - side) / 2.0, y + (cell_h - side) / 2.0, side, side];
                svg.rect(&format!("c-q{step}"), at, &cell.title);
            }
        }
    }
    svg.finish()
}

#[cfg(test)]
mod tests {
    use super::super::svg::assert_well_formed;
    use super::*;

    fn chart(look: HeatLook) -> Heat {
        Heat {
            label: Label { id: "h".into(), title: "t".into(), description: "d".into() },
            rows: vec!["<script>".into(), "b".into()],
            columns: vec![("O1 & \"x\"".into(), true), ("O2".into(), false)],
            cells: [(0, 0, 0.1), (1, 1, 1.0), (1, 0, f64::NAN), (7, 0, 0.5), (0, 7, 0.5)]
                .map(|(row, column, share)| HeatCell {
                    row,
                    column,
                    share,
                    text: "<".into(),
                    title: "]]></rect>".into(),
                })
                .to_vec(),
            look,
            names: 100.0,
        }
    }

    #[test]
    fn both_looks_are_well_formed() {
        for look in [HeatLook::Number, HeatLook::Square] {
            let svg = heat(&chart(look));
            assert_well_formed(&svg);
            assert_eq!(svg.matches("<title>").count(), 3, "cells outside are passed over");
            assert!(svg.contains("c-q1") && svg.contains("c-q5"));
        }
        assert_well_formed(&heat(&Heat { rows: vec![], columns: vec![], ..chart(HeatLook::Square) }));
    }
}
