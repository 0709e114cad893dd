//! The typical mistakes of `mhc`: the solution with knobs, of which each mistake turns one.

use judge::{Matrix, Mistake, slips};
use ndarray::{Array1, Array2, Axis, NdFloat};

use super::{Input, Mixed};
use moe::Coefficients;

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
}

/// The knobs of the bent solution.
#[derive(Clone, Copy)]
pub(in super::super) struct Knobs {
    pub(super) order: Order,
    pub(super) rounds: Rounds,
    pub(super) positive: Positive,
    pub(super) in_sums: bool,
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

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "rows_first",
            "project divides rows before columns. After twenty iterations nobody sees it, after one everybody does: columns \
             come first here, so that the rows sum to 1 exactly. (Kernels that go the other way apply the transpose.)",
            |k| k.order = Order::RowsColumns,
        ),
        Mistake::new(
            "ends_on_columns",
            "project ends with a division by columns: columns first, then rows and columns again one time less. Every \
             iteration is columns, then rows.",
            |k| k.order = Order::ColumnsLast,
        ),
        Mistake::new(
            "published_kernels",
            "project is what the published kernels compute: a softmax of the rows plus a small number, columns, then rows and \
             columns in turn. That is rows first, for a matrix that is then used transposed. Here columns come first, and nothing is \
             added.",
            |k| k.order = Order::Published,
        ),
        Mistake::new(
            "published_kernels_transposed",
            "project is what the published kernels compute, transposed as they apply it. That would be right but for the small \
             number that they add: a row may be smaller than that number, and nothing is added here.",
            |k| k.order = Order::PublishedTransposed,
        ),
        Mistake::new(
            "row_sums_along_columns",
            "project divides by the sums of the rows, but column j by the sum of row j: sum_axis(Axis(1)) broadcasts along the rows as \
             every one-dimensional array does. insert_axis(Axis(1)) makes a column of it.",
            |k| k.order = Order::RowsBroadcast,
        ),
        Mistake::new(
            "rows_only",
            "project divides only the rows: that is a softmax. The columns have to sum to 1 too, or streams can grow.",
            |k| k.order = Order::RowsOnly,
        ),
        Mistake::new(
            "columns_only",
            "project divides only the columns: sum_axis(Axis(0)) gives the sums of the columns, Axis(1) those of the rows.",
            |k| k.order = Order::ColumnsOnly,
        ),
        Mistake::new(
            "both_at_once",
            "project takes the sums of rows and columns of the same matrix and divides by both. The rows' sums have to be taken \
             after the columns are divided.",
            |k| k.order = Order::AtOnce,
        ),
        Mistake::new(
            "divided_by_total",
            "project divides by the sum of everything. Each column has its own sum, and then each row.",
            |k| k.order = Order::Total,
        ),
        Mistake::new("one_iteration", "project makes one iteration, whatever number is given.", |k| {
            k.rounds = Rounds::One
        }),
        Mistake::new(
            "one_iteration_more",
            "project makes one iteration more than it is told (0..=t).",
            |k| k.rounds = Rounds::OneMore,
        ),
        Mistake::new("one_iteration_less", "project makes one iteration less than it is told (1..t).", |k| {
            k.rounds = Rounds::OneLess
        }),
        Mistake::new("twenty_iterations", "project makes 20 iterations, whatever number is given.", |k| {
            k.rounds = Rounds::Twenty
        }),
        Mistake::new(
            "no_maximum",
            "exp overflows or underflows: no maximum is subtracted before it. Logits may be as large as ±1000.",
            |k| k.positive = Positive::NoMaximum,
        ),
        Mistake::new(
            "maximum_of_rows",
            "the maximum of each row is subtracted before exp. That multiplies rows by different factors, and the first division is \
             by columns: only the limit is the same. Subtract each column's maximum, or one for all.",
            |k| k.positive = Positive::RowMaximum,
        ),
        Mistake::new(
            "sigmoid_for_exp",
            "project starts from the sigmoid of the logits. It starts from exp.",
            |k| k.positive = Positive::Sigmoid,
        ),
        Mistake::new(
            "softplus_for_exp",
            "project starts from the softplus of the logits. It starts from exp.",
            |k| k.positive = Positive::Softplus,
        ),
        Mistake::new(
            "epsilon_in_the_sums",
            "project adds a small number to the matrix or to the sums that it divides by. A row may be smaller than that number: \
             nothing is added.",
            |k| k.in_sums = true,
        ),
        Mistake::new(
            "post_not_doubled",
            "post is σ. It is 2σ, so that a logit of 0 writes the output once, as a plain residual block does.",
            |k| k.squash = Squash::PostNotDoubled,
        ),
        Mistake::new("pre_doubled_too", "pre is doubled like post. pre is σ, only post is 2σ.", |k| {
            k.squash = Squash::BothDoubled
        }),
        Mistake::new("pre_doubled", "pre is 2σ and post σ: they are exchanged.", |k| {
            k.squash = Squash::PreDoubled
        }),
        Mistake::new(
            "softmax_for_sigmoid",
            "pre goes through a softmax over the streams. Each of its numbers goes through σ by itself.",
            |k| k.squash = Squash::Softmax,
        ),
        Mistake::new(
            "tanh_for_post",
            "post is 1 + tanh. It is 2σ, which is 1 + tanh of half as much.",
            |k| k.squash = Squash::PostTanh,
        ),
        Mistake::new("doubled_inside", "post is σ of twice the logit. It is twice σ of the logit.", |k| {
            k.squash = Squash::PostInside
        }),
        Mistake::new(
            "norm_of_each_stream",
            "each stream is normalised by itself, as a sub-layer's norm would do. There is one root mean square of all n · C \
             numbers: how large one stream is beside another is what the coefficients may depend on.",
            |k| k.norm = Norm::PerStream,
        ),
        Mistake::new(
            "norm_of_each_channel",
            "the root mean square is taken over the streams, for each channel. There is one of all n · C numbers.",
            |k| k.norm = Norm::PerChannel,
        ),
        Mistake::new("no_norm", "coefficients does not normalise the streams.", |k| k.norm = Norm::Nothing),
        Mistake::new("layer_norm", "the mean is subtracted before the division. RMSNorm does not.", |k| {
            k.norm = Norm::Layer
        }),
        Mistake::new(
            "divided_by_length",
            "the streams are divided by the root of the sum of squares. It is the mean of squares: divide by n · C inside the root.",
            |k| k.norm = Norm::Length,
        ),
        Mistake::new(
            "mean_over_width",
            "the sum of all squares is divided by C. There are n · C of them.",
            |k| k.norm = Norm::OverWidth,
        ),
        Mistake::new("no_epsilon", "epsilon is not used; it belongs under the root.", |k| {
            k.norm = Norm::NoEpsilon
        }),
        Mistake::new(
            "epsilon_outside",
            "epsilon is added to the root instead of to the mean of squares under it.",
            |k| k.norm = Norm::EpsilonOutside,
        ),
        Mistake::new(
            "no_root",
            "the streams are divided by the mean of squares; the root is missing.",
            |k| k.norm = Norm::NoRoot,
        ),
        Mistake::new(
            "flattened_by_columns",
            "the streams are laid out channel after channel. It is stream after stream, row by row: a view's iter() goes that \
             way whatever its memory looks like.",
            |k| k.norm = Norm::ByColumns,
        ),
        Mistake::new(
            "cut_pre_mix_post",
            "the columns are cut as pre, mix, post. They are n for pre, n for post, and then n² for mix.",
            |k| k.cut = Cut::PreMixPost,
        ),
        Mistake::new("cut_post_pre_mix", "the columns are cut as post, pre, mix: pre comes first.", |k| {
            k.cut = Cut::PostPreMix
        }),
        Mistake::new("cut_mix_first", "the columns are cut as mix, pre, post: mix comes last.", |k| {
            k.cut = Cut::MixPrePost
        }),
        Mistake::new(
            "mix_filled_by_columns",
            "the n² logits fill mix column after column. They fill it row after row.",
            |k| k.cut = Cut::MixTransposed,
        ),
        Mistake::new(
            "projected_and_transposed",
            "mix is the transpose of what project gives. mix[i, j] is what new stream i gets of old stream j, as project gives it; \
             kernels that transpose have divided rows first.",
            |k| k.cut = Cut::ProjectedTransposed,
        ),
        Mistake::new(
            "scale_on_bias",
            "scale multiplies the bias too: α · (x · φ + b). The bias is added after.",
            |k| k.scale = Scale::BiasToo,
        ),
        Mistake::new("no_scale", "scale is not used: each group has its factor.", |k| {
            k.scale = Scale::Nothing
        }),
        Mistake::new("one_scale_for_all", "the first factor of scale is used for all three groups.", |k| {
            k.scale = Scale::FirstForAll
        }),
        Mistake::new("no_bias", "the bias is not added.", |k| k.scale = Scale::NoBias),
        Mistake::new(
            "tanh_as_in_hyper_connections",
            "the product goes through tanh before scale and bias. Hyper-connections did so; the manifold-constrained ones do \
             not.",
            |k| k.scale = Scale::Tanh,
        ),
        Mistake::new(
            "mix_transposed",
            "step multiplies by the transpose of mix: new stream j gets mix[i, j] of old stream i. New stream i gets mix[i, j] \
             of old stream j.",
            |k| k.step = Step::MixTransposed,
        ),
        Mistake::new("not_mixed", "the old streams are kept as they are and mix is not used.", |k| {
            k.step = Step::NotMixed
        }),
        Mistake::new(
            "residual_too",
            "the streams are added once more, beside mix times the streams. mix is the residual connection.",
            |k| k.step = Step::ResidualToo,
        ),
        Mistake::new(
            "no_residual",
            "only what is written is returned; mix times the streams is missing.",
            |k| k.step = Step::NoResidual,
        ),
        Mistake::new(
            "post_ignored",
            "every stream gets the sub-layer's output once. Stream i gets post[i] times the output.",
            |k| k.step = Step::PostIgnored,
        ),
        Mistake::new(
            "reads_the_mean",
            "the sub-layer reads the mean of the streams. It reads pre times the streams.",
            |k| k.step = Step::PreIgnored,
        ),
        Mistake::new(
            "reads_the_sum",
            "the sub-layer reads the sum of the streams. It reads pre times the streams.",
            |k| k.step = Step::PreSummed,
        ),
        Mistake::new(
            "pre_divided_by_sum",
            "pre is divided by its sum before it is used. It need not sum to 1.",
            |k| k.step = Step::PreNormalised,
        ),
        Mistake::new("pre_and_post_exchanged", "step reads with post and writes with pre.", |k| {
            k.step = Step::PrePostExchanged
        }),
        Mistake::new(
            "layer_on_each_stream",
            "the sub-layer is called on each stream, and its outputs are weighted with pre. It is called once, on the weighted sum: \
             that several streams cost one sub-layer is the point.",
            |k| k.step = Step::EachStream,
        ),
        Mistake::new(
            "layer_called_for_each_stream",
            "the values are right, and the sub-layer is called again for each stream that it writes to. Call it once.",
            |k| k.step = Step::CalledOften,
        ),
        Mistake::new(
            "each_stream_by_itself",
            "each stream goes through the sub-layer by itself, times its own pre, and gets its own output. The sub-layer is called once, \
             on the sum of all streams weighted with pre, and its output is written to all.",
            |k| k.step = Step::OwnStream,
        ),
        Mistake::new(
            "reads_mixed_streams",
            "the sub-layer reads the streams after they were mixed. It reads them as they came.",
            |k| k.step = Step::ReadsMixed,
        ),
        Mistake::new(
            "normed_before_the_layer",
            "step normalises what the sub-layer reads. The sub-layer has its own norm inside.",
            |k| k.step = Step::ReadsNormed,
        ),
        Mistake::new(
            "normalised_streams_mixed",
            "the normalised streams are read and mixed. The norm is only for the coefficients.",
            |k| k.step = Step::MixesNormed,
        ),
        Mistake::new(
            "output_mixed_too",
            "mix multiplies what is written too: mix · (streams + postᵀ output). Only the old streams are mixed.",
            |k| k.step = Step::MixesOutput,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ]
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
        let columns = |matrix: &mut Array2<T>| {
            let sums = matrix.sum_axis(Axis(0)) + small;
            *matrix /= &sums;
        };
        let rows = |matrix: &mut Array2<T>| {
            let sums = matrix.sum_axis(Axis(1)) + small;
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
