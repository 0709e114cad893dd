//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

use judge::slips::largest;
use ndarray::{Array2, ArrayRef, ArrayView1, ArrayViewMut1, Dimension, NdFloat};

moe::exercises!(judge::plans);

/// What a bent softmax subtracts from the logits of a token.
#[derive(Clone, Copy, Default, PartialEq)]
enum Shift {
    #[default]
    Largest,
    Nothing,
    /// The largest, and at least 0.
    FromZero,
    /// The largest absolute value.
    OfMagnitude,
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
            Shift::OfMagnitude => largest(&token.mapv(T::abs)),
            Shift::OfAll => largest(all),
        }
    }
}

/// Turns scores into weights as [`judge::slips::softmax`] does, with a small number added to the sum if it is guarded.
fn softmax<T: NdFloat>(scores: &mut ArrayViewMut1<'_, T>, shift: T, guarded: bool) {
    let guard = if guarded { T::from(1e-9).expect("a number") } else { T::zero() };
    scores.mapv_inplace(|score| (score - shift).exp());
    let sum = scores.sum() + guard;
    scores.mapv_inplace(|weight| weight / sum);
}

/// By what part of itself a weight may be off that is the exponential of a logit less a log-sum-exp: in f32 the sum is rounded, which near
/// 1000 moves all weights of a token alike by up to 6 · 10⁻⁵. No nudged input shows it.
fn by_a_log_sum<D: Dimension>(logits: &ArrayRef<f64, D>) -> f64 {
    f64::from(f32::EPSILON) / 2.0 * logits.fold(0.0, |most: f64, logit| most.max(logit.abs()))
}

/// The mistakes of a softmax whose tokens are not shifted by their own largest logits.
fn unshifted<K>(
    no_max: fn(&mut K),
    from_zero: fn(&mut K),
    of_magnitude: fn(&mut K),
    of_all: fn(&mut K),
) -> [judge::Mistake<K>; 4] {
    [
        judge::Mistake::new(
            "no_max",
            "exp is taken of the logits themselves. Near 1000 it overflows, near −1000 all of it underflows to 0/0: subtract the \
             largest logit of the token first.",
            no_max,
        ),
        judge::Mistake::new(
            "max_from_zero",
            "what is subtracted is never less than 0. Logits near −1000 are all smaller, and exp underflows to 0/0. Often the search \
             for the largest logit starts at 0 (or at f32::MIN_POSITIVE, the smallest positive number): start at f32::NEG_INFINITY.",
            from_zero,
        ),
        judge::Mistake::new(
            "max_of_magnitude",
            "the largest absolute value is subtracted. Logits near −60 then become −120 in exp, which underflows in an f32 (and those \
             near −400 in an f64): 0/0. Subtract the largest logit, with its sign.",
            of_magnitude,
        ),
        judge::Mistake::new(
            "max_of_all",
            "the largest of all logits is subtracted, not the largest of each token. A token whose logits are much smaller than \
             another's underflows: its probabilities become 0/0, or 0 where something small is added to the sum.",
            of_all,
        ),
    ]
}
