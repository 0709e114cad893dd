//! The typical mistakes of `engram`: the solution with knobs, of which each mistake turns one.

use judge::{Matrix, Mistake};
use ndarray::{Array1, Array2, NdFloat};

use super::{Input, Remembered};
use moe::NgramHash;

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
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "sum_for_xor",
            "the products are added. They are combined by exclusive or, ^ in Rust.",
            |k| k.combine = Combine::Sum,
        ),
        Mistake::new("or_for_xor", "the products are combined by |. Exclusive or is ^ in Rust.", |k| {
            k.combine = Combine::Or
        }),
        Mistake::new(
            "modulo_before_xor",
            "each product is taken modulo the prime before the exclusive or. Combine first, then take the remainder once: the \
             exclusive or of two remainders can leave the table.",
            |k| k.combine = Combine::ModBefore,
        ),
        Mistake::new(
            "one_multiplier",
            "the first multiplier is used for every token of the n-gram. Then the order of the tokens does not count: `a b` and \
             `b a` have one slot.",
            |k| k.multipliers = Multipliers::First,
        ),
        Mistake::new(
            "multipliers_reversed",
            "the multipliers are applied from the oldest token on. multipliers[k] belongs to the token k places back, so the \
             first is the current token's.",
            |k| k.multipliers = Multipliers::Reversed,
        ),
        Mistake::new(
            "reads_the_future",
            "the n-gram of a token is it and the tokens after it. It is the tokens before: what comes after is what the model has \
             to predict.",
            |k| k.tokens = Tokens::After,
        ),
        Mistake::new(
            "without_the_token",
            "the n-gram leaves out the token itself and begins one before. Its last token is the current one.",
            |k| k.tokens = Tokens::WithoutItself,
        ),
        Mistake::new(
            "others_only",
            "the hash leaves out the token itself: the tokens before it have their multipliers, and its own product is missing. Its \
             multiplier is multipliers[0].",
            |k| k.tokens = Tokens::OthersOnly,
        ),
        Mistake::new(
            "counted_from_the_end",
            "the tokens are hashed in reverse order of the sequence.",
            |k| k.tokens = Tokens::Reversed,
        ),
        Mistake::new(
            "start_left_out",
            "before the first token nothing is hashed, or a 0. The pad stands there, a token like any other.",
            |k| k.start = Start::LeftOut,
        ),
        Mistake::new(
            "first_token_repeated",
            "the first token stands before itself (an index clamped at 0). The pad does.",
            |k| k.start = Start::First,
        ),
        Mistake::new(
            "wrapped_around",
            "before the first token stands the last (a roll, or an index modulo T): the future leaks in. The pad stands there.",
            |k| k.start = Start::Wrapped,
        ),
        Mistake::new(
            "pad_multiplied_once",
            "the pad enters the hash once for all the missing tokens. Each missing token is a pad with its own multiplier.",
            |k| k.start = Start::PadAtTheEnd,
        ),
        Mistake::new(
            "orders_from_one",
            "primes[0] hashes single tokens. It belongs to the 2-grams, primes[i] to n = i + 2.",
            |k| k.orders = Orders::FromOne,
        ),
        Mistake::new(
            "one_token_too_many",
            "an n-gram takes n + 1 tokens, as long as there are multipliers (0..=n). It has n tokens with the current one.",
            |k| k.orders = Orders::FromThree,
        ),
        Mistake::new(
            "always_the_largest",
            "all heads hash the longest n-gram. Those of primes[i] hash n = i + 2 tokens.",
            |k| k.orders = Orders::AlwaysLargest,
        ),
        Mistake::new(
            "no_offsets",
            "the offsets are missing: every head looks into the first table. A head's rows begin after those of all heads \
             before it.",
            |k| k.offsets = Offsets::Nothing,
        ),
        Mistake::new(
            "offsets_inclusive",
            "the sums of primes include the head's own: every head reads the table of the next, and the last beyond the end. \
             The first offset is 0.",
            |k| k.offsets = Offsets::Inclusive,
        ),
        Mistake::new(
            "offsets_for_each_order",
            "the offsets begin again at 0 with each order. There is one table for all.",
            |k| k.offsets = Offsets::EachOrder,
        ),
        Mistake::new(
            "offsets_of_equal_tables",
            "a head's offset is its number times the first prime. The tables have different sizes: add up the primes.",
            |k| k.offsets = Offsets::FirstPrime,
        ),
        Mistake::new(
            "one_prime_for_an_order",
            "all heads of an order use its first prime. Then they collide together, and more heads do not help.",
            |k| k.primes = Primes::FirstOfOrder,
        ),
        Mistake::new(
            "heads_before_orders",
            "the columns go through the orders first: head 0 of each order, then head 1. All heads of the 2-grams come first.",
            |k| k.primes = Primes::Interleaved,
        ),
        Mistake::new(
            "multiplied_in_32_bits",
            "a product overflows 32 bits. Convert the token to u64 before you multiply.",
            |k| k.bits = Bits::Panics,
        ),
        Mistake::new(
            "truncated_to_32_bits",
            "products or hashes are cut to 32 bits. They need 64 until the remainder is taken.",
            |k| k.bits = Bits::Truncated,
        ),
        Mistake::new(
            "position_underflows",
            "t − k passes below zero at the first tokens: the pad stands there.",
            |k| k.underflows = true,
        ),
        Mistake::new(
            "rows_interleaved",
            "components of different heads alternate. A head's row stays in one piece, head after head.",
            |k| k.found = Found::Interleaved,
        ),
        Mistake::new(
            "rows_summed",
            "the rows of a token are added up. They stand side by side: the sum could not tell which head said what.",
            |k| k.found = Found::Summed,
        ),
        Mistake::new("rows_reversed", "the heads' rows stand in reverse order.", |k| {
            k.found = Found::Reversed
        }),
        Mistake::new(
            "no_signed_root",
            "the gate is σ(z), as the formula is usually quoted. The code takes σ(sgn(z) · √max(|z|, 10⁻⁶)).",
            |k| k.gate = Gate::NoRoot,
        ),
        Mistake::new(
            "no_sign",
            "the sign is lost: σ of a root is never below ½, so nothing can be kept out.",
            |k| k.gate = Gate::NoSign,
        ),
        Mistake::new(
            "root_of_negative",
            "the root of a negative number is not a number. Take it of |z| and give it the sign after.",
            |k| k.gate = Gate::RootOfNegative,
        ),
        Mistake::new(
            "z_below_zero_cut_off",
            "z is cut off at 10⁻⁶ from below, so that every negative z gives ½ or nearly so. The floor is for |z|.",
            |k| k.gate = Gate::Clamped,
        ),
        Mistake::new(
            "no_floor",
            "the floor 10⁻⁶ under the root is missing, or is applied after it: σ of a tiny z is σ(±10⁻³).",
            |k| k.gate = Gate::NoFloor,
        ),
        Mistake::new(
            "sign_of_zero",
            "z = 0 gives σ(10⁻³): Rust's signum of 0.0 is 1. The sign of 0 is 0 here, and the gate ½.",
            |k| k.gate = Gate::SignOfZero,
        ),
        Mistake::new("tanh_for_sigmoid", "the gate goes through tanh. It goes through σ.", |k| {
            k.gate = Gate::Tanh
        }),
        Mistake::new("no_sigmoid", "σ is missing. The gate lies between 0 and 1.", |k| {
            k.gate = Gate::NoSigmoid
        }),
        Mistake::new("no_scale", "z is not divided by √d.", |k| k.product = Product::NotDivided),
        Mistake::new("scale_by_width", "z is divided by d, not by √d (a mean in place of a sum).", |k| {
            k.product = Product::ByWidth
        }),
        Mistake::new("no_gain", "gain is not used in the gate.", |k| k.product = Product::NoGain),
        Mistake::new(
            "gain_twice",
            "gain multiplies key and hidden state, so that it counts twice. It is already the product of both gains.",
            |k| k.product = Product::GainTwice,
        ),
        Mistake::new("key_not_normalised", "the key is not normalised.", |k| k.product = Product::KeyRaw),
        Mistake::new("hidden_not_normalised", "the hidden state is not normalised.", |k| {
            k.product = Product::QueryRaw
        }),
        Mistake::new(
            "no_norm",
            "nothing is normalised: the size of a key decides whether it is let in.",
            |k| k.norm = Norm::Nothing,
        ),
        Mistake::new("layer_norm", "the norm subtracts the mean. RMSNorm does not.", |k| {
            k.norm = Norm::Layer
        }),
        Mistake::new(
            "divided_by_length",
            "rows are divided by the root of the sum of squares. It is the mean of squares: divide by d inside the root.",
            |k| k.norm = Norm::Length,
        ),
        Mistake::new(
            "no_epsilon",
            "epsilon is not used: a row of zeros is 0/0, and small rows are blown up.",
            |k| k.norm = Norm::NoEpsilon,
        ),
        Mistake::new(
            "epsilon_outside",
            "epsilon is added to the root instead of to the mean of squares under it.",
            |k| k.norm = Norm::EpsilonOutside,
        ),
        Mistake::new("no_root", "rows are divided by the mean of squares; the root is missing.", |k| {
            k.norm = Norm::NoRoot
        }),
        Mistake::new(
            "no_dilation",
            "the taps are one token apart. They are `dilation` apart: n-grams already cover the neighbours.",
            |k| k.conv = Conv::NoDilation,
        ),
        Mistake::new(
            "taps_flipped",
            "the first tap meets the token itself. The last does: tap j reads (K − 1 − j) · dilation back.",
            |k| k.conv = Conv::Flipped,
        ),
        Mistake::new(
            "convolves_the_future",
            "the taps reach forward. The convolution is causal: all of the padding goes before the first token.",
            |k| k.conv = Conv::Future,
        ),
        Mistake::new(
            "convolution_centred",
            "the padding is split between both ends, so that half of the taps see the future. All of it goes before the first \
             token.",
            |k| k.conv = Conv::Centred,
        ),
        Mistake::new(
            "convolution_one_step_late",
            "the last tap meets the token `dilation` before. It meets the token itself.",
            |k| k.conv = Conv::OneLate,
        ),
        Mistake::new(
            "first_value_repeated",
            "before the first token the convolution reads the first token again. There are zeros.",
            |k| k.conv = Conv::PadRepeats,
        ),
        Mistake::new("convolution_not_normalised", "the values are convolved without the norm.", |k| {
            k.conv = Conv::NoNorm
        }),
        Mistake::new("convolution_without_gain", "gain is not used in short_conv.", |k| {
            k.conv = Conv::NoGain
        }),
        Mistake::new("no_silu", "the convolution is added as it is, without SiLU.", |k| {
            k.conv = Conv::NoSilu
        }),
        Mistake::new("sigmoid_for_silu", "σ(x) is added. SiLU is x · σ(x).", |k| k.conv = Conv::Sigmoid),
        Mistake::new("relu_for_silu", "the convolution goes through ReLU. SiLU is x · σ(x).", |k| {
            k.activation = Activation::Relu
        }),
        Mistake::new(
            "gelu_for_silu",
            "the convolution goes through GELU, which is x times the normal distribution function (or its approximation with tanh). SiLU \
             is x · σ(x).",
            |k| k.activation = Activation::Gelu,
        ),
        Mistake::new("tanh_for_silu", "the convolution goes through tanh. SiLU is x · σ(x).", |k| {
            k.activation = Activation::Tanh
        }),
        Mistake::new("silu_before", "SiLU is applied before the convolution. It comes after.", |k| {
            k.conv = Conv::SiluBefore
        }),
        Mistake::new(
            "silu_of_everything",
            "SiLU is applied to values plus convolution. It is applied to the convolution alone.",
            |k| k.conv = Conv::SiluOfAll,
        ),
        Mistake::new("no_residual", "the values are not added to the convolution.", |k| {
            k.conv = Conv::NoResidual
        }),
        Mistake::new(
            "residual_normalised",
            "the normalised values are added. The values are added as they came.",
            |k| k.conv = Conv::ResidualNormed,
        ),
        Mistake::new(
            "short_sequence",
            "a subtraction from T passes below zero where a tap reaches back beyond the whole sequence.",
            |k| k.short = true,
        ),
        judge::slips::assumes_contiguous(|k| k.contiguous = true),
    ]
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
                Tokens::Before | Tokens::Reversed | Tokens::OthersOnly => t.checked_sub(k),
                Tokens::After => Some(t + k).filter(|&place| place < tokens),
                Tokens::WithoutItself => t.checked_sub(k + 1),
            };
            let id = match place {
                Some(place) if self.tokens == Tokens::Reversed => ids[tokens - 1 - place],
                Some(place) => ids[place],
                None => match self.start {
                    Start::Pad => hash.pad,
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
