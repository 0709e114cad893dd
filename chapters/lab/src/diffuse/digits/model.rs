//! A small DiT for images of 8 by 8 pixels, and a network without patches beside it.

use anyhow::Result;
use candle_core::{D, Device, Tensor};
use candle_nn::ops::softmax;
use ndarray::Array2;
use rand_pcg::Pcg64;

use super::super::answers;
use super::{CLASSES, Kind, PATCH, SIDE, Shape};
use crate::parameters::{Parameters, random};
use crate::router::{array, tensor};

/// Frequencies of what a network is told of the time.
const WAVES: usize = 8;
/// Patches of an image, and numbers of a patch.
const TOKENS: usize = (SIDE / PATCH) * (SIDE / PATCH);
const PIXELS: usize = PATCH * PATCH;

/// A matrix and a row that is added.
struct Linear(Tensor, Tensor);

impl Linear {
    fn of(&self, x: &Tensor) -> Result<Tensor> {
        Ok(x.matmul(&self.0)?.broadcast_add(&self.1)?)
    }
}

struct Block {
    /// Six rows of a token's width: shift, scale and gate before the attention, and before the network.
    modulation: Linear,
    attention: [Linear; 2],
    network: [Linear; 2],
}

pub(super) struct Model {
    kind: Kind,
    shape: Shape,
    pub(super) parameters: Parameters,
    time: [Linear; 2],
    label: Tensor,
    enter: Linear,
    places: Tensor,
    blocks: Vec<Block>,
    /// Shift and scale before the last layer.
    last: Linear,
    leave: Linear,
}

fn norm(x: &Tensor) -> Result<Tensor> {
    let centred = x.broadcast_sub(&x.mean_keepdim(D::Minus1)?)?;
    Ok(centred.broadcast_div(&(centred.sqr()?.mean_keepdim(D::Minus1)? + 1e-6)?.sqrt()?)?)
}

/// Each token of an image by the same numbers: x (n, tokens, width), the others (n, width).
fn modulated(x: &Tensor, shift: &Tensor, scale: &Tensor) -> Result<Tensor> {
    Ok(x.broadcast_mul(&(scale + 1.0)?.unsqueeze(1)?)?.broadcast_add(&shift.unsqueeze(1)?)?)
}

impl Model {
    pub(super) fn new(kind: Kind, shape: Shape, seed: u64) -> Result<Model> {
        let mut start = random(seed, 121, 0);
        let mut all = Parameters::default();
        let width = shape.width;
        let mut linear =
            |all: &mut Parameters, name: &str, before: usize, after: usize, scale: f64| -> Result<Linear> {
                let wide = scale / (before as f64).sqrt();
                Ok(Linear(
                    all.normal(&mut start, name, (before, after), wide)?,
                    all.add(&format!("{name}, level"), (1, after), vec![0.0; after])?,
                ))
            };
        let time = [
            linear(&mut all, "time", 2 * WAVES + 1, width, 1.0)?,
            linear(&mut all, "time again", width, width, 1.0)?,
        ];
        let mut blocks = Vec::new();
        for i in 0..shape.layers {
            // Zero gates: at the start a block is the identity.
            let modulation = linear(&mut all, &format!("modulation {i}"), width, 6 * width, 0.0)?;
            blocks.push(Block {
                modulation,
                attention: [
                    linear(&mut all, &format!("in attention {i}"), width, 3 * width, 1.0)?,
                    linear(&mut all, &format!("out attention {i}"), width, width, 1.0)?,
                ],
                network: [
                    linear(&mut all, &format!("enter {i}"), width, 3 * width, 1.0)?,
                    linear(&mut all, &format!("leave {i}"), 3 * width, width, 1.0)?,
                ],
            });
        }
        let (into, tokens) = if kind == Kind::Patches { (PIXELS, TOKENS) } else { (SIDE * SIDE, 1) };
        let enter = linear(&mut all, "enter", into, width, 1.0)?;
        let last = linear(&mut all, "last", width, 2 * width, 0.0)?;
        let leave = linear(&mut all, "leave", width, into, 0.0)?;
        let label = normal(&mut all, &mut start, "label", (CLASSES + 1, width), 0.5)?;
        let places = normal(&mut all, &mut start, "places", (1, tokens * width), 0.5)?;
        let places = places.reshape((1, tokens, width))?;
        Ok(Model { kind, shape, parameters: all, time, label, enter, places, blocks, last, leave })
    }

    /// What a block is told of time and label: (n, width).
    fn condition(&self, times: &[f32], labels: &[usize]) -> Result<Tensor> {
        let width = 2 * WAVES + 1;
        let mut rows = vec![0.0; times.len() * width];
        for (row, &time) in rows.chunks_exact_mut(width).zip(times) {
            for wave in 0..WAVES {
                let angle = std::f32::consts::FRAC_PI_2 * time * (1 << wave) as f32;
                row[2 * wave] = angle.sin();
                row[2 * wave + 1] = angle.cos();
            }
            row[2 * WAVES] = time;
        }
        let waves = Tensor::from_vec(rows, (times.len(), width), &Device::Cpu)?;
        let time = self.time[1].of(&self.time[0].of(&waves)?.silu()?)?;
        let labels: Vec<u32> = labels.iter().map(|&label| label as u32).collect();
        let labels = self.label.index_select(&Tensor::new(labels, &Device::Cpu)?, 0)?;
        Ok((time + labels)?.silu()?)
    }

    fn attend(&self, block: &Block, x: &Tensor) -> Result<Tensor> {
        let (images, tokens, width) = x.dims3()?;
        let heads = self.shape.heads;
        let all = block.attention[0].of(&x.reshape((images * tokens, width))?)?;
        let all = all.reshape((images, tokens, 3, heads, width / heads))?;
        let part = |i: usize| -> Result<Tensor> {
            Ok(all.narrow(2, i, 1)?.squeeze(2)?.transpose(1, 2)?.contiguous()?)
        };
        let (q, k, v) = (part(0)?, part(1)?, part(2)?);
        let scores =
            (q.matmul(&k.transpose(2, 3)?.contiguous()?)? * (1.0 / ((width / heads) as f64).sqrt()))?;
        let mixed = softmax(&scores, D::Minus1)?.matmul(&v)?;
        let mixed = mixed.transpose(1, 2)?.contiguous()?.reshape((images * tokens, width))?;
        Ok(block.attention[1].of(&mixed)?.reshape((images, tokens, width))?)
    }

    fn rethink(block: &Block, x: &Tensor) -> Result<Tensor> {
        let (images, tokens, width) = x.dims3()?;
        let hidden = block.network[0].of(&x.reshape((images * tokens, width))?)?.silu()?;
        Ok(block.network[1].of(&hidden)?.reshape((images, tokens, width))?)
    }

    /// The velocities of images (n, 64) as the network has them: patches, or pixels.
    fn forward(&self, images: &Array2<f32>, times: &[f32], labels: &[usize]) -> Result<Tensor> {
        let (count, width) = (images.nrows(), self.shape.width);
        let entered = self.enter.of(&tensor(&self.cut(images))?)?;
        let tokens = entered.dim(0)? / count;
        let mut x = entered.reshape((count, tokens, width))?.broadcast_add(&self.places)?;
        let condition = self.condition(times, labels)?;
        for block in &self.blocks {
            let all = block.modulation.of(&condition)?;
            let row = |i: usize| all.narrow(1, i * width, width);
            let gated =
                |x: &Tensor, i: usize| -> Result<Tensor> { Ok(x.broadcast_mul(&row(i)?.unsqueeze(1)?)?) };
            if tokens > 1 {
                let attended = self.attend(block, &modulated(&norm(&x)?, &row(0)?, &row(1)?)?)?;
                x = (&x + gated(&attended, 2)?)?;
            }
            let thought = Model::rethink(block, &modulated(&norm(&x)?, &row(3)?, &row(4)?)?)?;
            x = (&x + gated(&thought, 5)?)?;
        }
        let all = self.last.of(&condition)?;
        let x = modulated(&norm(&x)?, &all.narrow(1, 0, width)?, &all.narrow(1, width, width)?)?;
        self.leave.of(&x.reshape((count * tokens, width))?)
    }

    /// Images as the network has them.
    fn cut(&self, images: &Array2<f32>) -> Array2<f32> {
        if self.kind == Kind::Patches { answers::patchify(images, SIDE, PATCH) } else { images.clone() }
    }

    /// The loss of flow matching.
    pub(super) fn loss(
        &self,
        data: &Array2<f32>,
        noise: &Array2<f32>,
        times: &[f32],
        labels: &[usize],
    ) -> Result<Tensor> {
        let [x, velocity] = answers::flow(data, noise, times);
        let said = self.forward(&x, times, labels)?;
        Ok((said - tensor(&self.cut(&velocity))?)?.sqr()?.mean_all()?)
    }

    /// The velocity of each image, at one time for all, with guidance.
    pub(super) fn velocity(
        &self,
        x: &Array2<f32>,
        time: f64,
        labels: &[usize],
        s: f64,
    ) -> Result<Array2<f32>> {
        let times = vec![time as f32; x.nrows()];
        let said = |labels: &[usize]| -> Result<Array2<f32>> {
            let said = array(&self.forward(x, &times, labels)?.detach())?;
            Ok(if self.kind == Kind::Patches { answers::unpatchify(&said, SIDE, PATCH) } else { said })
        };
        let with = said(labels)?;
        if s == 1.0 {
            return Ok(with);
        }
        Ok(answers::guided(&with, &said(&vec![CLASSES; labels.len()])?, s))
    }
}

fn normal(
    all: &mut Parameters,
    start: &mut Pcg64,
    name: &str,
    shape: (usize, usize),
    scale: f64,
) -> Result<Tensor> {
    all.normal(start, name, shape, scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Size;
    use crate::parameters::normals;

    /// With zero gates and a last layer of zeros nothing is said, and only the last layer learns; then all do.
    #[test]
    fn it_begins_with_nothing_and_learns_by_the_label() {
        for kind in [Kind::Patches, Kind::Pixels] {
            let mut model = Model::new(kind, Shape::of(Size::Tiny), 1).unwrap();
            let images = |seed: u64| {
                Array2::from_shape_vec((3, 64), normals(&mut random(seed, 1, 1), 192, 1.0)).unwrap()
            };
            let (data, noise) = (images(1), images(2));
            let said = |model: &Model, labels: &[usize]| model.velocity(&data, 0.4, labels, 1.0).unwrap();
            assert!(said(&model, &[1, 2, 3]).iter().all(|&x| x == 0.0));
            for _ in 0..3 {
                let loss = model.loss(&data, &noise, &[0.2, 0.5, 0.9], &[1, 2, 3]).unwrap();
                model.parameters.descend(&loss, 0.01).unwrap();
            }
            assert_ne!(said(&model, &[1, 2, 3]), said(&model, &[1, 2, 4]));
            let guided = model.velocity(&data, 0.4, &[1, 2, 3], 2.0).unwrap();
            let expected = 2.0 * said(&model, &[1, 2, 3]) - said(&model, &[10, 10, 10]);
            assert!(guided.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-5));
        }
    }
}
