//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

pub mod apart;
pub mod cloud_back;
pub mod crossing;
pub mod duel;
pub mod edge;
pub mod fd_queue;
pub mod fd_sets;
pub mod five_forms;
pub mod lab;
pub mod levels_grid;
pub mod levels_paths;
pub mod levels_step;
pub mod net_digit;
pub mod net_dit;
pub mod net_streams;
pub mod net_unet;
pub mod noising;
mod portable;
pub mod ring;
pub mod sampler;
pub mod side;

use figures::{Figure, Play};

/// The figures of the chapter, drawn with [`crate::answers`]. One whose answers panic, or give what cannot be drawn, is
/// left out.
pub fn figures() -> Vec<Figure> {
    figures::drawn(drawings())
}

/// The figures of the chapter that a reader plays with.
pub fn plays() -> Vec<Play> {
    vec![noising::play(), sampler::play(), five_forms::play(), levels_grid::play(), fd_sets::play()]
}

/// What draws the figures of the chapter, one by one.
pub fn drawings() -> &'static [fn() -> Figure] {
    const DRAWINGS: &[fn() -> Figure] = &[
        || duel::figure(0.2),
        || noising::play().figure(),
        || noising::dissolves(crate::answers::SCHEDULE, crate::answers::q_sample::q_sample),
        || noising::blown_up(crate::answers::SCHEDULE),
        || sampler::steps_figure(crate::answers::DDIM),
        || sampler::play().figure(),
        || cloud_back::figure(crate::answers::VP_SDE),
        || cloud_back::same_start(crate::answers::VP_SDE),
        || five_forms::play().figure(),
        || five_forms::weights(crate::answers::min_snr::min_snr, 5.0),
        || levels_grid::scales(crate::answers::EDM),
        || levels_grid::play().figure(),
        || levels_step::steps(crate::answers::HEUN),
        || {
            let (euler, heun) = (crate::answers::HEUN.euler, crate::answers::HEUN.heun);
            levels_paths::figure(crate::answers::EDM, euler, heun, crate::answers::DPM_SOLVER)
        },
        || crossing::steps(crate::answers::FLOW_LOSS),
        || apart::training(crate::answers::BLOCKS),
        || apart::boundaries(crate::answers::BLOCKS, 4),
        || edge::scales(crate::answers::CONSISTENCY),
        || net_digit::lost(crate::answers::UNET),
        || net_unet::schematic(32, 64),
        || net_digit::steps(crate::answers::PATCHIFY),
        || net_dit::schematic(1152),
        || net_streams::joint(1536),
        || net_streams::cross(1536),
        || fd_sets::alike(crate::answers::FRECHET),
        || fd_sets::bias_by_size(crate::answers::FRECHET),
        || fd_queue::steps(crate::answers::FD_LOSS),
    ];
    DRAWINGS
}
