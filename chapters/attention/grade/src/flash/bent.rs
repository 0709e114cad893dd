//! The bent solution of `flash`: its knobs, and what it computes.

use attention::{Mask, SlowMemory};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, NdFloat, s};

use super::{Attended, Input};

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Visible {
    #[default]
    BottomRight,
    TopLeft,
    Everything,
    AlsoWithoutMask,
    Strict,
    OneAhead,
    OffsetSubtracted,
    OffsetSaturates,
    QueryInItsTile,
    KeyInItsTile,
    BothInTheirTiles,
    TriangleInEveryTile,
    WholeTiles,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Fill {
    #[default]
    MinusInfinity,
    Zero,
    Lowest,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Blind {
    #[default]
    Zero,
    NotANumber,
    NotANumberInTiles,
    LogSumExpZero,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    RootWidth,
    Nothing,
    Width,
    RootValueWidth,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Max {
    #[default]
    Running,
    TileForWeights,
    TileReplaces,
    StartsAtZero,
    KeptBetweenQueries,
    OfTileOfQueries,
    OfHiddenToo,
    OfAbsolutes,
    Nothing,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Skip {
    #[default]
    Unseen,
    Nothing,
    AlsoDiagonal,
    ByFirstQuery,
    OneEarly,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Total {
    #[default]
    MaxPlusLog,
    Log,
    Max,
    MaxPlusSum,
    MaxPlusLogTwo,
    BaseTwo,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Load {
    #[default]
    Tiles,
    Everything,
    PastTheEnd,
    RaggedDropped,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) visible: Visible,
    pub(super) fill: Fill,
    pub(super) blind: Blind,
    pub(super) scale: Scale,
    pub(super) max: Max,
    pub(super) skip: Skip,
    pub(super) total: Total,
    pub(super) load: Load,
    pub(super) sum_not_rescaled: bool,
    pub(super) output_not_rescaled: bool,
    pub(super) inverse: bool,
    pub(super) not_divided: bool,
    pub(super) divided_each_time: bool,
    pub(super) restarts: bool,
    pub(super) never_restarts: bool,
    pub(super) base_two: bool,
    pub(super) ragged_queries_dropped: bool,
    pub(super) unsigned_offset: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) two_passes: bool,
    pub(super) query_by_query: bool,
    pub(super) keeps_everything: bool,
    pub(super) mean: bool,
    /// What is never written has the log-sum-exp −∞, and not 0.
    pub(super) total_from_nothing: bool,
    pub(super) double: bool,
}

/// The state of a query.
#[derive(Clone)]
struct State<T> {
    max: T,
    sum: T,
    output: Array1<T>,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Attended {
        let (n, m) = input.counts();
        if self.contiguous {
            input.queries.held().view().as_slice().unwrap();
        }
        if self.unsigned_offset && input.mask == Mask::Causal {
            // In debug and in release builds alike.
            assert!(m >= n, "attempt to subtract with overflow");
        }
        input.answered(|queries, memory| {
            let owned = if self.memory_order { super::super::memory_of(queries) } else { queries.to_owned() };
            let queries = owned.view();
            if self.double {
                let (output, total) = self.attend(&queries.mapv(f64::from), memory, input.mask);
                (output.mapv(|x| x as f32), total.mapv(|x| x as f32))
            } else {
                self.attend(&queries.to_owned(), memory, input.mask)
            }
        })
    }

    /// Whether query i sees key j, of tiles that start at `first` and `from`.
    fn sees(
        &self,
        mask: Mask,
        (i, j): (usize, usize),
        (first, from): (usize, usize),
        (n, m): (usize, usize),
    ) -> bool {
        if mask == Mask::None && self.visible != Visible::AlsoWithoutMask {
            return true;
        }
        let [i, j, first, from, n, m] = [i, j, first, from, n, m].map(|x| x as i64);
        let last = i + (m - n);
        match self.visible {
            Visible::BottomRight | Visible::AlsoWithoutMask => j <= last,
            Visible::TopLeft => j <= i,
            Visible::Everything | Visible::WholeTiles => true,
            Visible::Strict => j < last,
            Visible::OneAhead => j <= last + 1,
            Visible::OffsetSubtracted => j <= i - (m - n),
            Visible::OffsetSaturates => j <= i + (m - n).max(0),
            Visible::QueryInItsTile => j <= last - first,
            Visible::KeyInItsTile => j - from <= last,
            Visible::BothInTheirTiles => j - from <= last - first,
            Visible::TriangleInEveryTile => j - from <= i - first,
        }
    }

    /// Where the loop over keys ends for the queries from `first` to `end`.
    fn end_of_keys(&self, mask: Mask, (first, end): (usize, usize), (n, m): (usize, usize)) -> usize {
        let right = |i: usize| if mask == Mask::None { m } else { (i + 1 + m).saturating_sub(n) };
        let by = |i: usize| match self.visible {
            Visible::TopLeft
            | Visible::Everything
            | Visible::AlsoWithoutMask
            | Visible::Strict
            | Visible::OneAhead
            | Visible::OffsetSubtracted
            | Visible::OffsetSaturates => {
                (0..m).rev().find(|&j| self.sees(mask, (i, j), (0, 0), (n, m))).map_or(0, |j| j + 1)
            }
            _ => right(i),
        };
        match self.skip {
            Skip::Unseen | Skip::AlsoDiagonal => by(end - 1),
            Skip::Nothing => m,
            Skip::ByFirstQuery => by(first),
            Skip::OneEarly => by(end - 1).saturating_sub(1),
        }
    }

    fn attend<T: NdFloat>(
        &self,
        queries: &Array2<T>,
        memory: &SlowMemory<'_>,
        mask: Mask,
    ) -> (Array2<T>, Array1<T>) {
        let number = |x: f64| T::from(x).expect("a number");
        let (zero, nothing) = (T::zero(), T::neg_infinity());
        let (n, m, width) = (queries.nrows(), memory.rows(), memory.value_width());
        let tile = memory.tile();
        let divisor = match self.scale {
            Scale::RootWidth => number(queries.ncols() as f64).sqrt(),
            Scale::Nothing => T::one(),
            Scale::Width => number(queries.ncols() as f64),
            Scale::RootValueWidth => number(width as f64).sqrt(),
        };
        let mut output = Array2::zeros((n, width));
        let mut total = Array1::from_elem(n, if self.total_from_nothing { nothing } else { zero });
        let step = if self.query_by_query { 1 } else { tile };
        let queries_end = if self.ragged_queries_dropped { n / step * step } else { n };
        let mut kept = Vec::new();
        let mut before: Vec<State<T>> = Vec::new();
        for first in (0..queries_end).step_by(step) {
            let end = n.min(first + step);
            let fresh = || State {
                max: if self.max == Max::StartsAtZero { zero } else { nothing },
                sum: zero,
                output: Array1::zeros(width),
            };
            let mut states: Vec<State<T>> = (first..end).map(|_| fresh()).collect();
            for (state, before) in states.iter_mut().zip(&before) {
                if self.never_restarts {
                    *state = before.clone();
                } else if self.max == Max::KeptBetweenQueries {
                    state.max = before.max;
                }
            }
            let mut poisoned = vec![false; end - first];
            let until = self.end_of_keys(mask, (first, end), (n, m));
            for from in (0..until).step_by(tile) {
                let to = match self.load {
                    Load::Tiles | Load::RaggedDropped => m.min(from + tile),
                    Load::Everything => m,
                    Load::PastTheEnd => from + tile,
                };
                if self.load == Load::RaggedDropped && from + tile > m {
                    break;
                }
                if self.skip == Skip::AlsoDiagonal
                    && mask == Mask::Causal
                    && !self.sees(mask, (first, to - 1), (first, from), (n, m))
                {
                    break;
                }
                if self.two_passes {
                    memory.load(from..to);
                }
                let (keys, values) = memory.load(from..to);
                if self.restarts {
                    states = (first..end).map(|_| fresh()).collect();
                }
                let [keys, values] = [&keys, &values].map(|a| a.mapv(|x| number(f64::from(x))));
                let scores = queries.slice(s![first..end, ..]).dot(&keys.t()).mapv(|score| score / divisor);
                let of_tile = states.iter().map(|state| state.max).fold(nothing, T::max);
                let of_tile = scores.indexed_iter().fold(of_tile, |max, ((r, c), &score)| {
                    let seen = self.sees(mask, (first + r, from + c), (first, from), (n, m));
                    if seen { max.max(score) } else { max }
                });
                for (r, state) in states.iter_mut().enumerate() {
                    let i = first + r;
                    let sees = |c: usize| self.sees(mask, (i, from + c), (first, from), (n, m));
                    let fill = match self.fill {
                        Fill::MinusInfinity => nothing,
                        Fill::Zero => zero,
                        Fill::Lowest => number(-1e9),
                    };
                    let row =
                        Array1::from_shape_fn(to - from, |c| if sees(c) { scores[[r, c]] } else { fill });
                    poisoned[r] |= row.iter().all(|&score| score == nothing) && state.max == nothing;
                    let above = match self.max {
                        Max::OfTileOfQueries => of_tile,
                        Max::OfAbsolutes => {
                            let seen = row.iter().filter(|score| score.is_finite());
                            seen.fold(nothing, |max, score| max.max(score.abs()))
                        }
                        Max::OfHiddenToo => scores.row(r).fold(nothing, |max, &score| max.max(score)),
                        _ => nothing,
                    };
                    self.update(state, row.view(), values.view(), above);
                }
                if self.keeps_everything {
                    kept.push((keys, values, scores));
                }
            }
            before.clone_from(&states);
            for (r, state) in states.into_iter().enumerate() {
                let i = first + r;
                let blind = state.sum == zero;
                let never = match self.blind {
                    Blind::Zero | Blind::LogSumExpZero => false,
                    Blind::NotANumber => blind,
                    Blind::NotANumberInTiles => blind && poisoned[r],
                };
                if never {
                    output.row_mut(i).fill(T::nan());
                    total[i] = T::nan();
                    continue;
                }
                if blind {
                    total[i] = if self.blind == Blind::LogSumExpZero { zero } else { nothing };
                    continue;
                }
                total[i] = match self.total {
                    Total::MaxPlusLog => state.max + state.sum.ln(),
                    Total::Log => state.sum.ln(),
                    Total::Max => state.max,
                    Total::MaxPlusSum => state.max + state.sum,
                    Total::MaxPlusLogTwo => state.max + state.sum.log2(),
                    Total::BaseTwo => (state.max + state.sum.ln()) / number(std::f64::consts::LN_2),
                };
                let divided = self.mean || self.divided_each_time || self.not_divided;
                output.row_mut(i).assign(&if divided { state.output } else { state.output / state.sum });
            }
        }
        drop(kept);
        (output, total)
    }

    /// Takes a row of scores and the values into a state, whose maximum becomes at least `above`.
    fn update<T: NdFloat>(
        &self,
        state: &mut State<T>,
        scores: ArrayView1<'_, T>,
        values: ArrayView2<'_, T>,
        above: T,
    ) {
        let nothing = T::neg_infinity();
        let tile_max = scores.fold(nothing, |a, &b| a.max(b));
        let new = match self.max {
            Max::TileReplaces => tile_max,
            Max::Nothing => T::zero(),
            _ => state.max.max(tile_max).max(above),
        };
        // Without a score there is nothing to take in.
        if new == nothing || tile_max == nothing {
            return;
        }
        let from = if self.max == Max::TileForWeights { tile_max } else { new };
        let exp = |x: T| if self.base_two { x.exp2() } else { x.exp() };
        let factor = if self.inverse {
            if state.max == nothing && self.mean { T::zero() } else { exp(new - state.max) }
        } else {
            exp(state.max - new)
        };
        let weights = scores.mapv(|score| exp(score - from));
        let of_sum = if self.sum_not_rescaled { T::one() } else { factor };
        let of_output = if self.output_not_rescaled { T::one() } else { factor };
        let old_sum = state.sum;
        state.sum = old_sum * of_sum + weights.sum();
        let added = weights.dot(&values);
        if self.mean && !self.divided_each_time && !self.not_divided {
            state.output = (&state.output * (old_sum * of_output) + added) / state.sum;
        } else {
            state.output = &state.output * of_output + added;
            if self.divided_each_time {
                state.output = &state.output / state.sum;
            }
        }
        state.max = new;
    }
}
