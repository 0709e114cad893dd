//! What the stub of `fd_loss` promises.

use judge::{Layout, Promise};
use ndarray::Ix2;

use super::cases::{HIGH, LEVEL, LOW};
use super::{Compared, Input};
use crate::frechet::laid::Laid;
use crate::frechet::reference::moments;

fn pushed(input: &Input) -> Option<(usize, &[Laid<Ix2>])> {
    match input {
        Input::Push { features, batches, .. } => Some((features.nrows(), batches)),
        _ => None,
    }
}

fn averaged(input: &Input) -> Option<(f64, &[Laid<Ix2>])> {
    match input {
        Input::Ema { beta, batches, .. } => Some((*beta, batches)),
        _ => None,
    }
}

fn compared(input: &Input) -> Option<&Compared> {
    match input {
        Input::Loss(compared) => Some(compared),
        _ => None,
    }
}

fn numbers(batches: &[Laid<Ix2>]) -> Vec<f64> {
    batches.iter().flat_map(|batch| batch.values.iter().copied()).collect()
}

fn eigenvalues(compared: &Compared) -> Vec<f64> {
    let (_, own) = moments(compared.features.view());
    let own = (&own + &own.t()) * 0.5;
    let [a, b] = [own.view(), compared.covariance.values.view()].map(|m| diffusion::symmetric_eigen(m).0);
    a.iter().chain(&b).copied().collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::sizes("m from 0 to N", 0, |input| {
            pushed(input).map_or_else(Vec::new, |(_, batches)| vec![batches[0].values.nrows()])
        }),
        Promise::edge("m from 0 to N", |input| {
            pushed(input).is_some_and(|(size, batches)| batches[0].values.nrows() == size)
        }),
        Promise::always("m from 0 to N", |input| {
            pushed(input)
                .is_none_or(|(size, batches)| batches.iter().all(|batch| batch.values.nrows() <= size))
        }),
        Promise::edge("and d at least 1. Rows", |input| {
            pushed(input).is_some_and(|(_, batches)| batches[0].values.ncols() == 1)
        }),
        Promise::edge("and d at least 1", |input| {
            averaged(input).is_some_and(|(_, batches)| batches[0].values.ncols() == 1)
        }),
        Promise::range("Rows lie within ±1000", -LEVEL..=LEVEL, |input| {
            pushed(input).map_or_else(Vec::new, |(_, batches)| numbers(batches))
        }),
        Promise::layouts("The view may be transposed or strided", |input| {
            pushed(input).map_or_else(Vec::new, |(_, batches)| vec![batches[0].layout])
        }),
        Promise::edge("`new` is from 1 to N, N at least 2, d at least 1", |input| {
            compared(input).is_some_and(|compared| compared.new == 1 && compared.features.nrows() > 2)
        }),
        Promise::edge("`new` is from 1 to N", |input| {
            compared(input).is_some_and(|compared| compared.new == compared.features.nrows())
        }),
        Promise::edge("N at least 2, d at least 1", |input| {
            compared(input).is_some_and(|compared| compared.features.dim() == (2, 1))
        }),
        Promise::range(
            "eigenvalues of both covariances lie between 0.0001 and 10,000",
            LOW..=HIGH,
            |input| compared(input).map_or_else(Vec::new, eigenvalues),
        ),
        Promise::edge("All eigenvalues of both covariances", |input| {
            compared(input).is_some_and(|compared| compared.features.nrows() > 256)
        }),
        Promise::edge("The views may be strided", |input| {
            compared(input).is_some_and(|compared| {
                compared.mean.layout == Layout::Strided && compared.covariance.layout == Layout::Strided
            })
        }),
        Promise::sizes("m is at least 1, d at least 1", 1, |input| {
            averaged(input).map_or_else(Vec::new, |(_, batches)| {
                let (count, d) = batches[0].values.dim();
                vec![count, d]
            })
        }),
        Promise::range("β lies between 0 and 1, and can be both", 0.0..=1.0, |input| {
            averaged(input).map_or_else(Vec::new, |(beta, _)| vec![beta])
        }),
        Promise::range("Rows lie within ±1000", -LEVEL..=LEVEL, |input| {
            averaged(input).map_or_else(Vec::new, |(_, batches)| numbers(batches))
        }),
        Promise::layouts("The view may be transposed or strided", |input| {
            averaged(input).map_or_else(Vec::new, |(_, batches)| vec![batches[0].layout])
        }),
    ]
}
