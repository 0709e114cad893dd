//! The typical mistakes of `dsa`: the solution with knobs, of which each mistake turns one. Here those of the choice; those of weights
//! in `weights`.

use judge::Mistake;

use super::knobs::{Key, Knobs, Sees, Takes};
use super::weights;

const LIST: &str = "top_k(scores, 0, 1, k)";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [
        of_what_is_seen(),
        of_what_is_taken(),
        of_what_is_compared(),
        weights::of_hiding(),
        weights::of_weights(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn of_what_is_seen() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "chosen_then_hidden",
            "the k best of all tokens are chosen, and those that come later are dropped afterwards. They have taken places that seen \
             tokens then miss. Hide first, then choose.",
            |k| k.sees = Sees::ChosenThenHidden,
        ),
        Mistake::new(
            "sees_all",
            "a query chooses among all tokens, and attends to some that come after it. It sees the tokens 0 to t.",
            |k| k.sees = Sees::All,
        ),
        Mistake::<Knobs>::new(
            "sees_next",
            "a query chooses among the tokens up to t + 1, which is one too many (and behind the last row there is none). Query t sees \
             the tokens 0 to t.",
            |k| k.sees = Sees::OneMore,
        )
        .edit(LIST, "top_k(scores, 1, 1, k)"),
        Mistake::new(
            "own_token_hidden",
            "a query chooses among the tokens before its own. It sees its own, too: the tokens 0 to t.",
            |k| k.sees = Sees::WithoutOwn,
        ),
        Mistake::new(
            "hidden_compared",
            "scores of later tokens take part in the sort, and are dropped after it. They can be NaN, which has no place in an order: \
             partial_cmp gives None for it, and a sort that takes it for equal may leave the others unsorted. Drop them before the sort.",
            |k| k.sees = Sees::SortedThenHidden,
        ),
        Mistake::new(
            "filled_with_later",
            "where fewer than k tokens are seen, later ones fill the list: −∞ puts them last, and the last are taken when nothing else \
             is left. A list is no longer than what is seen, or its rest is masked in the products too.",
            |k| k.sees = Sees::Filled,
        ),
        Mistake::new(
            "scores_masked_as_low",
            "scores of later tokens become a finite number, such as −10⁹, and then the k best of all are attended to. Near the start \
             these are taken when nothing else is left, and where seen scores lie below it, before them.",
            |k| k.sees = Sees::Low,
        ),
        Mistake::new(
            "scores_masked_as_zero",
            "scores of later tokens become 0, as by a product with a mask of zeros and ones. 0 lies above every negative score, so that \
             later tokens are chosen before those. (And 0 times NaN is NaN.)",
            |k| k.sees = Sees::Zero,
        ),
        Mistake::new(
            "mask_added_to_scores",
            "scores of later tokens are hidden by adding −∞ to them. NaN + −∞ is NaN, and so is ∞ − ∞. And where fewer than k tokens \
             are seen, later ones fill the list.",
            |k| k.sees = Sees::Adds,
        ),
    ]
}

fn of_what_is_taken() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("one_more", "k + 1 tokens are chosen where there are so many.", |k| {
            k.takes = Takes::OneMore;
        })
        .edit(LIST, "top_k(scores, 0, 1, k + 1)"),
        Mistake::<Knobs>::new("one_fewer", "k − 1 tokens are chosen, so none if k is 1.", |k| {
            k.takes = Takes::OneFewer;
        })
        .edit(LIST, "top_k(scores, 0, 1, k - 1)"),
        Mistake::new(
            "not_clamped",
            "k tokens are cut out of a list that can be shorter. A query that sees fewer than k takes all of them.",
            |k| k.takes = Takes::NotClamped,
        ),
        Mistake::new(
            "own_forced",
            "the query's own token is always among the k. It competes by its score like every other.",
            |k| k.takes = Takes::OwnForced,
        ),
        Mistake::new(
            "own_added",
            "the query's own token is attended to in addition to the k, where it is not among them. It competes by its score like every \
             other.",
            |k| k.takes = Takes::OwnAdded,
        ),
        Mistake::new(
            "first_forced",
            "token 0 is always among the k, as a sink. It competes by its score like every other.",
            |k| k.takes = Takes::FirstForced,
        ),
        Mistake::new(
            "smallest",
            "the k tokens with the smallest scores are chosen. The largest are meant.",
            |k| {
                k.takes = Takes::Smallest;
            },
        ),
        Mistake::new(
            "last_of_equals",
            "of equal scores the later token is taken first, as when a sorted list is read from its end. The earlier one is meant.",
            |k| k.takes = Takes::LastOfEquals,
        ),
        Mistake::new(
            "unstable",
            "of equal scores any token is taken: the sort or the partition is not stable. Use a stable sort, or compare the numbers of \
             the tokens where scores are equal.",
            |k| k.takes = Takes::Unstable,
        ),
        Mistake::new(
            "all_of_equal",
            "all tokens that score at least as much as the k-th are attended to, which is more than k among equal scores. Of these the \
             earlier are taken until there are k.",
            |k| k.takes = Takes::AllOfEqual,
        ),
        Mistake::new(
            "strictly_above",
            "only tokens that score more than the (k + 1)-th or the k-th are attended to: fewer than k. Take exactly k.",
            |k| k.takes = Takes::StrictlyAbove,
        ),
        Mistake::new(
            "only_positive",
            "tokens whose scores are 0 or less are never chosen. Scores of any sign are compared, and only their order counts.",
            |k| k.takes = Takes::OnlyPositive,
        ),
        Mistake::new("first_tokens", "the first k tokens are chosen, whatever the scores.", |k| {
            k.takes = Takes::First
        }),
        Mistake::new(
            "most_recent",
            "the last k tokens are chosen, a sliding window, whatever the scores.",
            |k| k.takes = Takes::MostRecent,
        ),
        Mistake::<Knobs>::new(
            "dense",
            "a query attends to all tokens that it sees: nothing is chosen.",
            |k| {
                k.takes = Takes::Everything;
            },
        )
        .edit(LIST, "top_k(scores, 0, 1, scores.nrows())"),
    ]
}

fn of_what_is_compared() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "chosen_by_products",
            "the tokens whose products query · key are largest are chosen, and the scores are not looked at. The point of an indexer is \
             that nobody computes all products: the choice follows `scores`.",
            |k| k.key = Key::Products,
        ),
        Mistake::<Knobs>::new(
            "scores_transposed",
            "the score of token s for query t is read at [s, t]. A query has a row: [t, s].",
            |k| k.key = Key::Transposed,
        )
        .edit(LIST, "top_k(scores.t(), 0, 1, k)"),
        Mistake::new(
            "choice_of_last",
            "every query attends to what the last one has chosen, which is right when tokens are written one by one. Each has a row \
             of scores.",
            |k| k.key = Key::OfLast,
        ),
        Mistake::new(
            "absolute",
            "the tokens whose scores are largest in magnitude are chosen. A score far below 0 is a low one.",
            |k| k.key = Key::Absolute,
        ),
        Mistake::new(
            "minus_zero_below_zero",
            "scores are compared by their bits, as total_cmp does, which puts −0 below 0. They are equal, and the earlier token is taken.",
            |k| k.key = Key::Bits,
        ),
    ]
}
