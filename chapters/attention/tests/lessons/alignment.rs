use attention::lesson::alignment::*;
use attention::solution::additive::additive;

#[test]
fn a_score_is_learned_where_the_dot_product_is_chance() {
    let chance = 1.0 / ITEMS as f64;
    let dot = found_by_dot();
    assert!(dot < 3.0 * chance, "{dot}");
    let before = found_by(additive, &trained(0));
    assert!(before < 3.0 * chance, "{before}");
    let after = [30, 100, 300].map(|steps| found_by(additive, &trained(steps)));
    assert!(after[2] > 0.95, "{after:?}");
}

#[test]
fn a_step_goes_down_the_slope() {
    // The loss of a network, and its change along one weight by finite differences.
    let world = World::fixed();
    let loss = |network: &Network| -> f64 {
        let Network { w_query, w_key, w_score } = network;
        let (q, k) = (world.states.view(), world.annotations.view());
        let (scores, _) = additive(q, k, k, w_query.view(), w_key.view(), w_score.view());
        let weights = attention::solution::softmax::softmax(scores.view());
        (0..ITEMS).map(|i| -f64::from(weights[[i, i]]).ln()).sum::<f64>() / ITEMS as f64
    };
    let before = trained(0);
    let mut after = before.clone();
    after.learn(&world.states, &world.annotations);
    let step = 1e-2;
    let probe = |turn: fn(&mut Network) -> &mut f32| {
        let (mut up, mut down, mut network, mut moved) =
            (before.clone(), before.clone(), before.clone(), after.clone());
        *turn(&mut up) += step;
        *turn(&mut down) -= step;
        let slope = (loss(&up) - loss(&down)) / f64::from(2.0 * step);
        let taken = f64::from(*turn(&mut moved) - *turn(&mut network));
        assert!((taken + f64::from(RATE) * slope).abs() < 1e-3, "moved {taken}, slope {slope}");
    };
    probe(|n| &mut n.w_query[[3, 5]]);
    probe(|n| &mut n.w_key[[7, 1]]);
    probe(|n| &mut n.w_score[2]);
}
