//! One layer of experts, and every router that it can have.

use anyhow::Result;
use candle_core::{D, Tensor};
use candle_nn::ops::softmax;
use ndarray::{Array1, Array2};
use rand::RngExt;

use super::{EXPERTS, HIDDEN, KEYS, Kind, OUTPUTS, SLOTS, WIDTH};
use crate::clusters::{Batch, Clusters};
use crate::parameters::{Parameters, normals, random};
use crate::router::{self, Choice};

pub(super) struct Model {
    kind: Kind,
    factor: Option<f32>,
    pub(super) parameters: Parameters,
    router: Tensor,
    /// The noise's scale, the selectors of DSelect-k, or the slots of the soft mixture.
    beside: Tensor,
    enter: Tensor,
    shift: Tensor,
    leave: Tensor,
    pub(super) bias: Array1<f32>,
    table: Vec<usize>,
    seed: u64,
}

/// What a step computes.
pub(super) struct Pass {
    pub(super) output: Tensor,
    /// What is added to the task's loss.
    pub(super) extra: Option<Tensor>,
    /// What went where, if anything was chosen.
    pub(super) choice: Option<Choice>,
    pub(super) logits: Array2<f32>,
}

fn bits() -> usize {
    EXPERTS.ilog2() as usize
}

impl Model {
    pub(super) fn new(kind: Kind, factor: Option<f32>, clusters: &Clusters, seed: u64) -> Result<Model> {
        let mut parameters = Parameters::default();
        let mut random = random(seed, 11, 0);
        let router = parameters.normal(&mut random, "router", (WIDTH, EXPERTS), 0.3)?;
        let wide = 1.0 / (WIDTH as f64).sqrt();
        let enter = parameters.normal(&mut random, "enter", (WIDTH, EXPERTS * HIDDEN), wide)?;
        let shift = parameters.add("shift", EXPERTS * HIDDEN, vec![0.0; EXPERTS * HIDDEN])?;
        let wide = 1.0 / (HIDDEN as f64).sqrt();
        let leave = parameters.normal(&mut random, "leave", (EXPERTS * HIDDEN, OUTPUTS), wide)?;
        let beside = match kind {
            Kind::Dselect => parameters.normal(&mut random, "selectors", (WIDTH, 2 * bits() + 2), 0.02)?,
            Kind::Soft => parameters.normal(&mut random, "slots", (WIDTH, EXPERTS * SLOTS), 0.3)?,
            _ => parameters.add("noise", (WIDTH, EXPERTS), vec![0.0; WIDTH * EXPERTS])?,
        };
        let table = match kind {
            Kind::HashNoise => router::table(&[1; KEYS], EXPERTS)?,
            Kind::HashCluster => {
                let mut counts = vec![0; clusters.count()];
                for cluster in clusters.batch(u64::MAX, 4096)?.clusters {
                    counts[cluster] += 1;
                }
                router::table(&counts, EXPERTS)?
            }
            _ => Vec::new(),
        };
        let bias = Array1::zeros(EXPERTS);
        Ok(Model { kind, factor, parameters, router, beside, enter, shift, leave, bias, table, seed })
    }

    /// All experts, each with its gate; gates are (tokens, experts).
    fn experts(&self, x: &Tensor, gates: &Tensor) -> Result<Tensor> {
        let tokens = x.dim(0)?;
        let hidden = x.matmul(&self.enter)?.broadcast_add(&self.shift)?.relu()?;
        let hidden = hidden.reshape((tokens, EXPERTS, HIDDEN))?.broadcast_mul(&gates.unsqueeze(2)?)?;
        Ok(hidden.reshape((tokens, EXPERTS * HIDDEN))?.matmul(&self.leave)?)
    }

    /// In training routers see noise, and the whole batch; otherwise each token is on its own where the router can do that.
    pub(super) fn pass(&self, batch: &Batch, step: u64, training: bool) -> Result<Pass> {
        let x = &batch.points;
        let tokens = x.dim(0)?;
        let logits = x.matmul(&self.router)?;
        let plain = router::array(&logits)?;
        let capacity = router::capacity(tokens, EXPERTS, self.factor);
        let mut extra = None;
        let mut random = random(self.seed, 12, step);
        let (gates, choice) = match self.kind {
            Kind::Switch(alpha) => {
                let choice = router::top_1(plain.view(), capacity)?;
                if alpha > 0.0 {
                    extra = Some((router::balance_of(&logits, &choice)? * alpha)?);
                }
                (router::of_softmax(&logits, &choice)?, choice)
            }
            Kind::Gshard(alpha) => {
                let choice = router::top_2(plain.view(), 2 * capacity)?;
                let first = router::top_1(plain.view(), tokens)?;
                extra = Some((router::balance_of(&logits, &first)? * alpha)?);
                (router::shared(&softmax(&logits, D::Minus1)?, &choice)?, choice)
            }
            Kind::Noisy(weight) => {
                let raw = x.matmul(&self.beside)?;
                let deviation = router::softplus(&raw)?;
                let scale = if training { 1.0 } else { 0.0 };
                let noise =
                    Array2::from_shape_vec((tokens, EXPERTS), normals(&mut random, tokens * EXPERTS, scale))?;
                let choice =
                    router::noisy(plain.view(), router::array(&raw)?.view(), noise.view(), 2, 2 * capacity)?;
                let noisy = (&logits + (&deviation * router::tensor(&noise)?)?)?;
                let gates = router::shared(&softmax(&noisy, D::Minus1)?, &choice)?;
                let load = router::probability(&logits, &noisy, &deviation, 2)?.sum(0)?;
                let both = (router::variation(&gates.sum(0)?)? + router::variation(&load)?)?;
                extra = Some((both * weight)?);
                (gates, choice)
            }
            Kind::Bias(k) => {
                let choice = router::biased(plain.view(), &self.bias, k, k * capacity)?;
                let scores = candle_nn::ops::sigmoid(&logits)?;
                // A single gate divided by itself would be 1, and the router would learn nothing.
                let gates =
                    if k == 1 { (scores * choice.mask()?)? } else { router::shared(&scores, &choice)? };
                (gates, choice)
            }
            Kind::Sinkhorn => {
                let choice = if training {
                    router::sinkhorn(plain.view(), 20, capacity)?
                } else {
                    router::top_1(plain.view(), capacity)?
                };
                (router::of_sigmoid(&logits, &choice)?, choice)
            }
            Kind::Base => {
                let choice =
                    if training { router::base(plain.view())? } else { router::top_1(plain.view(), tokens)? };
                (router::of_sigmoid(&logits, &choice)?, choice)
            }
            Kind::ExpertChoice => {
                let choice = router::by_experts(plain.view(), tokens / EXPERTS)?;
                (router::of_softmax(&logits, &choice)?, choice)
            }
            Kind::HashNoise | Kind::HashCluster => {
                let keys = if self.kind == Kind::HashCluster {
                    batch.clusters.clone()
                } else {
                    (0..tokens).map(|_| random.random_range(0..KEYS)).collect()
                };
                let choice = router::hashed(&self.table, &keys, EXPERTS, capacity)?;
                (choice.mask()?, choice)
            }
            Kind::Dselect => {
                let both = x.matmul(&self.beside)?;
                let selectors = both.narrow(1, 0, 2 * bits())?.reshape((tokens, 2, bits()))?;
                let mixing = both.narrow(1, 2 * bits(), 2)?;
                let choice = router::by_bits(&selectors, &mixing, EXPERTS)?;
                let (gates, entropy) = router::smooth(&selectors, &mixing)?;
                extra = Some((entropy * 0.1)?);
                ((gates * choice.mask()?)?, choice)
            }
            Kind::Dense => {
                let output = self.experts(x, &softmax(&logits, D::Minus1)?)?;
                return Ok(Pass { output, extra, choice: None, logits: plain });
            }
            Kind::Soft => {
                let scores = x.matmul(&self.beside)?;
                let inputs = softmax(&scores.t()?.contiguous()?, D::Minus1)?.matmul(x)?;
                let own: Array2<f32> = Array2::from_shape_fn((EXPERTS * SLOTS, EXPERTS), |(slot, expert)| {
                    f32::from(u8::from(slot / SLOTS == expert))
                });
                let outputs = self.experts(&inputs, &router::tensor(&own)?)?;
                let output = softmax(&scores, D::Minus1)?.matmul(&outputs)?;
                return Ok(Pass { output, extra, choice: None, logits: plain });
            }
        };
        Ok(Pass { output: self.experts(x, &gates)?, extra, choice: Some(choice), logits: plain })
    }
}
