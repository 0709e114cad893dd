//! One exercise and its file: `hint`, `reset` and `solution`.

use anyhow::{Result, bail};
use contract::Verdict;

use super::judging::tell_forgotten;
use super::progress::told;
use crate::Course;
use crate::judging::grade;
use crate::reader::answer::{Replaced, is_stub, replace};
use crate::reader::state;

/// Shows the next hint; or one by its number, which counts as nothing.
///
/// # Errors
/// If the exercise is unknown.
pub fn hint(course: &Course, id: &str, number: Option<usize>) -> Result<()> {
    let exercise = course.exercise(id)?;
    let (id, hints) = (exercise.id(), &exercise.hints);
    let (shown, forgotten) = match number {
        Some(number) => (number.max(1), None),
        None => state::next_hint(course, exercise),
    };
    if let Some(hint) = hints.get(shown - 1) {
        println!("{id}, hint {shown} of {}\n\n{hint}\n", hints.len());
    } else {
        println!("{id}: that was all, once more.\n");
        hints.iter().enumerate().for_each(|(i, hint)| println!("{}. {hint}\n", i + 1));
        println!("The solution: cargo run -- solution {id} --spoil");
    }
    println!("text: {}", exercise.text);
    tell_forgotten(
        forgotten.map(|why| format!("{why}. The next hint: cargo run -- hint {id} {}", shown + 1)),
    );
    Ok(())
}

/// Puts the stub back and keeps the reader's version.
///
/// # Errors
/// If the exercise is unknown, or the copy cannot be written: then the file is left as it is.
pub fn reset(course: &Course, id: &str) -> Result<()> {
    let exercise = course.exercise(id)?;
    let (chapter, name) = (&exercise.chapter, &exercise.name);
    let path = course.file("exercises", exercise);
    let fresh = course.stub(chapter, name)?;
    match replace(course, &path, chapter, name, &fresh)? {
        Replaced::Same => println!("{chapter}/{name} is the stub already."),
        Replaced::Made => println!("{chapter}/{name} is the stub again."),
        Replaced::Kept(kept) => {
            println!("{chapter}/{name} is the stub again.");
            println!("Your version is {}", kept.strip_prefix(&course.root).unwrap_or(&kept).display());
        }
    }
    Ok(())
}

/// Shows the solution of a passed exercise, or of any with `spoil`.
///
/// # Errors
/// If the exercise is unknown or has not passed.
pub fn solution(course: &Course, id: &str, spoil: bool) -> Result<()> {
    let exercise = course.exercise(id)?;
    let id = exercise.id();
    if !spoil {
        let digest = state::digest(course, exercise);
        let known = state::read(course).verdicts.remove(&id).filter(|known| known.answers == digest);
        let verdict = match known {
            Some(known) => known.verdict,
            None if is_stub(course, exercise)? => Verdict::NotAttempted,
            None => {
                let graded = told(|tell| grade::grade(course, &[exercise], false, tell))?;
                tell_forgotten(graded.forgotten);
                graded.reports[0].verdict
            }
        };
        if verdict != Verdict::Passed {
            bail!(
                "{id} has not passed yet ({verdict}). To see the solution anyway: cargo run -- solution {id} --spoil"
            )
        }
    }
    print!("{}", course.solution(&exercise.chapter, &exercise.name)?);
    Ok(())
}
