//! How the scale changes, with knobs.

use sharding::Recipe;

use super::bent::{Count, Knobs, Skip};

impl Knobs {
    /// Scale and count after a step that was skipped.
    pub(super) fn backed_off(&self, scale: f32, good: u32, recipe: Recipe) -> (f32, u32) {
        let good = match self.count {
            Count::KeptOnSkip => good,
            Count::SkippedToo => good + 1,
            _ => 0,
        };
        let scale = match self.skip {
            Skip::NoBackoff => scale,
            Skip::Grows => scale / recipe.backoff,
            Skip::AtLeastOne => (scale * recipe.backoff).max(1.0),
            Skip::ByHalf => scale / 2.0,
            Skip::ToStart => 65536.0,
            _ => scale * recipe.backoff,
        };
        (scale, good)
    }

    /// The same after a good one.
    pub(super) fn grown(&self, scale: f32, good: u32, recipe: Recipe) -> (f32, u32) {
        let counted = good + 1;
        let is = |count: u32, most: u32| count == most || (self.or_more && count >= most);
        let full = match self.count {
            Count::OneLate => is(good, recipe.interval),
            Count::OneEarly => is(counted + 1, recipe.interval) || recipe.interval == 1,
            Count::Never => false,
            Count::Always => true,
            _ => is(counted, recipe.interval),
        };
        if !full {
            return (scale, counted);
        }
        let growth = if self.skip == Skip::ByHalf { 2.0 } else { recipe.growth };
        let next = if self.count == Count::Added { scale + growth } else { scale * growth };
        let good = if self.count == Count::NotReset { counted } else { 0 };
        let stays = if self.count == Count::ResetIfGrown { counted } else { good };
        if next.is_finite() || self.skip == Skip::Infinite { (next, good) } else { (scale, stays) }
    }
}
