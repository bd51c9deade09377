//! Horizontal bars, whole or stacked, with an optional range beside each.

use super::Label;
use super::svg::{Svg, cut};

/// Horizontal bars, one row each.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// Name and description.
    pub label: Label,
    /// Names of the parts of a bar, from the left, six at most; one part needs no legend. The sixth is drawn hollow, as
    /// suits what is missing.
    pub parts: Vec<String>,
    /// The rows from the top.
    pub rows: Vec<BarRow>,
    /// Name of the mark at `BarRow::least` and `BarRow::most`; empty without such marks.
    pub limits: String,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct BarRow {
    /// At the left.
    pub name: String,
    /// One value per part, each at least 0.
    pub values: Vec<f64>,
    /// At the right end of the bar, as in `12`.
    pub text: String,
    /// Further text on hover.
    pub title: String,
    /// Lower mark.
    pub least: Option<f64>,
    /// Upper mark.
    pub most: Option<f64>,
}

const WIDTH: f64 = 760.0;
const NAMES: f64 = 250.0;
const ROW: f64 = 26.0;
/// Between two lines of the legend.
const LINE: f64 = 22.0;

/// Draws the bars. Parts are told apart by shade and, in print, by their order in the legend and the white line between.
pub fn bars(chart: &Bars) -> String {
    let legend = legend(chart);
    let lines = legend.iter().map(|entry| entry.line).max();
    let top = lines.map_or(6.0, |last| 34.0 + LINE * last as f64);
    let height = top + ROW * chart.rows.len() as f64 + 6.0;
    let most = chart
        .rows
        .iter()
        .flat_map(|row| [row.values.iter().sum(), row.most.unwrap_or(0.0), row.least.unwrap_or(0.0)])
        .fold(0.0, f64::max);
    let scale = if most > 0.0 { (WIDTH - NAMES - 76.0) / most } else { 0.0 };
    let mut svg = Svg::new(&chart.label, "rh-bars", WIDTH, height);
    for Entry { x, line, part, name } in legend {
        let y = LINE * line as f64;
        match part {
            Some(part) => {
                svg.rect(shade(part, chart.parts.len()), [x, y + 8.0, 14.0, 14.0], "");
                svg.text("s", x + 19.0, y + 19.5, name);
            }
            None => {
                svg.line("c-mark", [x + 7.0, y + 6.0], [x + 7.0, y + 24.0]);
                svg.text("s", x + 16.0, y + 19.5, name);
            }
        }
    }
    svg.line("c-axis", [NAMES, top], [NAMES, height - 6.0]);
    for (place, row) in chart.rows.iter().enumerate() {
        let y = top + ROW * place as f64;
        svg.text("e", NAMES - 8.0, y + 17.5, &cut(&row.name, 34));
        let mut x = NAMES;
        for (part, value) in row.values.iter().enumerate() {
            let width = value.max(0.0) * scale;
            if width > 0.0 {
                let title = match chart.parts.get(part) {
                    Some(name) if chart.parts.len() > 1 => format!("{}, {name}: {value}", row.name),
                    _ if row.title.is_empty() => format!("{}: {}", row.name, row.text),
                    _ => row.title.clone(),
                };
                let class = if chart.parts.len() > 1 { shade(part, chart.parts.len()) } else { "c-bar" };
                svg.rect(class, [x, y + 4.0, width, ROW - 8.0], &title);
            }
            x += width;
        }
        let mut end = x;
        for mark in [row.least, row.most].into_iter().flatten() {
            let at = NAMES + mark.max(0.0) * scale;
            svg.line("c-mark", [at, y + 1.0], [at, y + ROW - 1.0]);
            end = end.max(at);
        }
        svg.text("s", end + 7.0, y + 17.5, &row.text);
    }
    svg.finish()
}

fn shade(part: usize, parts: usize) -> &'static str {
    const FEW: [&str; 4] = ["c-s4", "c-s3", "c-s2", "c-s1"];
    const MANY: [&str; 6] = ["c-q5", "c-q4", "c-q3", "c-q2", "c-q1", "c-hollow"];
    if parts > FEW.len() {
        return MANY[part.min(MANY.len() - 1)];
    }
    FEW[(part * (FEW.len() - 1) / (parts - 1).max(1)).min(FEW.len() - 1)]
}

/// A name in the legend: of a part, or of the marks.
struct Entry<'c> {
    x: f64,
    line: usize,
    part: Option<usize>,
    name: &'c str,
}

/// The legend above the bars, in as many lines as it needs.
fn legend(chart: &Bars) -> Vec<Entry<'_>> {
    let parts = if chart.parts.len() > 1 { chart.parts.as_slice() } else { &[] };
    let parts = parts.iter().enumerate().map(|(part, name)| (Some(part), name.as_str()));
    let limits = (!chart.limits.is_empty()).then_some((None, chart.limits.as_str()));
    let (mut x, mut line) = (NAMES, 0);
    parts
        .chain(limits)
        .map(|(part, name)| {
            let width = 36.0 + 7.4 * name.chars().count() as f64;
            if x + width > WIDTH && x > NAMES {
                (x, line) = (NAMES, line + 1);
            }
            let entry = Entry { x, line, part, name };
            x += width;
            entry
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::svg::assert_well_formed;
    use super::*;

    fn chart(rows: Vec<BarRow>) -> Bars {
        Bars {
            label: Label { id: "b".into(), title: "<script>".into(), description: "a & b".into() },
            parts: vec!["4".into(), "3".into(), "2".into(), "1".into()],
            rows,
            limits: "least & most".into(),
        }
    }

    fn row(values: Vec<f64>) -> BarRow {
        BarRow {
            name: "</text><script>".into(),
            values,
            text: "3".into(),
            title: String::new(),
            least: Some(1.0),
            most: None,
        }
    }

    #[test]
    fn hostile_names_and_empty_charts_are_well_formed() {
        assert_well_formed(&bars(&chart(vec![row(vec![1.0, 0.0, 2.0, 3.0]), row(vec![])])));
        assert_well_formed(&bars(&chart(vec![])));
        assert_well_formed(&bars(&chart(vec![BarRow { least: None, ..row(vec![0.0, 0.0]) }])));
    }

    #[test]
    fn the_longest_bar_fills_the_width_and_others_are_in_proportion() {
        let svg = bars(&Bars {
            parts: vec!["n".into()],
            limits: String::new(),
            rows: vec![BarRow { least: None, ..row(vec![4.0]) }, BarRow { least: None, ..row(vec![1.0]) }],
            ..chart(vec![])
        });
        assert!(svg.contains("width=\"434\"") && svg.contains("width=\"108.5\""), "{svg}");
    }

    #[test]
    fn six_parts_look_different_and_their_names_stay_inside() {
        let names = ["Vertrag", "Erprobung", "Treffen", "Informationen", "nichts", "ohne Antwort"];
        let six = Bars {
            parts: names.map(str::to_owned).into(),
            limits: String::new(),
            ..chart(vec![row(vec![1.0; 6])])
        };
        let shades: std::collections::BTreeSet<&str> = (0..6).map(|part| shade(part, 6)).collect();
        assert_eq!(shades.len(), 6);
        let entries = legend(&six);
        assert_eq!(entries.iter().map(|one| one.line).max(), Some(1), "two lines");
        for one in &entries {
            assert!(one.x + 19.0 + 7.4 * one.name.chars().count() as f64 <= WIDTH, "{}", one.name);
        }
        assert_well_formed(&bars(&six));
    }
}
