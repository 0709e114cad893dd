use attention::answers::PACKING;
use attention::lesson::frames::packing::*;

#[test]
fn each_document_adds_a_triangle() {
    let figure = packing(PACKING);
    assert_eq!(figure.overlapping_labels(), []);
    let words = figure.description();
    // 6, 6 + 1, 6 + 1 + 6.
    for pairs in ["6 pairs", "7 pairs", "13 pairs"] {
        assert!(words.contains(pairs), "{words}");
    }
    assert!(words.contains("13 pairs of query and key are seen, and 4 predictions count."), "{words}");
}
