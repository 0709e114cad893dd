//! The typical mistakes of `cfg`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Asked, Dropping, Formula, Knobs};

const GUIDE: &str = "&unconditional + &((conditional - &unconditional) * s)";
const NULL: &str = "&vec![null; labels.len()]";
const DROP: &str = "if draw < p { null } else { label }";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_formulas(), of_calls(), of_dropping(), of_memory()].into_iter().flatten().collect()
}

fn of_formulas() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "papers_w",
            "it is c + s (c − u): the formula of the paper, (1 + w) c − w u, with s for its w. Here 1 is no guidance, s = 1 + w: u + s (c − u).",
            |k| k.formula = Formula::PapersW,
        )
        .edit("let conditional = network(x, levels, labels);", "let conditional = network(x, levels, labels);\n    let s = s + 1.0;"),
        Mistake::<Knobs>::new(
            "one_less",
            "it is u + (s − 1)(c − u), with one too little of the difference. For s = 1 it is to be c.",
            |k| k.formula = Formula::LessOne,
        )
        .edit("let conditional = network(x, levels, labels);", "let conditional = network(x, levels, labels);\n    let s = s - 1.0;"),
        Mistake::<Knobs>::new(
            "branches_exchanged",
            "the two branches are exchanged: it goes away from what is to be followed. u + s (c − u): for s = 1 it is c, with the label, or of the stronger network.",
            |k| k.formula = Formula::Swapped,
        )
        .edit(
            "    &unconditional + &((conditional - &unconditional) * s)",
            "    let (conditional, unconditional) = (unconditional, conditional);\n    &unconditional + &((conditional - &unconditional) * s)",
        ),
        Mistake::<Knobs>::new(
            "conditional_scaled",
            "it is s c: what the label gives is multiplied, and not compared with anything. Guidance multiplies the *difference* that the label makes.",
            |k| k.formula = Formula::Alone,
        )
        .edit(GUIDE, "&conditional * s + &unconditional * 0.0"),
        Mistake::<Knobs>::new("not_subtracted", "it is u + s c. What is multiplied is the difference c − u.", |k| {
            k.formula = Formula::NotSubtracted;
        })
        .edit(GUIDE, "&unconditional + &(conditional * s)"),
        Mistake::<Knobs>::new("difference_alone", "it is s (c − u). The difference is added to u.", |k| k.formula = Formula::Difference)
            .edit(GUIDE, "(conditional - &unconditional) * s"),
        Mistake::<Knobs>::new("scale_ignored", "it is c, whatever s is.", |k| k.formula = Formula::Conditional)
            .edit(GUIDE, "conditional + &unconditional * 0.0 * s"),
        Mistake::<Knobs>::new("only_unconditional", "it is u, whatever s is.", |k| k.formula = Formula::Unconditional)
            .edit(GUIDE, "unconditional + &conditional * 0.0 * s"),
        Mistake::new(
            "not_below_one",
            "for s of at most 1 it is c. Pipelines leave guidance out there, to save half of the work; s = 0 is u, and s = ½ lies between.",
            |k| k.formula = Formula::NotBelowOne,
        ),
        Mistake::new(
            "first_three_columns",
            "only the first three columns are guided, and the others are c. That is what DiT's forward_with_cfg does, for old results' sake. Here all are.",
            |k| k.formula = Formula::FirstThree,
        ),
        Mistake::new(
            "rescaled",
            "each row is scaled to the spread of c. That is a remedy against over-exposure which some pipelines have as guidance_rescale; here it is not asked for.",
            |k| k.formula = Formula::Rescaled,
        ),
        Mistake::<Knobs>::new(
            "networks_exchanged",
            "auto: what the weaker network says is followed, and the stronger one is the branch that it goes away from. It begins at the weaker one, and goes towards the stronger, and beyond.",
            |k| k.networks_exchanged = true,
        )
        .edit("let weak = weaker(x, levels);", "let (network, weaker) = (weaker, network);\n    let weak = weaker(x, levels);"),
    ]
}

fn of_calls() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "null_is_zero",
            "guide: the branch without a label is asked with label 0. Which label stands for none is said by `null`; 0 is a class like others.",
            |k| k.asked = Asked::NullIsZero,
        )
        .edit(NULL, "&vec![0 * null; labels.len()]"),
        Mistake::<Knobs>::new(
            "null_is_next",
            "guide: the branch without a label is asked with one more than the largest label of the batch. Which label stands for none is said by `null`; a batch need not have all classes.",
            |k| k.asked = Asked::NullIsNext,
        )
        .edit(NULL, "&vec![labels.iter().max().map_or(null, |most| most + 1); labels.len()]"),
        Mistake::new(
            "half_of_the_batch",
            "guide: the first half of the batch is taken twice. DiT's function expects a batch that the caller has doubled; this one gets each sample once.",
            |k| k.asked = Asked::Half,
        ),
        Mistake::new(
            "both_halves",
            "guide: the result has twice as many rows as x. Of the doubled batch one half is the result.",
            |k| k.asked = Asked::BothHalves,
        ),
        Mistake::new(
            "interleaved",
            "guide: in the doubled batch each sample stands twice in a row, and of the labels first all and then the null labels: samples meet labels that are not theirs. Double both in the same order.",
            |k| k.asked = Asked::Interleaved,
        ),
        Mistake::new("first_label", "guide: every sample gets the first label. Each has its own.", |k| k.asked = Asked::FirstLabel),
        Mistake::new("first_level", "every sample gets the first level of noise. Each has its own.", |k| k.asked = Asked::FirstLevel),
        Mistake::new(
            "null_without_noise",
            "guide: the branch without a label is asked with level 0. Both are asked about the same x, at the same levels.",
            |k| k.asked = Asked::NullWithoutNoise,
        ),
        Mistake::<Knobs>::new(
            "asked_twice",
            "the values are right, and one of the networks was asked for the same rows again. A network is what costs in sampling: keep what it said.",
            |k| k.asked = Asked::Twice,
        )
        .by_law()
        .edit(GUIDE, "network(x, levels, &vec![null; labels.len() + 0]) + &((conditional - &unconditional) * s)"),
    ]
}

fn of_dropping() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "draw_inverted",
            "drop: labels are dropped where the draw is *not* below p. p is the probability to lose the label, as in DiT, where it is 0.1.",
            |k| k.dropping = Dropping::Inverted,
        )
        .edit(DROP, "if draw < p { label } else { null }"),
        Mistake::<Knobs>::new(
            "draw_at_most_p",
            "drop: a label is dropped also where the draw is p. Draws begin at 0, so that with p = 0 a label could be lost.",
            |k| k.dropping = Dropping::AtMost,
        )
        .edit(DROP, "if draw <= p { null } else { label }"),
        Mistake::<Knobs>::new(
            "dropped_from_the_other_end",
            "drop: a label is dropped where its draw is at least 1 − p. As many are lost in the long run, but others: here it is where the draw is less than p.",
            |k| k.dropping = Dropping::OtherEnd,
        )
        .edit(DROP, "if draw >= 1.0 - p { null } else { label }"),
        Mistake::<Knobs>::new(
            "dropped_to_zero",
            "drop: what is dropped becomes 0. Which label stands for none is said by `null`.",
            |k| k.dropping = Dropping::ToZero,
        )
        .edit(DROP, "if draw < p { 0 * null } else { label }"),
        Mistake::new(
            "dropped_to_next",
            "drop: what is dropped becomes one more than the largest label of the batch. Which label stands for none is said by `null`.",
            |k| k.dropping = Dropping::ToNext,
        ),
        Mistake::<Knobs>::new("all_or_none", "drop: the first draw decides for all labels. Each has a draw of its own.", |k| {
            k.dropping = Dropping::AllOrNone;
        })
        .edit(DROP, "if draws[0] < p && draw >= 0.0 { null } else { label }"),
        Mistake::new("removed", "drop: labels are taken out of the list. Their samples stay in the batch, with the label `null`.", |k| {
            k.dropping = Dropping::Removed;
        }),
        Mistake::new("first_share", "drop: the first share p of the labels is dropped, whatever the draws are.", |k| {
            k.dropping = Dropping::FirstShare;
        }),
        Mistake::<Knobs>::new("never_dropped", "drop: no label is dropped.", |k| k.dropping = Dropping::Never)
            .edit(DROP, "if draw < p && null == usize::MAX { null } else { label }"),
        Mistake::new("needs_a_label", "drop: stops if there is no label. Then there is nothing to drop.", |k| k.dropping = Dropping::NeedsOne),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
