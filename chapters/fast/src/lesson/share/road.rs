//! What crosses the road to memory, as operations of their own and fused.

use figures::{Figure, Schematic};

use crate::{FarMatrix, Fused};

/// The bytes of a number.
const BYTES: u64 = 4;
/// Rows, keys, width and rows of a block, in the figure.
const SIZES: [usize; 4] = [64, 128, 16, 8];

/// Bytes of a softmax and a product of rows × keys scores, as operations of their own: the largest score of each row; weights and their
/// sum; the product. Read and written of scores and weights, read of values, written of outputs.
pub fn unfused([rows, keys, width, _]: [usize; 4]) -> [u64; 5] {
    let [scores, values, output] =
        [rows * keys, keys * width, rows * width].map(|count| BYTES * count as u64);
    // Scores twice: for the largest, and for the weights.
    [2 * scores, scores, scores, values, output]
}

/// Bytes of the same by an answer: read of scores and of values, as it reads them, and written of outputs.
pub fn fused(answer: Fused, [rows, keys, width, block]: [usize; 4]) -> [u64; 3] {
    let scores = FarMatrix::computed((rows, keys), |i, j| ((7 * i + 3 * j) % 11) as f32);
    let values = FarMatrix::computed((keys, width), |j, c| ((5 * j + c) % 13) as f32);
    let (output, _) = answer(&scores, &values, block);
    [scores.reads(), values.reads(), output.len() as u64].map(|count| BYTES * count)
}

/// For a cell: bytes of both ways, and with blocks of more and more rows.
pub fn table(answer: Fused, [rows, keys, width]: [usize; 3]) -> String {
    let kib = |bytes: u64| bytes as f64 / 1024.0;
    let line = |way: &str, scores: u64, weights: u64, values: u64, output: u64| {
        let all = scores + weights + values + output;
        let [scores, weights, values, output, all] = [scores, weights, values, output, all].map(kib);
        format!("\n{way:<16}  {scores:>6.0}  {weights:>7.0}  {values:>6.0}  {output:>6.0}  {all:>5.0}")
    };
    let mut text = format!(
        "{:<16}  {:>6}  {:>7}  {:>6}  {:>6}  {:>5}",
        "KiB", "scores", "weights", "values", "output", "all"
    );
    let [scores, written, read, values, output] = unfused([rows, keys, width, 1]);
    text += &line("three operations", scores, written + read, values, output);
    for block in [1, 8, 64] {
        let [scores, values, output] = fused(answer, [rows, keys, width, block]);
        text += &line(&format!("fused, block {block}"), scores, 0, values, output);
    }
    text
}

/// Both ways, with what crosses.
pub fn schematic(answer: Fused) -> Figure {
    let [rows, keys, width, block] = SIZES;
    let [scores, written, weights, values, output] = unfused(SIZES);
    let [once, shared, result] = fused(answer, SIZES);
    let all = [scores + written + weights + values + output, once + shared + result];
    let said = |bytes: u64| figures::text(bytes as f64 / 1024.0, 0);
    let description = format!(
        "Softmax and product of {rows} × {keys} scores at width {width}, as three operations, which move {} KiB, and fused with blocks of {block} rows, which moves {} KiB.",
        said(all[0]),
        said(all[1])
    );
    Schematic::new(
        "As three operations, softmax and product carry a score or its weight over the road to memory four times; fused, once",
        &description,
    )
    .tensor("scores", "scores", &[&rows, &keys])
    .tensor("values", "values", &[&keys, &width])
    .operation("largest", &format!("largest of each row: {}\u{a0}KiB\u{a0}in", said(scores / 2)))
    .operation("exp", &format!("exp and sum: {}\u{a0}KiB\u{a0}in, {} out", said(scores / 2), said(written)))
    .tensor("weights", "weights", &[&rows, &keys])
    .operation("product", &format!("product: {}\u{a0}KiB\u{a0}in, {} out", said(weights + values), said(output)))
    .tensor("out", "output", &[&rows, &width])
    .operation("fused", &format!("fused, {block} rows at a time: {}\u{a0}KiB\u{a0}in, {} out", said(once + shared), said(result)))
    .tensor("same", "the same output", &[&rows, &width])
    .flow(&["scores", "largest", "exp", "weights", "product", "out"])
    .flow(&["scores", "exp"])
    .flow(&["values", "product"])
    .flow(&["scores", "fused", "same"])
    .flow(&["values", "fused"])
    .group(&format!("three operations: {}\u{a0}KiB", said(all[0])), &["largest", "exp", "weights", "product"])
    .group(&format!("one: {}\u{a0}KiB", said(all[1])), &["fused"])
    .save()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::fused::fused as solution;

    #[test]
    fn four_crossings_become_one() {
        let [rows, keys, ..] = SIZES;
        let scores = BYTES * (rows * keys) as u64;
        let [read, written, weights, ..] = unfused(SIZES);
        assert_eq!([read + written + weights, fused(solution, SIZES)[0]], [4 * scores, scores]);
    }

    #[test]
    fn larger_blocks_read_less_of_the_values() {
        let values = |block| fused(solution, [64, 128, 16, block])[1];
        assert_eq!([1, 8, 64].map(values), [64, 8, 1].map(|blocks| blocks * 4 * 128 * 16));
        assert_eq!(table(solution, [64, 128, 16]).lines().count(), 5);
    }

    #[test]
    fn the_figure_is_finished() {
        assert_eq!(schematic(solution).overlapping_labels(), []);
    }
}
