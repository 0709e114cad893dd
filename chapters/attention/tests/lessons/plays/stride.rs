use attention::lesson::plays::stride::*;

#[test]
fn the_valley_is_where_near_and_far_are_alike_and_moves_with_the_root() {
    let least = |n: usize| {
        let strides = (0..=n.ilog2()).map(|power| 1_usize << power);
        let both = |stride: &usize| kept(n, *stride).iter().sum::<f64>() as usize;
        strides.min_by_key(both).unwrap()
    };
    assert_eq!([16, 64, 256].map(least), [4, 8, 16]);
    let [near, far] = kept(64, 8);
    assert_eq!(near + far, 772.0);
}
