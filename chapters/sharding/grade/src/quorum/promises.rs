//! What the stub of `quorum` promises.

use judge::Promise;

use super::Input;
use super::training::{Day, Training};

fn steps(input: &Input) -> Option<&Training> {
    match input {
        Input::Steps(training) => Some(training),
        Input::Sources { .. } => None,
    }
}

/// Whether it is so in some step for some member.
fn some(input: &Input, is: fn(&Training, &Day, usize, u8) -> bool) -> bool {
    let Some(training) = steps(input) else { return false };
    training.days().iter().enumerate().any(|(at, day)| {
        day.quorum.members.iter().any(|&rank| is(training, day, rank, training.letter(rank, at)))
    })
}

/// In each step, whether a rank that is there was away in the one before.
fn returns(input: &Input, is: fn(&Training, &Day, usize, u8) -> bool) -> bool {
    let Some(training) = steps(input) else { return false };
    training.days().iter().enumerate().skip(1).any(|(at, day)| {
        day.quorum.members.iter().any(|&rank| {
            !training.is_there(rank, at - 1) && is(training, day, rank, training.letter(rank, at))
        })
    })
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let members = "There are 1 to 9 members with any numbers in ascending order";
    let sizes = "There are 1 to 5 ranks and 1 to 300 weights";
    let old =
        "Its gradient belongs to old weights and does not count: it may be anything, also NaN or missing";
    let away = "A rank may be away in any steps, also rank 0";
    let back =
        "it may come back with what it had when it left, or as a new process that has not committed any step";
    vec![
        Promise::range(members, 1.0..=9.0, |input| match input {
            Input::Sources { members, .. } => vec![members.len() as f64],
            Input::Steps(_) => vec![],
        }),
        Promise::always(members, |input| match input {
            Input::Sources { members, .. } => members.is_sorted_by(|a, b| a < b),
            Input::Steps(_) => true,
        }),
        Promise::edge("any number of them may be behind, all but one", |input| match input {
            Input::Sources { steps, .. } => {
                steps.len() > 2 && steps.iter().filter(|steps| Some(*steps) == input_most(input)).count() == 1
            }
            Input::Steps(_) => false,
        }),
        Promise::range(sizes, 1.0..=5.0, |input| {
            steps(input).iter().map(|training| training.ranks.len() as f64).collect()
        }),
        Promise::range(sizes, 1.0..=300.0, |input| {
            steps(input).iter().map(|training| training.weights.len() as f64).collect()
        }),
        Promise::edge(old, |input| {
            some(input, |_, day, rank, letter| letter == b'n' && !day.current.contains(&rank))
        }),
        Promise::edge(old, |input| {
            some(input, |_, day, rank, letter| letter == b'x' && !day.current.contains(&rank))
        }),
        Promise::edge("If one of them has none, no member commits the step", |input| {
            some(input, |_, day, _, _| !day.commits && day.current.len() < day.quorum.members.len())
        }),
        Promise::edge(away, |input| returns(input, |_, day, rank, _| rank == 0 && !day.current.contains(&0))),
        Promise::edge(back, |input| {
            returns(input, |_, day, rank, letter| letter == b'#' && rank > 0 && !day.current.contains(&rank))
        }),
        Promise::edge(back, |input| {
            returns(input, |_, day, rank, letter| letter == b'r' && !day.current.contains(&rank))
        }),
        Promise::edge("If no step was committed meanwhile, it is still current", |input| {
            returns(input, |_, day, rank, _| day.current.contains(&rank))
        }),
        Promise::always(
            "In each step there is a member that was there when the last step was committed",
            |input| {
                let Some(training) = steps(input) else { return true };
                let mut done = 0;
                training.days().iter().all(|day| {
                    let has_it = day.quorum.steps.contains(&done);
                    done += u64::from(day.commits);
                    has_it
                })
            },
        ),
        Promise::always("Gradients that count are finite", |input| {
            !some(input, |_, day, rank, letter| letter == b'n' && day.current.contains(&rank))
        }),
        Promise::said(
            "Who is no member sends nothing and receives nothing, so it must not be sent anything, nor waited for",
        ),
        Promise::said("No member sends its weights and momentum more often than it must"),
        Promise::said("apart from that none sends more than twice the gradient and 30 numbers"),
    ]
}

fn input_most(input: &Input) -> Option<&u64> {
    match input {
        Input::Sources { steps, .. } => steps.iter().max(),
        Input::Steps(_) => None,
    }
}
