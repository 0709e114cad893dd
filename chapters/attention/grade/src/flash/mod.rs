//! `flash`: its cases, reference, properties, mistakes and alternatives.
//!
//! The way is judged by what it asks of the slow memory, which counts, and by the bytes held at the peak when keys are
//! many and computed on the fly, so that the answer's own memory is all there is.

mod alternatives;
mod bent;
mod cases;
mod method;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Output, Part, Plan, Probe, Property, Random, Reference,
    Style, same,
};
use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};

use attention::solution::flash::flash as solution;
use attention::{Flash, Mask, SlowMemory};
use bent::Knobs;

/// What is in the slow memory.
#[derive(Clone, Serialize, Deserialize)]
enum Rows {
    /// Keys (m, d) and values (m, d_v).
    Stored(Matrix, Matrix),
    /// So many of them, of these widths, that they are computed when they are loaded.
    Computed(usize, (usize, usize)),
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Matrix,
    rows: Rows,
    tile: usize,
    mask: Mask,
}

impl Input {
    fn stored(&self) -> (&Matrix, &Matrix) {
        match &self.rows {
            Rows::Stored(keys, values) => (keys, values),
            Rows::Computed(..) => unreachable!("only the checks of the method compute keys"),
        }
    }

    fn stored_mut(&mut self) -> (&mut Matrix, &mut Matrix) {
        match &mut self.rows {
            Rows::Stored(keys, values) => (keys, values),
            Rows::Computed(..) => unreachable!("only the checks of the method compute keys"),
        }
    }

    /// n and m.
    fn counts(&self) -> (usize, usize) {
        let m = match &self.rows {
            Rows::Stored(keys, _) => keys.values.nrows(),
            Rows::Computed(rows, _) => *rows,
        };
        (self.queries.values.nrows(), m)
    }

    /// How many keys query i sees.
    fn visible(&self, i: usize) -> usize {
        let (n, m) = self.counts();
        if self.mask == Mask::None { m } else { (i + 1 + m).saturating_sub(n) }
    }

    /// What an answer makes of queries in their layout and a memory.
    fn answered(
        &self,
        answer: impl FnOnce(ndarray::ArrayView2<'_, f32>, &SlowMemory<'_>) -> (Array2<f32>, Array1<f32>),
    ) -> Attended {
        let queries = self.queries.held();
        let run = |memory: &SlowMemory<'_>| {
            let (output, log_sum_exp) = answer(queries.view(), memory);
            Attended { output, log_sum_exp, loaded: memory.loaded() }
        };
        match &self.rows {
            Rows::Stored(keys, values) => {
                let (keys, values) = (keys.held(), values.held());
                run(&SlowMemory::new(keys.view(), values.view(), self.tile))
            }
            Rows::Computed(rows, widths) => run(&SlowMemory::computed(*rows, *widths, self.tile, |j, c| {
                (0.7 * (3 * j + 5 * c) as f32).sin()
            })),
        }
    }
}

/// What an answer returned, and how many rows it loaded for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Attended {
    output: Array2<f32>,
    log_sum_exp: Array1<f32>,
    loaded: usize,
}

impl Output for Attended {
    fn parts(&self) -> Vec<Part> {
        // Whatever large negative number an answer has masked with: no score comes near it.
        let total = self.log_sum_exp.mapv(|l| if l < -1e6 && l.is_finite() { f32::MIN } else { l });
        vec![Part::array("out.0 (output)", &self.output), Part::array("out.1 (log-sum-exp)", &total)]
    }
}

type TheProbe<'a> = Probe<'a, Input, Attended>;

pub(super) fn plan(answer: Option<Flash>) -> Plan<Flash, Input, Attended, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "flash",
            title: "Attention in tiles, without the matrix of scores",
            level: Level::Hard,
            minutes: 45,
            year: 2022,
            needs: &["attention/online_softmax", "attention/scaled_dot_product"],
            text: "attention/tiles.html#flash",
            hints: [
                "Two loops: over tiles of queries, and for each of them over tiles of keys. What crosses from one tile of keys \
                 to the next is a state for every query: the largest score, the sum, the weighted sum of values. You have \
                 written it as `online_softmax`, for one score at a time.",
                "For a tile of scores: new = max(old, the row's largest visible score); the sum and the output so far are \
                 multiplied by exp(old − new); the weights exp(score − new) are added, and weights · values. A query that has \
                 seen nothing yet has old = new = −∞: leave its state alone.",
                "How many keys does query i see? visible(i) = (i + 1 + m).saturating_sub(n), or m without a mask. In the tile \
                 from `from` these are the first visible(i).saturating_sub(from).min(length) rows: slice instead of masking. \
                 The loop over keys ends at visible(last query of the tile), and the last tile at m.min(from + tile).",
            ],
            story: "The wrong ways to write it are right for short texts: with one tile nothing is ever rescaled, and on a square \
                    matrix with square tiles a mask in the tile's own indices is the right one. What shows them is a number of keys that is a \
                    multiple of nothing, and more keys than queries. FlashAttention itself aligned its causal mask at the \
                    top left until version 2.1.",
        },
        answer,
        solution,
        call: |answer, input| input.answered(|queries, memory| answer(queries, memory, input.mask)),
        reference: Reference {
            run: |input, precision| {
                let (keys, values) = input.stored();
                let [q, k, v] = [&input.queries, keys, values].map(Matrix::double);
                let causal = input.mask == Mask::Causal;
                let attention = kernels::attention::Attention::new(q.view(), k.view(), v.view(), causal);
                let (output, log_sum_exp) =
                    kernels::attention::flash(attention, super::kernel_precision(precision))?;
                Ok(vec![
                    Part::array("out.0 (output)", &output),
                    Part::array("out.1 (log-sum-exp)", &log_sum_exp),
                ])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let sizes = random.distinct(2..=13);
                let tile = random.whole(2..=5);
                let mask = if random.chance(0.7) { Mask::Causal } else { Mask::None };
                let mut input = cases::normal(random, sizes, tile, mask);
                input.queries.layout = Layout::any(random);
                input
            },
        },
        describe: |input| {
            let ((n, m), (width, tile)) = (input.counts(), (input.queries.values.ncols(), input.tile));
            let value_width = input.stored().1.values.ncols();
            let mask = if input.mask == Mask::Causal { "causal" } else { "no mask" };
            format!("queries {n}, keys {m}, width {width}, value width {value_width}, tile {tile}, {mask}")
        },
        properties: vec![
            Property { name: "a query does not see the keys and values after it", holds: causality },
            Property { name: "the size of the tiles does not count", holds: any_tile },
            Property { name: "the order of the keys does not count without a mask", holds: permutation },
            Property {
                name: "a vector added to every key moves the log-sum-exps by query · vector / √d, and nothing else",
                holds: shifted,
            },
            Property {
                name: "an output lies between the smallest and the largest value seen",
                holds: convex,
            },
            Property { name: "a key is loaded once for a query", holds: method::one_pass },
            Property { name: "a tile of queries shares what is loaded", holds: method::shared },
            Property {
                name: "under the causal mask the tiles that no query of a tile sees are not loaded",
                holds: method::skips,
            },
            Property { name: "what is held does not grow with the number of keys", holds: method::memory },
        ],
        bent: Bent { run: |knobs, input| knobs.run(input) },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style {
                name: "keeps the output divided by the sum, as FlashAttention 1",
                bend: |k| k.mean = true,
            },
            Style { name: "begins with log-sum-exps of −∞", bend: |k| k.total_from_nothing = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

/// Two results are the same.
fn same_results(a: &Attended, b: &Attended, allowed: f64, how: &str) -> Result<(), Broken> {
    same("out.1 (log-sum-exp)", &a.log_sum_exp, &b.log_sum_exp, allowed, how)?;
    same("out.0 (output)", &a.output, &b.output, allowed, how)
}

/// Whether every score can move by some 20 without leaving what the stub promises.
fn can_move(input: &Input) -> bool {
    let (queries, keys) = (&input.queries.values, &input.stored().0.values);
    let largest = queries.dot(&keys.t()).fold(0.0_f32, |largest, score| largest.max(score.abs()));
    largest / (queries.ncols() as f32).sqrt() < 9980.0
}

/// A vector whose product with no query, divided by √d, is larger than `most`.
fn small_step(input: &Input, random: &mut Random, most: f32) -> Array1<f32> {
    let mut step = random.normals(input.queries.values.ncols(), 1.0);
    let moved = input.queries.values.dot(&step) / (step.len() as f32).sqrt();
    step /= moved.fold(1.0_f32, |largest, &x| largest.max(x.abs() / most));
    step
}

/// Changes everything from some key on: a query that sees none of it must not notice.
fn causality(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (n, m) = input.counts();
    if input.mask == Mask::None || m < 2 || !can_move(input) {
        return Ok(());
    }
    let before = probe.call(input)?;
    let cut = probe.random.whole(1..=m - 1);
    let mut changed = input.clone();
    let step = small_step(input, probe.random, 15.0);
    let (keys, values) = changed.stored_mut();
    for j in cut..m {
        values.values.row_mut(j).mapv_inplace(|x| x + 0.5 + probe.random.uniform(0.0..1.0) as f32);
        let mut key = keys.values.row_mut(j);
        key += &step;
    }
    let after = probe.call(&changed)?;
    // They are the first ones.
    let blind: Vec<usize> = (0..n).filter(|&i| input.visible(i) <= cut).collect();
    let how = format!("when keys and values from {cut} on change");
    let of_these = |all: &Attended| Attended {
        output: all.output.select(Axis(0), &blind),
        log_sum_exp: all.log_sum_exp.select(Axis(0), &blind),
        ..all.clone()
    };
    same_results(&of_these(&before), &of_these(&after), 2.0 * probe.tolerance, &how)
}

fn any_tile(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (n, m) = input.counts();
    let mut other = input.clone();
    other.tile = probe.random.whole(1..=n.max(m) + 2);
    let (before, after) = (probe.call(input)?, probe.call(&other)?);
    let how = format!("with tiles of {} rows instead of {}", other.tile, input.tile);
    same_results(&before, &after, 2.0 * probe.tolerance, &how)
}

fn permutation(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut straight = input.clone();
    straight.mask = Mask::None;
    let mut order: Vec<usize> = (0..input.counts().1).collect();
    probe.random.shuffle(&mut order);
    let mut shuffled = straight.clone();
    let (keys, values) = shuffled.stored_mut();
    keys.values = keys.values.select(Axis(0), &order);
    values.values = values.values.select(Axis(0), &order);
    let (a, b) = (probe.call(&straight)?, probe.call(&shuffled)?);
    same_results(&a, &b, 2.0 * probe.tolerance, "with keys and values in another order")
}

fn shifted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if !can_move(input) {
        return Ok(());
    }
    let step = small_step(input, probe.random, 3.0);
    let mut moved = input.clone();
    moved.stored_mut().0.values += &step;
    let root = (step.len() as f32).sqrt();
    let (mut before, after) = (probe.call(input)?, probe.call(&moved)?);
    if before.log_sum_exp.len() == input.counts().0 {
        before.log_sum_exp += &(input.queries.values.dot(&step) / root);
    }
    let how = "than it should be, or than before, when a vector is added to every key";
    same_results(&before, &after, 4.0 * probe.tolerance, how)
}

fn convex(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let attended = probe.call(input)?;
    let slack = probe.tolerance as f32;
    for ((i, c), &x) in attended.output.indexed_iter() {
        let seen = input.stored().1.values.column(c);
        let seen = seen.iter().copied().take(input.visible(i));
        let (low, high) = seen.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low <= high && (x < low - slack || x > high + slack) {
            return Err(Broken::Law(format!("out.0 (output)[{i}, {c}] is {x}, outside [{low}, {high}]")));
        }
    }
    Ok(())
}
