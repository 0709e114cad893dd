//! Golden values of balance by assignment: the gated output of BASE, Sinkhorn's plan, expert choice. The assignment itself
//! has no kernel; its golden values stand with its reference in the chapter.

use kernels::Precision::{Double, Float};
use kernels::moe::{expert_choice, gated, gathered, sinkhorn};
use ndarray::{Array2, array};

use crate::arrays::difference;
use crate::lcg::Lcg;

/// h = 1, f(h) = 3, affinity 0.4: σ(0.4) = 0.598688, 0.598688 · 3 + 0.401312 · 1 = 2.197375. By hand.
#[test]
fn the_output_of_base_is_gated_by_the_sigmoid_of_the_affinity() {
    for precision in [Double, Float] {
        let mixed =
            gated(array![[1.0]].view(), array![[-7.0], [0.4]].view(), &[1], array![[3.0]].view(), precision)
                .unwrap();
        assert!((mixed[[0, 0]] - 2.197_375).abs() < 1e-6, "{mixed}");
    }
    // A gate far out is 0 or 1, not 0/0.
    let far = gated(
        array![[1.0], [1.0]].view(),
        array![[900.0], [-900.0]].view(),
        &[0, 1],
        array![[3.0], [3.0]].view(),
        Float,
    )
    .unwrap();
    assert_eq!(far, array![[3.0], [1.0]]);
}

/// Four tokens, two experts. Derived in numpy by 200 rounds; after one round the columns are exact and the rows sum to
/// 0.236, 0.212, 0.270 and 0.282.
#[test]
fn sinkhorn_of_four_tokens() {
    let logits = array![[1.0, 0.0], [2.0, 0.0], [0.5, 0.4], [0.1, 0.3]];
    let golden = array![
        [0.143_346, 0.106_654],
        [0.196_276, 0.053_724],
        [0.088_338, 0.161_662],
        [0.072_040, 0.177_960]
    ];
    let plan = sinkhorn(logits.view(), 200, Double).unwrap();
    assert!(difference(&plan, &golden) < 1e-6, "{plan}");
    assert!(difference(&sinkhorn(logits.view(), 200, Float).unwrap(), &golden) < 1e-6);

    let once = sinkhorn(logits.view(), 1, Double).unwrap();
    assert!(
        difference(&once.row(0).insert_axis(ndarray::Axis(0)).to_owned(), &array![[0.141_295, 0.095_167]])
            < 1e-6
    );
    for (sum, expected) in once.rows().into_iter().map(|row| row.sum()).zip([0.236, 0.212, 0.270, 0.282]) {
        assert!((sum - expected).abs() < 5e-4, "{once}");
    }
    for column in once.columns() {
        assert!((column.sum() - 0.5).abs() < 1e-12, "{once}");
    }
}

/// Adding to a row changes no round; adding to a column changes the rounds and not their limit; logits near 1000 are as good
/// as those near 0.
#[test]
fn sinkhorn_does_not_notice_shifts() {
    let mut lcg = Lcg::new(5);
    let logits = 2.0 * lcg.array(7, 3);
    let rows = &logits + &Array2::from_shape_fn((7, 3), |(t, _)| if t % 2 == 0 { 1000.0 } else { -1000.0 });
    let columns = &logits + &Array2::from_shape_fn((7, 3), |(_, e)| e as f64);
    let run = |logits: &Array2<f64>, rounds| sinkhorn(logits.view(), rounds, Double).unwrap();
    assert!(difference(&run(&logits, 2), &run(&rows, 2)) < 1e-9);
    assert!(difference(&run(&logits, 2), &run(&columns, 2)) > 1e-4);
    assert!(difference(&run(&logits, 200), &run(&columns, 200)) < 1e-12);
    // The limit is a fixed point.
    let plan = run(&logits, 200);
    assert!(difference(&run(&plan.mapv(f64::ln), 1), &plan) < 1e-12);
}

/// `2 · LCG(9)` as (4, 2), capacity 2. Derived in numpy with a softmax over the experts: expert 0 takes tokens 0 and 2, expert 1
/// takes 1 and 3. (A softmax over the tokens lets expert 1 take 2 rather than 3.)
#[test]
fn expert_choice_of_four_tokens() {
    let logits = 2.0 * Lcg::new(9).array(4, 2);
    for precision in [Double, Float] {
        let (scores, ranks) = expert_choice(logits.view(), precision).unwrap();
        for (token, expert, weight) in
            [(0, 0, 0.757_199), (2, 0, 0.739_985), (1, 1, 0.571_282), (3, 1, 0.323_309)]
        {
            assert!((scores[[token, expert]] - weight).abs() < 1e-6, "{scores}");
            assert!(ranks[[token, expert]] < 2, "{ranks}");
        }
    }
}

/// Of equal scores the lower token comes first.
#[test]
fn ranks_of_equal_scores_follow_the_tokens() {
    let (_, ranks) =
        expert_choice(array![[1.0, 2.0], [5.0, 5.0], [1.0, 2.0], [1.0, 2.0]].view(), Double).unwrap();
    assert_eq!(ranks, array![[1, 0], [0, 3], [2, 1], [3, 2]]);
}

/// Token 1 is taken by two experts, token 2 by none: 0.5 · 10 + 0.25 · 30 = 12.5.
#[test]
fn tokens_gather_what_experts_made_of_them() {
    let sums = gathered(
        3,
        &[1, 0, 1, 0],
        array![0.5, 0.125, 0.25, 1.0].view(),
        array![[10.0], [8.0], [30.0], [7.0]].view(),
        Double,
    )
    .unwrap();
    assert_eq!(sums, array![[8.0], [12.5], [0.0]]);
}
