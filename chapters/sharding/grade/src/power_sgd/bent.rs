//! The solution of `power_sgd` with knobs.

use ndarray::Array2;
use sharding::collectives::{all_gather, all_reduce};
use sharding::{Communicator, LowRank};

use super::{Input, Run, run};
use crate::talk::Ranks;

/// What is made orthonormal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Orthonormal {
    #[default]
    P,
    /// Nothing, and P is a sum.
    Nothing,
    /// Nothing, and P is a mean.
    NothingOfMean,
    /// Columns get norm 1, whatever their angles.
    NormsAlone,
    /// P is divided by one norm.
    AsAWhole,
    /// Q, and not P, which is a mean.
    Q,
    /// P, without what is added to norms.
    WithoutEpsilon,
    /// Rows of P.
    Rows,
    /// Components are taken along columns that are not of norm 1 yet.
    LongColumns,
}

/// What is summed over the ranks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Reduced {
    #[default]
    Both,
    NotP,
    NotQ,
    /// Each rank's own approximation.
    Approximation,
    /// The gradients themselves.
    Matrix,
    /// All have the thin matrices of all.
    Gathered,
}

/// What Q becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Right {
    #[default]
    Mean,
    Sum,
    DividedTwice,
    /// Of gradients, without errors.
    OfGradients,
    /// P times the old one is what comes out.
    OldOne,
    /// The next round begins with the old one.
    NotKept,
}

/// What is remembered.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Feedback {
    #[default]
    Right,
    NotAdded,
    Negative,
    /// Less the rank's own part of the approximation.
    Own,
    /// Of the gradient alone.
    OfGradient,
    /// Added to that of the round before.
    Accumulated,
    NotKept,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) orthonormal: Orthonormal,
    pub(super) reduced: Reduced,
    pub(super) right: Right,
    pub(super) feedback: Feedback,
    pub(super) mean_of_p: bool,
}

fn sum(comm: &dyn Communicator, matrix: &Array2<f64>) -> Array2<f64> {
    let mut values: Vec<f64> = matrix.iter().copied().collect();
    all_reduce(comm, &mut values);
    Array2::from_shape_vec(matrix.dim(), values).expect("as many as before")
}

impl Knobs {
    /// The sum over the ranks, of thin matrices.
    fn sum(&self, comm: &dyn Communicator, matrix: &Array2<f64>) -> Array2<f64> {
        if self.reduced != Reduced::Gathered {
            return sum(comm, matrix);
        }
        let own: Vec<f64> = matrix.iter().copied().collect();
        let all = all_gather(comm, &own);
        let at = |place: usize| all.chunks(own.len()).map(|of| of[place]).sum();
        Array2::from_shape_vec(matrix.dim(), (0..own.len()).map(at).collect()).expect("as many as before")
    }

    pub(super) fn run(&self, input: &Input) -> Ranks<Run> {
        run(input, |comm, gradient, memory| self.round(comm, gradient, memory))
    }

    fn columns(&self, mut p: Array2<f64>, epsilon: f64, angles: bool) -> Array2<f64> {
        for i in 0..p.ncols() {
            let mut column = p.column(i).to_owned();
            for before in p.columns().into_iter().take(if angles { i } else { 0 }) {
                let along = before.dot(&column);
                column.scaled_add(-along, &before);
            }
            let norm = column.dot(&column).sqrt() + epsilon;
            column /= norm;
            p.column_mut(i).assign(&column);
        }
        p
    }

    fn orthonormal(&self, mut p: Array2<f64>) -> Array2<f64> {
        match self.orthonormal {
            Orthonormal::P => self.columns(p, 1e-8, true),
            Orthonormal::NormsAlone => self.columns(p, 1e-8, false),
            Orthonormal::WithoutEpsilon => self.columns(p, 0.0, true),
            Orthonormal::Rows => self.columns(p.t().to_owned(), 1e-8, true).t().to_owned(),
            Orthonormal::LongColumns => {
                for i in 0..p.ncols() {
                    for before in 0..i {
                        let other = p.column(before).to_owned();
                        let along = other.dot(&p.column(i));
                        p.column_mut(i).scaled_add(-along, &other);
                    }
                }
                self.columns(p, 1e-8, false)
            }
            Orthonormal::AsAWhole => {
                let norm = p.iter().map(|x| x * x).sum::<f64>().sqrt();
                p / (norm + 1e-8)
            }
            Orthonormal::Nothing | Orthonormal::NothingOfMean | Orthonormal::Q => p,
        }
    }

    fn round(&self, comm: &dyn Communicator, gradient: &Array2<f64>, memory: &mut LowRank) -> Array2<f64> {
        let ranks = comm.size() as f64;
        let error = memory.error.clone();
        let matrix = match self.feedback {
            Feedback::NotAdded => gradient.clone(),
            _ => gradient + &error,
        };
        let mean = (self.reduced == Reduced::Matrix).then(|| sum(comm, &matrix) / ranks);
        let own = mean.as_ref().unwrap_or(&matrix);
        let mut p = own.dot(&memory.q);
        let alone = matches!(self.reduced, Reduced::Approximation | Reduced::Matrix);
        if !alone && self.reduced != Reduced::NotP {
            p = self.sum(comm, &p);
        }
        let as_mean = match self.orthonormal {
            Orthonormal::Nothing => false,
            Orthonormal::NothingOfMean | Orthonormal::Q => true,
            _ => self.mean_of_p,
        };
        if as_mean && !alone {
            p /= ranks;
        }
        let p = self.orthonormal(p);
        let of = if self.right == Right::OfGradients { gradient } else { own };
        let mine = of.t().dot(&p);
        let mut q = match self.reduced {
            Reduced::NotQ | Reduced::Approximation | Reduced::Matrix => mine.clone(),
            _ => self.sum(comm, &mine) / if self.right == Right::Sum { 1.0 } else { ranks },
        };
        if self.right == Right::DividedTwice {
            q /= ranks;
        }
        if self.orthonormal == Orthonormal::Q {
            q = self.columns(q, 1e-8, true);
        }
        let with = if self.right == Right::OldOne { &memory.q } else { &q };
        let mut out = p.dot(&with.t());
        if self.reduced == Reduced::Approximation {
            out = sum(comm, &out) / ranks;
        }
        memory.error = match self.feedback {
            Feedback::Right | Feedback::NotAdded => &matrix - &out,
            Feedback::Negative => &out - &matrix,
            Feedback::Own => &matrix - &p.dot(&mine.t()),
            Feedback::OfGradient => gradient - &out,
            Feedback::Accumulated => error + &matrix - &out,
            Feedback::NotKept => error,
        };
        if self.right != Right::NotKept {
            memory.q = q;
        }
        out
    }
}
