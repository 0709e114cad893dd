//! What the stub of `window` promises.

use judge::Promise;

use super::{Input, Step};

/// What the last push of a ring leaves of its items: those that are seen, oldest first.
struct Look {
    seen: Vec<usize>,
    query: usize,
}

/// Every look of a script.
fn looks(input: &Input) -> Vec<Look> {
    let mut rings: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut looks = Vec::new();
    for step in &input.script {
        match *step {
            Step::Start(window) => rings.push((window, Vec::new())),
            Step::Push(ring, item) => rings[ring].1.push(item),
            Step::Stream(ring, count) => rings[ring].1.extend((0..input.items()).cycle().take(count)),
            Step::Attend(ring, query) => {
                let (window, items) = &rings[ring];
                let seen = items[items.len().saturating_sub(*window)..].to_vec();
                looks.push(Look { seen, query });
            }
        }
    }
    looks
}

/// The scores of everything that has been seen.
fn scores(input: &Input) -> Vec<f64> {
    let (queries, keys) = (input.queries.double(), input.keys.double());
    let root = (keys.ncols() as f64).sqrt();
    let of_look = |look: Look| {
        let query = queries.row(look.query).to_owned();
        let score = |&item: &usize| keys.row(item).dot(&query) / root;
        look.seen.iter().map(score).collect::<Vec<f64>>()
    };
    looks(input).into_iter().flat_map(of_look).collect()
}

fn windows(input: &Input) -> Vec<usize> {
    let window = |step: &Step| if let Step::Start(window) = step { Some(*window) } else { None };
    input.script.iter().filter_map(window).collect()
}

/// Whether two rings are pushed to in turn.
fn in_turn(input: &Input) -> bool {
    let ring = |step: &Step| if let Step::Push(ring, _) = step { Some(*ring) } else { None };
    let pushed: Vec<usize> = input.script.iter().filter_map(ring).collect();
    pushed.windows(2).filter(|pair| pair[0] != pair[1]).count() > 1
}

fn mask_is(input: &Input, has: fn((usize, usize, usize)) -> bool) -> bool {
    input.mask.is_some_and(has)
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let any_order = "any of the three may be the largest";
    vec![
        Promise::sizes("n, m and `window` are at least 1", 1, |input| {
            input.mask.map_or_else(Vec::new, |(n, m, window)| vec![n, m, window])
        }),
        Promise::edge(any_order, |input| mask_is(input, |(n, m, window)| n > m.max(window))),
        Promise::edge(any_order, |input| mask_is(input, |(n, m, window)| m > n.max(window))),
        Promise::edge(any_order, |input| mask_is(input, |(n, m, window)| window > n.max(m))),
        Promise::sizes("The three sizes are at least 1", 1, |input| match windows(input).first() {
            Some(&window) => vec![window, input.keys.values.ncols(), input.values.values.ncols()],
            None => Vec::new(),
        }),
        Promise::layouts("`key` and `value` may be strided", |input| match input.script[..] {
            [] => Vec::new(),
            _ => vec![input.keys.layout, input.values.layout],
        }),
        Promise::edge("Several rings can be under way at once", in_turn),
        Promise::always("There is at least one", |input| {
            looks(input).iter().all(|look| !look.seen.is_empty())
        }),
        Promise::layouts("`query` may be strided", |input| match input.script[..] {
            [] => Vec::new(),
            _ => vec![input.queries.layout],
        }),
        Promise::range("scores can be as large as ±2000", -2000.0..=2000.0, scores),
    ]
}
