//! The shape of `hayro` as `typst-svg` uses it, with nothing behind.
#![forbid(unsafe_code)]

/// The interpreter of PDF files.
pub mod hayro_interpret {
    use std::sync::Arc;

    /// A function that is asked by name and answers with bytes and an index.
    pub type Resolver<Q> = Arc<dyn Fn(&Q) -> Option<(font::FontData, u32)> + Send + Sync>;

    /// Never read.
    pub struct InterpreterSettings {
        /// Where fonts would come from.
        pub font_resolver: Resolver<font::FontQuery>,
        /// Where character maps would come from.
        pub cmap_resolver: Arc<dyn Fn(()) -> Option<()> + Send + Sync>,
        /// Where warnings would go.
        pub warning_sink: Arc<dyn Fn(()) + Send + Sync>,
        /// Whether annotations would be drawn.
        pub render_annotations: bool,
    }

    /// Fonts of PDF files.
    pub mod font {
        use std::sync::Arc;

        /// The bytes of a font.
        pub type FontData = Arc<dyn AsRef<[u8]> + Send + Sync>;

        /// Which font is looked for.
        pub enum FontQuery {
            /// One that every reader has.
            Standard(StandardFont),
            /// One that stands in.
            Fallback(FallbackFontQuery),
        }

        /// A font that stands in for another.
        pub struct FallbackFontQuery;

        impl FallbackFontQuery {
            /// The nearest that every reader has.
            pub fn pick_standard_font(&self) -> StandardFont {
                StandardFont::Helvetica
            }
        }

        /// The fonts that every reader has (ISO 32000-1, 9.6.2.2).
        #[derive(Clone, Copy)]
        #[allow(missing_docs)]
        pub enum StandardFont {
            Helvetica,
            HelveticaBold,
            HelveticaOblique,
            HelveticaBoldOblique,
            Courier,
            CourierBold,
            CourierOblique,
            CourierBoldOblique,
            TimesRoman,
            TimesBold,
            TimesItalic,
            TimesBoldItalic,
            ZapfDingBats,
            Symbol,
        }
    }
}
