//! Many ranks: what each of them says here by itself, Python says of a list of all.

mod layers;
mod seldom;
mod states;

use ::sharding::Element;
use ndarray::{Array1, Array2};

use crate::example::Examples;

pub(crate) fn examples(e: &mut Examples) {
    states::rings(e);
    states::replicas(e);
    states::shards(e);
    layers::memory(e);
    layers::layers(e);
    seldom::seldom(e);
    seldom::fewer(e);
    seldom::quorum(e);
}

/// How many values on how many ranks: a remainder, fewer values than ranks, and one rank.
const RANKS: [(usize, usize); 3] = [(7, 3), (2, 4), (5, 1)];

fn vectors(ranks: &[Vec<impl Element + crate::plain::Element>]) -> Vec<Array1<impl crate::plain::Element>> {
    ranks.iter().map(|values| Array1::from_vec(values.clone())).collect()
}

fn doubles(e: &mut Examples, count: usize) -> Vec<f64> {
    e.normal(count).iter().map(|&x| f64::from(x)).collect()
}

fn vector(values: &[f64]) -> Array1<f64> {
    Array1::from_vec(values.to_vec())
}

fn matrix(e: &mut Examples, shape: (usize, usize)) -> Array2<f64> {
    e.normal(shape).mapv(f64::from)
}
