//! The bent solution of `budget`.

use super::knobs::{Counted, Far, Kept, Keys, Knobs, Layers, Near, Read, Scored};
use super::{Costs, Input, Kind};

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Costs {
        let sum = |of: &dyn Fn(&Kind, u64) -> [u128; 2]| -> Vec<u64> {
            input.tokens.iter().map(|&tokens| self.sum(&input.kinds, &|kind| of(kind, tokens))).collect()
        };
        let cache = if self.kept == Kept::DividedLast && self.third {
            input.tokens.iter().map(|&tokens| Self::real_bytes(&input.kinds, tokens)).collect()
        } else {
            sum(&|kind, tokens| self.bytes(kind, tokens))
        };
        Costs {
            cache,
            flops: sum(&|kind, tokens| {
                let tokens = if self.own_token_left_out { tokens.saturating_sub(1) } else { tokens };
                self.flops(kind, tokens)
            }),
        }
    }

    /// Bytes in floats, a part of a block for each token.
    fn real_bytes(kinds: &[Kind], tokens: u64) -> u64 {
        let bytes = |kind: &Kind| {
            let each = if kind.block > 0 {
                (kind.entry_bytes + kind.key_bytes) as f64 / kind.block as f64
            } else {
                0.0
            };
            let near = (kind.window.min(tokens) * kind.entry_bytes) as f64;
            kind.count as f64 * (each * tokens as f64 + near)
        };
        kinds.iter().map(bytes).sum::<f64>() as u64
    }

    /// Adds up what kinds cost for one layer, in the window and in the rest.
    fn sum(&self, kinds: &[Kind], of: &dyn Fn(&Kind) -> [u128; 2]) -> u64 {
        let layers = |kind: &Kind| {
            let ([near, far], count) = (of(kind), u128::from(kind.count));
            let all = match self.layers {
                Layers::OneOfEach => near + far,
                Layers::CountOfWindow => count * near + far,
                Layers::CountOfText => near + count * far,
                _ => count * (near + far),
            };
            if self.second { self.counted(all) } else { all }
        };
        let all: u128 = match self.layers {
            Layers::First => kinds.first().map_or(0, layers),
            Layers::Last => kinds.last().map_or(0, layers),
            Layers::LikeFirst => {
                let count = kinds.iter().map(|kind| u128::from(kind.count)).sum::<u128>();
                kinds.first().map_or(0, |kind| count * of(kind).iter().sum::<u128>())
            }
            _ => kinds.iter().map(layers).sum(),
        };
        let all = if self.second && self.counted != Counted::In32Bits { all } else { self.counted(all) };
        all as u64
    }

    fn counted(&self, number: u128) -> u128 {
        match self.counted {
            Counted::Whole => number,
            Counted::Single => number as f32 as u128,
            Counted::Double => number as f64 as u128,
            Counted::In32Bits => number % (1 << 32),
        }
    }

    #[allow(clippy::match_same_arms)] // In the order of the knob's values.
    fn near(&self, kind: &Kind, tokens: u64) -> u128 {
        let window = kind.window;
        u128::from(match self.near {
            Near::Smaller => window.min(tokens),
            Near::Window => window,
            Near::Text if window > 0 => tokens,
            Near::Text | Near::Nothing => 0,
            Near::OneMore if window == 0 && !self.second => 0,
            Near::OneMore => tokens.min(window + 1),
            Near::OneFewer => tokens.min(window.saturating_sub(1)),
            Near::Larger if window == 0 && !self.second => 0,
            Near::Larger => tokens.max(window),
            Near::Blocks => tokens.min(window * kind.block.max(1)),
            Near::Instead if kind.block > 0 => 0,
            Near::Instead => window.min(tokens),
        })
    }

    #[allow(clippy::match_same_arms)] // In the order of the knob's values.
    fn far(&self, kind: &Kind, tokens: u64) -> u128 {
        let block = kind.block;
        u128::from(match self.far {
            Far::DividesByZero if block == 0 && (kind.window == 0 || !self.second) => {
                panic!("attempt to divide by zero")
            }
            Far::NoneIsOne => tokens / block.max(1),
            Far::Nothing => 0,
            _ if block == 0 => 0,
            Far::Complete | Far::DividesByZero => tokens / block,
            Far::RoundedUp => tokens.div_ceil(block),
            Far::Nearest => (tokens + block / 2) / block,
            Far::OneMore => tokens / block + 1,
            Far::EachToken => tokens,
            Far::BehindWindow => tokens.saturating_sub(kind.window) / block,
            Far::OneTokenFewer => tokens.saturating_sub(1) / block,
            Far::Instead if kind.window > 0 => 0,
            Far::Instead => tokens / block,
        })
    }

    fn bytes(&self, kind: &Kind, tokens: u64) -> [u128; 2] {
        let (near, far) = (self.near(kind, tokens), self.far(kind, tokens));
        let (entry, key) = (u128::from(kind.entry_bytes), u128::from(kind.key_bytes));
        let (block, wide) = (u128::from(kind.block), u128::from(tokens));
        let most = kind.chosen.map_or(far, u128::from).min(far);
        let keys = match self.keys {
            Keys::OfText => far,
            Keys::None => 0,
            Keys::EachToken if block == 0 => 0,
            Keys::EachToken => wide,
            Keys::WindowToo => near + far,
            Keys::Chosen => most,
        };
        match self.kept {
            Kept::Once => [entry * near, entry * far + key * keys],
            Kept::Twice => {
                let twice = if self.second { 2 * key } else { key };
                [2 * entry * near, 2 * entry * far + twice * keys]
            }
            Kept::Chosen => [entry * near, entry * most + key * if self.second { most } else { keys }],
            Kept::BytesOfToken if block > 0 && self.second => {
                [entry * near, (entry / block + key / block) * wide]
            }
            Kept::BytesOfToken if block > 0 => [entry * near, (entry + key) / block * wide],
            Kept::DividedLast if block > 0 => [entry * near, (entry + key) * wide / block],
            Kept::BytesOfToken | Kept::DividedLast => [entry * near, 0],
        }
    }

    fn flops(&self, kind: &Kind, tokens: u64) -> [u128; 2] {
        let (near, far) = (self.near(kind, tokens), self.far(kind, tokens));
        let (mut entry, mut key) = (u128::from(kind.entry_flops), u128::from(kind.key_flops));
        if self.flops_exchanged && kind.chosen.is_some() {
            (entry, key) = (key, entry);
        }
        let chosen = kind.chosen.map(u128::from);
        let most = chosen.unwrap_or(far).min(far);
        let read = match self.read {
            Read::Chosen => most,
            Read::NotClamped => chosen.unwrap_or(far),
            Read::All => far,
            Read::NoneIsNothing => chosen.unwrap_or(0).min(far),
            Read::InTokens => chosen.map_or(far, |chosen| chosen / u128::from(kind.block.max(1))).min(far),
            Read::WindowAmongThem => chosen.map_or(far, |chosen| chosen.min(near + far).saturating_sub(near)),
            Read::BothClamped => {
                let both = u128::from(kind.window) + chosen.unwrap_or(far);
                both.min(u128::from(tokens)).saturating_sub(near)
            }
            Read::Larger => chosen.map_or(far, |chosen| chosen.max(far)),
        };
        let scored = match self.scored {
            Scored::OfText => far,
            Scored::None => 0,
            Scored::Chosen => most,
            Scored::EachToken if kind.block == 0 => 0,
            Scored::EachToken => u128::from(tokens),
            Scored::WindowToo => near + far,
            Scored::IfNeeded => {
                if far > most {
                    far
                } else {
                    0
                }
            }
        };
        let times = if self.flops_twice { 2 } else { 1 };
        let near = if self.read == Read::WindowAmongThem {
            chosen.map_or(near, |chosen| near.min(chosen))
        } else {
            near
        };
        // In a mixture of the two the exchange would concern the window, too.
        let of_near = if self.flops_exchanged && self.second { u128::from(kind.entry_flops) } else { entry };
        [times * of_near * near, times * (entry * read + key * scored)]
    }
}
