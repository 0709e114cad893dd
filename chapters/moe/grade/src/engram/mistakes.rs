//! The typical mistakes of `engram`: each turns a knob of the bent solution.

use judge::Mistake;

use super::bent::{
    Activation, Bits, Combine, Conv, Found, Gate, Knobs, Multipliers, Norm, Offsets, Orders, Primes, Product,
    Start, Tokens,
};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sum_for_xor",
            "the products are added. They are combined by exclusive or, ^ in Rust.",
            |k| k.combine = Combine::Sum,
        )
        .edit(
            "mix ^ (token(t, back) * hash.multipliers[back])",
            "mix + token(t, back) * hash.multipliers[back]",
        ),
        Mistake::<Knobs>::new("or_for_xor", "the products are combined by |. Exclusive or is ^ in Rust.", |k| {
            k.combine = Combine::Or
        })
        .edit(
            "mix ^ (token(t, back) * hash.multipliers[back])",
            "mix | (token(t, back) * hash.multipliers[back])",
        ),
        Mistake::<Knobs>::new(
            "modulo_before_xor",
            "each product is taken modulo the prime before the exclusive or. Combine first, then take the remainder once: the \
             exclusive or of two remainders can leave the table.",
            |k| k.combine = Combine::ModBefore,
        )
        .edit(
            "            let mix = (0..n).fold(0, |mix, back| mix ^ (token(t, back) * hash.multipliers[back]));\n            for &prime in primes {\n                rows.push((offset + mix % prime) as usize);",
            "            for &prime in primes {\n                let mix = (0..n).fold(0, |mix, back| mix ^ (token(t, back) * hash.multipliers[back] % prime));\n                rows.push((offset + mix) as usize);",
        ),
        Mistake::<Knobs>::new(
            "one_multiplier",
            "the first multiplier is used for every token of the n-gram. Then the order of the tokens does not count: `a b` and \
             `b a` have one slot.",
            |k| k.multipliers = Multipliers::First,
        )
        .edit("hash.multipliers[back]", "hash.multipliers[0]"),
        Mistake::<Knobs>::new(
            "multipliers_reversed",
            "the multipliers are applied from the oldest token on. multipliers[k] belongs to the token k places back, so the \
             first is the current token's.",
            |k| k.multipliers = Multipliers::Reversed,
        )
        .edit("hash.multipliers[back]", "hash.multipliers[n - 1 - back]"),
        Mistake::<Knobs>::new(
            "reads_the_future",
            "the n-gram of a token is it and the tokens after it. It is the tokens before: what comes after is what the model has \
             to predict.",
            |k| k.tokens = Tokens::After,
        )
        .edit(
            "if back > t { hash.pad } else { ids[t - back] }",
            "if t + back >= ids.len() { hash.pad } else { ids[t + back] }",
        ),
        Mistake::<Knobs>::new(
            "without_the_token",
            "the n-gram leaves out the token itself and begins one before. Its last token is the current one.",
            |k| k.tokens = Tokens::WithoutItself,
        )
        .edit(
            "if back > t { hash.pad } else { ids[t - back] }",
            "if back + 1 > t { hash.pad } else { ids[t - back - 1] }",
        ),
        Mistake::<Knobs>::new(
            "others_only",
            "the hash leaves out the token itself: the tokens before it have their multipliers, and its own product is missing. Its \
             multiplier is multipliers[0].",
            |k| k.tokens = Tokens::OthersOnly,
        )
        .edit("(0..n).fold", "(1..n).fold"),
        Mistake::<Knobs>::new(
            "counted_from_the_end",
            "the tokens are hashed in reverse order of the sequence.",
            |k| k.tokens = Tokens::Reversed,
        )
        .edit("ids[t - back]", "ids[ids.len() - 1 - (t - back)]"),
        Mistake::<Knobs>::new(
            "start_left_out",
            "before the first token nothing is hashed, or a 0. The pad stands there, a token like any other.",
            |k| k.start = Start::LeftOut,
        )
        .edit("if back > t { hash.pad }", "if back > t { 0 }"),
        Mistake::<Knobs>::new(
            "first_token_repeated",
            "the first token stands before itself (an index clamped at 0). The pad does.",
            |k| k.start = Start::First,
        )
        .edit("if back > t { hash.pad }", "if back > t { ids[0] }"),
        Mistake::<Knobs>::new(
            "reflected",
            "before the first token stand those after it, mirrored (a reflecting padding): the future leaks in. The pad stands there.",
            |k| k.start = Start::Reflected,
        )
        .edit("if back > t { hash.pad }", "if back > t { ids[(back - t).min(ids.len() - 1)] }"),
        Mistake::<Knobs>::new(
            "first_token_lost",
            "the token at position 0 is taken for one before the beginning (> where ≥ is meant, or an index of 0 for none): the pad stands \
             in its place, also in its own n-gram.",
            |k| k.start = Start::FirstLost,
        )
        .edit("if back > t { hash.pad }", "if back >= t { hash.pad }"),
        Mistake::<Knobs>::new(
            "wrapped_around",
            "before the first token stands the last (a roll, or an index modulo T): the future leaks in. The pad stands there.",
            |k| k.start = Start::Wrapped,
        )
        .edit("if back > t { hash.pad }", "if back > t { ids[(t + ids.len() * back - back) % ids.len()] }"),
        Mistake::<Knobs>::new(
            "pad_multiplied_once",
            "the pad enters the hash once for all the missing tokens. Each missing token is a pad with its own multiplier.",
            |k| k.start = Start::PadAtTheEnd,
        )
        .edit("if back > t { hash.pad }", "if back > t + 1 { 0 } else if back > t { hash.pad }"),
        Mistake::<Knobs>::new(
            "orders_from_one",
            "primes[0] hashes single tokens. It belongs to the 2-grams, primes[i] to n = i + 2.",
            |k| k.orders = Orders::FromOne,
        )
        .edit(".zip(2..)", ".zip(1..)"),
        Mistake::<Knobs>::new(
            "one_token_too_many",
            "an n-gram takes n + 1 tokens, as long as there are multipliers (0..=n). It has n tokens with the current one.",
            |k| k.orders = Orders::FromThree,
        )
        .edit("(0..n).fold", "(0..(n + 1).min(hash.multipliers.len())).fold"),
        Mistake::<Knobs>::new(
            "always_the_largest",
            "all heads hash the longest n-gram. Those of primes[i] hash n = i + 2 tokens.",
            |k| k.orders = Orders::AlwaysLargest,
        )
        .edit("(0..n).fold", "(0..hash.multipliers.len()).fold"),
        Mistake::<Knobs>::new(
            "no_offsets",
            "the offsets are missing: every head looks into the first table. A head's rows begin after those of all heads \
             before it.",
            |k| k.offsets = Offsets::Nothing,
        )
        .edit("(offset + mix % prime)", "(mix % prime)"),
        Mistake::<Knobs>::new(
            "offsets_inclusive",
            "the sums of primes include the head's own: every head reads the table of the next, and the last beyond the end. \
             The first offset is 0.",
            |k| k.offsets = Offsets::Inclusive,
        )
        .edit("(offset + mix % prime)", "(offset + prime + mix % prime)"),
        Mistake::<Knobs>::new(
            "offsets_for_each_order",
            "the offsets begin again at 0 with each order. There is one table for all.",
            |k| k.offsets = Offsets::EachOrder,
        )
        .edit(
            "        let mut offset = 0;\n        for (primes, n) in hash.primes.iter().zip(2..) {",
            "        for (primes, n) in hash.primes.iter().zip(2..) {\n            let mut offset = 0;",
        ),
        Mistake::<Knobs>::new(
            "one_offset_for_an_order",
            "all heads of an order have the offset of its first: they share rows. Each head has a table of its own, and the offset grows by \
             every prime.",
            |k| k.offsets = Offsets::OncePerOrder,
        )
        .edit(
            "            for &prime in primes {\n                rows.push((offset + mix % prime) as usize);\n                offset += prime;\n            }\n",
            "            for &prime in primes {\n                rows.push((offset + mix % prime) as usize);\n            }\n            offset += primes.iter().sum::<u64>();\n",
        ),
        Mistake::<Knobs>::new(
            "offsets_of_equal_tables",
            "a head's offset is its number times the first prime. The tables have different sizes: add up the primes.",
            |k| k.offsets = Offsets::FirstPrime,
        )
        .edit(
            "(offset + mix % prime)",
            "((rows.len() % hash.primes.concat().len()) as u64 * hash.primes[0][0] + mix % prime)",
        ),
        Mistake::<Knobs>::new(
            "one_prime_for_an_order",
            "all heads of an order use its first prime. Then they collide together, and more heads do not help.",
            |k| k.primes = Primes::FirstOfOrder,
        )
        .edit("mix % prime)", "mix % primes[0])"),
        Mistake::new(
            "heads_before_orders",
            "the columns go through the orders first: head 0 of each order, then head 1. All heads of the 2-grams come first.",
            |k| k.primes = Primes::Interleaved,
        ),
        Mistake::<Knobs>::new(
            "multiplied_in_32_bits",
            "a product overflows 32 bits. Convert the token to u64 before you multiply.",
            |k| k.bits = Bits::Panics,
        )
        .edit(
            "token(t, back) * hash.multipliers[back]",
            "u64::from(token(t, back) as u32 * hash.multipliers[back] as u32)",
        ),
        Mistake::<Knobs>::new(
            "truncated_to_32_bits",
            "products or hashes are cut to 32 bits. They need 64 until the remainder is taken.",
            |k| k.bits = Bits::Truncated,
        )
        .edit("mix % prime)", "u64::from(mix as u32) % prime)"),
        Mistake::<Knobs>::new(
            "position_underflows",
            "t − k passes below zero at the first tokens: the pad stands there.",
            |k| k.underflows = true,
        )
        .edit("if back > t { hash.pad } else { ids[t - back] }", "ids[t - back]"),
        Mistake::<Knobs>::new(
            "rows_interleaved",
            "components of different heads alternate. A head's row stays in one piece, head after head.",
            |k| k.found = Found::Interleaved,
        )
        .edit(
            "table[[slots[[t, c / w]], c % w]]",
            "table[[slots[[t, c % slots.ncols()]], c / slots.ncols()]]",
        ),
        Mistake::<Knobs>::new(
            "rows_summed",
            "the rows of a token are added up. They stand side by side: the sum could not tell which head said what.",
            |k| k.found = Found::Summed,
        )
        .edit(
            "Array2::from_shape_fn((slots.nrows(), slots.ncols() * w), |(t, c)| table[[slots[[t, c / w]], c % w]])",
            "Array2::from_shape_fn((slots.nrows(), w), |(t, c)| slots.row(t).iter().map(|&slot| table[[slot, c]]).sum())",
        ),
        Mistake::<Knobs>::new("rows_reversed", "the heads' rows stand in reverse order.", |k| {
            k.found = Found::Reversed
        })
        .edit("slots[[t, c / w]]", "slots[[t, slots.ncols() - 1 - c / w]]"),
        Mistake::<Knobs>::new(
            "no_signed_root",
            "the gate is σ(z), as the formula is usually quoted. The code takes σ(sgn(z) · √max(|z|, 10⁻⁶)).",
            |k| k.gate = Gate::NoRoot,
        )
        .edit(
            "if z == 0.0 { 0.5 } else { 1.0 / (1.0 + (-z.signum() * z.abs().max(1e-6).sqrt()).exp()) }",
            "1.0 / (1.0 + (-z).exp())",
        ),
        Mistake::<Knobs>::new(
            "no_sign",
            "the sign is lost: σ of a root is never below ½, so nothing can be kept out.",
            |k| k.gate = Gate::NoSign,
        )
        .edit(
            "if z == 0.0 { 0.5 } else { 1.0 / (1.0 + (-z.signum() * z.abs().max(1e-6).sqrt()).exp()) }",
            "1.0 / (1.0 + (-z.abs().max(1e-6).sqrt()).exp())",
        ),
        Mistake::<Knobs>::new(
            "root_of_negative",
            "the root of a negative number is not a number. Take it of |z| and give it the sign after.",
            |k| k.gate = Gate::RootOfNegative,
        )
        .edit(
            "if z == 0.0 { 0.5 } else { 1.0 / (1.0 + (-z.signum() * z.abs().max(1e-6).sqrt()).exp()) }",
            "1.0 / (1.0 + (-z.sqrt()).exp())",
        ),
        Mistake::<Knobs>::new(
            "z_below_zero_cut_off",
            "z is cut off at 10⁻⁶ from below, so that every negative z gives ½ or nearly so. The floor is for |z|.",
            |k| k.gate = Gate::Clamped,
        )
        .edit(
            "if z == 0.0 { 0.5 } else { 1.0 / (1.0 + (-z.signum() * z.abs().max(1e-6).sqrt()).exp()) }",
            "1.0 / (1.0 + (-z.max(1e-6).sqrt()).exp())",
        ),
        Mistake::<Knobs>::new(
            "no_floor",
            "the floor 10⁻⁶ under the root is missing, or is applied after it: σ of a tiny z is σ(±10⁻³).",
            |k| k.gate = Gate::NoFloor,
        )
        .edit("z.abs().max(1e-6).sqrt()", "z.abs().sqrt()"),
        Mistake::<Knobs>::new(
            "floor_added",
            "10⁻⁶ is added to |z| under the root. It is a floor, max(|z|, 10⁻⁶): what is larger stays as it is.",
            |k| k.gate = Gate::Added,
        )
        .edit("z.abs().max(1e-6).sqrt()", "(z.abs() + 1e-6).sqrt()"),
        Mistake::<Knobs>::new(
            "sign_of_zero",
            "z = 0 gives σ(10⁻³): Rust's signum of 0.0 is 1. The sign of 0 is 0 here, and the gate ½.",
            |k| k.gate = Gate::SignOfZero,
        )
        .edit(
            "if z == 0.0 { 0.5 } else { 1.0 / (1.0 + (-z.signum() * z.abs().max(1e-6).sqrt()).exp()) }",
            "1.0 / (1.0 + (-z.signum() * z.abs().max(1e-6).sqrt()).exp())",
        ),
        Mistake::<Knobs>::new("tanh_for_sigmoid", "the gate goes through tanh. It goes through σ.", |k| {
            k.gate = Gate::Tanh
        })
        .edit(
            "if z == 0.0 { 0.5 } else { 1.0 / (1.0 + (-z.signum() * z.abs().max(1e-6).sqrt()).exp()) }",
            "if z == 0.0 { 0.0 } else { (z.signum() * z.abs().max(1e-6).sqrt()).tanh() }",
        ),
        Mistake::<Knobs>::new("no_sigmoid", "σ is missing. The gate lies between 0 and 1.", |k| {
            k.gate = Gate::NoSigmoid
        })
        .edit(
            "if z == 0.0 { 0.5 } else { 1.0 / (1.0 + (-z.signum() * z.abs().max(1e-6).sqrt()).exp()) }",
            "if z == 0.0 { 0.0 } else { z.signum() * z.abs().max(1e-6).sqrt() }",
        ),
        Mistake::<Knobs>::new("no_scale", "z is not divided by √d.", |k| k.product = Product::NotDivided)
        .edit(" / (gain.len() as f32).sqrt();", ";"),
        Mistake::<Knobs>::new("scale_by_width", "z is divided by d, not by √d (a mean in place of a sum).", |k| {
            k.product = Product::ByWidth
        })
        .edit("(gain.len() as f32).sqrt()", "gain.len() as f32"),
        Mistake::<Knobs>::new("no_gain", "gain is not used in the gate.", |k| k.product = Product::NoGain)
        .edit(".dot(&gain)", ".sum_axis(Axis(1))"),
        Mistake::<Knobs>::new(
            "gain_twice",
            "gain multiplies key and hidden state, so that it counts twice. It is already the product of both gains.",
            |k| k.product = Product::GainTwice,
        )
        .edit(".dot(&gain)", ".dot(&(&gain * &gain))"),
        Mistake::<Knobs>::new("key_not_normalised", "the key is not normalised.", |k| k.product = Product::KeyRaw)
        .edit("rms_norm(keys, epsilon)", "keys.to_owned()"),
        Mistake::<Knobs>::new("hidden_not_normalised", "the hidden state is not normalised.", |k| {
            k.product = Product::QueryRaw
        })
        .edit("rms_norm(hidden, epsilon)", "hidden.to_owned()"),
        Mistake::<Knobs>::new(
            "no_norm",
            "nothing is normalised: the size of a key decides whether it is let in.",
            |k| k.norm = Norm::Nothing,
        )
        .edit("&x / &roots.insert_axis(Axis(1))", "let _ = roots;\n    x.to_owned()"),
        Mistake::<Knobs>::new("layer_norm", "the norm subtracts the mean. RMSNorm does not.", |k| {
            k.norm = Norm::Layer
        })
        .edit(
            "let roots = ",
            "let means = x.map_axis(Axis(1), |row| row.sum() / row.len() as f32).insert_axis(Axis(1));\n    let x = &x - &means;\n    let roots = ",
        ),
        Mistake::<Knobs>::new(
            "divided_by_length",
            "rows are divided by the root of the sum of squares. It is the mean of squares: divide by d inside the root.",
            |k| k.norm = Norm::Length,
        )
        .edit("row.dot(&row) / row.len() as f32", "row.dot(&row)"),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "epsilon is not used: a row of zeros is 0/0, and small rows are blown up.",
            |k| k.norm = Norm::NoEpsilon,
        )
        .edit("row.len() as f32 + epsilon).sqrt()", "row.len() as f32).sqrt()"),
        Mistake::<Knobs>::new(
            "epsilon_outside",
            "epsilon is added to the root instead of to the mean of squares under it.",
            |k| k.norm = Norm::EpsilonOutside,
        )
        .edit(" + epsilon).sqrt());", ").sqrt() + epsilon);"),
        Mistake::<Knobs>::new("no_root", "rows are divided by the mean of squares; the root is missing.", |k| {
            k.norm = Norm::NoRoot
        })
        .edit(
            "(row.dot(&row) / row.len() as f32 + epsilon).sqrt()",
            "row.dot(&row) / row.len() as f32 + epsilon",
        ),
        Mistake::<Knobs>::new(
            "no_dilation",
            "the taps are one token apart. They are `dilation` apart: n-grams already cover the neighbours.",
            |k| k.conv = Conv::NoDilation,
        )
        .edit(
            "let normed = rms_norm(values, epsilon) * gain;",
            "let dilation = dilation.min(1);\n    let normed = rms_norm(values, epsilon) * gain;",
        ),
        Mistake::<Knobs>::new(
            "taps_flipped",
            "the first tap meets the token itself. The last does: tap j reads (K − 1 − j) · dilation back.",
            |k| k.conv = Conv::Flipped,
        )
        .edit("taps[[taps.nrows() - 1 - back, c]]", "taps[[back, c]]"),
        Mistake::<Knobs>::new(
            "convolves_the_future",
            "the taps reach forward. The convolution is causal: all of the padding goes before the first token.",
            |k| k.conv = Conv::Future,
        )
        .edit(
            "let seen = (0..taps.nrows()).filter(|back| back * dilation <= t);\n        let terms = seen.map(|back| taps[[taps.nrows() - 1 - back, c]] * normed[[t - back * dilation, c]]);",
            "let seen = (0..taps.nrows()).filter(|back| t + back * dilation < values.nrows());\n        let terms = seen.map(|back| taps[[taps.nrows() - 1 - back, c]] * normed[[t + back * dilation, c]]);",
        ),
        Mistake::<Knobs>::new(
            "convolution_centred",
            "the padding is split between both ends, so that half of the taps see the future. All of it goes before the first \
             token.",
            |k| k.conv = Conv::Centred,
        )
        .edit(
            "let seen = (0..taps.nrows()).filter(|back| back * dilation <= t);\n        let terms = seen.map(|back| taps[[taps.nrows() - 1 - back, c]] * normed[[t - back * dilation, c]]);",
            "let ahead = t + ((taps.nrows() - 1) * dilation).div_ceil(2);\n        let seen = (0..taps.nrows()).filter(|back| back * dilation <= ahead && ahead - back * dilation < values.nrows());\n        let terms = seen.map(|back| taps[[taps.nrows() - 1 - back, c]] * normed[[ahead - back * dilation, c]]);",
        ),
        Mistake::<Knobs>::new(
            "convolution_one_step_late",
            "the last tap meets the token `dilation` before. It meets the token itself.",
            |k| k.conv = Conv::OneLate,
        )
        .edit(
            "let seen = (0..taps.nrows()).filter(|back| back * dilation <= t);\n        let terms = seen.map(|back| taps[[taps.nrows() - 1 - back, c]] * normed[[t - back * dilation, c]]);",
            "let seen = (0..taps.nrows()).filter(|back| (back + 1) * dilation <= t);\n        let terms = seen.map(|back| taps[[taps.nrows() - 1 - back, c]] * normed[[t - (back + 1) * dilation, c]]);",
        ),
        Mistake::<Knobs>::new(
            "first_value_repeated",
            "before the first token the convolution reads the first token again. There are zeros.",
            |k| k.conv = Conv::PadRepeats,
        )
        .edit(
            "let seen = (0..taps.nrows()).filter(|back| back * dilation <= t);\n        let terms = seen.map(|back| taps[[taps.nrows() - 1 - back, c]] * normed[[t - back * dilation, c]]);",
            "let seen = (0..taps.nrows());\n        let terms = seen.map(|back| taps[[taps.nrows() - 1 - back, c]] * normed[[t.saturating_sub(back * dilation), c]]);",
        ),
        Mistake::<Knobs>::new("convolution_not_normalised", "the values are convolved without the norm.", |k| {
            k.conv = Conv::NoNorm
        })
        .edit("let normed = rms_norm(values, epsilon) * gain;", "let normed = values.to_owned() * gain;"),
        Mistake::<Knobs>::new("convolution_without_gain", "gain is not used in short_conv.", |k| {
            k.conv = Conv::NoGain
        })
        .edit("rms_norm(values, epsilon) * gain", "rms_norm(values, epsilon)"),
        Mistake::<Knobs>::new("no_silu", "the convolution is added as it is, without SiLU.", |k| {
            k.conv = Conv::NoSilu
        })
        .edit("sum / (1.0 + (-sum).exp())", "sum"),
        Mistake::<Knobs>::new("sigmoid_for_silu", "σ(x) is added. SiLU is x · σ(x).", |k| k.conv = Conv::Sigmoid)
        .edit("sum / (1.0 + (-sum).exp())", "1.0 / (1.0 + (-sum).exp())"),
        Mistake::<Knobs>::new(
            "silu_overflows",
            "SiLU is computed as x · exp(x) / (1 + exp(x)), which is ∞/∞ for large x. x / (1 + exp(−x)) is x there.",
            |k| k.activation = Activation::SiluOfExp,
        )
        .edit("sum / (1.0 + (-sum).exp())", "sum * sum.exp() / (1.0 + sum.exp())"),
        Mistake::<Knobs>::new("relu_for_silu", "the convolution goes through ReLU. SiLU is x · σ(x).", |k| {
            k.activation = Activation::Relu
        })
        .edit("sum / (1.0 + (-sum).exp())", "sum.max(0.0)"),
        Mistake::<Knobs>::new(
            "gelu_for_silu",
            "the convolution goes through GELU, which is x times the normal distribution function (or its approximation with tanh). SiLU \
             is x · σ(x).",
            |k| k.activation = Activation::Gelu,
        )
        .edit(
            "sum / (1.0 + (-sum).exp())",
            "0.5 * sum * (1.0 + (0.797_884_6 * (sum + 0.044_715 * sum.powi(3))).tanh())",
        ),
        Mistake::<Knobs>::new("tanh_for_silu", "the convolution goes through tanh. SiLU is x · σ(x).", |k| {
            k.activation = Activation::Tanh
        })
        .edit("sum / (1.0 + (-sum).exp())", "sum.tanh()"),
        Mistake::new("silu_before", "SiLU is applied before the convolution. It comes after.", |k| {
            k.conv = Conv::SiluBefore
        }),
        Mistake::<Knobs>::new(
            "silu_of_everything",
            "SiLU is applied to values plus convolution. It is applied to the convolution alone.",
            |k| k.conv = Conv::SiluOfAll,
        )
        .edit(
            "values[[t, c]] + sum / (1.0 + (-sum).exp())",
            "let all = values[[t, c]] + sum;\n        all / (1.0 + (-all).exp())",
        ),
        Mistake::<Knobs>::new("no_residual", "the values are not added to the convolution.", |k| {
            k.conv = Conv::NoResidual
        })
        .edit("values[[t, c]] + sum", "sum"),
        Mistake::<Knobs>::new(
            "residual_normalised",
            "the normalised values are added. The values are added as they came.",
            |k| k.conv = Conv::ResidualNormed,
        )
        .edit("values[[t, c]] + sum", "normed[[t, c]] + sum"),
        Mistake::new(
            "short_sequence",
            "a subtraction from T passes below zero where a tap reaches back beyond the whole sequence.",
            |k| k.short = true,
        ),
        judge::slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}
