//! What must hold for `nsa_scores`, whatever the reference says.

use judge::{Broken, close, same};
use ndarray::{Axis, s};

use super::{Input, TheProbe};

/// The sum of an input's weights.
fn weight(input: &Input) -> f64 {
    input.weights.values.iter().map(|&x| f64::from(x)).sum()
}

/// With as many blocks as compressed ones reach, every stride of every compressed block is in one of them.
pub(super) fn kept(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let blocks = input.end().div_ceil(input.block);
    // Too many to ask for.
    if blocks > 4096 {
        return Ok(());
    }
    let scores = probe.call(&Input { blocks, ..input.clone() })?;
    let sum: f64 = scores.iter().map(|&x| f64::from(x)).sum();
    let expected = weight(input) * (input.length / input.stride) as f64;
    if close(sum, expected, 1e-5 * expected + 1e-7) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "with {blocks} blocks, which is all that compressed ones reach, scores sum to {sum}, and weight · length / stride is {expected}"
    )))
}

/// All weights but those of one compressed block are taken away: blocks that it does not reach have a score of 0.
pub(super) fn local(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (heads, count) = input.weights.values.dim();
    if input.length > 10_000 {
        return Ok(());
    }
    let i = probe.random.whole(0..=count - 1);
    let mut alone = input.clone();
    alone.weights.values.fill(0.0);
    alone.weights.values.column_mut(i).fill(0.75);
    let scores = probe.call(&alone)?;
    if scores.len() != input.blocks {
        return Err(Broken::Law(format!("there are {} scores, and not {}", scores.len(), input.blocks)));
    }
    for (j, &score) in scores.iter().enumerate() {
        let common = input.common(i, j);
        let expected = 0.75 * heads as f64 * common as f64 / input.stride as f64;
        if !close(score, expected, 1e-5 * expected + 1e-6) {
            return Err(Broken::Law(format!(
                "compressed block {i} has {common} tokens in common with block {j}, and stride is {}. With {heads} weights of 0.75 at it and none \
                 elsewhere, the score is {score}, and not {expected}",
                input.stride
            )));
        }
    }
    Ok(())
}

/// Compressed and selected blocks that are the same.
pub(super) fn alike(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let count = input.weights.values.ncols();
    let size = probe.random.whole(1..=40);
    let cut = Input { length: size, stride: size, block: size, blocks: count, ..input.clone() };
    let scores = probe.call(&cut)?;
    let expected = input.weights.double().sum_axis(Axis(0)).mapv(|x| x as f32);
    same(
        "out",
        &scores,
        &expected,
        2.0 * probe.tolerance + 1e-6,
        &format!("by adding the heads, all blocks of {size}"),
    )
}

/// Three blocks more.
pub(super) fn more(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (scores, more) =
        (probe.call(input)?, probe.call(&Input { blocks: input.blocks + 3, ..input.clone() })?);
    if more.len() != input.blocks + 3 {
        return Err(Broken::Law(format!("with three blocks more there are {} scores", more.len())));
    }
    let more = more.slice_move(s![..input.blocks]);
    same("out", &more, &scores, 2.0 * probe.tolerance, "with three blocks more")
}
