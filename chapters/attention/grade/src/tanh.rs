//! How bent solutions write tanh with exponentials, which overflow where its argument is large.

use ndarray::NdFloat;

/// Which exponentials a tanh is made of.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Exponentials {
    #[default]
    Both,
    Twice,
    MinusTwice,
}

impl Exponentials {
    pub(crate) fn tanh<T: NdFloat>(self, x: T) -> T {
        let one = T::one();
        match self {
            Exponentials::Both => (x.exp() - (-x).exp()) / (x.exp() + (-x).exp()),
            Exponentials::Twice => ((x + x).exp() - one) / ((x + x).exp() + one),
            Exponentials::MinusTwice => (one - (-x - x).exp()) / (one + (-x - x).exp()),
        }
    }
}
