//! The reference of `quorum`: one process, one model.

use judge::{Missing, Output, Part, Precision};
use ndarray::NdFloat;

use super::training::Training;
use super::{After, Days, Input, ranked};

#[allow(clippy::unnecessary_wraps)]
pub(super) fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    Ok(match input {
        Input::Sources { members, steps } => vec![sources(members, steps)],
        Input::Steps(training) => match precision {
            Precision::Double => trajectory::<f64>(training, false),
            Precision::Float => trajectory::<f32>(training, false),
            Precision::Nudged => trajectory::<f64>(training, true),
        },
    })
}

/// The i-th that is behind heals from the current one at place i mod their number.
fn sources(members: &[usize], steps: &[u64]) -> Part {
    let most = steps.iter().fold(0, |most, &steps| most.max(steps));
    let mut current = vec![];
    for (place, &member) in members.iter().enumerate() {
        if steps[place] == most {
            current.push(member as i64);
        }
    }
    let mut behind = 0;
    let mut all = vec![];
    for &steps in steps {
        if steps == most {
            all.push(-1);
        } else {
            all.push(current[behind % current.len()]);
            behind += 1;
        }
    }
    Part::whole("sources (−1: none)", [members.len()], all)
}

fn trajectory<F: NdFloat>(training: &Training, nudged: bool) -> Vec<Part> {
    let number = |x: f64| F::from(x).expect("a number");
    let moved = |at: usize, x: f64| {
        let by = if at % 2 == 0 { 1.0 } else { -1.0 };
        number(if nudged { x * (1.0 + by * f64::from(f32::EPSILON)) } else { x })
    };
    let mut weights: Vec<F> = training.weights.iter().enumerate().map(|(at, &w)| moved(at, w)).collect();
    let mut momentum = vec![F::zero(); weights.len()];
    let mut done = 0_u64;
    let mut ranks: Vec<Vec<After>> = training.ranks.iter().map(|_| vec![]).collect();
    let double = |values: &[F]| values.iter().map(|x| x.to_f64().expect("a number")).collect::<Vec<_>>();
    for (step, day) in training.days().into_iter().enumerate() {
        if day.commits {
            let rate = number(0.2) / (F::one() + number(done as f64) / number(4.0));
            for at in 0..weights.len() {
                let one = |&rank: &usize| {
                    let [h, c] =
                        [&training.curvatures, &training.centres].map(|of| moved(at + rank, of[rank][at]));
                    h * (weights[at] - c)
                };
                let sum = day.current.iter().map(one).fold(F::zero(), |a, b| a + b);
                momentum[at] = number(0.8) * momentum[at] + sum / number(day.current.len() as f64);
                weights[at] -= rate * momentum[at];
            }
            done += 1;
        }
        for rank in day.quorum.members {
            ranks[rank].push(After {
                step,
                committed: day.commits,
                steps: done,
                weights: double(&weights),
                momentum: double(&momentum),
                sent: 0,
            });
        }
    }
    ranked(ranks.into_iter().map(|days| Days(days).parts()))
}
