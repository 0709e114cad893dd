use attention::lesson::architecture::heads::*;
use attention::lesson::bill::SHAPES;
use attention::solution::gqa::gqa;

#[test]
fn a_layer_keeps_what_the_bill_counts() {
    let mistral = SHAPES[2];
    let figure = layer(mistral);
    assert_eq!(figure.overlapping_labels(), []);
    let words = figure.description();
    assert!(words.contains("all keys (T × 8 × 128)"), "{words}");
    // What a token adds in all layers, in 16-bit numbers.
    assert_eq!(mistral.bytes_a_token(), 2 * (8 * 128) * 2 * mistral.layers);
}

#[test]
fn neighbours_share() {
    assert_eq!(read(gqa, 6, 2), [0, 0, 0, 1, 1, 1]);
    let figure = sharing(gqa, 4, 2);
    assert_eq!(figure.overlapping_labels(), []);
    let words = figure.description();
    assert!(words.contains("“grouped-query”: keys 0, head 0, head 1, keys 1, head 2 and head 3"), "{words}");
}
