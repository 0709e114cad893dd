//! The typical mistakes of `kda_chunk`.

use judge::{Mistake, slips};

use super::knobs::{
    Beta, Carry, Erased, Fade, Inverse, Keep, Knobs, Mask, Memory, Scale, Sums, Tail, Values, Way,
};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut mistakes = of_fading();
    mistakes.extend(of_the_inverse());
    mistakes.extend(of_what_is_written());
    mistakes.extend(of_the_state());
    mistakes.extend(of_reading());
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

fn of_what_is_written() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "state_not_erased",
            "nothing is subtracted for what the state before the chunk holds at the keys: V̂ is M V. It is M V − W S.",
            |k| k.erased = Erased::Nothing,
        )
        .edit(
            "m.dot(&values) - state.read(m.dot(&(&keys * &left)).view())",
            "m.dot(&values)",
        ),
        Mistake::<Knobs>::new(
            "w_without_decay",
            "W is M K: keys look at the state before the chunk as if it had not faded since. W = M (exp(G) ⊙ K).",
            |k| k.erased = Erased::NotFaded,
        )
        .edit("m.dot(&(&keys * &left))", "m.dot(&keys)"),
        Mistake::<Knobs>::new(
            "w_without_own_step",
            "in W the state has faded by the tokens before, and not by the token's own step. The state fades first, and then what is missing is found: exp(Gᵢ) with i's step in it.",
            |k| k.erased = Erased::BeforeOwn,
        )
        .edit("m.dot(&(&keys * &left))", "m.dot(&(&keys * &(&g - &decays).exp()))"),
        Mistake::<Knobs>::new(
            "w_by_whole_chunk",
            "in W the state has faded by the whole chunk for every token. Token i looks at it after the steps up to its own: exp(Gᵢ).",
            |k| k.erased = Erased::ByWholeChunk,
        )
        .edit("m.dot(&(&keys * &left))", "m.dot(&(&keys * &last.exp()))"),
        Mistake::<Knobs>::new(
            "w_without_inverse",
            "W is β exp(G) ⊙ K, without the inverse: what tokens of the chunk have erased of the old state is erased again. W = M (exp(G) ⊙ K).",
            |k| k.erased = Erased::WithoutInverse,
        )
        .edit("m.dot(&(&keys * &left))", "(Array2::from_diag(&beta)).dot(&(&keys * &left))"),
        Mistake::<Knobs>::new(
            "w_is_keys",
            "W is exp(G) ⊙ K, without M: what the old state holds at the keys is subtracted whole, whatever β is and whatever tokens of the chunk have changed. W = M (exp(G) ⊙ K).",
            |k| k.erased = Erased::KeysAlone,
        )
        .edit("state.read(m.dot(&(&keys * &left)).view())", "state.read((&keys * &left).view())"),
        Mistake::<Knobs>::new("w_added", "W S is added, where it is to be subtracted: V̂ = M V − W S.", |k| {
            k.erased = Erased::Added;
        })
        .edit("m.dot(&values) - state.read", "m.dot(&values) + state.read"),
        Mistake::<Knobs>::new(
            "values_and_beta_values",
            "outputs see the values, and the state gets β times the values. Both are to have V̂, what is left of them when all edits are made on top of each other.",
            |k| (k.seen, k.kept) = (Values::Plain, Values::TimesBeta),
        ),
        Mistake::<Knobs>::new(
            "plain_values",
            "outputs see the values themselves, and the state gets them: nothing is ever corrected, as in gated linear attention. Both are to have V̂.",
            |k| (k.seen, k.kept) = (Values::Plain, Values::Plain),
        ),
        Mistake::<Knobs>::new(
            "plain_values_in_state",
            "the state gets the values, in the place of V̂: a line of the report's listing says so. Outputs of the chunk are right, and those after it are not.",
            |k| k.kept = Values::Plain,
        )
        .edit(".exp()).view(), written.view());", ".exp()).view(), values);"),
        Mistake::<Knobs>::new(
            "old_state_unseen_in_outputs",
            "outputs see M V, and the state gets V̂ = M V − W S. What the old state holds at the keys is to be missing from both.",
            |k| k.seen = Values::WithoutOld,
        ),
        Mistake::<Knobs>::new(
            "old_state_unseen_in_state",
            "outputs see V̂ = M V − W S, and the state gets M V. What the old state holds at the keys is to be missing from both.",
            |k| k.kept = Values::WithoutOld,
        )
        .edit(".exp()).view(), written.view());", ".exp()).view(), m.dot(&values).view());"),
        Mistake::<Knobs>::new(
            "beta_values_in_state",
            "the state gets β times the values, in the place of V̂: as if no token had found anything there.",
            |k| k.kept = Values::TimesBeta,
        ),
    ]
}

fn of_the_state() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "written_whole",
            "tokens are written into the state as if they were the last of their chunk. What j writes fades by the tokens after j: (exp(G_C − G) ⊙ K)ᵀ V̂.",
            |k| k.tail = Tail::Nothing,
        )
        .edit("(&keys * &(&last - &g).exp())", "keys"),
        Mistake::<Knobs>::new(
            "written_from_start",
            "in the state, what j has written has faded by the tokens up to j. It fades by those after it: exp(G_C − Gⱼ).",
            |k| k.tail = Tail::FromStart,
        )
        .edit("&(&last - &g).exp()", "&g.exp()"),
        Mistake::<Knobs>::new(
            "written_growing",
            "in the state, what j has written has *grown* by the tokens after it: exp(Gⱼ − G_C). Running sums of what is negative fall, so the later one comes first: exp(G_C − Gⱼ).",
            |k| k.tail = Tail::Grows,
        )
        .edit("&(&last - &g).exp()", "&(&g - &last).exp()"),
        Mistake::<Knobs>::new(
            "state_does_not_fade",
            "the state of earlier chunks stays as it is. All steps of the chunk pass over it: Diag(exp(G_C)) S.",
            |k| k.keep = Keep::All,
        )
        .edit("state.write(last.exp().view()", "state.write((&last * 0.0).exp().view()"),
        Mistake::<Knobs>::new(
            "state_replaced",
            "after a chunk the state holds that chunk alone. What was there before fades by exp(G_C), and the chunk is added.",
            |k| k.keep = Keep::Nothing,
        )
        .edit("state.write(last.exp().view()", "state.write((&last * 0.0).view()"),
        Mistake::<Knobs>::new(
            "state_times_logarithm",
            "the state is multiplied by the logarithm of the decay: G_C, and not exp(G_C).",
            |k| k.keep = Keep::Logarithm,
        )
        .edit("state.write(last.exp().view()", "state.write(last.view()"),
        Mistake::<Knobs>::new(
            "state_fades_by_last_step",
            "over a chunk the state fades by its last step alone. All steps pass over it: exp(G_C), where G_C is their sum.",
            |k| k.keep = Keep::LastStep,
        )
        .edit(
            "state.write(last.exp().view()",
            "state.write(decays.row(decays.nrows() - 1).exp().view()",
        ),
        Mistake::<Knobs>::new("never_written", "the state is the same after a chunk as before it.", |k| {
            k.never_written = true;
        }),
        Mistake::<Knobs>::new(
            "token_by_token",
            "the values are right, and the state is read and written for every token: that is the recurrence. A chunk needs two reads, each with a row for every token, and one write.",
            |k| k.way = Way::TokenByToken,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "row_by_row",
            "the values are right, and the state is read for each token by itself. A read takes as many rows as you like: one for all keys, one for all queries.",
            |k| k.way = Way::RowByRow,
        )
        .by_law(),
    ]
}

fn of_reading() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "strict",
            "queries do not see the token they belong to. It is written first, and then read: j ≤ i among the queries, j < i in A alone.",
            |k| k.mask = Mask::Strict,
        )
        .edit("(before + within + own)", "(before + within + 0.0 * own)"),
        Mistake::<Knobs>::new("no_mask", "queries see the tokens after them in their chunk. j ≤ i.", |k| k.mask = Mask::Nothing),
        Mistake::<Knobs>::new(
            "own_chunk_unseen",
            "outputs have what comes from the state before the chunk, and nothing from the chunk itself.",
            |k| k.mask = Mask::Blind,
        )
        .edit("(before + within + own)", "before"),
        Mistake::<Knobs>::new(
            "nothing_carried",
            "outputs have nothing of the state before the chunk. Add (qᵢ ⊙ exp(Gᵢ)) · S.",
            |k| k.carry = Carry::Nothing,
        )
        .edit("(before + within + own)", "(0.0 * before + within + own)"),
        Mistake::<Knobs>::new(
            "carried_whole",
            "queries find the state before the chunk as it was, without the decay since: (qᵢ ⊙ exp(Gᵢ)) · S.",
            |k| k.carry = Carry::AllOfIt,
        )
        .edit("state.read((&queries * &left).view())", "state.read(queries)"),
        Mistake::<Knobs>::new(
            "carried_without_own_step",
            "for output i the old state has faded by the tokens before i, and not by the step of i. It fades first, and is read last: exp(Gᵢ).",
            |k| k.carry = Carry::BeforeOwn,
        )
        .edit(
            "state.read((&queries * &left).view())",
            "state.read((&queries * &(&g - &decays).exp()).view())",
        ),
        Mistake::<Knobs>::new(
            "read_after_write",
            "queries read the state after the chunk has been written into it: they find the chunk's own tokens twice, and later ones too. Read first.",
            |k| k.carry = Carry::AfterWrite,
        ),
        Mistake::<Knobs>::new("no_scale", "outputs are not divided by √dk.", |k| k.scale = Scale::Nothing)
            .edit("(queries.ncols() as f32).sqrt()", "1.0"),
        Mistake::<Knobs>::new("width", "outputs are divided by dk, and not by its root.", |k| k.scale = Scale::Width)
            .edit("(queries.ncols() as f32).sqrt()", "(queries.ncols() as f32)"),
        Mistake::<Knobs>::new("root_of_values", "outputs are divided by the root of the width of values, and not of queries.", |k| {
            k.scale = Scale::RootOfValues;
        })
        .edit("(queries.ncols() as f32).sqrt()", "(values.ncols() as f32).sqrt()"),
        Mistake::<Knobs>::new(
            "old_state_not_scaled",
            "of an output, what comes from the chunk is divided by √dk, and what comes from the state before is not.",
            |k| k.scale = Scale::WithinOnly,
        )
        .edit("(before + within + own) /", "before + (within + own) /"),
        Mistake::<Knobs>::new(
            "chunk_not_scaled",
            "of an output, what comes from the state before is divided by √dk, and what comes from the chunk is not.",
            |k| k.scale = Scale::BeforeOnly,
        )
        .edit(
            "(before + within + own) / (queries.ncols() as f32).sqrt()",
            "before / (queries.ncols() as f32).sqrt() + within + own",
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
        Mistake::new(
            "beta_contiguous",
            "as_slice() of β is None where it lies in memory with gaps or backwards, and unwrap panics. Go through the view itself, or copy it with to_vec().",
            |k: &mut Knobs| k.contiguous_beta = true,
        ),
        memory("memory_order_queries", "the memory of the queries is read as if it lay row by row; that of a transposed view lies column by column.", |k| k.memory = Memory::Queries),
        memory("memory_order_keys", "the memory of the keys is read as if it lay row by row; that of a transposed view lies column by column.", |k| k.memory = Memory::Keys),
        memory("memory_order_values", "the memory of the values is read as if it lay row by row; that of a transposed view lies column by column.", |k| k.memory = Memory::Values),
        memory("memory_order_beta", "the memory of β is read as it lies, and a view may go through it backwards or with gaps.", |k| k.memory = Memory::Beta),
        memory("memory_order_decays", "the memory of the decays is read as if it lay row by row; that of a transposed view lies column by column.", |k| k.memory = Memory::Decays),
    ]
}

fn memory(id: &'static str, tells: &'static str, bend: fn(&mut Knobs)) -> Mistake<Knobs> {
    Mistake::new(id, tells, bend)
}
