//! The bent solution of `selective_scan`.

use judge::slips;
use ndarray::{Array1, Array2, NdFloat};

use super::Input;

/// How a step comes about.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Step {
    #[default]
    Softplus,
    NoBias,
    BiasAfter,
    Exponential,
    Relu,
    /// Without a softplus.
    Plain,
    /// ln(1 + eˣ) as it stands.
    Naive,
    /// The same with `ln_1p`.
    Overflows,
    /// ln(1 + eˣ) as it stands, or x where that is large.
    LosesSmall,
    /// That of channel 0 for all.
    FirstChannel,
}

/// What the state is multiplied by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Decay {
    #[default]
    Exponential,
    /// 1 + ΔA.
    FirstOrder,
    /// (1 + ΔA/2) / (1 − ΔA/2).
    Bilinear,
    /// exp(−ΔA).
    Grows,
    /// exp(A).
    NoStep,
    /// A is taken for the logarithm of −A.
    OfLogarithm,
    /// 1.
    Nothing,
    /// 0.
    Reset,
}

/// What is written.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Written {
    #[default]
    Step,
    ZeroOrderHold,
    NoStep,
    /// Δ² u B.
    StepTwice,
    /// It decays at once.
    Decayed,
    /// (1 − exp(ΔA)) u B, a gate and its rest.
    Rest,
}

/// What is read of the state.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Read {
    #[default]
    After,
    Before,
    /// By B, while C is written.
    Swapped,
    NoSkip,
    /// skip · u is not gated.
    SkipPastGate,
    /// skip itself, without u.
    SkipAlone,
}

/// What the output is multiplied by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gate {
    #[default]
    Silu,
    Sigmoid,
    Nothing,
    Plain,
    /// eᶻ / (1 + eᶻ).
    Overflows,
    /// z σ(−z).
    Reversed,
}

/// How the states are computed.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scan {
    #[default]
    Steps,
    /// What is written is divided by all decays so far, summed up, and multiplied by them.
    Divided,
    /// Each channel begins with what the one before has left.
    Carried,
}

/// Which views a mistake about memory concerns.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Memory {
    #[default]
    All,
    Inputs,
    Decays,
    B,
    C,
    States,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) step: Step,
    pub(super) decay: Decay,
    pub(super) written: Written,
    pub(super) read: Read,
    pub(super) gate: Gate,
    pub(super) scan: Scan,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) memory: Memory,
    /// Guards divisions with 1e-12, and takes 1 from exponentials.
    pub(super) naive: bool,
    pub(super) double: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array2<f32> {
        let is = |memory: Memory| self.memory == Memory::All || self.memory == memory;
        if self.contiguous {
            if is(Memory::Inputs) {
                slips::as_slices(input.u.held().view(), false);
            }
            if is(Memory::Decays) {
                slips::as_slices(input.a.held().view(), false);
            }
            if is(Memory::States) || is(Memory::B) {
                slips::as_slices(input.b.held().view(), false);
            }
            if is(Memory::States) || is(Memory::C) {
                slips::as_slices(input.c.held().view(), false);
            }
        }
        let mut read = input.clone();
        if self.memory_order {
            if is(Memory::Inputs) {
                read.u = slips::in_memory_order(&input.u);
            }
            if is(Memory::Decays) {
                read.a = slips::in_memory_order(&input.a);
            }
            if is(Memory::States) || is(Memory::B) {
                read.b = slips::in_memory_order(&input.b);
            }
            if is(Memory::States) || is(Memory::C) {
                read.c = slips::in_memory_order(&input.c);
            }
            if self.memory == Memory::All {
                read.raw = slips::in_memory_order(&input.raw);
                read.z = slips::in_memory_order(&input.z);
            }
        }
        if self.double { self.scan::<f64>(&read) } else { self.scan::<f32>(&read) }
    }

    fn scan<T: NdFloat>(&self, input: &Input) -> Array2<f32> {
        let number = |x: f32| T::from(x).expect("a number");
        let [count, d, n] = input.sizes();
        let mut output = Array2::zeros((count, d));
        let mut state = Array1::<T>::zeros(n);
        for c in 0..d {
            if self.scan != Scan::Carried {
                state.fill(T::zero());
            }
            // Decays so far, and what is written divided by them.
            let (mut decayed, mut divided) = (Array1::<T>::ones(n), Array1::<T>::zeros(n));
            for t in 0..count {
                let u = number(input.u.values[[t, c]]);
                let of = if self.step == Step::FirstChannel { 0 } else { c };
                let delta = self.step(number(input.raw.values[[t, of]]), number(input.bias.values[of]));
                let (mut b, mut c_row) = (input.b.values.row(t), input.c.values.row(t));
                if self.read == Read::Swapped {
                    (b, c_row) = (c_row, b);
                }
                let before = (self.read == Read::Before).then(|| state.clone());
                for i in 0..n {
                    let a = number(input.a.values[[c, i]]);
                    let kept = self.decay(delta, a);
                    let written = self.written(delta, a, kept) * u * number(b[i]);
                    if self.scan == Scan::Divided {
                        let guard = if self.naive { number(1e-12) } else { T::zero() };
                        decayed[i] *= kept;
                        divided[i] += written / (decayed[i] + guard);
                        state[i] = divided[i] * decayed[i];
                    } else {
                        state[i] = kept * state[i] + written;
                    }
                }
                let seen = before.as_ref().unwrap_or(&state);
                let read: T =
                    seen.iter().zip(c_row).map(|(&x, &c)| x * number(c)).fold(T::zero(), |a, b| a + b);
                let skip = number(input.skip.values[c]);
                let gate = self.gate(number(input.z.values[[t, c]]));
                let out = match self.read {
                    Read::NoSkip => read * gate,
                    Read::SkipPastGate => read * gate + skip * u,
                    Read::SkipAlone => (read + skip) * gate,
                    _ => (read + skip * u) * gate,
                };
                output[[t, c]] = out.to_f32().expect("a number");
            }
        }
        output
    }

    fn step<T: NdFloat>(&self, raw: T, bias: T) -> T {
        let softplus = |x: T| x.max(T::zero()) + (-x.abs()).exp().ln_1p();
        match self.step {
            Step::Softplus | Step::FirstChannel => softplus(raw + bias),
            Step::NoBias => softplus(raw),
            Step::BiasAfter => softplus(raw) + bias,
            Step::Exponential => (raw + bias).exp(),
            Step::Relu => (raw + bias).max(T::zero()),
            Step::Plain => raw + bias,
            Step::Overflows => (raw + bias).exp().ln_1p(),
            Step::LosesSmall if raw + bias > T::from(20).expect("a number") => raw + bias,
            Step::Naive | Step::LosesSmall => (T::one() + (raw + bias).exp()).ln(),
        }
    }

    fn decay<T: NdFloat>(&self, delta: T, a: T) -> T {
        let two = T::one() + T::one();
        match self.decay {
            Decay::Exponential => (delta * a).exp(),
            Decay::FirstOrder => T::one() + delta * a,
            Decay::Bilinear => (T::one() + delta * a / two) / (T::one() - delta * a / two),
            Decay::Grows => (-delta * a).exp(),
            Decay::NoStep => a.exp(),
            Decay::OfLogarithm => (-delta * a.exp()).exp(),
            Decay::Nothing => T::one(),
            Decay::Reset => T::zero(),
        }
    }

    /// What u B is multiplied by.
    fn written<T: NdFloat>(&self, delta: T, a: T, kept: T) -> T {
        match self.written {
            Written::Step => delta,
            Written::ZeroOrderHold if self.naive => ((delta * a).exp() - T::one()) / a,
            Written::ZeroOrderHold => (delta * a).exp_m1() / a,
            Written::NoStep => T::one(),
            Written::StepTwice => delta * delta,
            Written::Decayed => delta * kept,
            Written::Rest => T::one() - kept,
        }
    }

    fn gate<T: NdFloat>(&self, z: T) -> T {
        let sigmoid = T::one() / (T::one() + (-z).exp());
        match self.gate {
            Gate::Silu => z * sigmoid,
            Gate::Sigmoid => sigmoid,
            Gate::Nothing => T::one(),
            Gate::Plain => z,
            Gate::Reversed => z * (T::one() - sigmoid),
            Gate::Overflows => z * (z.exp() / (T::one() + z.exp())),
        }
    }
}
