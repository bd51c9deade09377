//! Whole elections: on our own, and together with belenios-tool.

mod honest;
mod interop;
mod town;
