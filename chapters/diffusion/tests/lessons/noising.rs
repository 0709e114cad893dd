use diffusion::Schedule;
use diffusion::lesson::noising::*;
use diffusion::solution::{q_sample, schedule};

const SCHEDULE: Schedule = Schedule {
    linear: schedule::linear,
    scaled_linear: schedule::scaled_linear,
    cosine: schedule::cosine,
    cumulative: schedule::cumulative,
    snr: schedule::snr,
};

#[test]
fn the_figures_are_finished() {
    assert_eq!(blown_up(SCHEDULE).overlapping_labels(), []);
    for logarithm in [false, true] {
        for steps in [8, 1024] {
            let figure = schedules(SCHEDULE, steps, 4.0, logarithm);
            assert_eq!(figure.overlapping_labels(), [], "{steps} {logarithm}");
        }
    }
    assert_eq!(dissolves(SCHEDULE, q_sample::q_sample).svg().matches("class=\"frame\"").count(), 6);
}

#[test]
fn nothing_is_left_after_the_last_step() {
    let all = kept(SCHEDULE, 1000);
    let moved = zero_terminal(all.scaled.view());
    assert!(moved[999] == 0.0 && (moved[0] - all.scaled[0]).abs() < 1e-12, "{moved}");
}
