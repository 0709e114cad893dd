//! The chapter's exercises as the judge sees them.

mod additive;
mod alibi;
mod cache_bytes;
mod flash;
mod flash_backward;
mod gqa;
mod luong;
mod merge;
mod mla;
mod msrope;
mod online_softmax;
mod packing;
mod parallel_block;
mod qk_norm;
mod resampler;
mod rope;
mod rope_2d;
mod scaled_dot_product;
mod sink;
mod softmax;
mod sparse;
mod window;

use judge::slips::{as_slices, assumes_contiguous, reshapes_columns};
use judge::{Exercise, Precision};

use crate::Answers;

/// The exercises of the chapter in the order of the text, with these answers.
pub fn exercises(answers: &'static Answers) -> Vec<Exercise> {
    vec![
        softmax::plan(answers.softmax).exercise(),
        additive::plan(answers.additive).exercise(),
        luong::plan(answers.luong).exercise(),
        scaled_dot_product::plan(answers.scaled_dot_product).exercise(),
        alibi::plan(answers.alibi).exercise(),
        rope::plan(answers.rope).exercise(),
        rope_2d::plan(answers.rope_2d).exercise(),
        msrope::plan(answers.msrope).exercise(),
        gqa::plan(answers.gqa).exercise(),
        qk_norm::plan(answers.qk_norm).exercise(),
        mla::plan(answers.mla).exercise(),
        window::plan(answers.window).exercise(),
        sink::plan(answers.sink).exercise(),
        sparse::plan(answers.sparse).exercise(),
        cache_bytes::plan(answers.cache_bytes).exercise(),
        online_softmax::plan(answers.online_softmax).exercise(),
        merge::plan(answers.merge).exercise(),
        flash::plan(answers.flash).exercise(),
        flash_backward::plan(answers.flash_backward).exercise(),
        packing::plan(answers.packing).exercise(),
        parallel_block::plan(answers.parallel_block).exercise(),
        resampler::plan(answers.resampler).exercise(),
    ]
}

/// The kernels' name of a precision.
fn kernel_precision(precision: Precision) -> kernels::Precision {
    precision.pick(kernels::Precision::Double, kernels::Precision::Float, kernels::Precision::Nudged)
}
