//! The same recurrence by other roads, in double precision, from matrices written out.

use ndarray::{Array1, Array2, Axis};

use super::Edit;

/// What a road needs of the tokens.
pub(crate) struct Tokens {
    queries: Array2<f64>,
    keys: Array2<f64>,
    values: Array2<f64>,
    beta: Array1<f64>,
    decays: Array2<f64>,
}

impl Tokens {
    pub(crate) fn of(edit: &Edit) -> Tokens {
        Tokens {
            queries: edit.queries.double(),
            keys: edit.keys.double(),
            values: edit.values.double(),
            beta: edit.beta.double(),
            decays: edit.fading(),
        }
    }

    fn root(&self) -> f64 {
        (self.keys.ncols() as f64).sqrt()
    }

    /// The state becomes (I − β k kᵀ) Diag(α) S + β k vᵀ, with these matrices.
    pub(crate) fn by_transitions(&self) -> Array2<f64> {
        let dk = self.keys.ncols();
        let mut state = Array2::<f64>::zeros((dk, self.values.ncols()));
        let mut out = Array2::zeros(self.values.dim());
        for (t, key) in self.keys.rows().into_iter().enumerate() {
            let key = key.insert_axis(Axis(1));
            let erase = Array2::<f64>::eye(dk) - self.beta[t] * key.dot(&key.t());
            let transition = erase.dot(&Array2::from_diag(&self.decays.row(t).mapv(f64::exp)));
            let value = self.values.row(t).insert_axis(Axis(0));
            state = transition.dot(&state) + self.beta[t] * key.dot(&value);
            out.row_mut(t).assign(&(self.queries.row(t).dot(&state) / self.root()));
        }
        out
    }

    /// Σ a b exp(Gᵢ − Gⱼ) over channels, for tokens j ≤ i.
    fn pair(&self, a: &Array2<f64>, b: &Array2<f64>, i: usize, j: usize) -> f64 {
        let between = |c: usize| (j + 1..=i).map(|t| self.decays[[t, c]]).sum::<f64>();
        (0..a.ncols()).map(|c| a[[i, c]] * b[[j, c]] * between(c).exp()).sum()
    }

    /// All pairs of tokens: what each writes is found by one triangular system, and no state is there.
    pub(crate) fn by_pairs(&self) -> Array2<f64> {
        let n = self.beta.len();
        let mut written = Array2::<f64>::zeros(self.values.dim());
        let mut out = Array2::zeros(self.values.dim());
        for i in 0..n {
            let mut missing = self.values.row(i).to_owned();
            for j in 0..i {
                missing.scaled_add(-self.pair(&self.keys, &self.keys, i, j), &written.row(j));
            }
            written.row_mut(i).assign(&(missing * self.beta[i]));
            let mut row = Array1::zeros(self.values.ncols());
            for j in 0..=i {
                row.scaled_add(self.pair(&self.queries, &self.keys, i, j) / self.root(), &written.row(j));
            }
            out.row_mut(i).assign(&row);
        }
        out
    }

    /// Linear attention whose keys fade: Σ ⟨q, k⟩ v, and nothing is erased.
    pub(crate) fn without_erasing(&self) -> Array2<f64> {
        let mut out = Array2::zeros(self.values.dim());
        for i in 0..self.beta.len() {
            for j in 0..=i {
                let weight = self.pair(&self.queries, &self.keys, i, j) / self.root();
                out.row_mut(i).scaled_add(weight * self.beta[j], &self.values.row(j));
            }
        }
        out
    }
}
