//! Right answers of other kinds to `buckets`.

use judge::Alternative;
use sharding::{Buckets, Dtype, Gradient};

pub(super) fn alternatives() -> Vec<Alternative<Buckets>> {
    vec![
        Alternative {
            name: "counts down what still fits, an array of three dtypes",
            answer: Buckets {
                rebuilt: counted_down,
                initial: |gradients, limits| {
                    let order: Vec<usize> = (0..gradients.len()).collect();
                    let mut buckets = counted_down(gradients, &order, limits);
                    buckets.sort_unstable();
                    buckets.reverse();
                    buckets
                },
            },
        },
        Alternative {
            name: "a number for each gradient's bucket, and buckets from these",
            answer: Buckets {
                rebuilt: |gradients, order, limits| numbered(gradients, order, limits, false),
                initial: |gradients, limits| {
                    numbered(gradients, &(0..gradients.len()).collect::<Vec<_>>(), limits, true)
                },
            },
        },
    ]
}

fn counted_down(gradients: &[Gradient], order: &[usize], limits: &[u64]) -> Vec<Vec<usize>> {
    struct Open<'a> {
        left: i128,
        limits: &'a [u64],
        inside: Vec<usize>,
    }
    let first = i128::from(limits[0]);
    let mut open = [0; 3].map(|_| Open { left: first, limits, inside: vec![] });
    let mut out = vec![];
    for &index in order {
        let at = match gradients[index].dtype {
            Dtype::Bf16 => 0,
            Dtype::F16 => 1,
            Dtype::F32 => 2,
        };
        let bucket = &mut open[at];
        bucket.inside.push(index);
        bucket.left -= i128::from(gradients[index].bytes);
        if bucket.left <= 0 {
            out.push(bucket.inside.split_off(0));
            if bucket.limits.len() > 1 {
                bucket.limits = &bucket.limits[1..];
            }
            bucket.left = i128::from(bucket.limits[0]);
        }
    }
    // What is open, by the first that is in one of them.
    for index in order {
        if let Some(bucket) = open.iter_mut().find(|bucket| bucket.inside.first() == Some(index)) {
            out.push(std::mem::take(&mut bucket.inside));
        }
    }
    out
}

fn numbered(gradients: &[Gradient], order: &[usize], limits: &[u64], initial: bool) -> Vec<Vec<usize>> {
    let mut buckets: Vec<(usize, Vec<usize>, bool)> = Vec::new();
    for (place, &index) in order.iter().enumerate() {
        let dtype = |bucket: &[usize]| gradients[bucket[0]].dtype;
        let before =
            buckets.iter().filter(|(_, b, done)| *done && dtype(b) == gradients[index].dtype).count();
        let limit = *limits.get(before).unwrap_or(&limits[limits.len() - 1]);
        let at = buckets.iter().position(|(_, b, done)| !done && dtype(b) == gradients[index].dtype);
        let at = at.unwrap_or_else(|| {
            buckets.push((place, vec![index], false));
            buckets.len() - 1
        });
        let (key, inside, done) = &mut buckets[at];
        if inside.last() != Some(&index) {
            inside.push(index);
        }
        if inside.iter().map(|&i| gradients[i].bytes).sum::<u64>() >= limit {
            *done = true;
            *key = place;
        }
    }
    if initial {
        buckets.sort_by(|a, b| b.1[0].cmp(&a.1[0]));
    } else {
        buckets.sort_by_key(|(key, _, done)| (!done, *key));
    }
    buckets.into_iter().map(|bucket| bucket.1).collect()
}
