//! The cases of `base`.

use judge::{Case, Layout, Random};
use ndarray::{Array2, array, s};

use super::Input;
use super::bent::Knobs;

/// Normal numbers in whole 64ths, none beyond ±8.
pub(super) fn normal(random: &mut Random, shape: (usize, usize), deviation: f64) -> Array2<f32> {
    random.normals(shape, deviation).mapv(|a| (64.0 * a).round().clamp(-512.0, 512.0) / 64.0)
}

fn assign(affinities: Array2<f32>) -> Input {
    Input::Assign { affinities: affinities.into() }
}

/// Normal tokens, centroids and outputs: tokens, experts, width.
fn combine(random: &mut Random, [count, experts, width]: [usize; 3]) -> Input {
    Input::Combine {
        tokens: random.normals((count, width), 1.0).into(),
        centroids: random.normals((experts, width), 0.8).into(),
        experts: (0..count).map(|_| random.whole(0..=experts - 1)).collect(),
        outputs: random.normals((count, width), 2.0).into(),
    }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    match &mut input {
        Input::Assign { affinities } => affinities.layout = layout,
        Input::Combine { tokens, centroids, outputs, .. } => {
            for matrix in [tokens, centroids, outputs] {
                matrix.layout = layout;
            }
        }
    }
    input
}

/// Multiples of 1/64 from −16 to 16, with both ends.
fn to_the_ends(random: &mut Random, shape: (usize, usize)) -> Array2<f32> {
    let mut affinities = Array2::from_shape_simple_fn(shape, || random.whole(0..=2048) as f32 / 64.0 - 16.0);
    let [low, high] = random.distinct(0..=shape.0 - 1);
    affinities[[low, random.whole(0..=shape.1 - 1)]] = -16.0;
    affinities[[high, random.whole(0..=shape.1 - 1)]] = 16.0;
    affinities
}

/// Every expert is liked by everyone, the later the less.
fn favourites(random: &mut Random, shape: (usize, usize)) -> Array2<f32> {
    let mut affinities = normal(random, shape, 1.5);
    for (e, mut column) in affinities.columns_mut().into_iter().enumerate() {
        column += 6.0 / (e + 1) as f32;
    }
    affinities
}

/// In a ring: token t is well with expert t, better with the next, and badly with the one before; the rest lies between.
/// Exchanging fewer tokens of the diagonal than all gains nothing; moving all by one gains the most.
fn ring(random: &mut Random, experts: usize) -> Array2<f32> {
    Array2::from_shape_fn((experts, experts), |(t, e)| {
        let noise = random.whole(0..=16) as f32 / 64.0;
        noise
            + match (e + experts - t) % experts {
                0 => 3.0,
                1 => 3.75,
                _ => 4.0 - experts as f32,
            }
    })
}

/// Affinities on which the totals of three auctions are as wanted, in whatever order the tokens bid: those with a step of 1/64, of
/// 1/(T + 1), and with one that is small enough.
fn until(
    random: &mut Random,
    make: impl Fn(&mut Random) -> Array2<f32>,
    wanted: fn([i64; 3]) -> bool,
) -> Input {
    loop {
        let affinities = make(random);
        let tokens = affinities.nrows() as f64;
        let steps = [1.0 / 64.0, 1.0 / (tokens + 1.0), 1.0 / (64.0 * (tokens + 1.0))];
        let total = |knobs: &Knobs, step: f64| {
            let experts = knobs.auction(affinities.view(), step);
            experts.iter().enumerate().map(|(t, &e)| (64.0 * affinities[[t, e]]) as i64).sum()
        };
        let as_wanted = |(first_first, queue)| {
            let knobs = Knobs { first_first, queue, ..Knobs::default() };
            wanted(steps.map(|step| total(&knobs, step)))
        };
        if [(false, false), (true, false), (false, true)].into_iter().all(as_wanted) {
            return assign(affinities);
        }
    }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "assign, four tokens for two experts",
            make: |_| assign(array![[5.0, 4.0], [4.0, 1.0], [3.0, 2.906_25], [2.0, 0.0]]),
        },
        Case { name: "assign, 12 tokens for 3", make: |random| assign(normal(random, (12, 3), 2.0)) },
        Case {
            name: "assign, everyone likes the first most",
            make: |random| assign(favourites(random, (15, 3))),
        },
        Case {
            name: "assign, everyone likes the last most",
            make: |random| {
                let mut affinities = favourites(random, (12, 4));
                affinities.invert_axis(ndarray::Axis(1));
                assign(affinities)
            },
        },
        Case {
            name: "assign, as many experts as tokens",
            make: |random| assign(normal(random, (6, 6), 2.0)),
        },
        Case { name: "assign, a ring of five", make: |random| assign(ring(random, 5)) },
        Case {
            name: "assign, several assignments are best",
            make: |random| assign(Array2::from_shape_simple_fn((10, 5), || random.whole(0..=2) as f32)),
        },
        Case {
            name: "assign, tokens of three kinds",
            make: |random| {
                let kinds = normal(random, (3, 4), 2.0);
                assign(Array2::from_shape_fn((16, 4), |(t, e)| kinds[[t * 7 % 3, e]]))
            },
        },
        Case {
            name: "assign, tokens that do not care",
            make: |random| {
                let mut affinities = normal(random, (14, 2), 2.0);
                for t in (0..14).step_by(3) {
                    let same = affinities[[t, 0]];
                    affinities.row_mut(t).fill(same);
                }
                assign(affinities)
            },
        },
        Case { name: "assign, one expert", make: |random| assign(normal(random, (5, 1), 2.0)) },
        Case {
            name: "assign, all affinities below 0",
            make: |random| assign(normal(random, (9, 3), 1.0).mapv(|a| a - 7.5)),
        },
        Case {
            name: "assign, small differences beside a large one",
            make: |random| {
                let mut affinities = normal(random, (20, 4), 0.15);
                affinities[[random.whole(0..=19), random.whole(0..=3)]] = -12.0;
                assign(affinities)
            },
        },
        Case {
            name: "assign, small differences, three experts",
            make: |random| {
                let mut affinities = normal(random, (27, 3), 0.2);
                affinities[[random.whole(0..=26), random.whole(0..=2)]] = -14.0;
                assign(affinities)
            },
        },
        Case {
            name: "assign, differences of a few 64ths",
            make: |random| {
                until(
                    random,
                    |random| normal(random, (40, 4), 0.03),
                    |[unit, whole, best]| unit < best && whole < best,
                )
            },
        },
        Case {
            name: "assign, differences of one or two 64ths",
            make: |random| {
                let few = |random: &mut Random| {
                    Array2::from_shape_simple_fn((40, 4), || random.whole(0..=2) as f32 / 64.0)
                };
                until(random, few, |[unit, whole, _]| whole < unit)
            },
        },
        // An auction whose step is a 64th divided by T − 1 loses one of them here, and on the next one whose step is twice as
        // large as it may be.
        Case {
            name: "assign, two tokens and a 64th",
            make: |_| assign(array![[0.0, 2.0], [1.0, 2.0]] / 64.0),
        },
        Case {
            name: "assign, three tokens and a 64th",
            make: |_| assign(array![[0.0, 2.0, -32.0], [-32.0, 0.0, 0.0], [1.0, -32.0, 2.0]] / 64.0),
        },
        Case { name: "assign, 20 tokens for 5", make: |random| assign(normal(random, (20, 5), 2.0)) },
        Case { name: "assign, 24 tokens for 4", make: |random| assign(normal(random, (24, 4), 1.0)) },
        Case {
            name: "assign, from -16 to 16, 60 tokens for 4",
            make: |random| assign(to_the_ends(random, (60, 4))),
        },
        Case {
            name: "assign, from -16 to 16, 16 tokens for 8",
            make: |random| assign(to_the_ends(random, (16, 8))),
        },
        Case {
            name: "assign, less than 1 between all",
            make: |random| {
                assign(Array2::from_shape_simple_fn((12, 3), || random.whole(0..=60) as f32 / 64.0))
            },
        },
        Case { name: "assign, a ring of eight", make: |random| assign(ring(random, 8)) },
        Case { name: "assign, 60 tokens for 2", make: |random| assign(to_the_ends(random, (60, 2))) },
        Case { name: "assign, 60 tokens for 1", make: |random| assign(to_the_ends(random, (60, 1))) },
        Case { name: "assign, one token", make: |random| assign(normal(random, (1, 1), 2.0)) },
        Case {
            name: "assign, 18 tokens for 6, transposed view",
            make: |random| laid(assign(normal(random, (18, 6), 2.0)), Layout::Transposed),
        },
        Case {
            name: "assign, 20 tokens for 5, strided view",
            make: |random| laid(assign(normal(random, (20, 5), 1.5)), Layout::Strided),
        },
        Case { name: "combine", make: |random| combine(random, [7, 3, 5]) },
        Case { name: "combine, one token", make: |random| combine(random, [1, 4, 2]) },
        Case { name: "combine, all sizes equal", make: |random| combine(random, [4, 4, 4]) },
        Case {
            name: "combine, products up to ±1000",
            make: |random| {
                // Where exp leaves the range of a float and of a double, with each sign, and the ends.
                let products = [1000.0, -1000.0, 89.5, -89.5, 712.0, -712.0, 12.0, -12.0];
                let mut input = combine(random, [8, 3, 4]);
                if let Input::Combine { tokens, centroids, experts, .. } = &mut input {
                    centroids.values.column_mut(0).fill(40.0);
                    *experts = vec![2, 0, 1, 2, 0, 1, 0, 2];
                    for (t, product) in products.into_iter().enumerate() {
                        let [token, centroid] = [tokens.values.row(t), centroids.values.row(experts[t])]
                            .map(|row| row.slice(s![1..]).to_owned());
                        tokens.values[[t, 0]] = (product - token.dot(&centroid)) / 40.0;
                    }
                }
                input
            },
        },
        Case { name: "combine, one number each", make: |random| combine(random, [5, 1, 1]) },
        Case { name: "combine, 300 experts", make: |random| combine(random, [90, 300, 2]) },
        Case { name: "combine, 140 numbers", make: |random| combine(random, [4, 3, 140]) },
        Case { name: "combine, 300 tokens", make: |random| combine(random, [300, 5, 2]) },
        Case {
            name: "combine, strided views",
            make: |random| laid(combine(random, [5, 8, 6]), Layout::Strided),
        },
        Case {
            name: "combine, transposed views",
            make: |random| laid(combine(random, [9, 5, 3]), Layout::Transposed),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let layout = Layout::any(random);
    let input = if random.chance(0.7) {
        let experts = random.whole(2..=6);
        let places = random.whole(2..=24 / experts.max(5));
        let deviation = random.uniform(0.5..2.5);
        assign(normal(random, (experts * places, experts), deviation))
    } else {
        let sizes = random.distinct(2..=9);
        combine(random, sizes)
    };
    laid(input, layout)
}
