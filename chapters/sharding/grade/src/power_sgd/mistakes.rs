//! The typical mistakes of `power_sgd`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Feedback, Knobs, Orthonormal, Reduced, Right};

const P: &str = "let p = orthonormal(sum(comm, matrix.dot(&memory.q)));";
const Q: &str = "let q = sum(comm, matrix.t().dot(&p)) / comm.size() as f64;";
const MATRIX: &str = "let matrix = gradient + &memory.error;";
const OUT: &str = "let out = p.dot(&q.t());";
const MEMORY: &str = "*memory = LowRank { error: matrix - &out, q };";
const NORM: &str = "column /= column.dot(&column).sqrt() + 1e-8;";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_feedback(), of_columns(), of_sums(), of_q()].into_iter().flatten().collect()
}

fn of_feedback() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "error_not_added",
            "the error of the round before is kept, and not added to the gradient. What was left out once is then lost: M is gradient plus error.",
            |k| k.feedback = Feedback::NotAdded,
        )
        .edit(MATRIX, "let matrix = gradient + &(0.0 * &memory.error);"),
        Mistake::<Knobs>::new(
            "error_of_other_sign",
            "the error is the approximation minus M. What has been said is then said again, and what is missing taken away: it is M minus the approximation.",
            |k| k.feedback = Feedback::Negative,
        )
        .edit(MEMORY, "*memory = LowRank { error: &out - matrix, q };"),
        Mistake::<Knobs>::new(
            "error_of_own_part",
            "from M is taken what this rank has contributed, P · (Mᵀ · P)ᵀ with the own M, and not the approximation of the mean. What comes out is the same in every \
             round, and the authors' later library does so; here the error is M minus what came out.",
            |k| k.feedback = Feedback::Own,
        )
        .edit(MEMORY, "let own = p.dot(&matrix.t().dot(&p).t());\n    *memory = LowRank { error: matrix - own, q };"),
        Mistake::<Knobs>::new(
            "error_of_gradient",
            "the error is the gradient minus the approximation, and what was left over before is lost after one more round. It is M minus the approximation, and M has the old error in it.",
            |k| k.feedback = Feedback::OfGradient,
        )
        .edit(MEMORY, "let _ = matrix;\n    *memory = LowRank { error: gradient - &out, q };"),
        Mistake::<Knobs>::new(
            "error_added_up",
            "the new error is added to the old one. M has the old one in it already, so that it counts twice.",
            |k| k.feedback = Feedback::Accumulated,
        )
        .edit(MEMORY, "*memory = LowRank { error: &memory.error + matrix - &out, q };"),
        Mistake::<Knobs>::new("error_not_kept", "`memory.error` stays what it was before the round.", |k| {
            k.feedback = Feedback::NotKept;
        })
        .edit(MEMORY, "let _ = matrix;\n    memory.q = q;"),
    ]
}

fn of_columns() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "not_orthonormal",
            "P is the sum as it is. P · Pᵀ projects only if the columns of P are orthonormal: without that the result grows with the square of P.",
            |k| k.orthonormal = Orthonormal::Nothing,
        )
        .edit(P, "let _ = orthonormal;\n    let p = sum(comm, matrix.dot(&memory.q));"),
        Mistake::<Knobs>::new(
            "mean_not_orthonormal",
            "P is the mean of M · Q as it is. P · Pᵀ projects only if the columns of P are orthonormal: without that the result grows with the square of P.",
            |k| k.orthonormal = Orthonormal::NothingOfMean,
        )
        .edit(P, "let _ = orthonormal;\n    let p = sum(comm, matrix.dot(&memory.q)) / comm.size() as f64;"),
        Mistake::<Knobs>::new(
            "q_instead_of_p",
            "the columns of Q are made orthonormal after the second product, and those of P are not. It is P before the second product.",
            |k| k.orthonormal = Orthonormal::Q,
        ),
        Mistake::<Knobs>::new(
            "norms_alone",
            "the columns of P get norm 1, and keep their angles. What two of them have in common then counts twice: take from each its components along those before.",
            |k| k.orthonormal = Orthonormal::NormsAlone,
        )
        .edit("for before in p.columns().into_iter().take(i) {", "for before in p.columns().into_iter().take(0 * i) {"),
        Mistake::<Knobs>::new(
            "one_norm",
            "P is divided by one norm for all its columns. Each is divided by its own, after its components along those before are gone.",
            |k| k.orthonormal = Orthonormal::AsAWhole,
        ),
        Mistake::<Knobs>::new(
            "components_along_long_columns",
            "components are taken along columns whose norm is not 1 yet, as when all norms are divided out at the end. p · (p · c) is the component along p only where p has norm 1.",
            |k| k.orthonormal = Orthonormal::LongColumns,
        ),
        Mistake::<Knobs>::new("rows", "the rows of P are made orthonormal, and not its columns.", |k| {
            k.orthonormal = Orthonormal::Rows;
        }),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "a column of zeros becomes NaN, as when columns are divided by their norm alone: add 10⁻⁸ to the norm, and it stays 0.",
            |k| k.orthonormal = Orthonormal::WithoutEpsilon,
        )
        .edit(NORM, "column /= column.dot(&column).sqrt();"),
    ]
}

fn of_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "each_for_itself",
            "each rank approximates its own M, and the approximations are averaged. That sends whole matrices, and is no projection of the mean: sum M · Q over the ranks first.",
            |k| k.reduced = Reduced::Approximation,
        ),
        Mistake::<Knobs>::new(
            "p_not_summed",
            "each rank has a P of its own. All need the same one, from the sum of M · Q over the ranks.",
            |k| k.reduced = Reduced::NotP,
        )
        .edit(P, "let p = orthonormal(matrix.dot(&memory.q));"),
        Mistake::<Knobs>::new(
            "q_not_averaged",
            "each rank multiplies P by a Q of its own, from its own M. It is the mean of Mᵀ · P over the ranks.",
            |k| k.reduced = Reduced::NotQ,
        )
        .edit(Q, "let q = matrix.t().dot(&p);"),
        Mistake::<Knobs>::new(
            "thin_ones_gathered",
            "thin matrices of all ranks go to all, and each adds them up for itself. That is right, and grows with the number of ranks: an all-reduce sends each about twice.",
            |k| k.reduced = Reduced::Gathered,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "whole_matrices",
            "a rank sends more than two all-reduces of thin matrices, as when whole gradients are summed before they are approximated.",
            |k| k.reduced = Reduced::Matrix,
        )
        .by_law(),
    ]
}

fn of_q() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "q_not_divided",
            "Q is the sum over the ranks, and so is what comes out. P has norm 1 whatever it was, but Q is to be divided by W.",
            |k| k.right = Right::Sum,
        )
        .edit(Q, "let q = sum(comm, matrix.t().dot(&p));"),
        Mistake::<Knobs>::new(
            "q_divided_twice",
            "Q is divided by the number of ranks twice.",
            |k| k.right = Right::DividedTwice,
        )
        .edit(Q, "let q = sum(comm, matrix.t().dot(&p)) / (comm.size() * comm.size()) as f64;"),
        Mistake::<Knobs>::new(
            "old_q",
            "what comes out is P times the Q that the round began with. The new one, the mean of Mᵀ · P, belongs to this P.",
            |k| k.right = Right::OldOne,
        )
        .edit(OUT, "let out = p.dot(&memory.q.t());"),
        Mistake::<Knobs>::new(
            "q_not_kept",
            "the next round begins with the old Q. It begins with the new one, so that each round goes on where the last has ended.",
            |k| k.right = Right::NotKept,
        )
        .edit(MEMORY, "memory.error = matrix - &out;"),
        Mistake::<Knobs>::new(
            "q_of_gradients",
            "Q is computed from gradients without the errors. Both products are with M.",
            |k| k.right = Right::OfGradients,
        )
        .edit(Q, "let q = sum(comm, gradient.t().dot(&p)) / comm.size() as f64;"),
    ]
}
