use sharding::lesson::rings::Link;
use sharding::lesson::simulator::drawn::{Chosen, drawn};
use sharding::lesson::simulator::*;

const JOB: Job = Job { weights: 1e9, layers: 10, tokens: 1e6, speed: 1e14 };

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9 * b.abs(), "{a} is not {b}");
}

/// 2 Ψ T forward and 4 Ψ T backward, on each of 8 ranks.
#[test]
fn a_link_that_costs_nothing_leaves_the_work() {
    let link = Link { start: 0.0, bandwidth: f64::INFINITY };
    for (name, plan) in plans(4, 32) {
        let time = step(JOB, plan, link, 8);
        near(time.computing, 6.0 * 1e9 * 1e6 / 8.0 / 1e14);
        // A pipeline has to be filled and emptied.
        let bubble = if name.starts_with("pipelines") { 7.0 / 32.0 } else { 0.0 };
        near(time.whole, (1.0 + bubble) * time.computing);
    }
}

/// Without work: 2 N Ψ (N − 1)/N bytes for replicas, three times half of that for shards.
#[test]
fn work_that_costs_nothing_leaves_the_link() {
    let job = Job { speed: f64::INFINITY, ..JOB };
    let link = Link { start: 0.0, bandwidth: 1e10 };
    let half = 2.0 * 1e9 * 7.0 / 8.0 / 1e10;
    near(step(job, Plan::Replicas { bucket: 4, tree: false }, link, 8).whole, 2.0 * half);
    near(step(job, Plan::Replicas { bucket: 4, tree: true }, link, 8).whole, 2.0 * 2.0 * 1e9 / 1e10);
    for prefetch in [false, true] {
        near(step(job, Plan::Shards { prefetch }, link, 8).whole, 3.0 * half);
    }
}

#[test]
fn on_demand_nothing_overlaps_and_prefetched_the_larger_one_counts() {
    let link = Link { start: 1e-5, bandwidth: 1e10 };
    let gather = 7.0 * 1e-5 + 2.0 * 1e8 * 7.0 / 8.0 / 1e10;
    let work = 6.0 * 1e9 * 1e6 / 8.0 / 1e14;
    near(step(JOB, Plan::Shards { prefetch: false }, link, 8).whole, work + 30.0 * gather);
    // Work is plenty: what sticks out is the first gather, and the last scatter.
    near(step(JOB, Plan::Shards { prefetch: true }, link, 8).whole, work + 2.0 * gather);
    // All in one bucket: nothing overlaps.
    near(
        step(JOB, Plan::Replicas { bucket: 10, tree: false }, link, 8).whole,
        work + 2.0 * (gather + 9.0 * (gather - 7.0 * 1e-5)),
    );
}

/// Two pipelines of four stages with one micro-batch: it goes there and back, and each stage sums a quarter of the gradients with the
/// other one's. 3000 channels are 12 · 3000² weights in a layer.
#[test]
fn one_micro_batch_goes_there_and_back() {
    let job = Job { weights: 10.0 * 12.0 * 9e6, layers: 10, tokens: 1e6, speed: 1e14 };
    let link = Link { start: 1e-5, bandwidth: 1e10 };
    let work = 6.0 * job.weights * (1e6 / 2.0) / 1e14;
    let message = 1e-5 + 2.0 * 3000.0 * (1e6 / 2.0) / 1e10;
    let sum = 2.0 * 1e-5 + 2.0 * job.weights / 4.0 / 1e10;
    near(step(job, Plan::Pipelines { stages: 4, micros: 1 }, link, 8).whole, work + 6.0 * message + sum);
}

#[test]
fn the_figure_is_finished() {
    for billions in [1.0, 8.0, 512.0] {
        for gigabytes in [8.0, 64.0, 1024.0] {
            for (ranks, bucket, micros) in [(8, 1, 8), (512, 4, 32), (16384, 32, 128)] {
                let figure = drawn(Chosen { billions, link: link(gigabytes), ranks, bucket, micros });
                assert_eq!(figure.overlapping_labels(), [], "{billions} {gigabytes} {ranks}");
            }
        }
    }
}

/// What the page says of eight thousand million weights and 64 GB/s.
#[test]
fn the_page_tells_what_the_simulator_does() {
    let (job, link) = (job(8.0), link(64.0));
    let whole = |plan, ranks| step(job, plan, link, ranks).whole;
    let buckets = |bucket, ranks| whole(Plan::Replicas { bucket, tree: false }, ranks);
    assert!(buckets(32, 16384) < buckets(4, 16384) && buckets(32, 64) > buckets(4, 64));
    let [ring, tree, ahead, demand, pipelines] = plans(4, 32).map(|(_, plan)| plan);
    assert_eq!([ring, ahead, demand].map(|plan| fastest(job, plan, link)), [1024, 512, 1024]);
    assert_eq!([tree, pipelines].map(|plan| fastest(job, plan, link)), [16384; 2]);
    let others = [ring, tree, ahead, demand];
    assert!(others.iter().all(|&plan| whole(plan, 64) < whole(pipelines, 64)));
    assert!(others.iter().all(|&plan| whole(plan, 16384) > whole(pipelines, 16384)));
}
