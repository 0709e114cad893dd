//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

pub mod masks;
pub mod overflow;
pub mod rescale;
pub mod scale;
pub mod summary;

// >> look_back

// << look_back

// >> positions

// << positions

// >> heads

// << heads

// >> nearby

pub mod cache;
pub mod nothing;
pub mod reach;
pub mod sparse;

// << nearby

// >> tiles

// << tiles

// >> blocks

// << blocks

use figures::Figure;
use ndarray::Array2;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

/// The figures of the chapter, drawn with [`crate::answers`]. One whose answers panic, or give what cannot be drawn, is
/// left out.
pub fn figures() -> Vec<Figure> {
    use crate::answers::{ONLINE_SOFTMAX, scaled_dot_product::scaled_dot_product, softmax::softmax};
    let draw: &[fn() -> Figure] = &[
        summary::figure,
        || scale::figure(softmax),
        || masks::figure(scaled_dot_product, false),
        || overflow::figure(overflow::naive_softmax, softmax),
        || rescale::figure(ONLINE_SOFTMAX),
        // >> look_back

        // << look_back

        // >> positions

        // << positions

        // >> heads

        // << heads

        // >> nearby
        || reach::figure(crate::answers::WINDOW, crate::answers::SPARSE),
        || sparse::masks(crate::answers::SPARSE),
        || sparse::figure(crate::answers::SPARSE),
        || cache::figure(crate::answers::CACHE_BYTES),
        // << nearby

        // >> tiles

        // << tiles

        // >> blocks

        // << blocks
    ];
    draw.iter().filter_map(|draw| std::panic::catch_unwind(draw).ok()).collect()
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
