use attention::lesson::speed::*;

#[test]
fn the_exponent_of_a_power_is_its_power() {
    for power in [1, 2, 3] {
        let points: Vec<(usize, f64)> =
            [64, 128, 512].map(|n: usize| (n, 3e-9 * (n as f64).powi(power))).into();
        assert!((exponent(&points) - f64::from(power)).abs() < 1e-12);
    }
}

#[test]
fn the_file_says_what_was_measured_and_its_exponents_are_those_of_its_points() {
    let measured = measured();
    assert!(measured.command.starts_with("cargo bench -p attention"), "{}", measured.command);
    assert!(measured.cores > 0 && !measured.cpu.is_empty() && measured.date.starts_with("20"));
    assert!(!measured.series.is_empty());
    for times in &measured.series {
        assert!(times.points.is_sorted_by(|a, b| a.0 < b.0), "{times:?}");
        assert!((times.exponent - exponent(&times.points)).abs() < 1e-3, "{times:?}");
    }
}

#[test]
fn every_subject_has_a_figure_that_is_finished() {
    let mut subjects: Vec<String> = measured().series.into_iter().map(|times| times.subject).collect();
    subjects.dedup();
    for subject in subjects {
        assert_eq!(figure(&subject).overlapping_labels(), [], "{subject}");
        assert!(table(&subject).lines().count() > 3);
        let one = quotients((&subject, "solution"), (&subject, "solution"));
        assert!(one.lines().skip(2).all(|line| line.ends_with(" 1.00")) && one.lines().count() > 3, "{one}");
    }
}
