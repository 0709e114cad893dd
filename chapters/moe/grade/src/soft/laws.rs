//! What must hold for Soft MoE, whatever the reference says.

use judge::{Broken, same};
use ndarray::{Array2, Array3, Axis, concatenate};

use super::{Input, TheProbe};

type Law = (&'static str, fn(&Input, &mut TheProbe<'_>) -> Result<(), Broken>);

pub(super) fn laws() -> Vec<Law> {
    vec![
        ("columns of dispatch and rows of combine sum to 1", sums),
        ("experts that change nothing give means of tokens", convex),
        ("tokens in another order give the same outputs in that order", tokens_permuted),
        ("the slots of one expert in another order change nothing", slots_permuted),
        ("experts in another order, with their slots, change nothing", experts_permuted),
        ("the output moves as its derivative says, by finite differences", slope),
        ("with a scale, longer slots change nothing", lengths),
    ]
}

fn sums(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mixed = probe.call(input)?;
    for (name, weights, axis) in [("column", &mixed.dispatch, Axis(0)), ("row", &mixed.combine, Axis(1))] {
        for (i, sum) in weights.sum_axis(axis).into_iter().enumerate() {
            if (sum - 1.0).abs() > 3e-4 || sum.is_nan() {
                let which = if name == "row" { "combine" } else { "dispatch" };
                return Err(Broken::Law(format!("{name} {i} of {which} sums to {sum}")));
            }
        }
    }
    Ok(())
}

fn convex(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut plain = input.clone();
    let (experts, width) = (input.experts(), input.tokens.values.ncols());
    plain.matrices =
        Array3::from_shape_fn((experts, width, width), |(_, r, c)| f32::from(u8::from(r == c))).into();
    plain.bent = false;
    let out = probe.call(&plain)?.out;
    if out.dim() != input.tokens.values.dim() {
        return Ok(());
    }
    for (c, column) in input.tokens.values.columns().into_iter().enumerate() {
        let (low, high) =
            column.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), &x| (l.min(x), h.max(x)));
        let slack = 5e-4 * (1.0 + high.abs().max(low.abs()));
        for (t, &x) in out.column(c).indexed_iter() {
            if x.is_nan() || x < low - slack || x > high + slack {
                return Err(Broken::Law(format!(
                    "soft[{t}, {c}] is {x}, outside the tokens' [{low}, {high}]"
                )));
            }
        }
    }
    Ok(())
}

fn tokens_permuted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.tokens.values.nrows()).collect();
    probe.random.shuffle(&mut order);
    let mut shuffled = input.clone();
    shuffled.tokens.values = input.tokens.values.select(Axis(0), &order);
    let (straight, shuffled) = (probe.call(input)?.out, probe.call(&shuffled)?.out);
    if straight.nrows() != order.len() {
        return Ok(());
    }
    same(
        "soft",
        &straight.select(Axis(0), &order),
        &shuffled,
        4.0 * probe.tolerance,
        "with the tokens in another order",
    )
}

fn slots_permuted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let own = input.slots.values.ncols() / input.experts();
    let mut order = Vec::new();
    for i in 0..input.experts() {
        let mut slots: Vec<usize> = (i * own..(i + 1) * own).collect();
        probe.random.shuffle(&mut slots);
        order.extend(slots);
    }
    let mut shuffled = input.clone();
    shuffled.slots.values = input.slots.values.select(Axis(1), &order);
    let (a, b) = (probe.call(input)?.out, probe.call(&shuffled)?.out);
    same("soft", &a, &b, 4.0 * probe.tolerance, "with each expert's slots in another order")
}

fn experts_permuted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let own = input.slots.values.ncols() / input.experts();
    let mut order: Vec<usize> = (0..input.experts()).collect();
    probe.random.shuffle(&mut order);
    let slots: Vec<usize> = order.iter().flat_map(|&i| i * own..(i + 1) * own).collect();
    let mut shuffled = input.clone();
    shuffled.slots.values = input.slots.values.select(Axis(1), &slots);
    shuffled.matrices.values = input.matrices.values.select(Axis(0), &order);
    let (a, b) = (probe.call(input)?.out, probe.call(&shuffled)?.out);
    same("soft", &a, &b, 4.0 * probe.tolerance, "with the experts in another order")
}

/// The layer in double precision.
pub(super) fn layer(input: &Input, tokens: &Array2<f64>) -> Array2<f64> {
    let slots = input.slots.double();
    let logits = match input.scale {
        None => tokens.dot(&slots),
        Some(scale) => {
            let length =
                |x: &Array2<f64>, axis| ((x * x).sum_axis(axis) + 1e-6).mapv(f64::sqrt).insert_axis(axis);
            (tokens / &length(tokens, Axis(1))).dot(&(&slots / &length(&slots, Axis(0)))) * f64::from(scale)
        }
    };
    let softmax = |axis: Axis| {
        let largest = logits.fold_axis(axis, f64::NEG_INFINITY, |a, &b| a.max(b)).insert_axis(axis);
        let exponentials = (&logits - &largest).mapv(f64::exp);
        let sums = exponentials.sum_axis(axis).insert_axis(axis);
        exponentials / sums
    };
    let inputs = softmax(Axis(0)).t().dot(tokens);
    let own = inputs.nrows() / input.experts();
    let outputs: Vec<Array2<f64>> = (0..input.experts())
        .map(|i| {
            let matrix = input.matrices.values.index_axis(Axis(0), i).mapv(f64::from);
            let out = inputs.slice(ndarray::s![i * own..(i + 1) * own, ..]).dot(&matrix);
            if input.bent { out.mapv(f64::tanh) } else { out }
        })
        .collect();
    let outputs: Vec<_> = outputs.iter().map(|output| output.view()).collect();
    softmax(Axis(1)).dot(&concatenate(Axis(0), &outputs).expect("the same width"))
}

/// The answer's difference over a small step of all tokens, against the derivative of the layer in double precision.
fn slope(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    const STEP: f64 = 1.0 / 128.0;
    let size = input.tokens.values.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
    // Moderate numbers, and small sizes: this is the dearest of the laws.
    if !(0.1..=20.0).contains(&size) || input.tokens.values.nrows() * input.slots.values.ncols() > 16 {
        return Ok(());
    }
    let direction = probe.random.normals(input.tokens.values.raw_dim(), 1.0);
    let mut moved = [input.clone(), input.clone()];
    moved[0].tokens.values.scaled_add(STEP as f32, &direction);
    moved[1].tokens.values.scaled_add(-STEP as f32, &direction);
    let [ahead, behind] = [probe.call(&moved[0])?.out, probe.call(&moved[1])?.out];
    let (tokens, direction) = (input.tokens.double(), direction.mapv(f64::from));
    let rate = |step: f64| {
        let at = |step: f64| layer(input, &(&tokens + &(&direction * step)));
        (at(step) - at(-step)) / (2.0 * step)
    };
    let (derivative, wide) = (rate(1e-5), rate(STEP));
    if ahead.dim() != derivative.dim() || behind.dim() != derivative.dim() {
        return Ok(());
    }
    for (((t, c), &right), &wide) in derivative.indexed_iter().zip(&wide) {
        let yours = f64::from(ahead[[t, c]] - behind[[t, c]]) / (2.0 * STEP);
        // Rounding over the step, and what the step's width does.
        let allowed = 4.0 * probe.tolerance / STEP + 2.0 * (wide - right).abs() + 1e-3 * (1.0 + right.abs());
        if (yours - right).abs() > allowed || yours.is_nan() {
            return Err(Broken::Law(format!(
                "along a random direction of the tokens soft[{t}, {c}] rises by {yours:.4} a step, its derivative is {right:.4}"
            )));
        }
    }
    Ok(())
}

fn lengths(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let size = input.slots.values.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
    if input.scale.is_none() || size < 0.1 {
        return Ok(());
    }
    // Long enough that the small number under the root does not count.
    let [mut long, mut longer] = [input.clone(), input.clone()];
    for (slots, factor) in [(&mut long.slots, 50.0), (&mut longer.slots, 350.0)] {
        slots.values *= factor;
    }
    let (a, b) = (probe.call(&long)?.out, probe.call(&longer)?.out);
    same("soft", &a, &b, 1e-3, "with slots 7 times as long")
}
