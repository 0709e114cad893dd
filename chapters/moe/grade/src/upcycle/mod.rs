//! `upcycle`: its cases, reference, properties, mistakes and alternatives.
//!
//! The experts of the third step differ from each other and its gates are any, so that a mistake in it shows; that copies
//! with normalised gates are the dense layer is a property of the three together.

mod alternatives;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Output, Part, Plan, Precision, Probe, Property, Reference, Style,
};
use ndarray::{Array2, Array3, ArrayView2, Axis, stack};
use serde::{Deserialize, Serialize};

use mistakes::Knobs;
use moe::solution::upcycle as solution;
use moe::{Mlp, Upcycle};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    /// What is copied, and the number of experts.
    dense: Mlp,
    count: usize,
    logits: Matrix,
    k: usize,
    tokens: Matrix,
    gates: Matrix,
    experts: Vec<Mlp>,
}

impl Input {
    /// Whether each expert is among the k of each token: fewer than k have a larger logit, or the same and a lower number.
    fn chosen(&self) -> Array2<bool> {
        let logits = &self.logits.values;
        let before = |t: usize, e: usize| {
            let row = logits.row(t);
            (0..row.len()).filter(|&i| row[i] > row[e] || (row[i] == row[e] && i < e)).count()
        };
        Array2::from_shape_fn(logits.dim(), |(t, e)| before(t, e) < self.k)
    }

    /// The experts' matrices, one after the other, in double precision.
    fn matrices(&self) -> [Array3<f64>; 2] {
        let pile = |of: fn(&Mlp) -> ArrayView2<'_, f32>| {
            let views: Vec<ArrayView2<'_, f32>> = self.experts.iter().map(of).collect();
            stack(Axis(0), &views).expect("experts of one shape").mapv(f64::from)
        };
        [pile(|expert| expert.up.view()), pile(|expert| expert.down.view())]
    }
}

/// What the three functions give.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Upcycled {
    experts: Vec<Mlp>,
    gates: Array2<f32>,
    output: Array2<f32>,
}

/// The parts of experts.
fn layers(experts: &[Mlp]) -> Vec<Part> {
    let mut parts = vec![Part::whole("experts", vec![], [experts.len() as i64])];
    for (number, expert) in experts.iter().enumerate() {
        parts.push(Part::array(format!("experts[{number}].up"), &expert.up));
        parts.push(Part::array(format!("experts[{number}].down"), &expert.down));
    }
    parts
}

impl Output for Upcycled {
    fn parts(&self) -> Vec<Part> {
        let mut parts = vec![Part::array("gates", &self.gates), Part::array("forward", &self.output)];
        parts.extend(layers(&self.experts));
        parts
    }
}

type Experts<'a> = dyn Fn(&Mlp, usize) -> Vec<Mlp> + 'a;
type Gates<'a> = dyn Fn(ArrayView2<'_, f32>, usize) -> Array2<f32> + 'a;
type Forward<'a> = dyn Fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, &[Mlp]) -> Array2<f32> + 'a;

/// The three functions of an answer, or of the bent solution.
struct Functions<'a> {
    experts: &'a Experts<'a>,
    gates: &'a Gates<'a>,
    forward: &'a Forward<'a>,
}

impl Upcycled {
    fn run(functions: &Functions<'_>, input: &Input) -> Upcycled {
        let [logits, tokens, gates] = [&input.logits, &input.tokens, &input.gates].map(Matrix::held);
        Upcycled {
            experts: (functions.experts)(&input.dense, input.count),
            gates: (functions.gates)(logits.view(), input.k),
            output: (functions.forward)(tokens.view(), gates.view(), &input.experts),
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Upcycled>;

pub(super) fn plan(answer: Option<Upcycle>) -> Plan<Upcycle, Input, Upcycled, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "upcycle",
            title: "Sparse upcycling: a trained dense layer becomes experts",
            level: Level::Easy,
            minutes: 20,
            year: 2022,
            needs: &["moe/noisy_top_k"],
            text: "moe/dispatch.html#upcycle",
            hints: [
                "Ask of each function what keeps the network the one that was trained: identical experts all say f(x), so the sum \
                 is (sum of the gates) · f(x). The copies are plain copies, and the gates of the k chosen experts sum to 1.",
                "gates: for each token the k largest logits, exp(logit − largest) for those, divided by their sum, 0 for all others. \
                 That is the softmax over all experts, cut to k and normalised: its denominator cancels. forward: the sum over \
                 experts of gate · apply(tokens), the gate after the expert.",
                "`vec![dense.clone(); count]`. A stable `sort_by(|&a, &b| logits[b].total_cmp(&logits[a]))` puts the lower of equal \
                 experts first. `&expert.apply(tokens) * &gates.insert_axis(Axis(1))` multiplies each row by its gate.",
            ],
            story: "Without the division the layer says (sum of the kept gates) · f(x), a smaller answer than every later layer was \
                    trained to expect. It is not that training could not repair it: what was paid for is lost in the first steps. The paper \
                    still divides in its vision models only; for language it found that the cut weights did better in the end. \
                    And what people repeat about the optimiser's state holds for vision as well, and for language not.",
        },
        answer,
        solution: Upcycle { experts: solution::experts, gates: solution::gates, forward: solution::forward },
        call: |answer, input| {
            let Upcycle { experts, gates, forward } = answer;
            Upcycled::run(&Functions { experts, gates, forward }, input)
        },
        reference: Reference {
            run: |input, precision| {
                let logits = input.logits.double();
                let moved = if precision == Precision::Nudged { super::by_a_log_sum(&logits) } else { 0.0 };
                let precision = super::kernel_precision(precision);
                let gates = kernels::moe::upcycle_gates(logits.view(), input.chosen().view(), precision)?;
                let gates = gates * (1.0 + moved);
                let [up, down] = input.matrices();
                let output = kernels::moe::upcycle_forward(
                    input.tokens.double().view(),
                    input.gates.double().view(),
                    up.view(),
                    down.view(),
                    precision,
                );
                let mut parts = vec![Part::array("gates", &gates), Part::array("forward", &output?)];
                parts.extend(layers(&vec![input.dense.clone(); input.count]));
                Ok(parts)
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: |input| {
            let ((t, experts), (width, hidden)) = (input.logits.values.dim(), input.dense.up.dim());
            format!("tokens {t}, experts {experts}, k {}, width {width}, hidden {hidden}", input.k)
        },
        properties: vec![
            Property {
                name: "with copies and their gates the sparse layer is the dense one",
                holds: laws::preserves,
            },
            Property { name: "a token has k gates, which sum to 1", holds: laws::k_gates },
            Property {
                name: "a number added to the logits of a token changes nothing",
                holds: laws::shifted,
            },
            Property {
                name: "copies say the sum of the gates times the dense layer, whatever the gates are",
                holds: laws::sum_of_gates,
            },
            Property { name: "a token without gates has output 0", holds: laws::unrouted },
        ],
        bent: Bent {
            run: |knobs, input| {
                let functions = Functions {
                    experts: &|dense, count| knobs.experts(dense, count),
                    gates: &|logits, k| knobs.gates(logits, k),
                    forward: &|tokens, gates, experts| knobs.forward(tokens, gates, experts),
                };
                Upcycled::run(&functions, input)
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "sorts before it clamps", bend: |k| k.clamped_late = true },
            Style { name: "leaves out experts without a gate", bend: |k| k.skips = true },
            Style { name: "sorts probabilities", bend: |k| k.by_share = true },
            Style { name: "divides whole rows", bend: |k| k.whole = true },
            Style {
                name: "divides whole rows, once",
                bend: |k| {
                    k.whole = true;
                    k.direct = true;
                },
            },
            Style { name: "sorts probabilities, which are numbers", bend: |k| k.unwraps = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
