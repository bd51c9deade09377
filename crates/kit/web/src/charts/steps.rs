//! A curve over whole steps with an upper bound: what is reached with one, two, three … places.

use super::Label;
use super::svg::{Svg, n};

/// A curve with its bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    /// Name and description.
    pub label: Label,
    /// Below the horizontal axis.
    pub x_name: String,
    /// Above the vertical axis.
    pub y_name: String,
    /// Name of the curve in the legend.
    pub value_name: String,
    /// Name of the bound in the legend.
    pub bound_name: String,
    /// The points from the left.
    pub points: Vec<StepPoint>,
    /// The point that stands out, counted from 0.
    pub chosen: Option<usize>,
    /// The top of the vertical axis; the highest bound where it is larger.
    pub top: f64,
    /// Texts of the vertical axis at 0, a quarter, half, three quarters and the whole of `top`.
    pub ticks: [String; 5],
}

/// One point of the curve.
#[derive(Debug, Clone, PartialEq)]
pub struct StepPoint {
    /// Below the axis.
    pub name: String,
    /// Height of the curve, at least 0.
    pub value: f64,
    /// Height of the bound.
    pub bound: f64,
    /// Beside the point.
    pub text: String,
    /// On hover.
    pub title: String,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 340.0;
const LEFT: f64 = 62.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 54.0;

/// Draws the curve as a solid line with dots and the bound as a dashed line.
pub fn steps(chart: &Steps) -> String {
    let top = chart.points.iter().map(|p| p.bound.max(p.value)).fold(chart.top, f64::max);
    let base = HEIGHT - BOTTOM;
    let y = |value: f64| if top > 0.0 { base - (value / top) * (base - TOP) } else { base };
    let stride = (WIDTH - LEFT - 60.0) / (chart.points.len().max(2) - 1) as f64;
    let x = |place: usize| LEFT + 20.0 + stride * place as f64;
    let mut svg = Svg::new(&chart.label, "rh-steps", WIDTH, HEIGHT);
    svg.text("s", 4.0, 16.0, &chart.y_name);
    let legend =
        WIDTH - 40.0 - 7.0 * (chart.bound_name.chars().count() + chart.value_name.chars().count()) as f64;
    let legend = legend.min(WIDTH - 330.0);
    svg.line("c-curve", [legend - 50.0, 12.0], [legend - 26.0, 12.0]);
    svg.text("s", legend - 20.0, 16.0, &chart.value_name);
    let second = legend + 7.2 * chart.value_name.chars().count() as f64 + 16.0;
    svg.line("c-bound", [second, 12.0], [second + 24.0, 12.0]);
    svg.text("s", second + 30.0, 16.0, &chart.bound_name);
    for (quarter, text) in chart.ticks.iter().enumerate() {
        let at = y(chart.top.max(0.0) * quarter as f64 / 4.0);
        svg.line("c-rule", [LEFT, at], [WIDTH - 20.0, at]);
        svg.text("e", LEFT - 6.0, at + 4.5, text);
    }
    for (class, bound) in [("c-bound", true), ("c-curve", false)] {
        let line: Vec<String> = chart
            .points
            .iter()
            .enumerate()
            .map(|(i, p)| format!("{},{}", n(x(i)), n(y(if bound { p.bound } else { p.value }))))
            .collect();
        svg.raw(&format!("<polyline class=\"{class}\" points=\"{}\"/>", line.join(" ")));
    }
    let every = chart.points.len().div_ceil(14).max(1);
    for (place, point) in chart.points.iter().enumerate() {
        let is_chosen = chart.chosen == Some(place);
        let (at, up) = (x(place), y(point.value));
        svg.raw(&format!(
            "<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"",
            if is_chosen { "c-dot c-chosen" } else { "c-dot" },
            n(at),
            n(up),
            if is_chosen { 7 } else { 4 }
        ));
        svg.close("circle", &point.title);
        if is_chosen || place % every == 0 {
            svg.text(if is_chosen { "m b" } else { "m" }, at, base + 20.0, &point.name);
            svg.text(if is_chosen { "m b" } else { "m" }, at, up + 22.0, &point.text);
        }
    }
    svg.line("c-axis", [LEFT, base], [WIDTH - 20.0, base]);
    svg.text("e", WIDTH - 20.0, HEIGHT - 8.0, &chart.x_name);
    svg.finish()
}

#[cfg(test)]
mod tests {
    use super::super::svg::assert_well_formed;
    use super::*;

    fn chart(values: &[(f64, f64)]) -> Steps {
        Steps {
            label: Label { id: "s".into(), title: "<b>".into(), description: "\"".into() },
            x_name: "<script>".into(),
            y_name: "&".into(),
            value_name: "v".into(),
            bound_name: "b".into(),
            points: values
                .iter()
                .map(|(value, bound)| StepPoint {
                    name: "1".into(),
                    value: *value,
                    bound: *bound,
                    text: "<".into(),
                    title: "</title>".into(),
                })
                .collect(),
            chosen: Some(1),
            top: 4.0,
            ticks: std::array::from_fn(|i| i.to_string()),
        }
    }

    #[test]
    fn any_number_of_points_is_well_formed() {
        for values in [&[][..], &[(1.0, 2.0)], &[(1.0, 1.0), (2.0, 3.0), (3.0, 3.5)], &[(0.0, 0.0); 40]] {
            assert_well_formed(&steps(&chart(values)));
        }
        assert_well_formed(&steps(&Steps { top: 0.0, ..chart(&[(0.0, 0.0)]) }));
    }

    #[test]
    fn more_lies_higher() {
        let svg = steps(&chart(&[(0.0, 0.0), (4.0, 4.0)]));
        assert!(svg.contains("cy=\"286\"") && svg.contains("cy=\"44\""), "{svg}");
    }
}
