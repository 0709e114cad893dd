//! Top-1 and top-2 routing, and the two losses that keep a router in shape.

use ndarray::{Array2, ArrayView2};

use super::launch;
use crate::Argument::{Integer, IntegersOut, Reals, RealsOut};
use crate::arrays::{flat, take};
use crate::{Filled, Launch, Precision, Unavailable};

/// Where tokens go: an expert, a slot (−1 for none) and a gate for each.
#[derive(Clone, Debug, PartialEq)]
pub struct Routing {
    /// The expert's number.
    pub expert: Array2<i64>,
    /// The place in the expert's buffer; −1 for a choice that is dropped.
    pub slot: Array2<i64>,
    /// What the expert's output is multiplied by.
    pub gate: Array2<f64>,
}

fn route_launch(kernel: &str, logits: ArrayView2<'_, f64>, choices: usize, capacity: usize) -> Launch {
    let (tokens, experts) = logits.dim();
    assert!(experts >= choices, "as many experts as choices");
    let outputs = tokens * choices;
    let arrays = [Reals(flat(logits)), IntegersOut(outputs), IntegersOut(outputs), RealsOut(outputs)];
    let sizes = [tokens, experts, capacity].map(|size| Integer(size as i64));
    launch(kernel, outputs, arrays.into_iter().chain(sizes).collect())
}

fn routing(outputs: Vec<Filled>, shape: (usize, usize)) -> Routing {
    let [expert, slot, gate] = take(outputs);
    let whole = |filled: Filled| match filled {
        Filled::Integers(values) => Array2::from_shape_vec(shape, values).expect("a number for each choice"),
        Filled::Reals(_) => unreachable!("the kernel's declaration says that this output is whole"),
    };
    let gate = Array2::from_shape_vec(shape, gate.reals()).expect("a number for each choice");
    Routing { expert: whole(expert), slot: whole(slot), gate }
}

pub(crate) fn switch_route_launch(logits: ArrayView2<'_, f64>, capacity: usize) -> Launch {
    route_launch("switch_route", logits, 1, capacity)
}

/// Top-1 routing with a capacity (Fedus et al., arXiv 2101.03961): argmax, its softmax probability, and the number of earlier
/// tokens with the same argmax.
///
/// # Shapes
/// `logits` (tokens, experts) with at least one expert; the results are (tokens, 1).
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn switch_route(
    logits: ArrayView2<'_, f64>,
    capacity: usize,
    precision: Precision,
) -> Result<Routing, Unavailable> {
    Ok(routing(switch_route_launch(logits, capacity).run(precision)?, (logits.nrows(), 1)))
}

pub(crate) fn gshard_route_launch(logits: ArrayView2<'_, f64>, capacity: usize) -> Launch {
    route_launch("gshard_route", logits, 2, capacity)
}

/// Top-2 routing with a capacity (Lepikhin et al., arXiv 2006.16668): gates that sum to 1 before anything is dropped, and every
/// first choice before any second.
///
/// # Shapes
/// `logits` (tokens, experts) with at least two experts; the results are (tokens, 2).
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn gshard_route(
    logits: ArrayView2<'_, f64>,
    capacity: usize,
    precision: Precision,
) -> Result<Routing, Unavailable> {
    Ok(routing(gshard_route_launch(logits, capacity).run(precision)?, (logits.nrows(), 2)))
}

fn loss_launch(kernel: &str, logits: ArrayView2<'_, f64>) -> Launch {
    let (tokens, experts) = logits.dim();
    assert!(tokens > 0 && experts > 0, "at least one token and one expert");
    let sizes = [Integer(tokens as i64), Integer(experts as i64)];
    launch(kernel, 1, [Reals(flat(logits)), RealsOut(1)].into_iter().chain(sizes).collect())
}

pub(crate) fn balance_loss_launch(logits: ArrayView2<'_, f64>) -> Launch {
    loss_launch("balance_loss", logits)
}

/// The balance loss of the Switch Transformer without its coefficient (Fedus et al., arXiv 2101.03961, equations 4 to 6).
///
/// # Shapes
/// `logits` (tokens, experts), both at least 1.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn balance_loss(logits: ArrayView2<'_, f64>, precision: Precision) -> Result<f64, Unavailable> {
    Ok(single(balance_loss_launch(logits).run(precision)?))
}

pub(crate) fn z_loss_launch(logits: ArrayView2<'_, f64>) -> Launch {
    loss_launch("z_loss", logits)
}

/// The router z-loss of ST-MoE without its coefficient (Zoph et al., arXiv 2202.08906).
///
/// # Shapes
/// `logits` (tokens, experts), both at least 1.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn z_loss(logits: ArrayView2<'_, f64>, precision: Precision) -> Result<f64, Unavailable> {
    Ok(single(z_loss_launch(logits).run(precision)?))
}

fn single(outputs: Vec<Filled>) -> f64 {
    let [loss] = take(outputs);
    loss.reals()[0]
}
