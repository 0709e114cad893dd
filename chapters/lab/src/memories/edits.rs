//! A memory that fades and is edited, as an operator of candle, with its gradient.

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};

use super::scan::{numbers, plain};

/// For every sequence a matrix S (dk, dv), from zeros. Each token multiplies row i by aᵢ, then adds β k eᵀ, and gives Sᵀ q.
#[derive(Clone, Copy)]
struct Edits {
    dk: usize,
    dv: usize,
    /// Whether e is v − Sᵀ k, as in the delta rule, or v.
    erase: bool,
}

/// What the tokens of B sequences ask for: queries, keys and what is kept (T, B, dk), values (T, B, dv), β (T, B, 1).
pub(crate) struct Asked<'a> {
    pub(crate) queries: &'a Tensor,
    pub(crate) keys: &'a Tensor,
    pub(crate) kept: &'a Tensor,
    pub(crate) values: &'a Tensor,
    pub(crate) beta: &'a Tensor,
}

/// The outputs Sᵀ q, shape (T, B, dv): GLA, or with `erase` Kimi Delta Attention and what it contains.
pub(crate) fn edits(asked: &Asked<'_>, erase: bool) -> Result<Tensor> {
    let operator = Edits { dk: asked.keys.dims()[2], dv: asked.values.dims()[2], erase };
    let all = [asked.queries, asked.keys, asked.kept, asked.values, asked.beta];
    Tensor::cat(&all, 2)?.contiguous()?.apply_op1(operator)
}

/// A token's numbers.
struct Token<'a> {
    query: &'a [f32],
    key: &'a [f32],
    kept: &'a [f32],
    value: &'a [f32],
    beta: f32,
}

impl Edits {
    /// How many numbers a token has.
    fn width(&self) -> usize {
        3 * self.dk + self.dv + 1
    }

    fn token<'a>(&self, numbers: &'a [f32]) -> Token<'a> {
        let (query, rest) = numbers.split_at(self.dk);
        let (key, rest) = rest.split_at(self.dk);
        let (kept, rest) = rest.split_at(self.dk);
        Token { query, key, kept, value: &rest[..self.dv], beta: rest[self.dv] }
    }

    /// Fades the state and edits it; returns e.
    fn edit(&self, state: &mut [f32], token: &Token<'_>) -> Vec<f32> {
        let mut missing = token.value.to_vec();
        for (i, row) in state.chunks_exact_mut(self.dv).enumerate() {
            for (j, entry) in row.iter_mut().enumerate() {
                *entry *= token.kept[i];
                if self.erase {
                    missing[j] -= *entry * token.key[i];
                }
            }
        }
        for (i, row) in state.chunks_exact_mut(self.dv).enumerate() {
            for (entry, missing) in row.iter_mut().zip(&missing) {
                *entry += token.beta * token.key[i] * missing;
            }
        }
        missing
    }

    /// One token back: from the gradient of the state after it and of its output to those of its numbers; that of the state becomes the
    /// gradient of the state before it.
    fn back(&self, before: &[f32], by_state: &mut [f32], token: &Token<'_>, by_output: &[f32]) -> Vec<f32> {
        let (dk, dv) = (self.dk, self.dv);
        let mut after = before.to_vec();
        let missing = self.edit(&mut after, token);
        let mut gradient = vec![0.0; self.width()];
        let mut by_missing = vec![0.0; dv];
        for i in 0..dk {
            let (mut by_query, mut by_write) = (0.0, 0.0);
            for j in 0..dv {
                let own = &mut by_state[i * dv + j];
                by_query += after[i * dv + j] * by_output[j];
                *own += token.query[i] * by_output[j];
                by_write += *own * missing[j];
                by_missing[j] += token.beta * *own * token.key[i];
            }
            gradient[i] = by_query;
            gradient[dk + i] = token.beta * by_write;
            gradient[3 * dk + dv] += token.key[i] * by_write;
        }
        for i in 0..dk {
            for j in 0..dv {
                let (own, before) = (&mut by_state[i * dv + j], before[i * dv + j]);
                if self.erase {
                    *own -= token.key[i] * by_missing[j];
                    gradient[dk + i] -= token.kept[i] * before * by_missing[j];
                }
                gradient[2 * dk + i] += *own * before;
                *own *= token.kept[i];
            }
        }
        gradient[3 * dk..3 * dk + dv].copy_from_slice(&by_missing);
        gradient
    }
}

impl CustomOp1 for Edits {
    fn name(&self) -> &'static str {
        "edits"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (steps, sequences, width) = layout.shape().dims3()?;
        let numbers = plain(storage, layout)?;
        let mut outputs = vec![0.0; steps * sequences * self.dv];
        for b in 0..sequences {
            let mut state = vec![0.0; self.dk * self.dv];
            for t in 0..steps {
                let at = t * sequences + b;
                let token = self.token(&numbers[at * width..(at + 1) * width]);
                self.edit(&mut state, &token);
                let output = &mut outputs[at * self.dv..(at + 1) * self.dv];
                for (row, query) in state.chunks_exact(self.dv).zip(token.query) {
                    output.iter_mut().zip(row).for_each(|(output, entry)| *output += query * entry);
                }
            }
        }
        Ok((CpuStorage::F32(outputs), Shape::from((steps, sequences, self.dv))))
    }

    fn bwd(&self, tokens: &Tensor, _outputs: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let (steps, sequences, width) = tokens.dims3()?;
        let (all, by_outputs) = (numbers(tokens)?, numbers(gradient)?);
        let mut by_tokens = vec![0.0; all.len()];
        for b in 0..sequences {
            let place = |t: usize| t * sequences + b;
            let token = |t: usize| self.token(&all[place(t) * width..(place(t) + 1) * width]);
            let mut state = vec![0.0; self.dk * self.dv];
            let mut states = Vec::with_capacity(steps);
            for t in 0..steps {
                states.push(state.clone());
                self.edit(&mut state, &token(t));
            }
            let mut by_state = vec![0.0; self.dk * self.dv];
            for t in (0..steps).rev() {
                let by_output = &by_outputs[place(t) * self.dv..(place(t) + 1) * self.dv];
                let own = self.back(&states[t], &mut by_state, &token(t), by_output);
                by_tokens[place(t) * width..(place(t) + 1) * width].copy_from_slice(&own);
            }
        }
        Ok(Some(Tensor::from_vec(by_tokens, tokens.shape(), tokens.device())?))
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;
    use ndarray::{Array2, s};
    use recurrence::KdaTokens;
    use recurrence::answers::{GLA, KDA};

    use super::super::scan::tests::differences;
    use super::*;
    use crate::parameters::{normals, random};

    const STEPS: usize = 5;

    #[test]
    fn gradients_are_those_of_differences() {
        for erase in [true, false] {
            let weights = Tensor::from_vec(
                normals(&mut random(5, 6, 7), STEPS * 2 * 3, 1.0),
                (STEPS, 2, 3),
                &Device::Cpu,
            );
            let weights = weights.unwrap();
            differences(&[STEPS, 2, 10], 8, |tokens| {
                let outputs = tokens.apply_op1(Edits { dk: 2, dv: 3, erase }).unwrap();
                (outputs.sqr().unwrap() * &weights).unwrap().sum_all().unwrap()
            });
        }
    }

    #[test]
    fn it_computes_what_the_chapter_does() {
        let numbers =
            Array2::from_shape_vec((STEPS, 10), normals(&mut random(5, 6, 8), STEPS * 10, 0.5)).unwrap();
        let mut given = numbers.clone();
        given.slice_mut(s![.., 4..6]).mapv_inplace(|x| (-x.abs()).exp());
        let kept = given.slice(s![.., 4..6]);
        let decays = kept.mapv(f32::ln);
        let (q, k, v) = (given.slice(s![.., 0..2]), given.slice(s![.., 2..4]), given.slice(s![.., 6..9]));
        let tokens =
            KdaTokens { queries: q, keys: k, values: v, beta: given.column(9), decays: decays.view() };
        let plain = GLA;
        let keys = &k * &given.slice(s![.., 9..10]);
        for (erase, expected) in
            [(true, (KDA.attend)(tokens)), (false, (plain.gla)(q, keys.view(), v, decays.view()))]
        {
            let tensor =
                Tensor::from_vec(given.iter().copied().collect(), (STEPS, 1, 10), &Device::Cpu).unwrap();
            let found = tensor.apply_op1(Edits { dk: 2, dv: 3, erase }).unwrap();
            let found = super::numbers(&found).unwrap();
            for (found, expected) in found.iter().zip(expected.iter()) {
                assert!((found / 2.0_f32.sqrt() - expected).abs() < 1e-5, "{erase}: {found} {expected}");
            }
        }
    }
}
