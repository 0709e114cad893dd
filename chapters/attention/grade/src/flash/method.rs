//! How the answer goes about it: what it loads, and what it holds.

use judge::{Broken, Matrix};
use ndarray::{Array2, s};

use super::{Input, Rows, TheProbe};
use attention::Mask;

/// The input with its first queries alone, and without a mask.
fn first(input: &Input, queries: usize) -> Input {
    let mut few = input.clone();
    few.queries.values = input.queries.values.slice(s![..queries, ..]).to_owned();
    few.mask = Mask::None;
    few
}

/// For one query, every row once.
pub(super) fn one_pass(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let m = input.counts().1;
    let loaded = probe.call(&first(input, 1))?.loaded;
    if loaded <= m {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "for a single query {loaded} rows are loaded, of {m} keys. One pass is enough: a running maximum does without \
         a pass for the maximum"
    )))
}

/// For as many queries as fit into a tile, every row once too.
pub(super) fn shared(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (n, m) = input.counts();
    let queries = input.tile.min(n);
    let loaded = probe.call(&first(input, queries))?.loaded;
    // Whoever loads rows twice for one query is told so by the law before.
    if loaded <= m || probe.call(&first(input, 1))?.loaded > m {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "for {queries} queries {loaded} rows are loaded, of {m} keys, though a tile has room for {}: a row that is loaded \
         serves the whole tile of queries",
        input.tile
    )))
}

/// As many queries as keys, a few tiles of them: what the mask spares shows in the rows loaded.
pub(super) fn skips(_: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tile = probe.random.whole(2..=4);
    let count = 3 * tile + probe.random.whole(0..=tile - 1);
    let [queries, keys, values] = [(); 3].map(|()| Matrix::from(probe.random.normals((count, 2), 1.0)));
    let mut square = Input { queries, rows: Rows::Stored(keys, values), tile, mask: Mask::None };
    // Whoever loads more than every row once for each tile of queries is told so by the laws before.
    if probe.call(&square)?.loaded > count.div_ceil(tile) * count {
        return Ok(());
    }
    square.mask = Mask::Causal;
    let loaded = probe.call(&square)?.loaded;
    // Whole tiles, up to the one that holds the last key that the last query of a tile sees.
    let end = |first: usize| count.min(first + tile);
    let needed: usize = (0..count).step_by(tile).map(end).sum();
    // Smaller loads are allowed, and the last of them may begin at the last key that is seen.
    let allowed: usize = (0..count).step_by(tile).map(|first| count.min(first + 2 * tile - 1)).sum();
    if loaded <= allowed {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "{count} queries, {count} keys, tile {tile}: {loaded} rows are loaded with the causal mask. A tile of queries needs no \
         tile of keys that lies after its last query: {needed} rows, in tiles of {tile}"
    )))
}

/// Many keys that are stored nowhere: what is held is the answer's own.
pub(super) fn memory(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    const KEYS: usize = 6_000;
    // Once is enough: with the plainest case.
    if super::cases::PLAIN != (input.queries.values.dim(), input.counts().1) || input.mask == Mask::Causal {
        return Ok(());
    }
    let queries = Array2::from_shape_fn((2, 2), |(i, c)| 0.5 + (i + 2 * c) as f32 * 0.3);
    let many =
        Input { queries: queries.into(), rows: Rows::Computed(KEYS, (2, 2)), tile: 64, mask: Mask::None };
    probe.call(&many)?;
    // Half of what the scores of a single query would take.
    let allowed = KEYS * size_of::<f32>() / 2;
    if probe.peak <= allowed {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "2 queries, {KEYS} keys, widths of 2, tile 64: {} bytes are held at the peak, which is {:.1} for each key. A tile, its \
         scores and the states of the queries take a few thousand bytes; allowed are {allowed}",
        probe.peak,
        probe.peak as f64 / KEYS as f64
    )))
}
