use attention::lesson::architecture::blocks::*;
use figures::Figure;

#[test]
fn branches_wait_for_each_other_in_a_serial_block_only() {
    let [serial, parallel] = [serial(4096), parallel(4096, 16, 256, 4 * 4096)];
    assert_eq!(serial.overlapping_labels(), []);
    assert_eq!(parallel.overlapping_labels(), []);
    let norms = |figure: &Figure| figure.svg().matches(">RMSNorm<").count();
    assert_eq!([norms(&serial), norms(&parallel)], [2, 1]);
}

#[test]
fn latents_read_patches_and_themselves() {
    let figure = resampler(64, 1024);
    assert_eq!(figure.overlapping_labels(), []);
    let words = figure.description();
    assert!(words.contains("what is read, S ((n + 64) × 1,024)"), "{words}");
    assert!(words.contains("latents L′ (64 × 1,024)"), "{words}");
}
