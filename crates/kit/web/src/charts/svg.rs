//! Writing SVG: escaping, short numbers, the frame that every chart has.

use super::Label;

/// Text as it may stand in an element or in a quoted attribute. Characters that XML forbids are dropped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// A coordinate with one decimal place at most; what is not finite becomes 0.
pub(super) fn n(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if !rounded.is_finite() || rounded == 0.0 {
        return "0".to_owned();
    }
    format!("{rounded}")
}

/// The text, cut to about that many characters, with an ellipsis.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    while short.ends_with([' ', ',', '-', '–', '(', ':']) {
        short.pop();
    }
    short.push('…');
    short
}

/// A chart under construction.
pub(super) struct Svg {
    out: String,
}

impl Svg {
    /// Opens a chart of that size in user units.
    pub(super) fn new(label: &Label, class: &str, width: f64, height: f64) -> Svg {
        let id = escape(&label.id);
        let mut out = String::new();
        out.push_str(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rh-chart {class}\" role=\"img\" \
             aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\">\
             <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
            escape(&label.title),
            escape(&label.description),
            w = n(width),
            h = n(height),
        ));
        Svg { out }
    }

    /// Adds markup that is already escaped.
    pub(super) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// A rectangle; the title, if any, shows on hover.
    pub(super) fn rect(&mut self, class: &str, at: [f64; 4], title: &str) {
        let [x, y, w, h] = at;
        self.out.push_str(&format!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            n(x),
            n(y),
            n(w.max(0.0)),
            n(h.max(0.0))
        ));
        self.close("rect", title);
    }

    /// A line.
    pub(super) fn line(&mut self, class: &str, from: [f64; 2], to: [f64; 2]) {
        self.out.push_str(&format!(
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            n(from[0]),
            n(from[1]),
            n(to[0]),
            n(to[1])
        ));
    }

    /// Text that starts, is centred or ends at the point, by class `s`, `m` or `e`.
    pub(super) fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        self.out.push_str(&format!(
            "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>",
            n(x),
            n(y),
            escape(text)
        ));
    }

    /// Ends an element that was opened without its `>`.
    pub(super) fn close(&mut self, element: &str, title: &str) {
        if title.is_empty() {
            self.out.push_str("/>");
        } else {
            self.out.push_str(&format!("><title>{}</title></{element}>", escape(title)));
        }
    }

    /// The finished chart.
    pub(super) fn finish(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }
}

#[cfg(test)]
pub(super) fn assert_well_formed(svg: &str) {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let mut depth = 0;
    let mut ids = std::collections::BTreeSet::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(e)) => {
                depth += 1;
                for attribute in e.attributes() {
                    let attribute = attribute.expect("an attribute");
                    if attribute.key.as_ref() == "id" {
                        assert!(ids.insert(attribute.value.to_string()), "an id stands twice");
                    }
                }
            }
            Ok(Event::Empty(e)) => {
                for attribute in e.attributes() {
                    attribute.expect("an attribute");
                }
            }
            Ok(Event::End(_)) => depth -= 1,
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => panic!("{error} in {svg}"),
        }
    }
    assert_eq!(depth, 0);
    assert!(!svg.contains("<script"), "hostile text got through");
    // What leads somewhere is a group of links; an image would hide them.
    let role = if svg.contains("<a href") { "role=\"group\"" } else { "role=\"img\"" };
    assert!(svg.contains(role) && svg.contains("<title") && svg.contains("<desc"));
    assert!(!svg.contains("NaN") && !svg.contains("inf\""));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(cut("Anträge und Formulare", 9), "Anträge…");
        assert_eq!(cut("Anträge", 7), "Anträge");
    }

    #[test]
    fn coordinates_are_short_and_finite() {
        assert_eq!(n(1.0), "1");
        assert_eq!(n(-0.04), "0");
        assert_eq!(n(2.25), "2.3");
        assert_eq!(n(f64::NAN), "0");
    }

    proptest! {
        #[test]
        fn any_text_keeps_the_chart_well_formed(text in any::<String>()) {
            let label = Label { id: "x".into(), title: text.clone(), description: text.clone() };
            let mut svg = Svg::new(&label, "c", 10.0, 10.0);
            svg.text("m", 1.0, 1.0, &text);
            svg.rect("r", [0.0, 0.0, 1.0, 1.0], &text);
            assert_well_formed(&svg.finish());
        }
    }
}
