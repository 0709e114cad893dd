//! Trained parameters, with Adam.
//!
//! The optimiser of candle does not show its moments; these are kept and restored, so that a run that goes on is the run that
//! was never interrupted.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use candle_core::backprop::GradStore;
use candle_core::{Device, Shape, Tensor, Var};
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

/// The random numbers of one purpose: a seed, and what they are for.
pub(crate) fn random(seed: u64, purpose: u64, step: u64) -> Pcg64 {
    // Splitting by an odd factor keeps neighbours apart; Pcg64 spreads the rest.
    let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ purpose.wrapping_mul(0xd1b5_4a32_d192_ed03)
        ^ step.wrapping_mul(0x8cb9_2ba7_2f3d_8dd7);
    Pcg64::seed_from_u64(mixed)
}

/// Independent normal numbers.
pub(crate) fn normals(random: &mut Pcg64, count: usize, scale: f32) -> Vec<f32> {
    (0..count).map(|_| scale * random.sample::<f32, _>(StandardNormal)).collect()
}

struct Parameter {
    name: String,
    var: Var,
    mean: Vec<f32>,
    square: Vec<f32>,
}

/// Parameters by name, and the state of Adam.
#[derive(Default)]
pub(crate) struct Parameters {
    all: Vec<Parameter>,
    steps: i32,
}

const MEAN: f32 = 0.9;
const SQUARE: f32 = 0.999;

impl Parameters {
    /// Adds one, and returns it for use in formulas.
    pub(crate) fn add(&mut self, name: &str, shape: impl Into<Shape>, values: Vec<f32>) -> Result<Tensor> {
        let count = values.len();
        let var = Var::from_vec(values, shape, &Device::Cpu)?;
        let tensor = var.as_tensor().clone();
        let parameter =
            Parameter { name: name.to_owned(), var, mean: vec![0.0; count], square: vec![0.0; count] };
        self.all.push(parameter);
        Ok(tensor)
    }

    /// Adds one of normal numbers.
    pub(crate) fn normal(
        &mut self,
        random: &mut Pcg64,
        name: &str,
        shape: impl Into<Shape>,
        scale: f64,
    ) -> Result<Tensor> {
        let shape = shape.into();
        let values = normals(random, shape.elem_count(), scale as f32);
        self.add(name, shape, values)
    }

    /// How many numbers are trained.
    pub(crate) fn count(&self) -> usize {
        self.all.iter().map(|parameter| parameter.mean.len()).sum()
    }

    /// Shows the values, by name, in the order in which they were added.
    pub(crate) fn look(&self, mut at: impl FnMut(&str, &[f32])) -> Result<()> {
        for Parameter { name, var, .. } in &self.all {
            at(name, &var.flatten_all()?.to_vec1::<f32>()?);
        }
        Ok(())
    }

    /// Other values in place of those that are there, by name.
    pub(crate) fn change(&mut self, mut change: impl FnMut(&str, &mut Vec<f32>)) -> Result<()> {
        for Parameter { name, var, .. } in &self.all {
            let mut values = var.flatten_all()?.to_vec1::<f32>()?;
            change(name, &mut values);
            var.set(&Tensor::from_vec(values, var.shape(), &Device::Cpu)?)?;
        }
        Ok(())
    }

    /// A step of Adam down the gradient of a loss. A parameter that the loss does not depend on stays as it is.
    pub(crate) fn descend(&mut self, loss: &Tensor, rate: f64) -> Result<()> {
        let gradients = loss.backward()?;
        self.apply(&gradients, rate, 1.0)
    }

    /// The same with the gradient of all parameters together made no longer than `most`.
    pub(crate) fn descend_within(&mut self, loss: &Tensor, rate: f64, most: f64) -> Result<()> {
        let gradients = loss.backward()?;
        let mut squares = 0.0;
        for parameter in &self.all {
            if let Some(gradient) = gradients.get(parameter.var.as_tensor()) {
                squares += f64::from(gradient.sqr()?.sum_all()?.to_scalar::<f32>()?);
            }
        }
        let norm = squares.sqrt();
        self.apply(&gradients, rate, if norm > most { (most / norm) as f32 } else { 1.0 })
    }

    /// A step, with every gradient multiplied by a factor first.
    fn apply(&mut self, gradients: &GradStore, rate: f64, factor: f32) -> Result<()> {
        self.steps += 1;
        let rate = rate as f32 * (1.0 - SQUARE.powi(self.steps)).sqrt() / (1.0 - MEAN.powi(self.steps));
        for parameter in &mut self.all {
            let Some(gradient) = gradients.get(parameter.var.as_tensor()) else { continue };
            let gradient = gradient.flatten_all()?.to_vec1::<f32>()?;
            let mut values = parameter.var.flatten_all()?.to_vec1::<f32>()?;
            let moments = parameter.mean.iter_mut().zip(&mut parameter.square);
            for ((value, gradient), (mean, square)) in values.iter_mut().zip(gradient).zip(moments) {
                let gradient = factor * gradient;
                *mean = MEAN * *mean + (1.0 - MEAN) * gradient;
                *square = SQUARE * *square + (1.0 - SQUARE) * gradient * gradient;
                *value -= rate * *mean / (square.sqrt() + 1e-8);
            }
            parameter.var.set(&Tensor::from_vec(values, parameter.var.shape(), &Device::Cpu)?)?;
        }
        Ok(())
    }

    /// Everything, with more beside it, as safetensors.
    pub(crate) fn save(&self, path: &Path, more: HashMap<String, Tensor>) -> Result<()> {
        let mut tensors = more;
        for Parameter { name, var, mean, square } in &self.all {
            tensors.insert(format!("value {name}"), var.as_tensor().clone());
            for (what, values) in [("mean", mean), ("square", square)] {
                tensors.insert(format!("{what} {name}"), Tensor::new(values.as_slice(), &Device::Cpu)?);
            }
        }
        tensors.insert("steps".to_owned(), Tensor::new(&[i64::from(self.steps)], &Device::Cpu)?);
        // Beside its place and then there: never half a file.
        let beside = path.with_extension("new");
        candle_core::safetensors::save(&tensors, &beside)
            .with_context(|| format!("{} cannot be written", beside.display()))?;
        std::fs::rename(&beside, path).with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Restores what was saved, and returns what was beside it.
    pub(crate) fn restore(&mut self, path: &Path) -> Result<HashMap<String, Tensor>> {
        let mut tensors = candle_core::safetensors::load(path, &Device::Cpu)?;
        let mut take = |name: &str| tensors.remove(name).with_context(|| format!("{name} is missing"));
        for parameter in &mut self.all {
            parameter.var.set(&take(&format!("value {}", parameter.name))?)?;
            parameter.mean = take(&format!("mean {}", parameter.name))?.to_vec1()?;
            parameter.square = take(&format!("square {}", parameter.name))?.to_vec1()?;
        }
        let steps = take("steps")?.to_vec1::<i64>()?;
        self.steps = steps.first().copied().unwrap_or_default() as i32;
        Ok(tensors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_step_of_adam_is_the_rate_against_the_gradients_sign() {
        let mut parameters = Parameters::default();
        let x = parameters.add("x", 3, vec![1.0, -2.0, 0.5]).unwrap();
        let unused = parameters.add("unused", 1, vec![4.0]).unwrap();
        parameters.descend(&x.sqr().unwrap().sum_all().unwrap(), 0.1).unwrap();
        let moved = x.to_vec1::<f32>().unwrap();
        for (moved, expected) in moved.iter().zip([0.9, -1.9, 0.4]) {
            assert!((moved - expected).abs() < 1e-5, "{moved} {expected}");
        }
        assert_eq!(unused.to_vec1::<f32>().unwrap(), [4.0]);
    }

    #[test]
    fn restored_it_goes_on_to_the_same_bits() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.safetensors");
        let made = || {
            let mut parameters = Parameters::default();
            let x = parameters.normal(&mut random(1, 2, 3), "x", (2, 3), 1.0).unwrap();
            (parameters, x)
        };
        let loss = |x: &Tensor| (x * x).unwrap().sum_all().unwrap().sqr().unwrap();
        let (mut straight, x) = made();
        for step in 0..7 {
            if step == 4 {
                let more =
                    HashMap::from([("more".to_owned(), Tensor::new(&[9.0_f32], &Device::Cpu).unwrap())]);
                straight.save(&path, more).unwrap();
            }
            straight.descend(&loss(&x), 0.05).unwrap();
        }
        let (mut again, y) = made();
        let more = again.restore(&path).unwrap();
        assert_eq!(more["more"].to_vec1::<f32>().unwrap(), [9.0]);
        for _ in 4..7 {
            again.descend(&loss(&y), 0.05).unwrap();
        }
        assert_eq!(x.to_vec2::<f32>().unwrap(), y.to_vec2::<f32>().unwrap());
    }
}
