//! What is said of an answer that failed.

use crate::compare::Difference;
use crate::diagnosis::{Diagnosis, Nearest};
use crate::exercise::Exercise;
use crate::tried::Tried;
use crate::{Stop, Verdict};

/// The verdict and the words for a case that failed.
pub(crate) fn failure(case: &Tried<'_>, seed: u64) -> (Verdict, String) {
    let line = case.line(seed);
    match (case.observed.as_ref(), case.difference()) {
        (Err(stop), _) => {
            let (verdict, cause) = stopped(stop);
            (verdict, line + &cause)
        }
        (Ok(_), Some(Difference::Shape { label, yours, reference })) => {
            (Verdict::Wrong, format!("{line}  shape     {label}: yours {yours}, reference {reference}\n"))
        }
        (Ok(_), Some(Difference::Value { place, yours, reference, difference, allowed })) => {
            let gap =
                if difference.is_finite() { format!("difference {difference:.1e}, ") } else { String::new() };
            (
                Verdict::Wrong,
                format!(
                    "{line}  first at  {place}: yours {yours}, reference {reference}; {gap}allowed {allowed:.1e}\n"
                ),
            )
        }
        (Ok(_), None) => unreachable!("only cases that failed come here"),
    }
}

/// The verdict and the words for an answer that did not return.
pub(crate) fn stopped(stop: &Stop) -> (Verdict, String) {
    match stop {
        Stop::Panicked { message, file, line, called } => {
            // The reader's file from the repository's root, a library's from its own.
            let registry = || file.split_once("/registry/src/")?.1.split_once('/').map(|(_, path)| path);
            let file = file.rfind("exercises/").map(|at| &file[at..]).or_else(registry).unwrap_or(file);
            let place = match called {
                Some((yours, at)) => format!("{yours}:{at}, in {file}:{line}"),
                None => format!("{file}:{line}"),
            };
            (Verdict::Crashed, format!("  cause     panicked at {place}: {message}\n"))
        }
        Stop::TimedOut { seconds } => (
            Verdict::TimedOut,
            format!("  cause     no output within {seconds:.0} s: does a loop never end?\n"),
        ),
        Stop::Died { cause } => (Verdict::Crashed, format!("  cause     {cause}\n")),
        Stop::Stuck { told, panicked, .. } => {
            let verdict = if *panicked { Verdict::Crashed } else { Verdict::Wrong };
            (verdict, format!("  cause     {}\n", told.trim_end()))
        }
    }
}

/// What the answer waits for, if a case met a `todo!()`.
pub(crate) fn unfinished(exercise: &Exercise, tried: &[Tried<'_>]) -> Option<String> {
    let mut stops = tried.iter().filter_map(|case| case.observed.as_ref().as_ref().err());
    let (file, todo, line) = stops.find_map(Stop::unfinished)?;
    if file == exercise.meta.file() {
        let all = tried.iter().all(Tried::is_unfinished);
        if all {
            return Some("not attempted".to_owned());
        }
        let said = if todo.is_empty() { "todo!()".to_owned() } else { format!("todo!({todo:?})") };
        Some(format!("line {line} still says {said}"))
    } else {
        let id = file.trim_start_matches("exercises/").trim_end_matches(".rs");
        Some(format!("not attempted: waits for {id}, which it calls"))
    }
}

/// The ids of mistakes.
pub(crate) fn names(exercise: &Exercise, mistakes: &[usize]) -> Vec<String> {
    mistakes.iter().map(|&m| exercise.mistakes[m].0.to_owned()).collect()
}

/// The diagnosis in words.
pub(crate) fn told(exercise: &Exercise, diagnosis: &Diagnosis) -> String {
    let tells = |m: &usize| {
        let (id, tells) = exercise.mistakes[*m];
        contract::wrapped("mistake", &format!("{tells} [{id}]"))
    };
    if let Some(Nearest { mistake, explained, wrong }) = diagnosis.nearest {
        let (id, tells) = exercise.mistakes[mistake];
        let text = format!(
            "no catalogued mistake explains all of it. The nearest, on {explained} of the {wrong} cases that are wrong: \
             {tells} [{id}]"
        );
        return contract::wrapped("nearest", &text);
    }
    if !diagnosis.by_thing.is_empty() {
        let within = |(thing, mistake): &(String, usize)| {
            let (id, tells) = exercise.mistakes[*mistake];
            contract::wrapped("mistake", &format!("of `{thing}`: {tells} [{id}]"))
        };
        let text: String = diagnosis.by_thing.iter().map(within).collect();
        let rest = match (diagnosis.leave_more, diagnosis.by_thing.len()) {
            (true, _) => "            More differs than these explain.\n",
            (false, 1) => "",
            (false, _) => "            All of these at once.\n",
        };
        return text + rest;
    }
    let mut text: String = diagnosis.named().iter().map(tells).collect();
    if diagnosis.alone.len() > 1 {
        text += "            One of these: they give the same output on every case here.\n";
    }
    if diagnosis.together.len() > 1 {
        text += "            Both at once.\n";
    }
    text
}
