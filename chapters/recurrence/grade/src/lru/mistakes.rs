//! The typical mistakes of `lru`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Combine, Gamma, Into, Knobs, Lambda, Out};

const LAMBDA: &str = "Complex32::new(-nu.exp(), theta.exp()).exp()";
const GAMMA: &str = "(-(-2.0 * nu.exp()).exp_m1()).sqrt()";
const FACTOR: &str = "factor: second.factor * first.factor";
const ADDED: &str = "added: second.factor * first.added + second.added";
const WRITTEN: &str = " * gamma.mapv(Complex32::from)";
const STATE: &str = "state = state * &lambda + written;";
const READ: &str = "weights.c.dot(&state).mapv(|y| y.re)";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_decays(), of_gamma(), of_combine(), of_states(), of_outputs(), of_memory()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_decays() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "nu_not_exponentiated",
            "λ is exp(−ν + i exp(θ)): ν without its own exponential. Then a negative ν gives |λ| > 1, and the state explodes. exp(ν) is \
             positive whatever ν is.",
            |k| k.lambda = Lambda::NuPlain,
        ),
        Mistake::<Knobs>::new(
            "theta_not_exponentiated",
            "λ is exp(−exp(ν) + iθ): the angle is θ itself. It is exp(θ).",
            |k| k.lambda = Lambda::ThetaPlain,
        )
        .edit(LAMBDA, "Complex32::new(-nu.exp(), *theta).exp()"),
        Mistake::<Knobs>::new(
            "neither_exponentiated",
            "λ is exp(−ν + iθ). Both ν and θ are logarithms: it is exp(−exp(ν) + i exp(θ)).",
            |k| k.lambda = Lambda::BothPlain,
        ),
        Mistake::new(
            "not_exponentiated_at_all",
            "λ is −exp(ν) + i exp(θ), as in continuous time. In discrete time it is the exponential of that.",
            |k| k.lambda = Lambda::NotExponentiated,
        ),
        Mistake::new(
            "grows",
            "λ is exp(+exp(ν) + i exp(θ)), always outside of the unit circle: the minus is missing.",
            |k| k.lambda = Lambda::Grows,
        ),
        Mistake::<Knobs>::new(
            "turns_backwards",
            "λ turns by −exp(θ): it is the conjugate of what it should be.",
            |k| k.lambda = Lambda::Conjugated,
        )
        .edit(LAMBDA, "Complex32::new(-nu.exp(), -theta.exp()).exp()"),
        Mistake::<Knobs>::new(
            "does_not_turn",
            "λ is exp(−exp(ν)), a real number: θ is not used.",
            |k| k.lambda = Lambda::Real,
        )
        .edit(LAMBDA, "Complex32::new(-nu.exp(), 0.0 * theta).exp()"),
    ]
}

fn of_gamma() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("gamma_of_length", "γ is 1 − |λ|. It is √(1 − |λ|²).", |k| k.gamma = Gamma::OfLength)
            .edit(GAMMA, "-(-nu.exp()).exp_m1()"),
        Mistake::<Knobs>::new("gamma_of_root", "γ is √(1 − |λ|). It is √(1 − |λ|²).", |k| k.gamma = Gamma::RootOfLength)
            .edit(GAMMA, "(-(-nu.exp()).exp_m1()).sqrt()"),
        Mistake::<Knobs>::new("gamma_without_root", "γ is 1 − |λ|². It is the root of that.", |k| k.gamma = Gamma::NoRoot)
            .edit(GAMMA, "-(-2.0 * nu.exp()).exp_m1()"),
        Mistake::new(
            "gamma_of_square",
            "γ is √(1 − λ²), of which the real part is taken. λ² is not |λ|²: γ has nothing to do with the angle.",
            |k| k.gamma = Gamma::OfSquare,
        ),
        Mistake::<Knobs>::new(
            "gamma_cancels",
            "γ is computed as a difference, 1 − |λ|², in f32. For a state that hardly forgets, |λ|² is so close to 1 that few digits of the \
             difference are left, or none, or it is negative. 1 − exp(x) is −exp_m1(x); or compute in f64.",
            |k| k.gamma = Gamma::Cancels,
        )
        .edit(GAMMA, "(1.0 - (-2.0 * nu.exp()).exp()).sqrt()"),
    ]
}

fn of_combine() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "operands_swapped",
            "combine does the second step first: what the *second* adds is multiplied by the factor of the first. The first step is done first, and \
             what it adds goes through the second.",
            |k| k.combine = Combine::Swapped,
        )
        .edit(ADDED, "added: first.factor * second.added + first.added"),
        Mistake::<Knobs>::new(
            "factor_of_second",
            "the combined factor is that of the second step. It is the product of both. In a loop from the left nobody notices, since the factor \
             of what is on the left is never used; in a tree it is.",
            |k| k.combine = Combine::SecondFactor,
        )
        .edit(FACTOR, "factor: second.factor"),
        Mistake::<Knobs>::new(
            "factor_of_first",
            "the combined factor is that of the first step. It is the product of both.",
            |k| k.combine = Combine::FirstFactor,
        )
        .edit(FACTOR, "factor: first.factor"),
        Mistake::<Knobs>::new(
            "factors_added",
            "the combined factor is the sum of both. It is their product.",
            |k| k.combine = Combine::FactorsAdded,
        )
        .edit(FACTOR, "factor: second.factor + first.factor"),
        Mistake::<Knobs>::new(
            "added_before",
            "what the second step adds is multiplied by its factor, too: a (h + b). A step is a h + b.",
            |k| k.combine = Combine::AddedBefore,
        )
        .edit(ADDED, "added: second.factor * (first.added + second.added)"),
        Mistake::<Knobs>::new(
            "added_not_multiplied",
            "what the first step adds is not multiplied by the second factor.",
            |k| k.combine = Combine::NotMultiplied,
        )
        .edit(ADDED, "added: first.added + second.added"),
        Mistake::<Knobs>::new(
            "added_by_first_factor",
            "what the first step adds is multiplied by the factor of the first step. It goes through the second: multiply it by the second factor.",
            |k| k.combine = Combine::ByFirstFactor,
        )
        .edit(ADDED, "added: first.factor * first.added + second.added"),
        Mistake::new(
            "multiplied_by_parts",
            "complex numbers are multiplied part by part, real by real and imaginary by imaginary. (a + ib)(c + id) is (ac − bd) + i(ad + bc).",
            |k| k.combine = Combine::ByParts,
        ),
    ]
}

fn of_states() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("no_gamma", "`forward` does not multiply B x by γ.", |k| k.into = Into::Plain)
            .edit(WRITTEN, ""),
        Mistake::<Knobs>::new("gamma_twice", "`forward` multiplies B x by γ twice.", |k| {
            k.into = Into::Twice
        })
        .edit(WRITTEN, " * gamma.mapv(|g| Complex32::from(g * g))"),
        Mistake::<Knobs>::new(
            "gamma_exponentiated",
            "`forward` multiplies B x by exp(γ), as where a layer stores the logarithm of γ. `decay` gives γ itself.",
            |k| k.into = Into::OfLogarithm,
        )
        .edit(WRITTEN, " * gamma.mapv(|g| Complex32::from(g.exp()))"),
        Mistake::<Knobs>::new(
            "gamma_on_the_state",
            "`forward` multiplies the whole state by γ in every step, γ (λ h + B x). Only what is added is multiplied.",
            |k| k.into = Into::GammaOnAll,
        )
        .edit(STATE, "state = (state * &lambda + weights.b.dot(&x.mapv(Complex32::from))) * gamma.mapv(Complex32::from); let _ = written;"),
        Mistake::<Knobs>::new(
            "input_made_real",
            "only the real part of B x is added to the state. It is complex.",
            |k| k.into = Into::Real,
        )
        .edit(STATE, "state = state * &lambda + written.mapv(|x| Complex32::from(x.re));"),
        Mistake::<Knobs>::new("b_conjugated", "the input is multiplied by the conjugate of B.", |k| {
            k.into = Into::Conjugated
        })
        .edit("weights.b.dot(", "weights.b.mapv(|b| b.conj()).dot("),
    ]
}

fn of_outputs() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "twice_the_real_part",
            "the output is 2 Re(C h), as where states come in conjugate pairs of which one is kept, in S4D. Here it is Re(C h).",
            |k| k.out = Out::Twice,
        )
        .edit(READ, "weights.c.dot(&state).mapv(|y| 2.0 * y.re)"),
        Mistake::<Knobs>::new("c_conjugated", "the state is multiplied by the conjugate of C.", |k| k.out = Out::Conjugated)
            .edit("weights.c.dot(", "weights.c.mapv(|c| c.conj()).dot("),
        Mistake::<Knobs>::new(
            "real_parts_multiplied",
            "the output is Re(C) Re(h). The real part of a product is Re(C) Re(h) − Im(C) Im(h): multiply first.",
            |k| k.out = Out::RealParts,
        )
        .edit(READ, "weights.c.mapv(|c| c.re).dot(&state.mapv(|h| h.re))"),
        Mistake::<Knobs>::new("length_of_output", "the output is |C h|. It is the real part.", |k| k.out = Out::Length)
            .edit(READ, "weights.c.dot(&state).mapv(|y| y.norm())"),
        Mistake::<Knobs>::new("imaginary_part", "the output is Im(C h). It is the real part.", |k| k.out = Out::Imaginary)
            .edit(READ, "weights.c.dot(&state).mapv(|y| y.im)"),
        Mistake::new(
            "read_before_writing",
            "a token reads the state as it was before its own step. It is written to first.",
            |k| k.out = Out::Before,
        ),
        Mistake::<Knobs>::new("no_skip", "D ⊙ x is missing in the output.", |k| k.out = Out::NoSkip)
            .edit(" + &weights.d * &x", ""),
        Mistake::<Knobs>::new("skip_without_input", "D itself is added. It is multiplied by the input: D ⊙ x.", |k| {
            k.out = Out::SkipAlone;
        })
        .edit(" + &weights.d * &x", " + &weights.d"),
        Mistake::<Knobs>::new(
            "skip_of_all_channels",
            "the sum of D ⊙ x over all channels is added to each. Each channel has its own.",
            |k| k.out = Out::SkipOfAll,
        )
        .edit(" + &weights.d * &x", " + weights.d.dot(&x)"),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
