//! A score that is learned: two networks speak two languages, and a small third one learns which words belong together.
//!
//! Each of [`ITEMS`] meanings has a code, a vector of normal numbers. The encoder's annotation of it is the code times one
//! random matrix, the decoder's state before it is written is the code times another, and a little noise: two networks that
//! were never told to agree.

use ndarray::{Array1, Array2, Axis};
use rand_pcg::Pcg64;

use super::normals;
use crate::Additive;

/// The number of meanings: one in so many is found by chance.
pub const ITEMS: usize = 16;
/// The width of codes, states and annotations.
pub const WIDTH: usize = 16;
/// The hidden units of the network that scores.
pub const HIDDEN: usize = 32;

const NOISE: f32 = 0.3;
const TRIALS: usize = 64;
/// How far a step of gradient descent goes.
pub const RATE: f32 = 0.5;
const SEED: u64 = 2014;

/// The weights of an additive score.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Shape ([`WIDTH`], [`HIDDEN`]).
    pub w_query: Array2<f32>,
    /// Shape ([`WIDTH`], [`HIDDEN`]).
    pub w_key: Array2<f32>,
    /// Shape ([`HIDDEN`]).
    pub w_score: Array1<f32>,
}

/// What the translator's two halves say about every meaning.
pub struct World {
    /// The decoder's states without noise, (items, width).
    pub states: Array2<f32>,
    /// The encoder's annotations, (items, width).
    pub annotations: Array2<f32>,
    random: Pcg64,
}

impl World {
    /// Of a fixed seed.
    pub fn fixed() -> World {
        let mut random = super::random(SEED);
        let codes = normals(&mut random, (ITEMS, WIDTH));
        let deviation = 1.0 / (WIDTH as f32).sqrt();
        let [decoder, encoder] = [(); 2].map(|()| normals(&mut random, (WIDTH, WIDTH)) * deviation);
        World { states: codes.dot(&decoder), annotations: codes.dot(&encoder), random }
    }

    fn noisy_states(&mut self) -> Array2<f32> {
        &self.states + &(normals(&mut self.random, (ITEMS, WIDTH)) * NOISE)
    }
}

/// A network with weights from a normal distribution, before it has learned anything, and after some steps of gradient
/// descent on −ln of the weight that the right annotation gets.
pub fn trained(steps: usize) -> Network {
    let mut world = World::fixed();
    let mut random = super::random(SEED + 1);
    let deviation = 1.0 / (WIDTH as f32).sqrt();
    let mut network = Network {
        w_query: normals(&mut random, (WIDTH, HIDDEN)) * deviation,
        w_key: normals(&mut random, (WIDTH, HIDDEN)) * deviation,
        w_score: normals(&mut random, (1, HIDDEN)).remove_axis(Axis(0)) / (HIDDEN as f32).sqrt(),
    };
    for _ in 0..steps {
        let states = world.noisy_states();
        network.learn(&states, &world.annotations);
    }
    network
}

impl Network {
    /// One step of gradient descent: state i belongs to annotation i.
    pub fn learn(&mut self, states: &Array2<f32>, annotations: &Array2<f32>) {
        let (from_state, from_annotation) = (states.dot(&self.w_query), annotations.dot(&self.w_key));
        let mut of_score = Array1::zeros(HIDDEN);
        let (mut of_state, mut of_annotation) =
            (Array2::zeros(from_state.dim()), Array2::zeros(from_annotation.dim()));
        for (i, state) in from_state.rows().into_iter().enumerate() {
            let hidden = (&from_annotation + &state).mapv_into(f32::tanh);
            let scores = hidden.dot(&self.w_score);
            let weights = crate::solution::softmax::softmax(scores.insert_axis(Axis(0)).view());
            for (j, units) in hidden.rows().into_iter().enumerate() {
                // ∂(−ln w_i)/∂s_j = w_j − [i = j].
                let slope = (weights[[0, j]] - f32::from(i == j)) / ITEMS as f32;
                of_score.scaled_add(slope, &units);
                let inside = (1.0 - &units * &units) * &self.w_score * slope;
                of_state.row_mut(i).scaled_add(1.0, &inside);
                of_annotation.row_mut(j).scaled_add(1.0, &inside);
            }
        }
        self.w_query.scaled_add(-RATE, &states.t().dot(&of_state));
        self.w_key.scaled_add(-RATE, &annotations.t().dot(&of_annotation));
        self.w_score.scaled_add(-RATE, &of_score);
    }
}

/// The share of states, with fresh noise, whose own annotation has the largest score.
fn found(scores: impl Fn(&Array2<f32>, &Array2<f32>) -> Array2<f32>) -> f64 {
    let mut world = World::fixed();
    world.random = super::random(SEED + 2);
    let mut right = 0;
    for _ in 0..TRIALS {
        let states = world.noisy_states();
        for (i, row) in scores(&states, &world.annotations).rows().into_iter().enumerate() {
            let best = (0..ITEMS).max_by(|&a, &b| row[a].total_cmp(&row[b]));
            right += usize::from(best == Some(i));
        }
    }
    right as f64 / (TRIALS * ITEMS) as f64
}

/// How often the dot product of a state with the annotations is largest for its own.
pub fn found_by_dot() -> f64 {
    found(|states, annotations| states.dot(&annotations.t()))
}

/// How often the additive score is.
pub fn found_by(additive: Additive, network: &Network) -> f64 {
    found(|states, annotations| {
        let Network { w_query, w_key, w_score } = network;
        let (q, k) = (states.view(), annotations.view());
        additive(q, k, k, w_query.view(), w_key.view(), w_score.view()).0
    })
}
