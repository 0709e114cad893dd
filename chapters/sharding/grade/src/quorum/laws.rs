//! What must hold of `quorum`, whatever the reference says.

use judge::{Broken, Probe, Property};

use super::training::Training;
use super::{After, Input, Outcome};

type TheProbe<'a> = Probe<'a, Input, Outcome>;

pub(super) fn laws() -> Vec<Property<Input, Outcome>> {
    let law = |name, holds| Property { name, holds };
    vec![
        law("after a step all members have the same bits", |input, probe| told(0, input, probe)),
        law(
            "where all are current, members send together at most twice the gradient for each",
            |input, probe| told(1, input, probe),
        ),
        law("where all are current, nobody sends more than twice the gradient", |input, probe| {
            told(2, input, probe)
        }),
        law("those who heal are shared out evenly among those who are current", |input, probe| {
            told(3, input, probe)
        }),
    ]
}

/// What is wrong, if the first law that is broken is the one with this number.
fn told(law: usize, input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Steps(training) = input else { return Ok(()) };
    match probe.call(input)? {
        Outcome::Steps(ranks) => {
            match broken(training, &ranks.iter().map(|days| &days.0[..]).collect::<Vec<_>>()) {
                Some((number, text)) if number == law => Err(Broken::Law(text)),
                _ => Ok(()),
            }
        }
        Outcome::Sources(_) => Ok(()),
    }
}

fn bits(after: &After) -> Vec<u64> {
    let numbers = after.weights.iter().chain(&after.momentum).map(|x| x.to_bits());
    numbers.chain([after.steps, after.committed.into()]).collect()
}

/// The first law that is broken, and how.
fn broken(training: &Training, ranks: &[&[After]]) -> Option<(usize, String)> {
    let numbers = training.weights.len();
    let days = training.days();
    let at = |day: usize| {
        let of = move |(rank, days): (usize, &&[After])| {
            days.iter().find(|after| after.step == day).cloned().map(|after| (rank, after))
        };
        ranks.iter().enumerate().filter_map(of).collect::<Vec<_>>()
    };
    for day in 0..days.len() {
        let there = at(day);
        let (first, ref known) = *there.first()?;
        if let Some((other, _)) = there.iter().find(|(_, after)| bits(after) != bits(known)) {
            let text = format!(
                "after step {} ranks {first} and {other} have not the same bits: replicas drift apart",
                day + 1
            );
            return Some((0, text));
        }
    }
    for law in [1, 2, 3] {
        for (day, known) in days.iter().enumerate() {
            let members = known.quorum.members.len();
            let behind = members - known.current.len();
            if (behind > 0) != (law == 3) {
                continue;
            }
            let twice = 8 * (2 * numbers + 30);
            let least = format!("twice the gradient and 30 numbers are {twice}");
            let there = at(day);
            if law == 1 {
                let (sent, allowed) =
                    (there.iter().map(|(_, after)| after.sent).sum::<usize>(), members * twice);
                if sent > allowed {
                    let text = format!(
                        "in step {} all {members} together send {sent} bytes; {least}, for all of them {allowed}",
                        day + 1
                    );
                    return Some((law, text));
                }
                continue;
            }
            let state = 8 * (2 * numbers + 2);
            let each = behind.div_ceil(known.current.len());
            for (rank, after) in there {
                let healed = if known.current.contains(&rank) { each } else { 0 };
                let heals = match healed {
                    0 => String::new(),
                    _ => format!(", and a state takes {state}, for {healed} of the {behind} who are behind"),
                };
                let sent = after.sent;
                if sent > twice + healed * state {
                    return Some((
                        law,
                        format!("in step {} rank {rank} sends {sent} bytes; {least}{heals}", day + 1),
                    ));
                }
            }
        }
    }
    None
}
