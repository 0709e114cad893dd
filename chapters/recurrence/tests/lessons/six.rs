use recurrence::Delta;
use recurrence::KdaTokens;
use recurrence::lesson::six::*;
use recurrence::solution;

const DELTA: Delta = Delta { unit: solution::delta::unit, delta: solution::delta::delta };

#[test]
fn pairs_are_the_recurrence_and_the_report_is_elsewhere() {
    let tokens = tokens(DELTA);
    let out = solution::kda::attend(KdaTokens {
        queries: tokens.queries.view(),
        keys: tokens.keys.view(),
        values: tokens.values.view(),
        beta: tokens.beta.view(),
        decays: tokens.channels.view(),
    });
    assert!(apart(&out, &by_pairs(&tokens, false)) < 1e-6);
    // Measured apart from this program: up to 0.18.
    let inclusive = apart(&out, &by_pairs(&tokens, true));
    assert!((0.17..0.19).contains(&inclusive), "{inclusive}");
    let early = error_first(&tokens);
    let expected = [-0.251_815, -0.061_909, 0.004_412];
    assert!(early.row(5).iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5), "{early}");
}
