//! The typical mistakes of `ssd`.

use judge::{Mistake, slips};

use super::knobs::{Carry, Decay, Knobs, Left, Memory, Step, Way};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut mistakes = of_pairs();
    mistakes.extend(of_chunks());
    mistakes.extend(of_both());
    mistakes
}

/// Of the weights of pairs of tokens, in `quadratic` and within a chunk.
fn of_pairs() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "strict",
            "a token does not see itself: the mask leaves out the diagonal. The state is written first and then read, so for s = t the weight is \
             exp(0) = 1, and not 0.",
            |k| k.decay = Decay::Strict,
        )
        .edit("if s > t { 0.0 }", "if s >= t { 0.0 }"),
        Mistake::<Knobs>::new(
            "own_step",
            "what is written at s fades by the step of s too. The state fades first, and then s is written: of s, only the steps s + 1 to t are to \
             be summed, which is Gₜ − Gₛ for running sums that include their own step.",
            |k| k.decay = Decay::OwnStep,
        )
        .edit("(faded[t] - faded[s]).exp()", "(faded[t] - faded[s] + tokens.a * tokens.dt[s]).exp()"),
        Mistake::<Knobs>::new(
            "last_step_missing",
            "what is written at s does not fade by the step of t. That step comes before t is written and read, so it is in the sum: Gₜ − Gₛ.",
            |k| k.decay = Decay::WithoutLast,
        )
        .edit(
            "(faded[t] - faded[s]).exp()",
            "(if s == t { 0.0 } else { faded[t - 1] - faded[s] }).exp()",
        ),
        Mistake::<Knobs>::new(
            "exclusive_sums",
            "running sums lack their own step: Gₜ has the steps of the tokens before t. Then everything fades one step too late: a token by its own step, and the old state and the chunk not by the last \
             one. The state fades first, and then a token is written and read, so Gₜ has the step of t in it.",
            |k| k.decay = Decay::Exclusive,
        )
        .edit(
            "sum += dt * tokens.a;\n        sum",
            "let before = sum;\n        sum += dt * tokens.a;\n        before",
        ),
        Mistake::<Knobs>::new(
            "not_summed",
            "the decay of each token stands where a running sum is to stand: Gₜ is the sum of a · dt over all tokens up to t, counted from the beginning of the text or of the chunk.",
            |k| k.decay = Decay::NotSummed,
        )
        .edit("sum += dt * tokens.a;", "sum = dt * tokens.a;"),
        Mistake::<Knobs>::new(
            "base_two",
            "decays are powers of 2: exp2 in the place of exp. Kernels do that because it is faster, and divide the logarithms by ln 2 before.",
            |k| k.decay = Decay::BaseTwo,
        )
        .edit("sum += dt * tokens.a;", "sum += dt * tokens.a * std::f32::consts::LN_2;"),
        Mistake::<Knobs>::new(
            "bidirectional",
            "tokens see those after them, with the same decay in both directions. The last output is right by accident. s > t has the weight 0.",
            |k| k.decay = Decay::Bidirectional,
        )
        .edit(
            "if s > t { 0.0 } else { (faded[t] - faded[s]).exp() }",
            "(-(faded[t] - faded[s]).abs()).exp()",
        ),
        Mistake::<Knobs>::new(
            "no_mask",
            "tokens see those after them, and for those the weight is above 1, because Gₜ − Gₛ is positive there. s > t has the weight 0.",
            |k| k.decay = Decay::Unmasked,
        )
        .edit("if s > t { 0.0 }", "if s > usize::MAX - t { 0.0 }"),
        Mistake::<Knobs>::new(
            "grows",
            "the weight of s is exp(Gₛ − Gₜ): it grows with the distance. Running sums of what is negative fall, so the later one comes first: Gₜ − Gₛ.",
            |k| k.decay = Decay::Inverse,
        )
        .edit("(faded[t] - faded[s]).exp()", "(faded[s] - faded[t]).exp()"),
        Mistake::<Knobs>::new(
            "factored",
            "exp(Gₜ) · exp(−Gₛ), each by itself: on paper that is exp(Gₜ − Gₛ). After some ninety e-folds (709 in double precision) the second factor is infinite \
             and the first is 0. Subtract before you take the exponential, also for what is written into the state.",
            |k| k.decay = Decay::Factored,
        )
        .edit("(faded[t] - faded[s]).exp()", "faded[t].exp() * (-faded[s]).exp()"),
        Mistake::<Knobs>::new(
            "quotient",
            "exp(Gₜ) / exp(Gₛ), or a quotient of running products of decays: on paper that is exp(Gₜ − Gₛ). After some hundred e-folds both are 0, and 0/0 is not a \
             number. Subtract logarithms before you take the exponential.",
            |k| k.decay = Decay::Quotient,
        )
        .edit("(faded[t] - faded[s]).exp()", "faded[t].exp() / faded[s].exp()"),
    ]
}

fn of_chunks() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "nothing_carried",
            "outputs of a chunk have nothing of the state that was there before it, as if every chunk began a text. Add cₜᵀ S, faded by the tokens up to t.",
            |k| k.carry = Carry::Nothing,
        )
        .edit("before + quadratic(tokens)", "before * 0.0 + quadratic(tokens)"),
        Mistake::<Knobs>::new(
            "carried_whole",
            "outputs of a chunk find the state as it was before the chunk, without the decay since. Until t is read, all steps of the chunk up to that of t \
             have passed: exp(Gₜ).",
            |k| k.carry = Carry::AllOfIt,
        )
        .edit("&column(faded.exp())", "&column(faded.mapv(|_| 1.0))"),
        Mistake::<Knobs>::new(
            "carried_without_own_step",
            "for output t the old state has faded by the tokens of the chunk before t, and not by the step of t. The state fades first, and is read after \
             that: exp(Gₜ) with t's own step in the sum.",
            |k| k.carry = Carry::BeforeOwn,
        )
        .edit(
            "&column(faded.exp())",
            "&column((&faded - &(&tokens.dt * tokens.a)).exp())",
        ),
        Mistake::<Knobs>::new(
            "carried_by_whole_chunk",
            "for every output the old state has faded by all tokens of the chunk. Output t comes before the tokens after t: exp(Gₜ), and not exp(G_C).",
            |k| k.carry = Carry::ByWholeChunk,
        )
        .edit("&column(faded.exp())", "&column(faded.mapv(|_| last.exp()))"),
        Mistake::<Knobs>::new(
            "read_after_write",
            "the state is read after the chunk has been written into it: each output finds the tokens of its own chunk twice, and later ones too. Read first.",
            |k| k.carry = Carry::AfterWrite,
        ),
        Mistake::<Knobs>::new(
            "written_whole",
            "tokens are written into the state as if they were the last of their chunk. What is written at s fades by all tokens of the chunk after s: \
             exp(G_C − Gₛ).",
            |k| k.left = Left::TokensWhole,
        )
        .edit("&column((last - &faded).exp())", "&column((&faded * 0.0).exp())"),
        Mistake::<Knobs>::new(
            "written_with_own_step",
            "in the state, what is written at s has faded by the step of s too. The state fades first, and then s is written: exp(G_C − Gₛ), with s's step in Gₛ.",
            |k| k.left = Left::TokensOwnStep,
        )
        .edit(
            "&column((last - &faded).exp())",
            "&column((last - &faded + &(&tokens.dt * tokens.a)).exp())",
        ),
        Mistake::<Knobs>::new(
            "written_from_start",
            "in the state, what is written at s has faded by the tokens up to s. It fades by those after it, to the end of the chunk: exp(G_C − Gₛ).",
            |k| k.left = Left::TokensFromStart,
        )
        .edit("&column((last - &faded).exp())", "&column(faded.exp())"),
        Mistake::<Knobs>::new(
            "state_without_step",
            "the outputs of a chunk have the steps as factors of x, and what is written into the state has not. It is dt x in both.",
            |k| k.left = Left::TokensWithoutStep,
        )
        .edit("left.view(), written.view());", "left.view(), tokens.x);"),
        Mistake::<Knobs>::new(
            "written_growing",
            "in the state, what is written at s has *grown* by the tokens after it: exp(Gₛ − G_C). Running sums of what is negative fall, so the later one comes first: exp(G_C − Gₛ).",
            |k| k.left = Left::TokensGrow,
        )
        .edit("&column((last - &faded).exp())", "&column((&faded - last).exp())"),
        Mistake::<Knobs>::new(
            "state_does_not_fade",
            "the state of earlier chunks stays as it is while a chunk is added. All steps of the chunk pass over it: Diag(exp(G_C)) S.",
            |k| k.left = Left::StateWhole,
        )
        .edit("Array1::from_elem(tokens.b.ncols(), last.exp())", "Array1::from_elem(tokens.b.ncols(), 1.0)"),
        Mistake::<Knobs>::new(
            "state_replaced",
            "after a chunk the state holds the tokens of that chunk alone. What was there before fades by exp(G_C), and the chunk is added to it.",
            |k| k.left = Left::StateGone,
        )
        .edit("Array1::from_elem(tokens.b.ncols(), last.exp())", "Array1::from_elem(tokens.b.ncols(), 0.0)"),
        Mistake::<Knobs>::new(
            "state_fades_by_last_step",
            "over a chunk the old state fades by its last step alone. All steps of the chunk pass over it: exp(G_C), where G_C is their sum.",
            |k| k.left = Left::StateLastStep,
        )
        .edit(
            "Array1::from_elem(tokens.b.ncols(), last.exp())",
            "Array1::from_elem(tokens.b.ncols(), (tokens.dt[tokens.dt.len() - 1] * tokens.a).exp())",
        ),
        Mistake::<Knobs>::new(
            "never_written",
            "the state is the same after a chunk as before it. The next chunk needs what this one has left: one write, of all its tokens.",
            |k| k.left = Left::NeverWritten,
        ),
        Mistake::<Knobs>::new(
            "own_chunk_unseen",
            "outputs of a chunk have what comes from the state, and nothing from the tokens of the chunk itself. Those are pairs within the chunk, as in `quadratic`.",
            |k| k.state_alone = true,
        )
        .edit("before + quadratic(tokens)", "before"),
        Mistake::<Knobs>::new(
            "token_by_token",
            "the values are right, and the state is read and written for every token: that is the recurrence. A chunk needs one read, with a row for each token, and one write.",
            |k| k.way = Way::TokenByToken,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "row_by_row",
            "the values are right, and the state is read for each token by itself. A read takes as many rows as you like: one is enough.",
            |k| k.way = Way::RowByRow,
        )
        .by_law(),
    ]
}

fn of_both() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "without_step",
            "x is written as it is. The step is in two places: in the decay, and as a factor of what is written, dt x.",
            |k| k.step = Step::Plain,
        ),
        Mistake::<Knobs>::new(
            "hold",
            "what is written is x (exp(a dt) − 1) / a, as the zero-order hold has it and the first paper on Mamba prints it. The code, and this exercise, \
             write dt x.",
            |k| k.step = Step::Held,
        ),
        Mistake::<Knobs>::new(
            "step_twice",
            "what is written is dt² x, as if b had been multiplied by the step already and x again. One factor dt is enough.",
            |k| k.step = Step::Squared,
        ),
        Mistake::<Knobs>::new(
            "no_decay",
            "nothing fades: that is linear attention. The weight of token s for t has a factor exp(Gₜ − Gₛ), and so have the state and what is written into it.",
            |k| k.decay = Decay::Nothing,
        )
        .edit("sum += dt * tokens.a;", "sum += 0.0 * dt * tokens.a;"),
        Mistake::<Knobs>::new(
            "decay_without_steps",
            "every token makes the state fade by exp(a), whatever its step. The logarithm of the decay is a · dt.",
            |k| k.decay = Decay::WithoutSteps,
        )
        .edit("sum += dt * tokens.a;", "sum += 0.0 * dt + tokens.a;"),
        Mistake::<Knobs>::new(
            "exponentiated",
            "`a` is taken for the parameter whose exponential it is: the decay is −exp(a) dt. In the released code A = −exp(A_log) happens before; here `a` is A itself.",
            |k| k.decay = Decay::Exponentiated,
        )
        .edit("sum += dt * tokens.a;", "sum += -dt * tokens.a.exp();"),
        Mistake::<Knobs>::new(
            "linear",
            "the decay is 1 + a dt, the first two terms of exp(a dt). For large steps that is below 0, and not a decay at all.",
            |k| k.decay = Decay::Linear,
        )
        .edit("sum += dt * tokens.a;", "sum += (1.0 + dt * tokens.a).ln();"),
        Mistake::<Knobs>::new(
            "swapped",
            "b and c are exchanged. b says where a token is written, and c where the state is read: the weight is cₜ · bₛ.",
            |k| k.swapped = true,
        ),
        Mistake::<Knobs>::new(
            "scaled",
            "weights are divided by √n, as those of attention by the root of the width. Here nothing is.",
            |k| k.scaled = true,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
        Mistake::new(
            "steps_contiguous",
            "as_slice() of the steps is None where they lie in memory with gaps or backwards, and unwrap panics. Go through the view itself, or copy it with to_vec().",
            |k: &mut Knobs| k.contiguous_steps = true,
        ),
        memory("memory_order_x", "x", |k| k.memory = Memory::X),
        memory("memory_order_steps", "dt", |k| k.memory = Memory::Dt),
        memory("memory_order_b", "b", |k| k.memory = Memory::B),
        memory("memory_order_c", "c", |k| k.memory = Memory::C),
    ]
}

fn memory(id: &'static str, of: &'static str, bend: fn(&mut Knobs)) -> Mistake<Knobs> {
    let tells = match of {
        "x" => {
            "the memory of x is read as if it lay row by row; that of a transposed view lies column by column. Go through rows or indices, or copy with as_standard_layout()."
        }
        "dt" => {
            "the memory of dt is read as it lies, and a view may go through it backwards or with gaps. Go through the view itself."
        }
        "b" => {
            "the memory of b is read as if it lay row by row; that of a transposed view lies column by column. Go through rows or indices, or copy with as_standard_layout()."
        }
        _ => {
            "the memory of c is read as if it lay row by row; that of a transposed view lies column by column. Go through rows or indices, or copy with as_standard_layout()."
        }
    };
    Mistake::new(id, tells, bend)
}
