use compression::lesson::layer::*;

/// Everything smaller, and a window and blocks that a short text shows.
const SMALL: Sizes = Sizes {
    tokens: 37,
    width: 24,
    latent: 12,
    heads: 6,
    entry: 16,
    rotary: 8,
    index: (4, 12),
    blocks: (4, 16),
    window: 9,
    groups: (3, 5),
};

#[test]
fn with_every_block_chosen_it_is_dense() {
    let layer = layer(SMALL);
    let apart = |k: usize| {
        let entries = layer.of_chosen(&PIECES, k, 0);
        difference(&layer.mixed(&PIECES, &entries), &layer.dense(&entries))
    };
    assert!(apart(9) < 1e-5 && apart(3) > 0.05, "{} and {}", apart(9), apart(3));
    let entries = layer.of_all(&PIECES, 0);
    assert!(difference(&layer.mixed(&PIECES, &entries), &layer.dense(&entries)) < 1e-5);
}

#[test]
fn a_shift_shows_only_without_the_way_back() {
    let layer = layer(SMALL);
    let runs = [0, 1000].map(|first| {
        let entries = [layer.of_chosen(&PIECES, 9, first), layer.of_all(&PIECES, first)];
        entries.map(|entries| {
            let mixed = layer.mixed(&PIECES, &entries);
            [layer.out_as_it_is(&PIECES, &mixed), layer.out(&PIECES, &mixed, first)]
        })
    });
    let [before, after] = &runs;
    for (before, after) in before.iter().zip(after) {
        let [plain, back] = [0, 1].map(|way| difference(&before[way], &after[way]));
        assert!(plain > 0.05 && back < 1e-3, "{plain} and {back}");
    }
}

/// What the report's sizes give: 67.1 and 134.2 million, 184.5 and 469.8.
#[test]
fn the_output_projection_has_fewer_numbers() {
    assert_eq!(projection(64, 512, (8, 1024), 4096), [67_108_864, 134_217_728]);
    assert_eq!(projection(128, 512, (16, 1024), 7168), [184_549_376, 469_762_048]);
}
