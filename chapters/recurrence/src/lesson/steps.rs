//! Rules that turn a differential equation into steps: what each gives, and how large a step may be.

use std::fmt::Write as _;

use figures::{Axis, Chart, Figure, Parameter, Play, Series, text};
use ndarray::{Array1, Array2, array};

use super::portable::portable;
use crate::{Discretise, Hippo, S4Conv, solve};

/// The first numbers of a seed.
fn numbers(seed: u64, count: usize) -> Array1<f32> {
    let mut next = portable(seed);
    Array1::from_shape_simple_fn(count, || next() as f32)
}

/// Inputs of the example, a state space with the matrices of HiPPO.
const INPUTS: usize = 8;
const STATES: usize = 4;
/// Its step.
pub const STEP: f32 = 0.1;

/// A and B of the example in discrete time, by the bilinear rule.
pub fn example(hippo: Hippo, rules: Discretise) -> (Array2<f32>, Array1<f32>) {
    let (a, b) = (hippo.matrices)(STATES);
    (rules.bilinear)(a.view(), b.view(), STEP)
}

/// C of the example, and eight inputs.
pub fn output_and_input() -> (Array1<f32>, Array1<f32>) {
    (numbers(8, STATES), numbers(9, INPUTS))
}

/// The convolution by Fourier transforms without padding: what runs over the end comes in at the beginning.
pub fn comes_round(kernel: &Array1<f32>, input: &Array1<f32>) -> Array1<f32> {
    let length = input.len();
    let at = |t: usize| (0..length).map(|l| kernel[l] * input[(t + length - l) % length]).sum();
    (0..length).map(at).collect()
}

/// (1 − share ΔA)⁻¹ of the columns of 1 + (whole − share) ΔA, and of ΔB.
pub fn implicit(a: &Array2<f32>, b: &Array1<f32>, step: f32, share: f32) -> (Array2<f32>, Array1<f32>) {
    let eye = Array2::<f32>::eye(b.len());
    let left = &eye - &(a * (share * step));
    let right = &eye + &(a * ((1.0 - share) * step));
    let mut out = eye;
    for (mut column, right) in out.columns_mut().into_iter().zip(right.columns()) {
        column.assign(&solve(left.view(), right));
    }
    (out, solve(left.view(), (b * step).view()))
}

/// The first numbers of the example's kernel and its last output, for six rules.
pub fn table(hippo: Hippo, rules: Discretise, conv: S4Conv) -> String {
    let (a, b) = (hippo.matrices)(STATES);
    let hold = (rules.zoh)(a.view(), b.view(), STEP);
    let less = &hold.0 - &Array2::<f32>::eye(STATES);
    let made = [
        ("bilinear", (rules.bilinear)(a.view(), b.view(), STEP)),
        ("hold", hold.clone()),
        ("Euler", implicit(&a, &b, STEP, 0.0)),
        ("Euler, backwards", implicit(&a, &b, STEP, 1.0)),
        ("exp(ΔA) and ΔB", (hold.0.clone(), &b * STEP)),
        ("hold without A⁻¹", (hold.0, less.dot(&b))),
    ];
    let (c, input) = output_and_input();
    let mut out = format!("{:18}{:>10}{:>11}{:>11}{:>12}\n", "", "K₀", "K₁", "K₂", "output 8");
    for (name, (a, b)) in made {
        let kernel = (conv.kernel)(a.view(), b.view(), c.view(), INPUTS);
        let output = (conv.convolve)(kernel.view(), input.view());
        let [k0, k1, k2, last] = [kernel[0], kernel[1], kernel[2], output[INPUTS - 1]];
        let _ = writeln!(out, "{name:18}{k0:10.6} {k1:10.6} {k2:10.6}  {last:10.6}");
    }
    out
}

/// A in discrete time by a rule, from A, B and the step.
pub type ByRule<'a> = dyn Fn(&Array2<f32>, &Array1<f32>, f32) -> Array2<f32> + 'a;

/// What a rule makes of one state that fades and turns: by how much it grows in a step.
pub fn growth(step: f64, rule: &ByRule<'_>, [fade, turn]: [f64; 2]) -> f64 {
    let [fade, turn] = [fade as f32, turn as f32];
    let a = array![[-fade, -turn], [turn, -fade]];
    let a_bar = rule(&a, &array![1.0, 0.0], step as f32);
    f64::from(a_bar[[0, 0]].hypot(a_bar[[1, 0]]))
}

/// A state grows by how much in a step, for a fade and a turn that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("Fades by", "per unit of time", 0.1, (1, 30)).start(0.5),
        Parameter::steps("Turns by", "radians per unit of time", 0.5, (0, 12)).start(2.0),
    ];
    Play::new("recurrence/steps", parameters, |values| {
        drawn(crate::answers::DISCRETISE, [values[0], values[1]])
    })
}

fn drawn(rules: Discretise, [fade, turn]: [f64; 2]) -> Figure {
    let steps = || (0..=60).map(|at| f64::from(at) / 20.0);
    let line = |rule: &ByRule<'_>| {
        let point = |step: f64| {
            let y = growth(step, rule, [fade, turn]);
            (step, if y <= 2.0 { y } else { f64::NAN })
        };
        steps().map(point).collect::<Vec<_>>()
    };
    let forward = line(&|a, b, step| implicit(a, b, step, 0.0).0);
    let backward = line(&|a, b, step| implicit(a, b, step, 1.0).0);
    let bilinear = line(&|a, b, step| (rules.bilinear)(a.view(), b.view(), step).0);
    let hold = line(&|a, b, step| (rules.zoh)(a.view(), b.view(), step).0);
    // |1 + Δλ| is below 1 up to this step.
    let largest = 2.0 * fade / (fade * fade + turn * turn);
    let description = format!(
        "By how much the state of x' = (−{} + {} i) x grows in a step, against the step, for four rules. By Euler's rule it fades for steps below {} and grows \
         for longer ones; by the other three it fades for every step. The hold is exact.",
        text(fade, 1),
        text(turn, 1),
        text(largest, 2)
    );
    Chart::new(
        "By Euler's rule a state grows if the step is too long; by the other three it fades at any step",
        &description,
    )
    .x(Axis::linear("step").range(0.0, 3.0))
    .y(Axis::linear("growth in a step").range(0.0, 2.0))
    .line(Series::new("Euler", forward))
    .line(Series::new("Euler, backwards", backward))
    .line(Series::new("bilinear", bilinear))
    .line(Series::new("hold", hold))
    .line(Series::new("1", [(0.0, 1.0), (3.0, 1.0)]).reference())
    .save()
}
