use compression::lesson::captured::*;
use compression::solution::{indexer::indexer, top_k::top_k};

#[test]
fn an_indexer_lies_between_chance_and_the_logits() {
    let toy = toy();
    let Controls { oracle, recency, chance } = toy.controls(top_k);
    let shares = WIDTHS.map(|width| toy.of_indexer(indexer, top_k, width));
    println!("{oracle:.4} {recency:.4} {chance:.4} {shares:.4?}");
    assert!(shares.windows(2).all(|pair| pair[0] < pair[1]), "{shares:?}");
    assert!((shares[6] - oracle).abs() < 1e-3, "{shares:?}");
    assert!(chance < recency && recency < oracle && chance < shares[0]);
}

#[test]
fn choices_from_larger_choices_are_those_from_all() {
    let toy = toy();
    for scores in [&toy.logits, &recency(), &chance(), &toy.indexed(indexer, 0, 8)] {
        for (k, held) in toy.of_choices(top_k, scores) {
            let direct = 100.0 * toy.of_largest(top_k, scores, k as usize);
            assert_eq!(held.to_bits(), direct.to_bits(), "{k}: {held}, {direct}");
        }
    }
}

#[test]
fn fewer_channels_need_more_entries() {
    let lines = WIDTHS.map(|width| toy().of_choices(top_k, &toy().indexed(indexer, 0, width)));
    for line in &lines {
        assert!(line.windows(2).all(|pair| pair[0].1 < pair[1].1), "{line:?}");
    }
    for (fewer, more) in lines.iter().zip(&lines[1..]) {
        println!("{fewer:.0?}");
        assert!(fewer.iter().zip(more).all(|(fewer, more)| fewer.1 < more.1), "{fewer:?} {more:?}");
    }
}

#[test]
fn the_figure_is_finished() {
    let figure = figure(indexer, top_k);
    assert_eq!(figure.overlapping_labels(), []);
}
