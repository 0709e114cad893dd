//! Right answers to `base` by another route.

use judge::Alternative;
use ndarray::{Array2, ArrayView2, Zip};

use moe::Base;
use moe::solution::base as solution;

pub(super) fn alternatives() -> Vec<Alternative<Base>> {
    vec![
        Alternative {
            name: "moves tokens along the best cycle of experts while one gains; the gate by tanh",
            answer: Base {
                assign: along_cycles,
                combine: |tokens, centroids, experts, outputs| {
                    let affinities = tokens.dot(&centroids.t());
                    Array2::from_shape_fn(tokens.dim(), |(t, c)| {
                        let gate = 0.5 + 0.5 * (0.5 * affinities[[t, experts[t]]]).tanh();
                        tokens[[t, c]] + gate * (outputs[[t, c]] - tokens[[t, c]])
                    })
                },
            },
        },
        Alternative {
            name: "Hungarian method with a column for every place; gates in double precision",
            answer: Base {
                assign: hungarian,
                combine: |tokens, centroids, experts, outputs| {
                    Array2::from_shape_fn(tokens.dim(), |(t, c)| {
                        let products = tokens.row(t).into_iter().zip(centroids.row(experts[t]));
                        let affinity: f64 = products.map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
                        // exp of what is not positive, whatever the sign.
                        let small = (-affinity.abs()).exp();
                        let gate = if affinity < 0.0 { small / (1.0 + small) } else { 1.0 / (1.0 + small) };
                        (gate * f64::from(outputs[[t, c]]) + (1.0 - gate) * f64::from(tokens[[t, c]])) as f32
                    })
                },
            },
        },
        Alternative {
            name: "an auction of single places in single precision, all bids of a round at once",
            answer: Base {
                assign: auction_of_places,
                combine: |tokens, centroids, experts, outputs| {
                    let mut mixed = Array2::zeros(tokens.dim());
                    for (t, &expert) in experts.iter().enumerate() {
                        let x = tokens.row(t).dot(&centroids.row(expert));
                        let (gate, rest) = (1.0 / (1.0 + (-x).exp()), 1.0 / (1.0 + x.exp()));
                        Zip::from(mixed.row_mut(t))
                            .and(tokens.row(t))
                            .and(outputs.row(t))
                            .for_each(|y, &h, &f| *y = gate * f + rest * h);
                    }
                    mixed
                },
            },
        },
        Alternative {
            name: "the solution's assignment of tokens in reverse",
            answer: Base {
                assign: |affinities| {
                    let mut view = affinities;
                    view.invert_axis(ndarray::Axis(0));
                    solution::assign(view).into_iter().rev().collect()
                },
                combine: solution::combine,
            },
        },
    ]
}

/// Begins with any balanced assignment. Moving a token from expert i to j gains a[t, j] − a[t, i]; a cycle of such moves keeps
/// the balance. Without a gaining cycle the assignment is optimal.
fn along_cycles(affinities: ArrayView2<'_, f32>) -> Vec<usize> {
    let (tokens, experts) = affinities.dim();
    let mut expert_of: Vec<usize> = (0..tokens).map(|t| t % experts).collect();
    loop {
        // gain[i, j]: the most that a walk of experts from i to j has been found to gain, and where it goes first.
        let mut gain = Array2::from_elem((experts, experts), f32::NEG_INFINITY);
        let mut mover = Array2::zeros((experts, experts));
        let mut first = Array2::zeros((experts, experts));
        for (t, &i) in expert_of.iter().enumerate() {
            for j in (0..experts).filter(|&j| j != i) {
                let gained = affinities[[t, j]] - affinities[[t, i]];
                if gained > gain[[i, j]] {
                    (gain[[i, j]], mover[[i, j]], first[[i, j]]) = (gained, t, j);
                }
            }
        }
        let mut cycle = None;
        'search: for via in 0..experts {
            for i in 0..experts {
                for j in 0..experts {
                    let through = gain[[i, via]] + gain[[via, j]];
                    if through > gain[[i, j]] + 1e-4 {
                        gain[[i, j]] = through;
                        first[[i, j]] = first[[i, via]];
                        if i == j && through > 1e-4 {
                            cycle = Some(i);
                            break 'search;
                        }
                    }
                }
            }
        }
        let Some(start) = cycle else { return expert_of };
        let mut at = start;
        loop {
            let next = first[[at, start]];
            expert_of[mover[[at, next]]] = next;
            at = next;
            if at == start {
                break;
            }
        }
    }
}

/// The Hungarian method with potentials, on costs −a and T columns, of which T/E belong to each expert.
fn hungarian(affinities: ArrayView2<'_, f32>) -> Vec<usize> {
    let (tokens, experts) = affinities.dim();
    let places = tokens / experts;
    let cost = |row: usize, column: usize| -f64::from(affinities[[row - 1, (column - 1) / places]]);
    let (mut u, mut v) = (vec![0.0; tokens + 1], vec![0.0; tokens + 1]);
    let mut owner = vec![0; tokens + 1];
    for row in 1..=tokens {
        let mut way = vec![0; tokens + 1];
        let mut least = vec![f64::INFINITY; tokens + 1];
        let mut used = vec![false; tokens + 1];
        owner[0] = row;
        let mut column = 0;
        while owner[column] != 0 {
            used[column] = true;
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for j in 1..=tokens {
                if used[j] {
                    continue;
                }
                let reduced = cost(owner[column], j) - u[owner[column]] - v[j];
                if reduced < least[j] {
                    (least[j], way[j]) = (reduced, column);
                }
                if least[j] < delta {
                    (delta, next) = (least[j], j);
                }
            }
            for j in 0..=tokens {
                if used[j] {
                    u[owner[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            column = next;
        }
        while column != 0 {
            owner[column] = owner[way[column]];
            column = way[column];
        }
    }
    let mut expert_of = vec![0; tokens];
    for column in 1..=tokens {
        expert_of[owner[column] - 1] = (column - 1) / places;
    }
    expert_of
}

/// Bertsekas's auction as it is usually written: every place has its own price, and steps become smaller from one round of
/// auctions to the next, which begins with the prices of the last.
fn auction_of_places(affinities: ArrayView2<'_, f32>) -> Vec<usize> {
    let (tokens, experts) = affinities.dim();
    let places = tokens / experts;
    let mut price = vec![0.0_f32; tokens];
    let mut step = 1.0;
    loop {
        let mut owner: Vec<Option<usize>> = vec![None; tokens];
        let mut place_of: Vec<Option<usize>> = vec![None; tokens];
        while place_of.contains(&None) {
            let mut offers: Vec<(f32, usize)> = vec![(f32::NEG_INFINITY, 0); tokens];
            for token in (0..tokens).filter(|&t| place_of[t].is_none()) {
                let (mut best, mut second, mut at) = (f32::NEG_INFINITY, f32::NEG_INFINITY, 0);
                for place in 0..tokens {
                    let worth = affinities[[token, place / places]] - price[place];
                    if worth > best {
                        (second, best, at) = (best, worth, place);
                    } else if worth > second {
                        second = worth;
                    }
                }
                let rise = if second.is_finite() { best - second } else { 0.0 } + step;
                if rise > offers[at].0 {
                    offers[at] = (rise, token);
                }
            }
            for (place, &(rise, token)) in offers.iter().enumerate() {
                if rise.is_finite() {
                    price[place] += rise;
                    if let Some(loser) = owner[place].replace(token) {
                        place_of[loser] = None;
                    }
                    place_of[token] = Some(place);
                }
            }
        }
        if step < 1.0 / (64.0 * (tokens + 1) as f32) {
            return place_of.into_iter().map(|place| place.unwrap_or(0) / places).collect();
        }
        step /= 5.0;
    }
}
