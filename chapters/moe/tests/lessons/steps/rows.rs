use moe::Dispatch;
use moe::lesson::steps::rows::*;
use moe::solution::dispatch::{grouped, permute, unpermute};

#[test]
fn the_rows_come_back_to_their_tokens() {
    let figure = rows(Dispatch { permute, grouped, unpermute });
    println!("{}", figure.description());
    assert_eq!(figure.overlapping_labels(), []);
    // Two orders, a gather, three products, three sums.
    assert_eq!(figure.svg().matches("class=\"frame\"").count(), 9);
    for sum in ["Token 0 gets 20", "Token 1 gets 50", "Token 2 gets 45"] {
        assert!(figure.description().contains(sum), "{sum}");
    }
}
