//! What is said of how long an answer takes.

use fast::solution::ANSWERS;
use fast_grade::clock::{clocks, told};

#[test]
fn of_every_exercise_that_is_timed_the_solution_is_said_to_take_as_long_as_itself() {
    for clock in clocks() {
        let told = told(clock.name, &ANSWERS).expect("the solution is there");
        assert!(told.contains(&format!(" for {}: ", clock.what)), "{told}");
        assert!(told.contains(" times the time of the solution"), "{told}");
        assert_eq!(told.contains("that of the rung"), clock.rung.is_some(), "{told}");
    }
    assert_eq!(told("nothing", &ANSWERS), None);
}
