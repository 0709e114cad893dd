//! The typical mistakes of `hash`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::Input;

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Dealt {
    #[default]
    Greedy,
    Modulo,
    Blocks,
    InTurn,
    ByHalves,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Order {
    #[default]
    Falling,
    Rising,
    AsGiven,
    HigherIdFirst,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Draw {
    #[default]
    UpperBits,
    LowBits,
    SeedFirst,
    SeedPlusToken,
    Modulo32,
    Unmasked,
    Shifted,
    NoIncrement,
    OverLargest,
    InBuckets,
    Rounded,
    InFloat,
    Wraps,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Mix {
    #[default]
    Xor,
    Exchanged,
    Sum,
    Plain,
    Next,
    OwnOnly,
    FirstWithItself,
    FirstWithLast,
    WithoutFirst,
    Wide,
    LowBits,
    By31,
    InFloat,
    TwiceOwn,
    Saturates,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) dealt: Dealt,
    pub(super) order: Order,
    pub(super) in_order_dealt: bool,
    pub(super) heaviest: bool,
    pub(super) last_of_equal_loads: bool,
    pub(super) load_in_float: bool,
    pub(super) load_in_32_bits: bool,
    /// Where loads are floats, these are f32.
    pub(super) load_in_single: bool,
    pub(super) draw: Draw,
    pub(super) overflows_in_draw: bool,
    pub(super) mix: Mix,
    pub(super) overflows_in_mix: bool,
    pub(super) wide: bool,
    pub(super) proportional_blocks: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "in_order_dealt",
            "the balanced table is in the order in which the tokens were dealt out. Entry i must be the expert of token i.",
            |k| k.in_order_dealt = true,
        ),
        Mistake::<Knobs>::new(
            "order_as_given",
            "the balanced table takes the tokens by id. From the most frequent on, the small ones can fill the gaps at the end.",
            |k| k.order = Order::AsGiven,
        )
        .edit("    order.sort_by_key(|&token| std::cmp::Reverse(counts[token]));\n", ""),
        Mistake::<Knobs>::new(
            "rarest_first",
            "the balanced table takes the rarest token first, so that the largest counts come when nothing is left to even them out. \
             Sort in falling order.",
            |k| k.order = Order::Rising,
        )
        .edit("std::cmp::Reverse(counts[token])", "counts[token]"),
        Mistake::<Knobs>::new(
            "higher_id_first",
            "of equally frequent tokens the higher id comes first, as when a sort is ascending and then reversed, or in a heap of \
             (count, token). Here the lower comes first.",
            |k| k.order = Order::HigherIdFirst,
        )
        .edit("std::cmp::Reverse(counts[token])", "std::cmp::Reverse((counts[token], token))"),
        Mistake::new("modulo", "`balanced` is token mod experts. Counts play no part in it.", |k| {
            k.dealt = Dealt::Modulo;
        }),
        Mistake::new(
            "contiguous_blocks",
            "`balanced` cuts the ids into blocks of equally many tokens. Counts play no part in it.",
            |k| k.dealt = Dealt::Blocks,
        ),
        Mistake::<Knobs>::new(
            "dealt_in_turn",
            "the tokens are dealt out in turn, from the most frequent on, or each to the expert with the fewest tokens, which is the same. \
             A load is a sum of counts, not a number of tokens: ask each time who has the smallest.",
            |k| k.dealt = Dealt::InTurn,
        )
        .edit("load[lightest] += counts[token];", "load[lightest] += 1;"),
        Mistake::new(
            "there_and_back",
            "the tokens are dealt out in turn and back again. That is better than in turn, but nobody asks who has the smallest load.",
            |k| k.dealt = Dealt::ByHalves,
        ),
        Mistake::<Knobs>::new("heaviest", "each token goes to the expert with the largest load.", |k| {
            k.heaviest = true
        })
        .edit(
            "min_by_key(|&expert| load[expert])",
            "min_by_key(|&expert| std::cmp::Reverse(load[expert]))",
        ),
        Mistake::<Knobs>::new(
            "last_of_equal_loads",
            "of experts with equal loads the last gets the token. Here the lower index comes first.",
            |k| k.last_of_equal_loads = true,
        )
        .edit("(0..experts).min_by_key", "(0..experts).rev().min_by_key"),
        Mistake::<Knobs>::new(
            "load_in_float",
            "the loads are summed in floats, in which large ones that differ by 1 are equal. Counts are whole numbers: sum them as usize.",
            |k| k.load_in_float = true,
        )
        .edit(
            "let mut load = vec![0; experts];\n    let mut table = vec![0; counts.len()];\n    for token in order {\n        let lightest = (0..experts).min_by_key(|&expert| load[expert]).expect(\"at least one expert\");\n        load[lightest] += counts[token];",
            "let mut load = vec![0.0_f32; experts];\n    let mut table = vec![0; counts.len()];\n    for token in order {\n        let lightest = (0..experts).min_by(|&a, &b| load[a].total_cmp(&load[b])).expect(\"at least one expert\");\n        load[lightest] += counts[token] as f32;",
        ),
        Mistake::<Knobs>::new(
            "load_in_32_bits",
            "the loads are summed in 32 bits, and start again from 0 where they pass 2³². Sum them as usize.",
            |k| k.load_in_32_bits = true,
        )
        .edit(
            "load[lightest] += counts[token];",
            "load[lightest] = (load[lightest] + counts[token]) % (1 << 32);",
        ),
        Mistake::<Knobs>::new(
            "low_bits",
            "`random` takes state mod experts, which are the lowest bits where experts is a power of two. The lowest bit of this generator \
             alternates, the next has period 4: that is no chance. Multiply and divide by 2³¹.",
            |k| k.draw = Draw::LowBits,
        )
        .edit("((state * experts as u64) >> 31) as usize", "(state % experts as u64) as usize"),
        Mistake::<Knobs>::new(
            "seed_first",
            "`random` gives token 0 the seed itself. The state moves on before each token, also before the first.",
            |k| k.draw = Draw::SeedFirst,
        )
        .edit(
            "        state = (1_103_515_245 * state + 12_345) % (1 << 31);\n        // The upper bits choose: the lower ones of such a generator repeat after a few steps.\n        ((state * experts as u64) >> 31) as usize",
            "        let expert = ((state * experts as u64) >> 31) as usize;\n        state = (1_103_515_245 * state + 12_345) % (1 << 31);\n        expert",
        ),
        Mistake::new(
            "seed_plus_token",
            "`random` starts anew for each token, from seed + token. The state is carried from token to token.",
            |k| k.draw = Draw::SeedPlusToken,
        ),
        Mistake::<Knobs>::new(
            "shifted_bits",
            "`random` takes (state / 2¹⁶) mod experts, as C's `rand` does. Here it is state · experts / 2³¹.",
            |k| k.draw = Draw::Shifted,
        )
        .edit("((state * experts as u64) >> 31) as usize", "((state >> 16) % experts as u64) as usize"),
        Mistake::<Knobs>::new("no_increment", "the increment 12345 of `random` is missing.", |k| {
            k.draw = Draw::NoIncrement
        })
        .edit("(1_103_515_245 * state + 12_345)", "(1_103_515_245 * state)"),
        Mistake::<Knobs>::new(
            "not_masked",
            "the state of `random` keeps 32 bits, as wrapping_mul leaves them, and is divided by 2³¹, so that there are twice as many experts. \
             Take it modulo 2³¹.",
            |k| k.draw = Draw::Unmasked,
        )
        .edit("(1 << 31)", "(1 << 32)"),
        Mistake::<Knobs>::new(
            "divided_by_largest",
            "in `random` the state is divided by 2³¹ − 1, its largest value. For that value there is an expert too many: divide by 2³¹.",
            |k| k.draw = Draw::OverLargest,
        )
        .edit(
            "((state * experts as u64) >> 31) as usize",
            "(state * experts as u64 / ((1 << 31) - 1)) as usize",
        ),
        Mistake::<Knobs>::new(
            "bucket_rounded",
            "in `random` the state is divided by 2³¹ / experts, which is rounded down before. Multiply first, then divide.",
            |k| k.draw = Draw::InBuckets,
        )
        .edit("((state * experts as u64) >> 31) as usize", "(state / ((1 << 31) / experts as u64)) as usize"),
        Mistake::new("modulo_32", "the state of `random` is kept modulo 2³². It is modulo 2³¹.", |k| {
            k.draw = Draw::Modulo32
        }),
        Mistake::<Knobs>::new(
            "rounded",
            "state · experts / 2³¹ is rounded to the nearest. It is rounded down; otherwise there is an expert too many.",
            |k| k.draw = Draw::Rounded,
        )
        .edit(
            "((state * experts as u64) >> 31) as usize",
            "((state * experts as u64 + (1 << 30)) >> 31) as usize",
        ),
        Mistake::<Knobs>::new(
            "draw_in_float",
            "in `random` the state becomes f32, which keeps 24 of its 31 bits: with many experts the last of them decide. Multiply in \
             whole numbers, or in f64.",
            |k| k.draw = Draw::InFloat,
        )
        .edit(
            "((state * experts as u64) >> 31) as usize",
            "(state as f32 / 2_147_483_648.0 * experts as f32) as usize",
        ),
        Mistake::<Knobs>::new(
            "draw_wraps",
            "in `random` state · experts is taken modulo 2³² before it is divided, so that only experts 0 and 1 are left. The product \
             needs 64 bits.",
            |k| k.draw = Draw::Wraps,
        )
        .edit(
            "((state * experts as u64) >> 31) as usize",
            "((state as u32).wrapping_mul(experts as u32) >> 31) as usize",
        ),
        Mistake::new(
            "overflows_in_draw",
            "in `random` 1103515245 · state is computed in 32 bits, and overflows. Take u64, or wrapping_mul: the low 31 bits of a product \
             need no more.",
            |k| k.overflows_in_draw = true,
        ),
        Mistake::<Knobs>::new(
            "overflows_in_mix",
            "in `bigram` a product is computed in 32 bits, and overflows. Modulo 2³² is what wrapping_mul does.",
            |k| k.overflows_in_mix = true,
        )
        .edit("token.wrapping_mul(2_654_435_761)", "(token * 2_654_435_761)"),
        Mistake::<Knobs>::new(
            "saturates_in_mix",
            "in `bigram` a product that is too large stays at the largest u32, as saturating_mul does. Modulo 2³² is what wrapping_mul \
             does.",
            |k| k.mix = Mix::Saturates,
        )
        .edit(
            "token.wrapping_mul(2_654_435_761) ^ previous.wrapping_mul(2_246_822_519)",
            "token.saturating_mul(2_654_435_761) ^ previous.saturating_mul(2_246_822_519)",
        ),
        Mistake::<Knobs>::new(
            "product_not_reduced",
            "in `bigram` the products are computed in 64 bits and not taken modulo 2³². Take the low 32 bits of each.",
            |k| k.mix = Mix::Wide,
        )
        .edit(
            "    let mix = |(token, previous): (&u32, &u32)| {\n        token.wrapping_mul(2_654_435_761) ^ previous.wrapping_mul(2_246_822_519)\n    };\n    let expert = |mix: u32| ((u64::from(mix) * experts as u64) >> 32) as usize;",
            "    let mix = |(token, previous): (&u32, &u32)| {\n        (u64::from(*token) * 2_654_435_761) ^ (u64::from(*previous) * 2_246_822_519)\n    };\n    let expert = |mix: u64| ((u128::from(mix) * experts as u128) >> 32) as usize;",
        ),
        Mistake::<Knobs>::new(
            "mix_low_bits",
            "`bigram` takes mix mod experts. It is mix · experts / 2³², which the upper bits decide.",
            |k| k.mix = Mix::LowBits,
        )
        .edit("((u64::from(mix) * experts as u64) >> 32) as usize", "mix as usize % experts"),
        Mistake::<Knobs>::new(
            "mix_divided_by_31",
            "in `bigram` the product is divided by 2³¹, and there are twice as many experts. The mix has 32 bits.",
            |k| k.mix = Mix::By31,
        )
        .edit(">> 32", ">> 31"),
        Mistake::<Knobs>::new(
            "mix_in_float",
            "in `bigram` the mix becomes f32, which keeps 24 of its 32 bits: with many experts the last of them decide. Multiply in \
             whole numbers, or in f64.",
            |k| k.mix = Mix::InFloat,
        )
        .edit(
            "((u64::from(mix) * experts as u64) >> 32) as usize",
            "(mix as f32 / 4_294_967_296.0 * experts as f32) as usize",
        ),
        Mistake::<Knobs>::new(
            "multipliers_exchanged",
            "the two multipliers are exchanged: 2654435761 belongs to the token itself.",
            |k| k.mix = Mix::Exchanged,
        )
        .edit(
            "token.wrapping_mul(2_654_435_761) ^ previous.wrapping_mul(2_246_822_519)",
            "token.wrapping_mul(2_246_822_519) ^ previous.wrapping_mul(2_654_435_761)",
        ),
        Mistake::<Knobs>::new("next_token", "`bigram` looks at the next token. It is the one before.", |k| {
            k.mix = Mix::Next;
        })
        .edit("std::iter::once(&0).chain(tokens)", "tokens.iter().skip(1).chain(std::iter::once(&0))"),
        Mistake::<Knobs>::new("token_alone", "`bigram` hashes the token alone, without the one before.", |k| {
            k.mix = Mix::OwnOnly;
        })
        .edit(" ^ previous.wrapping_mul(2_246_822_519)", ""),
        Mistake::<Knobs>::new(
            "one_multiplier",
            "both tokens are multiplied by 2654435761. Then AB and BA share an expert, and AA, BB and CC are all at 0.",
            |k| k.mix = Mix::TwiceOwn,
        )
        .edit("2_246_822_519", "2_654_435_761"),
        Mistake::<Knobs>::new("sum_for_xor", "the two products are added. They are joined by xor.", |k| {
            k.mix = Mix::Sum
        })
        .edit(
            "token.wrapping_mul(2_654_435_761) ^ previous.wrapping_mul(2_246_822_519)",
            "token.wrapping_mul(2_654_435_761).wrapping_add(previous.wrapping_mul(2_246_822_519))",
        ),
        Mistake::<Knobs>::new(
            "no_multipliers",
            "the tokens are joined without the multiplications. Small ids then have no upper bits, and nearly all go to expert 0.",
            |k| k.mix = Mix::Plain,
        )
        .edit(
            "token.wrapping_mul(2_654_435_761) ^ previous.wrapping_mul(2_246_822_519)",
            "token ^ previous",
        ),
        Mistake::<Knobs>::new(
            "first_with_itself",
            "at the first position the token itself is taken for the one before. It is 0 there.",
            |k| k.mix = Mix::FirstWithItself,
        )
        .edit("std::iter::once(&0).chain(tokens)", "tokens.first().into_iter().chain(tokens)"),
        Mistake::<Knobs>::new(
            "first_with_last",
            "at the first position the last token of the text is taken for the one before, as when an index wraps around. It is 0 there.",
            |k| k.mix = Mix::FirstWithLast,
        )
        .edit("std::iter::once(&0).chain(tokens)", "tokens.last().into_iter().chain(tokens)"),
        Mistake::<Knobs>::new(
            "without_first",
            "the first position has no expert: windows(2) gives one pair fewer than there are tokens. With it, 0 stands before it.",
            |k| k.mix = Mix::WithoutFirst,
        )
        .edit("tokens.iter().zip(previous)", "tokens.iter().zip(previous).skip(1)"),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Vec<usize> {
        match input {
            Input::Balanced { counts, experts } => self.balanced(counts, *experts),
            Input::Random { vocabulary, experts, seed } => self.random(*vocabulary, *experts, *seed),
            Input::Bigram { tokens, experts } => self.bigram(tokens, *experts),
        }
    }

    fn balanced(&self, counts: &[usize], experts: usize) -> Vec<usize> {
        let tokens = counts.len();
        match self.dealt {
            Dealt::Modulo => return (0..tokens).map(|token| token % experts).collect(),
            Dealt::Blocks => {
                if self.proportional_blocks {
                    return (0..tokens).map(|token| token * experts / tokens).collect();
                }
                let size = tokens.div_ceil(experts).max(1);
                return (0..tokens).map(|token| token / size).collect();
            }
            _ => {}
        }
        let mut order: Vec<usize> = (0..tokens).collect();
        match self.order {
            Order::Falling => order.sort_by_key(|&token| std::cmp::Reverse(counts[token])),
            Order::Rising => order.sort_by_key(|&token| counts[token]),
            Order::AsGiven => {}
            Order::HigherIdFirst => {
                order.sort_by_key(|&token| counts[token]);
                order.reverse();
            }
        }
        let mut load = vec![0_usize; experts];
        let seen = |load: usize| match (self.load_in_float, self.load_in_32_bits) {
            (true, _) => load as f64 as usize,
            (_, true) => load as u32 as usize,
            _ => load,
        };
        let mut table = vec![0; tokens];
        let mut dealt = Vec::new();
        for (place, token) in order.into_iter().enumerate() {
            let lightest = (0..experts).min_by_key(|&expert| {
                let tie = if self.last_of_equal_loads { experts - 1 - expert } else { expert };
                (if self.heaviest { usize::MAX - load[expert] } else { load[expert] }, tie)
            });
            let expert = match self.dealt {
                Dealt::InTurn => place % experts,
                Dealt::ByHalves => {
                    let turn = place % (2 * experts);
                    turn.min(2 * experts - 1 - turn)
                }
                _ => lightest.unwrap_or(0),
            };
            load[expert] = if self.load_in_float && self.load_in_single {
                (load[expert] as f32 + counts[token] as f32) as usize
            } else {
                seen(load[expert] + counts[token])
            };
            table[token] = expert;
            dealt.push(expert);
        }
        if self.in_order_dealt { dealt } else { table }
    }

    fn random(&self, vocabulary: usize, experts: usize, seed: u32) -> Vec<usize> {
        let modulus: u64 =
            if matches!(self.draw, Draw::Modulo32 | Draw::Unmasked) { 1 << 32 } else { 1 << 31 };
        let increment = if self.draw == Draw::NoIncrement { 0 } else { 12_345 };
        let next = |state: u64| {
            let product = 1_103_515_245 * state;
            assert!(!self.overflows_in_draw || product < 1 << 32, "attempt to multiply with overflow");
            (product + increment) % modulus
        };
        let mut state = u64::from(seed);
        (0..vocabulary as u64)
            .map(|token| {
                if self.draw == Draw::SeedPlusToken {
                    state = next((u64::from(seed) + token) % modulus);
                } else if !(self.draw == Draw::SeedFirst && token == 0) {
                    state = next(state);
                }
                let experts = experts as u64;
                let expert = match self.draw {
                    Draw::LowBits => state % experts,
                    Draw::Wraps => ((state * experts) & 0xffff_ffff) >> 31,
                    Draw::Shifted => (state >> 16) % experts,
                    Draw::Unmasked => ((u128::from(state) * u128::from(experts)) >> 31) as u64,
                    Draw::OverLargest => state * experts / (modulus - 1),
                    Draw::InBuckets => state / (modulus / experts),
                    Draw::InFloat => (state as f32 / modulus as f32 * experts as f32) as u64,
                    Draw::Rounded => (state * experts + modulus / 2) / modulus,
                    _ => (u128::from(state) * u128::from(experts) / u128::from(modulus)) as u64,
                };
                expert as usize
            })
            .collect()
    }

    fn bigram(&self, tokens: &[u32], experts: usize) -> Vec<usize> {
        let (own_factor, before_factor) = match self.mix {
            Mix::Exchanged => (2_246_822_519, 2_654_435_761),
            Mix::TwiceOwn => (2_654_435_761, 2_654_435_761),
            Mix::Plain => (1, 1),
            _ => (2_654_435_761, 2_246_822_519),
        };
        let product = |token: u32, factor: u64| {
            let product = u64::from(token) * factor;
            assert!(!self.overflows_in_mix || product < 1 << 32, "attempt to multiply with overflow");
            match self.mix {
                Mix::Wide => product,
                Mix::Saturates => product.min(u64::from(u32::MAX)),
                _ => product & 0xffff_ffff,
            }
        };
        let expert = |at: usize| {
            let previous = match at.checked_sub(1) {
                _ if self.mix == Mix::Next => tokens.get(at + 1).copied().unwrap_or(0),
                Some(before) => tokens[before],
                None if self.mix == Mix::FirstWithItself => tokens[0],
                None if self.mix == Mix::FirstWithLast => tokens[tokens.len() - 1],
                None => 0,
            };
            let own = product(tokens[at], own_factor);
            let before = if self.mix == Mix::OwnOnly { 0 } else { product(previous, before_factor) };
            let mix = match self.mix {
                Mix::Sum if self.wide => own + before,
                Mix::Sum => (own + before) & 0xffff_ffff,
                _ => own ^ before,
            };
            match self.mix {
                Mix::LowBits => (mix % experts as u64) as usize,
                Mix::By31 => ((mix * experts as u64) >> 31) as usize,
                // In debug and in release builds alike.
                Mix::Wide if !self.wide => {
                    let product = mix.checked_mul(experts as u64);
                    assert!(product.is_some(), "attempt to multiply with overflow");
                    let product = product.unwrap_or(0);
                    (product >> 32) as usize
                }
                Mix::InFloat => (mix as f32 / 4_294_967_296.0 * experts as f32) as usize,
                _ => ((u128::from(mix) * experts as u128) >> 32) as usize,
            }
        };
        let skipped = usize::from(self.mix == Mix::WithoutFirst);
        (skipped.min(tokens.len())..tokens.len()).map(expert).collect()
    }
}
