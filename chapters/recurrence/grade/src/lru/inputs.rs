//! What `lru` receives.

use judge::{Layout, Matrix, Vector};
use ndarray::{Array2, ArrayView2, s};
use serde::{Deserialize, Serialize};

use super::Answered;
use recurrence::{Affine, Complex32, LruWeights};

/// In which order some steps are combined.
#[derive(Clone, Serialize, Deserialize)]
pub(in super::super) enum Tree {
    /// From the first step on, each with all before it.
    Left,
    /// From the last step on, each with all behind it.
    Right,
    /// The first half with the second, and each of them so.
    Halves,
    /// The first part with the rest, and each of them so; how long the first parts are, with 1 in place of what is too long.
    Drawn(Vec<usize>),
}

impl Tree {
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Tree::Left => "from the left",
            Tree::Right => "from the right",
            Tree::Halves => "by halves",
            Tree::Drawn(_) => "in a tree of some shape",
        }
    }

    /// One step for all, of which there is at least one.
    pub(super) fn reduce(&self, steps: &[Affine], combine: &dyn Fn(Affine, Affine) -> Affine) -> Affine {
        self.part(steps, 0, combine)
    }

    fn part(&self, steps: &[Affine], depth: usize, combine: &dyn Fn(Affine, Affine) -> Affine) -> Affine {
        let count = steps.len();
        if count == 1 {
            return steps[0];
        }
        let first = match self {
            Tree::Left => count - 1,
            Tree::Right => 1,
            Tree::Halves => count / 2,
            Tree::Drawn(lengths) => {
                let length = lengths[(depth + count) % lengths.len()];
                if length < count { length } else { 1 }
            }
        };
        let part = |steps| self.part(steps, depth + 1, combine);
        combine(part(&steps[..first]), part(&steps[first..]))
    }
}

/// What `forward` receives. Complex weights are their real and imaginary parts, and lie as the real parts say.
#[derive(Clone, Serialize, Deserialize)]
pub(in super::super) struct Layer {
    pub(super) inputs: Matrix,
    pub(super) nu: Vector,
    pub(super) theta: Vector,
    pub(super) b_re: Matrix,
    pub(super) b_im: Matrix,
    pub(super) c_re: Matrix,
    pub(super) c_im: Matrix,
    pub(super) d: Vector,
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant)] // There are a few dozen at a time.
pub(in super::super) enum Input {
    Decay {
        nu: Vector,
        theta: Vector,
    },
    /// Rows are steps: real and imaginary part of the factor, then of what is added.
    Combine {
        steps: Array2<f32>,
        tree: Tree,
    },
    Forward(Layer),
}

type Forward<'a> = &'a dyn Fn(ArrayView2<'_, f32>, LruWeights<'_>) -> Array2<f32>;

impl Layer {
    /// Tokens, channels, states.
    pub(super) fn sizes(&self) -> [usize; 3] {
        [self.inputs.values.nrows(), self.inputs.values.ncols(), self.nu.values.len()]
    }

    /// Of inputs, ν, θ, B, C and D.
    pub(super) fn layouts(&self) -> [Layout; 6] {
        let Layer { inputs, nu, theta, b_re, c_re, d, .. } = self;
        [inputs.layout, nu.layout, theta.layout, b_re.layout, c_re.layout, d.layout]
    }

    pub(super) fn laid(mut self, layouts: [Layout; 6]) -> Layer {
        [
            self.inputs.layout,
            self.nu.layout,
            self.theta.layout,
            self.b_re.layout,
            self.c_re.layout,
            self.d.layout,
        ] = layouts;
        self
    }

    /// What an answer gives for it.
    pub(super) fn given(&self, forward: Forward<'_>) -> Answered {
        let (inputs, nu, theta, d) = (self.inputs.held(), self.nu.held(), self.theta.held(), self.d.held());
        let (b, c) = (complex(&self.b_re, &self.b_im), complex(&self.c_re, &self.c_im));
        let weights = LruWeights {
            nu: nu.view(),
            theta: theta.view(),
            b: shown(&b, self.b_re.layout),
            c: shown(&c, self.c_re.layout),
            d: d.view(),
        };
        Answered::Forward(forward(inputs.view(), weights))
    }
}

/// Memory in the layout of the real parts, of which [`shown`] is what an answer sees.
fn complex(re: &Matrix, im: &Matrix) -> Array2<Complex32> {
    let values = Array2::from_shape_fn(re.values.dim(), |at| Complex32::new(re.values[at], im.values[at]));
    match re.layout {
        Layout::Contiguous => values,
        Layout::Transposed => values.t().as_standard_layout().into_owned(),
        Layout::Reversed => values.slice(s![..;-1, ..]).as_standard_layout().into_owned(),
        Layout::Strided => {
            let (rows, columns) = values.dim();
            let nothing = Complex32::new(f32::NAN, f32::NAN);
            let mut storage = Array2::from_elem((2 * rows, 2 * columns), nothing);
            storage.slice_mut(s![..;2, ..;2]).assign(&values);
            storage
        }
    }
}

fn shown(storage: &Array2<Complex32>, layout: Layout) -> ArrayView2<'_, Complex32> {
    match layout {
        Layout::Contiguous => storage.view(),
        Layout::Transposed => storage.t(),
        Layout::Reversed => storage.slice(s![..;-1, ..]),
        Layout::Strided => storage.slice(s![..;2, ..;2]),
    }
}
