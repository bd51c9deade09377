//! The shape of `hayro-svg` as `typst-svg` uses it, with nothing behind.
#![forbid(unsafe_code)]

/// Never read.
pub struct SvgRenderSettings {
    /// The colour of the page.
    pub bg_color: [u8; 4],
}

/// Holds nothing.
#[derive(Default)]
pub struct RenderCache;

impl RenderCache {
    /// Holds nothing.
    pub fn new() -> RenderCache {
        RenderCache
    }
}

/// An empty picture.
pub fn convert<P, S>(_page: P, _cache: &RenderCache, _settings: &S, _how: &SvgRenderSettings) -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".into()
}
