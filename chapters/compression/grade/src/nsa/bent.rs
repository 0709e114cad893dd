//! The bent solution of `nsa`.

use judge::slips::in_memory_order;
use ndarray::{Array1, Array2, Array3, Axis, NdFloat, s};

use super::Input;
use super::knobs::{Gate, Group, Join, Knobs, Near, Pool, Reads, Score, Sees, Shift};
use super::softmax::mean;

/// What all queries and heads read.
pub(super) struct Read<T> {
    pub(super) queries: Array3<T>,
    pub(super) keys: Array3<T>,
    pub(super) values: Array3<T>,
    pub(super) gates: Array3<T>,
}

/// Keys and values that a branch attends to. Keys that are hidden are only looked at by mistake.
pub(super) struct Entries<T> {
    pub(super) keys: Array2<T>,
    pub(super) values: Array2<T>,
    pub(super) hidden: Vec<usize>,
}

/// A query in a head, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub(super) t: usize,
    pub(super) h: usize,
    pub(super) g: usize,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array3<f32> {
        if self.contiguous {
            for cube in [&input.queries, &input.keys, &input.values, &input.gates] {
                cube.held().view().as_slice().unwrap();
            }
        }
        if self.memory_order {
            let mut read = input.clone();
            let cubes = [&mut read.queries, &mut read.keys, &mut read.values, &mut read.gates];
            for (at, cube) in cubes.into_iter().enumerate() {
                if self.ways.only.is_none_or(|only| only == at) {
                    *cube = in_memory_order(cube);
                }
            }
            return Knobs { memory_order: false, ..*self }.run(&read);
        }
        if self.ways.double {
            self.attend(input, f64::from).mapv(|x| x as f32)
        } else {
            self.attend(input, |x| x)
        }
    }

    fn attend<T: NdFloat>(&self, input: &Input, real: fn(f32) -> T) -> Array3<T> {
        let [queries, keys, values, gates] =
            [&input.queries, &input.keys, &input.values, &input.gates].map(|cube| cube.values.mapv(real));
        let read = Read { queries, keys, values, gates };
        let (n, heads, _) = read.queries.dim();
        let (groups, of_value) = (read.keys.len_of(Axis(1)), read.values.len_of(Axis(2)));
        let group = |h: usize| match self.group {
            Group::Contiguous => h / (heads / groups),
            Group::Strided => h % groups,
            Group::First => 0,
        };
        let mut output = Array3::zeros((n, heads, of_value));
        let pooled: Vec<_> = (0..groups).map(|g| self.pooled(&read, g, input.block)).collect();
        for t in 0..n {
            let at = |h: usize| At { t, h, g: group(h) };
            // What each head sees of the compressed blocks, and what it gets of them.
            let compressed: Vec<_> =
                (0..heads).map(|h| self.compressed(&read, at(h), &pooled[group(h)], input.block)).collect();
            let all: Vec<_> = (0..heads)
                .map(|h| {
                    let entries = &compressed[h];
                    let asked = self.score == Score::Products;
                    let products =
                        if asked { self.products(&read, at(h), entries, true) } else { Vec::new() };
                    (self.softmax(&read, at(h), entries, true, None), products)
                })
                .collect();
            let weights: Vec<Array1<T>> = all.iter().map(|((_, weights), _)| weights.clone()).collect();
            let products: Vec<Vec<T>> = all.iter().map(|(_, products)| products.clone()).collect();
            for h in 0..heads {
                let together: Vec<usize> = (0..heads).filter(|&o| group(o) == group(h)).collect();
                let blocks = self.blocks(input, at(h), &together, &weights, &products);
                let selected = self.selected(&read, at(h), &blocks, &pooled[group(h)], input);
                let near = self.near(&read, at(h), input.window, input.block);
                let row = self.joined(&read, at(h), &all[h].0.0, [&compressed[h], &selected, &near]);
                output.slice_mut(s![t, h, ..]).assign(&row);
            }
        }
        if self.heads_first { output.permuted_axes([1, 0, 2]) } else { output }
    }

    /// The compressed blocks of a group: those that are complete, and one more of what is left, if a mistake may ask for it.
    fn pooled<T: NdFloat>(&self, read: &Read<T>, g: usize, block: usize) -> [Array2<T>; 2] {
        let pool = |rows: Array2<T>, pool: Pool| {
            let mut pooled = Array2::zeros((rows.nrows().div_ceil(block), rows.ncols()));
            for (mut entry, rows) in pooled.rows_mut().into_iter().zip(rows.axis_chunks_iter(Axis(0), block))
            {
                let count = T::from(rows.nrows()).expect("a number");
                entry.assign(&match pool {
                    Pool::Mean | Pool::KeysOnly => rows.sum_axis(Axis(0)) / count,
                    Pool::Sum => rows.sum_axis(Axis(0)),
                    Pool::Largest => rows.fold_axis(Axis(0), T::neg_infinity(), |most, &x| most.max(x)),
                    Pool::First => rows.row(0).to_owned(),
                    Pool::Last => rows.row(rows.nrows() - 1).to_owned(),
                });
            }
            pooled
        };
        let of_values = if self.pool == Pool::KeysOnly { Pool::Last } else { self.pool };
        [
            pool(read.keys.slice(s![.., g, ..]).to_owned(), self.pool),
            pool(read.values.slice(s![.., g, ..]).to_owned(), of_values),
        ]
    }

    fn compressed<T: NdFloat>(
        &self,
        read: &Read<T>,
        At { t, g, .. }: At,
        [keys, values]: &[Array2<T>; 2],
        block: usize,
    ) -> Entries<T> {
        let complete = (t + 1) / block;
        let seen = match self.sees {
            Sees::Complete => complete,
            Sees::Late => t / block,
            Sees::Own => t / block + 1,
            // Of blocks that are complete in the end, or of all.
            Sees::All if self.ways.number == 1 => keys.nrows(),
            Sees::All => read.keys.len_of(Axis(0)) / block,
        };
        let [mut keys, mut values] = [keys, values].map(|rows| rows.slice(s![..seen, ..]).to_owned());
        // A mean of the tokens so far.
        if self.sees == Sees::Own && self.ways.number == 1 && seen > complete {
            let own = t / block * block..=t;
            let mean = |cube: &Array3<T>| mean(&cube.slice(s![own.clone(), g, ..]).to_owned());
            keys.row_mut(seen - 1).assign(&mean(&read.keys));
            values.row_mut(seen - 1).assign(&mean(&read.values));
        }
        Entries { keys, values, hidden: Vec::new() }
    }

    pub(super) fn tokens<T: NdFloat>(
        read: &Read<T>,
        g: usize,
        tokens: &[usize],
        hidden: Vec<usize>,
    ) -> Entries<T> {
        let rows = |cube: &Array3<T>| cube.index_axis(Axis(1), g).select(Axis(0), tokens);
        Entries { keys: rows(&read.keys), values: rows(&read.values), hidden }
    }

    fn selected<T: NdFloat>(
        &self,
        read: &Read<T>,
        At { t, g, .. }: At,
        blocks: &[usize],
        [keys, values]: &[Array2<T>; 2],
        &Input { block, window, .. }: &Input,
    ) -> Entries<T> {
        let n = read.keys.len_of(Axis(0));
        if self.reads == Reads::Pooled {
            let blocks: Vec<usize> = blocks.iter().copied().filter(|b| b * block <= t).collect();
            let [keys, values] = [keys, values].map(|rows| rows.select(Axis(0), &blocks));
            return Entries { keys, values, hidden: Vec::new() };
        }
        let last = match self.reads {
            Reads::Future => n,
            Reads::WithoutOwn => t,
            Reads::WithoutWindow => (t + 1).saturating_sub(window),
            _ => t + 1,
        };
        let of = |&b: &usize| (b * block).min(last)..(b.saturating_add(1)).saturating_mul(block).min(last);
        let mut tokens: Vec<usize> = blocks.iter().flat_map(of).collect();
        if self.ways.number != 3 {
            tokens.sort_unstable();
        }
        let mut is = vec![false; n];
        for &s in &tokens {
            is[s] = true;
        }
        Knobs::tokens(read, g, &tokens, self.hidden(t, &is))
    }

    fn near<T: NdFloat>(
        &self,
        read: &Read<T>,
        At { t, g, .. }: At,
        window: usize,
        block: usize,
    ) -> Entries<T> {
        let n = read.keys.len_of(Axis(0));
        let first = (t + 1).saturating_sub(window);
        let tokens = match self.near {
            Near::Window => first..t + 1,
            Near::OneMore => t.saturating_sub(window)..t + 1,
            Near::OneFewer => (t + 2).saturating_sub(window).min(t + 1)..t + 1,
            Near::Before => t.saturating_sub(window)..t,
            Near::All => 0..t + 1,
            Near::BothSides => first..(t + window).min(n),
            Near::Underflows => {
                assert!(
                    t + usize::from(self.ways.number == 0) >= window,
                    "attempt to subtract with overflow"
                );
                first..t + 1
            }
            Near::Blocks => (t / block + 1).saturating_sub(window) * block..t + 1,
        };
        let is: Vec<bool> = (0..n).map(|s| tokens.contains(&s)).collect();
        Knobs::tokens(read, g, &tokens.collect::<Vec<_>>(), self.hidden(t, &is))
    }

    /// The tokens that a query does not see, if a mistake looks at them.
    fn hidden(&self, t: usize, seen: &[bool]) -> Vec<usize> {
        if self.shift != Shift::OfHiddenToo && self.reads != Reads::Masked {
            return Vec::new();
        }
        (0..if self.ways.number == 1 { seen.len() } else { t + 1 }).filter(|&s| !seen[s]).collect()
    }

    /// The gates of a query in a head.
    fn gates<T: NdFloat>(&self, read: &Read<T>, At { t, h, .. }: At, empty: bool) -> [T; 3] {
        let h = if self.gate == Gate::OfFirstHead { 0 } else { h };
        let one = T::one();
        let gates = [0, 1, 2].map(|branch| read.gates[[t, h, branch]]);
        let sum = gates[0] + gates[1] + gates[2];
        match self.gate {
            Gate::Softmax => {
                let exp = gates.map(T::exp);
                exp.map(|x| x / (exp[0] + exp[1] + exp[2]))
            }
            Gate::Divided if self.ways.guarded => gates.map(|x| if sum > T::zero() { x / sum } else { x }),
            Gate::Divided => gates.map(|x| x / sum),
            Gate::Ones => [one; 3],
            Gate::Thirds => gates.map(|x| x / T::from(3.0).expect("a number")),
            Gate::Sigmoid => gates.map(|x| one / (one + (-x).exp())),
            Gate::Order(order) => order.map(|branch| gates[branch]),
            Gate::DividedIfEmpty if empty && gates[1] + gates[2] > T::zero() => {
                gates.map(|x| x / (gates[1] + gates[2]))
            }
            Gate::Given | Gate::OfFirstHead | Gate::DividedIfEmpty => gates,
        }
    }

    fn joined<T: NdFloat>(
        &self,
        read: &Read<T>,
        at: At,
        of_compressed: &Array1<T>,
        branches: [&Entries<T>; 3],
    ) -> Array1<T> {
        let gates = self.gates(read, at, branches[0].keys.nrows() == 0);
        if self.join == Join::OneSoftmax {
            let one = |cube: fn(&Entries<T>) -> &Array2<T>| {
                let views: Vec<_> = branches.iter().map(|entries| cube(entries).view()).collect();
                ndarray::concatenate(Axis(0), &views).expect("as wide")
            };
            let (keys, mut values) = (one(|e| &e.keys), one(|e| &e.values));
            let counts = branches.map(|entries| entries.keys.nrows());
            let of = |row: usize| usize::from(row >= counts[0]) + usize::from(row >= counts[0] + counts[1]);
            for (row, mut value) in values.rows_mut().into_iter().enumerate() {
                let gate = if self.ways.number == 1 { T::one() } else { gates[of(row)] };
                value.mapv_inplace(|x| x * gate);
            }
            return self.softmax(read, at, &Entries { keys, values, hidden: Vec::new() }, false, None).0;
        }
        let shared = (self.shift == Shift::Shared).then(|| {
            let first = branches.iter().find(|entries| entries.keys.nrows() > 0).expect("the own token");
            self.products(read, at, first, false).into_iter().fold(T::neg_infinity(), T::max)
        });
        let mut output = Array1::zeros(read.values.len_of(Axis(2)));
        let left_out = match self.join {
            Join::WithoutCompressed => 0,
            Join::WithoutSelected => 1,
            Join::WithoutWindow => 2,
            _ => 3,
        };
        for branch in (0..3).filter(|&branch| branch != left_out) {
            let (of, _) = match branch {
                0 if shared.is_none() => (of_compressed.clone(), Array1::zeros(0)),
                _ => self.softmax(read, at, branches[branch], branch == 0, shared),
            };
            // Whoever skips a branch of gate 0 has no 0 times infinity.
            if !(self.ways.guarded && gates[branch] == T::zero()) {
                output.scaled_add(gates[branch], &of);
            }
        }
        output
    }
}
