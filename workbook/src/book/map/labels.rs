//! What exercises are called on the map: by their names, with words written as the field writes them.

use contract::Exercise;

/// Names that are not made of their words.
const NAMES: [(&str, &str); 23] = [
    ("adaln_zero", "adaLN-Zero"),
    ("all_gather", "All-gather"),
    ("all_reduce", "All-reduce"),
    ("all_to_all", "All-to-all"),
    ("deepseek", "DeepSeek’s router"),
    ("dpm_solver", "DPM-Solver"),
    ("dselect_k", "DSelect-k"),
    ("eps_loss", "Noise prediction"),
    ("exp", "Vectorised exp"),
    ("fd_loss", "FD-loss"),
    ("fused", "Fused softmax"),
    ("lanes", "Sums in lanes"),
    ("luong", "Luong’s scores"),
    ("min_snr", "Min-SNR"),
    ("power_sgd", "PowerSGD"),
    ("q_sample", "Noise in one go"),
    ("qk_norm", "QK-norm"),
    ("reduce_scatter", "Reduce-scatter"),
    ("share", "False sharing"),
    ("traffic", "Bytes of a loop"),
    ("vp_sde", "VP-SDE"),
    ("z_loss", "Router z-loss"),
    ("zero_bytes", "ZeRO’s bytes"),
];

/// Words that are written in their own way.
const WORDS: [(&str, &str); 36] = [
    ("2d", "2D"),
    ("adam", "Adam"),
    ("alibi", "ALiBi"),
    ("base", "BASE"),
    ("cfg", "CFG"),
    ("csa", "CSA"),
    ("ddim", "DDIM"),
    ("ddp", "DDP"),
    ("diloco", "DiLoCo"),
    ("dsa", "DSA"),
    ("edm", "EDM"),
    ("frechet", "Fréchet distance"),
    ("fsdp", "FSDP"),
    ("gla", "GLA"),
    ("gqa", "GQA"),
    ("gru", "GRU"),
    ("gshard", "GShard"),
    ("hca", "HCA"),
    ("hippo", "HiPPO"),
    ("kda", "KDA"),
    ("lru", "LRU"),
    ("lstm", "LSTM"),
    ("mhc", "mHC"),
    ("mla", "MLA"),
    ("mmdit", "MMDiT"),
    ("moba", "MoBA"),
    ("msrope", "MSRoPE"),
    ("nsa", "NSA"),
    ("reinforce", "REINFORCE"),
    ("rnn", "RNN"),
    ("rope", "RoPE"),
    ("s4", "S4"),
    ("s4d", "S4D"),
    ("ssd", "SSD"),
    ("streaming", "Streaming DiLoCo"),
    ("unet", "U-Net"),
];

/// What an exercise is called on the map: `Flash backward`, `RoPE 2D`.
pub(super) fn label(exercise: &Exercise) -> String {
    if let Some((_, label)) = NAMES.iter().find(|(name, _)| *name == exercise.name) {
        return (*label).to_owned();
    }
    let own = |word: &str| WORDS.iter().find(|(plain, _)| *plain == word).map(|(_, own)| *own);
    let words: Vec<&str> = exercise.name.split('_').map(|word| own(word).unwrap_or(word)).collect();
    let label = words.join(" ");
    let mut letters = label.chars();
    // Whoever has a small letter of their own keeps it.
    match letters.next() {
        Some(first) if own(exercise.name.split('_').next().unwrap_or_default()).is_none() => {
            first.to_ascii_uppercase().to_string() + letters.as_str()
        }
        _ => label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Course;

    #[test]
    fn words_are_written_as_the_field_writes_them() {
        let course = Course::find().unwrap();
        for (id, expected) in [
            ("attention/flash_backward", "Flash backward"),
            ("attention/rope_2d", "RoPE 2D"),
            ("compression/inverse_rope", "Inverse RoPE"),
            ("moe/mhc", "mHC"),
            ("recurrence/kda_chunk", "KDA chunk"),
            ("sharding/sharded_adam", "Sharded Adam"),
        ] {
            assert_eq!(label(course.exercise(id).unwrap()), expected);
        }
    }

    #[test]
    fn every_name_and_word_is_of_some_exercise() {
        let course = Course::find().unwrap();
        for (name, _) in NAMES {
            assert!(course.exercises().any(|exercise| exercise.name == name), "no exercise is called {name}");
        }
        for (word, _) in WORDS {
            let has = |exercise: &Exercise| exercise.name.split('_').any(|own| own == word);
            assert!(course.exercises().any(has), "no exercise has the word {word}");
        }
    }

    #[test]
    fn labels_are_short_and_no_two_of_a_chapter_are_alike() {
        let course = Course::find().unwrap();
        for chapter in &course.chapters {
            let mut labels: Vec<String> = chapter.exercises.iter().map(label).collect();
            assert!(labels.iter().all(|label| label.chars().count() <= 18), "{labels:?}");
            labels.sort();
            labels.dedup();
            assert_eq!(labels.len(), chapter.exercises.len(), "{}", chapter.name);
        }
    }
}
