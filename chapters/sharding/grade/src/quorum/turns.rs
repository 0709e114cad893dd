//! From whom the members of a bent `quorum` heal, and what is wrong with that.

use judge::Mistake;
use sharding::Quorum;

use super::bent::Knobs;

/// From whom members heal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum From {
    #[default]
    Turns,
    /// All from the first that is current.
    OneServesAll,
    /// Places among the members for ranks.
    Places,
    /// Places among those who are current for ranks.
    PlacesOfCurrent,
    /// All from the first member, current or not.
    FirstMember,
    /// All from rank 0, there or not.
    RankZero,
    /// The place among all members decides whose turn it is.
    TurnsByPlace,
    /// Those who are current have one too.
    CurrentToo,
    /// Those who have committed the fewest steps are taken for current.
    Fewest,
    /// The second is the first's.
    FromTheSecond,
    /// There are no second turns.
    OneTurn,
    /// Those who have committed as many steps as the first member are taken for current.
    AsFirst,
    /// Only a new process is taken for one that is behind.
    OnlyNew,
}

/// The members that are current.
pub(super) fn current(quorum: &Quorum) -> Vec<usize> {
    let most = quorum.steps.iter().max();
    let of = |(&member, steps)| (Some(steps) == most).then_some(member);
    quorum.members.iter().zip(&quorum.steps).filter_map(of).collect()
}

impl From {
    pub(super) fn sources(self, quorum: &Quorum) -> Vec<Option<usize>> {
        let having = |steps: u64| -> Vec<usize> {
            let of = |(&member, &own)| (own == steps).then_some(member);
            quorum.members.iter().zip(&quorum.steps).filter_map(of).collect()
        };
        let current = match self {
            From::Fewest => having(quorum.steps.iter().copied().min().unwrap_or_default()),
            From::AsFirst => having(quorum.steps[0]),
            _ => current(quorum),
        };
        let is_current = |place: usize| match self {
            From::CurrentToo => false,
            From::OnlyNew if quorum.steps[place] > 0 => true,
            _ => current.contains(&quorum.members[place]),
        };
        let mut turn = usize::from(self == From::FromTheSecond);
        let mut source = |place: usize| {
            if is_current(place) {
                return None;
            }
            let next = match self {
                From::TurnsByPlace => place % current.len(),
                From::OneServesAll => 0,
                From::OneTurn => turn,
                _ => turn % current.len(),
            };
            turn += 1;
            let rank = match self {
                From::FirstMember => quorum.members[0],
                From::RankZero => 0,
                From::PlacesOfCurrent => next,
                From::Places => {
                    quorum.members.iter().position(|&member| member == current[next]).expect("a member")
                }
                _ => current[next],
            };
            Some(rank)
        };
        (0..quorum.members.len()).map(&mut source).collect()
    }
}

/// The mistakes of `sources`.
pub(super) fn of_sources() -> Vec<Mistake<Knobs>> {
    let from = Mistake::<Knobs>::new;
    vec![
        from(
            "one_serves_all",
            "all who are behind heal from the first that is current, which sends its whole state to each of them while the others have nothing to do. They take turns.",
            |k| k.from = From::OneServesAll,
        ),
        from(
            "places_for_ranks",
            "`sources` gives places in the list of members. Asked is the rank that stands there: with a rank away the two are not the same.",
            |k| k.from = From::Places,
        ),
        from(
            "places_of_current_for_ranks",
            "`sources` gives places in the list of those who are current. Asked is the rank that stands there.",
            |k| k.from = From::PlacesOfCurrent,
        ),
        from(
            "first_member_heals",
            "all who are behind heal from the first member, also where that is behind itself: it may have just come back, with old weights or none.",
            |k| k.from = From::FirstMember,
        ),
        from(
            "rank_0_heals",
            "all who are behind heal from rank 0, which may be behind itself, or away. Look for one that is current.",
            |k| k.from = From::RankZero,
        ),
        from(
            "turns_by_place",
            "whose turn it is follows from a member's place among all members. Only those who are behind are counted: the first of them heals from the first that is current.",
            |k| k.from = From::TurnsByPlace,
        ),
        from("current_ones_too", "members that are current get a source as well. They have nothing to heal: `None`.", |k| {
            k.from = From::CurrentToo;
        })
        .edit("if is_current(&place) { None } else { current.next() }", "current.next()"),
        from(
            "fewest_steps",
            "those who have committed the fewest steps are taken for current, and all who have more would lose what they have learnt. It is those with the most.",
            |k| k.from = From::Fewest,
        )
        .edit("quorum.steps.iter().max()", "quorum.steps.iter().min()"),
        from(
            "begins_with_the_second",
            "the first that is behind heals from the second that is current. The turns begin with the first.",
            |k| k.from = From::FromTheSecond,
        ),
        from(
            "no_second_turn",
            "there is a source only as long as each current member serves one; with more behind than current it panics. After the last it is the first's turn again.",
            |k| k.from = From::OneTurn,
        ),
        from(
            "as_many_as_the_first",
            "those who have committed as many steps as the first member are taken for current. The first may be the one that is behind: it is those with the most.",
            |k| k.from = From::AsFirst,
        ),
        from(
            "only_a_new_process_is_behind",
            "only who has committed no step at all is taken for one that is behind. Who was away for a while has committed some, and has missed others.",
            |k| k.from = From::OnlyNew,
        ),
    ]
}
