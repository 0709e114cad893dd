//! The cases of `cfg`.

use judge::{Case, Layout, Random};
use ndarray::Array1;

use super::labelled::Labelled;
use super::{Auto, Dropped, Guided, Input};
use crate::nets::Net;

/// The largest scale that is promised.
pub(super) const STRONGEST: f32 = 20.0;
/// What networks know: more than a batch shows.
const LABELS: usize = 9;

fn levels(random: &mut Random, n: usize) -> Array1<f32> {
    Array1::from_shape_simple_fn(n, || random.uniform(0.0..999.0) as f32)
}

/// Labels other than the null label, which lies among them.
fn guide(random: &mut Random, [n, d]: [usize; 2], s: f32, curved: bool) -> Guided {
    let null = random.whole(3..=5);
    let labels = (0..n).map(|_| [0, 1, 2, 6, 7][random.whole(0..=4)]).collect();
    let network = Labelled::new(random, d, LABELS, curved);
    Guided {
        network,
        x: random.normals((n, d), 1.2).into(),
        levels: levels(random, n).into(),
        labels,
        null,
        s,
    }
}

fn plain(random: &mut Random, size: [usize; 2], s: f32) -> Input {
    Input::Guide(guide(random, size, s, false))
}

fn curved(random: &mut Random, size: [usize; 2], s: f32) -> Input {
    Input::Guide(guide(random, size, s, true))
}

fn laid(mut given: Guided, [x, levels]: [Layout; 2]) -> Input {
    (given.x.layout, given.levels.layout) = (x, levels);
    Input::Guide(given)
}

fn auto(random: &mut Random, [n, d]: [usize; 2], s: f32, curved: bool) -> Auto {
    let network = Net::new(random, d, curved);
    let weaker = Net::new(random, d, curved);
    Auto { network, weaker, x: random.normals((n, d), 1.2).into(), levels: levels(random, n).into(), s }
}

fn auto_laid(mut given: Auto, [x, levels]: [Layout; 2]) -> Input {
    (given.x.layout, given.levels.layout) = (x, levels);
    Input::Auto(given)
}

fn drop(random: &mut Random, count: usize, p: f32) -> Dropped {
    let labels = (0..count).map(|_| [0, 1, 2, 5, 6][random.whole(0..=4)]).collect();
    let draws = (0..count).map(|_| random.uniform(0.0..0.999) as f32).collect();
    Dropped { labels, draws, p, null: 4 }
}

/// The first stays, and the second goes.
fn mixed(random: &mut Random, count: usize, p: f32) -> Input {
    let mut given = drop(random, count, p);
    (given.draws[0], given.draws[1]) = (0.5 * (1.0 + p), 0.5 * p);
    Input::Drop(given)
}

pub(super) fn cases() -> Vec<Case<Input>> {
    [of_guide(), of_drop(), of_auto()].into_iter().flatten().collect()
}

fn of_guide() -> Vec<Case<Input>> {
    use Layout::{Contiguous as C, Reversed as R, Strided as S, Transposed as T};
    vec![
        Case { name: "guide, three samples of two", make: |random| plain(random, [3, 2], 3.0) },
        Case { name: "guide, s = 1", make: |random| plain(random, [3, 2], 1.0) },
        Case { name: "guide, s = 0", make: |random| plain(random, [3, 2], 0.0) },
        Case { name: "guide, s = ½", make: |random| plain(random, [3, 2], 0.5) },
        Case { name: "guide, s = 7.5", make: |random| plain(random, [4, 3], 7.5) },
        Case { name: "guide, the strongest", make: |random| plain(random, [4, 3], STRONGEST) },
        Case { name: "guide, a curved network", make: |random| curved(random, [4, 3], 3.0) },
        Case { name: "guide, a curved network, s = ¼", make: |random| curved(random, [5, 2], 0.25) },
        Case { name: "guide, five columns", make: |random| curved(random, [4, 5], 2.5) },
        Case { name: "guide, four columns, s = ¾", make: |random| plain(random, [4, 4], 0.75) },
        Case { name: "guide, one sample", make: |random| curved(random, [1, 4], 4.0) },
        Case { name: "guide, one column", make: |random| curved(random, [5, 1], 2.0) },
        Case { name: "guide, one number", make: |random| plain(random, [1, 1], 2.0) },
        Case { name: "guide, 300 samples", make: |random| plain(random, [300, 2], 1.75) },
        Case { name: "guide, samples of 260", make: |random| curved(random, [2, 260], 3.0) },
        Case {
            name: "guide, some labels are null",
            make: |random| {
                let mut given = guide(random, [6, 3], 3.0, true);
                (given.labels[1], given.labels[4]) = (given.null, given.null);
                Input::Guide(given)
            },
        },
        Case {
            name: "guide, all labels are null",
            make: |random| {
                let mut given = guide(random, [3, 2], 5.0, true);
                given.labels.fill(given.null);
                Input::Guide(given)
            },
        },
        Case {
            name: "guide, the null label is 0",
            make: |random| {
                let given = guide(random, [4, 2], 3.0, false);
                let labels = given.labels.iter().map(|label| label + 1).collect();
                Input::Guide(Guided { labels, null: 0, ..given })
            },
        },
        Case {
            name: "guide, the null label is the last one",
            make: |random| Input::Guide(Guided { null: LABELS - 1, ..guide(random, [4, 2], 3.0, false) }),
        },
        Case {
            name: "guide, a thousand labels",
            make: |random| {
                let network = Labelled::new(random, 2, 1001, false);
                let labels = vec![999, 300, 0, 256, 700];
                let given = guide(random, [5, 2], 3.0, false);
                Input::Guide(Guided { network, labels, null: 1000, ..given })
            },
        },
        Case {
            name: "guide, samples at different levels",
            make: |random| {
                let mut given = guide(random, [6, 3], 3.0, false);
                for (row, mut values) in given.x.values.rows_mut().into_iter().enumerate() {
                    values *= [1.0, 100.0, 0.01][row % 3];
                }
                Input::Guide(given)
            },
        },
        Case {
            name: "guide, transposed views",
            make: |random| laid(guide(random, [4, 3], 3.0, true), [T, T]),
        },
        Case { name: "guide, strided views", make: |random| laid(guide(random, [3, 4], 3.0, true), [S, S]) },
        Case {
            name: "guide, x transposed alone",
            make: |random| laid(guide(random, [4, 3], 2.0, false), [T, C]),
        },
        Case {
            name: "guide, levels reversed alone",
            make: |random| laid(guide(random, [4, 3], 2.0, false), [C, R]),
        },
    ]
}

fn of_drop() -> Vec<Case<Input>> {
    vec![
        Case { name: "drop, eight labels", make: |random| mixed(random, 8, 0.4) },
        Case { name: "drop, a tenth", make: |random| mixed(random, 300, 0.1) },
        Case { name: "drop, p = 0", make: |random| Input::Drop(drop(random, 6, 0.0)) },
        Case { name: "drop, p = 1", make: |random| Input::Drop(drop(random, 6, 1.0)) },
        Case {
            name: "drop, a draw that is p",
            make: |random| {
                let mut given = drop(random, 5, 0.25);
                (given.draws[1], given.draws[2]) = (0.25, 0.249);
                Input::Drop(given)
            },
        },
        Case {
            name: "drop, p = 0 and a draw of 0",
            make: |random| {
                let mut given = drop(random, 5, 0.0);
                given.draws[3] = 0.0;
                Input::Drop(given)
            },
        },
        Case {
            name: "drop, one label",
            make: |random| Input::Drop(Dropped { draws: vec![0.2], ..drop(random, 1, 0.3) }),
        },
        Case { name: "drop, none", make: |random| Input::Drop(drop(random, 0, 0.3)) },
        Case {
            name: "drop, a thousand labels",
            make: |random| {
                let mut given = drop(random, 6, 0.5);
                (given.draws[0], given.draws[3]) = (0.9, 0.1);
                Input::Drop(Dropped { labels: vec![999, 300, 256, 700, 0, 998], null: 1000, ..given })
            },
        },
        Case {
            name: "drop, the null label is 0",
            make: |random| {
                let mut given = drop(random, 7, 0.5);
                given.labels.iter_mut().for_each(|label| *label += 1);
                (given.draws[2], given.draws[5]) = (0.1, 0.9);
                Input::Drop(Dropped { null: 0, ..given })
            },
        },
    ]
}

fn of_auto() -> Vec<Case<Input>> {
    use Layout::{Contiguous as C, Reversed as R, Strided as S, Transposed as T};
    vec![
        Case {
            name: "auto, three samples of two",
            make: |random| Input::Auto(auto(random, [3, 2], 2.5, false)),
        },
        Case { name: "auto, s = 1", make: |random| Input::Auto(auto(random, [3, 2], 1.0, false)) },
        Case { name: "auto, s = 0", make: |random| Input::Auto(auto(random, [3, 2], 0.0, true)) },
        Case { name: "auto, s = ½", make: |random| Input::Auto(auto(random, [3, 2], 0.5, true)) },
        Case {
            name: "auto, the strongest",
            make: |random| Input::Auto(auto(random, [4, 3], STRONGEST, false)),
        },
        Case { name: "auto, curved networks", make: |random| Input::Auto(auto(random, [4, 5], 3.0, true)) },
        Case { name: "auto, one number", make: |random| Input::Auto(auto(random, [1, 1], 3.0, true)) },
        Case { name: "auto, 270 samples", make: |random| Input::Auto(auto(random, [270, 2], 2.0, false)) },
        Case {
            name: "auto, samples of 260, some of them large",
            make: |random| {
                let mut given = auto(random, [3, 260], 3.0, false);
                given.x.values.row_mut(1).mapv_inplace(|x| 300.0 * x);
                Input::Auto(given)
            },
        },
        Case {
            name: "auto, transposed views",
            make: |random| auto_laid(auto(random, [4, 3], 3.0, true), [T, T]),
        },
        Case {
            name: "auto, strided views",
            make: |random| auto_laid(auto(random, [3, 4], 3.0, true), [S, S]),
        },
        Case {
            name: "auto, x transposed alone",
            make: |random| auto_laid(auto(random, [3, 4], 2.0, true), [T, C]),
        },
        Case {
            name: "auto, levels reversed alone",
            make: |random| auto_laid(auto(random, [3, 4], 2.0, true), [C, R]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let s = match random.whole(0..=3) {
        0 => random.uniform(0.0..1.0) as f32,
        1 => 1.0,
        _ => random.uniform(1.0..9.0) as f32,
    };
    let size = [random.whole(1..=7), random.whole(1..=6)];
    let (is_curved, layouts) = (random.chance(0.5), [Layout::any(random), Layout::any(random)]);
    match random.whole(0..=3) {
        0 => {
            let (count, p) = (random.whole(0..=20), random.uniform(0.0..1.0) as f32);
            Input::Drop(drop(random, count, p))
        }
        1 => auto_laid(auto(random, size, s, is_curved), layouts),
        _ => laid(guide(random, size, s, is_curved), layouts),
    }
}
