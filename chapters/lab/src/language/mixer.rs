//! What mixes tokens: softmax attention, or a recurrence of chapter 4.
//!
//! Each recurrence has the parts of its paper that a small model can do with: SSD and KDA a short convolution of queries, keys and
//! values, KDA keys of length 1, and all three a norm and a gate of what a head reads.

use anyhow::Result;
use candle_core::{D, DType, Device, Tensor};
use candle_nn::ops::{sigmoid, softmax};
use rand_pcg::Pcg64;

use super::Shape;
use crate::memories::{Asked, edits, unit};
use crate::parameters::Parameters;
use crate::router::softplus;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mixer {
    /// All tokens before, with the penalty for distance of ALiBi.
    Softmax,
    /// Gated linear attention: a decay for each channel of a key.
    Gla,
    /// The scan of Mamba-2: a decay and a step for each head.
    Ssd,
    /// Kimi Delta Attention: a decay for each channel, and the delta rule.
    Kda,
}

/// Decays and gates are products of two matrices with so many columns between them.
const RANK: usize = 16;
/// How many tokens a short convolution sees.
const TAPS: usize = 4;

impl Mixer {
    /// How many parameters a layer of it has.
    pub(super) fn parameters(self, shape: &Shape) -> usize {
        let Shape { width, heads, .. } = *shape;
        let low_rank = 2 * RANK * width;
        let gate = low_rank + width / heads;
        let taps = TAPS * 3 * width;
        4 * width * width
            + match self {
                Mixer::Softmax => 0,
                Mixer::Gla => low_rank + width + gate,
                Mixer::Ssd => width * heads + 2 * heads + gate + taps,
                Mixer::Kda => low_rank + width + width * heads + gate + taps,
            }
    }

    /// The bytes that a layer keeps of so many tokens, in 32-bit numbers.
    pub(super) fn bytes(self, shape: &Shape, tokens: usize) -> usize {
        let Shape { width, heads, .. } = *shape;
        let state = width * width / heads;
        4 * match self {
            Mixer::Softmax => 2 * width * tokens,
            Mixer::Gla => state,
            Mixer::Ssd | Mixer::Kda => state + (TAPS - 1) * 3 * width,
        }
    }
}

/// x by two matrices with few columns between them.
struct LowRank(Tensor, Tensor);

impl LowRank {
    fn new(p: &mut Parameters, random: &mut Pcg64, name: &str, width: usize) -> Result<LowRank> {
        let into = 1.0 / (width as f64).sqrt();
        let down = p.normal(random, &format!("{name} down"), (width, RANK), into)?;
        Ok(LowRank(down, p.normal(random, &format!("{name} up"), (RANK, width), 0.25)?))
    }

    fn of(&self, x: &Tensor) -> Result<Tensor> {
        Ok(x.matmul(&self.0)?.matmul(&self.1)?)
    }
}

/// The trained numbers of a mixer.
pub(super) struct Mixing {
    mixer: Mixer,
    heads: usize,
    before: Tensor,
    /// To queries, keys and values.
    enter: Tensor,
    leave: Tensor,
    recurrent: Option<Recurrent>,
}

/// What a recurrence has more.
struct Recurrent {
    /// To decays for each channel, before the softplus, and what is added there.
    decays: Option<(LowRank, Tensor)>,
    /// To a number for each head: the step of SSD, or the strength of KDA. `added` has two rows for SSD: the bias of the step, and the
    /// logarithm of −A.
    of_head: Option<(Tensor, Option<Tensor>)>,
    /// Shape (taps, 3 · width).
    taps: Option<Tensor>,
    gate: LowRank,
    /// Of the norm of what a head reads.
    gain: Tensor,
}

pub(super) fn norm(x: &Tensor, gain: &Tensor) -> Result<Tensor> {
    let size = (x.sqr()?.mean_keepdim(D::Minus1)? + 1e-5)?.sqrt()?;
    Ok(x.broadcast_div(&size)?.broadcast_mul(gain)?)
}

/// What a softplus makes these time constants of, from two tokens to so many, evenly on a logarithmic scale.
fn decays(count: usize, most: f64) -> Vec<f32> {
    let constant = |i: usize| 2.0 * (most / 2.0).powf(i as f64 / (count.max(2) - 1) as f64);
    (0..count).map(|i| (1.0 / constant(i)).exp_m1().ln() as f32).collect()
}

impl Mixing {
    pub(super) fn new(p: &mut Parameters, random: &mut Pcg64, shape: &Shape, i: usize) -> Result<Mixing> {
        let Shape { width, heads, layers, context, .. } = *shape;
        let mixer = shape.mixer(i);
        let into = 1.0 / (width as f64).sqrt();
        let deep = 1.0 / (2.0 * layers as f64).sqrt();
        Ok(Mixing {
            mixer,
            heads,
            before: p.add(&format!("before attention {i}"), width, vec![1.0; width])?,
            enter: p.normal(random, &format!("in attention {i}"), (width, 3 * width), into)?,
            leave: p.normal(random, &format!("out attention {i}"), (width, width), into * deep)?,
            recurrent: match mixer {
                Mixer::Softmax => None,
                _ => Some(Recurrent::new(p, random, mixer, [width, heads, context, i])?),
            },
        })
    }

    /// What is added to x (windows, context, width); `mask` is for a softmax.
    pub(super) fn mix(&self, x: &Tensor, mask: &Tensor) -> Result<Tensor> {
        let (windows, context, width) = x.dims3()?;
        let flat = norm(x, &self.before)?.reshape((windows * context, width))?;
        let all = flat.matmul(&self.enter)?.reshape((windows, context, 3 * width))?;
        let mixed = match &self.recurrent {
            None => self.attend(&all, mask)?,
            Some(recurrent) => recurrent.mix(self.mixer, self.heads, &flat, &all)?,
        };
        Ok(mixed.matmul(&self.leave)?.reshape((windows, context, width))?)
    }

    /// Softmax attention; (windows · context, width).
    fn attend(&self, all: &Tensor, mask: &Tensor) -> Result<Tensor> {
        let (windows, context, width) = all.dims3()?;
        let (width, heads) = (width / 3, self.heads);
        let all = all.reshape((windows, context, 3, heads, width / heads))?;
        let part = |i: usize| -> Result<Tensor> {
            Ok(all.narrow(2, i, 1)?.squeeze(2)?.transpose(1, 2)?.contiguous()?)
        };
        let (q, k, v) = (part(0)?, part(1)?, part(2)?);
        let scores =
            (q.matmul(&k.transpose(2, 3)?.contiguous()?)? * (1.0 / ((width / heads) as f64).sqrt()))?;
        let weights = softmax(&scores.broadcast_add(mask)?, D::Minus1)?;
        Ok(weights.matmul(&v)?.transpose(1, 2)?.contiguous()?.reshape((windows * context, width))?)
    }
}

impl Recurrent {
    fn new(
        p: &mut Parameters,
        random: &mut Pcg64,
        mixer: Mixer,
        [width, heads, context, i]: [usize; 4],
    ) -> Result<Recurrent> {
        let into = 1.0 / (width as f64).sqrt();
        let most = context as f64;
        let per_channel = matches!(mixer, Mixer::Gla | Mixer::Kda);
        let decays_of = if per_channel {
            let net = LowRank::new(p, random, &format!("decays {i}"), width)?;
            let rows: Vec<f32> = (0..heads).flat_map(|_| decays(width / heads, most)).collect();
            Some((net, p.add(&format!("decays {i}"), width, rows)?))
        } else {
            None
        };
        let of_head = match mixer {
            Mixer::Softmax | Mixer::Gla => None,
            Mixer::Ssd => {
                let net = p.normal(random, &format!("steps {i}"), (width, heads), into)?;
                // A step of about 0.7 everywhere; A makes the time constants differ.
                let a = decays(heads, most).iter().map(|x| x.exp().ln_1p().ln()).collect::<Vec<f32>>();
                let both = [vec![0.0; heads], a].concat();
                Some((net, Some(p.add(&format!("steps of heads {i}"), (2, heads), both)?)))
            }
            Mixer::Kda => Some((p.normal(random, &format!("strength {i}"), (width, heads), into)?, None)),
        };
        let taps = if matches!(mixer, Mixer::Ssd | Mixer::Kda) {
            // The token itself first, so that a layer begins as one without.
            let of = |tap: usize| vec![if tap == 0 { 1.0 } else { 0.1 }; 3 * width];
            let all: Vec<f32> = (0..TAPS).flat_map(of).collect();
            Some(p.add(&format!("taps {i}"), (TAPS, 3 * width), all)?)
        } else {
            None
        };
        Ok(Recurrent {
            decays: decays_of,
            of_head,
            taps,
            gate: LowRank::new(p, random, &format!("gate {i}"), width)?,
            gain: p.add(&format!("gain {i}"), width / heads, vec![1.0; width / heads])?,
        })
    }

    /// From what enters (windows · context, width), and its queries, keys and values (windows, context, 3 · width).
    fn mix(&self, mixer: Mixer, heads: usize, flat: &Tensor, all: &Tensor) -> Result<Tensor> {
        let (windows, context, width) = all.dims3()?;
        let (width, own) = (width / 3, width / 3 / heads);
        let all = match &self.taps {
            Some(taps) => convolved(all, taps)?,
            None => all.clone(),
        };
        // (context, windows · heads, own), as the operator of a memory wants it.
        let across = |x: &Tensor, width: usize| -> Result<Tensor> {
            let x = x.reshape((windows, context, heads, width))?.permute((1, 0, 2, 3))?;
            Ok(x.contiguous()?.reshape((context, windows * heads, width))?)
        };
        let part = |i: usize| across(&all.narrow(2, i * width, width)?.contiguous()?, own);
        let (mut queries, mut keys, values) = (part(0)?, part(1)?, part(2)?);
        if mixer == Mixer::Kda {
            let unit_rows =
                |x: &Tensor| -> Result<Tensor> { Ok(unit(&x.reshape(((), own))?)?.reshape(x.shape())?) };
            (queries, keys) = (unit_rows(&queries)?, unit_rows(&keys)?);
        } else {
            queries = (queries * (1.0 / (own as f64).sqrt()))?;
        }
        let heads_of = match &self.of_head {
            Some((net, _)) => Some(flat.matmul(net)?),
            None => None,
        };
        let ones = || Tensor::ones((context, windows * heads, 1), DType::F32, &Device::Cpu);
        let (kept, beta) = match (&self.decays, &self.of_head) {
            (Some((net, bias)), _) => {
                let logs = softplus(&net.of(flat)?.broadcast_add(bias)?)?.neg()?;
                let beta = match &heads_of {
                    Some(strength) => across(&sigmoid(strength)?, 1)?,
                    None => ones()?,
                };
                (across(&logs.exp()?, own)?, beta)
            }
            (None, Some((_, Some(of_heads)))) => {
                let steps = heads_of.as_ref().expect("a step for each head");
                let steps = softplus(&steps.broadcast_add(&of_heads.narrow(0, 0, 1)?)?)?;
                let kept = steps.broadcast_mul(&of_heads.narrow(0, 1, 1)?.exp()?)?.neg()?.exp()?;
                let kept = across(&kept, 1)?.broadcast_as((context, windows * heads, own))?.contiguous()?;
                (kept, across(&steps, 1)?)
            }
            _ => (ones()?.broadcast_as((context, windows * heads, own))?.contiguous()?, ones()?),
        };
        let asked = Asked { queries: &queries, keys: &keys, kept: &kept, values: &values, beta: &beta };
        let read = norm(&edits(&asked, mixer == Mixer::Kda)?, &self.gain)?;
        let read = read.reshape((context, windows, heads, own))?.permute((1, 0, 2, 3))?;
        let read = read.contiguous()?.reshape((windows * context, width))?;
        Ok((read * sigmoid(&self.gate.of(flat)?)?)?)
    }
}

/// Each channel with the tokens before it, and a SiLU.
fn convolved(all: &Tensor, taps: &Tensor) -> Result<Tensor> {
    let context = all.dims()[1];
    let mut sum = all.broadcast_mul(&taps.narrow(0, 0, 1)?)?;
    for tap in 1..TAPS.min(context) {
        let before = all.narrow(1, 0, context - tap)?.pad_with_zeros(1, tap, 0)?;
        sum = (sum + before.broadcast_mul(&taps.narrow(0, tap, 1)?)?)?;
    }
    Ok(sum.silu()?)
}
