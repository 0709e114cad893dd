//! What is known of `diloco` from elsewhere.

use judge::{Golden, mistaken, turned};

use super::bent::Knobs;
use super::inputs::{Input, Task};
use super::mistakes::mistakes;
use super::right;
use super::workers::Team;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        two_rounds_of_torchft,
        one_step_is_data_parallel,
        rate_one_is_the_mean,
        one_rank_looks_ahead
    ]
}

/// No workers: two ranks.
fn team(weights: &[f64], ranks: usize) -> Team {
    Team {
        rate: 0.7,
        momentum: 0.9,
        weights: weights.to_vec(),
        velocity: vec![0.0; weights.len()],
        inner: 0.1,
        adam: false,
        curvature: vec![vec![1.0; weights.len()]; ranks],
        centre: vec![vec![0.0; weights.len()]; ranks],
    }
}

/// θ = 1; two ranks go −0.2 and −0.1, and in the second round −0.1 each, from where the global weight is then. η = 0.7, μ = 0.9. The right values by
/// pytorch/torchft's `DiLoCo` with torch.optim.SGD, executed; the wrong ones by another program, and by hand as (1 − 0.7 · 0.15 · …).
fn two_rounds_of_torchft() {
    let known = [
        ("", [0.8005, 0.58245]),
        ("plain_momentum", [0.895, 0.7305]),
        ("sign_flipped", [1.1995, 1.41755]),
        ("sum_not_mean", [0.601, 0.1649]),
        ("bracket_left_out", [0.9895, 1.06755]),
        ("running_mean", [0.88555, 0.800_745]),
        ("momentum_from_zero", [0.8005, 0.6675]),
        ("weights_averaged", [0.85, 0.75]),
    ];
    for (id, values) in known {
        let mut team = team(&[1.0], 2);
        for (ways, value) in [[-0.2, -0.1], [-0.1, -0.1]].into_iter().zip(values) {
            let knobs = if id.is_empty() { turned(|_| ()) } else { mistaken::<Knobs>(mistakes(), id) };
            let locals = ways.iter().map(|way| vec![team.weights[0] + way]).collect();
            let input = Input { team: team.clone(), task: Task::Outer(vec![locals]) };
            let state = &knobs.run(&input).results[0];
            let found = state.weights[0];
            assert!((found - value).abs() < 1e-9, "{id}: {found} is not {value}");
            if id.is_empty() {
                let by_reference = right::<f64>(&input, false).weights[0];
                assert!((by_reference - value).abs() < 1e-9, "the reference: {by_reference} is not {value}");
            }
            (team.weights, team.velocity) = (state.weights.clone(), state.velocity.clone());
        }
    }
}

fn trained(rate: f64, momentum: f64, ranks: usize, every: usize, rounds: usize) -> (Team, Vec<f64>) {
    let weights = [0.5, -1.0];
    let mut team = team(&weights, ranks).outer(rate, momentum);
    for rank in 0..ranks {
        team.centre[rank] = vec![1.0 + rank as f64, -0.5 * rank as f64];
        team.curvature[rank] = vec![0.5 + 0.25 * rank as f64, 1.5 - 0.5 * rank as f64];
    }
    let input = Input { team: team.clone(), task: Task::Train { every, rounds } };
    let state = right::<f64>(&input, false);
    let bent = turned::<Knobs>(|_| ()).run(&input).results[0].weights.clone();
    assert!(bent.iter().zip(&state.weights).all(|(a, b)| (a - b).abs() < 1e-12));
    (team, state.weights)
}

/// With one step of SGD in a round, η = 1 and μ = 0, a round is a step of SGD with the mean of the gradients, as data-parallel ranks make it: θ − (1/N) Σ λ gᵢ.
fn one_step_is_data_parallel() {
    let (team, found) = trained(1.0, 0.0, 2, 1, 5);
    let mut weights = team.weights.clone();
    for _ in 0..5 {
        for (at, w) in weights.iter_mut().enumerate() {
            let gradient = |rank: usize| team.curvature[rank][at] * (*w - team.centre[rank][at]);
            *w -= 0.1 * (gradient(0) + gradient(1)) / 2.0;
        }
    }
    assert!(found.iter().zip(&weights).all(|(a, b)| (a - b).abs() < 1e-14), "{found:?} {weights:?}");
}

/// With η = 1 and μ = 0 a round ends with the mean of the ranks' weights (local SGD). H steps of SGD on a parabola: c + (1 − λ h)ᴴ (θ − c).
fn rate_one_is_the_mean() {
    let (team, found) = trained(1.0, 0.0, 2, 4, 1);
    for (at, found) in found.into_iter().enumerate() {
        let end = |rank: usize| {
            let (h, c) = (team.curvature[rank][at], team.centre[rank][at]);
            c + (1.0 - 0.1 * h).powi(4) * (team.weights[at] - c)
        };
        let mean = f64::midpoint(end(0), end(1));
        assert!((found - mean).abs() < 1e-14, "{found} is not {mean}");
    }
}

/// One rank without momentum is the lookahead optimizer: the slow weights go the part η of the way of the fast ones.
fn one_rank_looks_ahead() {
    let (team, found) = trained(0.5, 0.0, 1, 3, 1);
    for (at, found) in found.into_iter().enumerate() {
        let (h, c) = (team.curvature[0][at], team.centre[0][at]);
        let fast = c + (1.0 - 0.1 * h).powi(3) * (team.weights[at] - c);
        assert!((found - f64::midpoint(team.weights[at], fast)).abs() < 1e-14);
    }
}
