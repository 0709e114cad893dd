use recurrence::Delta;
use recurrence::Gla;
use recurrence::Kda;
use recurrence::lesson::registers::*;
use recurrence::solution;

#[test]
fn a_sum_climbs_and_fading_curbs_it_and_the_delta_rule_far_more() {
    let gla =
        Gla { retention: solution::gla::retention, gla: solution::gla::gla, chunked: solution::gla::chunked };
    let delta = Delta { unit: solution::delta::unit, delta: solution::delta::delta };
    let at = |writes| errors((gla, delta, solution::gated_delta::gated_delta), 32, writes, -0.02);
    let few = at(32);
    for writes in [64, 128, 256] {
        let all = at(writes);
        println!("{writes} {all:?}");
        assert!(all[0] > 1.2 * few[0] && all[1] < 0.8 * all[0]);
        assert!(all[2] < 0.5 * all[1] && all[3] < 0.5 * all[1]);
    }
}

#[test]
fn only_channels_clear_one_register_of_two() {
    let kda = Kda { decay: solution::kda::decay, attend: solution::kda::attend, gate: solution::kda::gate };
    let both = with_one_decay(solution::gated_delta::gated_delta, -20.0);
    assert!(both.moved > 0.99 && both.left < 1e-6, "{both:?}");
    let one = with_channels(kda);
    assert!(one.moved < 1e-5 && one.left < 1e-6, "{one:?}");
}
