//! What must hold for `csa`, whatever the reference says.

use judge::{Broken, close, same};
use ndarray::{Array2, Array3, Axis};

use super::{Input, TheProbe};

/// The order of a list does not matter.
pub(super) fn order(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut shuffled = input.clone();
    for list in &mut shuffled.chosen {
        probe.random.shuffle(list);
    }
    let (before, after) = (probe.call(input)?, probe.call(&shuffled)?);
    same("out", &before, &after, 2.0 * probe.tolerance, "with the lists in another order")
}

/// A token and a block are replaced by what is opposite to them: where they are not seen, nothing changes.
pub(super) fn hidden(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [n, heads, _, b] = input.sizes();
    let token = probe.random.whole(0..=n - 1);
    let mut changed = input.clone();
    changed.tokens.values.row_mut(token).mapv_inplace(|x| -x);
    let block = (b > 0).then(|| probe.random.whole(0..=b - 1));
    if let Some(block) = block {
        changed.blocks.values.row_mut(block).mapv_inplace(|x| -x);
    }
    let (before, after) = (probe.call(input)?, probe.call(&changed)?);
    if before.dim() != input.queries.values.dim() || after.dim() != before.dim() {
        return Err(Broken::Law(format!("the shape is {:?} and then {:?}", before.dim(), after.dim())));
    }
    let sees = |t: usize| {
        token <= t && t - token < input.window || block.is_some_and(|block| input.chosen[t].contains(&block))
    };
    for (t, h) in (0..n).filter(|&t| !sees(t)).flat_map(|t| (0..heads).map(move |h| (t, h))) {
        let rows = [&before, &after].map(|out| out.index_axis(Axis(0), t).row(h).to_vec());
        let alike = rows[0].iter().zip(&rows[1]);
        if !alike.clone().all(|(&a, &b)| close(a, b, 2.0 * probe.tolerance)) {
            let block = block.map_or(String::new(), |block| format!(" and block {block}"));
            return Err(Broken::Law(format!(
                "query {t} does not see token {token}{block}, and yet head {h} goes from {:?} to {:?} when they change their sign",
                rows[0], rows[1]
            )));
        }
    }
    Ok(())
}

/// Whether scores are so small that slack for another input is known.
fn ordinary(input: &Input) -> bool {
    let [n, heads, ..] = input.sizes();
    let far = |score: (f64, bool)| score.0.abs() > 40.0;
    n <= 100
        && input.sinks.values.iter().all(|sink| sink.abs() <= 40.0)
        && !(0..n).any(|t| (0..heads).any(|h| input.scores(t, h).into_iter().any(far)))
}

/// With every block chosen and a window as wide as the text: dense attention over tokens and blocks, computed here.
pub(super) fn dense(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if !ordinary(input) {
        return Ok(());
    }
    let [n, _, _, b] = input.sizes();
    let everything = Input { chosen: vec![(0..b).rev().collect(); n], window: n, ..input.clone() };
    let output = probe.call(&everything)?;
    let (tokens, blocks) = (input.tokens.double(), input.blocks.double());
    let expected = Array3::from_shape_fn(input.queries.values.dim(), |(t, h, c)| {
        let scores = everything.scores(t, h);
        let entry = |e: usize| if e < n { tokens[[e, c]] } else { blocks[[e - n, c]] };
        let mut sum = f64::from(input.sinks.values[h]).exp();
        let mut weighted = 0.0;
        for (e, (score, _)) in scores.into_iter().enumerate().filter(|(_, score)| score.1) {
            sum += score.exp();
            weighted += score.exp() * entry(e);
        }
        weighted / sum
    });
    let expected = expected.mapv(|x| x as f32);
    same("out", &output, &expected, 4.0 * probe.tolerance + 1e-5, "by dense attention over tokens and blocks")
}

/// A sink that rises shrinks what a query gets, all channels by one factor.
pub(super) fn shrinks(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if !ordinary(input) {
        return Ok(());
    }
    let mut raised = input.clone();
    let step = probe.random.uniform(0.5..1.5) as f32;
    raised.sinks.values.mapv_inplace(|sink| sink + step);
    let (before, after) = (probe.call(input)?, probe.call(&raised)?);
    let rows = |out: &Array3<f32>| -> Result<Array2<f64>, Broken> {
        let width = out.len_of(Axis(2));
        let rows =
            out.as_standard_layout().into_owned().into_shape_with_order((out.len() / width.max(1), width));
        rows.map(|rows| rows.mapv(f64::from)).map_err(|why| Broken::Law(why.to_string()))
    };
    let slack = 4.0 * probe.tolerance + 1e-5;
    for (at, (a, b)) in rows(&before)?.rows().into_iter().zip(rows(&after)?.rows()).enumerate() {
        let square = a.dot(&a);
        if square <= 1e-2 {
            continue;
        }
        let factor = a.dot(&b) / square;
        let bound = slack * (a.len() as f64 / square).sqrt();
        let even = a.iter().zip(b).all(|(a, b)| (b - factor * a).abs() <= slack);
        if !even || !(-bound..1.0 + bound).contains(&factor) {
            let heads = input.sizes()[1];
            return Err(Broken::Law(format!(
                "query {}, head {}: {a:.4} becomes {b:.4} when the sink rises by {step:.2}; every channel shrinks by the same factor \
                 between 0 and 1",
                at / heads,
                at % heads
            )));
        }
    }
    Ok(())
}

/// Heads in another order, with their sinks, give the same in that order.
pub(super) fn heads(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.sizes()[1]).collect();
    probe.random.shuffle(&mut order);
    let mut moved = input.clone();
    moved.queries.values = input.queries.values.select(Axis(1), &order);
    moved.sinks.values = input.sinks.values.select(Axis(0), &order);
    let (before, after) = (probe.call(input)?, probe.call(&moved)?);
    if before.dim() != input.queries.values.dim() {
        return Err(Broken::Law(format!("the shape is {:?}", before.dim())));
    }
    let before = before.select(Axis(1), &order);
    same("out of heads in another order", &after, &before, 2.0 * probe.tolerance, "without that")
}
