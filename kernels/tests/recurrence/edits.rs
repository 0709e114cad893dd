//! Golden values of memories that are edited.

use kernels::Precision::{Double, Float};
use kernels::recurrence::{Edits, edited_memory, kda_decays, kda_gates, unit_rows};
use ndarray::{Array1, Array2, array, s};

use crate::arrays::difference;
use crate::lcg::Lcg;

/// Six tokens of seed 21: queries and keys of length 1, values, β = σ(2x), and decays −softplus(x), for each channel and for each
/// token.
struct Tokens {
    queries: Array2<f64>,
    keys: Array2<f64>,
    values: Array2<f64>,
    beta: Array1<f64>,
    of_channels: Array2<f64>,
    one_each: Array2<f64>,
}

fn tokens() -> Tokens {
    let mut lcg = Lcg::new(21);
    let [queries, keys] =
        [lcg.array(6, 2), lcg.array(6, 2)].map(|rows| unit_rows(rows.view(), Double).unwrap());
    let values = lcg.array(6, 3);
    let beta = lcg.array(6, 1).column(0).mapv(|x| 1.0 / (1.0 + (-2.0 * x).exp()));
    let [of_channels, one_each] =
        [lcg.array(6, 2), lcg.array(6, 1)].map(|raw| raw.mapv(|x| -x.exp().ln_1p()));
    Tokens { queries, keys, values, beta, of_channels, one_each }
}

impl Tokens {
    /// The last output with these decays, as one row.
    fn last(&self, decays: &Array2<f64>, precision: kernels::Precision) -> Array2<f64> {
        let edits = Edits {
            queries: self.queries.view(),
            keys: self.keys.view(),
            values: self.values.view(),
            beta: self.beta.view(),
            decays: decays.broadcast((6, 2)).unwrap(),
        };
        edited_memory(edits, precision).unwrap().slice(s![5.., ..]).to_owned()
    }
}

/// The first rows of the input, as the fact sheet prints them.
#[test]
fn the_input_is_that_of_the_fact_sheet() {
    let tokens = tokens();
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a}, and not {b}");
    near(tokens.queries[[0, 1]], 0.287_768);
    near(tokens.keys[[0, 0]], -0.436_733);
    near(tokens.values[[0, 2]], -0.988_385);
    near(tokens.beta[5], 0.435_248);
    near(tokens.one_each[[5, 0]], -0.520_654);
}

/// The last output of fla's `naive_recurrent_kda`, `naive_recurrent_gated_delta_rule` and `delta_rule_recurrence`, which were run
/// in double precision on this input.
#[test]
fn the_last_output_of_the_official_recurrences() {
    let tokens = tokens();
    for (decays, golden) in [
        (&Array2::zeros((6, 1)), array![[-0.449_744, -0.043_423, -0.024_399]]),
        (&tokens.one_each, array![[-0.267_447, -0.038_476, 0.001_246]]),
        (&tokens.of_channels, array![[-0.275_143, -0.038_777, 0.000_315]]),
    ] {
        for (precision, slack) in [(Double, 1e-6), (Float, 2e-6)] {
            let last = tokens.last(decays, precision);
            assert!(difference(&last, &golden) < slack, "{last}");
        }
    }
}

/// The same with keys 1.7 times as long, by a program of its own from the definition.
#[test]
fn keys_need_not_have_length_1() {
    let mut tokens = tokens();
    tokens.keys *= 1.7;
    let last = tokens.last(&Array2::zeros((6, 1)), Double);
    assert!(difference(&last, &array![[0.071_981, -1.413_387, 1.287_086]]) < 1e-6, "{last}");
}

/// fla's `naive_kda_gate` with A = 4, asked −1, 0 and 2, and a bias of −3: run.
#[test]
fn decays_of_the_official_gate() {
    let golden = array![[-0.072_600, -0.194_349, -1.253_047]];
    for (precision, slack) in [(Double, 1e-6), (Float, 2e-6)] {
        let bias = array![-3.0, -3.0, -3.0];
        let out = kda_decays(array![[-1.0, 0.0, 2.0]].view(), 4.0_f64.ln(), bias.view(), precision).unwrap();
        assert!(difference(&out, &golden) < slack, "{out}");
    }
}

/// Beyond what exp can hold, and below what 1 + exp can: −A x, and −A exp(x).
#[test]
fn decays_far_from_zero() {
    let raw = array![[1000.0, -17.0, -1000.0]];
    let out = kda_decays(raw.view(), 0.0, array![0.0, 0.0, 0.0].view(), Float).unwrap();
    assert!((out[[0, 0]] + 1000.0).abs() < 1e-3 && out[[0, 2]] == 0.0, "{out}");
    assert!((out[[0, 1]] + 4.139_937_6e-8).abs() < 1e-13, "{out}");
}

/// fla's l2norm and `FusedRMSNormGated` with a sigmoid, run in the Triton interpreter in single precision.
#[test]
fn norms_of_the_official_layer() {
    let out = unit_rows(array![[3e-4, 4e-4]].view(), Double).unwrap();
    assert!(difference(&out, &array![[0.268_328, 0.357_771]]) < 1e-6, "{out}");
    let (outputs, asked) = (array![[0.5, -1.0, 2.0, 0.1]], array![[0.0, 1.0, -1.0, 2.0]]);
    for precision in [Double, Float] {
        let out = kda_gates(outputs.view(), asked.view(), precision).unwrap();
        assert!(difference(&out, &array![[0.218_010, -0.637_511, 0.469_054, 0.076_809]]) < 1e-6, "{out}");
    }
}
