//! Golden values of additive and multiplicative attention, on waves as in `golden`.

use kernels::Precision::{Double, Float};
use kernels::attention::{
    additive, luong_attentional, luong_concat, luong_dot, luong_general, scaled_dot_product,
};
use kernels::waves::wave;
use ndarray::{Array2, Axis, array, concatenate};

use crate::arrays::difference;

/// Three queries, four keys, width 4, five hidden units, weights waves from 0.1, 0.2 and 0.3. Derived with numpy in float64:
/// `E = tanh((q @ Wq)[:, None] + (k @ Wk)[None]) @ w`, softmax over the keys, `@ v`.
#[test]
fn additive_scores_and_contexts() {
    let (q, k, v) = (wave(3, 4, 0.0), wave(4, 4, 1.0), wave(4, 4, 2.0));
    let (w_query, w_key, w_score) = (wave(4, 5, 0.1), wave(4, 5, 0.2), wave(1, 5, 0.3));
    for (precision, allowed) in [(Double, 1e-6), (Float, 3e-6)] {
        let w = w_score.row(0);
        let (scores, contexts) =
            additive(q.view(), k.view(), v.view(), w_query.view(), w_key.view(), w, precision).unwrap();
        let row = |all: &Array2<f64>, i: usize| all.row(i).insert_axis(Axis(0)).to_owned();
        let golden = array![[0.144_234, -1.072_244, -0.864_660, -0.025_726]];
        assert!(difference(&row(&scores, 0), &golden) < allowed, "{scores}");
        let golden = array![[0.107_263, -0.116_507, -0.285_482, -0.320_191]];
        assert!(difference(&row(&contexts, 0), &golden) < allowed, "{contexts}");
        let bound = w_score.mapv(f64::abs).sum();
        assert!(scores.iter().all(|score| score.abs() <= bound));
    }
}

/// The same network written twice: the joined vector times the stacked weights is the sum of the two products.
#[test]
fn the_concat_form_is_the_additive_one() {
    let (q, k, v) = (wave(3, 4, 0.0), wave(5, 2, 1.0), wave(5, 4, 2.0));
    let (w_query, w_key, w_score) = (wave(4, 7, 0.1), wave(2, 7, 0.2), wave(1, 7, 0.3));
    let w = w_score.row(0);
    let (scores, _) =
        additive(q.view(), k.view(), v.view(), w_query.view(), w_key.view(), w, Double).unwrap();
    let stacked = concatenate![Axis(0), w_query, w_key];
    let joined = luong_concat(q.view(), k.view(), stacked.view(), w, Double).unwrap();
    assert!(difference(&scores, &joined) < 1e-12, "{scores} and {joined}");
}

/// The formulas again, as products of whole matrices in ndarray.
#[test]
fn luong_scores_are_products_of_matrices() {
    let (q, k) = (wave(3, 4, 0.0), wave(5, 4, 1.0));
    let dot = luong_dot(q.view(), k.view(), Double).unwrap();
    assert!(difference(&dot, &q.dot(&k.t())) < 1e-12, "{dot}");
    let identity = Array2::eye(4);
    let general = luong_general(q.view(), k.view(), identity.view(), Double).unwrap();
    assert!(difference(&general, &dot) < 1e-12, "{general}");

    let (k, w) = (wave(5, 2, 1.0), wave(4, 2, 0.5));
    let general = luong_general(q.view(), k.view(), w.view(), Double).unwrap();
    assert!(difference(&general, &q.dot(&w).dot(&k.t())) < 1e-12, "{general}");

    let (c, w) = (wave(3, 2, 0.4), wave(6, 5, 0.1));
    let output = luong_attentional(c.view(), q.view(), w.view(), Double).unwrap();
    let right = concatenate![Axis(1), c, q].dot(&w).mapv(f64::tanh);
    assert!(difference(&output, &right) < 1e-12, "{output}");
}

/// Luong's values on the same waves. Derived with numpy in float64: `q @ k.T`, `q @ Wa @ k.T`,
/// `tanh(concatenate([c, q], 1) @ Wc)` with c = softmax(q @ k.T) @ v.
#[test]
fn luong_on_waves() {
    let (q, k, v) = (wave(3, 4, 0.0), wave(4, 4, 1.0), wave(4, 4, 2.0));
    let weights = kernels::attention::softmax(luong_dot(q.view(), k.view(), Double).unwrap().view(), Double);
    let contexts = weights.unwrap().dot(&v);
    // The same contexts from scaled dot-product attention, whose scale the queries undo.
    let doubled = 2.0 * &q;
    let attended = scaled_dot_product(doubled.view(), k.view(), v.view(), false, Double).unwrap();
    assert!(difference(&contexts, &attended) < 1e-12);
    let output = luong_attentional(contexts.view(), q.view(), wave(8, 3, 0.5).view(), Double).unwrap();
    let scores = luong_dot(q.view(), k.view(), Double).unwrap();
    let general = luong_general(q.view(), k.view(), wave(4, 4, 0.1).view(), Double).unwrap();
    let first = |all: &Array2<f64>| all.row(0).insert_axis(Axis(0)).to_owned();
    let golden = array![[1.340_376, -1.823_076, 2.095_110, -2.125_043]];
    assert!(difference(&first(&scores), &golden) < 1e-6, "{scores}");
    let golden = array![[0.076_931, 0.190_906, -0.436_683, 0.631_999]];
    assert!(difference(&first(&general), &golden) < 1e-6, "{general}");
    let golden = array![
        [0.592_273, 0.429_838, 0.022_029],
        [-0.590_803, -0.514_118, -0.188_169],
        [0.642_279, 0.577_760, 0.241_308],
    ];
    assert!(difference(&output, &golden) < 1e-6, "{output}");
}
