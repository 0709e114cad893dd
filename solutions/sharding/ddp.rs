//! sharding/ddp: one step of data-parallel training, as far as gradients are concerned.

use sharding::collectives::all_reduce;
use sharding::{Communicator, MicroBatch};

/// Every rank calls this with its micro-batches, and gets for each tensor the gradient of the mean loss over all tokens, those of all
/// micro-batches of all ranks: what a single process would compute of all of them at once. All ranks get the same bits.
///
/// Gradients travel in buckets. Each of `buckets` lists tensors by their index, every tensor is in one of them, and they are given to all ranks
/// alike. Ranks send to each other at most what an all-reduce of each bucket takes, and one of a number for each: nothing is sent for each
/// micro-batch, nor for each tensor.
///
/// There are 1 to 7 ranks and 1 to 4 micro-batches, on every rank as many. A micro-batch may have no tokens, and so may a rank; if none has any, the
/// gradients are zeros. Tensors have 0 to 300 numbers.
pub fn ddp(comm: &dyn Communicator, batches: &[MicroBatch], buckets: &[Vec<usize>]) -> Vec<Vec<f64>> {
    let mut count = [batches.iter().map(|batch| batch.tokens as f64).sum::<f64>()];
    all_reduce(comm, &mut count);
    let mut gradients: Vec<Vec<f64>> =
        batches[0].gradients.iter().map(|tensor| vec![0.0; tensor.len()]).collect();
    for batch in batches {
        for (sum, &value) in gradients.iter_mut().flatten().zip(batch.gradients.iter().flatten()) {
            // A mean times its count is a sum again, and sums can be added.
            *sum += batch.tokens as f64 * value;
        }
    }
    for bucket in buckets {
        let mut flat: Vec<f64> = bucket.iter().flat_map(|&tensor| gradients[tensor].clone()).collect();
        all_reduce(comm, &mut flat);
        let mut sums = flat.into_iter();
        for &tensor in bucket {
            for value in &mut gradients[tensor] {
                *value = sums.next().expect("one for each that was sent") / count[0].max(1.0);
            }
        }
    }
    gradients
}
