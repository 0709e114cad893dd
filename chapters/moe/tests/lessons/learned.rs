use moe::answers::REINFORCE;
use moe::lesson::learned::*;

#[test]
fn an_offset_spoils_samples_without_a_baseline_and_straight_through_never_settles() {
    let rows = ALL.map(|by| row(REINFORCE, by));
    let [exact, plain, raised, lowered, with, with_raised, straight] = rows;
    assert!(exact.found > 0.95, "{exact:?}");
    assert!(plain.found > 0.8 && with.found > 0.8, "{plain:?} {with:?}");
    assert!(raised.found < 0.6 && lowered.found < 0.8, "{raised:?} {lowered:?}");
    // Without a baseline an offset makes the router sure before it can know.
    assert!(raised.early > 0.6 && lowered.early > 0.55 && plain.early < 0.5 && exact.early < 0.5);
    assert_eq!((with.found, with.changes), (with_raised.found, with_raised.changes));
    assert!(straight.found < plain.found && straight.changes > 20.0, "{straight:?}");
}
