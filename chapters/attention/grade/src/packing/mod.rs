//! `packing`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Output, Part, Plan, Probe, Property, Reference, Style,
};
use ndarray::{Array1, Array2, Axis, concatenate, s};
use serde::{Deserialize, Serialize};

use attention::Packing;
use attention::solution::packing as solution;
use cases::normal;
use mistakes::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    lengths: Vec<usize>,
    queries: Matrix,
    keys: Matrix,
    values: Matrix,
}

impl Input {
    fn total(&self) -> usize {
        self.queries.values.nrows()
    }

    /// The first position of the padding.
    fn end(&self) -> usize {
        self.lengths.iter().sum()
    }

    /// Some of the positions, as a sequence of its own.
    fn part(&self, positions: std::ops::Range<usize>, lengths: Vec<usize>) -> Input {
        let [queries, keys, values] = [&self.queries, &self.keys, &self.values]
            .map(|matrix| matrix.values.slice(s![positions.clone(), ..]).to_owned().into());
        Input { lengths, queries, keys, values }
    }
}

/// What the four functions give.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Packed {
    mask: Array2<bool>,
    positions: Array1<usize>,
    targets: Array1<bool>,
    output: Array2<f32>,
}

impl Output for Packed {
    fn parts(&self) -> Vec<Part> {
        vec![
            Part::array("mask", &self.mask),
            Part::array("positions", &self.positions),
            Part::array("targets", &self.targets),
            Part::array("attend", &self.output),
        ]
    }
}

type TheProbe<'a> = Probe<'a, Input, Packed>;

pub(super) fn plan(answer: Option<Packing>) -> Plan<Packing, Input, Packed, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "packing",
            title: "Several documents in one sequence",
            level: Level::Easy,
            minutes: 20,
            year: 2021,
            needs: &["attention/scaled_dot_product"],
            text: "attention/blocks.html#packing",
            hints: [
                "First write down which document each position belongs to, with something that no document has for the \
                 padding. With lengths 2 and 3 and one padding that is 0 0 1 1 1 –. The other answers can be read off this \
                 list.",
                "mask: same document, and there is one, and j ≤ i. positions: 0, 1, 2 … within each document. targets: \
                 position t + 1 has the same document, so the last of each document is false. Beware of length − 1: a length \
                 may be 0.",
                "`lengths.iter().flat_map(|&length| 0..length).chain(repeat(0)).take(total).collect()` gives the positions. \
                 attend: scores of a whole sequence, −∞ where the mask is false, then `super::softmax::softmax`, which makes a \
                 row of −∞ zeros.",
            ],
            story: "A packed sequence trains well even when the mask is forgotten, which is why it is forgotten: the loss falls, and \
                    only the model's habit of quoting the document before gives it away. The positions are the decoy. If RoPE \
                    is all that a model knows of positions, letting them run on changes no score inside a document; with \
                    learned positions it does.",
        },
        answer,
        solution: Packing {
            mask: solution::mask,
            positions: solution::positions,
            targets: solution::targets,
            attend: solution::attend,
        },
        call: |answer, input| {
            let [queries, keys, values] = [&input.queries, &input.keys, &input.values].map(Matrix::held);
            Packed {
                mask: (answer.mask)(&input.lengths, input.total()),
                positions: (answer.positions)(&input.lengths, input.total()),
                targets: (answer.targets)(&input.lengths, input.total()),
                output: (answer.attend)(queries.view(), keys.view(), values.view(), &input.lengths),
            }
        },
        reference: Reference {
            run: |input, precision| {
                let precision = super::kernel_precision(precision);
                let [q, k, v] = [&input.queries, &input.keys, &input.values].map(Matrix::double);
                let (mask, positions, targets) =
                    kernels::attention::packing(&input.lengths, input.total(), precision)?;
                let output = kernels::attention::masked_attention(
                    q.view(),
                    k.view(),
                    v.view(),
                    mask.view(),
                    precision,
                )?;
                Ok(vec![
                    Part::array("mask", &mask),
                    Part::array("positions", &positions),
                    Part::array("targets", &targets),
                    Part::array("attend", &output),
                ])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let widths = random.distinct(2..=6);
                let documents = random.whole(2..=4);
                let lengths: Vec<usize> = (0..documents).map(|_| random.whole(1..=5)).collect();
                let total = lengths.iter().sum::<usize>() + random.whole(0..=3);
                let mut input = normal(random, &lengths, total, widths);
                let layout = Layout::any(random);
                for matrix in [&mut input.queries, &mut input.keys, &mut input.values] {
                    matrix.layout = layout;
                }
                input
            },
        },
        describe: |input| {
            let (width, value_width) = (input.queries.values.ncols(), input.values.values.ncols());
            let (lengths, total) = (&input.lengths, input.total());
            format!("lengths {lengths:?} of {total}, width {width}, value width {value_width}")
        },
        properties: vec![
            Property { name: "each document gives what it gives by itself", holds: separate },
            Property { name: "another document behind changes nothing before it", holds: appended },
            Property {
                name: "documents of length n have n (n + 1) / 2 visible pairs and n − 1 targets each",
                holds: counts,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "attend has a mask of its own, which is right", bend: |k| k.mask_alone = true },
            Style { name: "attend does not call mask, which is right", bend: |k| k.attend_alone = true },
            Style { name: "positions and targets are counted apart", bend: |k| k.counted = true },
            Style { name: "positions alone are counted apart", bend: |k| k.positions_counted = true },
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

/// Compares some rows of two attention outputs.
fn same_rows(a: &Packed, b: &Packed, from: usize, count: usize, slack: f64, how: &str) -> Result<(), Broken> {
    for i in 0..count {
        let (Some(x), Some(y)) =
            (a.output.rows().into_iter().nth(from + i), b.output.rows().into_iter().nth(i))
        else {
            return Err(Broken::Law(format!(
                "attend gives {:?} and {:?} {how}",
                a.output.dim(),
                b.output.dim()
            )));
        };
        for (c, (&x, &y)) in x.iter().zip(y).enumerate() {
            // A comparison that a NaN does not pass.
            let close = f64::from((x - y).abs()) <= slack;
            if !close {
                return Err(Broken::Law(format!("attend[{}, {c}] is {x}, and {y} {how}", from + i)));
            }
        }
    }
    Ok(())
}

fn separate(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let packed = probe.call(input)?;
    let mut start = 0;
    for &length in input.lengths.iter().filter(|&&length| length > 0) {
        let alone = probe.call(&input.part(start..start + length, vec![length]))?;
        let slack = 2.0 * probe.tolerance;
        same_rows(&packed, &alone, start, length, slack, "when its document is by itself")?;
        start += length;
    }
    Ok(())
}

fn appended(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let end = input.end();
    let before = probe.call(&input.part(0..end, input.lengths.clone()))?;
    let length = probe.random.whole(1..=3);
    let mut longer = input.part(0..end, input.lengths.clone());
    longer.lengths.push(length);
    for (matrix, deviation) in
        [(&mut longer.queries, 1.5), (&mut longer.keys, 1.5), (&mut longer.values, 1.0)]
    {
        let more = probe.random.normals((length, matrix.values.ncols()), deviation);
        matrix.values =
            concatenate(Axis(0), &[matrix.values.view(), more.view()]).expect("equally wide rows");
    }
    let after = probe.call(&longer)?;
    same_rows(&after, &before, 0, end, 2.0 * probe.tolerance, "before another document was appended")
}

fn counts(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let packed = probe.call(input)?;
    let count = |values: &mut dyn Iterator<Item = &bool>| values.filter(|value| **value).count();
    let (pairs, targets) = (count(&mut packed.mask.iter()), count(&mut packed.targets.iter()));
    let expected_pairs: usize = input.lengths.iter().map(|n| n * (n + 1) / 2).sum();
    let expected_targets: usize = input.lengths.iter().map(|n| n.saturating_sub(1)).sum();
    if (pairs, targets) == (expected_pairs, expected_targets) {
        Ok(())
    } else {
        Err(Broken::Law(format!(
            "{pairs} visible pairs and {targets} targets, where {expected_pairs} and {expected_targets} are expected"
        )))
    }
}
