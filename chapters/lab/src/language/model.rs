//! The model: a mixer of tokens, and experts in place of each feed-forward layer.

use anyhow::Result;
use candle_core::{D, Device, Tensor};
use candle_nn::ops::{log_softmax, sigmoid};
use ndarray::Array1;
use rand_pcg::Pcg64;

use super::mixer::{Mixing, norm};
use super::{Router, Shape};
use crate::parameters::{Parameters, random};
use crate::router::{self, Choice};

struct Layer {
    mixing: Mixing,
    before_experts: Tensor,
    router: Tensor,
    experts: Vec<(Tensor, Tensor)>,
}

pub(super) struct Model {
    pub(super) shape: Shape,
    pub(super) router: Router,
    pub(super) parameters: Parameters,
    embedding: Tensor,
    layers: Vec<Layer>,
    last: Tensor,
    out: Tensor,
    /// The bias of each layer's router, which no gradient reaches.
    pub(super) biases: Vec<Array1<f32>>,
    mask: Tensor,
}

/// The output (tokens, width), the router's additional loss if it has one, and what was chosen with the gates.
type Mixed = (Tensor, Option<Tensor>, Option<(Choice, Tensor)>);

/// What a pass through the model gives.
pub(super) struct Pass {
    /// (windows × context, alphabet).
    pub(super) logits: Tensor,
    /// The balance loss of all layers.
    pub(super) extra: Option<Tensor>,
    /// By layer: who took what, and with which weight.
    pub(super) choices: Vec<(Choice, Tensor)>,
}

impl Model {
    pub(super) fn new(router: Router, shape: Shape, symbols: usize, seed: u64) -> Result<Model> {
        let mut parameters = Parameters::default();
        let mut random = random(seed, 61, 0);
        let Shape { width, context, .. } = shape;
        let (experts, hidden) =
            if router == Router::Dense { (1, shape.dense()) } else { (shape.experts, shape.hidden) };
        let into = 1.0 / (width as f64).sqrt();
        let deep = 1.0 / (2.0 * shape.layers as f64).sqrt();
        let embedding = parameters.normal(&mut random, "embedding", (symbols, width), 0.5)?;
        let mut layers = Vec::new();
        for i in 0..shape.layers {
            let p = &mut parameters;
            let normal =
                |p: &mut Parameters, random: &mut Pcg64, name: &str, shape: (usize, usize), scale: f64| {
                    p.normal(random, &format!("{name} {i}"), shape, scale)
                };
            let mut own = Vec::new();
            for e in 0..experts {
                let enter = normal(p, &mut random, &format!("enter {e}"), (width, hidden), into)?;
                let out = deep / (hidden as f64).sqrt();
                own.push((enter, normal(p, &mut random, &format!("leave {e}"), (hidden, width), out)?));
            }
            layers.push(Layer {
                mixing: Mixing::new(p, &mut random, &shape, i)?,
                before_experts: p.add(&format!("before experts {i}"), width, vec![1.0; width])?,
                router: normal(p, &mut random, "router", (width, experts), into)?,
                experts: own,
            });
        }
        let last = parameters.add("last", width, vec![1.0; width])?;
        let out = parameters.normal(&mut random, "out", (width, symbols), into)?;
        let mut mask = Vec::with_capacity(shape.heads * context * context);
        for head in 0..shape.heads {
            // Distance costs, as in ALiBi, and so a little model does not have to find out first what is near.
            let slope = 0.25_f32.powi(head as i32);
            for query in 0..context {
                mask.extend(
                    (0..context).map(|key| if key > query { -1e9 } else { -slope * (query - key) as f32 }),
                );
            }
        }
        let mask = Tensor::from_vec(mask, (shape.heads, context, context), &Device::Cpu)?;
        let biases = vec![Array1::zeros(experts); shape.layers];
        Ok(Model { shape, router, parameters, embedding, layers, last, out, biases, mask })
    }

    /// Experts of what is (tokens, width): only those compute that were chosen.
    fn mix(&self, layer: &Layer, bias: &Array1<f32>, x: &Tensor) -> Result<Mixed> {
        let expert = |(enter, leave): &(Tensor, Tensor), x: &Tensor| -> Result<Tensor> {
            Ok(x.matmul(enter)?.relu()?.matmul(leave)?)
        };
        if self.router == Router::Dense {
            return Ok((expert(&layer.experts[0], x)?, None, None));
        }
        let logits = x.matmul(&layer.router)?;
        let plain = router::array(&logits)?;
        let tokens = plain.nrows();
        let (choice, gates, extra) = if self.router == Router::Deepseek {
            let choice = router::biased(plain.view(), bias, 2, tokens)?;
            let gates = router::shared(&sigmoid(&logits)?, &choice)?;
            (choice, gates, None)
        } else {
            let choice = router::top_1(plain.view(), tokens)?;
            let extra = (router::balance_of(&logits, &choice)? * 0.01)?;
            let gates = router::of_softmax(&logits, &choice)?;
            (choice, gates, Some(extra))
        };
        let mut output = x.zeros_like()?;
        for (e, weights) in layer.experts.iter().enumerate() {
            let column = choice.kept.column(e);
            let taken: Vec<u32> = (0..tokens).filter(|&t| column[t] > 0.0).map(|t| t as u32).collect();
            if taken.is_empty() {
                continue;
            }
            let taken = Tensor::new(taken, &Device::Cpu)?;
            let gate = gates.narrow(1, e, 1)?.contiguous()?.index_select(&taken, 0)?;
            let own = expert(weights, &x.index_select(&taken, 0)?)?.broadcast_mul(&gate)?;
            output = output.index_add(&taken, &own, 0)?;
        }
        Ok((output, extra, Some((choice, gates.detach()))))
    }

    /// Windows of characters, each of the model's context.
    pub(super) fn pass(&self, windows: &[&[u32]]) -> Result<Pass> {
        let Shape { width, context, .. } = self.shape;
        let ids: Vec<u32> = windows.iter().flat_map(|window| window[..context].iter().copied()).collect();
        let ids = Tensor::new(ids, &Device::Cpu)?;
        let mut x = self.embedding.index_select(&ids, 0)?.reshape((windows.len(), context, width))?;
        let (mut extra, mut choices) = (None, Vec::new());
        for (layer, bias) in self.layers.iter().zip(&self.biases) {
            x = (&x + layer.mixing.mix(&x, &self.mask)?)?;
            let flat = norm(&x, &layer.before_experts)?.reshape((windows.len() * context, width))?;
            let (mixed, loss, choice) = self.mix(layer, bias, &flat)?;
            x = (x + mixed.reshape((windows.len(), context, width))?)?;
            choices.extend(choice);
            extra = match (extra, loss) {
                (Some(sum), Some(loss)) => Some((sum + loss)?),
                (sum, loss) => loss.or(sum),
            };
        }
        let logits = norm(&x, &self.last)?.reshape((windows.len() * context, width))?.matmul(&self.out)?;
        Ok(Pass { logits, extra, choices })
    }

    /// Nats for each character after the first of each window.
    pub(super) fn losses(&self, pass: &Pass, windows: &[&[u32]]) -> Result<Tensor> {
        let next: Vec<u32> =
            windows.iter().flat_map(|window| window[1..=self.shape.context].iter().copied()).collect();
        let count = next.len();
        let next = Tensor::from_vec(next, (count, 1), &Device::Cpu)?;
        Ok(log_softmax(&pass.logits, D::Minus1)?.gather(&next, 1)?.neg()?)
    }

    /// Bits per character of windows, of which the first half is only context.
    pub(super) fn bits(&self, windows: &[&[u32]]) -> Result<f64> {
        let Shape { context, .. } = self.shape;
        let (mut sum, mut count) = (0.0, 0);
        for windows in windows.chunks(32) {
            let pass = self.pass(windows)?;
            let losses = self.losses(&pass, windows)?.flatten_all()?.to_vec1::<f32>()?;
            for (i, &loss) in losses.iter().enumerate().filter(|(i, _)| i % context >= context / 2) {
                debug_assert!(i < windows.len() * context);
                sum += f64::from(loss);
                count += 1;
            }
        }
        Ok(sum / f64::from(count) / std::f64::consts::LN_2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Size;

    #[test]
    fn nothing_is_seen_of_what_comes_later() {
        let shape = Shape::of(Size::Tiny);
        let model = Model::new(Router::Deepseek, shape, 20, 1).unwrap();
        let one: Vec<u32> = (0..9).collect();
        let mut other = one.clone();
        other[5] = 19;
        let logits = |window: &[u32]| model.pass(&[window]).unwrap().logits.to_vec2::<f32>().unwrap();
        let (one, other) = (logits(&one), logits(&other));
        assert_eq!(one[..5], other[..5]);
        assert_ne!(one[5], other[5]);
    }
}
