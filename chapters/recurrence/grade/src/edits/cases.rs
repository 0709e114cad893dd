//! Cases of memories that are edited: without decays, with one for each token, or with one for each channel.

use judge::{Case, Layout, Random};
use ndarray::{Array1, Array2, s};

use super::{DELTA, Decays, Edit, GATED, Input, KDA};

/// The largest β of a kind.
pub(crate) fn top<const KIND: usize>() -> f64 {
    if KIND == KDA { 1.0 } else { 2.0 }
}

/// Rows of these lengths, with directions at random.
pub(crate) fn rows(
    random: &mut Random,
    n: usize,
    width: usize,
    length: impl Fn(&mut Random) -> f64,
) -> Array2<f32> {
    let mut rows = random.normals((n, width), 1.0).mapv(f64::from);
    for mut row in rows.rows_mut() {
        // No row is nearly 0, not even of one channel.
        row[0] += row[0].signum() * 0.3;
        let factor = length(random) / row.dot(&row).sqrt();
        row *= factor;
    }
    rows.mapv(|x| x as f32)
}

/// Tokens, width of keys and queries, width of values. β |k|² is below 2, so that nothing grows without end; keys are not of
/// length 1.
pub(crate) fn normal<const KIND: usize>(random: &mut Random, [n, dk, dv]: [usize; 3]) -> Edit {
    let longest = if KIND == KDA { 1.35 } else { 1.0 };
    let beta = |random: &mut Random| (random.uniform(0.1..0.95) * top::<KIND>()) as f32;
    let decay = |random: &mut Random| -random.uniform(0.05..1.2) as f32;
    Edit {
        queries: rows(random, n, dk, |random| random.uniform(0.8..1.6)).into(),
        keys: rows(random, n, dk, |random| random.uniform(0.7..longest)).into(),
        values: random.normals((n, dv), 1.0).into(),
        beta: Array1::from_shape_simple_fn(n, || beta(random)).into(),
        decays: match KIND {
            DELTA => Decays::Nothing,
            GATED => Decays::OfToken(Array1::from_shape_simple_fn(n, || decay(random)).into()),
            _ => Decays::OfChannel(Array2::from_shape_simple_fn((n, dk), || decay(random)).into()),
        },
    }
}

fn case<const KIND: usize>(random: &mut Random, sizes: [usize; 3]) -> Input {
    Input::Edit(normal::<KIND>(random, sizes))
}

/// The same, with something changed.
fn changed<const KIND: usize>(random: &mut Random, sizes: [usize; 3], change: impl Fn(&mut Edit)) -> Input {
    let mut edit = normal::<KIND>(random, sizes);
    change(&mut edit);
    Input::Edit(edit)
}

const PLAIN: Layout = Layout::Contiguous;

fn laid<const KIND: usize>(random: &mut Random, sizes: [usize; 3], layouts: [Layout; 5]) -> Input {
    Input::Edit(normal::<KIND>(random, sizes).laid(layouts))
}

/// Keys of length 1 as rows of the identity.
fn axes(edit: &mut Edit) {
    let dk = edit.sizes()[1];
    edit.keys.values = Array2::from_shape_fn(edit.keys.values.dim(), |(t, c)| f32::from(t % dk == c));
}

pub(crate) fn cases<const KIND: usize>() -> Vec<Case<Input>> {
    let mut cases = plain::<KIND>();
    cases.extend(edges::<KIND>());
    if KIND != DELTA {
        cases.extend(fading::<KIND>());
    }
    cases.extend(layouts::<KIND>());
    cases
}

fn plain<const KIND: usize>() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "three tokens, keys of two, values of one",
            make: |random| case::<KIND>(random, [3, 2, 1]),
        },
        Case {
            name: "seven tokens, keys of four, values of three",
            make: |random| case::<KIND>(random, [7, 4, 3]),
        },
        Case { name: "values wider than keys", make: |random| case::<KIND>(random, [9, 3, 5]) },
        Case { name: "keys as wide as values", make: |random| case::<KIND>(random, [6, 3, 3]) },
        Case { name: "as many tokens as channels of a key", make: |random| case::<KIND>(random, [4, 4, 2]) },
        Case {
            name: "as many tokens as channels of a value",
            make: |random| case::<KIND>(random, [5, 2, 5]),
        },
        Case { name: "all sizes equal", make: |random| case::<KIND>(random, [4, 4, 4]) },
        Case { name: "one token", make: |random| case::<KIND>(random, [1, 3, 2]) },
        Case { name: "keys of one channel", make: |random| case::<KIND>(random, [6, 1, 3]) },
        Case { name: "one token, one channel", make: |random| case::<KIND>(random, [1, 1, 1]) },
        Case { name: "300 tokens", make: |random| case::<KIND>(random, [300, 3, 2]) },
        Case { name: "keys of 260 channels", make: |random| case::<KIND>(random, [4, 260, 2]) },
        Case { name: "values of 260 channels", make: |random| case::<KIND>(random, [5, 3, 260]) },
    ]
}

fn edges<const KIND: usize>() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "one key, written again and again, with the largest β and with none",
            make: |random| {
                changed::<KIND>(random, [8, 3, 2], |edit| {
                    let key = edit.keys.values.row(0).to_owned();
                    let length = key.dot(&key).sqrt();
                    edit.keys.values.rows_mut().into_iter().for_each(|mut row| row.assign(&(&key / length)));
                    let top = top::<KIND>() as f32;
                    edit.beta.values = (0..8).map(|t| [1.0, top, 0.0, 0.4][t % 4]).collect();
                })
            },
        },
        Case {
            name: "nothing is written at first",
            make: |random| {
                changed::<KIND>(random, [6, 2, 3], |edit| edit.beta.values.slice_mut(s![..2]).fill(0.0))
            },
        },
        Case {
            name: "values in the hundreds, every third with β = 0",
            make: |random| {
                changed::<KIND>(random, [7, 3, 4], |edit| {
                    edit.beta.values = (0..7).map(|t| if t % 3 == 0 { 0.0 } else { 0.9 }).collect();
                    edit.values.values *= 300.0;
                })
            },
        },
        Case {
            name: "a key of zeros, and keys of length 1.4",
            make: |random| {
                changed::<KIND>(random, [8, 4, 3], |edit| {
                    for (t, mut key) in edit.keys.values.rows_mut().into_iter().enumerate() {
                        let length = key.dot(&key).sqrt();
                        key *= if t % 3 == 1 { 0.0 } else { 1.4 / length };
                    }
                    edit.beta.values.mapv_inplace(|beta| beta.min(0.95));
                })
            },
        },
        Case {
            name: "keys at right angles to each other, then again",
            make: |random| {
                changed::<KIND>(random, [9, 4, 3], |edit| {
                    axes(edit);
                    edit.beta.values.fill(1.0);
                })
            },
        },
        Case {
            name: "keys that are nearly alike, with other values",
            make: |random| {
                changed::<KIND>(random, [12, 5, 2], |edit| {
                    let first = edit.keys.values.row(0).to_owned();
                    for mut key in edit.keys.values.rows_mut() {
                        key *= 0.15;
                        key += &(&first * 0.8);
                    }
                })
            },
        },
        Case {
            name: "queries that are the keys",
            make: |random| {
                changed::<KIND>(random, [10, 3, 4], |edit| edit.queries.values = edit.keys.values.clone())
            },
        },
        Case {
            name: "what the first token writes is read at the end",
            make: |random| {
                changed::<KIND>(random, [40, 5, 2], |edit| {
                    // The others write elsewhere.
                    edit.keys.values.slice_mut(s![1.., 0]).fill(0.0);
                    edit.keys.values.slice_mut(s![0, 1..]).fill(0.0);
                    edit.keys.values[[0, 0]] = 1.0;
                    edit.queries.values.slice_mut(s![39, 1..]).fill(0.0);
                    edit.fade(|_, c| if c == 0 { 0.0 } else { -0.4 });
                })
            },
        },
    ]
}

fn fading<const KIND: usize>() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "decays of 0 and of -20, in turns",
            make: |random| {
                changed::<KIND>(random, [12, 3, 2], |edit| {
                    edit.fade(|t, c| if (t + c) % 4 == 2 { -20.0 } else { 0.0 });
                })
            },
        },
        Case {
            name: "decays of about -20 all along",
            make: |random| {
                changed::<KIND>(random, [45, 3, 4], |edit| {
                    edit.fade(|t, c| -20.0 + 0.1 * ((t + 2 * c) % 5) as f32);
                })
            },
        },
        Case {
            name: "decays of about -6",
            make: |random| {
                changed::<KIND>(random, [9, 2, 3], |edit| {
                    edit.fade(|t, c| -6.0 - 0.3 * ((2 * t + c) % 5) as f32);
                    edit.values.values.row_mut(3).mapv_inplace(|x| 500.0 + 100.0 * x);
                    edit.beta.values[3] = 1.0;
                })
            },
        },
        Case {
            name: "decays of about -0.001",
            make: |random| {
                changed::<KIND>(random, [70, 4, 3], |edit| {
                    edit.fade(|t, c| -0.0004 * (1 + (t + c) % 4) as f32);
                })
            },
        },
        Case {
            name: "no decay",
            make: |random| changed::<KIND>(random, [8, 3, 4], |edit| edit.fade(|_, _| 0.0)),
        },
    ]
}

fn layouts<const KIND: usize>() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "transposed views",
            make: |random| laid::<KIND>(random, [6, 4, 3], [Layout::Transposed; 5]),
        },
        Case { name: "strided views", make: |random| laid::<KIND>(random, [7, 3, 4], [Layout::Strided; 5]) },
        Case {
            name: "transposed keys alone",
            make: |random| laid::<KIND>(random, [5, 4, 2], [PLAIN, Layout::Transposed, PLAIN, PLAIN, PLAIN]),
        },
        Case {
            name: "transposed queries, strided values",
            make: |random| {
                laid::<KIND>(random, [6, 2, 5], [Layout::Transposed, PLAIN, Layout::Strided, PLAIN, PLAIN])
            },
        },
        Case {
            name: "transposed values, strided β",
            make: |random| {
                laid::<KIND>(random, [5, 3, 4], [PLAIN, PLAIN, Layout::Transposed, Layout::Strided, PLAIN])
            },
        },
        Case {
            name: "strided keys, transposed decays",
            make: |random| {
                laid::<KIND>(random, [7, 4, 3], [PLAIN, Layout::Strided, PLAIN, PLAIN, Layout::Transposed])
            },
        },
    ]
}

pub(crate) fn fresh<const KIND: usize>(random: &mut Random) -> Input {
    let [n, dk, dv] = random.distinct(2..=9);
    let mut edit = normal::<KIND>(random, [n, dk, dv]);
    if random.chance(0.3) {
        let strength = random.uniform(0.1..4.0) as f32;
        let decays = random.normals((n, dk), 1.0);
        edit.fade(|t, c| (-strength * decays[[t, c]].abs()).max(-20.0));
    }
    if random.chance(0.3) {
        edit.beta.values[n - 1] = top::<KIND>() as f32;
        let key = edit.keys.values.row(n - 1);
        let length = key.dot(&key).sqrt();
        edit.keys.values.row_mut(n - 1).mapv_inplace(|x| x / length);
    }
    let mut layout = || [Layout::Contiguous, Layout::Transposed, Layout::Strided][random.whole(0..=2)];
    let layouts = [layout(), layout(), layout(), layout(), layout()];
    Input::Edit(edit.laid(layouts))
}
