use sharding::lesson::copies::*;
use sharding::solution::ddp::ddp;

#[test]
fn one_token_and_three() {
    assert_eq!(shared(ddp, &[vec![one(1, 3.0)], vec![one(3, 1.0)]]), [1.5, 1.5]);
}

#[test]
fn the_schematic_is_drawn() {
    assert_eq!(replicas().overlapping_labels(), []);
}
