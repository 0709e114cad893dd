use diffusion::lesson::net_unet::*;

#[test]
fn it_is_drawn() {
    assert_eq!(schematic(32, 64).overlapping_labels(), []);
    assert_eq!(layers_to_reach(63, 0), 63);
    assert_eq!(layers_to_reach(63, 3), 8);
}
