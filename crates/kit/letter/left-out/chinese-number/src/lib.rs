//! The shape of `chinese-number` as `codex` uses it: figures stay figures.
#![forbid(unsafe_code)]

/// Never read.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum ChineseVariant {
    Simple,
    Traditional,
}

/// Never read.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub enum ChineseCase {
    Lower,
    Upper,
}

/// The number in plain figures.
pub fn from_u64_to_chinese_ten_thousand(_variant: ChineseVariant, _case: ChineseCase, number: u64) -> String {
    number.to_string()
}
