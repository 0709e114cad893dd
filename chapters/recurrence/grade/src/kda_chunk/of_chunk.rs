//! The typical mistakes of `chunk` itself: what is written, the state, and what is read.

use judge::{Mistake, slips};

use super::knobs::{Carry, Erased, Keep, Knobs, Mask, Memory, Scale, Tail, Values, Way};

pub(super) fn of_what_is_written() -> Vec<Mistake<Knobs>> {
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

pub(super) fn of_the_state() -> Vec<Mistake<Knobs>> {
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

pub(super) fn of_reading() -> Vec<Mistake<Knobs>> {
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
