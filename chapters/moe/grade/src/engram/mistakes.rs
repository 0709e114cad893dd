//! The typical mistakes of `engram`: each turns a knob of the bent solution.

use judge::Mistake;

use super::bent::{
    Activation, Bits, Combine, Conv, Found, Gate, Knobs, Multipliers, Norm, Offsets, Orders, Primes, Product,
    Start, Tokens,
};

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
