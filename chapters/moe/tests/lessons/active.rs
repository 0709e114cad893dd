use figures::random;
use rand::RngExt;

use moe::lesson::active::*;
use moe::lesson::dispatch::DEEPSEEK_V3;
use moe::lesson::dispatch::Layer;

#[test]
fn a_sparse_layer_reads_like_a_small_one_and_then_like_a_large_one() {
    let layer = DEEPSEEK_V3;
    let (experts, k, expert) = (layer.experts as f64, layer.k as f64, layer.expert() as f64);
    assert!((read(layer, 1.0) / (k * expert) - 1.0).abs() < 1e-12);
    assert!((read(layer, 65_536.0) / (experts * expert / 65_536.0) - 1.0).abs() < 1e-12);
    // In between hardly anything is shared: with 16 times as many tokens less than half as much is read for each.
    assert!(read(layer, 16.0) > 0.7 * read(layer, 1.0));
}

#[test]
fn so_many_experts_are_wanted() {
    let layer = Layer { experts: 16, k: 2, ..DEEPSEEK_V3 };
    let mut random = random(41);
    let mut sum = 0;
    for _ in 0..4000 {
        let mut seen = [false; 16];
        for _ in 0..10 {
            let first = random.random_range(0..16);
            let second = (first + random.random_range(1..16)) % 16;
            (seen[first], seen[second]) = (true, true);
        }
        sum += seen.iter().filter(|&&seen| seen).count();
    }
    let mean = f64::from(sum as u32) / 4000.0;
    assert!((mean - wanted(layer, 10.0)).abs() < 0.1, "{mean} {}", wanted(layer, 10.0));
}
