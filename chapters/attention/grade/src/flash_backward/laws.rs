//! What must hold for the gradients, whatever the reference says.

use judge::{Broken, Matrix};
use ndarray::{Array2, Axis};

use super::{Given, Input, Mask, TheProbe, forward};

/// The three gradients in double precision, if their shapes are right: what is wrong with shapes, the cases have told.
fn gradients(input: &Input, probe: &mut TheProbe<'_>) -> Result<[Array2<f64>; 3], Broken> {
    let Given(gradients) = probe.call(input)?;
    let found = [gradients.queries, gradients.keys, gradients.values].map(|g| g.mapv(f64::from));
    for (gradient, array) in found.iter().zip([&input.queries, &input.keys, &input.values]) {
        if gradient.dim() != array.values.dim() {
            let (yours, right) = (gradient.dim(), array.values.dim());
            return Err(Broken::Law(format!("a gradient has shape {yours:?} instead of {right:?}")));
        }
    }
    Ok(found)
}

/// The slope along a random direction of each array, from two forward passes in double precision.
pub(super) fn central_differences(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    const STEP: f64 = 1e-5;
    let found = gradients(input, probe)?;
    let arrays = [&input.queries, &input.keys, &input.values].map(Matrix::double);
    let upstream = input.upstream.double();
    for (a, name) in ["queries", "keys", "values"].into_iter().enumerate() {
        let direction = probe.random.normals(arrays[a].raw_dim(), 1.0).mapv(f64::from);
        let loss = |step: f64| {
            let mut moved = arrays.clone();
            moved[a].scaled_add(step, &direction);
            let [queries, keys, values] = &moved;
            (forward::attention(queries, keys, values, input.mask).0 * &upstream).sum()
        };
        let slope = (loss(STEP) - loss(-STEP)) / (2.0 * STEP);
        let yours = (&found[a] * &direction).sum();
        // Every element may be off by the tolerance; the differences have an error of their own.
        let allowed = 2.0 * probe.tolerance * direction.mapv(f64::abs).sum() + 1e-4 * slope.abs() + 1e-5;
        if (slope - yours).abs() > allowed || yours.is_nan() {
            return Err(Broken::Law(format!(
                "along a random direction of the {name} the loss rises by {slope:.6} a step, by central differences of the \
                 forward pass; your gradient says {yours:.6}"
            )));
        }
    }
    Ok(())
}

pub(super) fn keys_sum_to_zero(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [_, keys, _] = gradients(input, probe)?;
    let allowed = 2.0 * probe.tolerance * keys.nrows() as f64;
    for (c, sum) in keys.sum_axis(Axis(0)).into_iter().enumerate() {
        if sum.abs() > allowed || sum.is_nan() {
            return Err(Broken::Law(format!(
                "column {c} of the keys' gradients sums to {sum:.6}: every row of dS must sum to 0"
            )));
        }
    }
    Ok(())
}

pub(super) fn values_sum_to_upstream(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [_, _, values] = gradients(input, probe)?;
    let seeing: Vec<usize> = (0..input.counts().0).filter(|&i| input.visible(i) > 0).collect();
    let wanted = input.upstream.double().select(Axis(0), &seeing).sum_axis(Axis(0));
    let allowed = 2.0 * probe.tolerance * values.nrows() as f64;
    for (c, (sum, wanted)) in values.sum_axis(Axis(0)).into_iter().zip(wanted).enumerate() {
        if (sum - wanted).abs() > allowed || sum.is_nan() {
            return Err(Broken::Law(format!(
                "column {c} of the values' gradients sums to {sum:.6}, that of the outputs' to {wanted:.6}"
            )));
        }
    }
    Ok(())
}

/// Both are Σ dS ∘ S.
pub(super) fn balance(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [queries, keys, _] = gradients(input, probe)?;
    let (q, k) = (input.queries.double(), input.keys.double());
    let (from_queries, from_keys) = ((&queries * &q).sum(), (&keys * &k).sum());
    let size = q.mapv(f64::abs).sum() + k.mapv(f64::abs).sum();
    if (from_queries - from_keys).abs() > 2.0 * probe.tolerance * size || from_queries.is_nan() {
        return Err(Broken::Law(format!(
            "Σ queries ∘ their gradients is {from_queries:.6}, Σ keys ∘ theirs is {from_keys:.6}"
        )));
    }
    Ok(())
}

pub(super) fn nothing_to_choose(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [queries, _, _] = gradients(input, probe)?;
    for i in (0..input.counts().0).filter(|&i| input.visible(i) <= 1) {
        let row = queries.row(i);
        if row.iter().any(|x| x.abs() > probe.tolerance || x.is_nan()) {
            let keys = if input.visible(i) == 0 { "no key" } else { "one key" };
            return Err(Broken::Law(format!("query {i} sees {keys}, and its gradient is {row:.6}")));
        }
    }
    Ok(())
}

pub(super) fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut doubled = input.clone();
    doubled.upstream.values *= 2.0;
    let (once, twice) = (gradients(input, probe)?, gradients(&doubled, probe)?);
    for ((name, once), twice) in ["queries", "keys", "values"].iter().zip(&once).zip(&twice) {
        for ((at, &x), &y) in once.indexed_iter().zip(twice) {
            if (2.0 * x - y).abs() > 4.0 * probe.tolerance {
                return Err(Broken::Law(format!(
                    "out.{name}[{}, {}] is {x:.6}, and {y:.6} for twice the upstream gradient",
                    at.0, at.1
                )));
            }
        }
    }
    Ok(())
}

/// Many queries and keys of width 1, so that a matrix of both is most of what there can be.
pub(super) fn memory(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    const COUNT: usize = 192;
    // Once is enough: with the plainest case.
    let (n, m) = input.counts();
    if super::cases::PLAIN != [n, m, input.queries.values.ncols()] || input.mask == Mask::Causal {
        return Ok(());
    }
    let wave =
        |shift: f32| Matrix::from(Array2::from_shape_fn((COUNT, 1), |(i, _)| (0.7 * i as f32 + shift).sin()));
    let many = Input {
        queries: wave(0.0),
        keys: wave(1.0),
        values: wave(2.0),
        upstream: wave(5.0),
        mask: Mask::None,
        layout: judge::Layout::Contiguous,
    };
    probe.call(&many)?;
    let allowed = COUNT * COUNT * size_of::<f32>();
    if probe.peak < allowed {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "{COUNT} queries, {COUNT} keys, widths of 1: {} bytes are held at the peak; a matrix of queries by keys has {allowed}, \
         and that much is not allowed. Take a few queries or a few keys at a time",
        probe.peak
    )))
}
