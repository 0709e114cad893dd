//! Eight Gaussians in a ring, and a small network for points of the plane.

use anyhow::Result;
use candle_core::{Device, Tensor};
use ndarray::Array2;
use rand::RngExt;
use rand_pcg::Pcg64;

use crate::parameters::{Parameters, normals, random};
use crate::router::{array, tensor};

/// How many Gaussians, how far from the middle, and their deviation.
pub(super) const MODES: usize = 8;
pub(super) const RADIUS: f32 = 2.0;
pub(super) const DEVIATION: f32 = 0.15;
/// Two neighbours are a class.
pub(super) const CLASSES: usize = MODES / 2;
/// Of one coordinate of all data.
pub(super) const OF_DATA: f64 = 1.422;

/// The middle of a Gaussian.
pub(super) fn middle(mode: usize) -> [f32; 2] {
    let angle = std::f32::consts::TAU * mode as f32 / MODES as f32;
    [RADIUS * angle.cos(), RADIUS * angle.sin()]
}

pub(super) fn plane(random: &mut Pcg64, count: usize, scale: f32) -> Array2<f32> {
    Array2::from_shape_vec((count, 2), normals(random, 2 * count, scale)).expect("as many")
}

/// Points of the ring, and which Gaussian each is from.
pub(super) fn points(random: &mut Pcg64, count: usize) -> (Array2<f32>, Vec<usize>) {
    let modes: Vec<usize> = (0..count).map(|_| random.random_range(0..MODES)).collect();
    let mut points = plane(random, count, DEVIATION);
    for (mut row, &mode) in points.rows_mut().into_iter().zip(&modes) {
        row[0] += middle(mode)[0];
        row[1] += middle(mode)[1];
    }
    (points, modes)
}

/// The share of points that lie within three deviations of the middle of one of these Gaussians.
pub(super) fn near(points: &Array2<f32>, modes: &[usize]) -> f64 {
    let middles: Vec<[f32; 2]> = modes.iter().map(|&mode| middle(mode)).collect();
    let is_near = |x: f32, y: f32| middles.iter().any(|m| (x - m[0]).hypot(y - m[1]) < 3.0 * DEVIATION);
    points.rows().into_iter().filter(|row| is_near(row[0], row[1])).count() as f64 / points.nrows() as f64
}

pub(super) const EVERY_MODE: [usize; MODES] = [0, 1, 2, 3, 4, 5, 6, 7];

/// Frequencies of what a network is told of a level of noise.
const WAVES: usize = 6;

/// Points, levels of noise and a class go in, points come out.
pub(super) struct Network {
    pub(super) parameters: Parameters,
    /// (before, after) and (1, after) of each layer.
    layers: Vec<(Tensor, Tensor)>,
    width: usize,
}

/// One class more: that of points whose class is not told.
const ENTER: usize = 2 + 2 * WAVES + 1 + CLASSES + 1;

impl Network {
    pub(super) fn new(seed: u64, purpose: u64, width: usize) -> Result<Network> {
        let mut start = random(seed, purpose, 0);
        let mut parameters = Parameters::default();
        let mut layers = Vec::new();
        for (i, (before, after)) in
            [(ENTER, width), (width, width), (width, width), (width, 2)].into_iter().enumerate()
        {
            let scale = if i == 3 { 0.3 } else { 1.3 } / (before as f64).sqrt();
            layers.push((
                parameters.normal(&mut start, &format!("layer {i}"), (before, after), scale)?,
                parameters.add(&format!("level {i}"), (1, after), vec![0.0; after])?,
            ));
        }
        Ok(Network { parameters, layers, width })
    }

    /// How many numbers a layer leaves for the way back, for each point.
    pub(super) fn activations(&self) -> usize {
        // What enters; of each hidden layer what is before and after the bend.
        ENTER + 2 * self.width * (self.layers.len() - 1)
    }

    /// A class, or that none is told.
    fn entry(levels: &[f32], classes: Option<&[usize]>) -> Result<Tensor> {
        let width = ENTER - 2;
        let mut rows = vec![0.0; levels.len() * width];
        for (i, (row, &level)) in rows.chunks_exact_mut(width).zip(levels).enumerate() {
            for wave in 0..WAVES {
                let angle = std::f32::consts::FRAC_PI_2 * level * (1 << wave) as f32;
                row[2 * wave] = angle.sin();
                row[2 * wave + 1] = angle.cos();
            }
            row[2 * WAVES] = level;
            row[2 * WAVES + 1 + classes.map_or(CLASSES, |classes| classes[i])] = 1.0;
        }
        Ok(Tensor::from_vec(rows, (levels.len(), width), &Device::Cpu)?)
    }

    pub(super) fn forward(&self, x: &Tensor, levels: &[f32], classes: Option<&[usize]>) -> Result<Tensor> {
        let mut hidden = Tensor::cat(&[x, &Network::entry(levels, classes)?], 1)?;
        for (i, (weights, level)) in self.layers.iter().enumerate() {
            hidden = hidden.matmul(weights)?.broadcast_add(level)?;
            if i + 1 < self.layers.len() {
                hidden = hidden.silu()?;
            }
        }
        Ok(hidden)
    }

    /// The same without a gradient, at one level for all points.
    pub(super) fn said(&self, x: &Array2<f32>, level: f64, classes: Option<&[usize]>) -> Result<Array2<f32>> {
        let levels = vec![level as f32; x.nrows()];
        array(&self.forward(&tensor(x)?, &levels, classes)?.detach())
    }
}

/// The rate at a step: a short rise, then down along a cosine.
pub(super) fn rate(step: u64, steps: u64, most: f64) -> f64 {
    let warm = ((step + 1) as f64 / 50.0).min(1.0);
    let along = step as f64 / steps as f64;
    most * warm * (0.02 + 0.49 * (1.0 + (std::f64::consts::PI * along).cos()))
}

/// The mean over points of the squared error of both coordinates, with a weight for each point.
pub(super) fn squared(said: &Tensor, wanted: &Array2<f32>, weights: Option<Vec<f32>>) -> Result<Tensor> {
    let errors = (said - tensor(wanted)?)?.sqr()?.mean_keepdim(1)?;
    let errors = match weights {
        Some(weights) => {
            let count = weights.len();
            (errors * Tensor::from_vec(weights, (count, 1), &Device::Cpu)?)?
        }
        None => errors,
    };
    Ok(errors.mean_all()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deviation_is_that_of_the_points() {
        let (points, _) = points(&mut random(1, 2, 3), 40_000);
        let deviation = (points.mapv(|x| f64::from(x).powi(2)).mean().unwrap()).sqrt();
        assert!((deviation - OF_DATA).abs() < 0.01, "{deviation}");
        assert!((near(&points, &EVERY_MODE) - 0.989).abs() < 0.003);
        assert!((near(&points, &[0, 1]) - 0.247).abs() < 0.01);
    }

    #[test]
    fn a_class_and_a_level_change_what_is_said() {
        let network = Network::new(1, 2, 16).unwrap();
        let x = Array2::from_elem((1, 2), 0.5);
        let said = |level: f64, classes: Option<&[usize]>| network.said(&x, level, classes).unwrap();
        assert_ne!(said(0.1, None), said(0.2, None));
        assert_ne!(said(0.1, None), said(0.1, Some(&[0])));
        assert_ne!(said(0.1, Some(&[1])), said(0.1, Some(&[0])));
    }
}
