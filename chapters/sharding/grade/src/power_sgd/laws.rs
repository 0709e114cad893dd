//! What must hold of `power_sgd`, whatever the reference says.

use judge::{Broken, Probe, Property};
use ndarray::Array2;

use super::cases::matrix;
use super::{Input, Run};
use crate::talk::Ranks;

type TheProbe<'a> = Probe<'a, Input, Ranks<Run>>;

pub(super) fn laws() -> Vec<Property<Input, Ranks<Run>>> {
    let law = |name, holds| Property { name, holds };
    vec![
        law("a rank sends no more than two all-reduces of thin matrices", bytes),
        law("all ranks have the same approximation, bit for bit", same),
        law("what has come out and what is left are what went in", kept),
        law("with as many columns as the matrix has nothing is lost", whole),
        law("ranks that have the same gradient get what one gets", alike),
    ]
}

fn bytes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let ([n, m, r], ranks) = (input.sizes(), input.ranks());
    let allowed =
        8 * 2 * (ranks - 1) * ((n * r).div_ceil(ranks) + (m * r).div_ceil(ranks)) * input.rounds.len();
    for (rank, traffic) in probe.call(input)?.traffic.iter().enumerate() {
        let sent = traffic.sent;
        if sent > allowed {
            return Err(Broken::Law(format!(
                "rank {rank} sends {sent} bytes; two all-reduces in each of {} rounds are {allowed}",
                input.rounds.len()
            )));
        }
    }
    Ok(())
}

fn same(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let results = probe.call(input)?.results;
    let bits = |out: &Array2<f64>| out.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    for (rank, result) in results.iter().enumerate() {
        if result.qs.iter().zip(&results[0].qs).any(|(own, first)| bits(own) != bits(first)) {
            return Err(Broken::Law(format!("rank {rank} goes on with another Q than rank 0")));
        }
    }
    for (rank, result) in results.iter().enumerate() {
        for (round, (out, first)) in result.outs.iter().zip(&results[0].outs).enumerate() {
            if bits(out) != bits(first) {
                return Err(Broken::Law(format!(
                    "in round {} rank {rank} has {out:?}, and rank 0 {first:?}",
                    round + 1
                )));
            }
        }
    }
    Ok(())
}

fn total<'a>(all: impl Iterator<Item = &'a Array2<f64>>, n: usize, m: usize) -> Array2<f64> {
    all.fold(Array2::zeros((n, m)), |sum, of| sum + of)
}

/// The largest difference, unless it is that small against numbers of this size.
fn off(a: &Array2<f64>, b: &Array2<f64>, size: f64, digits: f64) -> Option<f64> {
    let most = a
        .iter()
        .zip(b)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, |most: f64, d| if d <= most { most } else { d });
    (a.dim() != b.dim() || most.is_nan() || most > digits * size.max(1.0)).then_some(most)
}

fn largest(of: &Array2<f64>) -> f64 {
    of.iter().fold(0.0, |most, x| most.max(x.abs()))
}

fn kept(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let results = probe.call(input)?.results;
    let ([n, m, _], ranks) = (input.sizes(), input.ranks() as f64);
    let fits = |run: &Run| run.outs.iter().chain(&run.errors).all(|array| array.dim() == (n, m));
    if !results.iter().all(fits) {
        return Ok(());
    }
    let went_in = total(input.errors.iter().chain(input.rounds.iter().flatten()), n, m);
    let last = results.iter().filter_map(|run| run.errors.last());
    let has = total(last, n, m) + ranks * total(results[0].outs.iter(), n, m);
    match off(&has, &went_in, largest(&went_in), 1e-5) {
        Some(most) => Err(Broken::Law(format!(
            "the approximations, times the number of ranks, and the last errors of all ranks miss the sum of all gradients by {most:e}"
        ))),
        None => Ok(()),
    }
}

fn whole(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [n, m, _] = input.sizes();
    // Gradients of full rank, whatever those of the case have.
    let mut gradient = || matrix(probe.random, n, m, 1.0);
    let rounds = vec![(0..input.ranks()).map(|_| gradient()).collect()];
    let full = Input { q: matrix(probe.random, m, n.min(m), 1.0), rounds, ..input.clone() };
    let results = probe.call(&full)?.results;
    let mean = total(full.errors.iter().chain(&full.rounds[0]), n, m) / input.ranks() as f64;
    match off(&results[0].outs[0], &mean, largest(&mean), 1e-3) {
        Some(most) => Err(Broken::Law(format!(
            "with r = {} the approximation of {n} by {m} numbers misses the mean by {most:e}",
            n.min(m)
        ))),
        None => Ok(()),
    }
}

fn alike(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.ranks() == 1 {
        return Ok(());
    }
    let first = |all: &Vec<Array2<f64>>, ranks: usize| vec![all[0].clone(); ranks];
    let with = |ranks: usize| Input {
        q: input.q.clone(),
        errors: first(&input.errors, ranks),
        rounds: vec![first(&input.rounds[0], ranks)],
    };
    let (many, one) = (probe.call(&with(input.ranks()))?.results, probe.call(&with(1))?.results);
    match off(&many[0].outs[0], &one[0].outs[0], largest(&one[0].outs[0]), 1e-3) {
        Some(most) => Err(Broken::Law(format!(
            "{} ranks with one gradient differ by {most:e} from one rank with it",
            input.ranks()
        ))),
        None => Ok(()),
    }
}
