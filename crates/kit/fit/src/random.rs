//! Randomness of the operating system for blinding, salts and content keys.

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;

/// The operating system's generator, or why it gives nothing.
///
/// The generator that RSA wants cannot fail, so this asks the fallible one once before: a system without randomness is
/// told apart here and not by a panic later.
pub(crate) fn source() -> Result<UnwrapErr<SysRng>, getrandom::Error> {
    let mut probe = [0; 1];
    getrandom::fill(&mut probe)?;
    Ok(UnwrapErr(SysRng))
}
