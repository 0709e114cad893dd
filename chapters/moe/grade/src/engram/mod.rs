//! `engram`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe,
    Property, Reference, Style, Vector,
};
use ndarray::{Array1, Array2, s};
use serde::{Deserialize, Serialize};

use bent::Knobs;
use cases::{laid, normal};
use moe::solution::engram as solution;
use moe::{Engram, NgramHash};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    ids: Vec<u32>,
    hash: NgramHash,
    /// What is looked up: not the slots of the tokens, so that one wrong function does not spoil the other.
    slots: Array2<usize>,
    /// Whether their view has gaps.
    slots_strided: bool,
    table: Matrix,
    hidden: Matrix,
    keys: Matrix,
    gain: Vector,
    epsilon: f32,
    values: Matrix,
    conv_gain: Vector,
    taps: Matrix,
    dilation: usize,
}

impl Input {
    /// The logit z of a token's gate, before the root.
    fn logit(&self, t: usize) -> f64 {
        let root = |row: &Array1<f64>| (row.dot(row) / row.len() as f64 + f64::from(self.epsilon)).sqrt();
        let [h, k] = [&self.hidden, &self.keys].map(|matrix| matrix.values.row(t).mapv(f64::from));
        let product = &h * &k * self.gain.double();
        product.sum() / root(&h) / root(&k) / (h.len() as f64).sqrt()
    }

    /// What goes into SiLU.
    fn convolution(&self) -> Array2<f64> {
        let mut normed = self.values.double();
        for mut row in normed.rows_mut() {
            let root = (row.dot(&row) / row.len() as f64 + f64::from(self.epsilon)).sqrt();
            row.mapv_inplace(|x| x / root);
        }
        let (taps, gain) = (self.taps.double(), self.conv_gain.double());
        Array2::from_shape_fn(normed.dim(), |(t, c)| {
            let seen = (0..taps.nrows()).filter(|back| back * self.dilation <= t);
            let term = |back: usize| {
                taps[[taps.nrows() - 1 - back, c]] * gain[c] * normed[[t - back * self.dilation, c]]
            };
            seen.map(term).sum()
        })
    }

    /// How the slots lie in memory: as the table does, or by columns where that is a strided one.
    fn slots_layout(&self) -> Layout {
        if self.slots_strided {
            Layout::Strided
        } else if self.table.layout == Layout::Contiguous {
            Layout::Contiguous
        } else {
            Layout::Transposed
        }
    }
}

/// What the four functions give.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Remembered {
    slots: Array2<usize>,
    found: Array2<f32>,
    gates: Array1<f32>,
    output: Array2<f32>,
}

impl Output for Remembered {
    fn parts(&self) -> Vec<Part> {
        vec![
            Part::array("slots", &self.slots),
            Part::array("look_up", &self.found),
            Part::array("gate", &self.gates),
            Part::array("short_conv", &self.output),
        ]
    }
}

type TheProbe<'a> = Probe<'a, Input, Remembered>;

pub(super) fn plan(answer: Option<Engram>) -> Plan<Engram, Input, Remembered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "engram",
            title: "A memory of n-grams, found by hashing",
            level: Level::Medium,
            minutes: 40,
            year: 2026,
            needs: &["moe/hash"],
            text: "moe/everywhere.html#engram",
            hints: [
                "slots: put n − 1 pads before the tokens once, for the largest n; then the token k places back is at \
                 `before + t − k` for every t. Convert to u64 before you multiply. The offset grows by each prime that you have \
                 passed, through all orders.",
                "gate: normalise both rows, multiply, weigh with gain, sum, divide by √d. Then root and sign apart: \
                 `z.signum()` is 1 at +0 in Rust, not 0. short_conv: the last tap meets the token itself, tap j the token \
                 (K − 1 − j) · dilation before.",
                "look_up: `Array2::from_shape_fn` over (t, c): head c / w, component c % w. short_conv: for each tap, counted \
                 back from the last, add the rows `..T − shift` of the normalised values times the tap to the rows `shift..` of \
                 the sum, with shift = min(back · dilation, T); at the end values + sum · σ(sum).",
            ],
            story: "A single head of a table collides all the time and the memory works all the same: two n-grams are mixed up only \
                    if they collide in every head at once, and the primes see to it that this is rare. All heads share one hash, \
                    so nothing helps when that is poor: with equal multipliers `dog bites man` and `man bites dog` are one. And \
                    the signed root of the gate stands in the code, not in the formula that is quoted everywhere.",
        },
        answer,
        solution: Engram {
            slots: solution::slots,
            look_up: solution::look_up,
            gate: solution::gate,
            short_conv: solution::short_conv,
        },
        call: |answer, input| {
            let [table, hidden, keys, values, taps] =
                [&input.table, &input.hidden, &input.keys, &input.values, &input.taps].map(Matrix::held);
            let [gain, conv_gain] = [&input.gain, &input.conv_gain].map(Vector::held);
            let slots = (answer.slots)(&input.ids, &input.hash);
            let found = match input.slots_layout() {
                Layout::Contiguous => (answer.look_up)(input.slots.view(), table.view()),
                Layout::Strided => {
                    let mut doubled = Array2::from_elem(input.slots.raw_dim() * 2, usize::MAX);
                    doubled.slice_mut(s![..;2, ..;2]).assign(&input.slots);
                    (answer.look_up)(doubled.slice(s![..;2, ..;2]), table.view())
                }
                _ => {
                    let turned = input.slots.t().as_standard_layout().into_owned();
                    (answer.look_up)(turned.t(), table.view())
                }
            };
            let gates = (answer.gate)(hidden.view(), keys.view(), gain.view(), input.epsilon);
            let output = (answer.short_conv)(
                values.view(),
                conv_gain.view(),
                taps.view(),
                input.dilation,
                input.epsilon,
            );
            Remembered { slots, found, gates, output }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let [tokens, width, table_width] = random.distinct(2..=9);
                let (taps, dilation) = (random.whole(2..=4), random.whole(2..=4));
                let heads: Vec<usize> = (0..random.whole(1..=3)).map(|_| random.whole(1..=3)).collect();
                let input = normal(random, &heads, [tokens, width, table_width, taps, dilation]);
                laid(input, Layout::any(random))
            },
        },
        describe: |input| {
            let heads: Vec<usize> = input.hash.primes.iter().map(Vec::len).collect();
            let (tokens, width) = input.hidden.values.dim();
            let (table_width, taps, dilation) =
                (input.table.values.ncols(), input.taps.values.nrows(), input.dilation);
            format!(
                "tokens {tokens}, heads of the orders {heads:?}, width {width}, table width {table_width}, taps {taps} at \
                 distance {dilation}"
            )
        },
        properties: vec![
            Property {
                name: "slots depend on the last N tokens and on no later one",
                holds: slots_are_local,
            },
            Property { name: "each head stays in its own table", holds: own_table },
            Property { name: "the opposite key gives one less the gate", holds: opposite_key },
            Property {
                name: "a value reaches later tokens at multiples of the dilation only",
                holds: causal,
            },
            Property { name: "values of zero stay zero", holds: zero_stays },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "gate has a norm of its own, which is right", bend: |k| k.gate_apart = true },
            Style { name: "short_conv has a norm of its own, which is right", bend: |k| k.conv_apart = true },
            Style { name: "a centre is counted in whole taps", bend: |k| k.whole_taps = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "adds with a check", bend: |k| k.checked = true },
            Style { name: "GELU by tanh", bend: |k| k.by_tanh = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    let whole = |values: &[u64]| values.iter().map(|&v| v as i64).collect::<Vec<i64>>();
    let ids: Vec<i64> = input.ids.iter().map(|&id| i64::from(id)).collect();
    let primes: Vec<Vec<i64>> = input.hash.primes.iter().map(|heads| whole(heads)).collect();
    let (multipliers, pad) = (whole(&input.hash.multipliers), i64::from(input.hash.pad));
    let slots = kernels::moe::engram_slots(&ids, &multipliers, pad, &primes, precision)?;
    let [table, hidden, keys, values, taps] =
        [&input.table, &input.hidden, &input.keys, &input.values, &input.taps].map(Matrix::double);
    let [gain, conv_gain] = [&input.gain, &input.conv_gain].map(Vector::double);
    let epsilon = f64::from(input.epsilon);
    let found =
        kernels::moe::engram_look_up(input.slots.mapv(|slot| slot as i64).view(), table.view(), precision)?;
    let gates = kernels::moe::engram_gate(hidden.view(), keys.view(), gain.view(), epsilon, precision)?;
    let output = kernels::moe::engram_conv(
        values.view(),
        conv_gain.view(),
        taps.view(),
        input.dilation,
        epsilon,
        precision,
    )?;
    Ok(vec![
        Part::array("slots", &slots),
        Part::array("look_up", &found),
        Part::array("gate", &gates),
        Part::array("short_conv", &output),
    ])
}

fn slots_are_local(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = input.ids.len();
    if tokens == 0 {
        return Ok(());
    }
    let at = probe.random.whole(0..=tokens - 1);
    let mut changed = input.clone();
    changed.ids[at] = (input.ids[at] % 130_000 + 1 + probe.random.whole(0..=99_999) as u32) % 130_000;
    let (a, b) = (probe.call(input)?.slots, probe.call(&changed)?.slots);
    let reach = input.hash.multipliers.len();
    for t in (0..tokens).filter(|t| !(at..at + reach).contains(t)) {
        if a.row(t) != b.row(t) {
            return Err(Broken::Law(format!(
                "slots of token {t} are {:?}, and {:?} with token {at} changed, where n-grams have at most {reach} tokens",
                a.row(t).to_vec(),
                b.row(t).to_vec()
            )));
        }
    }
    Ok(())
}

fn own_table(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let slots = probe.call(input)?.slots;
    let mut offset = 0;
    for (h, &prime) in input.hash.primes.iter().flatten().enumerate() {
        let own = offset as usize..(offset + prime) as usize;
        offset += prime;
        for (t, row) in slots.rows().into_iter().enumerate() {
            if !row.get(h).is_some_and(|slot| own.contains(slot)) {
                return Err(Broken::Law(format!(
                    "slots[{t}, {h}] is {:?}, and the table of head {h} has the rows {own:?}",
                    row.get(h)
                )));
            }
        }
    }
    Ok(())
}

fn opposite_key(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut opposite = input.clone();
    opposite.keys.values.mapv_inplace(|k| -k);
    let (a, b) = (probe.call(input)?.gates, probe.call(&opposite)?.gates);
    for (t, (a, b)) in a.iter().zip(&b).enumerate() {
        let close =
            f64::from((a + b - 1.0).abs()) <= 4.0 * probe.tolerance.max(1e-5) && (0.0..=1.0).contains(a);
        if !close {
            return Err(Broken::Law(format!("gate[{t}] is {a}, and {b} with the opposite key")));
        }
    }
    Ok(())
}

fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = input.ids.len();
    if tokens == 0 {
        return Ok(());
    }
    let at = probe.random.whole(0..=tokens - 1);
    let mut changed = input.clone();
    let row = probe.random.normals(input.conv_gain.values.len(), 2.0);
    changed.values.values.row_mut(at).assign(&row);
    let (a, b) = (probe.call(input)?.output, probe.call(&changed)?.output);
    let taps = input.taps.values.nrows();
    let reached =
        |t: usize| t >= at && (t - at).is_multiple_of(input.dilation) && (t - at) / input.dilation < taps;
    for t in (0..tokens).filter(|&t| !reached(t)) {
        for (c, (a, b)) in a.row(t).iter().zip(b.row(t)).enumerate() {
            let close = f64::from((a - b).abs()) <= 2.0 * probe.tolerance;
            if !close {
                return Err(Broken::Law(format!(
                    "short_conv[{t}, {c}] is {a}, and {b} with the value of token {at} changed"
                )));
            }
        }
    }
    Ok(())
}

fn zero_stays(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut nothing = input.clone();
    nothing.values.values.fill(0.0);
    let output = probe.call(&nothing)?.output;
    match output.indexed_iter().find(|&(_, &y)| y != 0.0) {
        Some(((t, c), y)) => Err(Broken::Law(format!("short_conv[{t}, {c}] is {y}, and every value is 0"))),
        None => Ok(()),
    }
}
