//! Whole elections: on our own, and together with belenios-tool.

mod audit;
mod counting;
mod forge;
mod gallery;
mod honest;
mod interop;
mod properties;
mod town;
