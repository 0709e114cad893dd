//! What was recorded can be shown, and captions say what it says.

use super::*;

#[test]
fn what_was_recorded_can_be_shown() {
    for record in [&*ATTENTION, &SOFTMAX, &NORM, &GROUPED, &KDA] {
        assert!(record.command.starts_with("cargo run --release -p fast -- bench"), "{}", record.command);
        assert!(record.date.starts_with("20") && record.machine.rate[0] > 0.0, "{}", record.name);
        for row in &record.rows {
            assert!(row.low <= row.seconds && row.seconds <= row.high && row.low > 0.0, "{row:?}");
            assert!(row.operations > 0.0 && row.bytes > 0.0 && row.samples > 0, "{row:?}");
        }
        let (length, width) = (record.rows[0].length, record.rows[0].width);
        assert_eq!(
            rungs(record, length, width).lines().count(),
            1 + record.rungs().len(),
            "{}: every rung was measured at the smallest size",
            record.name
        );
        assert!(exponents(record, width).lines().count() > 3, "{}", record.name);
        assert!(record.torch.is_none() || beside(record).lines().count() > 3, "{}", record.name);
    }
}

#[test]
fn the_figures_of_attention_are_finished() {
    for figure in [
        growth(&ATTENTION, 64, &["definition", "library", "vector", "threads", "PyTorch"]),
        roofline(&ATTENTION, 4096, 64),
    ] {
        assert_eq!(figure.overlapping_labels(), [], "{}", figure.svg());
    }
    assert_eq!(solutions().lines().count(), 4);
}

#[test]
fn blocking_moves_attention_to_the_right_and_better_inner_loops_lift_it() {
    let rows = ["definition", "blocked", "library", "vector"]
        .map(|by| ATTENTION.at(by, 1, 4096, 64).expect("it was measured"));
    let right = |row: &Row| row.operations / row.bytes;
    let up = |row: &Row| row.operations / row.seconds;
    let [definition, blocked, library, vector] = rows;
    assert!(right(blocked) > 10.0 * right(definition) && up(blocked) < 2.0 * up(definition));
    assert!(up(library) > 2.0 * up(blocked) && up(vector) > 2.0 * up(library));
}

#[test]
fn better_inner_loops_lower_the_line_and_threads_its_far_end() {
    let rungs = [("definition", 1), ("library", 1), ("vector", 1), ("threads", ATTENTION.machine.threads)];
    let lines = rungs.map(|(by, threads)| ATTENTION.growing(by, threads, 64));
    let lower = |at: usize, length: usize| {
        let [before, after] = [at - 1, at].map(|at| lines[at].iter().find(|row| row.length == length));
        after.expect("it was measured").seconds < before.expect("it was measured").seconds
    };
    for length in [512, 1024, 2048, 4096] {
        assert!(lower(1, length) && lower(2, length), "{length}");
    }
    assert!(!lower(3, 512) && lower(3, 4096));
    for (by, threads) in &rungs[..3] {
        let exponent = ATTENTION.exponent(by, *threads, 64).expect("several lengths");
        assert!((exponent - 2.0).abs() < 0.15, "{by}: {exponent}");
    }
}

#[test]
fn a_floor_is_what_takes_longer() {
    let mut record = ATTENTION.clone();
    record.machine.copy = [1e9, 2e9];
    record.machine.rate = [1e11, 2e11];
    let mut row = record.rows[0].clone();
    (row.threads, row.operations, row.bytes) = (1, 1e9, 1e8);
    assert_eq!(record.machine.floor(&row), 0.1);
    (row.threads, row.operations) = (2, 1e11);
    assert_eq!(record.machine.floor(&row), 0.5);
}

#[test]
fn figures_that_answers_change_have_a_title_each_and_labels_that_do_not_overlap() {
    let figures = figures();
    assert_eq!(figures.len(), drawings().len());
    assert_eq!(figures::shared_titles(&figures), [""; 0]);
    for figure in &figures {
        assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
    }
}
