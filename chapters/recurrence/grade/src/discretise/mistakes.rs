//! The typical mistakes of `discretise`.

use judge::{Mistake, slips};

use super::bent::{Bilinear, BilinearB, Knobs, Zoh, ZohB};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_zoh(), of_bilinear(), of_both()].into_iter().flatten().collect()
}

const HELD: &str = "both.slice(s![..n, n]).to_owned())";

fn of_zoh() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "b_by_euler",
            "zoh takes ΔB for B̄. That is the first term of the integral, and what the code of Mamba computes beside exp(ΔA). With the hold the input of a step \
             is moved on by A while it comes in.",
            |k| k.zoh_b = ZohB::Euler,
        )
        .edit(HELD, "&b * step)"),
        Mistake::<Knobs>::new(
            "b_by_inverse",
            "zoh divides by A: A⁻¹(Ā − I) B. Where A has no inverse that is 0/0, and the integral is there all the same. Let the input be one more state that does not \
             change, and take the exponential of both.",
            |k| k.zoh_b = ZohB::ByInverse,
        )
        .edit(
            HELD,
            "solve(a, (both.slice(s![..n, ..n]).to_owned() - Array2::<f32>::eye(n)).dot(&b).view()))",
        ),
        Mistake::<Knobs>::new(
            "b_without_inverse",
            "zoh's B̄ is (Ā − I) B. The integral of exp(τA) is A⁻¹(Ā − I): without A⁻¹ it has another unit, and does not go to ΔB as the step gets small.",
            |k| k.zoh_b = ZohB::WithoutInverse,
        )
        .edit(HELD, "(both.slice(s![..n, ..n]).to_owned() - Array2::<f32>::eye(n)).dot(&b))"),
        Mistake::<Knobs>::new(
            "exp_element_by_element",
            "the exponential is taken of every number of ΔA by itself. exp of a matrix is I + ΔA + (ΔA)²/2 + …, with products of matrices; the two are the same only for \
             one state.",
            |k| k.zoh = Zoh::ElementByElement,
        )
        .edit("exponential(both.view())", "both.mapv(f32::exp)"),
        Mistake::new(
            "series_not_scaled",
            "zoh sums the series of exp(ΔA) as it stands. With a row of 64 its terms grow to 10²⁶ before they fall, and what cancels there is lost. Halve the matrix until it \
             is small, and square the result as often.",
            |k| k.zoh = Zoh::NotScaled,
        ),
        Mistake::new(
            "series_cut",
            "zoh ends the series of exp(ΔA) after its square. That is a third rule, good for small steps only.",
            |k| k.zoh = Zoh::Cut,
        ),
        Mistake::<Knobs>::new(
            "zoh_b_without_step",
            "zoh's B̄ is too large by 1/Δ: its integral is divided by the step, or B stands in it without Δ. As in (ΔA)⁻¹(Ā − I) · ΔB, where one Δ does not do.",
            |k| k.zoh_b = ZohB::WithoutStep,
        )
        .edit("assign(&(&b * step))", "assign(&b)"),
        Mistake::<Knobs>::new(
            "zoh_b_step_twice",
            "zoh's B̄ has the step in it once too often: A⁻¹(Ā − I) B already has the unit of time.",
            |k| k.zoh_b = ZohB::StepTwice,
        )
        .edit("assign(&(&b * step))", "assign(&(&b * (step * step)))"),
        Mistake::<Knobs>::new(
            "zoh_b_negative",
            "zoh's B̄ has the wrong sign, as A⁻¹(I − Ā) B has it: what comes in is taken away.",
            |k| k.zoh_b = ZohB::Negative,
        )
        .edit("assign(&(&b * step))", "assign(&(&b * -step))"),
        Mistake::<Knobs>::new(
            "zoh_b_plain",
            "zoh leaves B as it is. A step twice as long lets in twice as much, as long as it is short.",
            |k| k.zoh_b = ZohB::Plain,
        )
        .edit(HELD, "b.to_owned())"),
        Mistake::<Knobs>::new(
            "zoh_b_at_the_start",
            "zoh's B̄ is Δ Ā B: as if the whole input of a step came in at its start. It comes in evenly: integrate exp(τA) B over the step.",
            |k| k.zoh_b = ZohB::AtTheStart,
        )
        .edit(HELD, "both.slice(s![..n, ..n]).dot(&b) * step)"),
        Mistake::<Knobs>::new(
            "zoh_b_trapezium",
            "zoh's B̄ is Δ (I + Ā) B / 2, the integral by its two ends. The hold has the exact one.",
            |k| k.zoh_b = ZohB::Trapezium,
        )
        .edit(HELD, "(both.slice(s![..n, ..n]).dot(&b) + b) * (step / 2.0))"),
        Mistake::<Knobs>::new(
            "zoh_backwards",
            "zoh takes exp(−ΔA): time runs backwards, and what should fade grows.",
            |k| k.zoh = Zoh::Backwards,
        )
        .edit("assign(&(&a * step))", "assign(&(&a * -step))"),
        Mistake::<Knobs>::new(
            "zoh_transposed",
            "zoh's Ā is transposed. The state is a column: A stands before it, and B beside A in the last column.",
            |k| k.zoh = Zoh::Transposed,
        )
        .edit("(both.slice(s![..n, ..n]).to_owned(), ", "(both.slice(s![..n, ..n]).t().to_owned(), "),
        Mistake::<Knobs>::new("zoh_a_without_step", "zoh takes exp(A), whatever the step. It is exp(ΔA).", |k| {
            k.zoh = Zoh::WithoutStep;
        })
        .edit("assign(&(&a * step))", "assign(&a)"),
        Mistake::<Knobs>::new(
            "zoh_is_bilinear",
            "zoh gives what bilinear is to give. The two agree up to the square of ΔA only.",
            |k| k.zoh = Zoh::Bilinear,
        )
        .edit("let n = b.len();", "return bilinear(a, b, step);\n    #[allow(unreachable_code)]\n    let n = b.len();"),
    ]
}

fn of_bilinear() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "signs_exchanged",
            "bilinear has the signs of its two factors exchanged: (I + ΔA/2)⁻¹(I − ΔA/2). That is a step back in time. What is to be solved for is the new state, and its \
             half of the step goes to the left with a minus.",
            |k| k.bilinear = Bilinear::SignsExchanged,
        )
        .edit("let half = &a * (step / 2.0);", "let half = &a * (-step / 2.0);"),
        Mistake::<Knobs>::new(
            "bilinear_b_without_step",
            "bilinear's B̄ lacks the step: it is (I − ΔA/2)⁻¹ ΔB.",
            |k| k.bilinear_b = BilinearB::WithoutStep,
        )
        .edit("(&b * step).view()", "b"),
        Mistake::<Knobs>::new(
            "bilinear_b_not_solved",
            "bilinear's B̄ is ΔB. The input acts on the new state, too, so that it is to be solved for: (I − ΔA/2)⁻¹ ΔB.",
            |k| k.bilinear_b = BilinearB::NotSolved,
        )
        .edit("solve(left.view(), (&b * step).view())", "&b * step"),
        Mistake::<Knobs>::new(
            "bilinear_b_halved",
            "bilinear's B̄ has half the step. Only the change by A is divided among the old and the new state; the input comes in whole.",
            |k| k.bilinear_b = BilinearB::Halved,
        )
        .edit("(&b * step).view()", "(&b * (step / 2.0)).view()"),
        Mistake::<Knobs>::new(
            "bilinear_b_moved_on",
            "bilinear's B̄ is Ā ΔB: the input is moved on by a whole step. It is (I − ΔA/2)⁻¹ ΔB.",
            |k| k.bilinear_b = BilinearB::MovedOn,
        )
        .edit("(a_bar, solve(left.view(), (&b * step).view()))", "{ let b_bar = a_bar.dot(&(&b * step)); (a_bar, b_bar) }"),
        Mistake::new(
            "bilinear_forward_euler",
            "bilinear is Euler's rule: I + ΔA and ΔB. That is stable for small steps only.",
            |k| k.bilinear = Bilinear::ForwardEuler,
        ),
        Mistake::new(
            "bilinear_backward_euler",
            "bilinear is Euler's rule backwards: (I − ΔA)⁻¹ and (I − ΔA)⁻¹ ΔB. Here the old state has half of the step, and the new one the other half.",
            |k| k.bilinear = Bilinear::BackwardEuler,
        ),
        Mistake::<Knobs>::new(
            "bilinear_whole_steps",
            "bilinear has ΔA where ΔA/2 belongs, on both sides. That is a step of twice the length.",
            |k| k.bilinear = Bilinear::WholeSteps,
        )
        .edit("let half = &a * (step / 2.0);", "let half = &a * step;"),
        Mistake::<Knobs>::new(
            "bilinear_left_alone",
            "bilinear's Ā is (I − ΔA/2)⁻¹ alone. It is to be multiplied by I + ΔA/2.",
            |k| k.bilinear = Bilinear::LeftAlone,
        )
        .edit("(&eye + &half)", "(&eye + &(&half * 0.0))"),
        Mistake::new(
            "bilinear_right_alone",
            "bilinear leaves the left side out, and so has I + ΔA/2 and ΔB. The system is to be solved.",
            |k| k.bilinear = Bilinear::RightAlone,
        ),
        Mistake::new(
            "bilinear_not_inverted",
            "bilinear multiplies by I − ΔA/2. It is to be multiplied by the inverse, or better: the system is to be solved.",
            |k| k.bilinear = Bilinear::NotInverted,
        ),
        Mistake::<Knobs>::new(
            "columns_as_rows",
            "bilinear's Ā is transposed. `solve` gives one column of Ā for each column of I + ΔA/2, and columns that are pushed one after the other into an array \
             become its rows.",
            |k| k.bilinear = Bilinear::ColumnsAsRows,
        )
        .edit("|(i, j)| columns[j][i]", "|(i, j)| columns[i][j]"),
        Mistake::<Knobs>::new(
            "left_transposed",
            "bilinear solves with I − ΔA/2 transposed, as if rows stood on its right: (I + ΔA/2)(I − ΔA/2)⁻¹ is the same Ā, but not if only one of the two is transposed.",
            |k| k.bilinear = Bilinear::LeftTransposed,
        )
        .edit("let left = &eye - &half;", "let left = &eye - &half.t();"),
        Mistake::new(
            "rows_as_columns",
            "bilinear solves for the rows of I + ΔA/2 and makes rows of the results. A system is solved for a column: column j of Ā is the solution for column j.",
            |k| k.bilinear = Bilinear::RowByRow,
        ),
        Mistake::<Knobs>::new(
            "bilinear_is_zoh",
            "bilinear gives what zoh is to give. The two agree up to the square of ΔA only.",
            |k| k.bilinear = Bilinear::Zoh,
        )
        .edit("let eye = Array2::<f32>::eye(b.len());", "return zoh(a, b, step);\n    #[allow(unreachable_code)]\n    let eye = Array2::<f32>::eye(b.len());"),
    ]
}

fn of_both() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
