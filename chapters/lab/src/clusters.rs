//! The data of the toy experiments: points around centres, each centre with a linear map of its own.

use candle_core::{Device, Tensor};
use ndarray::Array2;
use rand::RngExt;

use anyhow::Result;

use crate::parameters::{normals, random};

/// Points of width [`Clusters::width`] around centres. What is asked for is linear in the distance from the centre, another map
/// for each, so an expert that has a cluster for itself has an easy task, and one that has two must tell them apart.
pub(crate) struct Clusters {
    pub(crate) width: usize,
    pub(crate) outputs: usize,
    centres: Array2<f32>,
    maps: Vec<Array2<f32>>,
    /// Whether the map is applied to the distance from the centre, or to the point.
    centred: bool,
    /// The share of the points that are in a cluster or one before it.
    until: Vec<f64>,
    seed: u64,
}

/// Some points.
pub(crate) struct Batch {
    pub(crate) points: Tensor,
    pub(crate) wanted: Tensor,
    pub(crate) clusters: Vec<usize>,
}

/// How many points each cluster has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shares {
    /// All as many.
    Uniform,
    /// The second half as many as the first, the third a third as many, and so on.
    Zipf,
}

impl Shares {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Shares::Uniform => "uniform",
            Shares::Zipf => "zipf",
        }
    }
}

/// How far points are from their centre in each direction.
const SPREAD: f32 = 0.5;

impl Clusters {
    /// Centres of normal numbers times two; targets vary by about two.
    pub(crate) fn new(seed: u64, count: usize, width: usize, outputs: usize, shares: Shares) -> Clusters {
        let mut centres = random(seed, 1, 0);
        let mut maps = random(seed, 2, 0);
        let weight = |i: usize| match shares {
            Shares::Uniform => 1.0,
            Shares::Zipf => 1.0 / (i + 1) as f64,
        };
        let total: f64 = (0..count).map(weight).sum();
        let mut until = Vec::new();
        for i in 0..count {
            until.push(until.last().copied().unwrap_or(0.0) + weight(i) / total);
        }
        let array = |from: &mut _, rows: usize, columns: usize, scale: f32| {
            Array2::from_shape_vec((rows, columns), normals(from, rows * columns, scale))
                .expect("as many as asked")
        };
        Clusters {
            width,
            outputs,
            centres: array(&mut centres, count, width, 2.0),
            maps: (0..count).map(|_| array(&mut maps, width, outputs, 1.0)).collect(),
            centred: true,
            until,
            seed,
        }
    }

    /// The same with maps of the points themselves, and these so small that targets vary by about one.
    pub(crate) fn of_points(mut self) -> Clusters {
        self.centred = false;
        for map in &mut self.maps {
            *map *= 0.5 / (self.width as f32).sqrt();
        }
        self
    }

    /// How many clusters there are.
    pub(crate) fn count(&self) -> usize {
        self.maps.len()
    }

    /// The points of a step, always the same.
    pub(crate) fn batch(&self, step: u64, count: usize) -> Result<Batch> {
        let mut random = random(self.seed, 3, step);
        let mut clusters = Vec::with_capacity(count);
        let mut points = Vec::with_capacity(count * self.width);
        let mut wanted = Vec::with_capacity(count * self.outputs);
        for _ in 0..count {
            let along: f64 = random.random();
            let cluster = self.until.iter().position(|&until| along < until).unwrap_or(self.count() - 1);
            let offset = ndarray::Array1::from_vec(normals(&mut random, self.width, SPREAD));
            let point = &offset + &self.centres.row(cluster);
            let from = if self.centred { &offset } else { &point };
            wanted.extend(from.dot(&self.maps[cluster]));
            points.extend(point);
            clusters.push(cluster);
        }
        Ok(Batch {
            points: Tensor::from_vec(points, (count, self.width), &Device::Cpu)?,
            wanted: Tensor::from_vec(wanted, (count, self.outputs), &Device::Cpu)?,
            clusters,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_the_same_again_and_zipf_clusters_have_their_shares() {
        let clusters = Clusters::new(3, 4, 5, 2, Shares::Zipf);
        let (one, two, other) = (
            clusters.batch(7, 4000).unwrap(),
            clusters.batch(7, 4000).unwrap(),
            clusters.batch(8, 4000).unwrap(),
        );
        assert_eq!(one.points.to_vec2::<f32>().unwrap(), two.points.to_vec2::<f32>().unwrap());
        assert_ne!(one.clusters, other.clusters);
        for (cluster, share) in [0.48, 0.24, 0.16, 0.12].into_iter().enumerate() {
            let found = one.clusters.iter().filter(|&&c| c == cluster).count() as f64 / 4000.0;
            assert!((found - share).abs() < 0.03, "{cluster}: {found}");
        }
    }
}
