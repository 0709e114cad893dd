use recurrence::Delta;
use recurrence::Gla;
use recurrence::Kda;
use recurrence::lesson::side::*;
use recurrence::solution;

fn held() -> Held {
    Held {
        gla: Gla {
            retention: solution::gla::retention,
            gla: solution::gla::gla,
            chunked: solution::gla::chunked,
        },
        delta: Delta { unit: solution::delta::unit, delta: solution::delta::delta },
        gated: solution::gated_delta::gated_delta,
        kda: Kda { decay: solution::kda::decay, attend: solution::kda::attend, gate: solution::kda::gate },
    }
}

#[test]
fn only_what_corrects_finds_what_was_said_last() {
    let asked = again(16, 8, 32);
    let of = |memory| error(held(), memory, &asked, -0.02);
    assert!(of(Memory::Attention) == 0.0);
    assert!(of(Memory::Linear) > 2.0 && of(Memory::Gated) > 1.0);
    assert!([Memory::Delta, Memory::GatedDelta, Memory::Kda].iter().all(|&memory| of(memory) < 0.9));
}

#[test]
fn equal_channels_fade_as_one() {
    let asked = once(16, 32);
    let [a, b] = [Memory::GatedDelta, Memory::Kda].map(|memory| error(held(), memory, &asked, -0.02));
    assert!((a - b).abs() < 1e-5);
}
