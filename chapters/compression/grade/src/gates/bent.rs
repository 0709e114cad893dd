//! The solutions of `gated_pool` and `overlap` with knobs, of which each mistake turns one.

use judge::slips;
use ndarray::{Array1, Array2, ArrayView1, Axis, NdFloat, s};

use super::Input;
use super::knobs::{Before, Bias, Blocks, Knobs, Pooling};
use crate::channels::{Pool, Shift, pooled};

/// A token, or zeros, and the row of the bias.
type Row = (Option<usize>, Option<usize>);

impl Knobs {
    pub(crate) fn run(&self, input: &Input) -> Array2<f32> {
        let matrices = [&input.values, &input.gates, &input.bias];
        if self.contiguous {
            for matrix in matrices {
                slips::as_slices(matrix.held().view(), self.row_slices);
            }
        }
        if self.memory_order {
            let [values, gates, bias] = matrices.map(slips::in_memory_order);
            let read = Input { values, gates, bias, before: input.before };
            return Knobs { memory_order: false, ..*self }.run(&read);
        }
        let [values, gates, bias] = matrices.map(|matrix| &matrix.values);
        if self.pool.double {
            let [values, gates, bias] = matrices.map(judge::Tensor::double);
            self.entries(input, &values, &gates, &bias).mapv(|x| x as f32)
        } else {
            self.entries(input, values, gates, bias)
        }
    }

    fn entries<T: NdFloat>(
        &self,
        input: &Input,
        values: &Array2<T>,
        gates: &Array2<T>,
        bias: &Array2<T>,
    ) -> Array2<T> {
        let (n, channels) = values.dim();
        let (values_of_all, gates_of_all) = (values, gates);
        let rows = self.rows(input);
        if self.some_entry && rows.is_empty() {
            stack_of_none();
        }
        let parts = |rows: &[Row]| self.parts(input.block(), rows, values, gates, bias);
        let mut out = Array2::zeros((rows.len(), channels));
        let first = if input.before { input.block() } else { 0 };
        let most: Array1<T> = {
            // As of a matrix of all gates and their biases, made before it is cut into blocks.
            let end = if self.complete_only { n - n % input.block() } else { n };
            let all: Vec<Row> = (0..end).map(|t| (Some(t), Some(first + t % input.block()))).collect();
            parts(&all).1.fold_axis(Axis(0), T::neg_infinity(), |most, &x| most.max(x))
        };
        if self.across {
            let mut sums = Array1::zeros(channels);
            for (i, rows) in rows.iter().enumerate() {
                let (values, scores) = parts(rows);
                let weights = (scores - &most).mapv(T::exp);
                sums += &weights.sum_axis(Axis(0));
                out.row_mut(i).assign(&(weights * values).sum_axis(Axis(0)));
            }
            return out / &sums;
        }
        let pool = Pool { double: false, ..self.pool };
        for (i, rows) in rows.iter().enumerate() {
            let entry = |rows: &[Row]| {
                let (values, mut scores) = parts(rows);
                if self.bias == Bias::ToWeights {
                    // What the biases are is what they add to the gates.
                    let added = Knobs { bias: Bias::Added, ..*self };
                    let added = added.parts(input.block(), rows, values_of_all, gates_of_all, bias).1;
                    let more = ((added - &scores) * &values).sum_axis(Axis(0));
                    return pooled(values.view(), scores.view(), pool) + more;
                }
                if self.max_of_own {
                    let own = scores.slice(s![scores.nrows() - input.block().., ..]);
                    let largest = own.fold_axis(Axis(0), T::neg_infinity(), |most, &x| most.max(x));
                    scores -= &largest;
                    return pooled(values.view(), scores.view(), Pool { shift: Shift::Nothing, ..pool });
                }
                if self.one_max || self.max_without_bias {
                    let mine = || {
                        let gates = Knobs { bias: Bias::Ignored, ..*self };
                        let gates = gates.parts(input.block(), rows, values_of_all, gates_of_all, bias).1;
                        gates.fold_axis(Axis(0), T::neg_infinity(), |most, &x| most.max(x))
                    };
                    scores -= &if self.one_max { most.clone() } else { mine() };
                    return pooled(values.view(), scores.view(), Pool { shift: Shift::Nothing, ..pool });
                }
                pooled(values.view(), scores.view(), pool)
            };
            let block = input.block();
            let entry = match self.before {
                Before::SeparateSum | Before::SeparateMean if rows.len() > block => {
                    let sum = entry(&rows[..block]) + entry(&rows[block..]);
                    if self.before == Before::SeparateSum { sum } else { sum / (T::one() + T::one()) }
                }
                _ => entry(rows),
            };
            out.row_mut(i).assign(&entry);
        }
        out
    }

    /// What the entries pool.
    fn rows(&self, input: &Input) -> Vec<Vec<Row>> {
        let [n, block, _] = input.sizes();
        let complete = n / block;
        let all = matches!(self.blocks, Blocks::Incomplete | Blocks::Padded);
        let entries = if all { n.div_ceil(block) } else { complete };
        let token = |i: usize, r: usize| match self.blocks {
            Blocks::Consecutive | Blocks::Incomplete | Blocks::Padded => i * block + r,
            Blocks::Dealt => r * complete + i,
            Blocks::FromTheEnd => n % block + i * block + r,
        };
        let of = |i: usize, first: usize| {
            let there = |r: usize| Some(token(i, r)).filter(|&token| token < n);
            let rows = (0..block).map(|r| (there(r), Some(first + r)));
            rows.filter(|row| row.0.is_some() || self.blocks == Blocks::Padded).collect::<Vec<Row>>()
        };
        if !input.before {
            return (0..entries).map(|i| of(i, 0)).collect();
        }
        let (before, own) = match self.before {
            Before::Exchanged => (block, 0),
            Before::FirstHalfTwice => (0, 0),
            Before::SecondHalfTwice => (block, block),
            _ => (0, block),
        };
        if self.before == Before::Pairs {
            return (0..entries / 2).map(|i| [of(2 * i, before), of(2 * i + 1, own)].concat()).collect();
        }
        let window = |i: usize| {
            let earlier = match (i, self.before) {
                // Their rows in the order of the window.
                (_, Before::Behind) if i + 1 < complete => return [of(i, before), of(i + 1, own)].concat(),
                (_, Before::Behind) => return of(i, before),
                (_, Before::RowsByPosition) => {
                    let row = |i: usize| i % 2 * block;
                    let earlier = if i > 0 { of(i - 1, row(i - 1)) } else { Vec::new() };
                    return [earlier, of(i, row(i))].concat();
                }
                (_, Before::All) => (0..i).flat_map(|j| of(j, before)).collect(),
                (0, Before::Zeros) => (0..block).map(|r| (None, Some(r))).collect(),
                (0, Before::ZerosWithoutBias) => vec![(None, None); block],
                (0, Before::OwnBlock) => of(0, before),
                (0, Before::LastBlock) => of(entries - 1, before),
                (0, Before::FirstWindowWhole) => {
                    // Where there is one block it ends behind the last token.
                    let _ = input.gates.values.slice(s![..2 * block, ..]);
                    return [of(0, before), of(1, own)].concat();
                }
                (0, _) | (_, Before::Nothing) => Vec::new(),
                (_, Before::WithoutItsFirst) => of(i - 1, before).split_off(1),
                _ => of(i - 1, before),
            };
            let own = if i == 0 && self.before == Before::FirstRows { 0 } else { own };
            [earlier, of(i, own)].concat()
        };
        (usize::from(self.before == Before::FirstLeftOut)..entries).map(window).collect()
    }

    /// The values of some rows, and their gates with what the biases make of them.
    fn parts<T: NdFloat>(
        &self,
        block: usize,
        rows: &[Row],
        values: &Array2<T>,
        gates: &Array2<T>,
        bias: &Array2<T>,
    ) -> (Array2<T>, Array2<T>) {
        let shape = (rows.len(), values.ncols());
        let of = |matrix: &Array2<T>| {
            Array2::from_shape_fn(shape, |(r, c)| rows[r].0.map_or(T::zero(), |token| matrix[[token, c]]))
        };
        let bias = Array2::from_shape_fn(shape, |(r, c)| {
            let row = |row: usize| match self.bias {
                Bias::FromTheEnd => row / block * block + block - 1 - row % block,
                _ => row,
            };
            rows[r].1.map_or(T::zero(), |at| bias[[row(at), c]])
        });
        let (mut values, mut gates) = (of(values), of(gates));
        match self.pooling {
            Pooling::ValuesByGates => {}
            Pooling::GatesByGates => values = gates.clone(),
            Pooling::GatesByValues => std::mem::swap(&mut values, &mut gates),
        }
        match self.bias {
            Bias::Added | Bias::FromTheEnd => gates += &bias,
            Bias::Ignored | Bias::ToWeights => {}
            Bias::ToValues => values += &bias,
            Bias::Factor => gates *= &bias,
            Bias::Subtracted => gates -= &bias,
        }
        (values, gates)
    }
}

/// What stacking no rows does, and unwrapping what comes of it.
pub(crate) fn stack_of_none() {
    let none: [ArrayView1<'_, f32>; 0] = [];
    ndarray::stack(Axis(0), &none).unwrap();
}
