use attention::lesson::cache as caches;
use attention::lesson::plays::memory::*;

const START: Chosen = Chosen { tokens: 131_072, kv_heads: 8, window: 1024, latent: 512 };

#[test]
fn the_start_is_the_figure_of_the_page() {
    for ((name, ours), (known, theirs)) in ways(START).iter().zip(caches::ways()) {
        assert_eq!((&name[..], ours), (known, &theirs));
    }
}

#[test]
fn windows_bend_the_line_and_a_latent_beats_few_heads() {
    let bytes = |chosen: Chosen, which: usize, tokens| gigabytes(&ways(chosen)[which].1, tokens);
    // As long as the window holds everything it saves nothing.
    assert_eq!(bytes(START, 2, 1024), bytes(START, 1, 1024));
    assert!(bytes(START, 2, 1 << 20) < 0.2 * bytes(START, 1, 1 << 20));
    // 576 numbers are as many as 2.25 heads keep, keys and values.
    let heads = |kv_heads| bytes(Chosen { kv_heads, ..START }, 1, 4096);
    assert!(heads(2) < bytes(START, 3, 4096) && bytes(START, 3, 4096) < heads(4));
    // A sixth of 8 heads is more than one, however small the window; a sixth of 4 is less.
    let single = bytes(START, 4, 131_072);
    assert!(bytes(Chosen { window: 128, ..START }, 2, 131_072) > single);
    assert!(bytes(Chosen { kv_heads: 4, ..START }, 2, 131_072) < single);
}

#[test]
fn sharing_speeds_up_the_reading_and_not_the_arithmetic() {
    let [alone, eight, all] = [1, 8, 64].map(|share| milliseconds(share, 4096.0, 1.0, 16.0));
    assert!((alone[0] / eight[0] - 8.0).abs() < 1e-9 && (alone[1] - all[1]).abs() < 1e-9 * alone[1]);
    // Even one key head for all leaves the A100 waiting; with four queries at once it does not.
    assert!(all[0] > 2.0 * all[1]);
    let four = milliseconds(64, 4096.0, 4.0, 16.0);
    assert!(four[0] < four[1]);
}
