//! Right answers of other kinds to `ddp`.

use judge::Alternative;
use sharding::collectives::{all_gather, all_reduce, reduce_scatter};
use sharding::{Communicator, Ddp, MicroBatch};

pub(super) fn alternatives() -> Vec<Alternative<Ddp>> {
    vec![
        Alternative { name: "the count travels at the end of each bucket", answer: with_count },
        Alternative { name: "one bucket with all, shares of the whole count", answer: shares },
    ]
}

fn with_count(comm: &dyn Communicator, batches: &[MicroBatch], buckets: &[Vec<usize>]) -> Vec<Vec<f64>> {
    let mut out = batches[0].gradients.clone();
    for bucket in buckets {
        let mut flat = Vec::new();
        for &tensor in bucket {
            for at in 0..out[tensor].len() {
                flat.push(batches.iter().map(|b| b.tokens as f64 * b.gradients[tensor][at]).sum::<f64>());
            }
        }
        flat.push(batches.iter().map(|b| b.tokens).sum::<usize>() as f64);
        all_reduce(comm, &mut flat);
        let count = flat.pop().expect("it was pushed");
        let mut from = 0;
        for &tensor in bucket {
            let size = out[tensor].len();
            out[tensor].copy_from_slice(&flat[from..from + size]);
            if count != 0.0 {
                out[tensor].iter_mut().for_each(|x| *x /= count);
            }
            from += size;
        }
    }
    out
}

/// The count first, as an integer; then means over the tokens of all, of which each rank has its share.
fn shares(comm: &dyn Communicator, batches: &[MicroBatch], _: &[Vec<usize>]) -> Vec<Vec<f64>> {
    let mut count = [batches.iter().map(|b| b.tokens as i64).sum::<i64>()];
    all_reduce(comm, &mut count);
    let sizes: Vec<usize> = batches[0].gradients.iter().map(Vec::len).collect();
    let mut own = vec![0.0; sizes.iter().sum()];
    for batch in batches.iter().filter(|batch| batch.tokens > 0) {
        let share = batch.tokens as f64 / count[0] as f64;
        for (x, g) in own.iter_mut().zip(batch.gradients.concat()) {
            *x += share * g;
        }
    }
    let shard = reduce_scatter(comm, &own);
    let whole = all_gather(comm, &shard);
    let mut rest = &whole[..];
    sizes.iter().map(|&size| rest.split_off(..size).expect("as many as were sent").to_vec()).collect()
}
