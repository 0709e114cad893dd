//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

use judge::slips::largest;
use ndarray::{Array2, ArrayView1, NdFloat};

moe::exercises!(judge::plans);

/// What a bent softmax subtracts from the logits of a token.
#[derive(Clone, Copy, Default, PartialEq)]
enum Shift {
    #[default]
    Largest,
    Nothing,
    /// The largest, and at least 0.
    FromZero,
    /// The largest of all tokens.
    OfAll,
}

impl Shift {
    /// Of one token among all.
    fn of<T: NdFloat>(self, token: ArrayView1<'_, T>, all: &Array2<T>) -> T {
        match self {
            Shift::Largest => largest(&token),
            Shift::Nothing => T::zero(),
            Shift::FromZero => largest(&token).max(T::zero()),
            Shift::OfAll => largest(all),
        }
    }
}

/// The mistakes of a softmax whose tokens are not shifted by their own largest logits.
fn unshifted<K>(no_max: fn(&mut K), from_zero: fn(&mut K), of_all: fn(&mut K)) -> [judge::Mistake<K>; 3] {
    [
        judge::Mistake::new(
            "no_max",
            "exp is taken of the logits themselves. Near 1000 it overflows, near −1000 all of it underflows to 0/0: subtract the \
             largest logit of the token first.",
            no_max,
        ),
        judge::Mistake::new(
            "max_from_zero",
            "the search for the largest logit starts at 0 (or at f32::MIN_POSITIVE, the smallest positive number). Logits near −1000 \
             are all smaller, and exp underflows to 0/0. Start at f32::NEG_INFINITY.",
            from_zero,
        ),
        judge::Mistake::new(
            "max_of_all",
            "the largest of all logits is subtracted, not the largest of each token. A token whose logits are much smaller than \
             another's underflows: its probabilities become 0/0.",
            of_all,
        ),
    ]
}
