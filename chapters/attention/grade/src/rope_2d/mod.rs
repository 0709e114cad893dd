//! `rope_2d`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Part, Plan, Probe, Property, Reference, Style, same,
};
use ndarray::{Array2, ArrayView1};
use serde::{Deserialize, Serialize};

use attention::Rope2d;
use attention::solution::rope_2d::rope_2d as solution;
use cases::grid;
use mistakes::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    x: Matrix,
    grid: (usize, usize),
    base: f32,
}

impl Input {
    /// The same patch everywhere on the grid.
    fn everywhere(&self, patch: ArrayView1<'_, f32>) -> Input {
        let values = patch.broadcast(self.x.values.dim()).expect("a row of the same width").to_owned();
        Input { x: Matrix { values, layout: self.x.layout }, ..*self }
    }
}

type TheProbe<'a> = Probe<'a, Input, Array2<f32>>;

pub(super) fn plan(answer: Option<Rope2d>) -> Plan<Rope2d, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "rope_2d",
            title: "Turned by row and by column: positions on a grid",
            level: Level::Medium,
            minutes: 15,
            year: 2021,
            needs: &["attention/rope"],
            text: "attention/positions.html#rope-2d",
            hints: [
                "It is `rope` with neighbours, except that each pair asks two questions first: which position turns me, and which \
                 frequency is mine?",
                "For d = 8 there are four pairs and four frequencies f_0 … f_3. In order, the pairs are turned by row · f_0, \
                 row · f_2, column · f_1, column · f_3.",
                "`let (position, m) = if pair < d / 4 { (row, 2 * pair) } else { (column, 2 * (pair - d / 4) + 1) };` with row = \
                 patch / columns and column = patch % columns; the angle is position · base^(−2m / d).",
            ],
            story: "The formula in text is often given with rows and columns alternating from pair to pair, and the code that trained \
                    the weights has all pairs of the row first. The two are the same set of turns in another order of channels, so each \
                    passes every test of invariance, and a model trained with one is noise in the other. Where a formula and the code \
                    of a checkpoint differ, the code is the definition.",
        },
        answer,
        solution,
        call: |rope, input| rope(input.x.held().view(), input.grid, input.base),
        reference: Reference {
            run: |input, precision| {
                let (x, base) = (input.x.double(), f64::from(input.base));
                let output = kernels::attention::rope_2d(
                    x.view(),
                    input.grid,
                    base,
                    super::kernel_precision(precision),
                )?;
                Ok(vec![Part::array("out", &output)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let [rows, columns, quarters] = random.distinct(1..=6);
                let base = [100.0, 10_000.0, 500_000.0][random.whole(0..=2)];
                let layout = Layout::any(random);
                let mut input = grid(random, (rows, columns), 4 * quarters, base);
                input.x.layout = layout;
                input
            },
        },
        describe: |input| {
            let Input { x, grid: (rows, columns), base } = input;
            format!("{rows} rows, {columns} columns, width {}, base {base}", x.values.ncols())
        },
        properties: vec![
            Property { name: "turning keeps the length of a patch", holds: length },
            Property { name: "the patch in row 0 and column 0 stays as it is", holds: corner },
            Property {
                name: "the first half of the channels does not know the column, nor the second the row",
                holds: separable,
            },
            Property {
                name: "the dot product of two patches depends on their distance in rows and in columns alone",
                holds: relative,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "writes the second channel of a pair first", bend: |k| k.second_first = true },
            Style { name: "deals out the ladder on a line too", bend: |k| k.steps_of_axes = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

/// The dot product of two rows in double precision.
fn dot(a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}

fn length(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let output = probe.call(input)?;
    for (i, (x, y)) in input.x.values.rows().into_iter().zip(output.rows()).enumerate() {
        let (before, after) = (dot(x, x).sqrt(), dot(y, y).sqrt());
        let close = (before - after).abs() <= probe.tolerance * (x.len() as f64).sqrt();
        if !close {
            return Err(Broken::Law(format!("patch {i} has length {before:.5} before and {after:.5} after")));
        }
    }
    Ok(())
}

fn corner(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let output = probe.call(input)?;
    same("patch 0 of out, ", &output.row(0), &input.x.values.row(0), probe.tolerance, "in x")
}

/// The output for the same patch everywhere, if it has the right shape.
fn filled(
    input: &Input,
    patch: ArrayView1<'_, f32>,
    probe: &mut TheProbe<'_>,
) -> Result<Array2<f32>, Broken> {
    let output = probe.call(&input.everywhere(patch))?;
    if output.dim() == input.x.values.dim() {
        Ok(output)
    } else {
        Err(Broken::Law("another shape".to_owned()))
    }
}

fn separable(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (_, columns) = input.grid;
    let output = filled(input, input.x.values.row(0), probe)?;
    let half = output.ncols() / 2;
    for ((patch, c), &y) in output.indexed_iter() {
        let (row, column) = (patch / columns, patch % columns);
        let (other, along) = if c < half { (row * columns, "row") } else { (column, "column") };
        let first = output[[other, c]];
        if f64::from((y - first).abs()) > 2.0 * probe.tolerance {
            return Err(Broken::Law(format!(
                "the same patch everywhere: channel {c} is {first} at patch {other} and {y} at patch {patch}, which are \
                 in the same {along}"
            )));
        }
    }
    Ok(())
}

fn relative(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (rows, columns) = input.grid;
    let (q, k) = (input.x.values.row(0), input.x.values.row(input.x.values.nrows() - 1));
    let queries = filled(input, q, probe)?;
    let keys = filled(input, k, probe)?;
    // Two places each, such that both move by as much.
    let mut places = |size: usize| {
        let shift = probe.random.whole(0..=size - 1);
        let [a, b] = [0, 0].map(|_| probe.random.whole(0..=size - 1 - shift));
        [(a, a + shift), (b, b + shift)]
    };
    let [query_row, key_row] = places(rows);
    let [query_column, key_column] = places(columns);
    let score = |query: (usize, usize), key: (usize, usize)| {
        dot(queries.row(query.0 * columns + query.1), keys.row(key.0 * columns + key.1))
    };
    let [from, to] = [(query_row.0, query_column.0), (key_row.0, key_column.0)];
    let [from_there, to_there] = [(query_row.1, query_column.1), (key_row.1, key_column.1)];
    let (here, there) = (score(from, to), score(from_there, to_there));
    let slack: f32 = q.iter().chain(k).map(|x| x.abs()).sum();
    if (here - there).abs() > 2.0 * probe.tolerance * f64::from(slack.max(1.0)) {
        return Err(Broken::Law(format!(
            "a query at {from:?} and a key at {to:?} have the dot product {here:.5}, at {from_there:?} and {to_there:?} \
             {there:.5}"
        )));
    }
    Ok(())
}
