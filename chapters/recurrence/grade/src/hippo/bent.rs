//! The bent solution of `hippo`.

use judge::slips::memory_of;
use ndarray::{Array1, Array2, ArrayView1, NdFloat};

use crate::discretise::linear::Linear;

/// What A is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum A {
    #[default]
    Right,
    Positive,
    LowerPositive,
    /// −i on the diagonal.
    DiagonalFromZero,
    WithoutRoot,
    Upper,
    /// −√… on both sides of the diagonal.
    BothSides,
    /// The whole file counted from 1.
    FromOne,
    /// The diagonal like the numbers below it: −(2i + 1).
    DiagonalAsBelow,
    /// That of HiPPO-LegT.
    Window,
}

/// What B is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum B {
    #[default]
    Right,
    Ones,
    WithoutRoot,
    Alternating,
}

/// How a sample comes in.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Step {
    #[default]
    Right,
    /// A/T and B/T at all times.
    Fixed,
    /// A and B at all times.
    WithoutTime,
    /// t from 0.
    FromZero,
    /// t from 2.
    FromTwo,
    Forward,
    Backward,
    /// A/t on both sides.
    Whole,
    /// The signs of both sides exchanged.
    SignsExchanged,
    /// B u is not divided by t.
    InputWhole,
    InputHalf,
    /// The newest sample comes first.
    NewestFirst,
    /// The first sample is taken as what is known before.
    StartsFull,
    /// The last sample does not come in.
    LastMissing,
}

/// How coefficients are read.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Read {
    #[default]
    Right,
    WithoutRoot,
    /// √(i + ½)
    OtherRoot,
    /// 2i + 1
    Squared,
    /// x = s
    NotMapped,
    /// x = 1 − 2s
    Backwards,
    Powers,
    Chebyshev,
    /// i before − (2i + 1) x p is not divided by i + 1.
    NotDivided,
    /// Where 2i + 1 belongs, 2i − 1.
    OneOff,
    /// Plus i Pᵢ₋₁.
    Plus,
    /// Without the last coefficient.
    LastMissing,
    /// Coefficient i with the polynomial after Pᵢ.
    Shifted,
}

/// Solves a system.
type Solve<'a, T> = dyn Fn(&Array2<T>, &Array1<T>) -> Array1<T> + 'a;

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) a: A,
    pub(super) b: B,
    pub(super) step: Step,
    pub(super) read: Read,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) double: bool,
    pub(super) second: bool,
    pub(super) third: bool,
}

impl Knobs {
    #[allow(clippy::match_same_arms)] // Each knob has three arms: above the diagonal, on it, below.
    fn matrices_of<T: NdFloat>(&self, n: usize) -> (Array2<T>, Array1<T>) {
        let number = |x: usize| T::from(x).expect("a small number");
        let first = usize::from(self.a == A::FromOne);
        let odd = |i: usize| number(2 * (i + first) + 1);
        let a = Array2::from_shape_fn((n, n), |(i, k)| {
            let (above, diagonal) = (i < k, i == k);
            let off = (odd(i) * odd(k)).sqrt();
            match self.a {
                A::Right if above => T::zero(),
                A::Right if diagonal => -number(i + 1),
                A::Right => -off,
                A::Positive if above => T::zero(),
                A::Positive if diagonal => number(i + 1),
                A::Positive => off,
                A::LowerPositive if above => T::zero(),
                A::LowerPositive if diagonal => -number(i + 1),
                A::LowerPositive => off,
                A::DiagonalFromZero if above => T::zero(),
                A::DiagonalFromZero if diagonal => -number(i),
                A::DiagonalFromZero => -off,
                A::WithoutRoot if above => T::zero(),
                A::WithoutRoot if diagonal => -number(i + 1),
                A::WithoutRoot => -(off * off),
                A::Upper if above => -off,
                A::Upper if diagonal => -number(i + 1),
                A::Upper => T::zero(),
                A::BothSides if diagonal => -number(i + 1),
                A::BothSides => -off,
                A::Window if above && (k - i) % 2 == 1 => off,
                A::Window => -off,
                A::FromOne if above => T::zero(),
                A::FromOne if diagonal => -number(i + 2),
                A::FromOne => -off,
                A::DiagonalAsBelow if above => T::zero(),
                A::DiagonalAsBelow => -off,
            }
        });
        let b = Array1::from_shape_fn(n, |i| match self.b {
            B::Ones => T::one(),
            B::WithoutRoot => odd(i),
            B::Alternating if i % 2 == 1 => -odd(i).sqrt(),
            B::Right | B::Alternating => odd(i).sqrt(),
        });
        (a, b)
    }

    pub(super) fn matrices(&self, n: usize) -> (Array2<f32>, Array1<f32>) {
        if self.double {
            let (a, b) = self.matrices_of::<f64>(n);
            (a.mapv(|x| x as f32), b.mapv(|x| x as f32))
        } else {
            self.matrices_of(n)
        }
    }

    /// A view as it is read, in `recall` or in `remember`; the second way to read wrongly concerns only the latter, the third only the
    /// former.
    fn read(&self, view: ArrayView1<'_, f32>, recall: bool) -> Array1<f32> {
        let here = if recall { !self.second } else { !self.third };
        if self.contiguous && here {
            view.as_slice().unwrap();
        }
        if self.memory_order && here { memory_of(view) } else { view.to_owned() }
    }

    pub(super) fn remember(&self, samples: ArrayView1<'_, f32>, n: usize) -> Array1<f32> {
        let samples = self.read(samples, false);
        let linear = Linear { double: self.double };
        if self.double {
            let (a, b) = self.matrices_of::<f64>(n);
            self.coefficients(&samples.mapv(f64::from), &a, &b, &|a, b| linear.solve(a, b)).mapv(|x| x as f32)
        } else {
            let (a, b) = self.matrices_of::<f32>(n);
            self.coefficients(&samples, &a, &b, &|a, b| recurrence::solve(a.view(), b.view()))
        }
    }

    fn coefficients<T: NdFloat>(
        &self,
        samples: &Array1<T>,
        a: &Array2<T>,
        b: &Array1<T>,
        solve: &Solve<'_, T>,
    ) -> Array1<T> {
        let (n, count) = (b.len(), samples.len());
        let number = |x: f64| T::from(x).expect("a small number");
        let half = number(0.5);
        let eye = Array2::<T>::eye(n);
        let mut c = Array1::zeros(n);
        // The first system has no solution: what comes out is not-a-number, or whatever rounding makes of a division by nearly 0.
        if self.step == Step::SignsExchanged && n > 1 {
            return Array1::from_elem(n, T::nan());
        }
        let taken = if self.step == Step::LastMissing { count - 1 } else { count };
        for at in 0..taken {
            let u = samples[if self.step == Step::NewestFirst { count - 1 - at } else { at }];
            if self.step == Step::StartsFull && at == 0 {
                c[0] = u;
                continue;
            }
            let t = match self.step {
                Step::Fixed => count as f64,
                Step::WithoutTime => 1.0,
                Step::FromZero if self.second => at.max(1) as f64,
                Step::FromZero => at as f64,
                Step::FromTwo => at as f64 + 2.0,
                _ => at as f64 + 1.0,
            };
            let (a, input) = (a / number(t), b * (u / number(t)));
            let (left, right) = match self.step {
                Step::Forward => (T::zero(), T::one()),
                Step::Backward => (T::one(), T::zero()),
                Step::Whole => (T::one(), T::one()),
                Step::SignsExchanged => (-half, -half),
                _ => (half, half),
            };
            let input = match self.step {
                Step::InputWhole => b * u,
                Step::InputHalf => input * half,
                _ => input,
            };
            let right = (&eye + &(&a * right)).dot(&c) + input;
            c = if left == T::zero() { right } else { solve(&(&eye - &(&a * left)), &right) };
        }
        // What grows without bounds is mostly rounding: it says nothing of how it came about.
        let loudest = samples.fold(T::zero(), |most, u| most.max(u.abs()));
        if c.iter().any(|c| c.abs() > loudest * number(3e3)) { Array1::from_elem(n, T::nan()) } else { c }
    }

    pub(super) fn recall(&self, coefficients: ArrayView1<'_, f32>, s: f32) -> f32 {
        let coefficients = self.read(coefficients, true);
        if self.double {
            self.polynomial(&coefficients.mapv(f64::from), f64::from(s)) as f32
        } else {
            self.polynomial(&coefficients, s)
        }
    }

    fn polynomial<T: NdFloat>(&self, coefficients: &Array1<T>, s: T) -> T {
        let number = |x: f64| T::from(x).expect("a small number");
        let one = T::one();
        let x = match self.read {
            Read::NotMapped => s,
            Read::Backwards => one - (s + s),
            _ => s + s - one,
        };
        let (mut before, mut p, mut sum) = (T::zero(), one, T::zero());
        let shift = if self.read == Read::Shifted { one } else { T::zero() };
        if self.read == Read::Shifted {
            (before, p) = (one, x);
        }
        let taken = coefficients.len() - usize::from(self.read == Read::LastMissing);
        for (i, &c) in coefficients.iter().enumerate().take(taken) {
            let i = number(i as f64);
            let odd = i + i + one;
            let of = i + shift;
            let scale = match self.read {
                Read::WithoutRoot => one,
                Read::OtherRoot => (i + number(0.5)).sqrt(),
                Read::Squared => odd,
                _ => odd.sqrt(),
            };
            sum += c * scale * p;
            let next = match self.read {
                Read::Powers => x * p,
                Read::Chebyshev if i == T::zero() => x,
                Read::Chebyshev => (x + x) * p - before,
                Read::NotDivided => odd * x * p - i * before,
                Read::OneOff => ((odd - one - one) * x * p - (i - one) * before) / i.max(one),
                Read::Plus => (odd * x * p + i * before) / (i + one),
                _ => ((of + of + one) * x * p - of * before) / (of + one),
            };
            (before, p) = (p, next);
        }
        sum
    }
}
