use recurrence::lesson::lab::*;
use serde_json::Value;

#[test]
fn every_file_says_what_made_it() {
    for (name, _) in FILES {
        let command = file(name)["command"].as_str().unwrap().to_owned();
        assert_eq!(command, format!("cargo run --release -p lab -- {name}"));
        assert!(!rows(name).is_empty(), "{name}");
    }
    assert_eq!(origins().lines().count(), FILES.len() + 2);
    assert!(origins().lines().all(|line| line.chars().count() <= 80), "{}", origins());
}

#[test]
fn every_figure_is_finished() {
    let drawn = [
        latch_figure(),
        registers_figure(1),
        registers_figure(3),
        parity_figure(),
        adding_figure(),
        recall_figure(1),
        recall_figure(2),
        legs_figure("smooth"),
        legs_figure("white noise"),
        mixers_figure(),
    ];
    for figure in drawn {
        assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
        assert!(!figure.description().contains("NaN"), "{}", figure.description());
    }
}

/// The line of a kind.
fn line(rows: &[Value], kind: &str, list: &str, entry: usize) -> Vec<(f64, f64)> {
    curve(&of(rows, "kind", kind), list, entry)
}

/// Where the line of a kind ends.
fn end(rows: &[Value], kind: &str) -> f64 {
    line(rows, kind, "points", 1).last().unwrap().1
}

#[test]
fn registers_and_adding_end_as_their_titles_say() {
    let kinds =
        ["linear, one decay", "delta, one decay", "linear, decay per channel", "delta, decay per channel"];
    let [sum, others @ ..] = kinds.map(|kind| end(&tables::banks(1), kind));
    assert!(others.iter().all(|error| 10.0 * error < sum), "{sum} {others:?}");
    let [sum, delta, channels, best] = kinds.map(|kind| end(&tables::banks(3), kind));
    assert!(2.0 * channels < sum.min(delta) && best < channels, "{sum} {delta} {channels} {best}");
    let adding = |kind: &str| end(&rows("adding"), kind);
    assert!(["RNN", "RNN, orthogonal"].iter().all(|kind| (adding(kind) - 1.0 / 6.0).abs() < 0.001));
    assert!(["LSTM", "GRU", "LRU"].iter().all(|kind| adding(kind) < 0.02));
}

#[test]
fn parity_is_kept_to_twice_the_length_and_not_far_beyond() {
    let rows = rows("parity");
    assert!(line(&rows, "between 0 and 1", "at", 2).iter().all(|&(_, right)| right < 0.6));
    for (length, right) in line(&rows, "between -1 and 1", "at", 2) {
        let holds = if length <= 50.0 { right > 0.99 } else { right < 0.7 };
        assert!(holds, "{right} at {length}");
    }
}

#[test]
fn recall_is_as_its_titles_say() {
    let right = |times: usize, kind: &str| line(&tables::shown(times), kind, "right", 1);
    let [sum, delta, softmax] = ["linear", "delta", "softmax"].map(|kind| right(1, kind));
    assert!(sum.iter().zip(&delta).all(|(sum, delta)| sum.1 >= delta.1 - 0.001), "{sum:?} {delta:?}");
    assert!(softmax.iter().all(|point| point.1 > 0.999), "{softmax:?}");
    let [sum, gated, delta] = ["linear", "gated linear", "delta"].map(|kind| right(2, kind));
    for ((sum, gated), delta) in sum.iter().zip(&gated).zip(&delta).filter(|(_, delta)| delta.0 <= 32.0) {
        assert!(delta.1 > sum.1.max(gated.1), "{sum:?} {gated:?} {delta:?}");
    }
}

#[test]
fn every_table_has_its_lines() {
    let tables = [
        latch_table(),
        kept_table(),
        registers_table(1),
        registers_table(3),
        parity_table(),
        parity_factors(),
        adding_table(),
        recall_table(1),
        recall_table(2),
        legs_table(),
        mixers_table(),
    ];
    for table in tables {
        assert!(table.lines().count() > 2 && !table.contains("NaN"), "{table}");
        assert!(table.lines().all(|line| line.chars().count() <= 80), "too wide for the page: {table}");
    }
}
