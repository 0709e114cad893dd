//! The typical mistakes of `exp`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Knobs, Left, Polynomial, Scale, Whole};

const N: &str = "(x * T::of(std::f32::consts::LOG2_E)).round()";
const R: &str = "x - n * T::of(HIGH) - n * T::of(LOW)";
const BOTH: &str =
    "(x * T::of(std::f32::consts::LOG2_E)).round();\n    let r = x - n * T::of(HIGH) - n * T::of(LOW);";
const SERIES: &str = "T::of(1.0 / 720.0);\n    for factorial in [120.0, 24.0, 6.0, 2.0, 1.0, 1.0]";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_n(), of_the_rest(), of_its_rounding(), of_the_polynomial(), of_the_exponent()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_n() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "n_below",
            "n is the whole number below x / ln 2, so that r goes from 0 to ln 2. That is twice as far as from −ln 2 / 2 to ln 2 / 2, and there the series \
             needs two terms more. Round to the nearest.",
            |k| k.whole = Whole::Below,
        )
        .edit(".round()", ".floor()"),
        Mistake::<Knobs>::new(
            "not_rounded",
            "n is not rounded, so that nothing is left for r, and the powers are those of whole numbers. Round before anything is made of n.",
            |k| k.whole = Whole::NotRounded,
        )
        .edit(".round()", ""),
        Mistake::<Knobs>::new(
            "x_rounded",
            "n is x rounded, and not x / ln 2. What is left of x is then a third of it, and far too much for the series.",
            |k| k.whole = Whole::OfX,
        )
        .edit(N, "x.round()"),
        Mistake::<Knobs>::new(
            "times_ln_2",
            "n is x times ln 2, rounded. It is x divided by ln 2, that is, times log₂ e.",
            |k| k.whole = Whole::TimesLn2,
        )
        .edit(N, "(x * T::of(std::f32::consts::LN_2)).round()"),
        Mistake::<Knobs>::new(
            "no_reduction",
            "the series is taken at x itself. Far from 0 it needs more terms than anyone has, and for x < 0 they cancel. Take a multiple of ln 2 away first.",
            |k| k.whole = Whole::Zero,
        )
        .edit(N, "T::of(0.0)"),
        Mistake::<Knobs>::new(
            "squared_back",
            "e^(x / 256) is squared eight times. Each squaring doubles the relative error, so that what was rounded at the beginning is there 256 times. Powers of \
             two can be had without an error: they are the exponent.",
            |k| k.polynomial = Polynomial::Squared,
        ),
    ]
}

fn of_the_rest() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "base_two",
            "it is 2^x. For e^x the multiple that is taken away is one of ln 2, and not of 1.",
            |k| (k.whole, k.left) = (Whole::OfX, Left::TimesLn2),
        )
        .edit(BOTH, "x.round();\n    let r = (x - n) * T::of(HIGH + LOW);"),
        Mistake::<Knobs>::new(
            "base_mixed",
            "the whole part of x became a power of 2 and what is left of it a power of e. They have to be powers of the same number: x = n ln 2 + r.",
            |k| (k.whole, k.left) = (Whole::OfX, Left::NoLn2),
        )
        .edit(BOTH, "x.round();\n    let r = x - n;"),
        Mistake::<Knobs>::new(
            "fraction_of_base_two",
            "what the rounding of x / ln 2 took away is given to the series of e. It is a power of 2 that is left: r is x − n ln 2.",
            |k| k.left = Left::OfBaseTwo,
        )
        .edit(R, "x * T::of(std::f32::consts::LOG2_E) - n"),
        Mistake::<Knobs>::new(
            "rest_turned",
            "r has the wrong sign: it is x − n ln 2, and not n ln 2 − x.",
            |k| k.left = Left::Turned,
        )
        .edit(R, "n * T::of(HIGH) - x + n * T::of(LOW)"),
    ]
}

fn of_its_rounding() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "product_rounded",
            "n × ln 2 is rounded before it is taken away from x. Near 88 an f32 has steps of 2⁻¹⁷, so that r is wrong by up to half of that, and e^x in its \
             last five bits. That is so with ln 2 in one part, and also in two, if the first has more than seventeen bits. Give the first few bits: 0.693359375 \
             has nine, and n has seven.",
            |k| k.left = Left::OnePart,
        )
        .edit(R, "x - n * T::of(std::f32::consts::LN_2)"),
        Mistake::<Knobs>::new(
            "parts_joined",
            "the two products are added before they are taken away from x: x − (n × high + n × low). Their sum is rounded, and what the two parts were made for is \
             lost; or x − n × low comes first, and is rounded as well. Take away the high product first, which is exact, and then the low one.",
            |k| k.left = Left::Joined,
        )
        .edit(R, "x - (n * T::of(HIGH) + n * T::of(LOW))"),
        Mistake::<Knobs>::new(
            "low_added",
            "the low part of ln 2 goes the wrong way. 0.693359375 is more than ln 2, so the low part is negative, and is taken away as the high one is.",
            |k| k.left = Left::LowAdded,
        )
        .edit("- n * T::of(LOW)", "+ n * T::of(LOW)"),
        Mistake::<Knobs>::new(
            "low_left_out",
            "the high part of ln 2 alone is taken away. It is ln 2 in nine bits; what is missing is needed 127 times.",
            |k| k.left = Left::LowLeftOut,
        )
        .edit(" - n * T::of(LOW)", ""),
        Mistake::<Knobs>::new(
            "fraction_of_a_rounded_product",
            "r is made of x × log₂ e − n. Near 88 that product is rounded to steps of 2⁻¹⁷, and its fraction has lost what e^x needs. Take n ln 2 away from x, which is exact.",
            |k| k.left = Left::OfTheQuotient,
        )
        .edit(R, "(x * T::of(std::f32::consts::LOG2_E) - n) * T::of(std::f32::consts::LN_2)"),
    ]
}

fn of_the_polynomial() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "one_term_too_few",
            "the series ends with r⁵ / 120. What is left out is r⁶ / 720, and at r = 0.35 that is too much by ten times.",
            |k| k.degree = 5,
        )
        .edit("T::of(1.0 / 720.0)", "T::of(0.0)"),
        Mistake::<Knobs>::new(
            "two_terms_too_few",
            "the series ends with r⁴ / 24. That is right to four digits.",
            |k| k.degree = 4,
        )
        .edit(SERIES, "T::of(1.0 / 24.0);\n    for factorial in [6.0, 2.0, 1.0, 1.0]"),
        Mistake::<Knobs>::new(
            "not_factorials",
            "the coefficients are 1 / k. In the series of e^x they are 1 / k!: 1, 1, 1/2, 1/6, 1/24, …",
            |k| k.polynomial = Polynomial::Reciprocals,
        )
        .edit(SERIES, "T::of(1.0 / 6.0);\n    for factorial in [5.0, 4.0, 3.0, 2.0, 1.0, 1.0]"),
        Mistake::<Knobs>::new(
            "wrong_end",
            "Horner's scheme begins with the coefficient of the highest power: each round multiplies what is there by r, so what comes first is multiplied most often. Here \
             the coefficients come in the other order.",
            |k| k.polynomial = Polynomial::WrongEnd,
        )
        .edit(SERIES, "T::of(1.0);\n    for factorial in [1.0, 2.0, 6.0, 24.0, 120.0, 720.0]"),
        Mistake::<Knobs>::new(
            "more_than_horner",
            "the values are right, and each takes more operations than it needs: powers of r made apart from the sum, a second product for each coefficient, or more \
             terms than an f32 can show. Horner's scheme takes one multiplication and one addition for each coefficient, and six are enough after the \
             first.",
            |k| (k.polynomial, k.degree) = (Polynomial::Powers, 7),
        )
        .by_law(),
    ]
}

fn of_the_exponent() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "exponent_high",
            "the result is twice what it is to be: the exponent is too large by one.",
            |k| k.scale = Scale::Twice,
        )
        .edit("n.pow2()", "(n + T::of(1.0)).pow2()"),
        Mistake::<Knobs>::new(
            "exponent_low",
            "the result is half of what it is to be: the exponent is too small by one.",
            |k| k.scale = Scale::Half,
        )
        .edit("n.pow2()", "(n - T::of(1.0)).pow2()"),
        Mistake::<Knobs>::new(
            "not_scaled",
            "the result is e^r. What was taken away from x has to come back as a factor 2ⁿ.",
            |k| k.scale = Scale::Nothing,
        )
        .edit("sum * n.pow2()", "sum"),
        Mistake::<Knobs>::new("times_n", "e^r is multiplied by n. It has to be 2ⁿ: `n.pow2()`.", |k| {
            k.scale = Scale::ByN
        })
        .edit("sum * n.pow2()", "sum * n"),
    ]
}
