//! What the cases of `moba` are made of.

use judge::{Layout, Random};
use ndarray::{Array2, s};

use super::{Attending, Choosing, Input};

/// Tokens, width, tokens of a block, k.
pub(super) type Sizes = [usize; 4];

impl Choosing {
    /// The own block of a query.
    pub(super) fn own(&self, t: usize) -> usize {
        t / self.block
    }

    /// The gates of the blocks before a query's own, in double precision.
    pub(super) fn gates(&self, t: usize) -> Vec<f64> {
        (0..self.own(t)).map(|b| self.gate(t, b)).collect()
    }

    /// The gate of a complete block.
    pub(super) fn gate(&self, t: usize, b: usize) -> f64 {
        let keys = &self.keys.values;
        let of_channel = |(c, &q): (usize, &f32)| {
            let sum: f64 =
                (b * self.block..(b + 1) * self.block).map(|token| f64::from(keys[[token, c]])).sum();
            f64::from(q) * (sum / self.block as f64)
        };
        self.queries.values.row(t).iter().enumerate().map(of_channel).sum()
    }

    /// Whether rounding, in whatever order sums are taken, cannot change what a query chooses: the gates on both sides of the cut
    /// are far apart, or equal and exact.
    pub(super) fn decided(&self, t: usize) -> bool {
        let mut gates = self.gates(t);
        gates.sort_by(|a, b| b.total_cmp(a));
        let (Some(next), Some(last)) = (gates.get(self.k - 1), gates.get(self.k.wrapping_sub(2))) else {
            return true;
        };
        if last == next {
            return self.exact(t);
        }
        let most = |c: usize| self.keys.values.column(c).fold(0.0_f32, |most, x| most.max(x.abs()));
        let row = self.queries.values.row(t);
        let scale: f64 = row.iter().enumerate().map(|(c, q)| f64::from(q.abs() * most(c))).sum();
        last - next > 1e-4 * scale
    }

    /// Whether all numbers that make a query's gates are small whole ones, and the means of blocks are exact.
    fn exact(&self, t: usize) -> bool {
        let whole = |x: &f32| x.fract() == 0.0 && x.abs() < 1000.0;
        let in_order = self.block.is_power_of_two() && self.block <= 8;
        in_order && self.queries.values.row(t).iter().all(whole) && self.keys.values.iter().all(whole)
    }

    pub(super) fn all_decided(&self) -> bool {
        (0..self.queries.values.nrows()).all(|t| self.decided(t))
    }
}

/// Normal queries and keys, whose blocks differ; what a query chooses is decided beyond rounding.
pub(super) fn normal(random: &mut Random, [n, width, block, k]: Sizes) -> Choosing {
    let mut keys: Array2<f32> = random.normals((n, width), 1.0);
    for b in 0..n.div_ceil(block) {
        let level = random.normals((1, width), 0.7);
        let mut own = keys.slice_mut(s![b * block..n.min((b + 1) * block), ..]);
        own += &level;
    }
    let queries = random.normals((n, width), 1.2);
    let mut input = Choosing { queries: queries.into(), keys: keys.into(), block, k };
    decide(random, &mut input);
    input
}

/// Draws those queries again that are not decided.
fn decide(random: &mut Random, input: &mut Choosing) {
    for t in 0..input.queries.values.nrows() {
        while !input.decided(t) {
            let query = random.normals((1, input.queries.values.ncols()), 1.2);
            input.queries.values.row_mut(t).assign(&query.row(0));
        }
    }
}

/// Gates that are given, of a query and a block, which may be its own or a later one: each query has a channel of its own. The keys of a
/// block scatter around its gate.
pub(super) fn gated(
    random: &mut Random,
    [n, block, k]: [usize; 3],
    factor: f32,
    gate: impl Fn(usize, usize) -> f32,
) -> Choosing {
    let mut keys = Array2::from_shape_fn((n, n), |(token, t)| gate(t, token / block) / factor);
    for b in 0..n / block {
        let scatter = random.normals((block, n), 0.02);
        let mean = scatter.mean_axis(ndarray::Axis(0)).expect("a block has a token");
        for (r, row) in scatter.rows().into_iter().enumerate() {
            let mut key = keys.row_mut(b * block + r);
            key.zip_mut_with(&(&row - &mean), |key, x| *key += x * key.abs());
        }
    }
    let queries = Array2::from_shape_fn((n, n), |(t, c)| if t == c { factor } else { 0.0 });
    Choosing { queries: queries.into(), keys: keys.into(), block, k }
}

/// Small whole numbers, so that many gates are equal.
pub(super) fn whole(random: &mut Random, [n, width, block, k]: Sizes, kinds: &[f32]) -> Choosing {
    let mut one = |of: &[f32]| of[random.whole(0..=of.len() - 1)];
    let mut queries = Array2::from_shape_simple_fn((n, width), || one(&[-1.0, 1.0, 2.0]));
    let keys = Array2::from_shape_simple_fn((n, width), || one(kinds));
    queries.mapv_inplace(|x| x + 0.0);
    Choosing { queries: queries.into(), keys: keys.into(), block, k }
}

/// Which blocks before its own a query has chosen.
#[derive(Clone, Copy)]
pub(super) enum Lists {
    /// At most so many, any.
    Some(usize),
    /// From none to all, any.
    Any,
    All,
}

fn chosen(random: &mut Random, n: usize, block: usize, lists: Lists) -> Vec<Vec<usize>> {
    let list = |t: usize| {
        let own = t / block;
        let mut list: Vec<usize> = (0..own).collect();
        random.shuffle(&mut list);
        match lists {
            Lists::Some(count) => list.truncate(count),
            Lists::Any => list.truncate(random.whole(0..=own)),
            Lists::All => {}
        }
        list.push(own);
        random.shuffle(&mut list);
        list
    };
    (0..n).map(list).collect()
}

/// Normal numbers in four sizes: n, width, width of values, block.
pub(super) fn ordinary(
    random: &mut Random,
    [n, width, value_width, block]: [usize; 4],
    lists: Lists,
) -> Attending {
    Attending {
        queries: random.normals((n, width), 1.5).into(),
        keys: random.normals((n, width), 1.2).into(),
        values: (random.normals((n, value_width), 1.0) + 0.4).into(),
        block,
        chosen: chosen(random, n, block, lists),
    }
}

/// The score that is a score in [`scored`] is a key's number times this.
const STEEP: f32 = 500.0;

/// Scores that are given, of a query and a token, with a little noise where they are no whole number of hundreds. Each query has a
/// channel of its own.
pub(super) fn scored(
    random: &mut Random,
    [n, value_width, block]: [usize; 3],
    lists: Lists,
    score: impl Fn(&[usize], usize, usize) -> f32,
) -> Attending {
    let width = n + 1;
    let mut input = ordinary(random, [n, width, value_width, block], lists);
    input.queries.values.fill(0.0);
    for t in 0..n {
        input.queries.values[[t, t]] = STEEP * (width as f32).sqrt();
        for token in 0..n {
            let exact = score(&input.chosen[t], t, token);
            let noise = if exact % 100.0 == 0.0 { 0.0 } else { random.uniform(-0.1..0.1) as f32 };
            input.keys.values[[token, t]] = (exact + noise) / STEEP;
        }
    }
    input
}

/// Between levels: a few numbers.
pub(super) fn step(t: usize, token: usize) -> f32 {
    ((t + 3 * token) % 5) as f32 * 0.7
}

/// Whether a query with this list sees a token.
pub(super) fn seen(list: &[usize], block: usize, t: usize, token: usize) -> bool {
    token <= t && list.contains(&(token / block))
}

impl Attending {
    /// n, width, width of values
    pub(super) fn sizes(&self) -> [usize; 3] {
        let (n, width) = self.queries.values.dim();
        [n, width, self.values.values.ncols()]
    }

    /// Whether a query sees a token.
    pub(super) fn sees(&self, t: usize, token: usize) -> bool {
        seen(&self.chosen[t], self.block, t, token)
    }

    /// The score of a token for a query, in double precision.
    pub(super) fn score(&self, t: usize, token: usize) -> f64 {
        let (query, key) = (self.queries.values.row(t), self.keys.values.row(token));
        let sum: f64 = query.iter().zip(key).map(|(&q, &k)| f64::from(q) * f64::from(k)).sum();
        sum / (query.len() as f64).sqrt()
    }
}

/// All matrices in a layout.
pub(super) fn laid(input: Input, layout: Layout) -> Input {
    match input {
        Input::Choose(mut choosing) => {
            choosing.queries.layout = layout;
            choosing.keys.layout = layout;
            Input::Choose(choosing)
        }
        Input::Attend(mut attending) => {
            for matrix in [&mut attending.queries, &mut attending.keys, &mut attending.values] {
                matrix.layout = layout;
            }
            Input::Attend(attending)
        }
    }
}
