//! Mistakes of a memory that fades, which `gated_delta` and `kda` share.

use judge::Mistake;

use super::knobs::{Factor, Fades, Knobs, Read, There};

/// Those of a memory that fades.
pub(crate) fn of_fading() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "decay_after_write",
            "fading comes last: what the token has just written fades at once. First everything fades, then the token is written.",
            |k: &mut Knobs| k.fades = Fades::AfterWrite,
        ),
        Mistake::new(
            "error_before_decay",
            "what is missing is computed from the memory before it fades: v − Sᵀ k. What is erased then is more than what is left. First \
             everything fades, then look: v − S̃ᵀ k.",
            |k| k.there = There::Unfaded,
        ),
        Mistake::new(
            "decay_inclusive",
            "between two tokens the earlier one's own decay counts too, as in a product over all tokens from j to i: what a token writes has \
             faded once before anyone reads it. Between j and i stand the decays of j + 1 to i.",
            |k| k.fades = Fades::Inclusive,
        ),
        Mistake::new(
            "looks_up_never_faded",
            "what is missing at k is computed as if the memory had never faded, as when the products of keys in a chunk are taken without \
             the decays between them. Look at the memory as it is, after fading.",
            |k| k.there = There::NeverFaded,
        ),
        Mistake::new(
            "decay_not_exponentiated",
            "g itself is the factor. It is a logarithm: multiply by exp(g).",
            |k| k.factor = Factor::Raw,
        ),
        Mistake::new(
            "decay_grows",
            "the factor is exp(−g), which is more than 1: the memory grows. g is negative already.",
            |k| k.factor = Factor::Grows,
        ),
        Mistake::new(
            "nothing_fades",
            "the decays have no effect: that is the delta rule of a memory that keeps everything.",
            |k| k.factor = Factor::One,
        ),
        Mistake::new(
            "power_of_two",
            "the factor is 2 to the g. Kernels that use exp2 multiply g by log₂ e first; the factor is exp(g).",
            |k| k.factor = Factor::PowerOfTwo,
        ),
        Mistake::new(
            "fades_when_written",
            "at a token with β = 0 nothing fades. It writes nothing, and everything fades all the same: a gate does not ask whether \
             something is written.",
            |k| k.fades = Fades::WhenWritten,
        ),
        Mistake::new(
            "decay_linear",
            "the factor is 1 + g. That is near exp(g) for small g, and negative below −1.",
            |k| k.factor = Factor::Linear,
        ),
        Mistake::new(
            "decay_running",
            "the factor is exp of the decays of all tokens so far. A state that is carried from token to token has faded by those already: \
             multiply by exp of this token's own.",
            |k| k.factor = Factor::Running,
        ),
        Mistake::new(
            "decay_one_late",
            "a token's decay is applied at the token behind it. At token t everything fades by exp(g[t]).",
            |k| k.factor = Factor::OneLate,
        ),
        Mistake::new(
            "decay_twice",
            "everything fades by exp(2 g), as when it fades once at the end of a token and again at the beginning of the next. It fades once a \
             token.",
            |k| k.factor = Factor::Twice,
        ),
        Mistake::new(
            "keeps_what_fades",
            "the factor is 1 − exp(g): what should be kept fades, and the other way round. It is exp(g).",
            |k| k.factor = Factor::Complement,
        ),
        Mistake::new(
            "decay_cut_off",
            "decays below −5 count as −5. Then exp(g) is never below 0.0067, and a memory that should be wiped keeps something.",
            |k| k.factor = Factor::CutOff,
        ),
        Mistake::new(
            "decay_squashed",
            "the factor is σ(g). The decays come as logarithms: it is exp(g), which is 1 where g is 0.",
            |k| k.factor = Factor::Squashed,
        ),
        Mistake::new(
            "decay_softplus",
            "the factor is exp(−softplus(g)), as if g were what the gate begins with. The decays come as logarithms: it is exp(g).",
            |k| k.factor = Factor::Softplus,
        ),
        Mistake::new(
            "reads_faded",
            "a token reads the memory when it has faded, and before it is written. Write first, then read.",
            |k| k.read = Read::Faded,
        ),
        Mistake::new(
            "divides_by_decays",
            "what is written is divided by the product of all decays so far, and what is read is multiplied by it. The quotient is right, \
             and after enough tokens the one is infinite and the other 0. Let the state fade, or take exp of differences.",
            |k| k.fades = Fades::ByQuotients,
        ),
    ]
}
