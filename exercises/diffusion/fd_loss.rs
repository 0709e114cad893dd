//! diffusion/fd_loss: the Fréchet distance as a loss.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/fd_loss
//! Stuck?     cargo run -- hint diffusion/fd_loss

use diffusion::{Averages, FdValue, FeatureQueue, symmetric_eigen};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

/// Writes new rows into the ring, the first at `next`, and moves `next` behind the last. After the last row of the ring comes its first.
///
/// `rows` (m, d) into `features` (N, d), m from 0 to N, and d at least 1. Rows lie within ±1000. The view may be transposed or strided.
pub fn push(queue: &mut FeatureQueue, rows: ArrayView2<'_, f64>) {
    todo!("write `push`")
}

/// The Fréchet distance FD of all features in the queue from the data, by mean and unbiased covariance; the loss FD/(FD + 0.01); and its
/// gradient in the rows that were written last, `new` of them, in the order in which they were written. All other rows are constants. So
/// is the denominator: the gradient is that of FD, divided by FD + 0.01.
///
/// With μ and Σ of the queue, μ' and Σ' of the data, FD changes by 2 (μ − μ') with μ, and by I − T with Σ, where T is
/// Σ'^½ (Σ'^½ Σ Σ'^½)^−½ Σ'^½.
///
/// `features` (N, d), `mean` (d) and `covariance` (d, d) of the data give a gradient (new, d). `new` is from 1 to N, N at least 2, d at least 1.
/// All eigenvalues of both covariances lie between 0.0001 and 10,000. The views may be strided.
pub fn loss(
    queue: &FeatureQueue,
    new: usize,
    mean: ArrayView1<'_, f64>,
    covariance: ArrayView2<'_, f64>,
) -> FdValue {
    todo!("write `loss`")
}

/// The other way to see more than one batch. Each average, of x and of x xᵀ, becomes β times itself and 1 − β times the mean over the new
/// rows. What is given back is the covariance that they then say: the average of x xᵀ, less that of x times itself.
///
/// `mean` (d), `second` (d, d) and `rows` (m, d) give (d, d). m is at least 1, d at least 1; β lies between 0 and 1, and can be both. Rows lie
/// within ±1000. The view may be transposed or strided.
pub fn ema(averages: &mut Averages, rows: ArrayView2<'_, f64>, beta: f64) -> Array2<f64> {
    todo!("write `ema`")
}
