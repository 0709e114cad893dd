//! The bent solution of `mla`: its knobs, and what it computes.

use attention::lesson::turn::rotate;
use judge::slips;
use ndarray::{Array2, ArrayView2, ArrayView3, Axis, NdFloat, concatenate, s};

use super::Input;

/// What is normalised, and how.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Norm {
    #[default]
    Latent,
    Nothing,
    Unit,
    Layer,
    MeanSquare,
    Together,
    KeyToo,
    OverTokens,
    BeforeProjection,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Epsilon {
    #[default]
    UnderRoot,
    Nothing,
    AsFloor,
    FloorOfMean,
    Outside,
    InSum,
    TenTimes,
}

/// The rotated key.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Key {
    #[default]
    Right,
    FromLatent,
    Unrotated,
    FromZero,
    OneLater,
    AllAtFirst,
}

/// How the weights of a head are read.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weights {
    #[default]
    Right,
    Transposed,
    FirstHead,
    Reshaped,
    SumOfHeads,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    RootWidth,
    RootNope,
    RootVector,
    RootLatent,
    Width,
    Nothing,
    Separately,
    LatentPart,
    RotatedPart,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scores {
    #[default]
    Both,
    WithoutRope,
    RopeAlone,
    Difference,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Softmax {
    #[default]
    OverTokens,
    OverHeads,
    Nothing,
    NoDivision,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Values {
    #[default]
    Latents,
    WithRope,
    NormalisedAgain,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) norm: Norm,
    pub(super) epsilon: Epsilon,
    pub(super) no_guard: bool,
    pub(super) key: Key,
    pub(super) absorb: Weights,
    pub(super) expand: Weights,
    pub(super) scaled_in_absorb: bool,
    pub(super) scale: Scale,
    pub(super) scores: Scores,
    pub(super) softmax: Softmax,
    pub(super) values: Values,
    pub(super) no_max: bool,
    pub(super) one_max: bool,
    pub(super) max_from_zero: bool,
    pub(super) forgets_last: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) by_index: bool,
    pub(super) double: bool,
}

/// Applies `work` in double precision to matrices.
fn in_double<const N: usize>(
    matrices: [ArrayView2<'_, f32>; N],
    work: impl FnOnce([Array2<f64>; N]) -> Array2<f64>,
) -> Array2<f32> {
    work(matrices.map(|matrix| matrix.mapv(f64::from))).mapv(|x| x as f32)
}

impl Knobs {
    /// # Panics
    /// As an answer does that does not expect transposed or strided views.
    pub(super) fn memory(&self, input: &Input) {
        if self.contiguous {
            for matrix in [&input.hidden, &input.q_nope, &input.latents] {
                super::super::as_slices(matrix.held().view(), self.row_slices);
            }
        }
    }

    pub(super) fn compress(
        &self,
        hidden: ArrayView2<'_, f32>,
        w_dkv: ArrayView2<'_, f32>,
        w_kr: ArrayView2<'_, f32>,
        first: usize,
    ) -> (Array2<f32>, Array2<f32>) {
        let mut latents = if self.norm == Norm::BeforeProjection {
            let mut normal = hidden.to_owned();
            self.normalise(&mut normal);
            normal.dot(&w_dkv)
        } else {
            hidden.dot(&w_dkv)
        };
        let key = if self.key == Key::FromLatent {
            self.normalise(&mut latents);
            latents.dot(&w_kr)
        } else {
            hidden.dot(&w_kr)
        };
        let mut keys = match self.key {
            Key::Unrotated => key,
            Key::FromZero => rotate(key.view(), 0),
            Key::OneLater => rotate(key.view(), first + 1),
            Key::AllAtFirst => {
                let mut keys = key;
                for mut row in keys.rows_mut() {
                    let turned = rotate(row.view().insert_axis(Axis(0)), first);
                    row.assign(&turned.row(0));
                }
                keys
            }
            Key::Right | Key::FromLatent => rotate(key.view(), first),
        };
        match self.norm {
            _ if self.key == Key::FromLatent => {}
            Norm::BeforeProjection => {}
            Norm::Together => {
                let mut both = concatenate![Axis(1), latents, keys];
                self.normalise(&mut both);
                let (l, k) = both.view().split_at(Axis(1), latents.ncols());
                (latents, keys) = (l.to_owned(), k.to_owned());
            }
            Norm::KeyToo => {
                self.normalise(&mut latents);
                self.normalise(&mut keys);
            }
            _ => self.normalise(&mut latents),
        }
        (latents, keys)
    }

    fn normalise(&self, x: &mut Array2<f32>) {
        let axis = if self.norm == Norm::OverTokens { Axis(0) } else { Axis(1) };
        for mut vector in x.lanes_mut(axis) {
            let count = vector.len() as f32;
            if self.norm == Norm::Layer {
                let mean = vector.sum() / count;
                vector -= mean;
            }
            let squares = if self.double {
                vector.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() as f32
            } else {
                vector.dot(&vector)
            };
            let mean = squares / count;
            let divisor = match (self.norm, self.epsilon) {
                (Norm::Nothing, _) => 1.0,
                (Norm::Latent, _) if self.no_guard && self.epsilon == Epsilon::UnderRoot => {
                    (mean + 1e-6).sqrt()
                }
                (Norm::Unit, _) if self.no_guard => squares.sqrt().max(1e-12),
                (Norm::MeanSquare, _) if self.no_guard => mean.max(1e-12),
                (_, Epsilon::UnderRoot) if self.no_guard => mean.sqrt().max(1e-12),
                (Norm::Unit, _) => (squares + 1e-6).sqrt(),
                (Norm::MeanSquare, _) => mean + 1e-6,
                (_, Epsilon::UnderRoot) => (mean + 1e-6).sqrt(),
                (_, Epsilon::Nothing) => mean.sqrt(),
                (_, Epsilon::AsFloor) => mean.sqrt().max(1e-6),
                (_, Epsilon::FloorOfMean) => mean.max(1e-6).sqrt(),
                (_, Epsilon::Outside) => mean.sqrt() + 1e-6,
                (_, Epsilon::InSum) => ((squares + 1e-6) / count).sqrt(),
                (_, Epsilon::TenTimes) => (mean + 1e-5).sqrt(),
            };
            vector /= divisor;
        }
    }

    /// The weights of a head, as an answer reads them: (d_c, width).
    fn weights(rule: Weights, weights: ArrayView3<'_, f32>, h: usize) -> Array2<f32> {
        let (latent, heads, width) = weights.dim();
        match rule {
            Weights::Right | Weights::Transposed => weights.index_axis(Axis(1), h).to_owned(),
            Weights::FirstHead => weights.index_axis(Axis(1), 0).to_owned(),
            Weights::SumOfHeads => weights.sum_axis(Axis(1)),
            Weights::Reshaped => {
                let reshaped = weights.to_shape((heads, latent, width)).expect("as many elements");
                reshaped.index_axis(Axis(0), h).to_owned()
            }
        }
    }

    pub(super) fn absorb(&self, q_nope: ArrayView2<'_, f32>, w_uk: ArrayView3<'_, f32>) -> Array2<f32> {
        let transposed = self.absorb == Weights::Transposed;
        let (latent, heads, nope) = w_uk.dim();
        let mut absorbed = Array2::zeros((heads, if transposed { nope } else { latent }));
        for (h, mut query) in absorbed.rows_mut().into_iter().enumerate() {
            let weights = Self::weights(self.absorb, w_uk, h);
            let (q, w) = (q_nope.slice(s![h..=h, ..]), weights.view());
            let product = if transposed { self.product(q, w) } else { self.product(q, w.t()) };
            query.assign(&product.row(0));
        }
        if self.scaled_in_absorb { absorbed / (nope as f32).sqrt() } else { absorbed }
    }

    pub(super) fn expand(&self, mixed: ArrayView2<'_, f32>, w_uv: ArrayView3<'_, f32>) -> Array2<f32> {
        let transposed = self.expand == Weights::Transposed;
        let (latent, heads, value) = w_uv.dim();
        let mut output = Array2::zeros((heads, if transposed { latent } else { value }));
        for (h, mut row) in output.rows_mut().into_iter().enumerate() {
            let weights = Self::weights(self.expand, w_uv, h);
            let (m, w) = (mixed.slice(s![h..=h, ..]), weights.view());
            let product = if transposed { self.product(m, w.t()) } else { self.product(m, w) };
            row.assign(&product.row(0));
        }
        output
    }

    /// A row times a matrix.
    ///
    /// # Panics
    /// If the widths differ: from ndarray's product, or by index, as an answer is written.
    fn product(&self, row: ArrayView2<'_, f32>, matrix: ArrayView2<'_, f32>) -> Array2<f32> {
        if self.by_index {
            // As ndarray says it in a loop over the three indices of all heads' weights.
            assert!(
                row.ncols() == matrix.nrows(),
                "ndarray: index [0, 0, {}] is out of bounds for array of shape [0, 0, 0]",
                row.ncols()
            );
            return Array2::from_shape_fn((1, matrix.ncols()), |(_, c)| {
                (0..matrix.nrows()).map(|k| row[[0, k]] * matrix[[k, c]]).sum()
            });
        }
        if row.ncols() != matrix.nrows() {
            // A vector with a matrix, as heads are multiplied.
            let _ = matrix.t().dot(&row.row(0));
        }
        if self.double {
            in_double([row, matrix], |[row, matrix]| row.dot(&matrix))
        } else {
            row.dot(&matrix)
        }
    }

    pub(super) fn attend(
        &self,
        [absorbed, q_rope, latents, keys]: [ArrayView2<'_, f32>; 4],
        d_nope: usize,
    ) -> Array2<f32> {
        let mut latents = latents.to_owned();
        if self.values == Values::NormalisedAgain {
            Knobs::default().normalise(&mut latents);
        }
        let [latents, keys] = [latents.view(), keys].map(|x| {
            let kept = if self.forgets_last { x.nrows() - 1 } else { x.nrows() };
            x.slice_move(s![..kept, ..])
        });
        if self.double {
            in_double([absorbed, q_rope, latents, keys], |arrays| self.attend_to(arrays, d_nope))
        } else {
            self.attend_to([absorbed, q_rope, latents, keys].map(|x| x.to_owned()), d_nope)
        }
    }

    fn attend_to<T: NdFloat>(
        &self,
        [absorbed, q_rope, latents, keys]: [Array2<T>; 4],
        d_nope: usize,
    ) -> Array2<T> {
        let root = |x: usize| T::from(x).expect("sizes are small").sqrt();
        let (d_c, d_r) = (absorbed.ncols(), q_rope.ncols());
        let (mut plain, mut rope) = (absorbed.dot(&latents.t()), q_rope.dot(&keys.t()));
        let divisor = match self.scale {
            Scale::RootWidth => root(d_nope + d_r),
            Scale::RootNope => root(d_nope),
            Scale::RootVector => root(d_c + d_r),
            Scale::RootLatent => root(d_c),
            Scale::Width => root(d_nope + d_r) * root(d_nope + d_r),
            Scale::Nothing | Scale::Separately | Scale::LatentPart | Scale::RotatedPart => T::one(),
        };
        match self.scale {
            Scale::Separately => (plain, rope) = (plain / root(d_nope), rope / root(d_r)),
            Scale::LatentPart => plain /= root(d_nope + d_r),
            Scale::RotatedPart => rope /= root(d_nope + d_r),
            _ => {}
        }
        let mut weights = match self.scores {
            Scores::Both => plain + rope,
            Scores::WithoutRope => plain,
            Scores::RopeAlone => rope,
            Scores::Difference => plain - rope,
        } / divisor;
        let axis = if self.softmax == Softmax::OverHeads { Axis(0) } else { Axis(1) };
        if self.softmax != Softmax::Nothing {
            let of_all = slips::largest(&weights);
            for mut row in weights.lanes_mut(axis) {
                let largest = slips::largest(&row);
                let shift = match largest {
                    _ if self.no_max => T::zero(),
                    _ if self.one_max => of_all,
                    _ if self.max_from_zero => largest.max(T::zero()),
                    _ => largest,
                };
                row.mapv_inplace(|score| (score - shift).exp());
                let sum = if self.softmax == Softmax::NoDivision { T::one() } else { row.sum() };
                row.mapv_inplace(|weight| weight / sum);
            }
        }
        if self.values == Values::WithRope {
            weights.dot(&concatenate![Axis(1), latents, keys])
        } else {
            weights.dot(&latents)
        }
    }
}
