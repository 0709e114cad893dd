//! sharding/clip: one norm of all gradients, wherever they are.

use sharding::Communicator;
use sharding::collectives::all_reduce;

/// Scales all gradients by min(1, most / (norm + 10⁻⁶)), in place, and gives the norm before that: the root of the sum of squares of all
/// gradients, those on other ranks too.
///
/// `sharded` is this rank's shard of the gradients that are shared out, each entry of which is on one rank only; `replicated` are the gradients
/// that all ranks have alike, and that count once. Both may be empty, on some ranks or on all, and the norm may be 0. Entries lie within ±10⁶,
/// `most` is positive.
///
/// All ranks get the same norm, bit for bit, and gradients that need no scaling keep their bits. A rank sends at most as many numbers as there
/// are other ranks, or two. There are between 1 and 9 ranks.
pub fn clip(comm: &dyn Communicator, sharded: &mut [f64], replicated: &mut [f64], most: f64) -> f64 {
    let squares = |gradient: &[f64]| gradient.iter().map(|g| g * g).sum::<f64>();
    let mut sum = [squares(sharded)];
    all_reduce(comm, &mut sum);
    let norm = (sum[0] + squares(replicated)).sqrt();
    let coefficient = (most / (norm + 1e-6)).min(1.0);
    for gradient in sharded.iter_mut().chain(replicated) {
        *gradient *= coefficient;
    }
    norm
}
