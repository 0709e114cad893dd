//! The bent solution of `discretise`.

use judge::slips;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, s};

use super::Which;
use super::linear::{Linear, series};

/// What `bilinear` computes.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Bilinear {
    #[default]
    Right,
    ForwardEuler,
    BackwardEuler,
    SignsExchanged,
    WholeSteps,
    /// Only the left factor.
    LeftAlone,
    /// Only the right one.
    RightAlone,
    /// The product of the two factors, without an inverse.
    NotInverted,
    /// The columns that are solved for become rows.
    ColumnsAsRows,
    /// The left factor is transposed.
    LeftTransposed,
    /// Rows are solved for, and stay rows.
    RowByRow,
    Zoh,
}

/// What its B is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum BilinearB {
    #[default]
    Right,
    WithoutStep,
    NotSolved,
    Halved,
    /// Solved for, and moved on by a step.
    MovedOn,
}

/// What `zoh` computes.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Zoh {
    #[default]
    Right,
    ElementByElement,
    /// The series up to the square.
    Cut,
    /// The whole series, of a matrix that is not scaled.
    NotScaled,
    /// exp(−ΔA).
    Backwards,
    Transposed,
    WithoutStep,
    Bilinear,
}

/// What its B is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum ZohB {
    #[default]
    Right,
    Euler,
    WithoutInverse,
    ByInverse,
    Negative,
    WithoutStep,
    /// The step stands twice.
    StepTwice,
    /// What comes in at the start of the step, at its end: Δ Ā B.
    AtTheStart,
    /// The mean of both ends.
    Trapezium,
    Plain,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) bilinear: Bilinear,
    pub(super) bilinear_b: BilinearB,
    pub(super) zoh: Zoh,
    pub(super) zoh_b: ZohB,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) double: bool,
    /// The second way to make a mistake.
    pub(super) second: bool,
    /// The third.
    pub(super) third: bool,
}

impl Knobs {
    pub(super) fn rule(
        &self,
        which: Which,
        a: ArrayView2<'_, f32>,
        b: ArrayView1<'_, f32>,
        step: f32,
    ) -> (Array2<f32>, Array1<f32>) {
        if self.contiguous {
            a.as_slice().unwrap();
            if self.second {
                b.as_slice().unwrap();
            }
        }
        // In both functions, or in one of them.
        let here = match which {
            Which::Bilinear => !self.third,
            Which::Zoh => !self.second,
        };
        let a = if self.memory_order && here { slips::memory_of(a) } else { a.to_owned() }.mapv(f64::from);
        let (b, step) = (b.mapv(f64::from), f64::from(step));
        let (a, b) = match which {
            Which::Bilinear => self.bilinear(&a, &b, step),
            Which::Zoh => self.zoh(&a, &b, step),
        };
        (a.mapv(|x| x as f32), b.mapv(|x| x as f32))
    }

    fn bilinear(&self, a: &Array2<f64>, b: &Array1<f64>, step: f64) -> (Array2<f64>, Array1<f64>) {
        let linear = Linear { double: self.double };
        let eye = Array2::<f64>::eye(b.len());
        let moved = |share: f64| &eye + &(a * (step * share));
        let (left, right) = match self.bilinear {
            Bilinear::Zoh => return Knobs { bilinear: Bilinear::Right, ..*self }.zoh(a, b, step),
            Bilinear::Right | Bilinear::ColumnsAsRows | Bilinear::RowByRow => (moved(-0.5), moved(0.5)),
            Bilinear::ForwardEuler => (eye.clone(), moved(1.0)),
            Bilinear::BackwardEuler => (moved(-1.0), eye.clone()),
            Bilinear::SignsExchanged => (moved(0.5), moved(-0.5)),
            Bilinear::WholeSteps => (moved(-1.0), moved(1.0)),
            Bilinear::LeftAlone => (moved(-0.5), eye.clone()),
            Bilinear::RightAlone => (eye.clone(), moved(0.5)),
            Bilinear::NotInverted => (eye.clone(), moved(-0.5).dot(&moved(0.5))),
            Bilinear::LeftTransposed => (moved(-0.5).reversed_axes(), moved(0.5)),
        };
        let a_bar = if self.bilinear == Bilinear::RowByRow {
            linear.solve_all(&left, &right.t().to_owned()).reversed_axes()
        } else {
            linear.solve_all(&left, &right)
        };
        // Close to a step for which there is no solution the numbers are mostly rounding, and say nothing.
        let exchanged = self.bilinear == Bilinear::SignsExchanged;
        // The second way has B right.
        let left = if exchanged && self.second { moved(-0.5) } else { left };
        if exchanged && a_bar.iter().any(|x| x.abs() > 300.0) {
            let b_bar = if self.second { linear.solve(&left, &(b * step)) } else { b.mapv(|_| f64::NAN) };
            return (a_bar.mapv(|_| f64::NAN), b_bar);
        }
        // Whoever forgets the inverse does so for B too.
        let b_bar = match self.bilinear_b {
            BilinearB::Right if self.bilinear == Bilinear::NotInverted => moved(-0.5).dot(&(b * step)),
            BilinearB::Right => linear.solve(&left, &(b * step)),
            BilinearB::WithoutStep => linear.solve(&left, b),
            BilinearB::NotSolved => b * step,
            BilinearB::Halved => linear.solve(&left, &(b * (step / 2.0))),
            BilinearB::MovedOn => a_bar.dot(&(b * step)),
        };
        (if self.bilinear == Bilinear::ColumnsAsRows { a_bar.reversed_axes() } else { a_bar }, b_bar)
    }

    fn zoh(&self, a: &Array2<f64>, b: &Array1<f64>, step: f64) -> (Array2<f64>, Array1<f64>) {
        let n = b.len();
        let linear = Linear { double: self.double };
        if self.zoh == Zoh::Bilinear {
            return Knobs { zoh: Zoh::Right, ..*self }.bilinear(a, b, step);
        }
        let scale = match self.zoh {
            Zoh::Backwards => -step,
            Zoh::WithoutStep => 1.0,
            _ => step,
        };
        let mut both = Array2::zeros((n + 1, n + 1));
        both.slice_mut(s![..n, ..n]).assign(&(a * scale));
        both.slice_mut(s![..n, n]).assign(&(b * step));
        let exponential = match self.zoh {
            Zoh::ElementByElement if self.second => {
                // A and B one by one; the sum of B is right where it comes from an inverse.
                let mut out = linear.exponential(&both);
                out.slice_mut(s![..n, ..n]).assign(&(a * step).mapv(f64::exp));
                out
            }
            Zoh::ElementByElement => both.mapv(f64::exp),
            Zoh::Cut => series(&both, if self.second { 4 } else { 3 }),
            Zoh::NotScaled => {
                let mut out = series(
                    &both,
                    if self.second {
                        30
                    } else if self.third {
                        10
                    } else {
                        20
                    },
                );
                // How many terms the integral has depends on how it is summed.
                if a.rows().into_iter().any(|row| row.mapv(f64::abs).sum() * step > 4.0) {
                    out.column_mut(n).fill(f64::NAN);
                }
                out
            }
            _ => linear.exponential(&both),
        };
        let (a_bar, held) = (exponential.slice(s![..n, ..n]).to_owned(), exponential.column(n));
        let b_bar = held.slice(s![..n]).to_owned();
        let less = &a_bar - &Array2::<f64>::eye(n);
        let b_bar = match self.zoh_b {
            ZohB::Right => b_bar,
            ZohB::Euler => b * step,
            ZohB::WithoutInverse => less.dot(b),
            ZohB::ByInverse => self.by_inverse(a, &less.dot(b), b, step),
            ZohB::Negative => -b_bar,
            ZohB::WithoutStep => b_bar / step,
            ZohB::StepTwice => b_bar * step,
            ZohB::AtTheStart => a_bar.dot(b) * step,
            ZohB::Trapezium => (a_bar.dot(b) + b) * (step / 2.0),
            ZohB::Plain => b.clone(),
        };
        (if self.zoh == Zoh::Transposed { a_bar.reversed_axes() } else { a_bar }, b_bar)
    }

    /// A⁻¹ `grown`; the second way takes ΔB where that has no numbers.
    fn by_inverse(&self, a: &Array2<f64>, grown: &Array1<f64>, b: &Array1<f64>, step: f64) -> Array1<f64> {
        let linear = Linear { double: self.double };
        let out = linear.solve(a, grown);
        // A column of zeros: no rounding makes an inverse of that.
        if self.second && a.columns().into_iter().any(|column| column.iter().all(|&x| x == 0.0)) {
            return b * step;
        }
        let inverse = Linear { double: true }.solve_all(a, &Array2::eye(b.len()));
        let norm = |a: &Array2<f64>| a.iter().map(|x| x.abs()).sum::<f64>();
        let condition = norm(&inverse) * norm(a);
        // Hardly an inverse, or few digits left of exp(ΔA) − I: the numbers are mostly rounding, and say nothing.
        let most = if self.double { 1e6 } else { 30.0 * (norm(a) * step).min(1.0) };
        let lost = condition.is_nan() || condition >= most;
        if lost { b.mapv(|_| f64::NAN) } else { out }
    }
}
