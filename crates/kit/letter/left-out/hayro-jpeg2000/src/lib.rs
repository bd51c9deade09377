//! The shape of `hayro-jpeg2000` as `hayro-syntax` uses it: no picture can be read.
#![forbid(unsafe_code)]
#![allow(missing_docs)]

enum Never {}

pub struct Image(Never);

#[derive(Debug)]
pub struct LeftOut;

pub struct DecodeSettings {
    pub resolve_palette_indices: bool,
    pub strict: bool,
    pub target_resolution: Option<(u32, u32)>,
}

#[allow(clippy::upper_case_acronyms)]
pub enum ColorSpace {
    Gray,
    RGB,
    CMYK,
    Unknown { num_channels: u8 },
    Icc { num_channels: u8 },
}

impl Image {
    pub fn new(_bytes: &[u8], _settings: &DecodeSettings) -> Result<Image, LeftOut> {
        Err(LeftOut)
    }

    pub fn width(&self) -> u32 {
        match self.0 {}
    }

    pub fn height(&self) -> u32 {
        match self.0 {}
    }

    pub fn original_bit_depth(&self) -> u8 {
        match self.0 {}
    }

    pub fn color_space(&self) -> &ColorSpace {
        match self.0 {}
    }

    pub fn has_alpha(&self) -> bool {
        match self.0 {}
    }

    pub fn decode(&self) -> Result<Vec<u8>, LeftOut> {
        match self.0 {}
    }
}
