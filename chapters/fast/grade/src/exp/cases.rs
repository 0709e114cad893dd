//! The cases of `exp`, the plainest first, each edge after what is special about it.

use std::f64::consts::LN_2;

use judge::{Case, Random};

use super::Input;

/// Where x lies.
pub(super) const RANGE: [f32; 2] = [-87.0, 88.0];

fn between(random: &mut Random, count: usize, from: f64, to: f64) -> Input {
    Input { x: (0..count).map(|_| random.uniform(from..to) as f32).collect() }
}

/// Evenly over a range, both ends among them: what rounding does is forced, and not left to the draw.
fn evenly(count: usize, from: f32, to: f32) -> Input {
    let at = |i: usize| i as f32 / (count - 1) as f32;
    Input { x: (0..count).map(|i| from * (1.0 - at(i)) + to * at(i)).collect() }
}

/// On both sides of where one n is followed by the next: there r is largest.
fn halfway(from: i32, to: i32) -> Input {
    let x = (from..=to).flat_map(|n| {
        let half = (f64::from(n) + 0.5) * LN_2;
        [half - 1e-4, half + 1e-4].map(|x| x as f32)
    });
    Input { x: x.collect() }
}

/// As near as may be to where r is 0.
fn multiples() -> Input {
    Input { x: (-125..=126).map(|n| (f64::from(n) * LN_2) as f32).collect() }
}

/// Of all sizes down to the smallest that an f32 has: e^x is 1, or nearly.
fn tiny(random: &mut Random) -> Input {
    let x = (2..=45).map(|k| (random.uniform(1.0..9.0) * 10_f64.powi(-k)) as f32);
    let mut x: Vec<f32> = x.collect();
    x.iter_mut().step_by(2).for_each(|x| *x = -*x);
    x.extend([f32::from_bits(1), -f32::from_bits(1), f32::MIN_POSITIVE]);
    Input { x }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "a few small numbers", make: |_| Input { x: vec![0.25, -0.3, 1.0, -1.0, 2.5] } },
        Case { name: "0 and −0.0", make: |_| Input { x: vec![0.0, -0.0] } },
        Case { name: "no more than half of ln 2", make: |random| between(random, 24, -0.346, 0.346) },
        Case { name: "between −6 and 6", make: |random| between(random, 24, -6.0, 6.0) },
        Case { name: "halfway between two powers of two", make: |_| halfway(-12, 11) },
        Case { name: "the lower end", make: |_| Input { x: vec![RANGE[0]] } },
        Case { name: "the upper end", make: |_| Input { x: vec![RANGE[1]] } },
        Case { name: "from −87 to −40", make: |_| evenly(400, RANGE[0], -40.0) },
        Case { name: "from 40 to 88", make: |_| evenly(400, 40.0, RANGE[1]) },
        Case { name: "halfway between two powers of two, all of them", make: |_| halfway(-125, 126) },
        Case { name: "multiples of ln 2", make: |_| multiples() },
        Case { name: "so small that e^x is nearly 1", make: tiny },
        Case { name: "anywhere", make: |random| between(random, 300, -87.0, 88.0) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let count = random.whole(1..=40);
    let size = [0.3, 3.0, 30.0, 87.0][random.whole(0..=3)];
    between(random, count, -size, size)
}
