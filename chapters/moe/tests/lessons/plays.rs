#[test]
fn a_caption_holds_at_both_ends_of_every_slider() {
    // A page keeps it while the figure is redrawn.
    for play in moe::lesson::plays::plays() {
        let values: Vec<[f64; 3]> = play.parameters().iter().map(figures::Parameter::values).collect();
        for at in 0..values.len() {
            for end in [0, 2] {
                let mut chosen: Vec<f64> = values.iter().map(|values| values[1]).collect();
                chosen[at] = values[at][end];
                let title = play.figure().title().to_owned();
                assert_eq!(play.drawn(&chosen).unwrap().title(), title, "{} at {chosen:?}", play.name());
            }
        }
    }
}

#[test]
fn each_is_among_the_drawings() {
    let figures = moe::lesson::figures();
    for play in moe::lesson::plays::plays() {
        let title = play.figure().title().to_owned();
        assert!(figures.iter().any(|figure| figure.title() == title), "{title}");
    }
}
