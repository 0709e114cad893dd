//! The bent solution of `grouped_output`.

use judge::slips::in_memory_order;
use ndarray::{Array1, Array2, Array3, Axis, NdFloat, s};

use super::Input;

/// Which heads are a group, of g groups with h/g heads each.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Members {
    #[default]
    Consecutive,
    /// Heads i, i + g, i + 2g and so on.
    Dealt,
    /// The heads of a group from the last to the first.
    Backwards,
    /// The heads of all tokens are cut into g parts.
    OfAllTokens,
}

/// Which matrix a group is multiplied by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Which {
    #[default]
    Own,
    First,
    Last,
    Reversed,
    /// The mean of all.
    Mean,
}

/// How the numbers of the groups come together.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Together {
    /// Group after group.
    #[default]
    Groups,
    /// The first of each group, then the second of each.
    Ranks,
    /// The results of all groups stand one below the other, and are cut into rows as they lie.
    OfAllTokens,
    /// Their sum goes through the first rows of `up`.
    SumToFirst,
    /// Their mean goes through the first rows of `up`.
    MeanToFirst,
    /// The output is the mean of what groups give.
    MeanOfOutputs,
    /// Only the last group counts.
    LastOnly,
    /// Only the first group counts.
    FirstOnly,
    WithoutLast,
    WithoutFirst,
    /// What came of the groups before is in the numbers of a group, too.
    Running,
}

/// What happens between the two steps.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Between {
    #[default]
    Nothing,
    Relu,
    Silu,
}

/// Which inputs are read in the order in which they lie in memory, or taken for contiguous.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Memory {
    #[default]
    All,
    Heads,
    Down,
    Up,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) members: Members,
    pub(super) which: Which,
    pub(super) together: Together,
    pub(super) between: Between,
    /// Of a group's channels the first of each head come first.
    pub(super) channels_first: bool,
    /// The numbers of `down` are read as (g, r, h/g · c).
    pub(super) down_transposed: bool,
    /// The numbers of `up` are read as (d, g · r).
    pub(super) up_transposed: bool,
    pub(super) output_transposed: bool,
    pub(super) contiguous: bool,
    /// Heads are reshaped as if they were contiguous.
    pub(super) reshapes: bool,
    /// So are the heads of each group.
    pub(super) reshapes_slice: bool,
    pub(super) memory_order: bool,
    pub(super) memory: Memory,
    pub(super) double: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array2<f32> {
        let is = |memory: Memory| self.memory == Memory::All || self.memory == memory;
        if self.contiguous {
            if is(Memory::Heads) {
                input.heads.held().view().as_slice().unwrap();
            }
            if is(Memory::Down) {
                input.down.held().view().as_slice().unwrap();
            }
            if is(Memory::Up) {
                input.up.held().view().as_slice().unwrap();
            }
        }
        if self.reshapes {
            let size = input.heads.values.len();
            let _ = input.heads.held().view().into_shape_with_order((size, 1)).unwrap();
        }
        if self.reshapes_slice {
            let [n, heads, width, groups, ..] = input.sizes();
            let size = heads / groups;
            for i in 0..groups {
                let held = input.heads.held();
                let members = held.view().slice_move(s![.., i * size..(i + 1) * size, ..]);
                let _ = members.into_shape_with_order((n, size * width)).unwrap();
            }
        }
        if self.memory_order {
            let mut read = input.clone();
            if is(Memory::Heads) {
                read.heads = in_memory_order(&input.heads);
            }
            if is(Memory::Down) {
                read.down = in_memory_order(&input.down);
            }
            if is(Memory::Up) {
                read.up = in_memory_order(&input.up);
            }
            return Knobs { memory_order: false, ..*self }.run(&read);
        }
        let out = if self.double {
            let [heads, down] = [&input.heads, &input.down].map(judge::Tensor::double);
            self.project(&heads, &down, &input.up.double()).mapv(|x| x as f32)
        } else {
            self.project(&input.heads.values, &input.down.values, &input.up.values)
        };
        if self.output_transposed { out.reversed_axes() } else { out }
    }

    /// The channels that a group of a token multiplies.
    fn channels<T: NdFloat>(&self, heads: &Array3<T>, groups: usize, t: usize, i: usize) -> Vec<T> {
        let (n, h, c) = heads.dim();
        let size = h / groups;
        let row = |member: usize| match self.members {
            Members::Consecutive => (t, i * size + member),
            Members::Dealt => (t, member * groups + i),
            Members::Backwards => (t, i * size + size - 1 - member),
            Members::OfAllTokens => {
                let row = (i * n + t) * size + member;
                (row / h, row % h)
            }
        };
        let place = |k: usize| if self.channels_first { (k % size, k / size) } else { (k / c, k % c) };
        let channel = |(member, channel): (usize, usize)| {
            let (t, head) = row(member);
            heads[[t, head, channel]]
        };
        (0..size * c).map(|k| channel(place(k))).collect()
    }

    fn matrix<T: NdFloat>(&self, down: &Array3<T>, i: usize) -> Array2<T> {
        let (groups, members, rank) = down.dim();
        let of = |i: usize| {
            Array2::from_shape_fn((members, rank), |(k, p)| {
                if self.down_transposed {
                    let at = p * members + k;
                    down[[i, at / rank, at % rank]]
                } else {
                    down[[i, k, p]]
                }
            })
        };
        match self.which {
            Which::Own => of(i),
            Which::First => of(0),
            Which::Last => of(groups - 1),
            Which::Reversed => of(groups - 1 - i),
            Which::Mean => {
                let sum = (0..groups).map(of).fold(Array2::zeros((members, rank)), |sum, of| sum + of);
                sum / T::from(groups).expect("a number")
            }
        }
    }

    fn project<T: NdFloat>(&self, heads: &Array3<T>, down: &Array3<T>, up: &Array2<T>) -> Array2<T> {
        let (n, (groups, _, rank), d) = (heads.dim().0, down.dim(), up.ncols());
        let number = |x: usize| T::from(x).expect("a number");
        let up = if self.up_transposed {
            Array2::from_shape_fn(up.dim(), |(q, j)| {
                let at = j * up.nrows() + q;
                up[[at / d, at % d]]
            })
        } else {
            up.clone()
        };
        let mut low = Array3::zeros((n, groups, rank));
        for i in 0..groups {
            let matrix = self.matrix(down, i);
            for t in 0..n {
                let row = Array1::from_vec(self.channels(heads, groups, t, i)).dot(&matrix);
                low.slice_mut(s![t, i, ..]).assign(&row.mapv(|x| self.between(x)));
            }
        }
        if self.together == Together::Running {
            low.accumulate_axis_inplace(Axis(1), |&before, own| *own += before);
        }
        let counts = |i: usize| match self.together {
            Together::LastOnly => i + 1 == groups,
            Together::FirstOnly => i == 0,
            Together::WithoutLast => i + 1 < groups,
            Together::WithoutFirst => i > 0,
            _ => true,
        };
        let place = |t: usize, i: usize, p: usize| match self.together {
            Together::Ranks => (t, p * groups + i),
            Together::OfAllTokens => {
                let at = (i * n + t) * rank + p;
                (at / (groups * rank), at % (groups * rank))
            }
            Together::SumToFirst | Together::MeanToFirst => (t, p),
            _ => (t, i * rank + p),
        };
        let mut all = Array2::zeros((n, groups * rank));
        for ((t, i, p), &x) in low.indexed_iter().filter(|((_, i, _), _)| counts(*i)) {
            all[place(t, i, p)] += x;
        }
        let out = all.dot(&up);
        match self.together {
            Together::MeanToFirst | Together::MeanOfOutputs => out / number(groups),
            _ => out,
        }
    }

    fn between<T: NdFloat>(&self, x: T) -> T {
        match self.between {
            Between::Nothing => x,
            Between::Relu => x.max(T::zero()),
            Between::Silu => x / (T::one() + (-x).exp()),
        }
    }
}
