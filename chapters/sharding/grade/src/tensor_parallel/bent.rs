//! The solution of `tensor_parallel` with knobs.

use ndarray::{Array2, ArrayView2, Axis, s};
use sharding::collectives::{all_gather, all_reduce};
use sharding::{Communicator, Mlp, MlpGradients, gelu, gelu_slope, shard};

use super::{Functions, Given, Input};

/// Which hidden channels a rank has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Channels {
    #[default]
    Right,
    /// Rows of `down` of the last rank first.
    DownReversed,
    /// Columns of `up` in strides, rows of `down` one after the other.
    UpStrided,
    /// Both in strides.
    Strided,
    /// As many for each, and the rest for none.
    RestLost,
    /// As many for each, rounded up.
    RoundedUp,
    /// What is left over goes to the last.
    RestToLast,
}

/// How parts become a sum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Sum {
    #[default]
    Right,
    Missing,
    Mean,
    /// To every other rank as a whole.
    Each,
}

/// What happens between the two matrices.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Gelu {
    #[default]
    Tanh,
    Erf,
    /// By a sigmoid.
    Quick,
    None,
}

/// What is wrong backward.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Backward {
    #[default]
    Right,
    /// The gradient of the outputs is summed over ranks.
    GradientSummed,
    /// Those of the weights are.
    WeightsSummed,
    /// That of `down_bias` is.
    BiasSummed,
    /// That of `down_bias` is divided by the number of ranks.
    BiasShared,
    /// No derivative of the GELU.
    NoSlope,
    /// The derivative at what the GELU has made.
    SlopeOfHidden,
    /// `down` learns from what goes into the GELU.
    DownOfBefore,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) channels: Channels,
    pub(super) output: Sum,
    pub(super) input: Sum,
    pub(super) gelu: Gelu,
    pub(super) backward: Backward,
    /// `down_bias` is added by all, before the sum.
    pub(super) bias_on_each: bool,
    pub(super) no_up_bias: bool,
    pub(super) no_down_bias: bool,
    /// All weights are gathered, and each rank computes the whole.
    pub(super) gathers_weights: bool,
    /// A right way to do it.
    pub(super) bias_at_root: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Given {
        input.run(&Functions {
            split: &|mlp, size, rank| self.split(mlp, size, rank),
            forward: &|comm, input, mlp| self.forward(comm, input, mlp),
            backward: &|comm, input, mlp, gradient| self.backward(comm, input, mlp, gradient),
        })
    }

    fn split(&self, mlp: &Mlp, size: usize, rank: usize) -> Mlp {
        let f = mlp.up.ncols();
        let right: Vec<usize> = shard(f, size, rank).collect();
        let strided = || (0..f).skip(rank).step_by(size).collect::<Vec<_>>();
        let between = |from: usize, to: usize| (from.min(f)..to.min(f)).collect::<Vec<_>>();
        let (up, down) = match self.channels {
            Channels::Right => (right.clone(), right),
            Channels::DownReversed => (right, shard(f, size, size - 1 - rank).collect()),
            Channels::UpStrided => (strided(), right),
            Channels::Strided => (strided(), strided()),
            Channels::RestLost => {
                let own = between(rank * (f / size), (rank + 1) * (f / size));
                (own.clone(), own)
            }
            Channels::RoundedUp => {
                let each = f.div_ceil(size);
                let own = between(rank * each, (rank + 1) * each);
                (own.clone(), own)
            }
            Channels::RestToLast => {
                let each = f / size;
                let own = between(rank * each, if rank + 1 == size { f } else { (rank + 1) * each });
                (own.clone(), own)
            }
        };
        Mlp {
            up: mlp.up.select(Axis(1), &up),
            up_bias: mlp.up_bias.select(Axis(0), &up),
            down: mlp.down.select(Axis(0), &down),
            down_bias: mlp.down_bias.clone(),
        }
    }

    fn sum(&self, comm: &dyn Communicator, mut values: Array2<f64>, how: Sum) -> Array2<f64> {
        let (rank, size) = (comm.rank(), comm.size());
        match how {
            Sum::Missing => {}
            Sum::Right | Sum::Mean => {
                all_reduce(comm, values.as_slice_mut().expect("row by row"));
                if how == Sum::Mean {
                    values /= size as f64;
                }
            }
            Sum::Each => {
                let flat: Vec<f64> = values.iter().copied().collect();
                (0..size).filter(|&to| to != rank).for_each(|to| comm.send(to, 0, &flat));
                let mut sum = Array2::zeros(values.dim());
                for from in 0..size {
                    let part = if from == rank { flat.clone() } else { comm.receive(from, 0) };
                    sum += &Array2::from_shape_vec(values.dim(), part).expect("as many");
                }
                values = sum;
            }
        }
        values
    }

    fn gelu(&self, x: f64) -> f64 {
        match self.gelu {
            Gelu::Tanh => gelu(x),
            Gelu::Erf => 0.5 * x * (1.0 + erf(x / std::f64::consts::SQRT_2)),
            Gelu::Quick => x / (1.0 + (-1.702 * x).exp()),
            Gelu::None => x,
        }
    }

    /// Its derivative, by the same rule.
    fn slope(&self, x: f64) -> f64 {
        match self.gelu {
            Gelu::Tanh => gelu_slope(x),
            Gelu::None => 1.0,
            _ => (self.gelu(x + 1e-5) - self.gelu(x - 1e-5)) / 2e-5,
        }
    }

    fn before(&self, input: ArrayView2<'_, f64>, mlp: &Mlp) -> Array2<f64> {
        let before = input.dot(&mlp.up);
        if self.no_up_bias { before } else { before + &mlp.up_bias }
    }

    fn forward(&self, comm: &dyn Communicator, input: ArrayView2<'_, f64>, mlp: &Mlp) -> Array2<f64> {
        if self.gathers_weights {
            let whole = gathered(comm, mlp);
            return self.before(input, &whole).mapv(gelu).dot(&whole.down) + &mlp.down_bias;
        }
        let mut part = self.before(input, mlp).mapv(|x| self.gelu(x)).dot(&mlp.down);
        let before_sum = self.bias_on_each || (self.bias_at_root && comm.rank() == 0);
        if before_sum && !self.no_down_bias {
            part += &mlp.down_bias;
        }
        let output = self.sum(comm, part.as_standard_layout().into_owned(), self.output);
        let after = !self.bias_on_each && !self.bias_at_root && !self.no_down_bias;
        if after { output + &mlp.down_bias } else { output }
    }

    fn backward(
        &self,
        comm: &dyn Communicator,
        input: ArrayView2<'_, f64>,
        mlp: &Mlp,
        gradient: ArrayView2<'_, f64>,
    ) -> MlpGradients {
        let summed = |mut values: Vec<f64>| {
            all_reduce(comm, &mut values);
            values
        };
        let gradient = match self.backward {
            Backward::GradientSummed => {
                let sum = summed(gradient.iter().copied().collect());
                Array2::from_shape_vec(gradient.dim(), sum).expect("as many")
            }
            _ => gradient.to_owned(),
        };
        let before = self.before(input, mlp);
        let hidden = before.mapv(|x| self.gelu(x));
        let slopes = match self.backward {
            Backward::NoSlope => Array2::ones(before.dim()),
            Backward::SlopeOfHidden => hidden.mapv(|x| self.slope(x)),
            _ => before.mapv(|x| self.slope(x)),
        };
        let of_before = gradient.dot(&mlp.down.t()) * slopes;
        let seen = if self.backward == Backward::DownOfBefore { &before } else { &hidden };
        let mut weights = Mlp {
            up: input.t().dot(&of_before),
            up_bias: of_before.sum_axis(Axis(0)),
            down: seen.t().dot(&gradient),
            down_bias: gradient.sum_axis(Axis(0)),
        };
        match self.backward {
            Backward::BiasSummed => weights.down_bias = summed(weights.down_bias.to_vec()).into(),
            Backward::BiasShared => weights.down_bias /= comm.size() as f64,
            Backward::WeightsSummed => {
                for matrix in [&mut weights.up, &mut weights.down] {
                    let sum = summed(matrix.iter().copied().collect());
                    *matrix = Array2::from_shape_vec(matrix.dim(), sum).expect("as many");
                }
                weights.up_bias = summed(weights.up_bias.to_vec()).into();
            }
            _ => {}
        }
        let part = of_before.dot(&mlp.up.t()).as_standard_layout().into_owned();
        MlpGradients { input: self.sum(comm, part, self.input), weights }
    }
}

fn gathered(comm: &dyn Communicator, mlp: &Mlp) -> Mlp {
    let d = mlp.up.nrows();
    let columns: Vec<f64> = mlp.up.t().iter().copied().collect();
    let (up, up_bias) = (all_gather(comm, &columns), all_gather(comm, &mlp.up_bias.to_vec()));
    let down = all_gather(comm, &mlp.down.iter().copied().collect::<Vec<_>>());
    let f = up_bias.len();
    Mlp {
        up: Array2::from_shape_vec((f, d), up)
            .expect("columns of d")
            .reversed_axes()
            .slice(s![.., ..])
            .to_owned(),
        up_bias: up_bias.into(),
        down: Array2::from_shape_vec((f, d), down).expect("rows of d"),
        down_bias: mlp.down_bias.clone(),
    }
}

/// By its series, and for large arguments by what is left: far below a tolerance.
pub(super) fn erf(x: f64) -> f64 {
    if x.abs() > 4.0 {
        return x.signum();
    }
    let (mut term, mut sum) = (x, x);
    for n in 1..120 {
        term *= -x * x / f64::from(n);
        sum += term / f64::from(2 * n + 1);
    }
    sum * 2.0 / std::f64::consts::PI.sqrt()
}
