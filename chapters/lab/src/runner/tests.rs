use std::sync::Arc;

use anyhow::bail;
use serde_json::json;

use super::*;

/// Runs of three steps each, and a counter of the runs that were begun.
fn runs(count: usize) -> (Vec<Run>, Arc<AtomicUsize>) {
    let begun = Arc::new(AtomicUsize::new(0));
    let run = |i: usize| {
        let begun = Arc::clone(&begun);
        let task: Task = Box::new(move |progress| {
            begun.fetch_add(1, Ordering::SeqCst);
            for _ in 0..3 {
                progress.step()?;
            }
            Ok(vec![json!({ "run": i, "half": i as f64 / 2.0 })])
        });
        Run { name: format!("run {i}"), steps: 3, task }
    };
    ((0..count).map(run).collect(), begun)
}

fn rows(finished: Finished) -> Vec<Value> {
    match finished {
        Finished::Yes { rows, .. } => rows,
        Finished::No { done, of } => panic!("{done} of {of}"),
    }
}

#[test]
fn interrupted_anywhere_and_resumed_it_gives_the_rows_of_one_go() {
    let (all, _) = runs(4);
    let whole = tempfile::tempdir().unwrap();
    let expected = rows(go(&Order::for_tests(whole.path()), &all, &Stop::never()).unwrap());
    for steps in 0..12 {
        let folder = tempfile::tempdir().unwrap();
        let order = Order::for_tests(folder.path());
        let (all, begun) = runs(4);
        match go(&order, &all, &Stop::after(steps)).unwrap() {
            Finished::No { done, of } => assert_eq!((done, of), ((steps / 3) as usize, 4)),
            Finished::Yes { .. } => panic!("not interrupted after {steps} steps"),
        }
        begun.store(0, Ordering::SeqCst);
        assert_eq!(rows(go(&order, &all, &Stop::never()).unwrap()), expected);
        assert_eq!(begun.load(Ordering::SeqCst), 4 - (steps / 3) as usize, "a finished run ran again");
    }
}

#[test]
fn several_at_a_time_give_the_rows_of_one_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let (all, begun) = runs(9);
    let order = Order { threads: 4, ..Order::for_tests(folder.path()) };
    let Finished::No { done, .. } = go(&order, &all, &Stop::after(10)).unwrap() else {
        panic!("interrupted")
    };
    begun.store(0, Ordering::SeqCst);
    let found = rows(go(&order, &all, &Stop::never()).unwrap());
    assert_eq!(begun.load(Ordering::SeqCst), 9 - done);
    let alone = tempfile::tempdir().unwrap();
    assert_eq!(found, rows(go(&Order::for_tests(alone.path()), &all, &Stop::never()).unwrap()));
}

#[test]
fn what_was_kept_by_something_else_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let order = || Order::for_tests(folder.path());
    let (all, begun) = runs(2);
    let again = |order: &Order, expected: usize| {
        begun.store(0, Ordering::SeqCst);
        rows(go(order, &all, &Stop::never()).unwrap());
        assert_eq!(begun.load(Ordering::SeqCst), expected);
    };
    again(&order(), 2);
    again(&order(), 0);
    again(&Order { program: "another".to_owned(), ..order() }, 2);
    again(&Order { command: "another".to_owned(), ..order() }, 2);
    again(&Order { command: "another".to_owned(), fresh: true, ..order() }, 2);
    fs::write(order().checkpoint, "{\"command\": \"te").unwrap();
    again(&order(), 2);
    again(&order(), 0);
    forget(&order());
    again(&order(), 2);
}

#[test]
fn a_run_that_fails_or_panics_is_named_and_what_was_finished_stays() {
    for panics in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let order = Order::for_tests(folder.path());
        let (mut all, begun) = runs(2);
        let task: Task = Box::new(move |_| if panics { panic!("oh {}", 7) } else { bail!("oh 7") });
        all.push(Run { name: "the bad one".to_owned(), steps: 1, task });
        let error = format!("{:#}", go(&order, &all, &Stop::never()).unwrap_err());
        assert!(error.contains("the bad one") && error.contains("oh 7"), "{error}");
        begun.store(0, Ordering::SeqCst);
        assert!(go(&order, &all, &Stop::never()).is_err());
        assert_eq!(begun.load(Ordering::SeqCst), 0);
    }
}
