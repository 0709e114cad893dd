//! What the exercises say of each other and of their years: the map on the first page is drawn from it.

use std::collections::{BTreeMap, BTreeSet};

use contract::Exercise;

use super::course;

/// What is wrong with the needs and years of exercises in the order of the book, a line each.
fn faults(exercises: &[Exercise]) -> Vec<String> {
    let mut faults = Vec::new();
    // All that an exercise builds on, directly or not, for those that came before.
    let mut below: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for exercise in exercises {
        let id = exercise.id();
        if !(1940..=2026).contains(&exercise.year) {
            faults.push(format!("{id} is of the year {}", exercise.year));
        }
        let mut all: BTreeSet<&str> = BTreeSet::new();
        for (place, need) in exercise.needs.iter().enumerate() {
            if exercise.needs[..place].contains(need) {
                faults.push(format!("{id} needs {need} twice"));
            }
            // Needs that come earlier make no circle.
            match below.get(need) {
                Some(lower) => all.extend(lower),
                None if *need == id => faults.push(format!("{id} needs itself")),
                None if exercises.iter().any(|other| other.id() == *need) => {
                    faults.push(format!("{id} needs {need}, which comes later in the book"));
                }
                None => faults.push(format!("{id} needs {need}, which is no exercise")),
            }
        }
        for need in exercise.needs.iter().filter(|need| all.contains(need.as_str())) {
            faults.push(format!("{id} needs {need}, which another of its needs builds on already"));
        }
        all.extend(exercise.needs.iter().map(String::as_str));
        below.insert(id, all);
    }
    faults
}

#[test]
fn every_exercise_has_a_year_and_builds_on_earlier_ones() {
    let exercises: Vec<Exercise> = course().exercises().cloned().collect();
    let faults = faults(&exercises);
    assert!(
        faults.is_empty(),
        "mend `year` and `needs` in the grader's `Meta`, then `cargo run -- describe`:\n{}",
        faults.join("\n")
    );
}

#[test]
fn wrong_needs_and_years_are_found() {
    let first = course().exercises().next().unwrap().clone();
    let exercise = |name: &str, year: u16, needs: &[&str]| Exercise {
        chapter: "c".to_owned(),
        name: name.to_owned(),
        year,
        needs: needs.iter().map(|&need| need.to_owned()).collect(),
        ..first.clone()
    };
    let chain = [exercise("one", 1990, &[]), exercise("two", 2017, &["c/one"])];
    assert_eq!(faults(&chain), [""; 0]);
    for (third, fault) in [
        (exercise("three", 0, &[]), "c/three is of the year 0"),
        (exercise("three", 2027, &[]), "c/three is of the year 2027"),
        (exercise("three", 2020, &["c/three"]), "c/three needs itself"),
        (exercise("three", 2020, &["c/thre"]), "c/three needs c/thre, which is no exercise"),
        (exercise("three", 2020, &["c/two", "c/two"]), "c/three needs c/two twice"),
        (
            exercise("three", 2020, &["c/two", "c/one"]),
            "c/three needs c/one, which another of its needs builds on already",
        ),
    ] {
        let [one, two] = chain.clone();
        assert_eq!(faults(&[one, two, third]), [fault]);
    }
    let circle = [exercise("one", 1990, &["c/two"]), exercise("two", 2017, &["c/one"])];
    assert_eq!(faults(&circle), ["c/one needs c/two, which comes later in the book"]);
}
