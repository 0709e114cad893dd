//! What is known of `delta` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::{Array2, array};

use super::mistakes::mistakes;
use crate::edits::knobs::Knobs;
use crate::edits::{Decays, Edit, Input};
use crate::given::{Ri, ri};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_input,
        the_official_recurrence,
        the_official_recurrence_with_mistakes,
        keys_1_7_times_as_long,
        the_official_norm,
    ]
}

/// The tokens of seed 21 that all recurrences with a matrix are tried on, with no decay.
fn input(ri: &Ri) -> Input {
    let ri = ri.single();
    Input::Edit(Edit {
        queries: ri.queries.into(),
        keys: ri.keys.into(),
        values: ri.values.into(),
        beta: ri.beta.into(),
        decays: Decays::Nothing,
    })
}

fn last(knobs: &Knobs, input: &Input) -> [f32; 3] {
    let out = knobs.run(input).out;
    [out[[5, 0]], out[[5, 1]], out[[5, 2]]]
}

fn near(is: &[f32], should: &[f32], what: &str) {
    assert!(is.iter().zip(should).all(|(a, b)| (a - b).abs() < 3e-6), "{what}: {is:?}, and not {should:?}");
}

/// Its first numbers, as they were printed by another program.
fn the_input() {
    let ri = ri().single();
    near(&ri.queries.row(0).to_vec(), &[0.957_699, 0.287_768], "queries");
    near(&ri.keys.row(0).to_vec(), &[-0.436_733, 0.899_590], "keys");
    near(&ri.values.row(0).to_vec(), &[0.389_143, 0.361_720, -0.988_385], "values");
    near(&ri.beta.to_vec(), &[0.187_155, 0.865_072, 0.657_940, 0.132_394, 0.870_523, 0.435_248], "beta");
    let decays = [-0.441_309, -1.001_779, -0.515_172, -0.751_336, -1.310_52, -0.520_654];
    near(&ri.decays.to_vec(), &decays, "decays");
}

/// The last output of `delta_rule_recurrence` of fla (ops/delta_rule/naive.py), which was run in double precision.
fn the_official_recurrence() {
    near(&last(&Knobs::default(), &input(&ri())), &[-0.449_744, -0.043_423, -0.024_399], "delta");
}

/// What the mistakes give there, from the definition with one thing changed, by two programs apart from this one.
fn the_official_recurrence_with_mistakes() {
    for (id, measured) in [
        ("no_erase", [-0.344_637, -0.333_033, 0.287_881]),
        ("beta_on_erase", [-0.512_916, -0.034_498, 0.007_169]),
        ("beta_on_write", [-0.434_433, -0.050_631, -0.057_509]),
        ("read_before_write", [-0.457_225, -0.027_124, -0.017_104]),
        ("adds_what_is_there", [0.274_005, -1.244_37, 1.042_515]),
    ] {
        near(&last(&mistaken(mistakes(), id), &input(&ri())), &measured, id);
    }
}

/// By the same programs: keys need not have length 1.
fn keys_1_7_times_as_long() {
    let mut ri = ri();
    ri.keys *= 1.7;
    near(&last(&Knobs::default(), &input(&ri)), &[0.071_981, -1.413_387, 1.287_086], "longer keys");
}

/// fla's l2norm, run in the Triton interpreter; and what comes of the constant elsewhere, from the definitions.
fn the_official_norm() {
    let input = Input::Unit { rows: array![[3e-4_f32, 4e-4]].into() };
    let unit = |knobs: &Knobs| -> Array2<f32> { knobs.run(&input).out };
    near(&unit(&Knobs::default()).row(0).to_vec(), &[0.268_328, 0.357_771], "unit");
    for (id, measured) in [("eps_as_floor", [0.6, 0.8]), ("eps_outside_root", [0.598_802, 0.798_403])] {
        near(&unit(&mistaken(mistakes(), id)).row(0).to_vec(), &measured, id);
    }
}
