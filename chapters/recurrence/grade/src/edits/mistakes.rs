//! Mistakes that `delta`, `gated_delta` and `kda` share.

use judge::{Edit, Mistake, Style, slips};

use super::knobs::{Beta, Knobs, Read, Scale, There};

/// The same mistakes, some of them as edits of a solution: their names, what is replaced, and by what.
pub(crate) fn with_edits(
    mistakes: Vec<Mistake<Knobs>>,
    edits: &[(&str, &'static str, &'static str)],
) -> Vec<Mistake<Knobs>> {
    let found = |mistake: &Mistake<Knobs>| -> Option<Edit> {
        let edit = edits.iter().find(|edit| edit.0 == mistake.id);
        edit.map(|&(_, from, to)| (from, to))
    };
    let lost = edits.iter().find(|edit| mistakes.iter().all(|mistake| mistake.id != edit.0));
    assert!(lost.is_none(), "no mistake has the name of an edit: {lost:?}");
    mistakes
        .into_iter()
        .map(|mistake| match found(&mistake) {
            Some((from, to)) => mistake.edit(from, to),
            None => mistake,
        })
        .collect()
}

pub(crate) fn styles() -> Vec<Style<Knobs>> {
    vec![
        Style { name: "computes in double precision", bend: |k| k.double = true },
        Style { name: "takes rows as slices", bend: |k| k.row_slices = true },
    ]
}

/// Those of the edit itself.
pub(crate) fn of_edits() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "no_erase",
            "β k vᵀ is added, and what the memory holds at k is not subtracted: that is linear attention with a weight. Write what \
             is missing, v − Sᵀ k.",
            |k: &mut Knobs| k.there = There::Nothing,
        ),
        Mistake::new(
            "beta_on_erase",
            "β weighs what is erased, and the value is written whole: S − β k (Sᵀ k)ᵀ + k vᵀ. β weighs the difference, both of its \
             terms.",
            |k| k.beta = Beta::OnErase,
        ),
        Mistake::new(
            "beta_on_write",
            "β weighs what is written, and what is there is erased whole: S − k (Sᵀ k)ᵀ + β k vᵀ. β weighs the difference, both of \
             its terms.",
            |k| k.beta = Beta::OnWrite,
        ),
        Mistake::new(
            "beta_ignored",
            "β has no effect: every token writes all that is missing, as with β = 1.",
            |k| k.beta = Beta::Nowhere,
        ),
        Mistake::new(
            "beta_squashed",
            "σ is applied to β once more. β comes as it is to be used.",
            |k| k.beta = Beta::Squashed,
        ),
        Mistake::new(
            "beta_twice",
            "β counts twice, as when keys and values are both multiplied by it, or the difference at two places: what is written has a \
             factor of β².",
            |k| k.beta = Beta::Twice,
        ),
        Mistake::new(
            "skips_unwritten",
            "a token whose β is 0 is passed over, and its output stays 0. It writes nothing, and it reads all the same.",
            |k| k.skips_unwritten = true,
        ),
        Mistake::new(
            "looks_up_values",
            "what is missing at k is computed as if the tokens before had written their values as they came, and not what was missing then: \
             I − A where (I + A)⁻¹ is meant, or one memory for looking and another for reading. Each token looks at what the corrected \
             memory holds.",
            |k| k.there = There::OfValues,
        ),
        Mistake::new(
            "adds_what_is_there",
            "what the memory holds at k is added to the value: v + Sᵀ k. It is to be replaced, so subtract it: v − Sᵀ k.",
            |k| k.there = There::Added,
        ),
        Mistake::new(
            "looks_up_query",
            "what is missing is found at the query: v − Sᵀ q. The memory is corrected at the key, so ask it there: v − Sᵀ k.",
            |k| k.there = There::AtQuery,
        ),
        Mistake::new(
            "looks_up_across",
            "the memory is looked up across: S k in place of Sᵀ k. S has a row for each channel of the key, so that is an error unless \
             keys are as wide as values. `key.dot(&state)` is Sᵀ k.",
            |k| k.there = There::Across,
        ),
        Mistake::new(
            "half_written",
            "rows of the state are written one by one, and what is missing is computed anew for each, from a state in which some rows \
             have been written already. Compute v − Sᵀ k once for the token, then write all rows.",
            |k| k.there = There::HalfWritten,
        ),
        Mistake::new(
            "over_length",
            "what is there is divided by |k|², as in a projection. The rule has no division: with a key of another length than 1 it \
             erases more or less than all of it.",
            |k| k.there = There::OverLength,
        ),
        Mistake::new(
            "keys_made_unit",
            "keys are divided by their lengths first. They come as they are to be used, of whatever length.",
            |k| k.unit_keys = true,
        ),
        Mistake::new(
            "both_made_unit",
            "keys and queries are divided by their lengths first, as libraries do with a flag such as use_qk_l2norm_in_kernel. They come as \
             they are to be used.",
            |k| (k.unit_keys, k.unit_queries) = (true, true),
        ),
        Mistake::new(
            "exchanged",
            "queries and keys are exchanged: values are written at the queries, and read at the keys.",
            |k| k.exchanged = true,
        ),
        Mistake::new(
            "read_before_write",
            "a token reads what those before it have left: q meets the state before this token does anything. Write first, then read.",
            |k| k.read = Read::Before,
        ),
        Mistake::new(
            "reads_across",
            "the memory is read across: S q in place of Sᵀ q, which is an error unless keys are as wide as values. `query.dot(&state)` \
             is Sᵀ q.",
            |k| k.read = Read::Across,
        ),
        Mistake::new(
            "reads_at_key",
            "the output is what the memory holds at the key. The token reads it at its query.",
            |k| k.read = Read::AtKey,
        ),
        Mistake::new(
            "no_scale",
            "the outputs are not divided by √dk.",
            |k| k.scale = Scale::Nothing,
        ),
        Mistake::new(
            "scale_by_width",
            "the outputs are divided by dk in place of √dk.",
            |k| k.scale = Scale::Width,
        ),
        Mistake::new(
            "scale_by_values",
            "the outputs are divided by √dv, the root of the width of the values. Queries and keys have dk channels: divide by √dk.",
            |k| k.scale = Scale::RootOfValues,
        ),
        Mistake::new(
            "scales_keys",
            "the keys are divided by √dk, and not the queries. That changes what is erased, not only how loud the output is.",
            |k| k.scale = Scale::Keys,
        ),
        Mistake::new(
            "scales_both",
            "queries and keys are both divided by √dk. Only the output is; a key that is scaled writes and erases less.",
            |k| k.scale = Scale::Both,
        ),
        Mistake::new(
            "forgets",
            "each token finds a memory of zeros, as when the state is made inside the loop. It is made once, before the first token.",
            |k| k.forgets = true,
        ),
        Mistake::new(
            "first_written_whole",
            "the first token is written whole, S = k vᵀ, as when the state begins with it. The state begins with zeros, and the first \
             token is weighed by its β as all others are.",
            |k| k.first_whole = true,
        ),
        Mistake::new(
            "holds_too_much",
            "the values are right, and far more than one state is held: a state for each token, as when states are collected in a list and \
             read at the end, or a number for each pair of tokens. Read each state when it is there, and go on from it.",
            |k: &mut Knobs| k.keeps_states = true,
        )
        .by_law(),
        memory_order_of("memory_order_queries", |k| k.memory_order_of = Some(0)),
        memory_order_of("memory_order_keys", |k| k.memory_order_of = Some(1)),
        memory_order_of("memory_order_values", |k| k.memory_order_of = Some(2)),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]
}

/// β is cut off, where it may be more than 1.
pub(crate) fn of_large_beta() -> Mistake<Knobs> {
    Mistake::new(
        "beta_cut_off",
        "β above 1 counts as 1. Between 1 and 2 a token writes more than is missing, and what was there comes back with the opposite sign: \
         that is asked for.",
        |k: &mut Knobs| k.beta = Beta::CutOff,
    )
}

/// The memory of one input is taken for its rows.
pub(crate) fn memory_order_of(id: &'static str, bend: fn(&mut Knobs)) -> Mistake<Knobs> {
    let tells = match id {
        "memory_order_queries" => {
            "the memory behind the queries is read as if it lay row by row. A transposed view lies column by column: go through rows or \
             indices."
        }
        "memory_order_keys" => {
            "the memory behind the keys is read as if it lay row by row. A transposed view lies column by column: go through rows or \
             indices."
        }
        "memory_order_values" => {
            "the memory behind the values is read as if it lay row by row. A transposed view lies column by column: go through rows or \
             indices."
        }
        _ => {
            "the memory behind the decays is read as if it lay row by row. A transposed view lies column by column: go through rows or \
             indices."
        }
    };
    Mistake::new(id, tells, bend)
}
