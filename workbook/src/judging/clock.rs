//! How long an answer that passes takes, as a ratio to ours: said beside its verdict, which does not depend on it.

use std::path::Path;
use std::process::{Command, Stdio};

use contract::{Report, Verdict, wrapped};

use crate::course::{Chapter, Course};

/// Says it where the chapter times its answers: its judge then understands `--clock`, and ends by itself after a few seconds. Where
/// that tells nothing, nothing is said.
pub(super) fn tell(course: &Course, chapter: &Chapter, program: &Path, reports: &mut [Report]) {
    let home = course.root.join("chapters").join(&chapter.name);
    let mut passed: Vec<&mut Report> =
        reports.iter_mut().filter(|report| report.verdict == Verdict::Passed).collect();
    if passed.is_empty() || !home.join("grade/src/clock").is_dir() {
        return;
    }
    let names = passed.iter().map(|report| report.id.clone());
    let mut command = Command::new(program);
    command.arg("--clock").args(names).current_dir(&home).stdin(Stdio::null()).stderr(Stdio::null());
    let Ok(output) = command.output() else { return };
    for (id, said) in read(&String::from_utf8_lossy(&output.stdout)) {
        if let Some(report) = passed.iter_mut().find(|report| report.id == id) {
            report.message += &wrapped("clock", said);
        }
    }
}

/// Lines of an id, a tab, and what is said. What an answer prints may stand between them.
fn read(said: &str) -> impl Iterator<Item = (&str, &str)> {
    said.lines().filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_clock_are_found_among_what_an_answer_prints() {
        let said = "called\nfast/exp\t3 µs for 8 numbers\nfast/tiles 3\n";
        assert_eq!(read(said).collect::<Vec<_>>(), [("fast/exp", "3 µs for 8 numbers")]);
    }
}
