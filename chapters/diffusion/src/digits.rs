//! The handwritten digits that the chapter's experiments train on: `chapters/diffusion/data/README.md` says where they are from.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// How many images there are, and how many pixels an image has.
const IMAGES: usize = 1797;
const PIXELS: usize = 64;

/// All images, row by row, and then all labels.
static BYTES: &[u8; IMAGES * (PIXELS + 1)] = include_bytes!("../data/digits.bin");

/// Images of handwritten digits, 8 by 8 pixels, and which digits they are.
#[derive(Clone, Copy, Debug)]
pub struct Digits {
    /// (1797, 64): the rows of an image one after the other, each pixel 0 (paper) to 16 (ink).
    pub images: ArrayView2<'static, u8>,
    /// (1797): 0 to 9.
    pub labels: ArrayView1<'static, u8>,
}

/// The 1,797 digits of the UCI set `optdigits` (Alpaydin and Kaynak, 1998; CC BY 4.0).
pub fn digits() -> Digits {
    let (images, labels) = BYTES.split_at(IMAGES * PIXELS);
    Digits {
        images: ArrayView2::from_shape((IMAGES, PIXELS), images).expect("as many as the file has"),
        labels: ArrayView1::from(labels),
    }
}

impl Digits {
    /// The images as a network wants them, with paper at −1 and ink at 1, and the labels as indices.
    pub fn scaled(&self) -> (Array2<f32>, Array1<usize>) {
        (self.images.mapv(|pixel| f32::from(pixel) / 8.0 - 1.0), self.labels.mapv(usize::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counted by another program in the file that scikit-learn 1.9.1 has, `sklearn/datasets/data/digits.csv.gz`.
    #[test]
    fn they_are_those_of_the_source() {
        let Digits { images, labels } = digits();
        assert_eq!((images.dim(), labels.dim()), ((1797, 64), 1797));
        assert_eq!(images.iter().copied().max(), Some(16));
        assert_eq!(images.iter().map(|&pixel| u64::from(pixel)).sum::<u64>(), 561_718);
        let of = |digit: u8| (0..IMAGES).filter(move |&i| labels[i] == digit);
        let ink = |i: usize| images.row(i).iter().map(|&pixel| u64::from(pixel)).sum::<u64>();
        let counts: Vec<usize> = (0..10).map(|digit| of(digit).count()).collect();
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
        let sums: Vec<u64> = (0..10).map(|digit| of(digit).map(ink).sum()).collect();
        assert_eq!(sums, [56415, 57007, 55566, 56151, 56239, 55915, 56336, 54289, 57408, 56392]);
    }

    /// The first and the last line of the source.
    #[test]
    fn the_first_is_a_nought_and_the_last_an_eight() {
        let Digits { images, labels } = digits();
        assert_eq!((labels[0], labels[1796]), (0, 8));
        let image = |i: usize| images.row(i).to_vec();
        #[rustfmt::skip]
        assert_eq!(image(0), [
            0, 0, 5, 13, 9, 1, 0, 0,
            0, 0, 13, 15, 10, 15, 5, 0,
            0, 3, 15, 2, 0, 11, 8, 0,
            0, 4, 12, 0, 0, 8, 8, 0,
            0, 5, 8, 0, 0, 9, 8, 0,
            0, 4, 11, 0, 1, 12, 7, 0,
            0, 2, 14, 5, 10, 12, 0, 0,
            0, 0, 6, 13, 10, 0, 0, 0,
        ]);
        assert_eq!(image(1796)[56..], [0, 1, 8, 12, 14, 12, 1, 0]);
    }

    #[test]
    fn paper_is_minus_one_and_ink_is_one() {
        let (images, labels) = digits().scaled();
        assert_eq!((images[[0, 0]], images[[0, 3]]), (-1.0, 0.625));
        assert_eq!(images.iter().copied().fold(f32::MIN, f32::max), 1.0);
        assert_eq!((labels[0], labels[1]), (0, 1));
    }
}
