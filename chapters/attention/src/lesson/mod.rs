//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

pub mod alignment;
pub mod architecture;
pub mod bill;
pub mod cache;
pub mod compare;
pub mod distance;
pub mod frames;
pub mod growth;
pub mod ladder;
pub mod latent;
pub mod latents;
pub mod long_weights;
pub mod look;
pub mod masks;
pub mod nothing;
pub mod overflow;
pub mod packed;
pub mod parallel;
pub mod patches;
pub mod pictures;
pub mod plays;
pub mod reach;
pub mod rescale;
pub mod review;
pub mod rust;
pub mod scale;
pub mod sparse;
pub mod speed;
pub mod summary;
pub mod tiles;
pub mod turn;

use figures::{Figure, Play, normals, random, text};

/// The figures of the chapter, drawn with [`crate::answers`]. One whose answers panic, or give what cannot be drawn, is
/// left out.
pub fn figures() -> Vec<Figure> {
    figures::drawn(drawings())
}

/// The figures of the chapter that a reader plays with.
pub fn plays() -> Vec<Play> {
    vec![
        plays::summary(),
        plays::sharpness(),
        plays::exponent(),
        plays::dials(),
        plays::ladder(),
        plays::alibi(),
        plays::sharing(),
        plays::crossover(),
        plays::reach(),
        plays::sink(),
        plays::stride(),
        plays::cache(),
        plays::traffic(),
    ]
}

/// What draws the figures of the chapter, one by one.
pub fn drawings() -> &'static [fn() -> Figure] {
    use crate::answers::{ONLINE_SOFTMAX, scaled_dot_product::scaled_dot_product, softmax::softmax};
    const DRAWINGS: &[fn() -> Figure] = &[
        summary::figure,
        || plays::summary().figure(),
        || scale::figure(softmax),
        || plays::exponent().figure(),
        architecture::scaled,
        || masks::figure(scaled_dot_product, false),
        || overflow::figure(overflow::naive_softmax, softmax),
        || rescale::figure(ONLINE_SOFTMAX),
        || plays::sharpness().figure(),
        || growth::figure(softmax, crate::answers::additive::additive, crate::answers::LUONG),
        || architecture::additive(1024, 1024, 256),
        || distance::figure(crate::answers::ALIBI),
        || plays::alibi().figure(),
        || frames::turning(crate::answers::rope::rope),
        || plays::dials().figure(),
        || ladder::figure(crate::answers::rope::rope),
        || plays::ladder().figure(),
        || patches::figure(crate::answers::rope::rope, crate::answers::rope_2d::rope_2d),
        || pictures::figure(crate::answers::MSROPE),
        || look::figure(crate::answers::gqa::gqa),
        || architecture::layer(bill::SHAPES[2]),
        || architecture::sharing(crate::answers::gqa::gqa, 4, 2),
        || plays::sharing().figure(),
        || long_weights::figure(softmax, crate::answers::QK_NORM),
        || architecture::expanded(bill::DEEPSEEK_V3),
        || architecture::absorbed(bill::DEEPSEEK_V3),
        || bill::figure(bill::DEEPSEEK_V3),
        || plays::crossover().figure(),
        || frames::ring(crate::answers::WINDOW),
        || reach::figure(crate::answers::WINDOW, crate::answers::SPARSE),
        || plays::reach().figure(),
        || plays::sink().figure(),
        || sparse::masks(crate::answers::SPARSE),
        || sparse::figure(crate::answers::SPARSE),
        || plays::stride().figure(),
        || plays::cache().figure(),
        || frames::forward(ONLINE_SOFTMAX),
        || tiles::figure(softmax),
        || tiles::moved_figure(crate::answers::flash::flash),
        || plays::traffic().figure(),
        || frames::backward(crate::answers::flash::flash),
        || packed::mask_figure(scaled_dot_product, crate::answers::PACKING),
        || frames::packing(crate::answers::PACKING),
        || packed::saving_figure(crate::answers::PACKING),
        || architecture::serial(4096),
        || architecture::parallel(4096, 16, 256, 4 * 4096),
        || architecture::resampler(64, 1024),
        || parallel::figure(crate::answers::PARALLEL_BLOCK),
        compare::figure,
    ];
    DRAWINGS
}
