//! The bent solution of `engram`: its knobs, and what it computes.

use judge::Matrix;
use moe::NgramHash;
use ndarray::{Array1, Array2, NdFloat};

use super::{Input, Remembered};

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Combine {
    #[default]
    Xor,
    Sum,
    Or,
    ModBefore,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Multipliers {
    #[default]
    ByDistance,
    First,
    Reversed,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Tokens {
    #[default]
    Before,
    After,
    WithoutItself,
    OthersOnly,
    Reversed,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Start {
    #[default]
    Pad,
    LeftOut,
    First,
    Wrapped,
    PadAtTheEnd,
    Reflected,
    FirstLost,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Orders {
    #[default]
    FromTwo,
    FromOne,
    FromThree,
    AlwaysLargest,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Offsets {
    #[default]
    Running,
    Nothing,
    Inclusive,
    EachOrder,
    FirstPrime,
    OncePerOrder,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Primes {
    #[default]
    Own,
    FirstOfOrder,
    Interleaved,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Bits {
    #[default]
    Enough,
    Panics,
    Truncated,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Found {
    #[default]
    SideBySide,
    Interleaved,
    Summed,
    Reversed,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Norm {
    #[default]
    Rms,
    Nothing,
    Layer,
    Length,
    NoEpsilon,
    EpsilonOutside,
    NoRoot,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gate {
    #[default]
    SignedRoot,
    NoRoot,
    NoSign,
    RootOfNegative,
    NoFloor,
    SignOfZero,
    Tanh,
    NoSigmoid,
    Clamped,
    Added,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Product {
    #[default]
    ByRoot,
    NotDivided,
    ByWidth,
    NoGain,
    KeyRaw,
    QueryRaw,
    GainTwice,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Conv {
    #[default]
    Right,
    NoDilation,
    Flipped,
    Future,
    Centred,
    OneLate,
    NoNorm,
    NoGain,
    NoSilu,
    Sigmoid,
    SiluBefore,
    NoResidual,
    ResidualNormed,
    SiluOfAll,
    PadRepeats,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Activation {
    #[default]
    Silu,
    Relu,
    Gelu,
    Tanh,
    SiluOfExp,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) combine: Combine,
    pub(super) multipliers: Multipliers,
    pub(super) tokens: Tokens,
    pub(super) start: Start,
    pub(super) orders: Orders,
    pub(super) offsets: Offsets,
    pub(super) primes: Primes,
    pub(super) bits: Bits,
    pub(super) found: Found,
    pub(super) norm: Norm,
    pub(super) gate: Gate,
    pub(super) product: Product,
    pub(super) conv: Conv,
    pub(super) activation: Activation,
    pub(super) underflows: bool,
    pub(super) short: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    pub(super) gate_apart: bool,
    pub(super) conv_apart: bool,
    /// Sums that do not fit into 64 bits panic.
    pub(super) checked: bool,
    /// GELU by its approximation with tanh.
    pub(super) by_tanh: bool,
    /// A convolution that is centred is so by whole taps.
    pub(super) whole_taps: bool,
}

fn number<T: NdFloat>(value: f64) -> T {
    T::from(value).expect("a number")
}

fn single<T: NdFloat>(value: T) -> f32 {
    value.to_f32().unwrap_or(f32::NAN)
}

fn sigmoid<T: NdFloat>(x: T) -> T {
    T::one() / (T::one() + (-x).exp())
}

/// x Φ(x), with Φ by the series of the error function, or by the approximation with tanh.
fn gelu<T: NdFloat>(x: T, by_tanh: bool) -> T {
    let x = x.to_f64().expect("a number");
    let twice = if by_tanh {
        1.0 + ((2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3))).tanh()
    } else {
        let z = (x / std::f64::consts::SQRT_2).clamp(-4.0, 4.0);
        let mut term = z;
        let mut sum = z;
        for n in 1..100 {
            let n = f64::from(n);
            term *= -z * z / n;
            sum += term / (2.0 * n + 1.0);
        }
        1.0 + std::f64::consts::FRAC_2_SQRT_PI * sum
    };
    number(0.5 * x * twice)
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Remembered {
        if self.contiguous {
            for matrix in [&input.table, &input.hidden, &input.keys, &input.values] {
                judge::slips::as_slices(matrix.held().view(), self.row_slices);
            }
        }
        let tokens = input.ids.len();
        // In debug and in release builds alike.
        assert!(!(self.underflows && tokens > 0), "attempt to subtract with overflow");
        let reach = (input.taps.values.nrows() - 1) * input.dilation;
        let slots = self.slots(&input.ids, &input.hash);
        assert!(!(self.short && reach > tokens), "attempt to subtract with overflow");
        let found = self.look_up(&input.slots, &input.table.values);
        let (gates, output) = if self.double {
            (self.gate::<f64>(input).mapv(single), self.short_conv::<f64>(input).mapv(single))
        } else {
            (self.gate::<f32>(input), self.short_conv::<f32>(input))
        };
        Remembered { slots, found, gates, output }
    }

    pub(super) fn slots(&self, ids: &[u32], hash: &NgramHash) -> Array2<usize> {
        let largest = hash.multipliers.len();
        let orders = hash.primes.len();
        // For each column its order, the prime of its remainder and its offset.
        let mut columns = Vec::new();
        let mut offset = 0;
        for (order, primes) in hash.primes.iter().enumerate() {
            if self.offsets == Offsets::EachOrder {
                offset = 0;
            }
            for (head, &prime) in primes.iter().enumerate() {
                let modulus = if self.primes == Primes::FirstOfOrder { primes[0] } else { prime };
                let at = match self.offsets {
                    Offsets::Running | Offsets::EachOrder => offset,
                    Offsets::OncePerOrder => offset - primes[..head].iter().sum::<u64>(),
                    Offsets::Nothing => 0,
                    Offsets::Inclusive => offset + prime,
                    Offsets::FirstPrime => columns.len() as u64 * hash.primes[0][0],
                };
                offset += prime;
                columns.push((order, head, modulus, at));
            }
        }
        if self.primes == Primes::Interleaved {
            // The offsets follow the columns, as they would if they were summed in that order.
            columns.sort_by_key(|&(order, head, ..)| (head, order));
            let mut offset = 0;
            for (_, _, prime, at) in &mut columns {
                *at = offset;
                offset += *prime;
            }
        }
        let tokens = ids.len();
        let token = |t: usize, k: usize| -> Option<u64> {
            let place = match self.tokens {
                Tokens::OthersOnly if k == 0 => return None,
                Tokens::Before if self.start == Start::FirstLost && k == t => None,
                Tokens::Before | Tokens::Reversed | Tokens::OthersOnly => t.checked_sub(k),
                Tokens::After => Some(t + k).filter(|&place| place < tokens),
                Tokens::WithoutItself => t.checked_sub(k + 1),
            };
            let id = match place {
                Some(place) if self.tokens == Tokens::Reversed => ids[tokens - 1 - place],
                Some(place) => ids[place],
                None => match self.start {
                    Start::Pad | Start::FirstLost => hash.pad,
                    Start::Reflected => ids[(k - t).min(tokens - 1)],
                    Start::First => ids[0],
                    Start::Wrapped => ids[(t + tokens * largest - k) % tokens],
                    Start::PadAtTheEnd if k == t + 1 => hash.pad,
                    Start::LeftOut | Start::PadAtTheEnd => return None,
                },
            };
            Some(u64::from(id))
        };
        let slot = |t: usize, (order, _, prime, at): (usize, usize, u64, u64)| {
            let n = match self.orders {
                Orders::FromTwo => order + 2,
                Orders::FromOne => order + 1,
                Orders::FromThree => (order + 3).min(largest),
                Orders::AlwaysLargest => orders + 1,
            };
            let mut mix = 0_u64;
            for k in 0..n {
                let Some(token) = token(t, k) else { continue };
                let multiplier = match self.multipliers {
                    Multipliers::ByDistance => hash.multipliers[k],
                    Multipliers::First => hash.multipliers[0],
                    Multipliers::Reversed => hash.multipliers[n - 1 - k],
                };
                let product = token * multiplier;
                assert!(
                    !(self.bits == Bits::Panics && product > u64::from(u32::MAX)),
                    "attempt to multiply with overflow"
                );
                mix = match self.combine {
                    Combine::Xor => mix ^ product,
                    Combine::Sum if self.checked => {
                        let sum = mix.checked_add(product);
                        assert!(sum.is_some(), "attempt to add with overflow");
                        sum.unwrap_or_default()
                    }
                    Combine::Sum => mix.wrapping_add(product),
                    Combine::Or => mix | product,
                    Combine::ModBefore => mix ^ (product % prime),
                };
            }
            if self.bits == Bits::Truncated {
                mix &= u64::from(u32::MAX);
            }
            let row = if self.combine == Combine::ModBefore { mix } else { mix % prime };
            (at + row) as usize
        };
        Array2::from_shape_fn((tokens, columns.len()), |(t, c)| slot(t, columns[c]))
    }

    fn look_up(&self, slots: &Array2<usize>, table: &Array2<f32>) -> Array2<f32> {
        let ((tokens, heads), width) = (slots.dim(), table.ncols());
        if self.found == Found::Summed {
            return Array2::from_shape_fn((tokens, width), |(t, c)| {
                slots.row(t).iter().map(|&slot| table[[slot, c]]).sum()
            });
        }
        Array2::from_shape_fn((tokens, heads * width), |(t, c)| {
            let (head, component) = match self.found {
                Found::Interleaved => (c % heads, c / heads),
                Found::Reversed => (heads - 1 - c / width, c % width),
                _ => (c / width, c % width),
            };
            table[[slots[[t, head]], component]]
        })
    }

    fn norm<T: NdFloat>(norm: Norm, x: &Matrix, epsilon: f32) -> Array2<T> {
        let mut x = x.values.mapv(|v| number::<T>(f64::from(v)));
        let epsilon = number::<T>(f64::from(epsilon));
        for mut row in x.rows_mut() {
            let count = number::<T>(row.len() as f64);
            if norm == Norm::Layer {
                let mean = row.sum() / count;
                row.mapv_inplace(|v| v - mean);
            }
            let squares = row.fold(T::zero(), |sum, &v| sum + v * v);
            let root = match norm {
                Norm::Nothing => T::one(),
                Norm::Length => (squares + epsilon).sqrt(),
                Norm::NoEpsilon => (squares / count).sqrt(),
                Norm::EpsilonOutside => (squares / count).sqrt() + epsilon,
                Norm::NoRoot => squares / count + epsilon,
                Norm::Rms | Norm::Layer => (squares / count + epsilon).sqrt(),
            };
            row.mapv_inplace(|v| v / root);
        }
        x
    }

    fn gate<T: NdFloat>(&self, input: &Input) -> Array1<T> {
        let norm = if self.gate_apart { Norm::Rms } else { self.norm };
        let own = |raw: Product| if self.product == raw { Norm::Nothing } else { norm };
        let hidden = Knobs::norm::<T>(own(Product::QueryRaw), &input.hidden, input.epsilon);
        let keys = Knobs::norm::<T>(own(Product::KeyRaw), &input.keys, input.epsilon);
        let gain = input.gain.values.mapv(|g| match self.product {
            Product::NoGain => T::one(),
            Product::GainTwice => number(f64::from(g) * f64::from(g)),
            _ => number::<T>(f64::from(g)),
        });
        let width = number::<T>(gain.len() as f64);
        let divisor = match self.product {
            Product::NotDivided => T::one(),
            Product::ByWidth => width,
            _ => width.sqrt(),
        };
        let floor = number::<T>(1e-6);
        (hidden * keys).dot(&gain).mapv(|z| {
            let z = z / divisor;
            let sign = if z == T::zero() { T::zero() } else { z.signum() };
            let root = z.abs().max(floor).sqrt();
            match self.gate {
                Gate::SignedRoot => sigmoid(sign * root),
                Gate::Added => sigmoid(sign * (z.abs() + floor).sqrt()),
                Gate::NoRoot => sigmoid(z),
                Gate::NoSign => sigmoid(root),
                Gate::RootOfNegative => sigmoid(z.sqrt()),
                Gate::Clamped => sigmoid(z.max(floor).sqrt()),
                Gate::NoFloor => sigmoid(sign * z.abs().sqrt()),
                Gate::SignOfZero => sigmoid(if z == T::zero() { root } else { sign * root }),
                Gate::Tanh => (sign * root).tanh(),
                Gate::NoSigmoid => sign * root,
            }
        })
    }

    fn short_conv<T: NdFloat>(&self, input: &Input) -> Array2<T> {
        let norm = if self.conv_apart { Norm::Rms } else { self.norm };
        let norm = if self.conv == Conv::NoNorm { Norm::Nothing } else { norm };
        let convert = |v: f32| number::<T>(f64::from(v));
        let values = input.values.values.mapv(convert);
        let silu = |y: T| match self.activation {
            Activation::Silu => y * sigmoid(y),
            Activation::SiluOfExp => y * y.exp() / (T::one() + y.exp()),
            Activation::Relu => y.max(T::zero()),
            Activation::Gelu => gelu(y, self.by_tanh),
            Activation::Tanh => y.tanh(),
        };
        let mut normed = Knobs::norm::<T>(norm, &input.values, input.epsilon);
        if self.conv != Conv::NoGain {
            normed *= &input.conv_gain.values.mapv(convert);
        }
        if self.conv == Conv::SiluBefore {
            normed.mapv_inplace(silu);
        }
        let taps = input.taps.values.mapv(convert);
        let ((tokens, _), count) = (values.dim(), taps.nrows());
        let dilation = if self.conv == Conv::NoDilation { 1 } else { input.dilation };
        Array2::from_shape_fn(values.dim(), |(t, c)| {
            let mut y = T::zero();
            for j in 0..count {
                let back = (if self.conv == Conv::Flipped { j } else { count - 1 - j }) * dilation;
                let place = match self.conv {
                    Conv::Future => Some(t + back),
                    Conv::Centred if self.whole_taps => (t + count / 2 * dilation).checked_sub(back),
                    Conv::Centred => (t + ((count - 1) * dilation).div_ceil(2)).checked_sub(back),
                    Conv::OneLate => t.checked_sub(back + dilation),
                    Conv::PadRepeats => Some(t.saturating_sub(back)),
                    _ => t.checked_sub(back),
                };
                if let Some(place) = place.filter(|&place| place < tokens) {
                    y += taps[[j, c]] * normed[[place, c]];
                }
            }
            match self.conv {
                Conv::NoSilu | Conv::SiluBefore => values[[t, c]] + y,
                Conv::Sigmoid => values[[t, c]] + sigmoid(y),
                Conv::NoResidual => silu(y),
                Conv::ResidualNormed => normed[[t, c]] + silu(y),
                Conv::SiluOfAll => silu(values[[t, c]] + y),
                _ => values[[t, c]] + silu(y),
            }
        })
    }
}
