//! A map of areas with a shade each, borders of larger areas, and marks on top.
//!
//! Projection: equirectangular, the longitude shortened by the cosine of the middle latitude. Over two degrees the
//! error in length stays below one per cent, less than a line is wide.

use super::Label;
use super::svg::{Svg, n};

/// A map.
#[derive(Debug, Clone, PartialEq)]
pub struct Map<'a> {
    /// Name and description.
    pub label: Label,
    /// The areas.
    pub shapes: Vec<Shape<'a>>,
    /// Thicker borders: rings of longitude and latitude in degrees.
    pub borders: Vec<&'a [Vec<[f64; 2]>]>,
    /// Marks on top.
    pub marks: Vec<Mark>,
    /// Width in user units; the height follows.
    pub width: f64,
}

/// How an area is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapeFill {
    /// A shade from 1 (light) to 5 (dark).
    Step(u8),
    /// Hatched: no answer.
    Hatched,
    /// Left blank: nobody was asked.
    Blank,
}

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape<'a> {
    /// Closed rings of longitude and latitude in degrees.
    pub rings: &'a [Vec<[f64; 2]>],
    /// How it is filled.
    pub fill: ShapeFill,
    /// In the middle of the area, as in `3`; may be empty.
    pub text: String,
    /// On hover.
    pub title: String,
    /// Where a click on it leads; empty for nowhere.
    pub href: String,
}

/// A mark with a text, drawn as a lozenge.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Degrees east.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
    /// In the mark.
    pub text: String,
    /// On hover.
    pub title: String,
}

struct Projection {
    west: f64,
    north: f64,
    shrink: f64,
    scale: f64,
}

impl Projection {
    fn at(&self, [longitude, latitude]: [f64; 2]) -> [f64; 2] {
        [(longitude - self.west) * self.shrink * self.scale + 4.0, (self.north - latitude) * self.scale + 4.0]
    }
}

/// Draws the map; without any area an empty chart.
pub fn map(chart: &Map<'_>) -> String {
    let mut box_ = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for [x, y] in chart.shapes.iter().flat_map(|s| s.rings).flatten() {
        box_ = [box_[0].min(*x), box_[1].min(*y), box_[2].max(*x), box_[3].max(*y)];
    }
    let [west, south, east, north] = if box_[0].is_finite() { box_ } else { [0.0, 0.0, 1.0, 1.0] };
    let shrink = ((south + north) / 2.0).to_radians().cos();
    let scale = (chart.width - 8.0) / ((east - west) * shrink).max(1e-6);
    let projection = Projection { west, north, shrink, scale };
    let height = (north - south) * scale + 8.0;
    let mut svg = Svg::new(&chart.label, "rh-map", chart.width, height);
    let id = super::escape(&chart.label.id);
    svg.raw(&format!(
        "<defs><pattern id=\"{id}-p\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><line class=\"c-hatch\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\"/></pattern></defs>"
    ));
    for shape in &chart.shapes {
        let (class, fill) = match shape.fill {
            ShapeFill::Step(step) => (format!("c-land c-q{}", step.clamp(1, 5)), String::new()),
            ShapeFill::Hatched => ("c-land".to_owned(), format!(" fill=\"url(#{id}-p)\"")),
            ShapeFill::Blank => ("c-land c-blank".to_owned(), String::new()),
        };
        if !shape.href.is_empty() {
            let (href, name) = (super::escape(&shape.href), super::escape(&shape.title));
            svg.raw(&format!("<a href=\"{href}\" aria-label=\"{name}\">"));
        }
        svg.raw(&format!(
            "<path class=\"{class}\"{fill} fill-rule=\"evenodd\" d=\"{}\"",
            path(shape.rings, &projection)
        ));
        svg.close("path", &shape.title);
        if !shape.href.is_empty() {
            svg.raw("</a>");
        }
    }
    for rings in &chart.borders {
        svg.raw(&format!("<path class=\"c-border\" d=\"{}\"/>", path(rings, &projection)));
    }
    for shape in chart.shapes.iter().filter(|s| !s.text.is_empty()) {
        if let Some(middle) = middle(shape.rings) {
            let [x, y] = projection.at(middle);
            let on = match shape.fill {
                ShapeFill::Step(step) => format!("m c-on{}", step.clamp(1, 5)),
                _ => "m".to_owned(),
            };
            svg.text(&on, x, y + 4.5, &shape.text);
        }
    }
    for mark in &chart.marks {
        let [x, y] = projection.at([mark.longitude, mark.latitude]);
        svg.raw(&format!("<path class=\"c-lozenge\" d=\"M{} {}l13 13l-13 13l-13 -13z\"", n(x), n(y - 13.0)));
        svg.close("path", &mark.title);
        svg.text("m c-lozenge-text", x, y + 4.5, &mark.text);
    }
    let drawn = svg.finish();
    // Nothing inside an image can be reached by a screen reader, so a map that leads somewhere is a group.
    if chart.shapes.iter().any(|shape| !shape.href.is_empty()) {
        return drawn.replacen("role=\"img\"", "role=\"group\"", 1);
    }
    drawn
}

/// Rings as path data in steps of a tenth of a unit; points closer than half a unit are passed over.
fn path(rings: &[Vec<[f64; 2]>], projection: &Projection) -> String {
    let mut data = String::new();
    for ring in rings {
        let mut last: Option<[f64; 2]> = None;
        for point in ring {
            let [x, y] = projection.at(*point).map(|v| (v * 10.0).round() / 10.0);
            match last {
                None => data.push_str(&format!("M{} {}", n(x), n(y))),
                Some([a, b]) if (x - a).abs() < 0.5 && (y - b).abs() < 0.5 => continue,
                Some([a, b]) => data.push_str(&format!("l{} {}", n(x - a), n(y - b))),
            }
            last = Some([x, y]);
        }
        if last.is_some() {
            data.push('z');
        }
    }
    data
}

/// Where the number stands: the centre of mass of the largest ring, in degrees.
fn middle(rings: &[Vec<[f64; 2]>]) -> Option<[f64; 2]> {
    rings
        .iter()
        .filter_map(|ring| {
            let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
            for pair in ring.windows(2) {
                let [[x0, y0], [x1, y1]] = [pair[0], pair[1]];
                let cross = x0 * y1 - x1 * y0;
                area += cross;
                x += (x0 + x1) * cross;
                y += (y0 + y1) * cross;
            }
            (area.abs() > 1e-12).then(|| (area.abs(), [x / (3.0 * area), y / (3.0 * area)]))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, point)| point)
}

#[cfg(test)]
mod tests {
    use super::super::svg::assert_well_formed;
    use super::*;

    fn square(x: f64, y: f64, side: f64) -> Vec<Vec<[f64; 2]>> {
        vec![vec![[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]
    }

    #[test]
    fn shapes_marks_and_borders_are_well_formed() {
        let (a, b) = (square(9.0, 51.0, 0.1), square(9.1, 51.0, 0.1));
        let shape = |rings, fill| Shape {
            rings,
            fill,
            text: "3".into(),
            title: "<script>alert(1)</script>".into(),
            href: String::new(),
        };
        let svg = map(&Map {
            label: Label { id: "m".into(), title: "t".into(), description: "d".into() },
            shapes: vec![
                shape(&a, ShapeFill::Step(3)),
                shape(&b, ShapeFill::Hatched),
                shape(&b, ShapeFill::Blank),
            ],
            borders: vec![&a],
            marks: vec![Mark { longitude: 9.05, latitude: 51.05, text: "&".into(), title: "\"<".into() }],
            width: 700.0,
        });
        assert_well_formed(&svg);
        assert!(svg.contains("url(#m-p)"));
    }

    #[test]
    fn a_map_that_leads_somewhere_is_no_image() {
        let rings = square(9.0, 51.0, 0.1);
        let shape = Shape {
            rings: &rings,
            fill: ShapeFill::Blank,
            text: String::new(),
            title: "Kreis \"Nord\"".into(),
            href: "/x?a=1&b=2".into(),
        };
        let label = Label { id: "m".into(), title: "t".into(), description: "d".into() };
        let svg = map(&Map { label, shapes: vec![shape], borders: vec![], marks: vec![], width: 700.0 });
        assert_well_formed(&svg);
        assert!(svg.contains("<a href=\"/x?a=1&amp;b=2\" aria-label=\"Kreis &quot;Nord&quot;\">"), "{svg}");
        assert!(svg.contains("role=\"group\"") && !svg.contains("role=\"img\""));
    }

    #[test]
    fn an_empty_map_is_well_formed() {
        let label = Label { id: "m".into(), title: "t".into(), description: "d".into() };
        assert_well_formed(&map(&Map {
            label,
            shapes: vec![],
            borders: vec![],
            marks: vec![],
            width: 100.0,
        }));
    }

    #[test]
    fn numbers_stand_in_the_middle_and_north_is_up() {
        let [x, y] = middle(&square(2.0, 4.0, 2.0)).expect("an area");
        assert!((x - 3.0).abs() < 1e-9 && (y - 5.0).abs() < 1e-9);
        let projection = Projection { west: 8.0, north: 52.0, shrink: 0.6, scale: 100.0 };
        assert!(projection.at([8.0, 51.9])[1] > projection.at([8.0, 52.0])[1]);
        assert!(middle(&[]).is_none());
    }

    #[test]
    fn the_shipped_outlines_draw() {
        let shapes = rathaus_core::register::hessen_municipalities()
            .iter()
            .map(|o| Shape {
                rings: &o.rings,
                fill: ShapeFill::Step(1),
                text: String::new(),
                title: o.name.clone(),
                href: String::new(),
            })
            .collect();
        let label = Label { id: "m".into(), title: "t".into(), description: "d".into() };
        assert_well_formed(&map(&Map { label, shapes, borders: vec![], marks: vec![], width: 600.0 }));
    }
}
