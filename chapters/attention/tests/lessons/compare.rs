use attention::lesson::compare::*;

#[test]
fn a_token_costs_what_the_chapter_says() {
    let a_token = |mechanism: Mechanism| mechanism.state(1);
    assert_eq!(a_token(Mechanism::MultiHead), 16_384);
    assert_eq!(a_token(Mechanism::Grouped), 4096);
    assert_eq!(a_token(Mechanism::MultiQuery), 512);
    assert_eq!(a_token(Mechanism::Latent), 1152, "DeepSeek-V3: 576 numbers");
    // A latent of 4½ head widths is as large as 2¼ key heads with their values (DeepSeek-V2, table 1).
    assert_eq!(4 * a_token(Mechanism::Latent), 9 * a_token(Mechanism::MultiQuery));
    assert_eq!(Mechanism::MultiHead.operations(1000), 4 * 1000 * WIDTH);
}

#[test]
fn the_absorbed_latent_is_what_128_heads_cost_in_deepseek_v3() {
    // 278,528 operations for a query and a key with 128 heads; here there are 32.
    assert_eq!(Mechanism::Latent.operations(1) * 4, 278_528);
}

#[test]
fn the_hybrid_tends_to_a_sixth() {
    let share =
        |context| Mechanism::Hybrid.state(context) as f64 / Mechanism::MultiHead.state(context) as f64;
    assert!((share(131_072) - 0.173).abs() < 5e-4, "{}", share(131_072));
    assert!((share(8192) - 0.271).abs() < 5e-4, "{}", share(8192));
}

#[test]
fn the_table_fits_a_page() {
    for line in table([4096, 131_072]).lines().chain(memories().lines()) {
        assert!(line.chars().count() <= 76, "{line}");
    }
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure().overlapping_labels(), []);
}
