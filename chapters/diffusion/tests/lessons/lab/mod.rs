use diffusion::lesson::lab::*;

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
        training_figure(),
        digits_figure(),
        digits_steps(),
        neighbours_figure(),
        targets_figure(),
        solvers_figure(),
        guidance_figure(),
        short_figure(),
        paths_figure(),
        points_figure(),
    ];
    for figure in drawn {
        assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
        assert!(!figure.description().contains("NaN"), "{}", figure.description());
    }
}

/// What the captions say without numbers.
#[test]
fn the_recorded_results_are_as_the_captions_say() {
    let all = rows("targets");
    let of = |target: &str, sampler: &str| {
        curve(&with(&all, &[("target", target), ("sampler", sampler)]), "calls", "sliced")
    };
    let flow = of("flow", "Euler");
    for target in ["ε", "x0", "v"] {
        let other = of(target, "DDIM, η = 0");
        assert!(flow.iter().zip(&other).all(|(a, b)| a.0 == b.0 && a.1 < b.1), "{target}: {other:?}");
    }
    let digits = rows("digits");
    let pictures = with(&digits, &[("what", "pictures")])[0];
    let last = &pictures["frames"].as_array().unwrap().last().unwrap()["images"];
    assert!((0..5).all(|digit| last[digit] != pictures["nearest"][digit]));
}

#[test]
fn every_table_has_its_lines() {
    let tables = [
        digits_table(),
        targets_table(),
        solvers_table(),
        cosine_table(),
        min_snr_table(),
        guidance_table(),
        short_table(),
        straight_table(),
        consistency_table(),
        blocks_table(),
        post_table(),
    ];
    for table in tables {
        assert!(table.lines().count() > 2 && !table.contains("NaN"), "{table}");
        assert!(table.lines().all(|line| line.chars().count() <= 80), "too wide for the page: {table}");
    }
}
