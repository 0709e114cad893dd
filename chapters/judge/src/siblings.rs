//! Which other answers an answer calls: what it shows may be theirs.

use crate::{Exercise, Report};

/// The exercises of the list that a file calls: `super::softmax::softmax`, or after `use super::softmax`.
pub(crate) fn called<'e>(text: &str, id: &str, exercises: &'e [Exercise]) -> Vec<&'e Exercise> {
    let text = without_comments(text);
    let leaves = ["super::", "crate::"].iter().any(|path| text.contains(path));
    let calls = |exercise: &&Exercise| exercise.id() != id && names(&text, exercise.meta.name);
    exercises.iter().filter(|_| leaves).filter(calls).collect()
}

/// Says of an answer which of those that it calls are wrong too, before anything else; or notes which it calls, if none is.
pub(crate) fn blame(report: &mut Report, theirs: &[Report]) {
    let wrong: Vec<&str> =
        theirs.iter().filter(|their| their.is_failure()).map(|their| their.id.as_str()).collect();
    if wrong.is_empty() {
        report.calls = theirs.iter().map(|their| their.id.clone()).collect();
        return;
    }
    let (is, it) = if wrong.len() == 1 { ("is", "it") } else { ("are", "them") };
    let text = format!(
        "{}, which {is} wrong too. Begin with {it}: what differs here may come from there.",
        wrong.join(" and ")
    );
    report.message.insert_str(0, &contract::wrapped("calls", &text));
}

/// Whether a path goes through a module of this name.
fn names(text: &str, module: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(module).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = &text[at + module.len()..];
        !before.is_some_and(part)
            && (after.trim_start().starts_with("::") || text[..at].ends_with("super::"))
            && !after.starts_with(part)
    })
}

fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_named_by_a_path() {
        for (text, expected) in [
            ("super::softmax::softmax(x)", true),
            ("use super::softmax;\n", true),
            ("use super::{gqa::gqa, softmax::softmax};", true),
            ("use super::online_softmax::update;", false),
            ("fn softmax(x: f32) {}\nsoftmax(1.0)", false),
            ("super::softmax_of::f()", false),
        ] {
            assert_eq!(names(text, "softmax"), expected, "{text}");
        }
        assert!(!names(
            &without_comments("/// You may call `super::softmax::softmax`.\nfn f() {}"),
            "softmax"
        ));
    }
}
