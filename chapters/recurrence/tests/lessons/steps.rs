use recurrence::Discretise;
use recurrence::Hippo;
use recurrence::S4Conv;
use recurrence::lesson::steps::*;
use recurrence::solution::{discretise, hippo, s4_conv};

const HIPPO: Hippo = Hippo { matrices: hippo::matrices, remember: hippo::remember, recall: hippo::recall };
const RULES: Discretise = Discretise { bilinear: discretise::bilinear, zoh: discretise::zoh };
const CONV: S4Conv = S4Conv { kernel: s4_conv::kernel, convolve: s4_conv::convolve, recur: s4_conv::recur };

/// `scipy.signal.cont2discrete` and `SSMKernelDPLR` of state-spaces/s4, executed; the last two rows and the output that comes round by numpy.
#[test]
fn the_table_is_that_of_scipy() {
    let found = table(HIPPO, RULES, CONV);
    let rows = [
        [-0.016_161, -0.019_381, -0.019_370, 0.020_075],
        [-0.016_557, -0.019_212, -0.019_107, 0.020_283],
        [-0.013_301, -0.022_725, -0.021_518, 0.017_821],
        [-0.017_209, -0.018_550, -0.018_936, 0.021_124],
        [-0.013_301, -0.018_633, -0.019_371, 0.018_157],
        [-0.053_313, -0.007_386, 0.005_890, 0.035_302],
    ];
    for (line, expected) in found.lines().skip(1).zip(rows) {
        let row: Vec<f64> = line.split_whitespace().filter_map(|x| x.parse().ok()).collect();
        let tail = &row[row.len() - 4..];
        assert!(tail.iter().zip(expected).all(|(a, b)| (a - b).abs() < 3e-6), "{line}");
    }
    let (a, b) = example(HIPPO, RULES);
    let (c, input) = output_and_input();
    let kernel = (CONV.kernel)(a.view(), b.view(), c.view(), input.len());
    let [right, round] =
        [(CONV.convolve)(kernel.view(), input.view()), comes_round(&kernel, &input)].map(|out| out[0]);
    assert!((right + 0.004_033).abs() < 2e-6 && (round - 0.023_989).abs() < 2e-6, "{right} {round}");
}

#[test]
fn a_state_grows_in_long_steps_by_eulers_rule_alone() {
    for [fade, turn] in [[0.1, 0.0], [0.1, 6.0], [0.5, 2.0], [3.0, 0.0], [3.0, 6.0]] {
        let largest = 2.0 * fade / (fade * fade + turn * turn);
        for step in [0.05, 0.9 * largest, 1.1 * largest, 3.0, 25.0] {
            let of = |rule: &ByRule<'_>| growth(step, rule, [fade, turn]);
            assert_eq!(
                of(&|a, b, step| implicit(a, b, step, 0.0).0) > 1.0,
                step > largest,
                "{fade} {turn} {step}"
            );
            for grown in [
                of(&|a, b, step| implicit(a, b, step, 1.0).0),
                of(&|a, b, step| (RULES.bilinear)(a.view(), b.view(), step).0),
                of(&|a, b, step| (RULES.zoh)(a.view(), b.view(), step).0),
            ] {
                assert!(grown < 1.0, "{fade} {turn} {step}: {grown}");
            }
        }
    }
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(play().figure().overlapping_labels(), []);
}
