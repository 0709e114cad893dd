//! What must hold for `mla`, whatever the reference says.

use attention::lesson::turn::rotate;
use judge::{Broken, Part, compare, same};
use ndarray::Axis;

use super::{Input, LABELS, Steps, TheProbe, expanded};

pub(super) fn as_expanded(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let chained = input.chained();
    let (right, slack) = expanded(&chained)?;
    let Steps([.., output]) = probe.call(&chained)?;
    match compare::difference(&right, &[slack], &[Part::array("out", &output)]) {
        None => Ok(()),
        Some(compare::Difference::Value { place, yours, reference, .. }) => Err(Broken::Law(format!(
            "{place} is {yours} when each step takes what the step before it returned, and {reference} with all keys and \
             values expanded"
        ))),
        Some(compare::Difference::Shape { yours, reference, .. }) => {
            Err(Broken::Law(format!("out has shape {yours} after four steps, not {reference}")))
        }
    }
}

pub(super) fn distances(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let at = |first: usize| {
        let mut input = Input { first, ..input.chained() };
        let last = first + input.hidden.values.nrows() - 1;
        for mut query in input.q_rope.values.rows_mut() {
            let turned = rotate(query.view().insert_axis(Axis(0)), last);
            query.assign(&turned.row(0));
        }
        input
    };
    let (near, far) = (at(0), at(probe.random.whole(1..=40)));
    let slack = 2.0 * expanded(&near)?.1.max(expanded(&far)?.1);
    let (Steps([.., a]), Steps([.., b])) = (probe.call(&near)?, probe.call(&far)?);
    same("out", &a, &b, slack, "with query and keys at later positions by the same number")
}

pub(super) fn any_order(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.latents.values.nrows()).collect();
    probe.random.shuffle(&mut order);
    let mut shuffled = input.clone();
    shuffled.latents.values = input.latents.values.select(Axis(0), &order);
    shuffled.keys_rope.values = input.keys_rope.values.select(Axis(0), &order);
    let (Steps([_, _, _, a, _]), Steps([_, _, _, b, _])) = (probe.call(input)?, probe.call(&shuffled)?);
    same("attend", &a, &b, 2.0 * probe.tolerance, "with the tokens in another order")
}

pub(super) fn heads_permute(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.q_nope.values.nrows()).collect();
    probe.random.shuffle(&mut order);
    let mut permuted = input.clone();
    for matrix in [&mut permuted.q_nope, &mut permuted.absorbed, &mut permuted.q_rope, &mut permuted.mixed] {
        matrix.values = matrix.values.select(Axis(0), &order);
    }
    for cube in [&mut permuted.w_uk, &mut permuted.w_uv] {
        cube.values = cube.values.select(Axis(1), &order);
    }
    let (Steps(before), Steps(after)) = (probe.call(input)?, probe.call(&permuted)?);
    (2..5).try_for_each(|step| {
        let before = before[step].select(Axis(0), &order);
        same(LABELS[step], &after[step], &before, 2.0 * probe.tolerance, "before the heads changed places")
    })
}
