use attention::answers::RESAMPLER;
use attention::lesson::latents::*;

#[test]
fn the_number_of_rows_stays_and_the_weight_of_each_input_falls() {
    let rows = rows(RESAMPLER);
    for row in &rows {
        assert_eq!(row.shape, (SIZES[0], SIZES[1]));
        assert!(row.shuffled < 1e-5, "{row:?}");
    }
    assert!(rows.windows(2).all(|pair| pair[1].one_replaced < pair[0].one_replaced), "{rows:?}");
    assert!(rows[4].one_replaced < 0.05, "{rows:?}");
}
