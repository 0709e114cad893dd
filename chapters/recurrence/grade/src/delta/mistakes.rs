//! The typical mistakes of `delta`.

use judge::Mistake;

use crate::edits::knobs::{Knobs, Length};
use crate::edits::mistakes::{of_edits, of_large_beta, with_edits};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut mistakes = of_edits();
    mistakes.splice(8..8, of_unit());
    mistakes.insert(4, of_large_beta());
    let missing = "&values.row(t) - &key.dot(&state)";
    with_edits(
        mistakes,
        &[
            ("no_erase", missing, "values.row(t).to_owned()"),
            ("beta_on_erase", "&(missing * beta[t])", "&(&values.row(t) - &(key.dot(&state) * beta[t]))"),
            ("beta_on_write", "&(missing * beta[t])", "&(&values.row(t) * beta[t] - &key.dot(&state))"),
            ("beta_ignored", "missing * beta[t]", "missing"),
            ("beta_squashed", "missing * beta[t]", "missing / (1.0 + (-beta[t]).exp())"),
            ("beta_cut_off", "missing * beta[t]", "missing * beta[t].min(1.0)"),
            (
                "skips_unwritten",
                "let key = keys.row(t);",
                "if beta[t] == 0.0 { continue; }\n        let key = keys.row(t);",
            ),
            ("beta_twice", "missing * beta[t]", "missing * beta[t] * beta[t]"),
            ("adds_what_is_there", missing, "&values.row(t) + &key.dot(&state)"),
            ("looks_up_query", missing, "&values.row(t) - &queries.row(t).dot(&state)"),
            ("looks_up_across", missing, "&values.row(t) - &state.dot(&key)"),
            ("over_length", missing, "&values.row(t) - &(key.dot(&state) / (key.dot(&key) + 1e-6))"),
            ("reads_across", "queries.row(t).dot(&state) / root", "state.dot(&queries.row(t)) / root"),
            ("reads_at_key", "queries.row(t).dot(&state) / root", "keys.row(t).dot(&state) / root"),
            ("no_scale", "(queries.ncols() as f32).sqrt()", "1.0_f32"),
            ("scale_by_width", "(queries.ncols() as f32).sqrt()", "queries.ncols() as f32"),
            ("scale_by_values", "(queries.ncols() as f32).sqrt()", "(values.ncols() as f32).sqrt()"),
            ("forgets", "let key = keys.row(t);", "state.fill(0.0);\n        let key = keys.row(t);"),
            ("first_written_whole", "missing * beta[t]", "missing * if t == 0 { 1.0 } else { beta[t] }"),
            ("eps_outside_root", "(row.dot(&row) + 1e-6).sqrt()", "row.dot(&row).sqrt() + 1e-6"),
            ("no_eps", "(row.dot(&row) + 1e-6).sqrt()", "row.dot(&row).sqrt()"),
            ("eps_as_floor", "(row.dot(&row) + 1e-6).sqrt()", "row.dot(&row).sqrt().max(1e-12)"),
            (
                "mean_of_squares",
                "(row.dot(&row) + 1e-6).sqrt()",
                "(row.dot(&row) / row.len() as f32 + 1e-6).sqrt()",
            ),
            ("no_root", "(row.dot(&row) + 1e-6).sqrt()", "row.dot(&row) + 1e-6"),
            ("unit_columns", "unit.rows_mut()", "unit.columns_mut()"),
            (
                "one_length_for_all",
                "(row.dot(&row) + 1e-6).sqrt()",
                "(rows.iter().map(|x| x * x).sum::<f32>() + 1e-6).sqrt()",
            ),
            (
                "sum_of_magnitudes",
                "(row.dot(&row) + 1e-6).sqrt()",
                "row.iter().map(|x| x.abs()).sum::<f32>() + 1e-6",
            ),
            ("other_eps", "1e-6", "1e-5"),
        ],
    )
}

fn of_unit() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "eps_outside_root",
            "the 10⁻⁶ is added to the length, √(Σ x²) + 10⁻⁶. It stands under the root, where a row of length 10⁻³ \
             comes out with length 0.71, and not 0.999.",
            |k: &mut Knobs| k.length = Length::Outside,
        ),
        Mistake::new(
            "no_eps",
            "the 10⁻⁶ is left out: a row of zeros becomes 0/0, and small rows have length 1.",
            |k| k.length = Length::Nothing,
        ),
        Mistake::new(
            "eps_as_floor",
            "small lengths are replaced by a floor, as PyTorch's F.normalize does with max(length, 10⁻¹²). Here 10⁻⁶ is added to the square, \
             under the root, for every row.",
            |k| k.length = Length::Floor,
        ),
        Mistake::new(
            "mean_of_squares",
            "the root is of the mean of the squares, as in RMSNorm: rows get length √d. Take their sum.",
            |k| k.length = Length::Mean,
        ),
        Mistake::new(
            "no_root",
            "rows are divided by Σ x² + 10⁻⁶, the square of their length. Take the root.",
            |k| k.length = Length::NoRoot,
        ),
        Mistake::new(
            "unit_columns",
            "columns are made unit, over all tokens. Each row, which is one token's, has a length of its own.",
            |k| k.length = Length::Columns,
        ),
        Mistake::new(
            "one_length_for_all",
            "all rows are divided by one length, that of the whole array. Each row has its own.",
            |k| k.length = Length::All,
        ),
        Mistake::new(
            "sum_of_magnitudes",
            "rows are divided by the sum of magnitudes. The length is the root of the sum of squares.",
            |k| k.length = Length::Magnitudes,
        ),
        Mistake::new(
            "other_eps",
            "10⁻⁵ is added under the root, as RMSNorm often has it. Here it is 10⁻⁶, which shows in small rows.",
            |k| k.length = Length::OtherEps,
        ),
    ]
}
