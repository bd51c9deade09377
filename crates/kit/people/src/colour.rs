//! A tenant's colour, and whether people can read what is written in it (WCAG 2.2, 1.4.3 and the formulas there).

/// The least contrast of text to its ground.
pub const LEAST: f64 = 4.5;
const WHITE: Colour = Colour([255, 255, 255]);
const BLACK: Colour = Colour([0, 0, 0]);
/// Lighter than the ground of our pages in the dark, so that what passes here passes there.
const DARK_GROUND: Colour = Colour([29, 34, 48]);

/// A colour of the sRGB space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl std::str::FromStr for Colour {
    type Err = ();

    /// `#rrggbb` or `#rgb`, with or without `#`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.trim().trim_start_matches('#');
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(());
        }
        let part = |from: usize, to: usize| u8::from_str_radix(&digits[from..to], 16).map_err(|_| ());
        match digits.len() {
            6 => Ok(Self([part(0, 2)?, part(2, 4)?, part(4, 6)?])),
            3 => Ok(Self([part(0, 1)? * 17, part(1, 2)? * 17, part(2, 3)? * 17])),
            _ => Err(()),
        }
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

impl Colour {
    /// Relative luminance, 0 for black to 1 for white.
    fn luminance(self) -> f64 {
        let linear = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let [r, g, b] = self.0.map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast of two colours, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// This colour with `share` of another mixed in.
    fn toward(self, other: Self, share: f64) -> Self {
        let mut mixed = self.0;
        for (own, theirs) in mixed.iter_mut().zip(other.0) {
            let value = f64::from(*own) + (f64::from(theirs) - f64::from(*own)) * share;
            // Between 0 and 255 because both are.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            {
                *own = value.round() as u8;
            }
        }
        Self(mixed)
    }

    /// Whether white text on it, and it on white, can be read.
    pub fn is_readable(self) -> bool {
        self.contrast(WHITE) >= LEAST
    }

    /// The nearest darker shade that can be read on white; itself if it can.
    pub fn readable(self) -> Self {
        self.first_toward(BLACK, |shade| shade.contrast(WHITE) >= LEAST)
    }

    /// The nearest lighter shade that can be read on our dark ground, and on which black can be read.
    pub fn for_dark(self) -> Self {
        self.first_toward(WHITE, |shade| {
            shade.contrast(DARK_GROUND) >= LEAST && shade.contrast(BLACK) >= LEAST
        })
    }

    fn first_toward(self, end: Self, fits: impl Fn(Self) -> bool) -> Self {
        (0..=100)
            .map(|step| self.toward(end, f64::from(step) / 100.0))
            .find(|shade| fits(*shade))
            .unwrap_or(end)
    }
}

/// The style sheet of a tenant with this colour; our own colours where it has none.
pub fn stylesheet(colour: Option<&str>) -> String {
    let Some(colour) = colour.and_then(|text| text.parse::<Colour>().ok()) else { return String::new() };
    let (light, dark) = (colour.readable(), colour.for_dark());
    format!(
        ":root {{ --tenant-primary: {light}; --tenant-on-primary: #ffffff; \
         --tenant-primary-dark: {dark}; --tenant-on-primary-dark: #000000; }}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        text.parse().expect("a colour")
    }

    #[test]
    fn contrasts_of_the_recommendation() {
        assert!((WHITE.contrast(BLACK) - 21.0).abs() < 1e-9);
        // 4.54 and 4.48 to white: the well-known greys on both sides of the border.
        assert!(colour("#767676").is_readable() && !colour("#777777").is_readable());
        assert_eq!(colour("abc"), colour("#aabbcc"));
        for wrong in ["", "#12", "#12345", "#gggggg", "rot", "#äää"] {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_colour_has_readable_neighbours() {
        for step in 0..=4095_u32 {
            let part = |shift: u32| u8::try_from((step >> shift) & 15).expect("four bits") * 17;
            let colour = Colour([part(8), part(4), part(0)]);
            assert!(colour.readable().contrast(WHITE) >= LEAST, "{colour}");
            let dark = colour.for_dark();
            assert!(dark.contrast(DARK_GROUND) >= LEAST && dark.contrast(BLACK) >= LEAST, "{colour}");
            if colour.is_readable() {
                assert_eq!(colour.readable(), colour);
            }
        }
    }
}
