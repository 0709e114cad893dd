//! Data-parallel training: what flows where, and what it is to be a mean.

use figures::{Figure, Schematic};

use crate::{Ddp, MicroBatch, threads};

/// Two replicas, and where they talk.
pub fn replicas() -> Figure {
    let mut figure = Schematic::new(
        "Each replica has a batch of its own; only gradients travel, and both take the same step",
        "How two ranks with a copy of the weights each make one step, of which only gradients travel.",
    );
    for rank in ["0", "1"] {
        let id = |name: &str| format!("{name}{rank}");
        figure = figure
            .tensor(&id("batch"), &format!("batch of rank {rank}"), &[&"tokens"])
            .operation(&id("pass"), "forward, backward")
            .tensor(&id("late"), "gradients, bucket 2", &[&"numbers"])
            .tensor(&id("early"), "gradients, bucket 1", &[&"numbers"])
            .operation(&id("step"), "step")
            .tensor(&id("next"), &format!("weights of rank {rank}"), &[&"numbers"]);
    }
    figure =
        figure.operation("first", "all-reduce, and divide").operation("second", "all-reduce, and divide");
    for rank in ["0", "1"] {
        let id = |name: &str| format!("{name}{rank}");
        let [batch, pass, late, early, step, next] =
            ["batch", "pass", "late", "early", "step", "next"].map(id);
        figure = figure
            .flow(&[&batch, &pass, &early, "first", &step, &next])
            .flow(&[&pass, &late, "second", &step]);
    }
    figure.highlight(&["pass0", "early0", "first", "step0"]).save()
}

/// One micro-batch with one gradient.
pub fn one(tokens: usize, gradient: f64) -> MicroBatch {
    MicroBatch { tokens, gradients: vec![vec![gradient]] }
}

/// What each rank gets for the one gradient that there is.
pub fn shared(ddp: Ddp, ranks: &[Vec<MicroBatch>]) -> Vec<f64> {
    let (results, _) = threads::results(ranks.len(), |comm| ddp(comm, &ranks[comm.rank()], &[vec![0]]));
    results.into_iter().map(|gradients| gradients[0][0]).collect()
}

/// Bytes that a rank sends in a step with tensors of so many numbers, in these buckets, and so many micro-batches.
pub fn sent(ddp: Ddp, ranks: usize, sizes: &[usize], buckets: &[Vec<usize>], micro: usize) -> usize {
    let gradients: Vec<Vec<f64>> = sizes.iter().map(|&size| vec![1.0; size]).collect();
    let batches = vec![MicroBatch { tokens: 3, gradients }; micro];
    let (_, log) = threads::results(ranks, |comm| ddp(comm, &batches, buckets));
    (0..ranks).map(|rank| log.sent(rank)).max().unwrap_or(0)
}
