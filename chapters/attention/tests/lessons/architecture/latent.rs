use attention::lesson::architecture::latent::*;
use attention::lesson::bill::DEEPSEEK_V3;

#[test]
fn only_the_expanded_form_has_keys_of_all_heads() {
    let [expanded, absorbed] = [expanded(DEEPSEEK_V3), absorbed(DEEPSEEK_V3)];
    for figure in [&expanded, &absorbed] {
        assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
        assert!(figure.description().contains("latents (T × 512)"), "{}", figure.description());
        assert!(figure.description().contains("rotated keys (T × 64)"), "{}", figure.description());
    }
    let keys = "(T × 128 × 128)";
    assert!(expanded.description().contains(keys) && !absorbed.description().contains(keys));
}
