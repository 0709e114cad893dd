//! What is known of `flash_backward` from elsewhere.

use attention::Mask;
use judge::{Golden, Matrix, Random};
use ndarray::Array2;

use super::{cases, forward};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_two_definitions_agree]
}

/// The two definitions by which answers are judged: the reference kernel, and differences of the forward pass.
fn the_two_definitions_agree() {
    for seed in 0..5 {
        let mut random = Random::new(seed, "definitions");
        for (sizes, mask) in
            [([4, 6, 3, 2], Mask::None), ([7, 5, 4, 3], Mask::Causal), ([3, 8, 2, 4], Mask::Causal)]
        {
            let input = cases::normal(&mut random, sizes, mask);
            let arrays = [&input.queries, &input.keys, &input.values].map(Matrix::double);
            let upstream = input.upstream.double();
            let [q, k, v] = [0, 1, 2].map(|a| arrays[a].view());
            let attention = kernels::attention::Attention::new(q, k, v, mask == Mask::Causal);
            let kernel =
                kernels::attention::flash_backward(attention, upstream.view(), kernels::Precision::Double);
            for (a, gradient) in kernel.unwrap().iter().enumerate() {
                let differences = Array2::from_shape_fn(gradient.dim(), |at| {
                    let loss = |step: f64| {
                        let mut moved = arrays.clone();
                        moved[a][at] += step;
                        let [queries, keys, values] = &moved;
                        (forward::attention(queries, keys, values, mask).0 * &upstream).sum()
                    };
                    (loss(1e-5) - loss(-1e-5)) / 2e-5
                });
                let worst = (gradient - &differences).mapv(f64::abs).fold(0.0, |a: f64, &b| a.max(b));
                assert!(worst < 1e-7, "seed {seed}, sizes {sizes:?}, array {a}: {worst:e}");
            }
        }
    }
}
