//! What is known of `fused` from elsewhere.

use judge::Golden;
use ndarray::{Array1, Array2, array};

use super::definition;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![weights_by_hand, a_row_that_sees_nothing, numbers_of_torch, kernels_agree]
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found} and not {expected}");
}

/// Scores ln 1, ln 2, ln 3 have the weights 1/6, 2/6 and 3/6, and the log-sum-exp ln 6.
fn weights_by_hand() {
    let scores = array![[1.0_f64.ln(), 2.0_f64.ln(), 3.0_f64.ln()]];
    let (output, total) = definition(&scores, &array![[6.0, 0.0], [0.0, 12.0], [2.0, 4.0]]);
    near(output[[0, 0]], 2.0);
    near(output[[0, 1]], 6.0);
    near(total[0], 6.0_f64.ln());
    // 2,000 more on each.
    let (moved, total) = definition(&scores.mapv(|s| s + 2000.0), &array![[6.0], [0.0], [2.0]]);
    assert!((moved[[0, 0]] - 2.0).abs() < 1e-9 && (total[0] - 2000.0 - 6.0_f64.ln()).abs() < 1e-9);
}

fn a_row_that_sees_nothing() {
    let masked = f64::NEG_INFINITY;
    let (output, total) = definition(&array![[masked, masked], [masked, 7.0]], &array![[5.0], [9.0]]);
    assert_eq!(output, array![[0.0], [9.0]]);
    assert_eq!(total, array![masked, 7.0]);
}

/// `torch.softmax(s, -1) @ v` and `torch.logsumexp(s, -1)` of PyTorch 1.13 in float64.
fn numbers_of_torch() {
    let scores = array![
        [0.5, -1.25, 2.0, f64::NEG_INFINITY],
        [-300.0, -301.5, -299.25, -300.0],
        [1999.0, -2000.0, 1998.5, 2000.0]
    ];
    let values = array![[1.0, -2.0], [0.25, 4.0], [-3.5, 0.5], [10.0, 20.0]];
    let (output, total) = definition(&scores, &values);
    let expected = [
        [-2.589_083_904_292_364, 0.165_493_135_873_916_8],
        [0.840_132_054_429_263, 4.596_871_484_575_803],
        [6.025_685_748_658_463, 12.178_308_780_573_994],
    ];
    for (i, row) in expected.iter().enumerate() {
        row.iter().zip(output.row(i)).for_each(|(&expected, &found)| near(found, expected));
    }
    for (&found, expected) in
        total.iter().zip([2.232_621_983_102_032_6, -298.532_095_657_692_1, 2_000.464_368_784_108])
    {
        near(found, expected);
    }
}

/// The kernel of chapter 1 is told the scores as products of queries with unit vectors.
fn kernels_agree() {
    let mut random = judge::Random::new(0, "fused");
    let scores = random.normals((5, 7), 2.0).mapv(f64::from);
    let values = random.normals((7, 3), 1.0).mapv(f64::from);
    let (queries, keys) = (&scores * 7.0_f64.sqrt(), Array2::eye(7));
    let attention = kernels::attention::Attention::new(queries.view(), keys.view(), values.view(), false);
    let kernel = kernels::attention::flash(attention, kernels::Precision::Double);
    let (output, total): (Array2<f64>, Array1<f64>) = kernel.expect("a host build is possible");
    let (expected, of_rows) = definition(&scores, &values);
    output.iter().zip(&expected).for_each(|(&found, &expected)| near(found, expected));
    total.iter().zip(&of_rows).for_each(|(&found, &expected)| near(found, expected));
}
