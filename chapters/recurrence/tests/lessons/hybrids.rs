use recurrence::StateBytes;
use recurrence::lesson::hybrids::*;
use recurrence::solution::state_bytes;

const ANSWER: StateBytes = StateBytes { bytes: state_bytes::bytes, places: state_bytes::places };

#[test]
fn states_cost_more_than_a_short_text() {
    let [llama, gemma, jamba, kimi, mamba] = models().map(|(_, of)| of);
    for one in [&llama, &gemma, &jamba, &kimi] {
        let at = crossing(ANSWER, one, &mamba);
        println!("mamba {at:?}");
        assert!(at.is_some());
    }
    assert_eq!(crossing(ANSWER, &mamba, &llama), None);
    println!("kimi {:?} jamba {:?}", crossing(ANSWER, &llama, &kimi), crossing(ANSWER, &llama, &jamba));
}

#[test]
fn short_texts_pay_for_states_and_long_ones_for_caches() {
    for period in [2, 4, 8, 16, 32] {
        for heads in [1, 8, 32] {
            let layers = hybrid(ANSWER, period, heads);
            let [short, long] = [64, LONGEST]
                .map(|tokens| layers.chunks(1).map(|kind| (ANSWER.bytes)(kind, tokens)).collect::<Vec<_>>());
            assert!(short[0] < short[1] && long[0] > long[1], "{period} {heads}: {short:?} {long:?}");
        }
    }
}

#[test]
fn the_layers_of_models_are_as_many_as_they_say() {
    let counts = models().map(|(_, of)| of.iter().map(|layers| layers.count).sum::<u64>());
    assert_eq!(counts, [32, 62, 32, 27, 64]);
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(figure(ANSWER).overlapping_labels(), []);
    for period in [1, 4, 32] {
        for heads in [1, 8, 32] {
            for tokens in [64, 4096, 1 << 20] {
                println!("{:?}", chosen(ANSWER, period, heads, tokens).overlapping_labels());
            }
        }
    }
}
