//! The cases of `clip`.

use judge::{Case, Random};

use super::Input;

fn values(random: &mut Random, count: usize, scale: f64) -> Vec<f64> {
    random.normals(count, 1.0).iter().map(|&g| f64::from(g) * scale).collect()
}

fn norm(input: &Input) -> f64 {
    input.shards.iter().flatten().chain(&input.replicated).map(|g| g * g).sum::<f64>().sqrt()
}

/// Gradients of a scale, and a norm that they may have which is such a part of the one that they have.
fn of(random: &mut Random, shards: &[usize], replicated: usize, part: f64, scale: f64) -> Input {
    let shards = shards.iter().map(|&count| values(random, count, scale)).collect();
    let mut input = Input { shards, replicated: values(random, replicated, scale), most: 1.0 };
    input.most = norm(&input) * part * random.uniform(0.9..1.0);
    input
}

/// Nothing needs scaling, but a local norm would not say so either.
fn enough(random: &mut Random, shards: &[usize], replicated: usize) -> Input {
    let mut input = of(random, shards, replicated, 1.0, 1.0);
    input.most = norm(&input) * random.uniform(1.2..3.0);
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "two ranks", make: |random| of(random, &[3, 3], 0, 0.3, 1.0) },
        Case {
            name: "three ranks, with replicated ones",
            make: |random| of(random, &[3, 3, 3], 3, 0.3, 1.0),
        },
        Case { name: "one rank", make: |random| of(random, &[4], 2, 0.5, 1.0) },
        Case { name: "nothing to scale", make: |random| enough(random, &[4, 4, 3], 3) },
        Case { name: "nothing to scale, no replicated ones", make: |random| enough(random, &[3, 2], 0) },
        Case { name: "one rank, nothing to scale", make: |random| enough(random, &[5], 0) },
        Case { name: "shards of different lengths", make: |random| of(random, &[4, 4, 3, 3], 2, 0.6, 1.0) },
        Case { name: "empty shards", make: |random| of(random, &[1, 1, 0, 0, 0], 2, 0.4, 1.0) },
        Case { name: "replicated ones only", make: |random| of(random, &[0, 0, 0], 4, 0.4, 1.0) },
        Case {
            name: "no gradients",
            make: |_| Input { shards: vec![vec![]; 3], replicated: vec![], most: 0.5 },
        },
        Case {
            name: "the norm is 0",
            make: |_| Input { shards: vec![vec![0.0; 2]; 2], replicated: vec![0.0, -0.0], most: 1.0 },
        },
        Case {
            name: "the norm is 0, and the most is tiny",
            make: |_| Input { shards: vec![vec![0.0, -0.0]; 3], replicated: vec![0.0], most: 1e-8 },
        },
        Case { name: "small gradients", make: |random| of(random, &[3, 2, 2], 2, 0.5, 1e-5) },
        Case {
            name: "ranks at very different levels",
            make: |random| {
                let mut input = of(random, &[3, 3, 3], 2, 0.5, 1.0);
                input.shards[1].iter_mut().for_each(|g| *g *= 400.0);
                input.most = norm(&input) * 0.2;
                input
            },
        },
        Case {
            // Added to 1 one by one, none of the small squares changes it; together they do.
            name: "eight small ones beside a large one",
            make: |_| {
                let shards = (0..9).map(|rank| vec![if rank == 0 { 1.0 } else { 1.05e-8 }]).collect();
                Input { shards, replicated: vec![], most: 0.5 }
            },
        },
        Case {
            name: "entries of a million",
            make: |random| {
                let mut input = of(random, &[3, 2, 2, 2], 3, 0.5, 3e5);
                let within = |g: &mut f64| *g = g.clamp(-1e6, 1e6);
                input.shards.iter_mut().flatten().chain(&mut input.replicated).for_each(within);
                (input.shards[1][0], input.replicated[0]) = (1e6, -1e6);
                input
            },
        },
        Case {
            name: "nine ranks",
            make: |random| of(random, &[40, 40, 40, 40, 40, 40, 40, 39, 39], 5, 0.3, 1.0),
        },
        Case { name: "300 values on each rank", make: |random| of(random, &[300, 300, 299], 20, 0.3, 1.0) },
        Case {
            name: "just below, small",
            make: |_| Input { shards: vec![vec![6e-7], vec![8e-7]], replicated: vec![], most: 1.5e-6 },
        },
        Case { name: "empty shards, nothing replicated", make: |random| of(random, &[2, 1, 0], 0, 0.4, 1.0) },
        Case { name: "300 replicated", make: |random| of(random, &[3, 3], 300, 0.4, 1.0) },
        Case { name: "rank 0 has an empty shard", make: |random| of(random, &[0, 4, 2], 2, 0.4, 1.0) },
        Case {
            name: "a shard of zeros",
            make: |_| Input {
                shards: vec![vec![1.0, -2.0], vec![0.0, 0.0], vec![0.5]],
                replicated: vec![0.3],
                most: 0.7,
            },
        },
        Case {
            name: "shards alike",
            make: |_| Input { shards: vec![vec![1.0, -2.0]; 2], replicated: vec![0.3], most: 0.7 },
        },
        Case { name: "shards of 600", make: |random| of(random, &[600, 600], 2, 0.4, 1.0) },
        Case {
            name: "no end",
            make: |_| Input { shards: vec![vec![1e6; 200]; 2], replicated: vec![-1e6], most: f64::INFINITY },
        },
        Case {
            name: "just below",
            make: |random| {
                let mut input = of(random, &[3, 2], 2, 1.0, 1.0);
                input.most = norm(&input) * 1.0002;
                input
            },
        },
        Case { name: "one rank, small gradients", make: |random| of(random, &[3], 2, 0.5, 1e-5) },
        Case {
            name: "one rank, zeros",
            make: |_| Input { shards: vec![vec![0.0; 2]], replicated: vec![0.0], most: 1.0 },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (ranks, count) = (random.whole(1..=9), random.whole(0..=30));
    let sizes: Vec<usize> = (0..ranks).map(|rank| sharding::shard(count, ranks, rank).len()).collect();
    let replicated = random.whole(0..=4);
    if random.chance(0.25) && count > 0 {
        enough(random, &sizes, replicated)
    } else {
        let mut input = of(random, &sizes, replicated, 0.5, 1.0);
        if input.most == 0.0 {
            input.most = 1.0;
        }
        input
    }
}
