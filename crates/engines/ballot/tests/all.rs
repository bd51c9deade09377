//! Whole elections: on our own, and together with belenios-tool.

mod counting;
mod honest;
mod interop;
mod town;
