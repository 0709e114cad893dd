//! What images are taken for: by their neighbours among the images of training, without anything trained.

use ndarray::{Array1, Array2, ArrayView1, Axis};

use super::super::answers::{self, Moments};

pub(super) struct Judge<'a> {
    images: &'a Array2<f32>,
    labels: &'a [usize],
    /// Σ x² of each image.
    squares: Array1<f32>,
    moments: Moments,
}

impl<'a> Judge<'a> {
    /// With images of training and their labels.
    pub(super) fn new(images: &'a Array2<f32>, labels: &'a [usize]) -> Judge<'a> {
        let squares = (images * images).sum_axis(Axis(1));
        Judge { images, labels, squares, moments: answers::moments(&images.mapv(f64::from)) }
    }

    /// For each image the three of training that are nearest, with their squared distances.
    fn near(&self, images: &Array2<f32>) -> Vec<[(f32, usize); 3]> {
        let products = images.dot(&self.images.t());
        let nearest = |(row, image): (ArrayView1<'_, f32>, ArrayView1<'_, f32>)| {
            let own = image.dot(&image);
            let mut best = [(f32::INFINITY, 0); 3];
            for (i, (product, square)) in row.iter().zip(&self.squares).enumerate() {
                let apart = (own - 2.0 * product + square).max(0.0);
                if apart < best[2].0 {
                    best[2] = (apart, i);
                    best.sort_by(|a, b| a.0.total_cmp(&b.0));
                }
            }
            best
        };
        products.rows().into_iter().zip(images.rows()).map(nearest).collect()
    }

    /// The share of images whose three nearest neighbours, or two of them, or else the nearest, are the digit that they should be.
    pub(super) fn named(&self, images: &Array2<f32>, wanted: &[usize]) -> f64 {
        let right = self.near(images).into_iter().zip(wanted).filter(|(near, wanted)| {
            let near = near.map(|(_, i)| self.labels[i]);
            let found = if near[1] == near[2] { near[1] } else { near[0] };
            found == **wanted
        });
        right.count() as f64 / wanted.len() as f64
    }

    /// The median distance to the nearest image of training, per pixel on the scale of the data, 0 to 16.
    pub(super) fn nearest(&self, images: &Array2<f32>) -> f64 {
        let pixels = images.ncols() as f64;
        let near = self.near(images);
        let mut all: Vec<f64> =
            near.iter().map(|near| 8.0 * (f64::from(near[0].0) / pixels).sqrt()).collect();
        all.sort_unstable_by(f64::total_cmp);
        all[all.len() / 2]
    }

    /// The nearest image of training to each.
    pub(super) fn neighbours(&self, images: &Array2<f32>) -> Array2<f32> {
        let rows: Vec<usize> = self.near(images).iter().map(|near| near[0].1).collect();
        self.images.select(Axis(0), &rows)
    }

    /// The Fréchet distance of the pixels from those of training. Images that are held out have one too, because they are few.
    pub(super) fn apart(&self, images: &Array2<f32>) -> f64 {
        answers::frechet(&images.mapv(f64::from), &self.moments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_known_by_their_neighbours() {
        let (images, labels) = diffusion::digits().scaled();
        let (known, fresh) = images.view().split_at(Axis(0), 1697);
        let (known, fresh) = (known.to_owned(), fresh.to_owned());
        let labels = labels.to_vec();
        let judge = Judge::new(&known, &labels[..1697]);
        assert!(judge.named(&fresh, &labels[1697..]) > 0.9);
        assert_eq!(judge.named(&fresh, &[10; 100]), 0.0);
        let some = known.slice(ndarray::s![..20, ..]).to_owned();
        assert!(judge.nearest(&some) < 0.01 && judge.nearest(&fresh) > 1.0);
        assert_eq!(judge.neighbours(&some), some);
        assert!(judge.apart(&fresh) < judge.apart(&(&fresh * 0.5)));
    }
}
