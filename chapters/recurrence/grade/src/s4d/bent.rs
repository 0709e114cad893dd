//! The bent solution of `s4d`.

use ndarray::{Array1, ArrayView1, NdFloat};
use num_complex::{Complex, Complex32, Complex64};

/// What becomes of B = 1.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Input {
    #[default]
    Hold,
    /// Δ
    Euler,
    /// exp(ΔA) − 1
    WithoutInverse,
    /// (exp(ΔA) − 1) / (ΔA)
    WithoutStep,
    /// 1
    Plain,
    /// By the bilinear rule, with exp(ΔA) as the factor.
    Bilinear,
    /// exp(ΔA) / A
    WithoutOne,
    /// (1 − exp(ΔA)) / A
    Negative,
}

/// What becomes of A.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Factor {
    #[default]
    Exp,
    /// (1 + ΔA/2) / (1 − ΔA/2), and B by the same rule.
    Bilinear,
    /// 1 + ΔA
    Euler,
    /// exp(A), whatever the step.
    WithoutStep,
    /// Only the real part.
    Real,
    /// Turned the other way.
    Conjugate,
    /// exp(−ΔA)
    Backwards,
}

/// What is read of the complex sum.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Read {
    #[default]
    Real,
    Modulus,
    Imaginary,
    /// The real parts of C B̄ and of the power, multiplied.
    OfFactors,
    /// The real part of C alone.
    RealC,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) input: Input,
    pub(super) factor: Factor,
    pub(super) read: Read,
    pub(super) without_two: bool,
    /// States with a real A count once.
    pub(super) real_once: bool,
    pub(super) conjugates_c: bool,
    pub(super) one_late: bool,
    pub(super) first_state: bool,
    pub(super) mean: bool,
    pub(super) one_of_none: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) double: bool,
    pub(super) directly: bool,
    pub(super) second: bool,
}

impl Knobs {
    pub(super) fn s4d(
        &self,
        a: ArrayView1<'_, Complex32>,
        c: ArrayView1<'_, Complex32>,
        step: f32,
        length: usize,
    ) -> Array1<f32> {
        if self.contiguous {
            a.as_slice().unwrap();
            c.as_slice().unwrap();
        }
        let read = |view: ArrayView1<'_, Complex32>, memory: bool| {
            let mut numbers = view.to_vec();
            // A reversed view is all whose memory has another order and no gaps.
            if memory && view.strides()[0] < 0 {
                numbers.reverse();
            }
            numbers
        };
        let (a, c) = (read(a, self.memory_order), read(c, self.memory_order && !self.second));
        let length = if self.one_of_none { length.max(1) } else { length };
        if self.double {
            let wide = |z: &Complex32| Complex64::new(f64::from(z.re), f64::from(z.im));
            let [a, c] = [a, c].map(|numbers| numbers.iter().map(wide).collect::<Vec<_>>());
            self.kernel(&a, &c, f64::from(step), length).iter().map(|&x| x as f32).collect()
        } else {
            self.kernel(&a, &c, step, length).into()
        }
    }

    fn kernel<T: NdFloat>(&self, a: &[Complex<T>], c: &[Complex<T>], step: T, length: usize) -> Vec<T> {
        let number = |x: f64| T::from(x).expect("a small number");
        let (one, half) = (Complex::new(T::one(), T::zero()), number(0.5));
        let mut out = vec![T::zero(); length];
        let states = if self.first_state { 1 } else { a.len() };
        for (&a, &c) in a.iter().zip(c).take(states) {
            let exp = |z: Complex<T>| Complex::from_polar(z.re.exp(), z.im);
            let exponent = match self.factor {
                Factor::WithoutStep => a,
                Factor::Real => Complex::new(a.re * step, T::zero()),
                Factor::Conjugate => a.conj() * step,
                Factor::Backwards => a * (T::zero() - step),
                _ => a * step,
            };
            // Whoever drops or turns the imaginary part of A does so in 1/A, too, or in the second way not.
            let divisor = match self.factor {
                Factor::Real if !self.second => Complex::new(a.re, T::zero()),
                Factor::Conjugate if !self.second => a.conj(),
                _ => a,
            };
            let right = (one + a * (step * half)) / (one - a * (step * half));
            let factor = match self.factor {
                Factor::Bilinear => right,
                Factor::Euler => one + a * step,
                _ => exp(exponent),
            };
            let bilinear = one * step / (one - a * (step * half));
            let held = match self.input {
                Input::Hold if self.factor == Factor::Bilinear => bilinear,
                Input::Hold if self.factor == Factor::Euler => one * step,
                Input::Hold => (factor - one) / divisor,
                Input::Euler => one * step,
                Input::WithoutInverse => factor - one,
                Input::WithoutStep => (factor - one) / (a * step),
                Input::Plain => one,
                Input::Bilinear => bilinear,
                Input::WithoutOne => factor / a,
                Input::Negative => (one - factor) / a,
            };
            let c = match self.read {
                Read::RealC => Complex::new(c.re, T::zero()),
                _ if self.conjugates_c => c.conj(),
                _ => c,
            };
            let weight = c * held;
            let mut power = if self.one_late { factor } else { one };
            let count = if self.without_two || (self.real_once && a.im == T::zero()) { 1.0 } else { 2.0 };
            for (l, out) in out.iter_mut().enumerate() {
                if self.directly && matches!(self.factor, Factor::Exp) {
                    let l = number((l + usize::from(self.one_late)) as f64);
                    power = exp(exponent * l);
                }
                let product = weight * power;
                *out += number(count)
                    * match self.read {
                        Read::Real | Read::RealC => product.re,
                        Read::Modulus if self.second => product.norm(),
                        // Of the sum: its parts are added up first, below.
                        Read::Modulus => T::zero(),
                        Read::Imaginary => product.im,
                        Read::OfFactors => weight.re * power.re,
                    };
                power *= factor;
            }
        }
        if self.read == Read::Modulus && !self.second {
            let part = |imaginary: bool| {
                let read = if imaginary { Read::Imaginary } else { Read::Real };
                Knobs { read, ..*self }.kernel(a, c, step, length)
            };
            out = part(false).iter().zip(part(true)).map(|(&re, im)| re.hypot(im)).collect();
        }
        if self.mean {
            for out in &mut out {
                *out /= number(a.len() as f64);
            }
        }
        out
    }
}
