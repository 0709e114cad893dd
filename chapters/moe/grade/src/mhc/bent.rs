//! The bent solution of `mhc`: its knobs, and what it computes.

use judge::{Matrix, slips};
use moe::Coefficients;
use ndarray::{Array1, Array2, Axis, NdFloat};

use super::{Input, Mixed};

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Order {
    #[default]
    ColumnsRows,
    RowsColumns,
    RowsOnly,
    ColumnsOnly,
    AtOnce,
    Total,
    /// A softmax of the rows and a small number, then columns, then rows and columns again, all with the small number.
    Published,
    /// Rows first, but the first half of the first round left out: columns, then (rows, columns).
    ColumnsLast,
    /// The published kernels' order on the transposed logits, which is the right one, with their small number.
    PublishedTransposed,
    /// Columns, then every column divided by the sum of the row of its number.
    RowsBroadcast,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Rounds {
    #[default]
    AsGiven,
    One,
    OneMore,
    OneLess,
    Twenty,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Positive {
    #[default]
    Exp,
    NoMaximum,
    RowMaximum,
    Sigmoid,
    Softplus,
    RowSoftmax,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Norm {
    #[default]
    All,
    PerStream,
    PerChannel,
    Nothing,
    Layer,
    Length,
    OverWidth,
    NoEpsilon,
    EpsilonOutside,
    NoRoot,
    ByColumns,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Cut {
    #[default]
    PrePostMix,
    PreMixPost,
    PostPreMix,
    MixPrePost,
    MixTransposed,
    ProjectedTransposed,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Product,
    BiasToo,
    Nothing,
    FirstForAll,
    NoBias,
    Tanh,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Squash {
    #[default]
    Right,
    PostNotDoubled,
    BothDoubled,
    PreDoubled,
    Softmax,
    PostTanh,
    PostInside,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Step {
    #[default]
    Right,
    MixTransposed,
    NotMixed,
    ResidualToo,
    PostIgnored,
    PreIgnored,
    PreSummed,
    PreNormalised,
    PrePostExchanged,
    EachStream,
    CalledOften,
    ReadsMixed,
    ReadsNormed,
    MixesNormed,
    MixesOutput,
    NoResidual,
    OwnStream,
    PlainForOne,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy)]
pub(in super::super) struct Knobs {
    pub(super) order: Order,
    pub(super) rounds: Rounds,
    pub(super) positive: Positive,
    pub(super) in_sums: bool,
    /// Sums below the small number are taken to be that.
    pub(super) sums_held: bool,
    /// Columns that come last are divided once more, not one time less.
    pub(super) once_more: bool,
    pub(super) small: f64,
    /// The small number is added to the matrix, not to the sums.
    pub(super) small_in_matrix: bool,
    pub(super) norm: Norm,
    pub(super) cut: Cut,
    pub(super) scale: Scale,
    pub(super) squash: Squash,
    pub(super) step: Step,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    /// `coefficients` has a right projection of its own.
    pub(super) coefficients_apart: bool,
    /// Subtracts the maximum of each column, not that of all.
    pub(super) column_maximum: bool,
    /// The factor of a number goes by its column, whatever it is used for.
    pub(super) scale_by_place: bool,
}

impl Default for Knobs {
    fn default() -> Knobs {
        Knobs {
            order: Order::default(),
            rounds: Rounds::default(),
            positive: Positive::default(),
            in_sums: false,
            sums_held: false,
            once_more: false,
            small: 1e-6,
            small_in_matrix: false,
            norm: Norm::default(),
            cut: Cut::default(),
            scale: Scale::default(),
            squash: Squash::default(),
            step: Step::default(),
            contiguous: false,
            row_slices: false,
            double: false,
            coefficients_apart: false,
            column_maximum: false,
            scale_by_place: false,
        }
    }
}

/// An input in single or double precision.
struct Numbers<T> {
    logits: Array2<T>,
    iterations: usize,
    streams: Array2<T>,
    projection: Array2<T>,
    bias: Array1<T>,
    scale: [T; 3],
    epsilon: T,
    pre: Array1<T>,
    post: Array1<T>,
    mix: Array2<T>,
}

fn number<T: NdFloat>(value: f64) -> T {
    T::from(value).expect("a number")
}

impl<T: NdFloat> Numbers<T> {
    fn of(input: &Input) -> Numbers<T> {
        let convert = |v: f32| number(f64::from(v));
        let matrix = |m: &Matrix| m.values.mapv(convert);
        Numbers {
            logits: matrix(&input.logits),
            iterations: input.iterations,
            streams: matrix(&input.streams),
            projection: matrix(&input.projection),
            bias: input.bias.values.mapv(convert),
            scale: input.scale.map(convert),
            epsilon: convert(input.epsilon),
            pre: input.pre.values.mapv(convert),
            post: input.post.values.mapv(convert),
            mix: matrix(&input.mix),
        }
    }
}

fn single<T: NdFloat>(value: T) -> f32 {
    value.to_f32().unwrap_or(f32::NAN)
}

fn sigmoid<T: NdFloat>(x: T) -> T {
    T::one() / (T::one() + (-x).exp())
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Mixed {
        if self.contiguous {
            for matrix in [&input.logits, &input.streams] {
                slips::as_slices(matrix.held().view(), self.row_slices);
            }
        }
        if self.double {
            self.all(&Numbers::<f64>::of(input), input)
        } else {
            self.all(&Numbers::<f32>::of(input), input)
        }
    }

    fn all<T: NdFloat>(&self, numbers: &Numbers<T>, input: &Input) -> Mixed {
        let plain = Knobs::default();
        let inside = if self.coefficients_apart { &plain } else { self };
        let projected = self.project(&numbers.logits, numbers.iterations).mapv(single);
        let coefficients = self.coefficients(numbers, inside);
        let (next, calls) = self.step(numbers, input);
        Mixed { projected, coefficients, next: next.mapv(single), calls }
    }

    pub(super) fn project<T: NdFloat>(&self, logits: &Array2<T>, iterations: usize) -> Array2<T> {
        let largest = slips::largest(logits);
        let mut matrix = match self.positive {
            Positive::Exp if self.column_maximum => {
                let largest = logits.fold_axis(Axis(0), T::neg_infinity(), |a, &b| a.max(b));
                (logits - &largest).mapv(T::exp)
            }
            Positive::Exp => logits.mapv(|x| (x - largest).exp()),
            Positive::NoMaximum => logits.mapv(T::exp),
            Positive::RowMaximum => {
                let mut matrix = logits.clone();
                for mut row in matrix.rows_mut() {
                    let largest = slips::largest(&row);
                    row.mapv_inplace(|x| (x - largest).exp());
                }
                matrix
            }
            Positive::RowSoftmax => {
                let mut matrix = logits.clone();
                for mut row in matrix.rows_mut() {
                    let largest = slips::largest(&row);
                    slips::softmax(&mut row, largest);
                }
                matrix
            }
            Positive::Sigmoid => logits.mapv(sigmoid),
            Positive::Softplus => logits.mapv(|x| x.max(T::zero()) + (-x.abs()).exp().ln_1p()),
        };
        let small: T = number(self.small);
        let published = matches!(self.order, Order::Published | Order::PublishedTransposed);
        if self.in_sums && self.small_in_matrix {
            matrix.mapv_inplace(|x| x + small);
        }
        let small = if published || (self.in_sums && !self.small_in_matrix) { small } else { T::zero() };
        let rounds = match self.rounds {
            Rounds::AsGiven => iterations,
            Rounds::One => 1,
            Rounds::OneMore => iterations + 1,
            Rounds::OneLess => iterations - 1,
            Rounds::Twenty => 20,
        };
        let guarded = |sum: T| if self.sums_held { sum.max(number(self.small)) } else { sum + small };
        let columns = |matrix: &mut Array2<T>| {
            let sums = matrix.sum_axis(Axis(0)).mapv(guarded);
            *matrix /= &sums;
        };
        let rows = |matrix: &mut Array2<T>| {
            let sums = matrix.sum_axis(Axis(1)).mapv(guarded);
            *matrix /= &sums.insert_axis(Axis(1));
        };
        for round in 0..rounds {
            match self.order {
                Order::ColumnsRows => {
                    columns(&mut matrix);
                    rows(&mut matrix);
                }
                Order::RowsColumns => {
                    rows(&mut matrix);
                    columns(&mut matrix);
                }
                Order::Published => {
                    if round > 0 {
                        rows(&mut matrix);
                    } else {
                        let sums = matrix.sum_axis(Axis(1)).insert_axis(Axis(1));
                        matrix = matrix / sums + small;
                    }
                    columns(&mut matrix);
                }
                Order::ColumnsLast if self.once_more => {
                    columns(&mut matrix);
                    rows(&mut matrix);
                    if round + 1 == rounds {
                        columns(&mut matrix);
                    }
                }
                Order::ColumnsLast => {
                    if round > 0 {
                        rows(&mut matrix);
                    }
                    columns(&mut matrix);
                }
                Order::PublishedTransposed => {
                    if round > 0 {
                        columns(&mut matrix);
                    } else {
                        let sums = matrix.sum_axis(Axis(0));
                        matrix = matrix / sums + small;
                    }
                    rows(&mut matrix);
                }
                Order::RowsBroadcast => {
                    columns(&mut matrix);
                    let sums = matrix.sum_axis(Axis(1));
                    matrix /= &sums;
                }
                Order::RowsOnly => rows(&mut matrix),
                Order::ColumnsOnly => columns(&mut matrix),
                Order::AtOnce => {
                    let [down, across] = [Axis(0), Axis(1)].map(|axis| matrix.sum_axis(axis));
                    matrix /= &down;
                    matrix /= &across.insert_axis(Axis(1));
                }
                Order::Total => {
                    let sum = matrix.sum();
                    matrix.mapv_inplace(|x| x / sum);
                }
            }
        }
        matrix
    }

    fn normed<T: NdFloat>(&self, numbers: &Numbers<T>) -> Array1<T> {
        let mut x = numbers.streams.clone();
        let epsilon = numbers.epsilon;
        let mean = |squares: T, count: usize| squares / number(count as f64);
        let squares =
            |values: ndarray::ArrayView1<'_, T>| values.iter().fold(T::zero(), |sum, &v| sum + v * v);
        match self.norm {
            Norm::PerStream | Norm::PerChannel => {
                for mut lane in x.lanes_mut(Axis(usize::from(self.norm == Norm::PerStream))) {
                    let root = (mean(squares(lane.view()), lane.len()) + epsilon).sqrt();
                    lane.mapv_inplace(|v| v / root);
                }
            }
            Norm::Nothing => {}
            _ => {
                if self.norm == Norm::Layer {
                    let average = mean(x.sum(), x.len());
                    x.mapv_inplace(|v| v - average);
                }
                let flat: Array1<T> = x.iter().copied().collect();
                let total = squares(flat.view());
                let root = match self.norm {
                    Norm::Length => (total + epsilon).sqrt(),
                    Norm::OverWidth => (mean(total, x.ncols()) + epsilon).sqrt(),
                    Norm::NoEpsilon => mean(total, x.len()).sqrt(),
                    Norm::EpsilonOutside => mean(total, x.len()).sqrt() + epsilon,
                    Norm::NoRoot => mean(total, x.len()) + epsilon,
                    _ => (mean(total, x.len()) + epsilon).sqrt(),
                };
                x.mapv_inplace(|v| v / root);
            }
        }
        if self.norm == Norm::ByColumns {
            x.t().iter().copied().collect()
        } else {
            x.iter().copied().collect()
        }
    }

    fn coefficients<T: NdFloat>(&self, numbers: &Numbers<T>, projecting: &Knobs) -> Coefficients {
        let n = numbers.streams.nrows();
        let mut product = self.normed(numbers).dot(&numbers.projection);
        if self.scale == Scale::Tanh {
            product.mapv_inplace(T::tanh);
        }
        // Where the groups pre, post and mix begin.
        let starts = match self.cut {
            Cut::PrePostMix | Cut::MixTransposed | Cut::ProjectedTransposed => [0, n, 2 * n],
            Cut::PreMixPost => [0, n + n * n, n],
            Cut::PostPreMix => [n, 0, 2 * n],
            Cut::MixPrePost => [n * n, n * n + n, 0],
        };
        let logit = |group: usize, i: usize| {
            let at = starts[group] + i;
            let (value, bias) = (product[at], numbers.bias[at]);
            let by_place = usize::from(at >= n) + usize::from(at >= 2 * n);
            let factor = numbers.scale[if self.scale_by_place { by_place } else { group }];
            match self.scale {
                Scale::Product | Scale::Tanh => factor * value + bias,
                Scale::BiasToo => factor * (value + bias),
                Scale::Nothing => value + bias,
                Scale::FirstForAll => numbers.scale[0] * value + bias,
                Scale::NoBias => factor * value,
            }
        };
        let two = number::<T>(2.0);
        let (for_pre, for_post) = match self.squash {
            Squash::PostNotDoubled => (T::one(), T::one()),
            Squash::BothDoubled => (two, two),
            Squash::PreDoubled => (two, T::one()),
            _ => (T::one(), two),
        };
        let mut pre: Array1<T> = (0..n).map(|i| for_pre * sigmoid(logit(0, i))).collect();
        if self.squash == Squash::Softmax {
            let exps: Array1<T> = (0..n).map(|i| logit(0, i).exp()).collect();
            let sum = exps.sum();
            pre = exps.mapv(|x| x / sum);
        }
        let post: Array1<T> = (0..n)
            .map(|i| {
                let x = logit(1, i);
                match self.squash {
                    Squash::PostTanh => T::one() + x.tanh(),
                    Squash::PostInside => sigmoid(two * x),
                    _ => for_post * sigmoid(x),
                }
            })
            .collect();
        let mut mix = Array2::from_shape_fn((n, n), |(i, j)| logit(2, i * n + j));
        if self.cut == Cut::MixTransposed {
            mix = mix.reversed_axes();
        }
        let mut mix = projecting.project(&mix, numbers.iterations);
        if self.cut == Cut::ProjectedTransposed {
            mix = mix.reversed_axes();
        }
        Coefficients { pre: pre.mapv(single), post: post.mapv(single), mix: mix.mapv(single) }
    }

    fn step<T: NdFloat>(&self, numbers: &Numbers<T>, input: &Input) -> (Array2<T>, usize) {
        let (n, width) = numbers.streams.dim();
        let layer = |x: Array1<T>| {
            let x = x.mapv(|v| v.to_f64().expect("a number"));
            input.layer(&x).mapv(|y| number::<T>(y))
        };
        if n == 1 && self.step == Step::PlainForOne {
            let output = layer(numbers.streams.row(0).to_owned());
            return (&numbers.streams + &output.insert_axis(Axis(0)), 1);
        }
        let root = |squares: T, count: usize| (squares / number(count as f64) + numbers.epsilon).sqrt();
        let mut streams = numbers.streams.clone();
        if self.step == Step::MixesNormed {
            let divisor = root(streams.fold(T::zero(), |sum, &v| sum + v * v), n * width);
            streams.mapv_inplace(|v| v / divisor);
        }
        let (mut pre, mut post) = (numbers.pre.clone(), numbers.post.clone());
        match self.step {
            Step::PreIgnored => pre.fill(T::one() / number(n as f64)),
            Step::PreSummed => pre.fill(T::one()),
            Step::PreNormalised => {
                let sum = pre.sum();
                pre.mapv_inplace(|x| x / sum);
            }
            Step::PrePostExchanged => std::mem::swap(&mut pre, &mut post),
            Step::PostIgnored => post.fill(T::one()),
            _ => {}
        }
        let mixed = match self.step {
            Step::MixTransposed => numbers.mix.t().dot(&streams),
            Step::NotMixed => streams.clone(),
            Step::ResidualToo => numbers.mix.dot(&streams) + &streams,
            Step::NoResidual => Array2::zeros((n, width)),
            _ => numbers.mix.dot(&streams),
        };
        if self.step == Step::OwnStream {
            let mut next = mixed;
            for (i, mut row) in next.rows_mut().into_iter().enumerate() {
                row.scaled_add(post[i], &layer(streams.row(i).mapv(|x| pre[i] * x)));
            }
            return (next, n);
        }
        let (output, calls) = if self.step == Step::EachStream {
            let outputs =
                streams.rows().into_iter().zip(&pre).map(|(row, &p)| layer(row.to_owned()).mapv(|y| p * y));
            (outputs.fold(Array1::zeros(width), |sum, y| sum + y), n)
        } else {
            let mut read = if self.step == Step::ReadsMixed { pre.dot(&mixed) } else { pre.dot(&streams) };
            if self.step == Step::ReadsNormed {
                let divisor = root(read.fold(T::zero(), |sum, &v| sum + v * v), width);
                read.mapv_inplace(|v| v / divisor);
            }
            (layer(read), if self.step == Step::CalledOften { n } else { 1 })
        };
        let mut written = post.insert_axis(Axis(1)).dot(&output.insert_axis(Axis(0)));
        if self.step == Step::MixesOutput {
            written = numbers.mix.dot(&written);
        }
        (mixed + written, calls)
    }
}
