//! The solution of `lru` with its knobs.

use judge::slips;
use ndarray::{Array1, Array2, ArrayView1, NdFloat};
use num_complex::Complex;

use super::inputs::{Input, Layer};
use super::knobs::{Combine, Gamma, Into, Knobs, Lambda, Only, Out};
use super::{Answered, Functions};
use recurrence::{Affine, Complex32};

/// A step in some precision: the factor, and what is added.
type Step<T> = [Complex<T>; 2];

fn number<T: NdFloat>(x: f32) -> T {
    T::from(x).expect("a number")
}

fn single<T: NdFloat>(x: T) -> f32 {
    x.to_f32().expect("a number")
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        let right = Knobs { double: self.double, ..Knobs::default() };
        if let Input::Forward(layer) = input {
            let knobs = if self.only == Only::NotForward { right } else { *self };
            return Answered::Forward(knobs.layer(layer));
        }
        let knobs = if self.only == Only::Forward { right } else { *self };
        let functions = Functions {
            decay: &|nu, theta| knobs.decays(nu, theta),
            combine: &|first, second| knobs.combined(first, second),
            forward: &|_, _| unreachable!("that is the other case"),
        };
        Answered::run(&functions, input)
    }

    fn decays(
        &self,
        nu: ArrayView1<'_, f32>,
        theta: ArrayView1<'_, f32>,
    ) -> (Array1<Complex32>, Array1<f32>) {
        if self.contiguous && self.way == 0 {
            nu.as_slice().unwrap();
            theta.as_slice().unwrap();
        }
        let pairs = nu.iter().zip(theta);
        if self.double {
            let found = pairs.map(|(&nu, &theta)| self.decay::<f64>(nu, theta));
            let found = found.map(|(l, g)| (Complex32::new(single(l.re), single(l.im)), single(g)));
            found.unzip_arrays()
        } else {
            pairs.map(|(&nu, &theta)| self.decay::<f32>(nu, theta)).unzip_arrays()
        }
    }

    /// λ and γ of one state.
    fn decay<T: NdFloat>(&self, nu: f32, theta: f32) -> (Complex<T>, T) {
        let (one, two) = (T::one(), T::one() + T::one());
        let (nu, theta): (T, T) = (number(nu), number(theta));
        let rate = match self.lambda {
            Lambda::NuPlain | Lambda::BothPlain => nu,
            Lambda::Grows => -nu.exp(),
            _ => nu.exp(),
        };
        let angle = match self.lambda {
            Lambda::ThetaPlain | Lambda::BothPlain => theta,
            Lambda::Conjugated => -theta.exp(),
            Lambda::Real => T::zero(),
            _ => theta.exp(),
        };
        let exponent = Complex::new(-rate, angle);
        let lambda = if self.lambda == Lambda::NotExponentiated { exponent } else { exponent.exp() };
        let length = (-rate).exp();
        let gamma = match self.gamma {
            Gamma::Right if self.lambda == Lambda::NotExponentiated => (one - lambda.norm_sqr()).sqrt(),
            Gamma::Right => (-(-two * rate).exp_m1()).sqrt(),
            Gamma::OfLength => -(-rate).exp_m1(),
            Gamma::RootOfLength => (-(-rate).exp_m1()).sqrt(),
            Gamma::NoRoot => -(-two * rate).exp_m1(),
            Gamma::OfSquare => (Complex::new(one, T::zero()) - lambda * lambda).sqrt().re,
            Gamma::Cancels => match self.way {
                0 => (one - lambda.norm_sqr()).sqrt(),
                1 => (one - (-two * rate).exp()).sqrt(),
                2 => (one - length * length).sqrt(),
                3 => (one - lambda.norm() * lambda.norm()).sqrt(),
                _ => ((one - lambda.norm()) * (one + lambda.norm())).sqrt(),
            },
        };
        (lambda, gamma)
    }

    fn combined(&self, first: Affine, second: Affine) -> Affine {
        let of = |step: Affine| [step.factor, step.added];
        let [factor, added] = if self.double {
            let wide = |step: Affine| of(step).map(|x| Complex::new(f64::from(x.re), f64::from(x.im)));
            self.combine(wide(first), wide(second)).map(|x| Complex::new(single(x.re), single(x.im)))
        } else {
            self.combine(of(first), of(second))
        };
        Affine { factor, added }
    }

    fn combine<T: NdFloat>(&self, first: Step<T>, second: Step<T>) -> Step<T> {
        let ([a, b], [c, d]) = (first, second);
        let by_parts = |x: Complex<T>, y: Complex<T>| Complex::new(x.re * y.re, x.im * y.im);
        match self.combine {
            Combine::Right => [c * a, c * b + d],
            Combine::Swapped => [a * c, a * d + b],
            Combine::SecondFactor => [c, c * b + d],
            Combine::FirstFactor => [a, c * b + d],
            Combine::FactorsAdded => [c + a, c * b + d],
            Combine::AddedBefore => [c * a, c * (b + d)],
            Combine::NotMultiplied => [c * a, b + d],
            Combine::ByFirstFactor => [c * a, a * b + d],
            Combine::ByParts => [by_parts(c, a), by_parts(c, b) + d],
        }
    }

    fn layer(&self, layer: &Layer) -> Array2<f32> {
        // Of inputs, B and C: all, or one of them.
        let is = |number: usize| self.way == 0 || self.way == number;
        let mut read = layer.clone();
        let matrices = [(1, &mut read.inputs), (2, &mut read.b_re), (3, &mut read.c_re)];
        for (number, matrix) in matrices {
            if self.contiguous && is(number) {
                slips::as_slices(matrix.held().view(), false);
            }
            if self.memory_order && is(number) {
                *matrix = slips::in_memory_order(matrix);
            }
        }
        if self.contiguous && self.way == 0 {
            layer.nu.held().view().as_slice().unwrap();
            layer.theta.held().view().as_slice().unwrap();
            layer.d.held().view().as_slice().unwrap();
        }
        // Imaginary parts lie as the real ones.
        for (number, im, layout) in
            [(2, &mut read.b_im, layer.b_re.layout), (3, &mut read.c_im, layer.c_re.layout)]
        {
            if self.memory_order && is(number) {
                *im = slips::in_memory_order(&im.clone().laid(layout));
            }
        }
        if self.double { self.forward::<f64>(&read) } else { self.forward::<f32>(&read) }
    }

    fn forward<T: NdFloat>(&self, layer: &Layer) -> Array2<f32> {
        let [count, d, h] = layer.sizes();
        let zero = Complex::new(T::zero(), T::zero());
        let decays: Vec<(Complex<T>, T)> =
            (0..h).map(|i| self.decay(layer.nu.values[i], layer.theta.values[i])).collect();
        let b = |i: usize, k: usize| {
            let (re, im): (T, T) = (number(layer.b_re.values[[i, k]]), number(layer.b_im.values[[i, k]]));
            Complex::new(re, if self.into == Into::Conjugated { -im } else { im })
        };
        let c = |j: usize, i: usize| {
            let (re, im): (T, T) = (number(layer.c_re.values[[j, i]]), number(layer.c_im.values[[j, i]]));
            Complex::new(re, if self.out == Out::Conjugated { -im } else { im })
        };
        let mut states: Vec<Step<T>> = vec![[Complex::new(T::one(), T::zero()), zero]; h];
        let mut output = Array2::zeros((count, d));
        for t in 0..count {
            let x = |k: usize| number::<T>(layer.inputs.values[[t, k]]);
            let before: Vec<Complex<T>> = states.iter().map(|state| state[1]).collect();
            for (i, (state, &(lambda, gamma))) in states.iter_mut().zip(&decays).enumerate() {
                let mut into = (0..d).map(|k| b(i, k) * x(k)).fold(zero, |sum, x| sum + x);
                if self.into == Into::Real {
                    into.im = T::zero();
                }
                let scale = match self.into {
                    Into::Plain | Into::GammaOnAll => T::one(),
                    Into::Twice => gamma * gamma,
                    Into::OfLogarithm => gamma.exp(),
                    _ => gamma,
                };
                *state = self.combine(*state, [lambda, into * scale]);
                if self.into == Into::GammaOnAll {
                    state[1] *= gamma;
                }
            }
            let skipped: T =
                (0..d).map(|k| number::<T>(layer.d.values[k]) * x(k)).fold(T::zero(), |a, b| a + b);
            for j in 0..d {
                let seen = |i: usize| if self.out == Out::Before { before[i] } else { states[i][1] };
                let sum = if self.out == Out::RealParts {
                    let real = (0..h).map(|i| c(j, i).re * seen(i).re).fold(T::zero(), |a, b| a + b);
                    Complex::new(real, T::zero())
                } else {
                    (0..h).map(|i| c(j, i) * seen(i)).fold(zero, |sum, y| sum + y)
                };
                let y = match self.out {
                    Out::Twice => sum.re + sum.re,
                    Out::Length => sum.norm(),
                    Out::Imaginary => sum.im,
                    _ => sum.re,
                };
                let weight: T = number(layer.d.values[j]);
                output[[t, j]] = single(match self.out {
                    Out::NoSkip => y,
                    Out::SkipAlone => y + weight,
                    Out::SkipOfAll => y + skipped,
                    _ => y + weight * x(j),
                });
            }
        }
        output
    }
}

/// Pairs as two arrays.
trait UnzipArrays<A, B>: Iterator<Item = (A, B)> + Sized {
    fn unzip_arrays(self) -> (Array1<A>, Array1<B>) {
        let (a, b): (Vec<A>, Vec<B>) = self.unzip();
        (Array1::from_vec(a), Array1::from_vec(b))
    }
}

impl<A, B, I: Iterator<Item = (A, B)>> UnzipArrays<A, B> for I {}
