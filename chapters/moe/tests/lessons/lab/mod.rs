mod balance;
mod gates;
mod sharpness;
mod took;
mod upcycle;

use moe::lesson::lab::*;

#[test]
fn every_file_says_what_made_it() {
    for (name, _) in FILES {
        let recorded = recorded(name);
        assert!(
            recorded.command.starts_with("cargo run --release -p lab -- ") && recorded.command.contains(name)
        );
        assert!(!recorded.revision.is_empty() && !recorded.cpu.is_empty() && recorded.cores > 0);
        assert!(!recorded.rows.is_empty() && recorded.seconds > 0.0, "{name}");
    }
    assert_eq!(origins().lines().count(), FILES.len() + 2);
    assert!(origins().lines().all(|line| line.chars().count() <= 80), "{}", origins());
}

#[test]
fn every_figure_is_finished() {
    let router = "deepseek";
    let drawn = [
        balance_figure(),
        price_figure(),
        gates_figure(),
        upcycle_figure(),
        recover_figure(),
        sharpness_figure(),
        language_figure(),
        strip_figure(router),
        classes_figure(router),
    ];
    for figure in drawn {
        assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
        assert!(!figure.description().contains("NaN"), "{}", figure.description());
    }
}

#[test]
fn every_table_has_its_lines() {
    let tables = [
        balance_table("zipf"),
        gates_table(),
        upcycle_table(),
        recover_table(),
        sharpness_table(),
        language_table(),
    ];
    for table in tables {
        assert!(table.lines().count() > 4 && !table.contains("NaN"), "{table}");
        assert!(table.lines().all(|line| line.chars().count() <= 80), "too wide for the page: {table}");
    }
}
