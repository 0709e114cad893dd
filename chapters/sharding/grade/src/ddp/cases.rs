//! The cases of `ddp`.

use judge::{Case, Random};

use super::{Input, Micro};

fn input(random: &mut Random, sizes: &[usize], tokens: &[&[usize]], buckets: &[&[usize]]) -> Input {
    let micro = |random: &mut Random, tokens: usize| {
        let value = |random: &mut Random| if tokens > 0 { random.normal() } else { 0.0 };
        let gradients = sizes.iter().map(|&size| (0..size).map(|_| value(random)).collect()).collect();
        Micro { tokens, gradients }
    };
    let ranks =
        tokens.iter().map(|rank| rank.iter().map(|&tokens| micro(random, tokens)).collect()).collect();
    Input { ranks, buckets: buckets.iter().map(|bucket| bucket.to_vec()).collect() }
}

fn named(name: &'static str, make: fn(&mut Random) -> Input) -> Case<Input> {
    Case { name, make }
}

/// Gradients that are this many times as large as others.
fn times(random: &mut Random, factor: f64) -> Input {
    let mut input = input(random, &[3, 2], &[&[4, 1], &[2, 3]], &[&[1], &[0]]);
    let micro_batches = input.ranks.iter_mut().flatten();
    micro_batches.flat_map(|m| &mut m.gradients).flatten().for_each(|g| *g *= factor);
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        named("two ranks, two tokens each", |r| input(r, &[3, 2], &[&[2], &[2]], &[&[1, 0]])),
        named("one token, and three", |r| input(r, &[2, 1], &[&[1], &[3]], &[&[1], &[0]])),
        named("two micro-batches, of two tokens each", |r| {
            input(r, &[3, 2], &[&[2, 2], &[2, 2]], &[&[1], &[0]])
        }),
        named("two micro-batches, of different lengths", |r| {
            input(r, &[3, 2], &[&[1, 5], &[4, 2]], &[&[1, 0]])
        }),
        named("three ranks, three micro-batches", |r| {
            input(r, &[5, 4, 7], &[&[3, 1, 8], &[2, 9, 4], &[6, 5, 1]], &[&[2], &[1, 0]])
        }),
        named("one rank", |r| input(r, &[4, 3], &[&[5]], &[&[1, 0]])),
        named("one rank, three micro-batches", |r| input(r, &[4, 3], &[&[5, 1, 3]], &[&[0], &[1]])),
        named("a rank without tokens", |r| input(r, &[3, 4], &[&[2], &[0], &[5]], &[&[1], &[0]])),
        named("rank 0 has no tokens", |r| {
            input(r, &[3, 4], &[&[0, 0], &[3, 1], &[2, 2], &[1, 7]], &[&[0, 1]])
        }),
        named("a micro-batch without tokens", |r| input(r, &[4, 2], &[&[3, 0], &[2, 6]], &[&[1, 0]])),
        named("the last micro-batch has no tokens", |r| {
            input(r, &[4, 2], &[&[3, 4, 0], &[2, 6, 0]], &[&[1], &[0]])
        }),
        named("no tokens at all", |r| input(r, &[3, 2], &[&[0, 0], &[0, 0]], &[&[1], &[0]])),
        named("one token in all", |r| input(r, &[2, 3], &[&[0, 0], &[0, 1]], &[&[1], &[0]])),
        named("one rank has all tokens", |r| input(r, &[6], &[&[0], &[0], &[11], &[0]], &[&[0]])),
        named("seven ranks, five tensors, three buckets", |r| {
            let tokens: [&[usize]; 7] = [&[1], &[2], &[3], &[9], &[5], &[4], &[8]];
            input(r, &[5, 1, 8, 3, 2], &tokens, &[&[4], &[2, 3], &[1, 0]])
        }),
        named("buckets in any order", |r| {
            input(r, &[3, 5, 2, 4], &[&[4, 1], &[2, 8], &[3, 3]], &[&[2, 0], &[3], &[1]])
        }),
        named("tensors of one length in any order", |r| {
            input(r, &[3, 3, 3, 3], &[&[4, 1], &[2, 8], &[3, 3]], &[&[2], &[0, 3], &[1]])
        }),
        named("a bucket for each tensor", |r| input(r, &[4, 6, 3], &[&[2], &[3], &[5]], &[&[2], &[1], &[0]])),
        named("an empty tensor", |r| input(r, &[3, 0, 2], &[&[4], &[1]], &[&[2, 1], &[0]])),
        named("a bucket with nothing but an empty tensor", |r| {
            input(r, &[3, 0], &[&[4], &[1], &[2]], &[&[1], &[0]])
        }),
        named("more ranks than numbers", |r| {
            let tokens: [&[usize]; 5] = [&[4], &[1], &[2], &[7], &[3]];
            input(r, &[1, 1], &tokens, &[&[1], &[0]])
        }),
        named("large tensors", |r| {
            input(r, &[300, 299, 40], &[&[900, 31], &[7, 2048], &[512, 64], &[1, 1]], &[&[2, 1], &[0]])
        }),
        named("many tensors in one bucket, four micro-batches", |r| {
            let sizes: Vec<usize> = (0..20).map(|i| 16 + i % 5).collect();
            let bucket: Vec<usize> = (0..20).rev().collect();
            input(r, &sizes, &[&[4, 2, 8, 1], &[5, 3, 2, 2], &[1, 1, 1, 6]], &[&bucket])
        }),
        named("70,000 tokens", |r| input(r, &[3], &[&[70_000], &[5]], &[&[0]])),
        named("tokens without a gradient", |r| {
            let mut input = input(r, &[3, 2], &[&[4, 1], &[2, 3]], &[&[1], &[0]]);
            input.ranks[1][0].gradients.iter_mut().flatten().for_each(|g| *g = 0.0);
            input
        }),
        named("first entries are 0", |r| {
            let mut input = input(r, &[3, 2], &[&[4, 1], &[2, 3]], &[&[1], &[0]]);
            input.ranks[1][0].gradients.iter_mut().for_each(|g| g[0] = 0.0);
            input
        }),
        named("two tensors of 300 in a bucket", |r| input(r, &[300, 300], &[&[4], &[2], &[3]], &[&[1, 0]])),
        named("40 tensors", |r| {
            let order: Vec<usize> = (0..40).rev().collect();
            input(r, &[2; 40], &[&[4], &[2], &[3]], &[&order[..13], &order[13..]])
        }),
        named("gradients of a millionth", |r| times(r, 1e-6)),
        named("gradients of a million", |r| times(r, 1e6)),
        named("gradients beyond f32", |r| times(r, 1e60)),
        named("seven ranks, four micro-batches", |r| {
            let tokens: [&[usize]; 7] = [
                &[1, 2, 3, 4],
                &[2, 0, 1, 5],
                &[3, 3, 1, 1],
                &[9, 8, 7, 6],
                &[5, 1, 1, 2],
                &[4, 4, 2, 1],
                &[8, 0, 0, 1],
            ];
            input(r, &[5, 1, 8], &tokens, &[&[2], &[1, 0]])
        }),
        named("nine buckets", |r| {
            let buckets: Vec<[usize; 1]> = (0..9).rev().map(|at| [at]).collect();
            let buckets: Vec<&[usize]> = buckets.iter().map(|b| &b[..]).collect();
            input(r, &[2; 9], &[&[4], &[2], &[3]], &buckets)
        }),
        named("one rank, no tokens", |r| input(r, &[3], &[&[0, 0]], &[&[0]])),
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (ranks, micro, tensors) = (random.whole(2..=5), random.whole(1..=3), random.whole(1..=5));
    let sizes: Vec<usize> = (0..tensors).map(|_| random.whole(1..=9)).collect();
    let count = |random: &mut Random| if random.chance(0.15) { 0 } else { random.whole(1..=9) };
    let tokens: Vec<Vec<usize>> = (0..ranks).map(|_| (0..micro).map(|_| count(random)).collect()).collect();
    let mut order: Vec<usize> = (0..tensors).collect();
    random.shuffle(&mut order);
    let first = random.whole(1..=tensors);
    let buckets: Vec<&[usize]> =
        [&order[..first], &order[first..]].into_iter().filter(|bucket| !bucket.is_empty()).collect();
    let tokens: Vec<&[usize]> = tokens.iter().map(Vec::as_slice).collect();
    input(random, &sizes, &tokens, &buckets)
}
