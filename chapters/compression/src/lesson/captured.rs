//! How much of the softmax a choice of a few entries holds, by what they were chosen by: the logits themselves, an indexer of some
//! width, recency, chance.
//!
//! Nothing here is trained. Keys are normal vectors; a query is a sum of a few keys and noise, one of the keys near and the others
//! anywhere. The indexer sees queries and keys in a random subspace.

use std::sync::LazyLock;

use figures::{Axis, Chart, Figure, Parameter, Play, Series, normals, random, text};
use ndarray::{Array2, ArrayView1, Axis as Lanes, s};

use crate::{Indexer, TopK};

/// Entries of the cache, counting those that the last query alone sees; entries hold one token.
pub const ENTRIES: usize = 512;
/// The queries are the last positions.
pub const QUERIES: usize = 64;
/// Channels of queries and keys.
pub const WIDTH: usize = 64;
/// How many entries are chosen.
pub const CHOSEN: usize = 32;
/// The channels that an indexer may look at.
pub const WIDTHS: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];
/// Random subspaces for each width.
const SUBSPACES: u64 = 8;
/// Keys that a query is made of; one of them is among the nearest [`CHOSEN`].
const MADE_OF: usize = 4;

/// Queries (64, 64) and keys (512, 64).
pub struct Toy {
    /// Shape ([`QUERIES`], [`WIDTH`]).
    pub queries: Array2<f32>,
    /// Shape ([`ENTRIES`], [`WIDTH`]).
    pub keys: Array2<f32>,
    /// Query · key / √width; shape (queries, entries).
    pub logits: Array2<f32>,
    /// The softmax of the logits over what each query sees, which is all but the last entries; shape (queries, entries).
    shares: Array2<f64>,
}

/// The toy of all figures.
pub fn toy() -> Toy {
    let mut random = random(7);
    let keys = normals(&mut random, (ENTRIES, WIDTH));
    let mut queries = 0.3 * normals(&mut random, (QUERIES, WIDTH));
    let places = normals(&mut random, (QUERIES, MADE_OF));
    for (i, mut query) in queries.rows_mut().into_iter().enumerate() {
        let seen = ENTRIES - QUERIES + i + 1;
        for (which, place) in places.row(i).iter().enumerate() {
            // The digits behind the third are as good as uniform.
            let place = (1e6 * place.abs()) as usize;
            let entry = if which == 0 { seen - 1 - place % CHOSEN } else { place % seen };
            query.scaled_add(0.62, &keys.row(entry));
        }
    }
    let logits = queries.dot(&keys.t()) / (WIDTH as f32).sqrt();
    let mut shares = Array2::zeros((QUERIES, ENTRIES));
    for (i, row) in logits.rows().into_iter().enumerate() {
        let seen = row.slice(s![..=ENTRIES - QUERIES + i]);
        let largest = seen.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let weights = seen.mapv(|x| f64::from(x - largest).exp());
        shares.slice_mut(s![i, ..seen.len()]).assign(&(&weights / weights.sum()));
    }
    Toy { queries, keys, logits, shares }
}

impl Toy {
    /// The part of the softmax of every query that its chosen entries hold, as a mean over the queries.
    pub fn captured(&self, chosen: &[Vec<usize>]) -> f64 {
        let of =
            |(row, blocks): (ArrayView1<'_, f64>, &Vec<usize>)| blocks.iter().map(|&s| row[s]).sum::<f64>();
        self.shares.rows().into_iter().zip(chosen).map(of).sum::<f64>() / QUERIES as f64
    }

    /// What the entries with the largest scores hold.
    pub fn of_scores(&self, top_k: TopK, scores: &Array2<f32>) -> f64 {
        self.of_largest(top_k, scores, CHOSEN)
    }

    /// What the k entries with the largest scores hold.
    pub fn of_largest(&self, top_k: TopK, scores: &Array2<f32>, k: usize) -> f64 {
        self.captured(&top_k(scores.view(), ENTRIES - QUERIES, 1, k))
    }

    /// What the entries with the largest scores hold, per cent, for 1, 2, 4, … 256 of them: each choice is made among the entries of the
    /// one that is twice as large, which has them all.
    pub fn of_choices(&self, top_k: TopK, scores: &Array2<f32>) -> Vec<(f64, f64)> {
        let mut chosen = top_k(scores.view(), ENTRIES - QUERIES, 1, 1 << LARGEST);
        let mut line = vec![(f64::from(1 << LARGEST), 100.0 * self.captured(&chosen))];
        for k in (0..LARGEST).rev().map(|power| 1 << power) {
            for (row, chosen) in scores.rows().into_iter().zip(&mut chosen) {
                let among = Array2::from_shape_fn((1, chosen.len()), |(_, at)| row[chosen[at]]);
                let kept = top_k(among.view(), chosen.len() - 1, 1, k);
                *chosen = kept[0].iter().map(|&at| chosen[at]).collect();
            }
            line.push((k as f64, 100.0 * self.captured(&chosen)));
        }
        line.reverse();
        line
    }

    /// What an indexer of one head chooses that sees queries and keys in a random subspace, as a mean over a few of them.
    pub fn of_indexer(&self, indexer: Indexer, top_k: TopK, width: usize) -> f64 {
        let one = |seed: u64| self.of_scores(top_k, &self.indexed(indexer, seed, width));
        (0..SUBSPACES).map(one).sum::<f64>() / SUBSPACES as f64
    }

    /// The scores of an indexer of one head that sees queries and keys in a random subspace.
    pub fn indexed(&self, indexer: Indexer, seed: u64, width: usize) -> Array2<f32> {
        let subspace = subspace(seed, width);
        let queries = self.queries.dot(&subspace).insert_axis(Lanes(1));
        let keys = self.keys.dot(&subspace);
        indexer(queries.view(), keys.view(), Array2::ones((QUERIES, 1)).view())
    }

    /// The logits themselves, recency and chance as scores.
    pub fn controls(&self, top_k: TopK) -> Controls {
        Controls {
            oracle: self.of_scores(top_k, &self.logits),
            recency: self.of_scores(top_k, &recency()),
            chance: self.of_scores(top_k, &chance()),
        }
    }
}

/// Scores by which the newest are chosen.
/// Scores by which the newest entries are chosen.
pub fn recency() -> Array2<f32> {
    Array2::from_shape_fn((QUERIES, ENTRIES), |(_, s)| s as f32)
}

/// Scores by which entries are chosen at random.
pub fn chance() -> Array2<f32> {
    normals(&mut random(11), (QUERIES, ENTRIES))
}

/// What choices hold that know everything, or nothing.
#[derive(Clone, Copy, Debug)]
pub struct Controls {
    /// By the logits themselves.
    pub oracle: f64,
    /// The newest.
    pub recency: f64,
    /// At random.
    pub chance: f64,
}

/// An orthonormal basis of a random subspace; shape ([`WIDTH`], width).
fn subspace(seed: u64, width: usize) -> Array2<f32> {
    let mut basis = normals(&mut random(100 + seed), (WIDTH, width));
    for c in 0..width {
        let mut column = basis.column(c).to_owned();
        for before in 0..c {
            let along = basis.column(before).dot(&column);
            column.scaled_add(-along, &basis.column(before));
        }
        let norm = column.dot(&column).sqrt();
        basis.column_mut(c).assign(&(column / norm));
    }
    basis
}

/// The part of the softmax that 32 of about 500 entries hold, against the width of the indexer that chose them.
///
/// # Panics
/// If a choice is out of range, or holds nothing finite.
pub fn figure(indexer: Indexer, top_k: TopK) -> Figure {
    let toy = toy();
    let controls = toy.controls(top_k);
    let line: Vec<(f64, f64)> =
        WIDTHS.iter().map(|&width| (width as f64, 100.0 * toy.of_indexer(indexer, top_k, width))).collect();
    let points: Vec<String> =
        line.iter().map(|&(width, share)| format!("{} at width {width}", text(share, 0))).collect();
    let description = format!(
        "Share of the softmax, in per cent, that {CHOSEN} chosen entries of about {ENTRIES} hold, against the width of the indexer that \
         chose them: {}. Chosen by the logits themselves: {}. The newest: {}. At random: {}.",
        points.join(", "),
        text(100.0 * controls.oracle, 0),
        text(100.0 * controls.recency, 0),
        text(100.0 * controls.chance, 0),
    );
    let level = |name: &str, share: f64| {
        let ends = [WIDTHS[0], WIDTHS[WIDTHS.len() - 1]];
        Series::new(name, ends.map(|width| (width as f64, 100.0 * share))).reference()
    };
    Chart::new("The more channels an indexer sees, the better it chooses", &description)
        .x(Axis::log2("channels that the indexer sees, of 64"))
        .y(Axis::linear("share of the softmax that is chosen, per cent").range(0.0, 100.0))
        .line(Series::new("indexer", line))
        .line(level("the logits\nthemselves", controls.oracle))
        .line(level("the newest", controls.recency))
        .line(level("at random", controls.chance))
        .save()
}

/// The largest choice to play with, as a power of two.
const LARGEST: i32 = 8;

/// The part of the softmax that a choice holds against its size, for a size and a width of the indexer that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Entries that are chosen", "of 512", (0, LARGEST)).start(32.0),
        Parameter::powers_of_two("Channels of the indexer", "of 64", (0, 6)).start(8.0),
    ];
    Play::new("compression/captured", parameters, |values| chosen(values[0] as usize, values[1] as usize))
}

/// What stays as it is whatever is played with: the toy, and what choices hold that know everything, or nothing.
struct Fixed {
    toy: Toy,
    oracle: Vec<(f64, f64)>,
    newest: Vec<(f64, f64)>,
    random: Vec<(f64, f64)>,
}

static FIXED: LazyLock<Fixed> = LazyLock::new(|| {
    let toy = toy();
    let of = |scores: &Array2<f32>| toy.of_choices(crate::answers::TOP_K, scores);
    let (oracle, newest, random) = (of(&toy.logits), of(&recency()), of(&chance()));
    Fixed { toy, oracle, newest, random }
});

fn chosen(k: usize, width: usize) -> Figure {
    let Fixed { toy, oracle, newest, random } = &*FIXED;
    let indexed = toy.of_choices(crate::answers::TOP_K, &toy.indexed(crate::answers::INDEXER, 0, width));
    let held = |line: &[(f64, f64)]| line[k.ilog2() as usize].1;
    let description = format!(
        "Share of the softmax, in per cent, that the chosen of about {ENTRIES} entries hold, against how many are chosen. Of {k} that \
         an indexer of {width} channels chooses: {}. Chosen by the logits themselves: {}. The newest: {}. At random: {}.",
        text(held(&indexed), 0),
        text(held(oracle), 0),
        text(held(newest), 0),
        text(held(random), 0),
    );
    let here = super::here(k, &indexed);
    Chart::new(
        "An indexer with fewer channels has to choose more entries to hold as much of the softmax",
        &description,
    )
    .x(Axis::log2("entries that are chosen, of about 512"))
    .y(Axis::linear("share of the softmax that is chosen, per cent").range(0.0, 100.0))
    .line(Series::new("the logits\nthemselves", oracle.clone()))
    .line(Series::new("indexer", indexed))
    .line(Series::new("the newest", newest.clone()))
    .line(Series::new("at random", random.clone()).reference())
    .line(here)
    .save()
}
