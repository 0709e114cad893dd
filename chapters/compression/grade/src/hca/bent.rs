//! The bent solution of `hca`.

use judge::slips::{in_memory_order, memory_of};
use judge::{Matrix, Tensor};
use ndarray::{Array2, Array3, Axis, concatenate, s};

use super::Input;
use super::inputs::twice;
use super::knobs::{Knobs, Memory, Seen, Wiring};
use crate::csa::knobs::Near;
use crate::gates::knobs::{Before, Blocks};
use crate::{csa, gates};

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array3<f32> {
        if self.contiguous {
            input.queries.held().view().as_slice().unwrap();
            for matrix in [&input.tokens, &input.values, &input.gates, &input.bias] {
                matrix.held().view().as_slice().unwrap();
            }
            input.sinks.held().view().as_slice().unwrap();
        }
        if self.memory_order {
            return Knobs { memory_order: false, ..*self }.run(&self.in_memory_order(input));
        }
        let blocks = self.blocks(input);
        let spoilt = |c: &usize| self.in_products && blocks.column(*c).iter().any(|x| !x.is_finite());
        let spoilt: Vec<usize> = (0..blocks.ncols()).filter(spoilt).collect();
        let window_of_values = self.wiring == Wiring::WindowOfValues;
        let tokens = if window_of_values { &input.values.values } else { &input.tokens.values };
        let n = tokens.nrows();
        let mut read = csa::Input {
            queries: input.queries.values.clone().into(),
            tokens: tokens.clone().into(),
            chosen: (0..n).map(|t| self.seen(input, &blocks, t)).collect(),
            blocks: blocks.into(),
            sinks: input.sinks.values.clone().into(),
            window: input.window,
        };
        let mut attend = self.attend;
        if self.seen == Seen::SoFar {
            self.add_begun(input, &mut read);
        }
        if self.wiring == Wiring::WindowOutsideBlocks {
            // Tokens are entries like blocks, then, each with a list of its own.
            attend.near = Near::Nothing;
            let (b, block) = (read.blocks.values.nrows(), input.sizes()[3]);
            for (t, list) in read.chosen.iter_mut().enumerate() {
                let first = (t + 1).saturating_sub(input.window).max((t + 1) / block * block);
                let first = if self.keeps_own { first.min(t) } else { first };
                list.extend((first..=t).map(|s| b + s));
            }
            read.blocks = stacked(&read.blocks, &read.tokens.values);
        }
        let mut output = attend.run(&read);
        if self.wiring == Wiring::NothingBeforeBlocks {
            for (t, _) in read.chosen.iter().enumerate().filter(|(_, list)| list.is_empty()) {
                output.index_axis_mut(Axis(0), t).fill(0.0);
            }
        }
        for c in spoilt {
            output.slice_mut(s![.., .., c]).fill(f32::NAN);
        }
        output
    }

    /// The inputs as they lie in memory, all or some of them.
    fn in_memory_order(&self, input: &Input) -> Input {
        let is = |memory: Memory| self.memory == Memory::All || self.memory == memory;
        let mut read = input.clone();
        if is(Memory::Queries) {
            read.queries = in_memory_order(&input.queries);
        }
        if is(Memory::Tokens) {
            read.tokens = in_memory_order(&input.tokens);
        }
        if is(Memory::Pooled) {
            let [values, gates, bias] = [&input.values, &input.gates, &input.bias].map(in_memory_order);
            read = Input { values, gates, bias, ..read };
        }
        if self.memory == Memory::Bias {
            read.bias = in_memory_order(&input.bias);
        }
        if self.memory == Memory::All {
            read.sinks = memory_of(input.sinks.held().view()).into();
        }
        read
    }

    /// The entries of blocks.
    fn blocks(&self, input: &Input) -> Array2<f32> {
        let mut pooled = plain(input.pooled());
        let mut pool = self.pool;
        match self.wiring {
            Wiring::TokensPooled => pooled.values = input.tokens.values.clone().into(),
            Wiring::Overlap | Wiring::FromTheStart => {
                pooled = gates::Input { bias: twice(&pooled.bias), before: true, ..pooled };
            }
            _ => {}
        }
        if self.wiring == Wiring::FromTheStart {
            pool.before = Before::All;
        }
        pool.run(&pooled)
    }

    /// The blocks that a query sees.
    fn seen(&self, input: &Input, blocks: &Array2<f32>, t: usize) -> Vec<usize> {
        let (b, m, window) = (blocks.nrows(), input.sizes()[3], input.window);
        let complete = (t + 1) / m;
        let first = (t + 1).saturating_sub(window);
        let up_to = |end: usize| {
            if self.looks_up && end > b {
                // What that does.
                let _ = blocks.select(Axis(0), &[end - 1]);
            }
            (0..end.min(b)).collect::<Vec<_>>()
        };
        match self.seen {
            Seen::Complete | Seen::SoFar => (0..complete.min(b)).collect(),
            Seen::Late => up_to(t / m),
            Seen::Own => up_to(t / m + 1),
            Seen::OneMore => up_to(complete + 1),
            Seen::OneFewer => up_to(complete.saturating_sub(1)),
            Seen::All => up_to(b),
            Seen::Newest => (complete.saturating_sub(1)..complete).collect(),
            Seen::WithoutFirst => (1..complete).collect(),
            Seen::OutsideWindow => up_to(first / m),
            Seen::NotWithinWindow => up_to(complete.min(first.div_ceil(m))),
        }
    }

    /// For each query whose own block is not complete, an entry of what there is of it.
    fn add_begun(&self, input: &Input, read: &mut csa::Input) {
        let [n, _, width, m] = input.sizes();
        let b = read.blocks.values.nrows();
        let mut begun = Array2::zeros((n, width));
        for t in (0..n).filter(|t| !(t + 1).is_multiple_of(m)) {
            let cut = |matrix: &Matrix| Matrix::from(matrix.values.slice(s![t / m * m..=t, ..]).to_owned());
            let pooled = gates::Input {
                values: cut(&input.values),
                gates: cut(&input.gates),
                bias: input.bias.values.clone().into(),
                before: false,
            };
            let pool = gates::knobs::Knobs { blocks: Blocks::Incomplete, ..self.pool };
            begun.row_mut(t).assign(&pool.run(&pooled).row(0));
            read.chosen[t].push(b + t);
        }
        read.blocks = stacked(&read.blocks, &begun);
    }
}

/// The same in row-major order.
fn plain(input: gates::Input) -> gates::Input {
    let [values, gates, bias] = [input.values, input.gates, input.bias].map(|matrix| matrix.values.into());
    gates::Input { values, gates, bias, ..input }
}

fn stacked(above: &Matrix, below: &Array2<f32>) -> Matrix {
    Tensor::from(concatenate![Axis(0), above.values, *below])
}
