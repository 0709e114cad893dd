//! The typical mistakes of `mla`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array2, ArrayView2, ArrayView3, Axis, NdFloat, concatenate, s};

use super::Input;
use attention::lesson::turn::rotate;

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
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Epsilon {
    #[default]
    UnderRoot,
    Nothing,
    AsFloor,
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
    pub(super) forgets_last: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) by_index: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "scale_by_vector",
            "attend divides the scores by √(d_c + d_r), the width that the vectors have in this form. Absorbing does not \
             change a score: it is still a sum over d_nope + d_r channels.",
            |k| k.scale = Scale::RootVector,
        )
        .edit("let width = d_nope + q_rope.ncols();", "let width = latents.ncols() + q_rope.ncols();"),
        Mistake::<Knobs>::new(
            "scale_by_nope",
            "attend divides the scores by √d_nope. The rotated channels count too: √(d_nope + d_r).",
            |k| k.scale = Scale::RootNope,
        )
        .edit("let width = d_nope + q_rope.ncols();", "let width = d_nope;"),
        Mistake::<Knobs>::new(
            "no_norm",
            "compress does not normalise the latents. What is cached is RMSNorm(hidden · w_dkv).",
            |k| k.norm = Norm::Nothing,
        )
        .edit("latent /= (mean + 1e-6).sqrt();", ""),
        Mistake::new(
            "norm_of_both",
            "compress normalises latent and rotated key as one vector. The mean of squares runs over the d_c channels of the \
             latent, and the key is not normalised.",
            |k| k.norm = Norm::Together,
        ),
        Mistake::new(
            "key_normalised",
            "compress normalises the rotated key too. Only the latent is normalised.",
            |k| k.norm = Norm::KeyToo,
        ),
        Mistake::new(
            "key_from_latent",
            "compress makes the rotated key from the latent. It comes from the hidden state: hidden · w_kr.",
            |k| k.key = Key::FromLatent,
        ),
        Mistake::<Knobs>::new(
            "key_unrotated",
            "compress does not rotate the key. Of everything cached it alone knows the position.",
            |k| k.key = Key::Unrotated,
        )
        .edit("rotate(hidden.dot(&w_kr).view(), first))", "hidden.dot(&w_kr))"),
        Mistake::<Knobs>::new(
            "key_from_zero",
            "compress rotates from position 0 on, whatever `first` is: in decoding every new token would stand at the beginning.",
            |k| k.key = Key::FromZero,
        )
        .edit(".view(), first)", ".view(), 0)"),
        Mistake::new(
            "keys_at_one_position",
            "compress rotates all keys as if they stood at position `first`. Each row is one position further.",
            |k| k.key = Key::AllAtFirst,
        ),
        Mistake::new(
            "absorb_transposed",
            "absorb multiplies by the transpose of a head's weights. The weights of a head are (d_c, d_nope), and they carry a \
             query of width d_nope to one of width d_c: W q, not Wᵀ q.",
            |k| k.absorb = Weights::Transposed,
        ),
        Mistake::<Knobs>::new(
            "absorb_first_head",
            "absorb uses the weights of head 0 for every head. Each head has its own.",
            |k| k.absorb = Weights::FirstHead,
        )
        .edit("w_uk.index_axis(Axis(1), h)", "w_uk.index_axis(Axis(1), 0)"),
        Mistake::new(
            "absorb_reshaped",
            "absorb reads w_uk as (heads, d_c, d_nope). The heads are its middle axis: index_axis(Axis(1), h).",
            |k| k.absorb = Weights::Reshaped,
        ),
        Mistake::<Knobs>::new(
            "absorb_sums_heads",
            "absorb sums the weights of all heads. Each head has its own.",
            |k| k.absorb = Weights::SumOfHeads,
        )
        .edit("w_uk.index_axis(Axis(1), h)", "w_uk.sum_axis(Axis(1))"),
        Mistake::new(
            "scaled_in_absorb",
            "absorb divides by √d_nope. The scale belongs to the whole score, the rotated part included, so it has to wait for \
             attend.",
            |k| k.scaled_in_absorb = true,
        ),
        Mistake::<Knobs>::new(
            "without_rope",
            "attend leaves the rotated part out of the scores: nothing knows a position.",
            |k| k.scores = Scores::WithoutRope,
        )
        .edit(" + q_rope.dot(&keys_rope.t())", ""),
        Mistake::<Knobs>::new("rope_alone", "attend has nothing but the rotated part in the scores.", |k| {
            k.scores = Scores::RopeAlone
        })
        .edit("absorbed.dot(&latents.t()) + ", ""),
        Mistake::<Knobs>::new("rope_subtracted", "attend subtracts the rotated part of a score.", |k| {
            k.scores = Scores::Difference
        })
        .edit("absorbed.dot(&latents.t()) + ", "absorbed.dot(&latents.t()) - "),
        Mistake::new(
            "scaled_separately",
            "attend divides the two parts of a score by a root each, √d_nope and √d_r. They are two parts of one dot product: \
             add first, then divide by √(d_nope + d_r).",
            |k| k.scale = Scale::Separately,
        ),
        Mistake::new(
            "only_latent_part_scaled",
            "attend divides the latent part of a score and adds the rotated part as it is. They are two parts of one dot \
             product: add first, then divide.",
            |k| k.scale = Scale::LatentPart,
        ),
        Mistake::new(
            "only_rotated_part_scaled",
            "attend divides the rotated part of a score and adds it to the latent part as that is. They are two parts of one \
             dot product: add first, then divide.",
            |k| k.scale = Scale::RotatedPart,
        ),
        Mistake::<Knobs>::new(
            "scale_by_latent",
            "attend divides the scores by √d_c. Absorbing does not change a score: it is still a sum over d_nope + d_r channels.",
            |k| k.scale = Scale::RootLatent,
        )
        .edit("let width = d_nope + q_rope.ncols();", "let width = latents.ncols();"),
        Mistake::<Knobs>::new("scale_by_width", "attend divides the scores by d_nope + d_r, not by its root.", |k| {
            k.scale = Scale::Width
        })
        .edit("(scores / (width as f32).sqrt())", "(scores / width as f32)"),
        Mistake::<Knobs>::new("no_scale", "attend does not divide the scores.", |k| k.scale = Scale::Nothing)
        .edit("(scores / (width as f32).sqrt())", "scores"),
        Mistake::new(
            "values_with_rope",
            "attend averages latent and rotated key together, and returns (heads, d_c + d_r). The value is the latent alone.",
            |k| k.values = Values::WithRope,
        ),
        Mistake::new(
            "normalised_again",
            "attend normalises the latents again. They are cached normalised: a second time lengthens those that are meant to \
             be short.",
            |k| k.values = Values::NormalisedAgain,
        ),
        Mistake::new(
            "over_heads",
            "the softmax in attend runs over the heads. Each head distributes its attention over the tokens.",
            |k| k.softmax = Softmax::OverHeads,
        ),
        Mistake::<Knobs>::new("no_softmax", "attend weighs the latents by the scores, without a softmax.", |k| {
            k.softmax = Softmax::Nothing
        })
        .edit(
            "super::softmax::softmax((scores / (width as f32).sqrt()).view())",
            "scores / (width as f32).sqrt()",
        ),
        Mistake::new("no_division", "attend does not divide the exponentials by their sum.", |k| {
            k.softmax = Softmax::NoDivision
        }),
        Mistake::new(
            "forgets_last",
            "attend leaves out the last token of the cache, which is the query's own.",
            |k| k.forgets_last = true,
        ),
        Mistake::new(
            "no_max",
            "attend takes exp of the scores themselves. Scores near 1000 overflow, scores near −1000 underflow to 0/0.",
            |k| k.no_max = true,
        ),
        Mistake::new(
            "one_max",
            "attend subtracts the largest score of all heads from every row. A head whose scores are far lower underflows to \
             0/0: each head has its own largest score.",
            |k| k.one_max = true,
        ),
        Mistake::new(
            "expand_transposed",
            "expand multiplies by the transpose of a head's weights. The weights of a head are (d_c, d_v), and they carry a \
             latent of width d_c to a value of width d_v.",
            |k| k.expand = Weights::Transposed,
        ),
        Mistake::<Knobs>::new(
            "expand_first_head",
            "expand uses the weights of head 0 for every head. Each head has its own.",
            |k| k.expand = Weights::FirstHead,
        )
        .edit("w_uv.index_axis(Axis(1), h)", "w_uv.index_axis(Axis(1), 0)"),
        Mistake::new(
            "expand_reshaped",
            "expand reads w_uv as (heads, d_c, d_v). The heads are its middle axis: index_axis(Axis(1), h).",
            |k| k.expand = Weights::Reshaped,
        ),
        Mistake::<Knobs>::new(
            "expand_sums_heads",
            "expand sums the weights of all heads. Each head has its own.",
            |k| k.expand = Weights::SumOfHeads,
        )
        .edit("w_uv.index_axis(Axis(1), h)", "w_uv.sum_axis(Axis(1))"),
        Mistake::<Knobs>::new(
            "unit_length",
            "compress divides by the root of the sum of squares. RMSNorm divides by the root of their mean.",
            |k| k.norm = Norm::Unit,
        )
        .edit("latent.dot(&latent) / latent.len() as f32", "latent.dot(&latent)"),
        Mistake::<Knobs>::new(
            "layer_norm",
            "compress subtracts the mean, as LayerNorm does. RMSNorm only divides.",
            |k| k.norm = Norm::Layer,
        )
        .edit(
            "let mean = latent",
            "latent -= latent.sum() / latent.len() as f32;\n        let mean = latent",
        ),
        Mistake::<Knobs>::new("no_root", "compress divides by the mean of squares, not by its root.", |k| {
            k.norm = Norm::MeanSquare
        })
        .edit("(mean + 1e-6).sqrt()", "(mean + 1e-6)"),
        Mistake::<Knobs>::new(
            "over_tokens",
            "the mean of squares in compress runs over the tokens. Each latent has a length of its own.",
            |k| k.norm = Norm::OverTokens,
        )
        .edit("latents.rows_mut()", "latents.columns_mut()"),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "compress has no ε: a hidden state of zeros becomes 0/0. Add 1e-6 to the mean of squares.",
            |k| k.epsilon = Epsilon::Nothing,
        )
        .edit("(mean + 1e-6)", "mean"),
        Mistake::new(
            "epsilon_as_floor",
            "ε only guards against a division by zero. It is added to the mean of squares, so tiny latents stay short.",
            |k| k.epsilon = Epsilon::AsFloor,
        ),
        Mistake::<Knobs>::new(
            "epsilon_outside",
            "ε is added to the root: √mean + ε instead of √(mean + ε).",
            |k| k.epsilon = Epsilon::Outside,
        )
        .edit("(mean + 1e-6).sqrt()", "mean.sqrt() + 1e-6"),
        Mistake::<Knobs>::new(
            "epsilon_in_sum",
            "ε is added to the sum of squares, before the division by d_c. It is added to the mean.",
            |k| k.epsilon = Epsilon::InSum,
        )
        .edit("(mean + 1e-6)", "(mean + 1e-6 / latent.len() as f32)"),
        Mistake::<Knobs>::new("epsilon_ten_times", "ε is 1e-5. Here it is 1e-6.", |k| k.epsilon = Epsilon::TenTimes)
        .edit("(mean + 1e-6)", "(mean + 1e-5)"),
        super::super::assumes_contiguous(|k| k.contiguous = true),
    ]
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
        let mut latents = hidden.dot(&w_dkv);
        let key = if self.key == Key::FromLatent {
            self.normalise(&mut latents);
            latents.dot(&w_kr)
        } else {
            hidden.dot(&w_kr)
        };
        let mut keys = match self.key {
            Key::Unrotated => key,
            Key::FromZero => rotate(key.view(), 0),
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
            let of_all = weights.fold(T::neg_infinity(), |a, &b| a.max(b));
            for mut row in weights.lanes_mut(axis) {
                let largest = row.fold(T::neg_infinity(), |a, &b| a.max(b));
                let shift = match (self.no_max, self.one_max) {
                    (true, _) => T::zero(),
                    (_, true) => of_all,
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
