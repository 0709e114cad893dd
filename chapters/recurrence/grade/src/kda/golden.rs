//! What is known of `kda` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::array;

use super::mistakes::mistakes;
use crate::edits::knobs::Knobs;
use crate::edits::{Decays, Edit, Input};
use crate::given::ri;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_official_recurrence,
        the_official_recurrence_with_mistakes,
        the_official_gate_of_the_memory,
        the_official_gate_of_the_output,
    ]
}

fn near(is: &[f32], should: &[f32], what: &str) {
    assert!(is.iter().zip(should).all(|(a, b)| (a - b).abs() < 3e-6), "{what}: {is:?}, and not {should:?}");
}

/// The last output on the tokens of seed 21 that all recurrences with a matrix are tried on, with a decay for each channel.
fn last(knobs: &Knobs) -> Vec<f32> {
    let ri = ri().single();
    let input = Input::Edit(Edit {
        queries: ri.queries.into(),
        keys: ri.keys.into(),
        values: ri.values.into(),
        beta: ri.beta.into(),
        decays: Decays::OfChannel(ri.channel_decays.into()),
    });
    knobs.run(&input).out.row(5).to_vec()
}

/// That of `naive_recurrent_kda` of fla (ops/kda/naive.py), which was run in double precision.
fn the_official_recurrence() {
    near(&last(&Knobs::default()), &[-0.275_143, -0.038_777, 0.000_315], "kda");
}

/// What the mistakes give there, from the definition with one thing changed, by two programs apart from this one.
fn the_official_recurrence_with_mistakes() {
    for (id, measured) in [
        ("decay_after_write", [-0.100_502, -0.019_567, 0.009_550]),
        ("error_before_decay", [-0.251_815, -0.061_909, 0.004_412]),
        ("decay_on_the_left", [-0.274_158, -0.037_753, 0.002_293]),
        ("read_before_write", [-0.445_970, -0.016_899, -0.055_138]),
        ("no_erase", [-0.281_752, -0.046_040, 0.025_329]),
        ("beta_on_erase", [-0.329_884, -0.068_453, 0.046_881]),
        ("beta_on_write", [-0.261_116, -0.043_097, -0.002_662]),
        ("decay_not_exponentiated", [0.210_218, -0.023_012, 0.082_063]),
        // In the report's formula for chunks, and in the write of the state too.
        ("decay_inclusive", [-0.104_972, -0.020_120, 0.012_971]),
        ("no_scale", [-0.389_111, -0.054_839, 0.000_445]),
    ] {
        near(&last(&mistaken(mistakes(), id)), &measured, id);
    }
}

/// `naive_kda_gate` and `naive_kda_lowerbound_gate` of fla (ops/kda/gate.py), run, with A = 4, asked −1, 0 and 2, and a bias of −3: the
/// logarithms, and the factors that come of them; and those of mistakes, from the definition.
fn the_official_gate_of_the_memory() {
    let input = Input::Decay {
        raw: array![[-1.0, 0.0, 2.0]].into(),
        a_log: 4.0_f32.ln(),
        bias: array![-3.0, -3.0, -3.0].into(),
    };
    let decays = |knobs: &Knobs| knobs.run(&input).out.row(0).to_vec();
    let factors = |knobs: &Knobs| decays(knobs).into_iter().map(f32::exp).collect::<Vec<_>>();
    near(&decays(&Knobs::default()), &[-0.072_600, -0.194_349, -1.253_047], "decay");
    near(&factors(&Knobs::default()), &[0.929_973, 0.823_370, 0.285_633], "factor");
    for (id, measured) in [
        ("a_log_not_exponentiated", [0.975_153, 0.934_862, 0.647_735]),
        ("sigmoid_for_factor", [0.017_986, 0.047_426, 0.268_941]),
        ("no_a", [0.982_014, 0.952_574, 0.731_059]),
        ("positive_decay", [1.0753, 1.214_521, 3.500_993]),
        ("bounded", [0.999_999, 0.999_969, 0.913_994]),
        ("bounded_a_log_itself", [0.980_733, 0.925_961, 0.367_879]),
    ] {
        let factors = factors(&mistaken(mistakes(), id));
        // One of them was printed with four digits.
        let slack = if id == "positive_decay" { 3e-5 } else { 3e-6 };
        let near = factors.iter().zip(&measured).all(|(a, b)| (a - b).abs() < slack);
        assert!(near, "{id}: {factors:?}, and not {measured:?}");
    }
}

/// `FusedRMSNormGated` of fla with a sigmoid, and with SiLU, run in the Triton interpreter; the others from the definition.
fn the_official_gate_of_the_output() {
    let input = Input::Gate {
        outputs: array![[0.5, -1.0, 2.0, 0.1]].into(),
        asked: array![[0.0, 1.0, -1.0, 2.0]].into(),
    };
    let gated = |knobs: &Knobs| knobs.run(&input).out.row(0).to_vec();
    near(&gated(&Knobs::default()), &[0.218_010, -0.637_511, 0.469_054, 0.076_809], "gate");
    for (id, measured) in [
        ("silu_gate", [0.0, -0.637_511, -0.469_054, 0.153_618]),
        ("norm_after_silu", [0.0, -1.581_396, -1.163_526, 0.381_061]),
        ("norm_after_gate", [0.528_793, -1.546_316, 1.137_716, 0.186_304]),
    ] {
        near(&gated(&mistaken(mistakes(), id)), &measured, id);
    }
}
