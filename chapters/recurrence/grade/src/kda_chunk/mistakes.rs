//! The typical mistakes of `kda_chunk`: first those of how things fade, and of the triangular system.

use judge::Mistake;

use super::knobs::{Beta, Fade, Inverse, Knobs, Sums, Tail};
use super::of_chunk;

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut mistakes = of_fading();
    mistakes.extend(of_the_inverse());
    mistakes.extend(of_chunk::of_what_is_written());
    mistakes.extend(of_chunk::of_the_state());
    mistakes.extend(of_chunk::of_reading());
    mistakes
}

const DECAY: &str = "(g[[i, c]] - g[[j, c]]).exp()";

fn of_fading() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "own_step",
            "from j to i, the step of j counts too, in A and for queries: the report on Kimi Linear defines γ from j to i so. What j writes fades by the steps j + 1 to i: Gᵢ − Gⱼ.",
            |k| (k.of_keys, k.of_queries) = (Fade::OwnStep, Fade::OwnStep),
        ),
        Mistake::<Knobs>::new(
            "own_step_everywhere",
            "what j writes fades by the step of j too: in A, for queries, and in the state. The state fades first, and then j is written: the steps after j alone count, Gᵢ − Gⱼ and G_C − Gⱼ.",
            |k| (k.of_keys, k.of_queries, k.tail) = (Fade::OwnStep, Fade::OwnStep, Tail::OwnStep),
        ),
        Mistake::<Knobs>::new(
            "own_step_in_state",
            "in the state after the chunk, what j has written has faded by the step of j too. The state fades first, and then j is written: exp(G_C − Gⱼ).",
            |k| k.tail = Tail::OwnStep,
        )
        .edit("&(&last - &g).exp()", "&(&last - &g + &decays).exp()"),
        Mistake::<Knobs>::new(
            "exclusive_sums",
            "running sums lack their own step: Gᵢ has the steps of the tokens before i. Then everything fades one step too late: a token by its own step, and the old state and the chunk not by the last one. \
             The state fades first, and then a token looks, writes and is read, so Gᵢ has the step of i in it.",
            |k| k.sums = Sums::Exclusive,
        )
        .edit(
            "sum += &row;\n        row.assign(&sum);",
            "let own = row.to_owned();\n        row.assign(&sum);\n        sum += &own;",
        ),
        Mistake::<Knobs>::new(
            "not_summed",
            "the decays of each token stand where running sums are to stand: Gᵢ is the sum of the decays over the tokens of the chunk up to i.",
            |k| k.sums = Sums::NotSummed,
        )
        .edit("row.assign(&sum);", "row += &(&sum * 0.0);"),
        Mistake::<Knobs>::new(
            "base_two",
            "decays are powers of 2: exp2 in the place of exp. Kernels do that because it is faster, and divide the logarithms by ln 2 before.",
            |k| k.sums = Sums::BaseTwo,
        )
        .edit("sum += &row;", "sum.scaled_add(std::f32::consts::LN_2, &row);"),
        Mistake::<Knobs>::new(
            "nothing_fades_within",
            "within a chunk nothing fades: A and the products of queries and keys have no decay, as in DeltaNet. Each channel of kⱼ fades by the steps after j: exp(Gᵢ − Gⱼ).",
            |k| (k.of_keys, k.of_queries) = (Fade::Nothing, Fade::Nothing),
        )
        .edit(DECAY, "(g[[i, c]] * 0.0).exp()"),
        Mistake::<Knobs>::new(
            "a_without_decay",
            "A is made of the keys as they are. What j has written has faded when i finds it: each channel has a factor exp(Gᵢ − Gⱼ). With one decay for all channels A without decay is enough for W, but not for M V.",
            |k| k.of_keys = Fade::Nothing,
        ),
        Mistake::<Knobs>::new(
            "queries_without_decay",
            "queries find the tokens of their chunk as they were written. Each channel of kⱼ has a factor exp(Gᵢ − Gⱼ) for query i.",
            |k| k.of_queries = Fade::Nothing,
        ),
        Mistake::<Knobs>::new(
            "logarithm",
            "within a chunk the factor is Gᵢ − Gⱼ itself: its exponential is missing. One line of the report's listing lacks one, too.",
            |k| (k.of_keys, k.of_queries) = (Fade::Logarithm, Fade::Logarithm),
        ),
        Mistake::<Knobs>::new(
            "one_decay_for_all",
            "all channels fade by the mean of their decays, as if there was one gate for a head. In this attention each channel of the key has its own.",
            |k| (k.of_keys, k.of_queries) = (Fade::OneForAll, Fade::OneForAll),
        ),
        Mistake::<Knobs>::new(
            "factored",
            "keys are divided by exp(Gⱼ) and the others multiplied by exp(Gᵢ), each by itself: on paper that is exp(Gᵢ − Gⱼ), and a product of matrices. After some ninety e-folds \
             (709 in double precision) one factor is infinite, and the other 0. Subtract before you take the exponential.",
            |k| (k.of_keys, k.of_queries) = (Fade::Factored, Fade::Factored),
        )
        .edit(DECAY, "g[[i, c]].exp() * (-g[[j, c]]).exp()"),
        Mistake::<Knobs>::new(
            "factored_in_state",
            "what is written into the state is exp(G_C) · exp(−Gⱼ) ⊙ kⱼ, each factor by itself: on paper that is exp(G_C − Gⱼ). After some ninety e-folds \
             (709 in double precision) it is infinity times 0. Subtract before you take the exponential.",
            |k| k.tail = Tail::Factored,
        )
        .edit("&(&last - &g).exp()", "&(last.exp() * (-&g).exp())"),
        Mistake::<Knobs>::new(
            "quotient",
            "exp(Gᵢ) / exp(Gⱼ), or a quotient of running products of decays: on paper that is exp(Gᵢ − Gⱼ). After some hundred e-folds both are 0, and 0/0 is not a number. Subtract logarithms \
             before you take the exponential.",
            |k| (k.of_keys, k.of_queries) = (Fade::Quotient, Fade::Quotient),
        )
        .edit(DECAY, "g[[i, c]].exp() / g[[j, c]].exp()"),
    ]
}

fn of_the_inverse() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_inverse",
            "M is (I − A) Diag(β), which is the inverse of I + A for one or two tokens, and nearly for three. Each row has to subtract the rows above as they are after their own correction: forward substitution.",
            |k| k.inverse = Inverse::IdentityLess,
        )
        .edit("dot(&m.slice(s![..i, ..]))", "dot(&Array2::from_diag(&beta).slice(s![..i, ..]))"),
        Mistake::<Knobs>::new(
            "two_terms",
            "M is (I − A + A²) Diag(β), the beginning of a series: exact for up to three tokens. A chunk of C tokens has C terms; forward substitution has all of them.",
            |k| k.inverse = Inverse::TwoTerms,
        ),
        Mistake::<Knobs>::new(
            "plus",
            "M is (I − A)⁻¹ Diag(β): rows above are added, where they are to be subtracted. A token writes what is missing, less what those before it have done.",
            |k| k.inverse = Inverse::OfLess,
        )
        .edit("row -= &done;", "row += &done;"),
        Mistake::<Knobs>::new(
            "not_inverted",
            "M is (I + A) Diag(β), without the inverse.",
            |k| k.inverse = Inverse::NotInverted,
        )
        .edit(
            "let done = a.slice(s![i, ..i]).dot(&m.slice(s![..i, ..]));",
            "let done = -a.slice(s![i, ..i]).dot(&Array2::from_diag(&beta).slice(s![..i, ..]));",
        ),
        Mistake::<Knobs>::new(
            "diagonal_in_a",
            "A has its diagonal, βᵢ kᵢ · kᵢ: a token finds what it is about to write itself. j < i, strictly.",
            |k| k.diagonal = true,
        ),
        Mistake::<Knobs>::new(
            "chunk_edits_unseen",
            "M is Diag(β): each token looks at the state before the chunk alone, and not at what the tokens before it in the chunk have written. A says what it finds of them.",
            |k| k.inverse = Inverse::Nothing,
        )
        .edit("for i in 1..beta.len()", "for i in beta.len()..beta.len()"),
        Mistake::<Knobs>::new("transposed", "M is transposed: it has entries above its diagonal, and tokens would see those after them.", |k| {
            k.transposed = true;
        }),
        Mistake::<Knobs>::new(
            "beta_not_in_a",
            "A lacks the β of its rows. Token i corrects what it finds by βᵢ: Aᵢⱼ = βᵢ Σ kᵢ kⱼ exp(Gᵢ − Gⱼ).",
            |k| k.beta = Beta::NotInA,
        )
        .edit("* beta.insert_axis(Axis(1));\n    let mut m", "* 1.0;\n    let mut m"),
        Mistake::<Knobs>::new(
            "beta_of_column",
            "A has the β of its columns: that of the token that wrote, in the place of that of the token that corrects. It is βᵢ.",
            |k| k.beta = Beta::Column,
        )
        .edit("* beta.insert_axis(Axis(1));\n    let mut m", "* beta.insert_axis(Axis(0));\n    let mut m"),
        Mistake::<Knobs>::new(
            "beta_not_in_m",
            "M is (I + A)⁻¹, without Diag(β): values and keys are written whole.",
            |k| k.beta = Beta::NotInM,
        )
        .edit("Array2::from_diag(&beta)", "Array2::from_diag(&beta.mapv(|_| 1.0))"),
        Mistake::<Knobs>::new(
            "beta_on_the_left",
            "M is Diag(β) (I + A)⁻¹. The right side of the system has β in it, so it comes last: (I + A)⁻¹ Diag(β).",
            |k| k.beta = Beta::Left,
        ),
        Mistake::<Knobs>::new("no_beta", "there is no β, neither in A nor at the end of M.", |k| k.beta = Beta::Nowhere),
    ]
}
