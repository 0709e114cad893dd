//! The typical mistakes of `gated_pool`: those of `gates`, as edits of this solution where that is possible.

use judge::Mistake;

use crate::channels::with_edits;
use crate::gates::knobs::Knobs;
use crate::gates::mistakes::shared;

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let entry = "(&weights * &values).sum_axis(Axis(0)) / weights.sum_axis(Axis(0))";
    let largest = "scores.fold_axis(Axis(0), f32::NEG_INFINITY, |most, &score| most.max(score))";
    with_edits(
        shared(),
        &[
            ("bias_ignored", "&gates + &bias", "gates.to_owned()"),
            ("bias_reversed", "&gates + &bias", "&gates + &bias.slice(ndarray::s![..;-1, ..])"),
            ("bias_as_factor", "&gates + &bias", "&gates * &bias"),
            ("bias_subtracted", "&gates + &bias", "&gates - &bias"),
            (
                "bias_to_values",
                "let scores = &gates + &bias;",
                "let (scores, values) = (gates.to_owned(), &values + &bias);",
            ),
            ("not_divided", entry, "(&weights * &values).sum_axis(Axis(0))"),
            ("divided_by_count", entry, "(&weights * &values).mean_axis(Axis(0)).unwrap()"),
            ("divided_by_all_channels", entry, "(&weights * &values).sum_axis(Axis(0)) / weights.sum()"),
            ("gates_ignored", "(scores - largest).exp()", "(0.0 * (scores - largest)).exp()"),
            ("gates_scaled", "&gates + &bias", "(&gates + &bias) / (values.ncols() as f32).sqrt()"),
            ("gates_cut_off", "&gates + &bias", "(&gates + &bias).mapv(|score| score.clamp(-50.0, 50.0))"),
            ("no_max", "(scores - largest).exp()", "{ let _ = largest; scores.exp() }"),
            ("max_from_zero", "f32::NEG_INFINITY", "0.0_f32"),
            ("max_of_magnitude", "most.max(score)", "most.max(f32::abs(score))"),
            (
                "max_of_all_channels",
                largest,
                "scores.fold(f32::NEG_INFINITY, |most, &score| most.max(score))",
            ),
            ("first_gate_subtracted", largest, "scores.row(0).to_owned()"),
            (
                "low_gates_skipped",
                "(scores - largest).exp()",
                "(scores - largest).mapv(|x| if x <= -10.0 { 0.0 } else { x.exp() })",
            ),
            ("gates_pooled", "(&weights * &values)", "(&weights * &gates)"),
        ],
    )
}
