use diffusion::Heun;
use diffusion::lesson::levels_step::*;
use diffusion::solution::heun::{euler, heun};

#[test]
fn a_step_is_drawn() {
    let figure = steps(Heun { euler, heun });
    println!("{}", figure.description());
    assert_eq!(figure.svg().matches("class=\"frame\"").count(), 3);
    assert!(figure.description().contains("from 1 to 0.584"));
}
