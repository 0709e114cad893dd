//! `dispatch`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each step gets the right input of its own, so that a mistake in one shows there and nowhere else. The last is judged
//! against the dense form, in which every expert sees every token. How the grouped product is made is judged by the list
//! that the device keeps.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Cube, Fresh, Layout, Level, Matrix, Meta, Output, Part, Plan, Probe, Property, Reference, Style,
};
use ndarray::{Array2, ArrayView2, ArrayView3, s};
use serde::{Deserialize, Serialize};

use bent::Knobs;
use moe::solution::dispatch as solution;
use moe::{DeviceRows, Dispatch, Permuted};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    tokens: Matrix,
    /// (T, k)
    experts: Array2<usize>,
    /// The layout in which the first step sees them.
    experts_layout: Layout,
    gates: Matrix,
    /// (E, d, h)
    weights: Cube,
    /// The layout in which the last step sees the outputs.
    outputs: Layout,
}

impl Input {
    /// E.
    fn count(&self) -> usize {
        self.weights.values.dim().0
    }

    /// T and k.
    fn choices(&self) -> (usize, usize) {
        self.experts.dim()
    }

    /// What lies behind the view of the experts.
    fn experts_in_memory(&self) -> Array2<usize> {
        match self.experts_layout {
            Layout::Transposed => self.experts.t().as_standard_layout().into_owned(),
            Layout::Strided => {
                let (t, k) = self.choices();
                let mut doubled = Array2::from_elem((2 * t, 2 * k), usize::MAX);
                doubled.slice_mut(s![..;2, ..;2]).assign(&self.experts);
                doubled
            }
            Layout::Contiguous | Layout::Reversed => self.experts.as_standard_layout().into_owned(),
        }
    }

    /// The expert of a pair.
    fn expert(&self, pair: usize) -> usize {
        let k = self.experts.ncols();
        self.experts[[pair / k, pair % k]]
    }

    /// The pairs by expert, and the offsets, by their definition: expert by expert, all pairs are asked.
    fn sorted(&self) -> (Vec<usize>, Vec<usize>) {
        let (mut order, mut offsets) = (Vec::new(), vec![0]);
        for expert in 0..self.count() {
            order.extend((0..self.experts.len()).filter(|&pair| self.expert(pair) == expert));
            offsets.push(order.len());
        }
        (order, offsets)
    }

    /// The right rows for an order.
    fn rows(&self, order: &[usize]) -> Array2<f32> {
        let k = self.experts.ncols();
        Array2::from_shape_fn((order.len(), self.tokens.values.ncols()), |(r, c)| {
            self.tokens.values[[order[r] / k, c]]
        })
    }

    /// What the experts say of the rows, rounded once.
    fn said(&self, order: &[usize]) -> Array2<f32> {
        let (tokens, weights, k) = (&self.tokens.values, &self.weights.values, self.experts.ncols());
        Array2::from_shape_fn((order.len(), weights.dim().2), |(r, c)| {
            let (token, expert) = (order[r] / k, self.expert(order[r]));
            let product = |i: usize| f64::from(tokens[[token, i]]) * f64::from(weights[[expert, i, c]]);
            (0..tokens.ncols()).map(product).sum::<f64>() as f32
        })
    }

    /// The gates as a matrix (T, E).
    fn combine(&self) -> Array2<f64> {
        let mut combine = Array2::zeros((self.experts.nrows(), self.count()));
        for ((token, choice), &expert) in self.experts.indexed_iter() {
            combine[[token, expert]] = f64::from(self.gates.values[[token, choice]]);
        }
        combine
    }
}

/// What the three steps give.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Dispatched {
    permuted: Permuted,
    grouped: Array2<f32>,
    combined: Array2<f32>,
    /// First row, end and matrix of each product; the matrix by the number of the expert whose it is.
    products: Vec<(usize, usize, Option<usize>)>,
}

impl Output for Dispatched {
    fn parts(&self) -> Vec<Part> {
        let whole = |label: &str, values: &[usize]| {
            Part::whole(label, vec![values.len()], values.iter().map(|&value| value as i64))
        };
        vec![
            whole("permute.order", &self.permuted.order),
            whole("permute.offsets", &self.permuted.offsets),
            Part::array("permute.rows", &self.permuted.rows),
            Part::array("grouped", &self.grouped),
            Part::array("unpermute", &self.combined),
        ]
    }
}

type Permute<'a> = dyn Fn(ArrayView2<'_, f32>, ArrayView2<'_, usize>, usize) -> Permuted + 'a;
type Grouped<'a> = dyn Fn(&DeviceRows<'_>, &[usize], ArrayView3<'_, f32>) -> Array2<f32> + 'a;
type Unpermute<'a> = dyn Fn(ArrayView2<'_, f32>, &[usize], ArrayView2<'_, f32>) -> Array2<f32> + 'a;

/// The three functions of an answer, or of the bent solution.
struct Functions<'a> {
    permute: &'a Permute<'a>,
    grouped: &'a Grouped<'a>,
    unpermute: &'a Unpermute<'a>,
}

impl Dispatched {
    fn run(functions: &Functions<'_>, input: &Input) -> Dispatched {
        let (tokens, gates, weights) = (input.tokens.held(), input.gates.held(), input.weights.held());
        let memory = input.experts_in_memory();
        let experts = match input.experts_layout {
            Layout::Transposed => memory.t(),
            Layout::Strided => memory.slice(s![..;2, ..;2]),
            Layout::Contiguous | Layout::Reversed => memory.view(),
        };
        let permuted = (functions.permute)(tokens.view(), experts, input.count());

        let (order, offsets) = input.sorted();
        let rows = input.rows(&order);
        let device = DeviceRows::new(rows.view());
        let grouped = (functions.grouped)(&device, &offsets, weights.view());
        let whose = |matrix: &Array2<f32>| weights.view().outer_iter().position(|expert| expert == *matrix);
        let products =
            device.asked().iter().map(|(rows, matrix)| (rows.start, rows.end, whose(matrix))).collect();

        let said = Matrix::from(input.said(&order)).laid(input.outputs).held();
        let combined = (functions.unpermute)(said.view(), &order, gates.view());
        Dispatched { permuted, grouped, combined, products }
    }
}

type TheProbe<'a> = Probe<'a, Input, Dispatched>;

pub(super) fn plan(answer: Option<Dispatch>) -> Plan<Dispatch, Input, Dispatched, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "dispatch",
            title: "Tokens to their experts and back: permute, grouped product, un-permute",
            level: Level::Medium,
            minutes: 35,
            year: 2022,
            needs: &["moe/gshard"],
            text: "moe/dispatch.html#dispatch",
            hints: [
                "Number the pairs (token, choice) row by row, and sort these numbers by expert with a sort that is stable. The \
                 token of pair p is p / k, its choice is p % k. Everything else is read off the sorted list.",
                "offsets: count the pairs of each expert, and add up; entry 0 is 0, and entry e + 1 is where expert e ends. \
                 grouped: one product for each expert, rows offsets[e]..offsets[e + 1], written to the same rows of the output. \
                 unpermute: row r belongs to pair order[r], so it is added to token order[r] / k.",
                "`order.sort_by_key(|&pair| chosen[pair])` with `chosen: Vec<usize> = experts.iter().copied().collect()`. Then \
                 `outputs.slice_mut(s![group.clone(), ..]).assign(&rows.times(group, matrix))` over `weights.outer_iter()`, and \
                 `sums.row_mut(pair / k).scaled_add(gates[[pair / k, pair % k]], &row)`.",
            ],
            story: "`order` says where a row comes from, and on the way back it must say where a row goes. Reading it the wrong way \
                    round gives the inverse permutation: right for two rows that change places, wrong for three that go in a circle, \
                    and of the right shape always. The other quiet one is the sort. If it is not stable, nothing is wrong \
                    without a capacity; with one, other tokens are dropped than you think. And where the gate is applied is \
                    free only because these experts are linear: with a real one between, a gate on the way in is another function.",
        },
        answer,
        solution: Dispatch {
            permute: solution::permute,
            grouped: solution::grouped,
            unpermute: solution::unpermute,
        },
        call: |answer, input| {
            let Dispatch { permute, grouped, unpermute } = answer;
            Dispatched::run(&Functions { permute, grouped, unpermute }, input)
        },
        reference: Reference {
            run: |input, precision| {
                let (order, offsets) = input.sorted();
                let whole = |label: &str, values: &[usize]| {
                    Part::whole(label, vec![values.len()], values.iter().map(|&value| value as i64))
                };
                let precision = super::kernel_precision(precision);
                let rows = input.rows(&order);
                let group: Vec<usize> = order.iter().map(|&pair| input.expert(pair)).collect();
                let weights = input.weights.double();
                let grouped = kernels::moe::dispatch_grouped(
                    rows.mapv(f64::from).view(),
                    &group,
                    weights.view(),
                    precision,
                );
                let dense = kernels::moe::dispatch_dense(
                    input.tokens.double().view(),
                    input.combine().view(),
                    weights.view(),
                    precision,
                );
                Ok(vec![
                    whole("permute.order", &order),
                    whole("permute.offsets", &offsets),
                    Part::array("permute.rows", &rows),
                    Part::array("grouped", &grouped?),
                    Part::array("unpermute", &dense?),
                ])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: |input| {
            let ((t, k), (experts, width, columns)) = (input.choices(), input.weights.values.dim());
            format!("tokens {t}, choices {k}, experts {experts}, width {width}, output width {columns}")
        },
        properties: vec![
            Property {
                name: "rows are multiplied by the matrices of experts alone",
                holds: laws::experts_alone,
            },
            Property {
                name: "each row is multiplied once, by the matrix of its expert",
                holds: laws::one_pass,
            },
            Property { name: "all rows of an expert are multiplied at once", holds: laws::together },
            Property {
                name: "permuted and un-permuted with gates of 1, one choice each, is the identity",
                holds: laws::there_and_back,
            },
            Property {
                name: "the three steps are the dense form, in which every expert sees every token",
                holds: laws::dense,
            },
            Property {
                name: "it does not matter on how many machines the tokens are",
                holds: laws::machines,
            },
            Property { name: "what the experts are called does not matter", holds: laws::renamed },
            Property {
                name: "in which order a token names its experts does not matter",
                holds: laws::reordered,
            },
        ],
        bent: Bent {
            run: |knobs, input| {
                let functions = Functions {
                    permute: &|tokens, experts, count| knobs.permute(tokens, experts, count),
                    grouped: &|rows, offsets, weights| knobs.grouped(rows, offsets, weights),
                    unpermute: &|outputs, order, gates| knobs.unpermute(outputs, order, gates),
                };
                Dispatched::run(&functions, input)
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "goes from number to number", bend: |k| k.indexed = true },
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "never leaves out a single expert", bend: |k| k.keeps_one = true },
            Style { name: "reads the gate with the output", bend: |k| k.gate_goes_along = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
