//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

moe::exercises!(judge::plans);

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
