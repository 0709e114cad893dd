//! Right answers to `all_to_all` by another route.

use judge::Alternative;
use ndarray::{Array2, ArrayView2};
use sharding::{AllToAll, Communicator, ExpertCall, Routed};

pub(super) fn alternatives() -> Vec<Alternative<AllToAll>> {
    vec![
        Alternative {
            name: "expert by expert, own ones at once",
            answer: AllToAll { counts: by_rank, layer: expert_by_expert },
        },
        Alternative {
            name: "weighted where it is computed",
            answer: AllToAll { counts: sorted, layer: weighted_there },
        },
    ]
}

fn by_rank(experts: &[Vec<usize>], each: usize, size: usize) -> Vec<usize> {
    (0..size).map(|rank| experts.iter().flatten().filter(|&&e| e / each == rank).count()).collect()
}

fn sorted(experts: &[Vec<usize>], each: usize, size: usize) -> Vec<usize> {
    let mut all = experts.concat();
    all.sort_unstable();
    let starts: Vec<usize> = (0..=size).map(|rank| all.partition_point(|&e| e < rank * each)).collect();
    starts.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// Rows sorted by expert, with how many there are for each; all rows of an expert at once, whoever they are from.
fn expert_by_expert(comm: &dyn Communicator, routed: &Routed<'_>, expert: ExpertCall<'_>) -> Array2<f64> {
    let (rank, size, each, d) = (comm.rank(), comm.size(), routed.each, routed.tokens.ncols());
    let choices = |e: usize| {
        let of = |token: usize| {
            Some((token, routed.weights[token][routed.experts[token].iter().position(|&x| x == e)?]))
        };
        (0..routed.tokens.nrows()).filter_map(of).collect::<Vec<(usize, f64)>>()
    };
    let rows = |e: usize| {
        choices(e).iter().flat_map(|&(token, _)| routed.tokens.row(token).to_vec()).collect::<Vec<f64>>()
    };
    for to in (0..size).filter(|&to| to != rank) {
        let counts: Vec<u32> = (to * each..(to + 1) * each).map(|e| choices(e).len() as u32).collect();
        comm.send(to, 0, &counts);
        comm.send(to, 1, &(to * each..(to + 1) * each).flat_map(rows).collect::<Vec<f64>>());
    }
    // What each rank wants of each of the own experts.
    let mut wanted: Vec<Vec<Vec<f64>>> = Vec::new();
    for from in 0..size {
        if from == rank {
            wanted.push((rank * each..(rank + 1) * each).map(rows).collect());
            continue;
        }
        let counts: Vec<u32> = comm.receive(from, 0);
        let mut left: Vec<f64> = comm.receive(from, 1);
        let mut take = |count: u32| left.drain(..count as usize * d).collect::<Vec<f64>>();
        wanted.push(counts.into_iter().map(&mut take).collect());
    }
    let mut made: Vec<Vec<f64>> = vec![Vec::new(); size];
    for place in 0..each {
        let all: Vec<f64> = wanted.iter().flat_map(|of| of[place].clone()).collect();
        let all = ArrayView2::from_shape((all.len() / d, d), &all).expect("rows of d");
        let mut results = expert(rank * each + place, all).into_iter();
        for (from, of) in wanted.iter().enumerate() {
            made[from].extend(results.by_ref().take(of[place].len()));
        }
    }
    for to in (0..size).filter(|&to| to != rank) {
        comm.send(to, 2, &made[to]);
    }
    let mut out = Array2::zeros(routed.tokens.dim());
    for from in 0..size {
        let results = if from == rank { made[rank].clone() } else { comm.receive(from, 2) };
        let mut results = results.chunks(d);
        for (token, weight) in (from * each..(from + 1) * each).flat_map(choices) {
            for (out, x) in out.row_mut(token).iter_mut().zip(results.next().expect("a row for each")) {
                *out += weight * x;
            }
        }
    }
    out
}

/// Experts and weights go with the rows.
fn weighted_there(comm: &dyn Communicator, routed: &Routed<'_>, expert: ExpertCall<'_>) -> Array2<f64> {
    let (size, d) = (comm.size(), routed.tokens.ncols());
    let mut places = vec![Vec::new(); size];
    for to in 0..size {
        let mut sent: Vec<f64> = Vec::new();
        for (token, chosen) in routed.experts.iter().enumerate() {
            for (at, &e) in chosen.iter().enumerate().filter(|(_, e)| **e / routed.each == to) {
                places[to].push(token);
                sent.extend([e as f64, routed.weights[token][at]]);
                sent.extend(routed.tokens.row(token));
            }
        }
        comm.send(to, 5, &sent);
    }
    for from in 0..size {
        let mut made = Vec::new();
        for row in comm.receive::<f64>(from, 5).chunks(d + 2) {
            let x = ArrayView2::from_shape((1, d), &row[2..]).expect("a row");
            made.extend(expert(row[0] as usize, x).iter().map(|y| row[1] * y));
        }
        comm.send(from, 6, &made);
    }
    let mut out = Array2::zeros(routed.tokens.dim());
    for (from, places) in places.into_iter().enumerate() {
        let made: Vec<f64> = comm.receive(from, 6);
        for (at, x) in made.into_iter().enumerate() {
            out[[places[at / d], at % d]] += x;
        }
    }
    out
}
