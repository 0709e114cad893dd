//! A linear recurrence as an operator of candle, with its gradient.

use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape, Tensor, bail};
use recurrence::Complex32;

/// h_t = a_t h_{t−1} + b_t from zero, number by number.
struct Scan {
    /// Whether two numbers that follow each other are one complex number.
    complex: bool,
}

/// All h of h_t = a_t h_{t−1} + b_t, from zero; shapes (T, N).
pub(crate) fn scan(a: &Tensor, b: &Tensor) -> Result<Tensor> {
    a.contiguous()?.apply_op2(&b.contiguous()?, Scan { complex: false })
}

/// The same for complex numbers: shapes (T, N, 2), real parts first.
pub(crate) fn complex_scan(a: &Tensor, b: &Tensor) -> Result<Tensor> {
    a.contiguous()?.apply_op2(&b.contiguous()?, Scan { complex: true })
}

impl Scan {
    fn read(&self, values: &[f32]) -> Vec<Complex32> {
        if self.complex {
            values.chunks_exact(2).map(|pair| Complex32::new(pair[0], pair[1])).collect()
        } else {
            values.iter().map(|&value| Complex32::new(value, 0.0)).collect()
        }
    }

    fn write(&self, values: &[Complex32]) -> Vec<f32> {
        if self.complex {
            values.iter().flat_map(|value| [value.re, value.im]).collect()
        } else {
            values.iter().map(|value| value.re).collect()
        }
    }

    fn tensor(&self, values: &[Complex32], like: &Tensor) -> Result<Tensor> {
        Tensor::from_vec(self.write(values), like.shape(), like.device())
    }
}

/// What lies in a storage that is contiguous.
pub(super) fn plain<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match (storage.as_slice::<f32>()?, layout.contiguous_offsets()) {
        (values, Some((from, to))) => Ok(&values[from..to]),
        _ => bail!("this operator wants contiguous numbers"),
    }
}

/// All numbers of a tensor.
pub(super) fn numbers(tensor: &Tensor) -> Result<Vec<f32>> {
    tensor.flatten_all()?.to_vec1::<f32>()
}

impl CustomOp2 for Scan {
    fn name(&self) -> &'static str {
        "scan"
    }

    fn cpu_fwd(
        &self,
        s1: &CpuStorage,
        l1: &Layout,
        s2: &CpuStorage,
        l2: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (a, b) = (self.read(plain(s1, l1)?), self.read(plain(s2, l2)?));
        if a.len() != b.len() {
            bail!("scan: {:?} and {:?}", l1.shape(), l2.shape());
        }
        let width = a.len() / l1.dims()[0];
        let mut h = b;
        for i in width..h.len() {
            h[i] = a[i] * h[i - width] + h[i];
        }
        Ok((CpuStorage::F32(self.write(&h)), l1.shape().clone()))
    }

    fn bwd(
        &self,
        a: &Tensor,
        _b: &Tensor,
        h: &Tensor,
        gradient: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let [values, states, mut g] =
            [self.read(&numbers(a)?), self.read(&numbers(h)?), self.read(&numbers(gradient)?)];
        let width = values.len() / a.dims()[0];
        for i in (0..g.len() - width).rev() {
            g[i] = g[i] + values[i + width].conj() * g[i + width];
        }
        let before = std::iter::repeat_n(Complex32::new(0.0, 0.0), width).chain(states);
        let by_a: Vec<Complex32> = g.iter().zip(before).map(|(g, before)| g * before.conj()).collect();
        Ok((Some(self.tensor(&by_a, a)?), Some(self.tensor(&g, a)?)))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use candle_core::{Device, Var};

    use super::*;
    use crate::parameters::{normals, random};

    /// Compares a gradient with differences of a loss, at some of the numbers.
    pub(in super::super) fn differences(shape: &[usize], purpose: u64, loss: impl Fn(&Tensor) -> Tensor) {
        let count = shape.iter().product();
        let values = normals(&mut random(1, purpose, 0), count, 0.5);
        let var = Var::from_vec(values.clone(), shape, &Device::Cpu).unwrap();
        let gradients = loss(&var).backward().unwrap();
        let gradient = numbers(gradients.get(var.as_tensor()).unwrap()).unwrap();
        for i in 0..count {
            let at = |by: f32| {
                let mut moved = values.clone();
                moved[i] += by;
                f64::from(
                    loss(&Tensor::from_vec(moved, shape, &Device::Cpu).unwrap()).to_scalar::<f32>().unwrap(),
                )
            };
            let expected = (at(0.01) - at(-0.01)) / 0.02;
            let found = f64::from(gradient[i]);
            assert!((found - expected).abs() < 2e-3 * (1.0 + expected.abs()), "{i}: {found} {expected}");
        }
    }

    #[test]
    fn a_scan_by_hand() {
        let of = |values: [f32; 4]| Tensor::from_vec(values.to_vec(), (4, 1), &Device::Cpu).unwrap();
        let h = scan(&of([0.9, 0.5, 0.7, 0.8]), &of([1.0, 2.0, 3.0, 4.0])).unwrap();
        for (found, expected) in numbers(&h).unwrap().iter().zip([1.0, 2.5, 4.75, 7.8]) {
            assert!((found - expected).abs() < 1e-6);
        }
    }

    #[test]
    fn gradients_are_those_of_differences() {
        let weights = |shape: &[usize]| {
            let count = shape.iter().product();
            Tensor::from_vec(normals(&mut random(2, 3, 4), count, 1.0), shape, &Device::Cpu).unwrap()
        };
        let other = weights(&[4, 3]);
        let sum = |h: Tensor, by: &Tensor| (h.sqr().unwrap() * by).unwrap().sum_all().unwrap();
        differences(&[4, 3], 1, |a| sum(scan(a, &other).unwrap(), &other));
        differences(&[4, 3], 2, |b| sum(scan(&other, b).unwrap(), &other));
        let other = weights(&[4, 2, 2]);
        differences(&[4, 2, 2], 3, |a| sum(complex_scan(a, &other).unwrap(), &other));
        differences(&[4, 2, 2], 4, |b| sum(complex_scan(&other, b).unwrap(), &other));
    }
}
