//! What the stub of `moba` promises.

use judge::{Layout, Promise};

use super::{Attending, Choosing, Input};

fn choosing(input: &Input) -> Option<&Choosing> {
    match input {
        Input::Choose(choosing) => Some(choosing),
        Input::Attend(_) => None,
    }
}

fn attending(input: &Input) -> Option<&Attending> {
    match input {
        Input::Choose(_) => None,
        Input::Attend(attending) => Some(attending),
    }
}

/// Whether a score that a query does not see lies so far above all that it sees.
fn hidden_above(input: &Attending, distance: f64) -> bool {
    let n = input.sizes()[0];
    (0..n).any(|t| {
        let most = |seen: bool| {
            let tokens = (0..n).filter(|&token| input.sees(t, token) == seen);
            tokens.map(|token| input.score(t, token)).fold(f64::NEG_INFINITY, f64::max)
        };
        most(false) - most(true) > distance
    })
}

/// Whether some query has to choose among equal gates.
fn cut_among_equals(input: &Choosing) -> bool {
    (0..input.queries.values.nrows()).any(|t| {
        let mut gates = input.gates(t);
        gates.sort_by(|a, b| b.total_cmp(a));
        input.k > 1 && gates.get(input.k - 1).is_some_and(|next| *next == gates[input.k - 2])
    })
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let mut promises = of_choosing();
    promises.extend(of_attending());
    promises
}

fn of_choosing() -> Vec<Promise<Input>> {
    fn blocks(input: &Choosing) -> usize {
        input.queries.values.nrows().div_ceil(input.block)
    }
    let equals = "Of equal gates that of the earlier block comes first, and −0 equals 0";
    let apart = "the gates between which it is decided are either far apart, or equal and made of a few small whole numbers, in blocks of 1, 2, 4 or 8 tokens";
    vec![
        Promise::sizes("n, d, `block` and `k` are at least 1", 1, |input| {
            choosing(input).map_or_else(Vec::new, |input| {
                let (n, width) = input.queries.values.dim();
                vec![n, width, input.block, input.k]
            })
        }),
        Promise::edge("`block` can be more than n, and `k`", |input| {
            choosing(input).is_some_and(|input| input.block > input.queries.values.nrows())
        }),
        Promise::range("and `k` as large as 2²⁰", 1.0..=f64::from(1 << 20), |input| {
            choosing(input).map(|input| input.k as f64).into_iter().collect()
        }),
        Promise::said("Blocks after it are never chosen"),
        Promise::edge("or fewer where there are not so many", |input| {
            choosing(input).is_some_and(|input| blocks(input) > 1 && input.k > blocks(input))
        }),
        Promise::edge("stands in block ⌊t / block⌋; the last block may lack tokens", |input| {
            choosing(input).is_some_and(|input| {
                let n = input.queries.values.nrows();
                n > input.block && !n.is_multiple_of(input.block)
            })
        }),
        Promise::edge(equals, |input| choosing(input).is_some_and(cut_among_equals)),
        // More than a sort of few does by insertion, which is stable whatever it is called.
        Promise::edge(equals, |input| {
            choosing(input).is_some_and(|input| blocks(input) > 60 && cut_among_equals(input))
        }),
        Promise::edge("The own block is chosen whatever its gate would be", |input| {
            choosing(input).is_some_and(|input| {
                (0..input.queries.values.nrows() / input.block * input.block).any(|t| {
                    let (own, gates) = (input.gate(t, input.own(t)), input.gates(t));
                    gates.len() >= input.k && gates.iter().all(|gate| *gate > own)
                })
            })
        }),
        Promise::range("Queries and keys hold numbers within ±1000", -1e3..=1e3, |input| {
            choosing(input).map_or_else(Vec::new, |input| input.queries.double().into_iter().collect())
        }),
        Promise::range("Queries and keys hold numbers within ±1000", -1e3..=1e3, |input| {
            choosing(input).map_or_else(Vec::new, |input| input.keys.double().into_iter().collect())
        }),
        Promise::always(apart, |input| choosing(input).is_none_or(Choosing::all_decided)),
        Promise::layouts("Both views may be transposed or strided", |input| {
            let layouts = |input: &Choosing| vec![input.queries.layout, input.keys.layout];
            choosing(input).map_or_else(Vec::<Layout>::new, layouts)
        }),
    ]
}

fn of_attending() -> Vec<Promise<Input>> {
    let lists =
        "Each list names the query's own block, and otherwise blocks before it, in any order, none twice";
    let within =
        "Products query · key / √d, also with tokens that a query does not attend to, lie within ±1000";
    vec![
        Promise::sizes("n, d, e and `block` are at least 1", 1, |input| {
            attending(input).map_or_else(Vec::new, |input| {
                let [n, width, value_width] = input.sizes();
                vec![n, width, value_width, input.block]
            })
        }),
        Promise::edge("`block` can be more than n. Products", |input| {
            attending(input).is_some_and(|input| input.block > input.sizes()[0])
        }),
        Promise::edge("(b + 1) · block − 1; the last block may lack tokens", |input| {
            attending(input).is_some_and(|input| {
                let n = input.sizes()[0];
                n > input.block && !n.is_multiple_of(input.block)
            })
        }),
        Promise::said("up to its own token: the softmax of"),
        Promise::always(lists, |input| {
            attending(input).is_none_or(|input| {
                input.chosen.iter().enumerate().all(|(t, list)| {
                    let mut sorted = list.clone();
                    sorted.sort_unstable();
                    sorted.dedup();
                    sorted.len() == list.len() && sorted.last() == Some(&(t / input.block))
                })
            })
        }),
        Promise::edge(lists, |input| {
            attending(input).is_some_and(|input| input.chosen.iter().any(|list| !list.is_sorted()))
        }),
        Promise::range(within, -1e3..=1e3, |input| {
            let Some(input) = attending(input) else { return Vec::new() };
            let n = input.sizes()[0];
            // The longest text has ordinary numbers.
            let rows = if n > 100 { 0..0 } else { 0..n };
            rows.flat_map(|t| (0..n).map(move |token| input.score(t, token))).collect()
        }),
        Promise::edge("and can be far apart", |input| {
            attending(input).is_some_and(|input| input.sizes()[0] < 100 && hidden_above(input, 1900.0))
        }),
        Promise::layouts("The three views may be transposed or strided", |input| {
            let layouts =
                |input: &Attending| vec![input.queries.layout, input.keys.layout, input.values.layout];
            attending(input).map_or_else(Vec::<Layout>::new, layouts)
        }),
    ]
}
