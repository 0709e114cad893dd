//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

pub mod alignment;
pub mod bill;
pub mod cache;
pub mod compare;
pub mod distance;
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
pub mod reach;
pub mod rescale;
pub mod review;
pub mod scale;
pub mod sparse;
pub mod speed;
pub mod summary;
pub mod tiles;
pub mod turn;

use figures::Figure;
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

/// The figures of the chapter, drawn with [`crate::answers`]. One whose answers panic, or give what cannot be drawn, is
/// left out.
pub fn figures() -> Vec<Figure> {
    drawings().iter().filter_map(|draw| std::panic::catch_unwind(draw).ok()).collect()
}

/// What draws the figures of the chapter, one by one.
pub fn drawings() -> &'static [fn() -> Figure] {
    use crate::answers::{ONLINE_SOFTMAX, scaled_dot_product::scaled_dot_product, softmax::softmax};
    const DRAWINGS: &[fn() -> Figure] = &[
        summary::figure,
        || scale::figure(softmax),
        || masks::figure(scaled_dot_product, false),
        || overflow::figure(overflow::naive_softmax, softmax),
        || rescale::figure(ONLINE_SOFTMAX),
        || growth::figure(softmax, crate::answers::additive::additive, crate::answers::LUONG),
        || distance::figure(crate::answers::ALIBI),
        || ladder::figure(crate::answers::rope::rope),
        || patches::figure(crate::answers::rope::rope, crate::answers::rope_2d::rope_2d),
        || pictures::figure(crate::answers::MSROPE),
        || look::figure(crate::answers::gqa::gqa),
        || long_weights::figure(softmax, crate::answers::QK_NORM),
        || bill::figure(bill::DEEPSEEK_V3),
        || reach::figure(crate::answers::WINDOW, crate::answers::SPARSE),
        || sparse::masks(crate::answers::SPARSE),
        || sparse::figure(crate::answers::SPARSE),
        || cache::figure(crate::answers::CACHE_BYTES),
        || tiles::figure(softmax),
        || tiles::moved_figure(crate::answers::flash::flash),
        || packed::mask_figure(scaled_dot_product, crate::answers::PACKING),
        || packed::saving_figure(crate::answers::PACKING),
        || parallel::figure(crate::answers::PARALLEL_BLOCK),
        compare::figure,
    ];
    DRAWINGS
}

/// The random numbers of an experiment; the same on every machine.
fn random(seed: u64) -> Pcg64 {
    Pcg64::seed_from_u64(seed)
}

/// An array of independent standard normal numbers.
fn normals(random: &mut Pcg64, shape: (usize, usize)) -> Array2<f32> {
    Array2::from_shape_simple_fn(shape, || random.sample(StandardNormal))
}

/// A number with some decimals for a text alternative, with the true minus.
fn text(value: impl Into<f64>, decimals: usize) -> String {
    format!("{:.decimals$}", value.into()).replace('-', "−")
}
