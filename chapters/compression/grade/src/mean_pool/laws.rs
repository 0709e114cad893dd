//! What must hold of `mean_pool`, whatever the reference says.

use judge::{Broken, Matrix, Property, same};
use ndarray::{Array2, Axis, s};

use super::{Answered, Input, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "tokens that are left over change nothing", holds: left_over },
        Property { name: "a block changes its own entry alone", holds: own_entry },
        Property { name: "equal tokens give themselves", holds: equal_tokens },
        Property { name: "the order within a block does not matter", holds: order },
        Property { name: "a query sees no block that holds a later token", holds: no_future },
        Property { name: "a query sees every block whose tokens are there", holds: all_past },
    ]
}

/// The answer's entries, if they have the shape that they must.
fn asked(tokens: &Array2<f32>, block: usize, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let shape = (tokens.nrows() / block, tokens.ncols());
    match probe.call(&Input::Pool { tokens: Matrix::from(tokens.clone()), block })? {
        Answered::Pooled(pooled) if pooled.dim() == shape => Ok(pooled),
        Answered::Pooled(pooled) => {
            Err(Broken::Law(format!("mean_pool has shape {:?} and not {shape:?}", pooled.dim())))
        }
        Answered::Seen(_) => Err(Broken::Law("no entries".to_owned())),
    }
}

fn left_over(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Pool { tokens, block } = input else { return Ok(()) };
    let complete = tokens.values.nrows() / block * block;
    let with = asked(&tokens.values, *block, probe)?;
    let without = asked(&tokens.values.slice(s![..complete, ..]).to_owned(), *block, probe)?;
    same("mean_pool", &with, &without, 2.0 * probe.tolerance, "without the tokens that are left over")
}

fn own_entry(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Pool { tokens, block } = input else { return Ok(()) };
    let (entries, channels) = (tokens.values.nrows() / block, tokens.values.ncols());
    if entries == 0 {
        return Ok(());
    }
    let entry = probe.random.whole(0..=entries - 1);
    let mut changed = tokens.values.clone();
    changed
        .slice_mut(s![entry * block..(entry + 1) * block, ..])
        .assign(&probe.random.normals((*block, channels), 3.0));
    let (mut before, mut after) = (asked(&tokens.values, *block, probe)?, asked(&changed, *block, probe)?);
    before.row_mut(entry).fill(0.0);
    after.row_mut(entry).fill(0.0);
    let how = format!("with other tokens in block {entry}");
    same("mean_pool", &before, &after, 2.0 * probe.tolerance, &how)
}

fn equal_tokens(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Pool { tokens, block } = input else { return Ok(()) };
    let (n, channels) = tokens.values.dim();
    let token = probe.random.normals((1, channels), 1.0);
    let equal = Array2::from_shape_fn((n, channels), |(_, c)| token[[0, c]]);
    let pooled = asked(&equal, *block, probe)?;
    let expected = Array2::from_shape_fn(pooled.dim(), |(_, c)| token[[0, c]]);
    same("mean_pool", &pooled, &expected, 2.0 * probe.tolerance + 1e-4, "as every token is")
}

fn order(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Pool { tokens, block } = input else { return Ok(()) };
    let mut places: Vec<usize> = (0..*block).collect();
    probe.random.shuffle(&mut places);
    let complete = tokens.values.nrows() / block * block;
    let place = |t: usize| if t < complete { t / block * block + places[t % block] } else { t };
    let rows: Vec<usize> = (0..tokens.values.nrows()).map(place).collect();
    let before = asked(&tokens.values, *block, probe)?;
    let after = asked(&tokens.values.select(Axis(0), &rows), *block, probe)?;
    same(
        "mean_pool",
        &before,
        &after,
        4.0 * probe.tolerance,
        "with the tokens of each block in another order",
    )
}

/// What `visible` says at a position.
fn seen(position: usize, block: usize, probe: &mut TheProbe<'_>) -> Result<usize, Broken> {
    match probe.call(&Input::Visible { positions: vec![position], block })? {
        Answered::Seen(seen) if seen.len() == 1 => Ok(seen[0]),
        _ => Err(Broken::Law("no number of blocks".to_owned())),
    }
}

fn no_future(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Visible { positions, block } = input else { return Ok(()) };
    let position = positions[probe.random.whole(0..=positions.len() - 1)];
    let blocks = seen(position, *block, probe)?;
    let last = blocks.saturating_mul(*block);
    if last <= position + 1 {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "visible({position}, {block}) is {blocks}, and block {} ends with the token at position {}",
        blocks - 1,
        last - 1
    )))
}

fn all_past(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Visible { positions, block } = input else { return Ok(()) };
    let position = positions[probe.random.whole(0..=positions.len() - 1)];
    let blocks = seen(position, *block, probe)?;
    let next = blocks.saturating_add(1).saturating_mul(*block);
    if next > position + 1 {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "visible({position}, {block}) is {blocks}, and block {blocks} is complete with the token at position {}",
        next - 1
    )))
}
