//! Right answers to `lanes` by another route.

use fast::{Lanes, Number};
use judge::Alternative;

pub(super) fn alternatives() -> Vec<Alternative<Lanes>> {
    vec![
        Alternative { name: "halves, again and again", answer: Lanes { floats: halves, counted: halves } },
        Alternative {
            name: "sixteen lanes, padded, joined as a tree",
            answer: Lanes { floats: padded, counted: padded },
        },
        Alternative {
            name: "each chunk is summed and added to one sum",
            answer: Lanes { floats: chunks, counted: chunks },
        },
        Alternative {
            name: "what each of 64 sums has lost is kept (Kahan)",
            answer: Lanes { floats: kahan, counted: kahan },
        },
    ]
}

fn halves<T: Number>(numbers: &[T]) -> T {
    match numbers {
        [] => T::default(),
        [one] => *one,
        _ => {
            let (left, right) = numbers.split_at(numbers.len() / 2);
            halves(left) + halves(right)
        }
    }
}

fn padded<T: Number>(numbers: &[T]) -> T {
    let mut padded = numbers.to_vec();
    padded.resize(numbers.len().next_multiple_of(16).max(16), T::of(0.0));
    let mut lanes = padded[..16].to_vec();
    for i in 16..padded.len() {
        lanes[i % 16] += padded[i];
    }
    let mut width = 8;
    while width > 0 {
        for lane in 0..width {
            let other = lanes[lane + width];
            lanes[lane] += other;
        }
        width /= 2;
    }
    lanes[0]
}

fn chunks<T: Number>(numbers: &[T]) -> T {
    let mut sum = T::of(0.0);
    for chunk in numbers.chunks(8) {
        sum += chunk.iter().copied().sum();
    }
    sum
}

fn kahan<T: Number>(numbers: &[T]) -> T {
    if numbers.len() < 64 {
        return halves(numbers);
    }
    let mut sums = [T::of(0.0); 64];
    let mut lost = [T::of(0.0); 64];
    for (i, &number) in numbers.iter().enumerate() {
        let lane = i % 64;
        let more = number - lost[lane];
        let sum = sums[lane] + more;
        lost[lane] = (sum - sums[lane]) - more;
        sums[lane] = sum;
    }
    halves(&sums)
}
