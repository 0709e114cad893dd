//! The typical mistakes of `gated_delta`: those of `edits`, as edits of this solution where that is possible.

use judge::Mistake;

use crate::edits::fading::of_fading;
use crate::edits::knobs::Knobs;
use crate::edits::mistakes::{of_edits, of_large_beta, with_edits};

/// What the solution of `gated_delta` and that of `kda` have word for word.
pub(crate) const ALIKE: [(&str, &str, &str); 17] = [
    (
        "skips_unwritten",
        "let key = keys.row(t);",
        "if beta[t] == 0.0 { continue; }\n        let key = keys.row(t);",
    ),
    ("no_erase", "&values.row(t) - &key.dot(&state)", "values.row(t).to_owned()"),
    ("beta_on_erase", "&(missing * beta[t])", "&(&values.row(t) - &(key.dot(&state) * beta[t]))"),
    ("beta_on_write", "&(missing * beta[t])", "&(&values.row(t) * beta[t] - &key.dot(&state))"),
    ("beta_ignored", "missing * beta[t]", "missing"),
    ("beta_squashed", "missing * beta[t]", "missing / (1.0 + (-beta[t]).exp())"),
    ("beta_twice", "missing * beta[t]", "missing * beta[t] * beta[t]"),
    ("adds_what_is_there", "&values.row(t) - &key.dot(&state)", "&values.row(t) + &key.dot(&state)"),
    ("looks_up_query", "&values.row(t) - &key.dot(&state)", "&values.row(t) - &queries.row(t).dot(&state)"),
    ("looks_up_across", "&values.row(t) - &key.dot(&state)", "&values.row(t) - &state.dot(&key)"),
    ("reads_across", "queries.row(t).dot(&state) / root", "state.dot(&queries.row(t)) / root"),
    ("reads_at_key", "queries.row(t).dot(&state) / root", "keys.row(t).dot(&state) / root"),
    ("no_scale", "(queries.ncols() as f32).sqrt()", "1.0_f32"),
    ("scale_by_width", "(queries.ncols() as f32).sqrt()", "queries.ncols() as f32"),
    ("scale_by_values", "(queries.ncols() as f32).sqrt()", "(values.ncols() as f32).sqrt()"),
    ("forgets", "let key = keys.row(t);", "state.fill(0.0);\n        let key = keys.row(t);"),
    ("first_written_whole", "missing * beta[t]", "missing * if t == 0 { 1.0 } else { beta[t] }"),
];

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut mistakes = of_fading();
    mistakes.extend(of_edits());
    mistakes.push(of_large_beta());
    let fade = "state *= decays[t].exp();";
    let write = "state += &(&key.insert_axis(Axis(1)) * &(missing * beta[t]));";
    let edits = [
        ("decay_not_exponentiated", fade, "state *= decays[t];"),
        ("decay_grows", fade, "state *= (-decays[t]).exp();"),
        ("nothing_fades", fade, ""),
        ("power_of_two", fade, "state *= decays[t].exp2();"),
        ("decay_linear", fade, "state *= 1.0 + decays[t];"),
        ("decay_running", fade, "state *= decays.slice(ndarray::s![..=t]).sum().exp();"),
        ("decay_one_late", fade, "if t > 0 { state *= decays[t - 1].exp(); }"),
        ("beta_cut_off", "missing * beta[t]", "missing * beta[t].min(1.0)"),
        ("decay_twice", fade, "state *= (2.0 * decays[t]).exp();"),
        ("keeps_what_fades", fade, "state *= 1.0 - decays[t].exp();"),
        ("decay_cut_off", fade, "state *= decays[t].max(-5.0).exp();"),
        ("decay_squashed", fade, "state *= 1.0 / (1.0 + (-decays[t]).exp());"),
        ("decay_softplus", fade, "state *= 1.0 / (1.0 + decays[t].exp());"),
        (
            "error_before_decay",
            "state *= decays[t].exp();\n        let missing = &values.row(t) - &key.dot(&state);",
            "let missing = &values.row(t) - &key.dot(&state);\n        state *= decays[t].exp();",
        ),
        (
            "decay_after_write",
            "state *= decays[t].exp();\n        let missing = &values.row(t) - &key.dot(&state);\n        \
             state += &(&key.insert_axis(Axis(1)) * &(missing * beta[t]));",
            "let missing = &values.row(t) - &key.dot(&state);\n        \
             state += &(&key.insert_axis(Axis(1)) * &(missing * beta[t]));\n        state *= decays[t].exp();",
        ),
        (
            "read_before_write",
            "state *= decays[t].exp();",
            "row.assign(&(queries.row(t).dot(&state) / root)); state *= decays[t].exp(); let mut row = row.to_owned();",
        ),
        (
            "reads_faded",
            write,
            "row.assign(&(queries.row(t).dot(&state) / root)); let mut row = row.to_owned(); \
             state += &(&key.insert_axis(Axis(1)) * &(missing * beta[t]));",
        ),
    ];
    with_edits(mistakes, &[&edits[..], &ALIKE[..]].concat())
}
