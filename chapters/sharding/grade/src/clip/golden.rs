//! What is known of `clip` from elsewhere.

use judge::{Golden, mistaken};

use super::Input;
use super::bent::Knobs;
use super::mistakes::mistakes;
use crate::given::g;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![ten_numbers_of_torch, two_more_that_are_replicated]
}

fn input(replicated: &[f64]) -> Input {
    let twice: Vec<f64> = g(10, 0.3).iter().map(|x| 2.0 * x).collect();
    Input {
        shards: twice.chunks(5).map(<[f64]>::to_vec).collect(),
        replicated: replicated.to_vec(),
        most: 1.0,
    }
}

fn close(found: f64, golden: f64) {
    assert!((found - golden).abs() < 1e-6, "{found} is not {golden}");
}

/// 2 sin(0.7 i + 0.3), split 5 and 5, to a norm of 1: `torch.nn.utils.clip_grad_norm_`, executed, on the whole and on each half. The wrong
/// coefficients by another program in double precision.
fn ten_numbers_of_torch() {
    let input = input(&[]);
    let result = |knobs: Knobs| knobs.run(&input).results.remove(0);
    let of = |id| mistaken(mistakes(), id);
    close(result(Knobs::default()).norm, 4.282_080);
    let first = |knobs| result(knobs).sharded[0];
    close(first(Knobs::default()), 0.138_026);
    close(first(Knobs::default()) / input.shards[0][0], 0.233_531);
    close(result(of("norm_of_the_shard")).norm, 2.991_176);
    let second = of("norm_of_the_shard").run(&input).results.remove(1);
    close(second.norm, 3.064_160);
    for (id, coefficient) in [
        ("norm_of_the_shard", 0.334_317),
        ("sum_of_norms", 0.165_144),
        ("mean_of_squares", 0.330_263),
        ("largest_norm", 0.326_354),
        ("no_root", 0.054_537),
    ] {
        close(first(of(id)) / input.shards[0][0], coefficient);
    }
}

/// The same with a replicated gradient (1.5, −2), by another program in double precision: once, and on both ranks.
fn two_more_that_are_replicated() {
    let input = input(&[1.5, -2.0]);
    let norm = |knobs: Knobs| knobs.run(&input).results[1].norm;
    close(norm(Knobs::default()), 4.958_449);
    close(norm(mistaken(mistakes(), "replicated_on_each_rank")), 5.553_036);
}
