//! Inputs that any language can make again.

use ndarray::{Array1, Array2};

/// Numbers between −1 and 1, always the same for a seed: s ← (1103515245 s + 12345) mod 2³¹, and 2s/2³¹ − 1.
pub(crate) struct Lcg(Box<dyn FnMut() -> f64>);

/// The numbers of a seed, from the first.
pub(crate) fn lcg(seed: u64) -> Lcg {
    Lcg(Box::new(judge::portable(seed)))
}

// Each exercise draws what it needs.
#[allow(dead_code)]
impl Lcg {
    /// The next one.
    pub(crate) fn value(&mut self) -> f64 {
        (self.0)()
    }

    /// The next ones, as many as there are places.
    pub(crate) fn vector(&mut self, length: usize) -> Array1<f64> {
        Array1::from_shape_simple_fn(length, || self.value())
    }

    /// The next ones, row by row.
    pub(crate) fn matrix(&mut self, rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_simple_fn((rows, columns), || self.value())
    }
}

/// Six tokens with keys of two channels and values of three, which every recurrence with a matrix for its state is tried on.
#[derive(Clone)]
pub(crate) struct Ri {
    /// Shape (6, 2), each row divided by √(Σ x² + 10⁻⁶), and not scaled.
    pub(crate) queries: Array2<f64>,
    /// Shape (6, 2), each row divided likewise.
    pub(crate) keys: Array2<f64>,
    /// Shape (6, 3).
    pub(crate) values: Array2<f64>,
    /// Between 0 and 1; shape (6).
    pub(crate) beta: Array1<f64>,
    /// A logarithm of a decay for each channel of a key; shape (6, 2).
    pub(crate) channel_decays: Array2<f64>,
    /// One for each token; shape (6).
    pub(crate) decays: Array1<f64>,
}

/// The same in single precision.
#[allow(dead_code)]
#[derive(Clone)]
pub(crate) struct Ri32 {
    pub(crate) queries: Array2<f32>,
    pub(crate) keys: Array2<f32>,
    pub(crate) values: Array2<f32>,
    pub(crate) beta: Array1<f32>,
    pub(crate) channel_decays: Array2<f32>,
    pub(crate) decays: Array1<f32>,
}

/// Made of the numbers of seed 21, in the order of the fields.
pub(crate) fn ri() -> Ri {
    let mut lcg = lcg(21);
    let unit = |mut rows: Array2<f64>| {
        for mut row in rows.rows_mut() {
            let length = (row.dot(&row) + 1e-6).sqrt();
            row /= length;
        }
        rows
    };
    let fading = |x: f64| -x.exp().ln_1p();
    Ri {
        queries: unit(lcg.matrix(6, 2)),
        keys: unit(lcg.matrix(6, 2)),
        values: lcg.matrix(6, 3),
        beta: lcg.vector(6).mapv(|x| 1.0 / (1.0 + (-2.0 * x).exp())),
        channel_decays: lcg.matrix(6, 2).mapv(fading),
        decays: lcg.vector(6).mapv(fading),
    }
}

impl Ri {
    /// In single precision.
    #[allow(dead_code)]
    pub(crate) fn single(&self) -> Ri32 {
        let matrix = |array: &Array2<f64>| array.mapv(|x| x as f32);
        let vector = |array: &Array1<f64>| array.mapv(|x| x as f32);
        Ri32 {
            queries: matrix(&self.queries),
            keys: matrix(&self.keys),
            values: matrix(&self.values),
            beta: vector(&self.beta),
            channel_decays: matrix(&self.channel_decays),
            decays: vector(&self.decays),
        }
    }
}
