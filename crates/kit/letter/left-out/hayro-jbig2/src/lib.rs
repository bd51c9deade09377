//! The shape of `hayro-jbig2` as `hayro-syntax` uses it: no picture can be read.
#![forbid(unsafe_code)]
#![allow(missing_docs)]

enum Never {}

pub struct Image(Never);

#[derive(Debug)]
pub struct LeftOut;

pub trait Decoder {
    fn push_pixel(&mut self, black: bool);
    fn push_pixel_chunk(&mut self, black: bool, chunk_count: u32);
    fn next_line(&mut self);
}

impl Image {
    pub fn new_embedded(_bytes: &[u8], _globals: Option<&[u8]>) -> Result<Image, LeftOut> {
        Err(LeftOut)
    }

    pub fn width(&self) -> u32 {
        match self.0 {}
    }

    pub fn height(&self) -> u32 {
        match self.0 {}
    }

    pub fn decode(&self, _decoder: &mut impl Decoder) -> Result<(), LeftOut> {
        match self.0 {}
    }
}
