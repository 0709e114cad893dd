//! `inverse_rope`: its cases, reference, properties, mistakes and alternatives.
//!
//! The reference gets positions as reals, so that nudging its inputs moves them too: the tolerance then grows with the angle,
//! as the rounding of an angle in single precision does.

mod alternatives;
mod bent;
mod cases;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Cube, Fresh, Layout, Level, Meta, Part, Plan, Probe, Property, Reference, Style};
use ndarray::Array3;
use serde::{Deserialize, Serialize};

use compression::InverseRope;
use compression::solution::inverse_rope::inverse_rope as solution;
use knobs::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    outputs: Cube,
    first: usize,
    rotary: usize,
    base: f32,
}

impl Input {
    /// n, heads, width
    fn sizes(&self) -> [usize; 3] {
        self.outputs.values.dim().into()
    }

    /// The same with other outputs, the first of them at another position.
    fn with(&self, outputs: Array3<f32>, first: usize) -> Input {
        Input { outputs: Cube::from(outputs).laid(self.outputs.layout), first, ..*self }
    }
}

type TheProbe<'a> = Probe<'a, Input, Array3<f32>>;

pub(super) fn plan(answer: Option<InverseRope>) -> Plan<InverseRope, Input, Array3<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "inverse_rope",
            title: "An output that was made of rotated values, turned back",
            level: Level::Easy,
            minutes: 15,
            year: 2026,
            needs: &["compression/csa", "attention/rope"],
            text: "compression/attend.html#inverse-rope",
            hints: [
                "Begin with a copy. For each row and head there are rotary/2 pairs to turn; everything else stays. The pairs are the last \
                 channels of the head, and which one a pair is there decides its frequency.",
                "Pair m is the channels c − rotary + 2m and c − rotary + 2m + 1, and its angle is −(first + i) · base^(−2m / rotary). Divide \
                 floating-point numbers, and read both channels before you write either.",
                "`let angle = -((first + i) as f32) * base.powf(-2.0 * m as f32 / rotary as f32);`, then (x, y) becomes \
                 (x cos − y sin, x sin + y cos).",
            ],
            story: "Could the way back be folded into the matrix that comes after it? That would be another matrix for every position. So \
                    DeepSeek-V4 does it on every output of every layer, in 64 channels of each head. It costs one rotary embedding more, and \
                    what it buys is that a text means the same wherever it begins, although its keys serve as values. In the model's code it \
                    is one line, `apply_rotary_emb(o[..., -rd:], freqs_cis, True)`.",
        },
        answer,
        solution,
        call: |inverse_rope, input| {
            inverse_rope(input.outputs.held().view(), input.first, input.rotary, input.base)
        },
        reference: Reference {
            run: |input, precision| {
                let Input { outputs, first, rotary, base } = input;
                let precision = super::kernel_precision(precision);
                let outputs = outputs.double();
                let turned = kernels::compression::inverse_rope(
                    outputs.view(),
                    *first,
                    *rotary,
                    f64::from(*base),
                    precision,
                )?;
                Ok(vec![Part::array("out", &turned)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 6,
            make: |random| {
                let [n, heads, pairs] = random.distinct(1..=6);
                let width = 2 * pairs + random.whole(0..=7);
                let base = [100.0, 10_000.0, 160_000.0][random.whole(0..=2)];
                let first = random.whole(0..=80);
                let outputs = Cube::from(random.normals((n, heads, width), 1.0));
                let layout = Layout::any(random);
                Input { outputs: outputs.laid(layout), first, rotary: 2 * pairs, base }
            },
        },
        describe: |input| {
            let ([n, heads, width], Input { first, rotary, base, .. }) = (input.sizes(), input);
            format!(
                "rows {n} from position {first}, heads {heads}, width {width}, {rotary} turned, base {base}"
            )
        },
        properties: vec![
            Property { name: "turning keeps the length of a head", holds: laws::length },
            Property { name: "the channels before the last `rotary` stay, bit for bit", holds: laws::others },
            Property { name: "it undoes a rotation by the same positions", holds: laws::undoes },
            Property {
                name: "rows in two pieces, each with its first position, give the same",
                holds: laws::pieces,
            },
            Property { name: "a head by itself gives the same", holds: laws::one_head },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from head to head", bend: |k| k.row_slices = true },
            Style { name: "writes the second channel of a pair first", bend: |k| k.second_first = true },
            Style { name: "cuts bits off where it rounds", bend: |k| k.cut = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}
