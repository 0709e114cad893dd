//! What must hold of `vp_sde`, whatever the reference says.

use judge::{Broken, Matrix, Property, close, same};
use ndarray::Array2;

use super::{Answered, Input, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "the squares of coefficient and deviation sum to 1", holds: preserved },
        Property { name: "without a score the flow makes the coefficient of `marginal`", holds: fades },
        Property { name: "both ways back have the marginals of normal data", holds: marginals },
        Property { name: "the two drifts differ by half of g² times the score", holds: drifts },
        Property { name: "a step without noise is x less dt times the drift", holds: still },
        Property { name: "g² of `ve` is the derivative of σ²", holds: explodes },
    ]
}

fn marginal(t: f64, betas: [f64; 2], probe: &mut TheProbe<'_>) -> Result<[f64; 2], Broken> {
    match probe.call(&Input::Marginal { times: vec![t], betas })? {
        Answered::Marginal(a, b) if a.len() == 1 && b.len() == 1 => Ok([a[0], b[0]]),
        _ => Err(Broken::Law("no two numbers of marginal".to_owned())),
    }
}

fn drift(
    flow: bool,
    [x, score]: [&Matrix; 2],
    t: f64,
    betas: [f64; 2],
    probe: &mut TheProbe<'_>,
) -> Result<Array2<f32>, Broken> {
    let input = Input::Drift { flow, x: x.clone(), score: score.clone(), t, betas };
    match probe.call(&input)? {
        Answered::Drift(_, drift) if drift.dim() == x.values.dim() => Ok(drift),
        _ => Err(Broken::Law(format!("{} has not the shape of x", super::name(flow)))),
    }
}

fn step(
    arrays: [&Matrix; 3],
    [t, dt]: [f64; 2],
    betas: [f64; 2],
    probe: &mut TheProbe<'_>,
) -> Result<Array2<f32>, Broken> {
    let [x, score, noise] = arrays.map(Matrix::clone);
    let shape = x.values.dim();
    match probe.call(&Input::Step { x, score, noise, t, dt, betas })? {
        Answered::Step(next) if next.dim() == shape => Ok(next),
        _ => Err(Broken::Law("step has not the shape of x".to_owned())),
    }
}

fn zeros(like: &Matrix) -> Matrix {
    Array2::zeros(like.values.dim()).into()
}

/// One number as a matrix.
fn one(value: f64) -> Matrix {
    Array2::from_elem((1, 1), value as f32).into()
}

fn largest(arrays: &[&Array2<f32>]) -> f64 {
    let all = arrays.iter().flat_map(|array| array.iter());
    f64::from(all.fold(0.0_f32, |most, x| most.max(x.abs())))
}

fn preserved(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Marginal { times, betas } = input else { return Ok(()) };
    for &t in times {
        let [a, b] = marginal(t, *betas, probe)?;
        if !close(a * a + b * b, 1.0, 1e-5) {
            return Err(Broken::Law(format!(
                "at time {t} they are {a} and {b}, whose squares sum to {}",
                a * a + b * b
            )));
        }
    }
    Ok(())
}

/// The flow of x = 1 with the score 0 is the derivative of ln coefficient; of a quadratic function the difference quotient is exact.
fn fades(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Marginal { betas, .. } = input else { return Ok(()) };
    let (t, h) = (probe.random.uniform(0.1..0.9), 1e-3);
    let [before, after] = [marginal(t - h, *betas, probe)?, marginal(t + h, *betas, probe)?];
    let slope = (after[0].ln() - before[0].ln()) / (2.0 * h);
    let flow = drift(true, [&one(1.0), &one(0.0)], t, *betas, probe)?[[0, 0]];
    if close(flow, slope, 1e-3 * (1.0 + slope.abs())) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "at time {t} the flow multiplies x by {flow} per unit of time, and the coefficient of marginal falls by {slope}"
    )))
}

/// Normal data with variance v has variance P = a² v + b² at time t, and the score −x/P. The flow k x gives P' = 2 k P, and the equation with
/// noise, run back, P' = 2 k P − g². The difference quotient of P is right to h² P'''/6, which is below 10⁻⁴.
fn marginals(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Marginal { betas, .. } = input else { return Ok(()) };
    let (t, h, v) = (probe.random.uniform(0.1..0.9), 1e-4, probe.random.uniform(0.1..4.0));
    let mut variance = |t: f64| -> Result<f64, Broken> {
        let [a, b] = marginal(t, *betas, probe)?;
        Ok(a * a * v + b * b)
    };
    let [before, now, after] = [variance(t - h)?, variance(t)?, variance(t + h)?];
    let expected = (after - before) / (2.0 * h);
    let (x, score) = (one(1.0), one(-1.0 / now));
    let flow = f64::from(drift(true, [&x, &score], t, *betas, probe)?[[0, 0]]);
    let reverse = f64::from(drift(false, [&x, &score], t, *betas, probe)?[[0, 0]]);
    let dt = 0.01;
    let spread = f64::from(step([&one(0.0), &one(0.0), &x], [t, dt], *betas, probe)?[[0, 0]]);
    let slack = 2e-3 * (1.0 + betas[0].max(betas[1]));
    for (name, found) in [("flow", 2.0 * flow * now), ("step", 2.0 * reverse * now - spread * spread / dt)] {
        if !close(found, expected, slack) {
            return Err(Broken::Law(format!(
                "for normal data with variance {v} the variance at time {t} changes by {expected} per unit of time according to marginal, and by {found} \
                 according to {name}"
            )));
        }
    }
    Ok(())
}

fn drifts(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Drift { x, score, t, betas, .. } = input else { return Ok(()) };
    let reverse = drift(false, [x, score], *t, *betas, probe)?;
    let flow = drift(true, [x, score], *t, *betas, probe)?;
    let forward = drift(false, [x, &zeros(x)], *t, *betas, probe)?;
    let slack = 4.0 * probe.tolerance + 1e-5 * largest(&[&reverse, &flow, &forward]);
    let mean = (&reverse + &forward) / 2.0;
    same("flow", &flow, &mean, slack, "as the mean of reverse with the score and without")
}

fn still(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Step { x, score, t, dt, betas, .. } = input else { return Ok(()) };
    let next = step([x, score, &zeros(x)], [*t, *dt], *betas, probe)?;
    let reverse = drift(false, [x, score], *t, *betas, probe)?;
    let expected = &x.values - &(reverse * *dt as f32);
    let slack = 4.0 * probe.tolerance + 1e-5 * largest(&[&next, &x.values]);
    same("step without noise", &next, &expected, slack, "by reverse")
}

/// The difference quotient of an exponential is too large by (2 h ln r)²/6 of itself, which is below 10⁻³.
fn explodes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Ve { sigmas, .. } = input else { return Ok(()) };
    let (t, h) = (probe.random.uniform(0.1..0.9), 1e-3);
    let times = vec![t - h, t, t + h];
    let Answered::Ve(sigma, g) = probe.call(&Input::Ve { times, sigmas: *sigmas })? else {
        return Err(Broken::Law("no two numbers of ve".to_owned()));
    };
    let slope = (sigma[2] * sigma[2] - sigma[0] * sigma[0]) / (2.0 * h);
    let square = g[1] * g[1];
    if close(square, slope, 3e-3 * slope.abs()) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "at time {t} the square of g is {square}, and σ² changes by {slope} per unit of time"
    )))
}
