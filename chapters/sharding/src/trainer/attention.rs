//! Attention and norm of the small language model, and their gradients.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Zip, s};

const EPSILON: f64 = 1e-6;

/// 1/√(mean x² + ε) of each row.
fn scales(input: &Array2<f64>) -> Array1<f64> {
    input.map_axis(Axis(1), |row| {
        let squares = row.iter().map(|x| x * x).sum::<f64>();
        1.0 / (squares / row.len() as f64 + EPSILON).sqrt()
    })
}

/// RMSNorm: each row of `input`, shape (n, d), divided by the root of the mean of its squares, times `weights`, shape (d).
pub(super) fn norm(input: &Array2<f64>, weights: ArrayView1<'_, f64>) -> Array2<f64> {
    input * &scales(input).insert_axis(Axis(1)) * weights
}

/// The gradients of the weights and of the input, from that of the output.
pub(super) fn norm_backward(
    input: &Array2<f64>,
    weights: ArrayView1<'_, f64>,
    gradient: &Array2<f64>,
) -> (Array1<f64>, Array2<f64>) {
    let scales = scales(input).insert_axis(Axis(1));
    let of_weights = (gradient * input * &scales).sum_axis(Axis(0));
    let of_scaled = gradient * &weights;
    let along = (&of_scaled * input).sum_axis(Axis(1)).insert_axis(Axis(1)) / input.ncols() as f64;
    let of_input = of_scaled * &scales - input * &(along * scales.mapv(|scale| scale.powi(3)));
    (of_weights, of_input)
}

/// What a rank has of an attention layer: some of its heads, of width `head` each. A row is a token, and `context` rows are a window.
pub(super) struct Heads<'a> {
    pub(super) query: ArrayView2<'a, f64>,
    pub(super) key: ArrayView2<'a, f64>,
    pub(super) value: ArrayView2<'a, f64>,
    pub(super) out: ArrayView2<'a, f64>,
    pub(super) head: usize,
    pub(super) context: usize,
}

/// The gradients of the four matrices, in that order, and of the input.
pub(super) struct HeadsGradients {
    pub(super) weights: [Array2<f64>; 4],
    pub(super) input: Array2<f64>,
}

impl Heads<'_> {
    /// What these heads have to say: shape (n, d) from (n, d).
    pub(super) fn forward(&self, input: &Array2<f64>) -> Array2<f64> {
        self.mixed(input).dot(&self.out)
    }

    fn projected(&self, input: &Array2<f64>) -> [Array2<f64>; 3] {
        [input.dot(&self.query), input.dot(&self.key), input.dot(&self.value)]
    }

    /// The outputs of the heads, side by side.
    fn mixed(&self, input: &Array2<f64>) -> Array2<f64> {
        let [query, key, value] = self.projected(input);
        let mut mixed = Array2::zeros(value.dim());
        for place in self.places(input.nrows()) {
            let weights = self.weights(&query, &key, place);
            mixed.slice_mut(self.at(place)).assign(&weights.dot(&value.slice(self.at(place))));
        }
        mixed
    }

    /// Window and head, for all of them.
    fn places(&self, rows: usize) -> impl Iterator<Item = (usize, usize)> {
        let heads = self.query.ncols() / self.head;
        (0..rows / self.context).flat_map(move |window| (0..heads).map(move |head| (window, head)))
    }

    fn at(
        &self,
        (window, head): (usize, usize),
    ) -> ndarray::SliceInfo<[ndarray::SliceInfoElem; 2], ndarray::Ix2, ndarray::Ix2> {
        let (rows, columns) = (window * self.context, head * self.head);
        s![rows..rows + self.context, columns..columns + self.head]
    }

    /// The softmax over what each token may see: itself, and what comes before it.
    fn weights(&self, query: &Array2<f64>, key: &Array2<f64>, place: (usize, usize)) -> Array2<f64> {
        let mut weights = query.slice(self.at(place)).dot(&key.slice(self.at(place)).t());
        for (row, mut scores) in weights.rows_mut().into_iter().enumerate() {
            scores.slice_mut(s![row + 1..]).fill(f64::NEG_INFINITY);
            let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            scores.mapv_inplace(|score| ((score - largest) / (self.head as f64).sqrt()).exp());
            let sum = scores.sum();
            scores /= sum;
        }
        weights
    }

    /// The gradients, from that of the output.
    pub(super) fn backward(&self, input: &Array2<f64>, gradient: &Array2<f64>) -> HeadsGradients {
        let [query, key, value] = self.projected(input);
        let of_mixed = gradient.dot(&self.out.t());
        let mut of = [(); 3].map(|()| Array2::<f64>::zeros(query.dim()));
        let mut mixed = Array2::zeros(value.dim());
        for place in self.places(input.nrows()) {
            let at = self.at(place);
            let weights = self.weights(&query, &key, place);
            let of_out = of_mixed.slice(at);
            mixed.slice_mut(at).assign(&weights.dot(&value.slice(at)));
            of[2].slice_mut(at).assign(&weights.t().dot(&of_out));
            let of_weights = of_out.dot(&value.slice(at).t());
            let mean = (&of_weights * &weights).sum_axis(Axis(1)).insert_axis(Axis(1));
            let mut of_scores = of_weights - mean;
            Zip::from(&mut of_scores)
                .and(&weights)
                .for_each(|score, weight| *score *= weight / (self.head as f64).sqrt());
            of[0].slice_mut(at).assign(&of_scores.dot(&key.slice(at)));
            of[1].slice_mut(at).assign(&of_scores.t().dot(&query.slice(at)));
        }
        let matrices = [&self.query, &self.key, &self.value];
        let of_input = of.iter().zip(matrices).map(|(of, matrix)| of.dot(&matrix.t()));
        let of_input = of_input.reduce(|sum, one| sum + one).expect("three of them");
        let [of_query, of_key, of_value] = of.map(|of| input.t().dot(&of));
        HeadsGradients { weights: [of_query, of_key, of_value, mixed.t().dot(gradient)], input: of_input }
    }
}
