use recurrence::LinearAttention;
use recurrence::lesson::memory::*;
use recurrence::solution::linear_attention::{quadratic, step};

#[test]
fn a_chunk_is_drawn() {
    assert_eq!(chunk(64, 128, 256).overlapping_labels(), []);
}

#[test]
fn the_steps_are_drawn_and_say_what_comes_back() {
    let figure = steps(LinearAttention { quadratic, step });
    assert_eq!(figure.svg().matches("class=\"frame\"").count(), 4);
    println!("{}", figure.description());
    assert!(figure.description().contains("the output is 1.0, 1.0, 2.0, 2.0"));
}
