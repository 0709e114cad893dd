//! The experiment on digits.

use super::*;
use crate::runner::{Finished, Order, Stop, go};

#[test]
fn interrupted_at_any_step_and_resumed_it_is_the_same_model() {
    let shape = Shape { steps: 6, ..Shape::of(Size::Tiny) };
    let runs = || {
        [KINDS[0]].map(|kind| Run {
            name: kind.0.to_owned(),
            steps: shape.steps,
            task: Box::new(move |progress| train(progress, kind, shape, 3)),
        })
    };
    let rows = |finished: Finished| match finished {
        Finished::Yes { rows, .. } => rows,
        Finished::No { done, of } => panic!("{done} of {of}"),
    };
    let whole = tempfile::tempdir().unwrap();
    let expected = rows(go(&Order::for_tests(whole.path()), &runs(), &Stop::never()).unwrap());
    for steps in [1, 4] {
        let folder = tempfile::tempdir().unwrap();
        let order = Order::for_tests(folder.path());
        assert!(matches!(go(&order, &runs(), &Stop::after(steps)).unwrap(), Finished::No { .. }));
        assert_eq!(rows(go(&order, &runs(), &Stop::never()).unwrap()), expected, "after {steps} steps");
    }
}

#[test]
fn a_state_that_cannot_be_read_is_not_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let order = Order::for_tests(folder.path());
    let state = folder.path().join("deep/rows.run/DiT/state.safetensors");
    std::fs::create_dir_all(state.parent().unwrap()).unwrap();
    std::fs::write(&state, "half a fi").unwrap();
    let shape = Shape { steps: 2, ..Shape::of(Size::Tiny) };
    let task: crate::runner::Task = Box::new(move |progress| train(progress, KINDS[0], shape, 3));
    let run = Run { name: "DiT".to_owned(), steps: 2, task };
    assert!(matches!(go(&order, &[run], &Stop::never()).unwrap(), Finished::Yes { .. }));
}
