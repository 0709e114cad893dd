use recurrence::lesson::mamba::*;
use recurrence::solution::selective_scan::selective_scan;

/// The values are those of the grader's golden ones: another program, in double precision.
#[test]
fn what_five_tokens_leave_and_what_padding_does_to_it() {
    let five = five_tokens();
    let close = |a: [f32; 2], b: [f32; 2]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6);
    assert!(close(five.states(selective_scan), [0.259_842, -0.033_596]));
    assert!(close(five.padded(2, 0.0).states(selective_scan), [0.078_555, -0.003_071]));
    assert!(close(five.padded(2, -100.0).states(selective_scan), [0.259_842, -0.033_596]));
    assert!((five.outputs(selective_scan)[4] - 0.003_160).abs() < 1e-6);
    assert!((with_hold(selective_scan, &five)[4] + 0.001_729).abs() < 1e-6);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(block(1024, 2048, 16, 4, 64).overlapping_labels(), []);
}
