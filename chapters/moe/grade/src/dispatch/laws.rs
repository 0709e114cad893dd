//! What holds of a dispatch whatever the numbers are, and how it is done.

use judge::{Broken, Layout, Matrix, same};
use ndarray::{Array2, Axis, s};

use super::{Dispatched, Input, TheProbe};

pub(super) fn experts_alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let products = probe.call(input)?.products;
    match products.iter().find(|product| product.2.is_none()) {
        None => Ok(()),
        Some((from, to, _)) => Err(Broken::Law(format!(
            "rows {from}..{to} are multiplied by a matrix that is no expert's. The device does the products, whole ones: all matrices side \
             by side are the dense form in one product, and a unit matrix fetches what cannot be looked at"
        ))),
    }
}

pub(super) fn one_pass(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let products = probe.call(input)?.products;
    let (_, offsets) = input.sorted();
    let rows = input.experts.len();
    let asked: usize = products.iter().map(|(from, to, _)| to - from).sum();
    if asked != rows {
        return Err(Broken::Law(format!(
            "{rows} rows are in {} products with {asked} rows altogether. A row meets the matrix of its own expert and no other",
            products.len()
        )));
    }
    for &(from, to, expert) in &products {
        let Some(expert) = expert else { continue };
        if from < offsets[expert] || to > offsets[expert + 1] {
            return Err(Broken::Law(format!(
                "rows {from}..{to} are multiplied by the matrix of expert {expert}, who has the rows {}..{}",
                offsets[expert],
                offsets[expert + 1]
            )));
        }
    }
    Ok(())
}

pub(super) fn together(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let products = probe.call(input)?.products;
    for expert in 0..input.count() {
        let count = products.iter().filter(|product| product.2 == Some(expert)).count();
        if count > 1 {
            return Err(Broken::Law(format!(
                "the matrix of expert {expert} is in {count} products; one with all the rows of the expert is enough"
            )));
        }
    }
    Ok(())
}

/// The same tokens with one choice each, gates of 1, and experts that do nothing.
pub(super) fn there_and_back(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let width = input.tokens.values.ncols();
    let mut plain = input.clone();
    plain.experts = input.experts.slice(s![.., ..1]).to_owned();
    plain.gates = Array2::ones(plain.experts.dim()).into();
    plain.weights.values =
        ndarray::Array3::from_shape_fn(
            (input.count(), width, width),
            |(_, i, c)| {
                if i == c { 1.0 } else { 0.0 }
            },
        );
    let through = probe.call(&plain)?;
    same(
        "unpermute",
        &through.combined,
        &input.tokens.values,
        probe.tolerance,
        "before the way there and back",
    )
}

pub(super) fn dense(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let combined = probe.call(input)?.combined;
    let (tokens, weights, combine) = (input.tokens.double(), input.weights.double(), input.combine());
    let mut dense = Array2::<f64>::zeros((tokens.nrows(), weights.dim().2));
    for (expert, matrix) in weights.outer_iter().enumerate() {
        dense += &(&tokens.dot(&matrix) * &combine.column(expert).insert_axis(Axis(1)));
    }
    same("unpermute", &combined, &dense.mapv(|x| x as f32), 2.0 * probe.tolerance, "without dispatch")
}

/// Some of the tokens by themselves, with the same experts.
fn part(input: &Input, tokens: std::ops::Range<usize>) -> Input {
    let cut = |matrix: &Matrix| Matrix::from(matrix.values.slice(s![tokens.clone(), ..]).to_owned());
    Input {
        tokens: cut(&input.tokens),
        gates: cut(&input.gates),
        experts: input.experts.slice(s![tokens.clone(), ..]).to_owned(),
        experts_layout: Layout::Contiguous,
        weights: input.weights.clone(),
        outputs: Layout::Contiguous,
    }
}

pub(super) fn machines(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (t, k) = input.choices();
    if t < 2 {
        return Ok(());
    }
    let cut = probe.random.whole(1..=t - 1);
    let all = probe.call(input)?;
    let parts = [probe.call(&part(input, 0..cut))?, probe.call(&part(input, cut..t))?];
    let [first, second] = &parts;
    let together = ndarray::concatenate(Axis(0), &[first.combined.view(), second.combined.view()]);
    let Ok(together) = together else {
        return Err(Broken::Law("the outputs of two machines have different widths".into()));
    };
    same("unpermute", &all.combined, &together, 2.0 * probe.tolerance, "on two machines")?;

    // What an expert gets is what it gets from the one machine, and then from the other.
    for expert in 0..input.count() {
        let of = |part: &Dispatched, first: usize| -> Option<Vec<usize>> {
            let permuted = &part.permuted;
            let places = *permuted.offsets.get(expert)?..*permuted.offsets.get(expert + 1)?;
            Some(permuted.order.get(places)?.iter().map(|pair| pair + first * k).collect())
        };
        let apart = of(first, 0).zip(of(second, cut)).map(|(a, b)| [a, b].concat());
        if of(&all, 0) != apart {
            return Err(Broken::Law(format!("expert {expert} has other pairs on one machine than on two")));
        }
    }
    Ok(())
}

pub(super) fn renamed(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut names: Vec<usize> = (0..input.count()).collect();
    probe.random.shuffle(&mut names);
    let mut other = input.clone();
    other.experts = input.experts.mapv(|expert| names[expert]);
    for (expert, matrix) in input.weights.values.outer_iter().enumerate() {
        other.weights.values.index_axis_mut(Axis(0), names[expert]).assign(&matrix);
    }
    let (before, after) = (probe.call(input)?, probe.call(&other)?);
    same("unpermute", &before.combined, &after.combined, 2.0 * probe.tolerance, "after experts change names")
}

pub(super) fn reordered(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut other = input.clone();
    other.experts.invert_axis(Axis(1));
    other.gates.values.invert_axis(Axis(1));
    other.experts = other.experts.as_standard_layout().into_owned();
    other.gates.values = other.gates.values.as_standard_layout().into_owned();
    let (before, after) = (probe.call(input)?, probe.call(&other)?);
    // The rows of an expert are the same tokens in the same order.
    if before.permuted.rows != after.permuted.rows {
        return Err(Broken::Law(
            "permute.rows change when each token names its experts in another order".into(),
        ));
    }
    same(
        "unpermute",
        &before.combined,
        &after.combined,
        2.0 * probe.tolerance,
        "when each token names its experts in another order",
    )
}
