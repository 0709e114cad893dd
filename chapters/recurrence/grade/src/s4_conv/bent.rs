//! The bent solution of `s4_conv`.

use judge::slips::memory_of;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, NdFloat};

/// What `kernel` computes.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Kernel {
    #[default]
    Right,
    /// C Āˡ⁺¹ B̄
    OneLate,
    /// 0, C B̄, C Ā B̄, …
    OneEarly,
    /// Āᵀ
    Transposed,
    /// The powers of every number by itself.
    ElementByElement,
    /// Ā is squared in each step.
    Squares,
    /// B̄ is left out.
    WithoutB,
    /// Āˡ alone grows: A is added to the identity.
    Derivative,
    /// The last comes first.
    Backwards,
}

/// What `convolve` computes.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Convolve {
    #[default]
    Right,
    Circular,
    /// Padded to the next power of two.
    PaddedTooLittle,
    /// Σ Kₗ uₜ₊ₗ
    Future,
    /// Σ Kₗ uₗ
    NotTurned,
    /// The kernel from its last number to its first.
    Backwards,
    /// The first input never comes in.
    WithoutFirst,
    /// Σ Kₗ uₜ₋₁₋ₗ
    OneLate,
    /// The middle of the whole convolution.
    Centred,
    /// All of it.
    Whole,
    /// Number by number.
    Product,
}

/// What `recur` computes.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Recur {
    #[default]
    Right,
    ReadsBefore,
    /// Ā (x + B̄ u)
    InputFirst,
    Transposed,
    /// x + Ā x + B̄ u
    Derivative,
    /// Ā is left out.
    Sums,
    /// The state is not kept.
    Forgets,
    /// Numbers of the new state stand where the old ones are still needed.
    InPlace,
    /// u is added to the output.
    Skip,
    WithoutB,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) kernel: Kernel,
    pub(super) convolve: Convolve,
    pub(super) recur: Recur,
    /// Where there is nothing to compute, one number comes out.
    pub(super) one_of_none: bool,
    /// Where there is nothing to compute, it panics.
    pub(super) needs_one: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) double: bool,
    pub(super) second: bool,
    pub(super) third: bool,
}

/// A sum of products, from the first to the last.
fn dot<T: NdFloat>(a: impl Iterator<Item = T>, b: impl Iterator<Item = T>) -> T {
    a.zip(b).fold(T::zero(), |sum, (a, b)| sum + a * b)
}

fn product<T: NdFloat>(a: &Array2<T>, x: &Array1<T>) -> Array1<T> {
    a.rows().into_iter().map(|row| dot(row.iter().copied(), x.iter().copied())).collect()
}

impl Knobs {
    /// A matrix as it is read; the second way to read wrongly concerns only matrices, the third only vectors.
    fn matrix(&self, a: ArrayView2<'_, f32>) -> Array2<f32> {
        if self.contiguous && !self.third {
            a.as_slice().unwrap();
        }
        if self.memory_order && !self.third { memory_of(a) } else { a.to_owned() }
    }

    fn vector(&self, b: ArrayView1<'_, f32>) -> Array1<f32> {
        if self.contiguous && !self.second {
            b.as_slice().unwrap();
        }
        if self.memory_order && !self.second { memory_of(b) } else { b.to_owned() }
    }

    /// What comes out of nothing, if that is a mistake in this function: in `recur` first, in the second way in `kernel`, in the third in
    /// `convolve`.
    fn of_none(&self, function: &str, length: usize) -> Option<Array1<f32>> {
        let here = match (self.second, self.third) {
            (true, _) => "kernel",
            (_, true) => "convolve",
            _ => "recur",
        };
        if length > 0 || function != here {
            return None;
        }
        if self.needs_one {
            let _ = Array1::<f32>::zeros(0)[length];
        }
        self.one_of_none.then(|| Array1::zeros(1))
    }

    pub(super) fn kernel(
        &self,
        a: ArrayView2<'_, f32>,
        b: ArrayView1<'_, f32>,
        c: ArrayView1<'_, f32>,
        length: usize,
    ) -> Array1<f32> {
        let (a, b, c) = (self.matrix(a), self.vector(b), self.vector(c));
        if let Some(out) = self.of_none("kernel", length) {
            return out + c.dot(&b);
        }
        if self.double {
            let [b, c] = [b, c].map(|x| x.mapv(f64::from));
            self.kernel_of(a.mapv(f64::from), b, &c, length).mapv(|x| x as f32)
        } else {
            self.kernel_of(a, b, &c, length)
        }
    }

    fn kernel_of<T: NdFloat>(&self, a: Array2<T>, b: Array1<T>, c: &Array1<T>, length: usize) -> Array1<T> {
        let n = b.len();
        let b = if self.kernel == Kernel::WithoutB { Array1::ones(n) } else { b };
        let mut step = match self.kernel {
            Kernel::Transposed => a.reversed_axes(),
            Kernel::Derivative => a + Array2::<T>::eye(n),
            _ => a,
        };
        let once = step.clone();
        let mut state = b.clone();
        if self.kernel == Kernel::OneLate {
            state = product(&step, &state);
        }
        let mut out = Vec::with_capacity(length);
        for l in 0..length {
            if self.kernel == Kernel::OneEarly && l == 0 {
                out.push(T::zero());
                continue;
            }
            if self.kernel == Kernel::ElementByElement {
                // Every number of Ā to the power l; to the power 0 that is 1 everywhere, or the identity.
                let power = once.mapv(|x| x.powi(l as i32));
                let power = if l == 0 && self.second { Array2::eye(n) } else { power };
                out.push(dot(c.iter().copied(), product(&power, &b).iter().copied()));
                continue;
            }
            out.push(dot(c.iter().copied(), state.iter().copied()));
            state = product(&step, &state);
            if self.kernel == Kernel::Squares {
                step = step.dot(&step);
            }
        }
        if self.kernel == Kernel::Backwards {
            out.reverse();
        }
        Array1::from_vec(out)
    }

    pub(super) fn convolve(&self, kernel: ArrayView1<'_, f32>, input: ArrayView1<'_, f32>) -> Array1<f32> {
        let (kernel, input) = (self.vector(kernel), self.vector(input));
        if let Some(out) = self.of_none("convolve", input.len()) {
            return out;
        }
        if self.double {
            let [kernel, input] = [kernel, input].map(|x| x.mapv(f64::from));
            self.convolution(&kernel, &input).mapv(|x| x as f32)
        } else {
            self.convolution(&kernel, &input)
        }
    }

    fn convolution<T: NdFloat>(&self, kernel: &Array1<T>, input: &Array1<T>) -> Array1<T> {
        let length = input.len();
        let whole = if length == 0 { 0 } else { 2 * length - 1 };
        // The input that meets number l of the kernel for the output t, if there is one.
        let padded = length.next_power_of_two();
        let around = |t: usize, l: usize, size: usize| Some((t + size - l) % size).filter(|&at| at < length);
        let meets = |t: usize, l: usize| match self.convolve {
            Convolve::Right | Convolve::Whole | Convolve::Backwards => {
                t.checked_sub(l).filter(|&at| at < length)
            }
            Convolve::Circular => around(t, l, length),
            Convolve::PaddedTooLittle => around(t, l, padded),
            Convolve::Future => Some(t + l).filter(|&at| at < length),
            Convolve::NotTurned => (l <= t).then_some(l),
            Convolve::WithoutFirst => t.checked_sub(l).filter(|&at| at > 0),
            Convolve::OneLate => t.checked_sub(l + 1),
            Convolve::Centred => (t + (length - 1) / 2).checked_sub(l).filter(|&at| at < length),
            Convolve::Product => (l == t).then_some(t),
        };
        let weight = |l: usize| {
            if self.convolve == Convolve::Backwards { kernel[length - 1 - l] } else { kernel[l] }
        };
        let out = |t: usize| {
            let terms = (0..length).filter_map(|l| Some(weight(l) * input[meets(t, l)?]));
            terms.fold(T::zero(), |sum, term| sum + term)
        };
        (0..if self.convolve == Convolve::Whole { whole } else { length }).map(out).collect()
    }

    pub(super) fn recur(
        &self,
        a: ArrayView2<'_, f32>,
        b: ArrayView1<'_, f32>,
        c: ArrayView1<'_, f32>,
        input: ArrayView1<'_, f32>,
    ) -> Array1<f32> {
        let (a, b, c, input) = (self.matrix(a), self.vector(b), self.vector(c), self.vector(input));
        if let Some(out) = self.of_none("recur", input.len()) {
            return out;
        }
        if self.double {
            let [b, c, input] = [b, c, input].map(|x| x.mapv(f64::from));
            self.steps(a.mapv(f64::from), b, &c, &input).mapv(|x| x as f32)
        } else {
            self.steps(a, b, &c, &input)
        }
    }

    fn steps<T: NdFloat>(&self, a: Array2<T>, b: Array1<T>, c: &Array1<T>, input: &Array1<T>) -> Array1<T> {
        let n = b.len();
        let b = if self.recur == Recur::WithoutB { Array1::ones(n) } else { b };
        let a = match self.recur {
            Recur::Transposed => a.reversed_axes(),
            Recur::Derivative => a + Array2::<T>::eye(n),
            Recur::Sums => Array2::eye(n),
            Recur::Forgets => Array2::zeros((n, n)),
            _ => a,
        };
        let mut state = Array1::zeros(n);
        let step = |&u: &T| {
            let read = dot(c.iter().copied(), state.iter().copied());
            state = if self.recur == Recur::InPlace {
                let mut state = state.clone();
                for i in 0..n {
                    state[i] = dot(a.row(i).iter().copied(), state.iter().copied()) + b[i] * u;
                }
                state
            } else if self.recur == Recur::InputFirst {
                product(&a, &(&state + &b.mapv(|b| b * u)))
            } else {
                product(&a, &state) + b.mapv(|b| b * u)
            };
            let after = dot(c.iter().copied(), state.iter().copied());
            match self.recur {
                Recur::ReadsBefore => read,
                Recur::Skip => after + u,
                _ => after,
            }
        };
        input.iter().map(step).collect()
    }
}
