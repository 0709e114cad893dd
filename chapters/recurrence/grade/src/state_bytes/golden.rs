//! What is known of `state_bytes` from elsewhere.

use judge::{Golden, mistaken};
use recurrence::lesson::hybrids;
use recurrence::{Kept, Layers};

use super::{Knobs, mistakes};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_layers_of_jamba, wrong_layers_of_jamba, bytes_by_hand, gemma_against_global_layers]
}

/// `JambaConfig` of Hugging Face's transformers, with its defaults: the layers that attend are at offset 4 of 8, those with experts at
/// offset 1 of 2.
fn the_layers_of_jamba() {
    let knobs = Knobs::default();
    assert_eq!(knobs.places(8, 8, 4), [4]);
    assert_eq!(knobs.places(8, 2, 1), [1, 3, 5, 7]);
    assert_eq!(knobs.places(32, 8, 4), [4, 12, 20, 28]);
}

/// The same, read wrongly: derived by hand from what each does.
fn wrong_layers_of_jamba() {
    let of =
        |id: &str, layers, period, offset| mistaken(mistakes::mistakes(), id).places(layers, period, offset);
    assert_eq!(of("first_of_period", 8, 8, 4), [0]);
    assert_eq!(of("counted_from_one", 8, 8, 4), [3]);
    assert_eq!(of("last_of_period", 8, 8, 4), [7]);
    assert_eq!(of("first_of_period", 8, 2, 1), [0, 2, 4, 6]);
    assert_eq!(of("ratio_as_period", 8, 8, 4), [4]);
    assert_eq!(of("ratio_as_period", 16, 8, 4), [4, 11]);
}

/// One head of 128 × 128 in four bytes is 65,536; 12,288 channels for which three inputs of two bytes are held are 73,728. A latent of 512
/// with a key of 64 in two bytes is 1,152 for each token.
fn bytes_by_hand() {
    let knobs = Knobs::default();
    let layers = |count, kept| [Layers { count, kept, bytes: 2, state_bytes: 4 }];
    let state = Kept::State { heads: 32, keys: 128, values: 128, channels: 12_288, width: 4 };
    assert_eq!(knobs.bytes(&layers(1, state), 9), 32 * 65_536 + 73_728);
    assert_eq!(knobs.bytes(&layers(7, Kept::Tokens { numbers: 576, window: None }), 1000), 7 * 1_152_000);
}

/// What Gemma-3 27B keeps, against the same with all layers global: 26.6 % of 8,192 tokens, 18.75 % of 32,768, 16.8 % of 131,072, from
/// the pattern of google/gemma_pytorch, gemma/config.py.
fn gemma_against_global_layers() {
    let knobs = Knobs::default();
    let gemma = hybrids::gemma_3_27b();
    let global: Vec<Layers> = gemma
        .iter()
        .map(|layers| match layers.kept {
            Kept::Tokens { numbers, .. } => {
                Layers { kept: Kept::Tokens { numbers, window: None }, ..*layers }
            }
            Kept::State { .. } => *layers,
        })
        .collect();
    for (tokens, share) in [(8192, 0.266), (32_768, 0.1875), (131_072, 0.168)] {
        let of = knobs.bytes(&gemma, tokens) as f64 / knobs.bytes(&global, tokens) as f64;
        assert!((of - share).abs() < 6e-4, "{of} at {tokens}");
    }
}
