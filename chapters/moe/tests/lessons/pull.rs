use moe::BiasUpdate;
use moe::DeepSeek;
use moe::lesson::pull::*;
use moe::solution::{bias_update, deepseek};

#[test]
fn a_loss_that_balances_changes_the_scores_and_a_bias_does_not() {
    let router = DeepSeek { route: deepseek::route, combine: deepseek::combine };
    let update = BiasUpdate { update: bias_update::bias_update, sequence_loss: bias_update::sequence_loss };
    let rows = by_loss(&[0.0, 0.01, 0.1, 1.0]);
    let bias = by_bias(router, update);
    println!("{rows:#?} {bias:#?}");
    assert!(rows[0].changed < 1e-9 && rows[0].moved == 0.0);
    assert!(rows[0].largest > 2.0);
    assert!(rows.windows(2).all(|pair| pair[1].largest < pair[0].largest));
    assert!(rows.windows(2).all(|pair| pair[1].changed > pair[0].changed));
    assert!(bias.largest < 1.1);
}

#[test]
fn what_a_slider_does_is_what_the_table_says() {
    let logits = leaning(QUICK, 1.2);
    let few: Vec<Row> = [0.0625, 0.25, 1.0, 4.0].map(|alpha| settled(&logits, alpha, FEW)).to_vec();
    assert!(few.windows(2).all(|pair| pair[1].largest < pair[0].largest), "{few:?}");
    assert!(few.windows(2).all(|pair| pair[1].changed > pair[0].changed), "{few:?}");
    for lean in (0..=8).map(|step| 0.3 * step as f32) {
        let logits = leaning(QUICK, lean);
        let ends = [ALPHAS.0, ALPHAS.1].map(|power| settled(&logits, f64::from(power).exp2(), FEW));
        assert!(ends[1].largest < ends[0].largest && ends[1].changed > ends[0].changed, "{lean} {ends:?}");
    }
    // The less tokens lean, the less it takes.
    assert!(settled(&leaning(QUICK, 0.6), 1.0, FEW).changed < few[2].changed);
}
