//! Growth as a picture: two panels with logarithmic scales, drawn as plain SVG.

use std::fmt::Write as _;

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 62.0;
const TOP: f64 = 40.0;

/// Seconds and mebibytes over the number of pairs.
pub fn growth(seconds: &[(f64, f64)], mebibytes: &[(f64, f64)]) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>Time and memory of a plan over the number of pairs of need and offer</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        2.0 * (WIDTH + LEFT) + 40.0,
        HEIGHT + TOP + 56.0
    );
    panel(&mut out, "seconds", seconds, LEFT);
    panel(&mut out, "MiB at most", mebibytes, 2.0 * LEFT + WIDTH + 10.0);
    out.push_str("</svg>\n");
    out
}

/// The powers of ten that hold all values.
fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let logs: Vec<f64> = values.map(f64::log10).collect();
    let least = logs.iter().copied().fold(f64::INFINITY, f64::min).floor();
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max).ceil();
    (least, if most > least { most } else { least + 1.0 })
}

fn panel(out: &mut String, name: &str, points: &[(f64, f64)], left: f64) {
    if points.is_empty() {
        return;
    }
    let (x0, x1) = span(points.iter().map(|p| p.0));
    let (y0, y1) = span(points.iter().map(|p| p.1));
    let x = |value: f64| left + (value.log10() - x0) / (x1 - x0) * WIDTH;
    let y = |value: f64| TOP + HEIGHT - (value.log10() - y0) / (y1 - y0) * HEIGHT;
    let last = points[points.len() - 1];
    let slope = if points.len() > 1 {
        format!(", last step: pairs to the power of {:.2}", power(points))
    } else {
        String::new()
    };
    let _ = writeln!(out, "<text x=\"{left}\" y=\"20\" font-weight=\"bold\">{name}{slope}</text>");
    for step in x0 as i32..=x1 as i32 {
        let at = x(10f64.powi(step));
        let _ = writeln!(out, "<path d=\"M{at:.1} {TOP}V{:.1}\" stroke=\"#ddd\"/>", TOP + HEIGHT);
        let _ = writeln!(
            out,
            "<text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">10<tspan dy=\"-5\" font-size=\"9\">{step}</tspan></text>",
            TOP + HEIGHT + 18.0
        );
    }
    for step in y0 as i32..=y1 as i32 {
        let value = 10f64.powi(step);
        let at = y(value);
        let _ = writeln!(out, "<path d=\"M{left} {at:.1}H{:.1}\" stroke=\"#ddd\"/>", left + WIDTH);
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{value}</text>",
            left - 6.0,
            at + 4.0
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">pairs of need and offer</text>",
        left + WIDTH / 2.0,
        TOP + HEIGHT + 40.0
    );
    let path: Vec<String> = points.iter().map(|p| format!("{:.1} {:.1}", x(p.0), y(p.1))).collect();
    let _ = writeln!(
        out,
        "<path d=\"M{}\" fill=\"none\" stroke=\"#171a2b\" stroke-width=\"2\"/>",
        path.join("L")
    );
    for p in points {
        let _ =
            writeln!(out, "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3.5\" fill=\"#171a2b\"/>", x(p.0), y(p.1));
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{:.1}</text>",
        x(last.0) - 8.0,
        y(last.1) - 6.0,
        last.1
    );
}

/// Slope of the last step in logarithms: what the next size will cost, not what small ones did.
fn power(points: &[(f64, f64)]) -> f64 {
    let (before, last) = (points[points.len() - 2], points[points.len() - 1]);
    (last.1 / before.1).ln() / (last.0 / before.0).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_power_is_the_slope() {
        let points: Vec<(f64, f64)> =
            [1.0, 10.0, 100.0, 1000.0].iter().map(|&x: &f64| (x, 3.0 * x.powf(0.8))).collect();
        assert!((power(&points) - 0.8).abs() < 1e-9);
        assert!(growth(&points, &points).contains("0.80"));
    }
}
