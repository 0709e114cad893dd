//! Whose fault it is where a wrong answer calls others that pass by their own graders.

use contract::{Report, Verdict, wrapped};

use super::Step;
use super::build::build;
use super::grade::judged;
use crate::course::{Chapter, Course};

/// Judges wrong answers that call others once more, with the solutions in place of these. One that is right then is told whom to
/// look at. Where that cannot be found out, nothing is said: the verdict stands.
pub(super) fn blame(course: &Course, chapter: &Chapter, reports: &mut [Report], tell: &mut dyn FnMut(Step)) {
    let calling: Vec<&Report> =
        reports.iter().filter(|report| report.is_failure() && !report.calls.is_empty()).collect();
    let Some(seed) = calling.first().map(|report| report.seed) else { return };
    let ids: Vec<String> = calling.iter().map(|report| report.id.clone()).collect();
    let apart = [false, true].into_iter().find_map(|anew| {
        let built = build(course, chapter, "apart", anew, tell).ok()?;
        let ids: Vec<String> = ids
            .iter()
            .filter(|id| !built.left_out.keys().any(|name| **id == format!("{}/{name}", chapter.name)))
            .cloned()
            .collect();
        judged(course, chapter, &built.program, &ids, Some(seed), false).ok()?
    });
    let right = |report: &&Report| report.verdict == Verdict::Passed;
    for passed in apart.iter().flatten().filter(right) {
        if let Some(report) = reports.iter_mut().find(|report| report.id == passed.id) {
            report.message.insert_str(0, &wrapped("calls", &told(&report.calls)));
        }
    }
}

fn told(calls: &[String]) -> String {
    let (what, it) = match calls {
        [one] => (format!("{one}, which is wrong on these inputs"), "it"),
        some => (format!("{}, of which one is wrong on these inputs", some.join(" and ")), "them"),
    };
    format!(
        "{what}, although its own cases do not show it: with the solution in place of {it} this answer passes."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_called_is_named() {
        let told = |calls: &[&str]| told(&calls.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert!(
            told(&["attention/softmax"]).starts_with("attention/softmax, which is wrong on these inputs")
        );
        assert!(told(&["a/b", "a/c"]).contains("a/b and a/c, of which one is wrong"));
    }
}
