//! `rope`: its cases, reference, properties, mistakes and alternatives.
//!
//! The reference gets positions as reals, so that nudging its inputs moves them too: the tolerance then grows with the angle,
//! as the rounding of an angle in single precision does.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Part, Plan, Probe, Property, Reference, Style,
};
use ndarray::{Array2, ArrayView1, Axis};
use serde::{Deserialize, Serialize};

use attention::solution::rope::rope as solution;
use attention::{Pairing, Rope};
use mistakes::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    x: Matrix,
    positions: Vec<usize>,
    base: f32,
    pairing: Pairing,
    rotated: usize,
}

impl Input {
    /// The same with other rows at other positions.
    fn with(&self, x: Array2<f32>, positions: Vec<usize>) -> Input {
        Input { x: Matrix { values: x, layout: self.x.layout }, positions, ..*self }
    }

    fn farthest(&self) -> usize {
        self.positions.iter().copied().max().unwrap_or(0)
    }
}

type TheProbe<'a> = Probe<'a, Input, Array2<f32>>;

pub(super) fn plan(answer: Option<Rope>) -> Plan<Rope, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "rope",
            title: "Pairs of channels turned by their position",
            level: Level::Medium,
            minutes: 20,
            year: 2021,
            needs: &["attention/scaled_dot_product"],
            text: "attention/positions.html#rope",
            hints: [
                "Begin with `x.to_owned()`, and for each row and each pair m find the two channels, the angle, and the two new \
                 values. Everything else stays.",
                "The exponent is −2m / rotated: divide floating-point numbers, since 2 * m / rotated in whole numbers is always 0. \
                 And read both channels of a pair before you write either.",
                "`let angle = position as f32 * base.powf(-((2 * m) as f32) / rotated as f32);`, `let (a, b) = (row[first], \
                 row[second]);`, then `row[first] = a * angle.cos() - b * angle.sin();` and `row[second] = a * angle.sin() + b * \
                 angle.cos();`.",
            ],
            story: "Turn the other way, by −α in queries and keys alike, and every law still holds: lengths stay, scores depend on the \
                    distance alone, position 0 changes nothing. A model trained with it would be as good. Only it reads q at i and k at \
                    j as everyone else reads q at j and k at i, and so weights that were trained elsewhere see each text backwards. The \
                    laws cannot find that; only a comparison with numbers from outside can. The two pairings are another such case: \
                    equal up to the order of channels, and wrong for every checkpoint of the other kind.",
        },
        answer,
        solution,
        call: |rope, input| {
            let Input { x, positions, base, pairing, rotated } = input;
            rope(x.held().view(), positions, *base, *pairing, *rotated)
        },
        reference: Reference {
            run: |input, precision| {
                let Input { x, positions, base, pairing, rotated } = input;
                let (half, precision) = (*pairing == Pairing::Half, super::kernel_precision(precision));
                let (x, base) = (x.double(), f64::from(*base));
                let output = kernels::attention::rope(x.view(), positions, base, half, *rotated, precision)?;
                Ok(vec![Part::array("out", &output)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 6,
            make: |random| {
                let [rows, pairs, rest] = random.distinct(1..=7);
                let pairing = if random.chance(0.5) { Pairing::Interleaved } else { Pairing::Half };
                let base = [10.0, 100.0, 10_000.0, 500_000.0][random.whole(0..=3)];
                let positions = (0..rows).map(|_| random.whole(0..=60)).collect();
                let x = Matrix::from(random.normals((rows, 2 * pairs + rest), 1.0));
                let layout = Layout::any(random);
                Input { x: x.laid(layout), positions, base, pairing, rotated: 2 * pairs }
            },
        },
        describe: |input| {
            let (rows, width) = input.x.values.dim();
            let Input { positions, base, pairing, rotated, .. } = input;
            let positions =
                if rows <= 6 { format!("at {positions:?}") } else { format!("up to {}", input.farthest()) };
            format!("rows {rows} {positions}, width {width}, {rotated} turned, {pairing:?}, base {base}")
        },
        properties: vec![
            Property { name: "turning keeps the length of a row", holds: length },
            Property { name: "position 0 changes nothing", holds: identity },
            Property {
                name: "turned by one position and then by another is turned by their sum",
                holds: sum,
            },
            Property {
                name: "the dot product of a query and a key depends on the difference of their positions alone",
                holds: relative,
            },
            Property {
                name: "the two pairings are the same up to the order of the channels",
                holds: pairings,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "writes the second channel of a pair first", bend: |k| k.second_first = true },
            Style { name: "cuts bits off where it rounds", bend: |k| k.cut = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

/// Whether two rows are equal within a slack; where not, what is said.
fn same(
    a: ArrayView1<'_, f32>,
    b: ArrayView1<'_, f32>,
    slack: f64,
    told: impl Fn(usize, f32, f32) -> String,
) -> Result<(), Broken> {
    for (c, (&a, &b)) in a.iter().zip(b).enumerate() {
        let close = f64::from((a - b).abs()) <= slack;
        if !close {
            return Err(Broken::Law(told(c, a, b)));
        }
    }
    Ok(())
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
            return Err(Broken::Law(format!("row {i} has length {before:.5} before and {after:.5} after")));
        }
    }
    Ok(())
}

fn identity(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let at_zero = input.with(input.x.values.clone(), vec![0; input.positions.len()]);
    let output = probe.call(&at_zero)?;
    for (i, (x, y)) in input.x.values.rows().into_iter().zip(output.rows()).enumerate() {
        same(x, y, probe.tolerance, |c, x, y| format!("at position 0, out[{i}, {c}] is {y} instead of {x}"))?;
    }
    Ok(())
}

/// Each row's position is cut in two.
fn sum(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let at_once = probe.call(input)?;
    let first: Vec<usize> = input.positions.iter().map(|&p| probe.random.whole(0..=p)).collect();
    let second: Vec<usize> = input.positions.iter().zip(&first).map(|(&p, &first)| p - first).collect();
    let halfway = probe.call(&input.with(input.x.values.clone(), first.clone()))?;
    if halfway.dim() != input.x.values.dim() {
        return Err(Broken::Law("the shape changes with the positions".to_owned()));
    }
    let output = probe.call(&input.with(halfway, second.clone()))?;
    for (i, (a, b)) in at_once.rows().into_iter().zip(output.rows()).enumerate() {
        same(a, b, 4.0 * probe.tolerance, |c, a, b| {
            let [p, first, second] = [input.positions[i], first[i], second[i]];
            format!("out[{i}, {c}] is {a} at position {p}, and {b} at {first} and then at {second}")
        })?;
    }
    Ok(())
}

/// The first row as a query and the last as a key, at two places that are as far from each other.
fn relative(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let farthest = input.farthest();
    let shift = probe.random.whole(0..=farthest);
    let [i, j] = [0, 0].map(|_| probe.random.whole(0..=farthest - shift));
    let (q, k) = (input.x.values.row(0), input.x.values.row(input.positions.len() - 1));
    let four = ndarray::stack![Axis(0), q, k, q, k];
    let output = probe.call(&input.with(four, vec![i, j, i + shift, j + shift]))?;
    if output.nrows() != 4 {
        return Err(Broken::Law(format!("4 rows become {}", output.nrows())));
    }
    let here = dot(output.row(0), output.row(1));
    let there = dot(output.row(2), output.row(3));
    let slack: f32 = q.iter().chain(k).map(|x| x.abs()).sum();
    let close = (here - there).abs() <= 2.0 * probe.tolerance * f64::from(slack.max(1.0));
    if close {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "a query at {i} and a key at {j} have the dot product {here:.5}, at {} and {} {there:.5}",
        i + shift,
        j + shift
    )))
}

fn pairings(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (half, width) = (input.rotated / 2, input.x.values.ncols());
    // Where each channel of the halves is among the neighbours.
    let order: Vec<usize> =
        (0..half).map(|m| 2 * m).chain((0..half).map(|m| 2 * m + 1)).chain(input.rotated..width).collect();
    let neighbours = Input { pairing: Pairing::Interleaved, ..input.clone() };
    let halves = Input {
        pairing: Pairing::Half,
        ..input.with(input.x.values.select(Axis(1), &order), input.positions.clone())
    };
    let (a, b) = (probe.call(&neighbours)?, probe.call(&halves)?);
    if a.dim() != b.dim() {
        return Err(Broken::Law("the shape depends on the pairing".to_owned()));
    }
    for (i, (a, b)) in a.select(Axis(1), &order).rows().into_iter().zip(b.rows()).enumerate() {
        same(a, b, 2.0 * probe.tolerance, |c, a, b| {
            format!(
                "row {i}: {a} in channel {} of the neighbours, and {b} in channel {c} of the halves",
                order[c]
            )
        })?;
    }
    Ok(())
}
