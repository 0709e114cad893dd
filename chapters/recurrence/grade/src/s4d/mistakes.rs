//! The typical mistakes of `s4d`.

use judge::{Mistake, slips};

use super::bent::{Factor, Input, Knobs, Read};

const HELD: &str = "c * (factor - 1.0) / a";
const FACTOR: &str = "(a * step).exp()";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_reading(), of_input(), of_factors(), of_sums()].into_iter().flatten().collect()
}

fn of_reading() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "without_two",
            "the kernel is half of what it should be. Only one state of each conjugate pair is given, and the other adds the same real part.",
            |k| k.without_two = true,
        )
        .edit("2.0 * sum.re", "sum.re"),
        Mistake::<Knobs>::new(
            "real_states_once",
            "a state with a real A counts once, as if it had no partner. Here every state that is given stands for two, as in the published code, and C is learned for that.",
            |k| k.real_once = true,
        ),
        Mistake::<Knobs>::new(
            "modulus",
            "the kernel has the absolute value of the complex sum, or of its terms. Waves then no longer turn: the sum of a number and its conjugate is twice the real part.",
            |k| k.read = Read::Modulus,
        )
        .edit("2.0 * sum.re", "2.0 * sum.norm()"),
        Mistake::<Knobs>::new(
            "imaginary_part",
            "the kernel has the imaginary parts. Those of conjugates cancel; the real parts remain.",
            |k| k.read = Read::Imaginary,
        )
        .edit("2.0 * sum.re", "2.0 * sum.im"),
        Mistake::new(
            "real_part_of_factors",
            "the real part is taken of C B̄ and of the power by themselves, and these are multiplied. The product of two imaginary parts is real, too: take the real part at the end.",
            |k| k.read = Read::OfFactors,
        ),
        Mistake::<Knobs>::new(
            "real_c",
            "only the real part of C is used. Its angle says where in its turn each wave begins.",
            |k| k.read = Read::RealC,
        )
        .edit(HELD, "c.re * (factor - 1.0) / a"),
    ]
}

fn of_input() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "b_by_euler",
            "B̄ is Δ. That is Euler's rule, and that of Mamba's code. The hold has (exp(ΔA) − 1)/A.",
            |k| k.input = Input::Euler,
        )
        .edit(HELD, "c * step"),
        Mistake::<Knobs>::new(
            "b_without_inverse",
            "B̄ is exp(ΔA) − 1. The integral of exp(τA) over the step is that divided by A.",
            |k| k.input = Input::WithoutInverse,
        )
        .edit(HELD, "c * (factor - 1.0)"),
        Mistake::<Knobs>::new(
            "b_without_step",
            "B̄ is divided by ΔA, or by A and the step: too large by 1/Δ. Divide by A alone.",
            |k| k.input = Input::WithoutStep,
        )
        .edit(HELD, "c * (factor - 1.0) / (a * step)"),
        Mistake::<Knobs>::new("b_left_as_it_is", "B̄ is left as 1, whatever the step.", |k| {
            k.input = Input::Plain
        })
        .edit(HELD, "c"),
        Mistake::<Knobs>::new(
            "b_bilinear",
            "B̄ is that of the bilinear rule, Δ/(1 − ΔA/2), beside exp(ΔA) from the hold.",
            |k| k.input = Input::Bilinear,
        )
        .edit(HELD, "c * step / (1.0 - a * (step / 2.0))"),
        Mistake::<Knobs>::new(
            "b_without_one",
            "B̄ is exp(ΔA)/A: the integral from the far past. It begins at 0, where exp is 1.",
            |k| k.input = Input::WithoutOne,
        )
        .edit(HELD, "c * factor / a"),
        Mistake::<Knobs>::new("b_negative", "B̄ has the wrong sign: (1 − exp(ΔA))/A.", |k| {
            k.input = Input::Negative
        })
        .edit(HELD, "c * (1.0 - factor) / a"),
    ]
}

fn of_factors() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "bilinear",
            "both Ā and B̄ are those of the bilinear rule. S4 had them; S4D has the hold.",
            |k| k.factor = Factor::Bilinear,
        ),
        Mistake::<Knobs>::new(
            "euler",
            "Ā is 1 + ΔA and B̄ is Δ. A wave that turns fast grows by that, although the real part of its A is negative.",
            |k| k.factor = Factor::Euler,
        )
        .edit(FACTOR, "(1.0 + a * step)"),
        Mistake::<Knobs>::new("factor_without_step", "Ā is exp(A), whatever the step.", |k| {
            k.factor = Factor::WithoutStep;
        })
        .edit(FACTOR, "a.exp()"),
        Mistake::<Knobs>::new(
            "real_a",
            "the imaginary part of A is lost, and with it the turning.",
            |k| k.factor = Factor::Real,
        )
        .edit("for (&a, &c) in a.iter().zip(c) {", "for (&a, &c) in a.iter().zip(c) {\n        let a = Complex32::new(a.re, 0.0);"),
        Mistake::<Knobs>::new(
            "conjugated_a",
            "the waves turn backwards: A is conjugated, or C's imaginary part has the other sign against it. To conjugate both changes nothing; one alone does.",
            |k| k.factor = Factor::Conjugate,
        )
        .edit("for (&a, &c) in a.iter().zip(c) {", "for (&a, &c) in a.iter().zip(c) {\n        let a = a.conj();"),
        Mistake::<Knobs>::new(
            "grows",
            "the waves grow: ΔA has lost the minus of its real part. The real parts of `a` are already negative.",
            |k| k.factor = Factor::Backwards,
        )
        .edit(FACTOR, "(-a * step).exp()"),
    ]
}

fn of_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "one_late",
            "the kernel is one step late: its first number already has a power of exp(ΔA). The newest input has been through B̄ only, l = 0.",
            |k| k.one_late = true,
        )
        .edit("states.push((factor, c * (factor - 1.0) / a));", "states.push((factor, factor * c * (factor - 1.0) / a));"),
        Mistake::<Knobs>::new("first_state_alone", "only the first state counts. The kernel is a sum over all.", |k| {
            k.first_state = true;
        })
        .edit("a.iter().zip(c)", "a.iter().zip(c).take(1)"),
        Mistake::<Knobs>::new("mean_of_states", "the kernel is the mean over the states. It is their sum.", |k| k.mean = true)
            .edit("2.0 * sum.re", "2.0 * sum.re / a.len() as f32"),
        Mistake::<Knobs>::new(
            "one_of_none",
            "where the length is 0 a number comes out all the same. The first one must not be written before it is clear that there is one.",
            |k| k.one_of_none = true,
        )
        .edit("(0..length)", "(0..length.max(1))"),
        slips::assumes_contiguous(|k| k.contiguous = true),
        Mistake::new(
            "memory_order",
            "the memory behind a view is read as if its first number lay first: to_owned().into_raw_vec_and_offset() gives it as it lies, and that of a view with steps \
             backwards begins with its last. Go through the view, or use to_vec().",
            |k| k.memory_order = true,
        ),
    ]
}
