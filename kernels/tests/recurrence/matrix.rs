//! Golden values of recurrences with a matrix for a state.

use kernels::Precision::{Double, Float};
use kernels::recurrence::{gla, linear_attention, linear_state, retention};
use kernels::waves::wave;
use ndarray::{Array1, Array2, ArrayView1, Axis, array, concatenate, s};

use crate::arrays::difference;
use crate::lcg::Lcg;

/// The input RI of the fact sheet: queries, keys, values, logarithms of decays by channel, and one for all channels.
struct Ri {
    q: Array2<f64>,
    k: Array2<f64>,
    v: Array2<f64>,
    g: Array2<f64>,
    gs: Array1<f64>,
}

fn ri() -> Ri {
    let mut lcg = Lcg::new(21);
    let mut unit = |rows: usize| {
        let mut x = lcg.array(rows, 2);
        for mut row in x.rows_mut() {
            let length = (row.dot(&row) + 1e-6).sqrt();
            row /= length;
        }
        x
    };
    let (q, k) = (unit(6), unit(6));
    let v = lcg.array(6, 3);
    let _beta = lcg.array(6, 1);
    let decay = |x: f64| -x.exp().ln_1p();
    let g = lcg.array(6, 2).mapv(decay);
    let gs = lcg.array(6, 1).mapv(decay).column(0).to_owned();
    Ri { q, k, v, g, gs }
}

fn near(row: ArrayView1<'_, f64>, golden: &[f64]) -> bool {
    row.len() == golden.len() && row.iter().zip(golden).all(|(a, b)| (a - b).abs() < 1e-6)
}

/// Queries, keys and values from LCG(31), 4×2 each: idiap/fast-transformers, `RecurrentLinearAttention`, run, agrees to six digits.
#[test]
fn four_tokens_as_in_the_official_code() {
    let mut lcg = Lcg::new(31);
    let [q, k, v] = [0, 1, 2].map(|_| lcg.array(4, 2));
    for (precision, allowed) in [(Double, 1e-6), (Float, 2e-6)] {
        let out = linear_attention(q.view(), k.view(), v.view(), precision).unwrap();
        let rows = out.select(Axis(0), &[0, 3]);
        let golden = array![[-0.796_399, -0.952_916], [-0.047_781, -0.657_217]];
        assert!(difference(&rows, &golden) < allowed, "{rows}");
    }
}

/// The fact sheet's A17: 7 tokens, width 4, `sin(0.7 i + s)` with s = 0, 1 and 2, and no 10⁻⁶.
#[test]
fn seven_tokens_of_waves() {
    let [q, k, v] = [0.0, 1.0, 2.0].map(|seed| wave(7, 4, seed));
    let out = linear_attention(q.view(), k.view(), v.view(), Double).unwrap();
    let golden = array![[0.339_545, 0.380_959, 0.243_202, -0.008_937]];
    assert!(difference(&out.slice(s![6.., ..]).to_owned(), &golden) < 2e-6, "{}", out.row(6));
    assert!(difference(&out.slice(s![..1, ..]).to_owned(), &v.slice(s![..1, ..]).to_owned()) < 2e-6);
}

/// The state, read by the last query, gives the last output; by hand for one token.
#[test]
fn the_state_is_what_the_last_query_reads() {
    let phi = |x: f64| if x > 0.0 { x + 1.0 } else { x.exp() };
    let [q, k, v] = [(5, 0.3), (5, 0.4), (2, 0.5)].map(|(width, seed)| 3.0 * wave(13, width, seed));
    let out = linear_attention(q.view(), k.view(), v.view(), Double).unwrap();
    let (sum, keys) = linear_state(k.view(), v.view(), Double).unwrap();
    let query = q.row(12).mapv(phi);
    let read = query.dot(&sum) / (query.dot(&keys) + 1e-6);
    assert!(near(out.row(12), &read.to_vec()), "{read}");
    let (sum, keys) =
        linear_state(array![[2.0, 0.0]].view(), array![[5.0, -1.0, 4.0]].view(), Double).unwrap();
    assert_eq!(sum, array![[15.0, -3.0, 12.0], [5.0, -1.0, 4.0]]);
    assert_eq!(keys, array![3.0, 1.0]);
}

/// fla-org/flash-linear-attention, `naive_linear_attn` and `naive_recurrent_gla` (run in double precision) and `naive_retention` (heads 0
/// and 1) on RI give these last outputs.
#[test]
fn last_outputs_on_ri_as_in_the_official_code() {
    let Ri { q, k, v, g, gs } = ri();
    let last = |gamma: f64| retention(q.view(), k.view(), v.view(), gamma, Double).unwrap().row(5).to_owned();
    assert!(near(last(1.0).view(), &[-0.107_900, 0.132_668, 0.121_549]));
    assert!(near(last(gs[0].exp()).view(), &[-0.280_836, 0.055_431, 0.157_823]));
    assert!(near(last(1.0 - 0.5_f64.powi(5)).view(), &[-0.147_538, 0.127_961, 0.141_980]));
    assert!(near(last(1.0 - 0.5_f64.powi(6)).view(), &[-0.128_537, 0.130_362, 0.132_443]));
    for (precision, allowed) in [(Double, 1e-6), (Float, 2e-6)] {
        let out = gla(q.view(), k.view(), v.view(), g.view(), precision).unwrap();
        let golden = array![[-0.294_802, 0.005_620, 0.124_181]];
        assert!(difference(&out.slice(s![5.., ..]).to_owned(), &golden) < allowed, "{}", out.row(5));
    }
}

/// Equal decays are retention, none are sums without a fade, and tokens that come later change nothing; sums that go below −88 too.
#[test]
fn the_same_function_by_several_roads() {
    let (q, k, v) = (wave(60, 3, 0.1), wave(60, 3, 0.2), wave(60, 2, 0.3));
    let run = |g: &Array2<f64>| gla(q.view(), k.view(), v.view(), g.view(), Double).unwrap();
    for g in [0.0_f64, -0.3, -5.0] {
        let expected = retention(q.view(), k.view(), v.view(), g.exp(), Double).unwrap();
        assert!(difference(&run(&Array2::from_elem((60, 3), g)), &expected) < 1e-12, "{g}");
    }
    let g = 2.5 * (wave(60, 3, 0.4) - 1.0);
    let all = run(&g);
    // Token by token.
    let mut state = Array2::<f64>::zeros((3, 2));
    for t in 0..60 {
        let fade = g.row(t).mapv(f64::exp).insert_axis(Axis(1));
        state = state * fade + &k.row(t).insert_axis(Axis(1)) * &v.row(t);
        assert!(near(all.row(t), &(q.row(t).dot(&state) / 3.0_f64.sqrt()).to_vec()), "token {t}");
    }
    let other = concatenate![Axis(0), k.slice(s![..40, ..]), wave(20, 3, 9.0)];
    let out = gla(q.view(), other.view(), v.view(), g.view(), Double).unwrap();
    assert_eq!(out.slice(s![..40, ..]), all.slice(s![..40, ..]));
}
