use diffusion::FlowLoss;
use diffusion::lesson::crossing::*;
use diffusion::solution::flow_loss as solution;

const FLOW: FlowLoss = FlowLoss {
    loss: solution::loss,
    data: solution::data,
    step: solution::step,
    shift: solution::shift,
    levels: solution::levels,
    density: solution::density,
};

#[test]
fn one_step_lands_in_the_middle_and_reflow_makes_it_exact() {
    let one = led(FLOW, &noise(50), 1);
    assert!(one.iter().all(|x| x.abs() < 1e-5), "{one}");
    let errors = [1, 2, 4, 8, 16, 64].map(|steps| error(FLOW, steps));
    let after = error_after_reflow(FLOW, 1);
    println!("{errors:.3?}, after reflow {after:.4}; uncertainty {:.3}", uncertainty());
    println!("loss of the best {:.3} {:.3}", loss_of_the_best(FLOW, 0.5), loss_of_the_best(FLOW, 0.9));
    assert!(errors.windows(2).all(|pair| pair[1] < pair[0]), "{errors:?}");
    assert!((errors[0] - 1.0).abs() < 0.05 && errors[5] < 0.05 && after < 5e-3);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(steps(FLOW).overlapping_labels(), []);
}
