use moe::lesson::lab::balance::*;

#[test]
fn the_captions_say_what_was_recorded() {
    let (uniform, zipf) = (balance_rows("uniform"), balance_rows("zipf"));
    assert!(uniform[0].router.contains("not balanced") && zipf[0].router == uniform[0].router);
    let strong = |rows: &[Balance]| {
        let row = rows.iter().find(|row| row.router == "switch, α = 1").expect("a router");
        [row.loss - rows[0].loss, row.capped - rows[0].capped]
    };
    let ([_, equal], [free, capped]) = (strong(&uniform), strong(&zipf));
    assert!(equal < -0.2 && capped < -0.2 && free > 0.1, "{equal} {capped} {free}");
}

#[test]
fn every_row_is_within_what_is_possible() {
    for clusters in ["uniform", "zipf"] {
        let rows = balance_rows(clusters);
        assert_eq!(balance_table(clusters).lines().count(), rows.len() + 1);
        for row in rows {
            assert!(row.loss > 0.0 && row.loss <= row.range.1 && row.loss >= row.range.0, "{row:?}");
            assert!(
                (row.capped.is_finite() || row.router.contains("DSelect") || !row.max_load.is_finite())
                    && (row.max_load.is_nan() || row.max_load >= 1.0),
                "{row:?}"
            );
        }
    }
}
