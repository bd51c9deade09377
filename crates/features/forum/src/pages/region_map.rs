//! Invited bodies on the map, as far as outlines are shipped: the municipalities and counties of Hessen.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Value;
use rathaus_core::Ags;
use rathaus_core::register::{self, Register};
use rathaus_web::charts::{Label, Map, Mark, Shape, ShapeFill, map};

/// How a body is drawn.
pub(crate) struct Look {
    /// Its shade or hatching.
    pub fill: ShapeFill,
    /// On hover.
    pub title: String,
    /// Whether a county of this look gets a mark.
    pub is_marked: bool,
}

/// The map with these bodies, cut to the counties they lie in; `None` where none of them has an outline.
pub(crate) fn draw(label: Label, bodies: &BTreeMap<Ags, Look>) -> Option<Value> {
    draw_text(label, bodies).map(Value::from_safe_string)
}

/// The same as the text of its SVG.
pub(crate) fn draw_text(label: Label, bodies: &BTreeMap<Ags, Look>) -> Option<String> {
    let counties: BTreeSet<Ags> = bodies.keys().map(|ags| ags.county()).collect();
    let mut shapes = Vec::new();
    for outline in register::hessen_municipalities().iter().filter(|o| counties.contains(&o.ags.county())) {
        let look = bodies.get(&outline.ags);
        shapes.push(Shape {
            rings: &outline.rings,
            fill: look.map_or(ShapeFill::Blank, |look| look.fill),
            text: String::new(),
            title: look.map_or_else(|| outline.name.clone(), |look| look.title.clone()),
            href: String::new(),
        });
    }
    if shapes.is_empty() {
        return None;
    }
    let (mut borders, mut marks) = (Vec::new(), Vec::new());
    for outline in register::hessen_counties().iter().filter(|o| counties.contains(&o.ags.county())) {
        borders.push(outline.rings.as_slice());
        let county = outline.ags.county();
        if Register::germany().find(county).is_some() {
            continue;
        }
        if let (Some(look), Some([longitude, latitude])) = (bodies.get(&county), middle(county))
            && look.is_marked
        {
            marks.push(Mark { longitude, latitude, text: "K".to_owned(), title: look.title.clone() });
        }
    }
    Some(map(&Map { label, shapes, borders, marks, width: 640.0 }))
}

/// A county that leads somewhere.
pub(crate) struct County {
    /// Its shade.
    pub fill: ShapeFill,
    /// On hover, and as the name of the link.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// The map of the counties that have an outline, each a link; `None` where `of` knows none of them.
pub(crate) fn draw_counties(label: Label, of: impl Fn(Ags) -> Option<County>) -> Option<Value> {
    let shapes: Vec<Shape<'_>> = register::hessen_counties()
        .iter()
        .filter_map(|outline| {
            let County { fill, title, href } = of(outline.ags.county())?;
            Some(Shape { rings: &outline.rings, fill, text: String::new(), title, href })
        })
        .collect();
    if shapes.is_empty() {
        return None;
    }
    let map_ = Map { label, shapes, borders: Vec::new(), marks: Vec::new(), width: 640.0 };
    Some(Value::from_safe_string(map(&map_)))
}

/// The middle of a county's municipalities, in degrees.
fn middle(county: Ags) -> Option<[f64; 2]> {
    let points: Vec<[f64; 2]> = Register::germany()
        .list_county(county)
        .filter_map(|town| Some([town.longitude?, town.latitude?]))
        .collect();
    if points.is_empty() {
        return None;
    }
    #[allow(clippy::cast_precision_loss)]
    let many = points.len() as f64;
    Some(points.iter().fold([0.0, 0.0], |sum, point| [sum[0] + point[0] / many, sum[1] + point[1] / many]))
}
