//! What is known of `mixed_precision` from elsewhere.

use judge::{Golden, mistaken, turned};
use sharding::{Format, Mixed, Recipe};

use super::bent::Knobs;
use super::mistakes::mistakes;
use crate::given::g;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![clipped_by_pytorch, one_and_a_thousandth, the_scale_of_pytorch]
}

const RECIPE: Recipe =
    Recipe { format: Format::Bf16, rate: 1.0, max_norm: 1.0, growth: 2.0, backoff: 0.5, interval: 2000 };

fn begin(weights: usize, at: f32, scale: f32) -> Mixed {
    Mixed { master: vec![at; weights], working: vec![at; weights], scale, good: 0 }
}

/// Ten numbers 2 sin(0.7 i + 0.3), clipped to a norm of 1: `clip_grad_norm_` of PyTorch, executed. Their norm is 4.282080, the factor 0.233531.
fn clipped_by_pytorch() {
    let gradient: Vec<f32> = g(10, 0.3).iter().map(|x| (2.0 * x) as f32).collect();
    let step = |knobs: Knobs| {
        let next = knobs.step(&begin(10, 0.0, 1.0), std::slice::from_ref(&gradient), RECIPE);
        -next.master[0]
    };
    let found = step(turned(|_| ()));
    assert!((found - 0.138_026).abs() < 1e-6, "{found}");
    let without = step(mistaken(mistakes(), "not_clipped"));
    assert!((without * 0.233_531 - 0.138_026).abs() < 1e-6, "{without}");
}

/// In bf16 the neighbours of 1 are 1/128 above and 1/256 below: 1 + 0.001 is 1, and stays so. In f32 ten steps make 1.01, which is 1.0078125 in bf16.
fn one_and_a_thousandth() {
    let run = |knobs: Knobs| {
        let mut state = begin(1, 1.0, 1.0);
        for _ in 0..10 {
            state = knobs.step(&state, &[vec![-1.0]], Recipe { rate: 0.001, ..RECIPE });
        }
        (state.master[0], state.working[0])
    };
    let (master, working) = run(turned(|_| ()));
    assert!((master - 1.01).abs() < 1e-5 && working == 1.007_812_5, "{master} {working}");
    assert_eq!(run(mistaken(mistakes(), "master_rounded")), (1.0, 1.0));
    assert!(run(mistaken(mistakes(), "step_from_working")).0 < 1.002);
}

/// The rule of PyTorch's `_amp_update_scale_`, followed by hand and not executed: the count is increased and then compared with the interval, is 0 after
/// growing and after a bad step, and a scale does not grow to infinity. Good, bad, good, good, good, with an interval of 2.
fn the_scale_of_pytorch() {
    let knobs = turned::<Knobs>(|_| ());
    let recipe = Recipe { interval: 2, ..RECIPE };
    let mut state = begin(1, 0.0, 65536.0);
    let mut course = vec![];
    for gradient in [1.0, f32::INFINITY, 1.0, 1.0, 1.0] {
        state = knobs.step(&state, &[vec![gradient]], recipe);
        course.push((state.scale, state.good));
    }
    let known = [(65536.0, 1), (32768.0, 0), (32768.0, 1), (65536.0, 0), (65536.0, 1)];
    assert_eq!(course, known);
}
