//! The typical mistakes of `hippo`.

use judge::{Mistake, slips};

use super::bent::{A, B, Knobs, Read, Step};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_time(), of_matrices(), of_steps(), of_recall(), of_views()].into_iter().flatten().collect()
}

const TIME: &str = "let t = number as f32 + 1.0;";

fn of_time() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "fixed_step",
            "remember takes A/T and B/T for every sample. That is the operator of S4, with the same matrices and a step that stays: it forgets exponentially, and its coefficients \
             belong to other polynomials. Here sample t comes in with A/t and B/t.",
            |k| k.step = Step::Fixed,
        )
        .edit(TIME, "let t = samples.len() as f32 + 0.0 * number as f32;"),
        Mistake::<Knobs>::new(
            "without_time",
            "remember takes A and B as they are for every sample. With t samples behind it, a new one is a t-th of the past: A/t and B/t.",
            |k| k.step = Step::WithoutTime,
        )
        .edit(TIME, "let t = 1.0 + 0.0 * number as f32;"),
        Mistake::<Knobs>::new(
            "time_from_zero",
            "remember counts t from 0. The first sample is number 1: 1/t is infinite otherwise, or each sample counts too much if that is prevented.",
            |k| k.step = Step::FromZero,
        )
        .edit(TIME, "let t = number as f32;"),
        Mistake::<Knobs>::new(
            "time_from_two",
            "remember takes t + 1 for sample t. The first sample is number 1, and is all that there is then.",
            |k| k.step = Step::FromTwo,
        )
        .edit(TIME, "let t = number as f32 + 2.0;"),
    ]
}

fn of_matrices() -> Vec<Mistake<Knobs>> {
    let below = "-root(i) * root(k)";
    let diagonal = "-(i as f32 + 1.0)";
    let b = "Array1::from_shape_fn(n, root)";
    vec![
        Mistake::new(
            "a_positive",
            "A has the wrong sign everywhere. Its eigenvalues are −1, −2, −3 and so on: what is remembered fades against what comes in. Some papers write −A in the equation; here \
             the minus is in A.",
            |k| k.a = A::Positive,
        ),
        Mistake::<Knobs>::new("below_positive", "the numbers below the diagonal of A have the wrong sign.", |k| {
            k.a = A::LowerPositive;
        })
        .edit(below, "root(i) * root(k)"),
        Mistake::<Knobs>::new(
            "diagonal_from_zero",
            "the diagonal of A is 0, −1, −2 and so on. Counted from 0, it is −(i + 1): with 0 the mean would never forget anything.",
            |k| k.a = A::DiagonalFromZero,
        )
        .edit(diagonal, "-(i as f32)"),
        Mistake::<Knobs>::new(
            "a_without_root",
            "A has (2i + 1)(2k + 1) below its diagonal, without the root.",
            |k| k.a = A::WithoutRoot,
        )
        .edit(below, "-(root(i) * root(k)).powi(2)"),
        Mistake::<Knobs>::new(
            "a_transposed",
            "A is transposed: its numbers stand above the diagonal. Row i says how coefficient i changes, and that depends on the coefficients before it.",
            |k| k.a = A::Upper,
        )
        .edit("match i.cmp(&k)", "match k.cmp(&i)"),
        Mistake::<Knobs>::new(
            "both_sides",
            "A has numbers on both sides of its diagonal. Above it there are zeros: a coefficient does not depend on those after it.",
            |k| k.a = A::BothSides,
        )
        .edit("std::cmp::Ordering::Less => 0.0", "std::cmp::Ordering::Less => -root(i) * root(k)"),
        Mistake::<Knobs>::new(
            "counted_from_one",
            "i and k are counted from 1 in A and B. The polynomials begin with P₀, so that the first number of B is √1.",
            |k| k.a = A::FromOne,
        ),
        Mistake::<Knobs>::new(
            "diagonal_as_below",
            "the diagonal of A follows the rule for what lies below it, and is −(2i + 1). It is −(i + 1).",
            |k| k.a = A::DiagonalAsBelow,
        )
        .edit(diagonal, "-root(i) * root(i)"),
        Mistake::new(
            "window_matrix",
            "A has numbers everywhere, above the diagonal with alternating signs, and −(2i + 1) on it. That is HiPPO-LegT, which remembers a window of a fixed length; LegS remembers all of \
             the past, and is triangular.",
            |k| k.a = A::Window,
        ),
        Mistake::<Knobs>::new("b_ones", "B is 1 everywhere. It is √(2i + 1), the size of the polynomials at the newest sample.", |k| {
            k.b = B::Ones;
        })
        .edit(b, "Array1::ones(n)"),
        Mistake::<Knobs>::new("b_without_root", "B is 2i + 1, without the root.", |k| k.b = B::WithoutRoot)
            .edit(b, "Array1::from_shape_fn(n, |i| 2.0 * i as f32 + 1.0)"),
        Mistake::new(
            "b_alternating",
            "the signs of B alternate. That is the value of the polynomials at the oldest sample; what comes in comes in at the newest.",
            |k| k.b = B::Alternating,
        ),
    ]
}

fn of_steps() -> Vec<Mistake<Knobs>> {
    let half = "let half = &a / (2.0 * t);";
    vec![
        Mistake::<Knobs>::new(
            "forward_euler",
            "remember adds (A c + B u)/t to the old coefficients. With A/t as large as it is for the first samples that overshoots; the rule here solves for the new ones, with \
             half of the change on each side.",
            |k| k.step = Step::Forward,
        )
        .edit("c = solve((&eye - &half).view(), right.view());", "c = right + half.dot(&c);"),
        Mistake::<Knobs>::new(
            "backward_euler",
            "remember solves (I − A/t) c' = c + B u/t. Here each side has half of the change.",
            |k| k.step = Step::Backward,
        )
        .edit(
            "c = solve((&eye - &half).view(), right.view());",
            "c = solve((&eye - &half - &half).view(), (right - half.dot(&c)).view());",
        ),
        Mistake::<Knobs>::new("whole_steps", "remember has A/t on both sides, where A/2t belongs.", |k| {
            k.step = Step::Whole;
        })
        .edit(half, "let half = &a / t;"),
        Mistake::<Knobs>::new(
            "signs_exchanged",
            "the signs of the two sides are exchanged: it is I − A/2t on the left, where the new coefficients are, and I + A/2t on the right.",
            |k| k.step = Step::SignsExchanged,
        )
        .edit(half, "let half = &a / (-2.0 * t);"),
        Mistake::<Knobs>::new("input_not_divided", "B u is not divided by t.", |k| k.step = Step::InputWhole)
            .edit("&b * (sample / t)", "&b * sample"),
        Mistake::<Knobs>::new("input_halved", "B u is divided by 2t. Only A is divided among both sides.", |k| {
            k.step = Step::InputHalf;
        })
        .edit("&b * (sample / t)", "&b * (sample / (2.0 * t))"),
        Mistake::<Knobs>::new(
            "newest_first",
            "remember goes through the samples from the last to the first.",
            |k| k.step = Step::NewestFirst,
        )
        .edit("samples.iter().enumerate()", "samples.iter().rev().enumerate()"),
        Mistake::new(
            "starts_with_first",
            "remember starts from the first sample as coefficient 0, and not from zeros. That would be as good a beginning; here c is 0 before the first sample.",
            |k| k.step = Step::StartsFull,
        ),
        Mistake::<Knobs>::new(
            "last_sample_missing",
            "the last sample does not come in: the coefficients are those before it.",
            |k| k.step = Step::LastMissing,
        )
        .edit("samples.iter().enumerate()", "samples.iter().take(samples.len() - 1).enumerate()"),
    ]
}

fn of_recall() -> Vec<Mistake<Knobs>> {
    let scale = "sum += c * (2.0 * i + 1.0).sqrt() * p;";
    let next = "((2.0 * i + 1.0) * x * p - i * before) / (i + 1.0)";
    let x = "let x = 2.0 * s - 1.0;";
    vec![
        Mistake::<Knobs>::new(
            "recall_without_root",
            "recall leaves out √(2i + 1). The coefficients belong to polynomials whose mean square is 1.",
            |k| k.read = Read::WithoutRoot,
        )
        .edit(scale, "sum += c * p;"),
        Mistake::<Knobs>::new(
            "recall_other_root",
            "recall takes √(i + ½), which is right for polynomials from −1 to 1. Those here go from 0 to 1, which is half as long: √(2i + 1).",
            |k| k.read = Read::OtherRoot,
        )
        .edit(scale, "sum += c * (i + 0.5).sqrt() * p;"),
        Mistake::<Knobs>::new("recall_squared", "recall multiplies by 2i + 1, without the root.", |k| k.read = Read::Squared)
            .edit(scale, "sum += c * (2.0 * i + 1.0) * p;"),
        Mistake::<Knobs>::new(
            "not_mapped",
            "recall takes the polynomials at s. They live between −1 and 1: at 2s − 1.",
            |k| k.read = Read::NotMapped,
        )
        .edit(x, "let x = s;"),
        Mistake::<Knobs>::new(
            "read_backwards",
            "recall reads the past backwards: at 1 − 2s. s = 1 is the newest sample, where all polynomials are 1.",
            |k| k.read = Read::Backwards,
        )
        .edit(x, "let x = 1.0 - 2.0 * s;"),
        Mistake::<Knobs>::new(
            "powers",
            "recall takes powers of x for the polynomials. Legendre's are made of them, and orthogonal.",
            |k| k.read = Read::Powers,
        )
        .edit(next, "x * p"),
        Mistake::new(
            "chebyshev",
            "recall has Chebyshev's polynomials, 2x Pᵢ − Pᵢ₋₁. Legendre's are ((2i + 1) x Pᵢ − i Pᵢ₋₁)/(i + 1).",
            |k| k.read = Read::Chebyshev,
        ),
        Mistake::<Knobs>::new("not_divided", "recall does not divide the next polynomial by i + 1.", |k| k.read = Read::NotDivided)
            .edit(next, "(2.0 * i + 1.0) * x * p - i * before"),
        Mistake::new(
            "polynomials_one_off",
            "recall is one place off in the rule of the polynomials: ((2i − 1) x P − (i − 1) P)/i makes Pᵢ of the two before it, and ((2i + 1) x P − i P)/(i + 1) the one after Pᵢ.",
            |k| k.read = Read::OneOff,
        ),
        Mistake::new(
            "polynomials_shifted",
            "recall multiplies coefficient i by the polynomial of degree i + 1. The first one belongs to the constant P₀ = 1.",
            |k| k.read = Read::Shifted,
        ),
        Mistake::<Knobs>::new("polynomials_plus", "recall adds i Pᵢ₋₁, which is to be taken away.", |k| k.read = Read::Plus)
            .edit(next, "((2.0 * i + 1.0) * x * p + i * before) / (i + 1.0)"),
        Mistake::<Knobs>::new("last_coefficient_missing", "recall leaves out the last coefficient.", |k| {
            k.read = Read::LastMissing;
        })
        .edit("coefficients.iter().enumerate()", "coefficients.iter().take(coefficients.len() - 1).enumerate()"),
    ]
}

fn of_views() -> Vec<Mistake<Knobs>> {
    vec![
        slips::assumes_contiguous(|k| k.contiguous = true),
        Mistake::new(
            "memory_order",
            "the memory behind a view is read as if its first number lay first: to_owned().into_raw_vec_and_offset() gives it as it lies, and that of a view with steps \
             backwards begins with its last. Go through the view, or use to_vec().",
            |k| k.memory_order = true,
        ),
    ]
}
