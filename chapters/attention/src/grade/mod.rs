//! The chapter's exercises as the judge sees them.

mod online_softmax;
mod scaled_dot_product;
mod softmax;

// >> look_back

mod additive;
mod luong;

// << look_back

// >> positions

mod alibi;
mod msrope;
mod rope;
mod rope_2d;

// << positions

// >> heads
mod gqa;
mod mla;
mod qk_norm;
// << heads

// >> nearby

mod cache_bytes;
mod sink;
mod sparse;
mod window;

// << nearby

// >> tiles
mod flash;
mod flash_backward;
mod merge;

// << tiles

// >> blocks
mod packing;
mod parallel_block;
mod resampler;

// << blocks

use judge::{Exercise, Precision};
use ndarray::ArrayView2;

use crate::Answers;

/// The exercises of the chapter in the order of the text, with these answers.
pub fn exercises(answers: &'static Answers) -> Vec<Exercise> {
    vec![
        softmax::plan(answers.softmax).exercise(),
        scaled_dot_product::plan(answers.scaled_dot_product).exercise(),
        online_softmax::plan(answers.online_softmax).exercise(),
        // >> look_back
        additive::plan(answers.additive).exercise(),
        luong::plan(answers.luong).exercise(),
        // << look_back

        // >> positions
        alibi::plan(answers.alibi).exercise(),
        rope::plan(answers.rope).exercise(),
        rope_2d::plan(answers.rope_2d).exercise(),
        msrope::plan(answers.msrope).exercise(),
        // << positions

        // >> heads
        gqa::plan(answers.gqa).exercise(),
        qk_norm::plan(answers.qk_norm).exercise(),
        mla::plan(answers.mla).exercise(),
        // << heads

        // >> nearby
        window::plan(answers.window).exercise(),
        sink::plan(answers.sink).exercise(),
        sparse::plan(answers.sparse).exercise(),
        cache_bytes::plan(answers.cache_bytes).exercise(),
        // << nearby

        // >> tiles
        merge::plan(answers.merge).exercise(),
        flash::plan(answers.flash).exercise(),
        flash_backward::plan(answers.flash_backward).exercise(),
        // << tiles

        // >> blocks
        packing::plan(answers.packing).exercise(),
        parallel_block::plan(answers.parallel_block).exercise(),
        resampler::plan(answers.resampler).exercise(),
        // << blocks
    ]
}

/// The kernels' name of a precision.
fn kernel_precision(precision: Precision) -> kernels::Precision {
    match precision {
        Precision::Double => kernels::Precision::Double,
        Precision::Float => kernels::Precision::Float,
        Precision::Nudged => kernels::Precision::Nudged,
    }
}

/// Takes the memory of a view as a slice, of the whole or of each row: the mistake of an answer that does not expect
/// transposed or strided views.
///
/// # Panics
/// As such an answer does.
fn as_slices(view: ArrayView2<'_, f32>, rows: bool) {
    if rows {
        for row in view.rows() {
            row.to_slice().unwrap();
        }
    } else {
        view.as_slice().unwrap();
    }
}
