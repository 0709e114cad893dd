//! The bent solution of `adaln_zero`.

use diffusion::Sublayer;
use judge::slips;
use ndarray::{
    Array, Array1, Array2, ArrayView, ArrayView1, ArrayView2, Axis, Dimension, NdFloat, concatenate, s,
};

use super::knobs::{Affine, Gate, Heard, Knobs, Norm, Parts, Second};
use super::{Answered, Input};

/// A number of a type.
fn of<T: NdFloat>(x: f64) -> T {
    T::from(x).expect("a number")
}

fn sigmoid<T: NdFloat>(z: T) -> T {
    T::one() / (T::one() + (-z).exp())
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        let right = Knobs { double: self.double, ..Knobs::default() };
        let modulate = if self.block_alone { right } else { *self };
        let block = if self.modulate_alone { right } else { *self };
        Answered::run(
            &|x, shift, scale| {
                if self.double {
                    modulate.modulated::<f64>(x, shift, scale)
                } else {
                    modulate.modulated::<f32>(x, shift, scale)
                }
            },
            &|x, c, weights, bias, attention, mlp| {
                if self.double {
                    block.block::<f64>(x, c, weights, bias, attention, mlp)
                } else {
                    block.block::<f32>(x, c, weights, bias, attention, mlp)
                }
            },
            input,
        )
    }

    fn read<T: NdFloat, D: Dimension>(&self, view: ArrayView<'_, f32, D>) -> Array<T, D> {
        if self.contiguous {
            view.as_slice().unwrap();
        }
        let read = if self.memory_order { slips::memory_of(view) } else { view.to_owned() };
        read.mapv(|x| of(f64::from(x)))
    }

    fn modulated<T: NdFloat>(
        &self,
        x: ArrayView2<'_, f32>,
        shift: ArrayView1<'_, f32>,
        scale: ArrayView1<'_, f32>,
    ) -> Array2<f32> {
        let (x, shift, scale) = (self.read::<T, _>(x), self.read::<T, _>(shift), self.read::<T, _>(scale));
        self.modulate(&x, shift.view(), scale.view()).mapv(|x| x.to_f32().expect("a number"))
    }

    /// Each row less its mean, divided by its deviation.
    fn normal<T: NdFloat>(&self, x: &Array2<T>) -> Array2<T> {
        let axis = Axis(usize::from(self.norm != Norm::Columns));
        if self.norm == Norm::All {
            let flat = x.iter().copied().collect::<Array1<T>>().insert_axis(Axis(0));
            let normal = Knobs { norm: Norm::Right, ..*self }.normal(&flat);
            return normal.into_shape_with_order(x.raw_dim()).expect("as many numbers");
        }
        let d = of::<T>(x.len_of(axis) as f64);
        let mean = (x.sum_axis(axis) / d).insert_axis(axis);
        let centred = x - &mean;
        let mut variance = centred.mapv(|x| x * x).sum_axis(axis) / d;
        if self.norm == Norm::OneLess {
            variance = variance * d / (d - T::one());
        }
        if matches!(self.norm, Norm::OfSquares | Norm::Rms) {
            variance = x.mapv(|x| x * x).sum_axis(axis) / d;
            if self.norm == Norm::OfSquares {
                variance = variance - mean.remove_axis(axis).mapv(|x| x * x);
            }
        }
        let by = variance.mapv(|v| match self.norm {
            Norm::LargerEps => (v + of(1e-5)).sqrt(),
            Norm::NoEps => v.sqrt(),
            Norm::EpsOutside => v.sqrt() + of(1e-6),
            Norm::ByVariance => v + of(1e-6),
            Norm::MeanAlone => T::one(),
            _ => (v + of(1e-6)).sqrt(),
        });
        match self.norm {
            Norm::Nothing => x.clone(),
            Norm::Rms => x / &by.insert_axis(axis),
            _ => centred / by.insert_axis(axis),
        }
    }

    fn modulate<T: NdFloat>(
        &self,
        x: &Array2<T>,
        shift: ArrayView1<'_, T>,
        scale: ArrayView1<'_, T>,
    ) -> Array2<T> {
        let one = T::one();
        let factor = scale.mapv(|scale| one + scale);
        match self.affine {
            Affine::Right => self.normal(x) * factor + shift,
            Affine::NoOne => self.normal(x) * scale + shift,
            Affine::Swapped => self.normal(x) * shift.mapv(|shift| one + shift) + scale,
            Affine::NormAfter => self.normal(&(x * &factor + shift)),
            Affine::ShiftFirst => (self.normal(x) + shift) * factor,
            Affine::NoShift => self.normal(x) * factor,
            Affine::Minus => self.normal(x) * factor - shift,
        }
    }

    /// The six parts, as the linear layer says them.
    fn said<T: NdFloat>(&self, c: &Array1<T>, weights: &Array2<T>, bias: &Array1<T>) -> [Array1<T>; 6] {
        let silu = |z: T| z * sigmoid(z);
        let heard = c.mapv(|z| match self.heard {
            Heard::Silu => silu(z),
            Heard::Nothing | Heard::Afterwards => z,
            Heard::Sigmoid => sigmoid(z),
            Heard::Relu => z.max(T::zero()),
            Heard::Tanh => z.tanh(),
            Heard::Gelu => {
                let cubic: T = z + of::<T>(0.044_715) * z * z * z;
                of::<T>(0.5) * z * (T::one() + (of::<T>((2.0 / std::f64::consts::PI).sqrt()) * cubic).tanh())
            }
            Heard::Overflows => z * z.exp() / (T::one() + z.exp()),
        });
        let mut said = if self.transposed_weights {
            let (count, width) = weights.dim();
            let other: Vec<T> = weights.iter().copied().collect();
            let other = Array2::from_shape_vec((width, count), other).expect("as many numbers");
            heard.dot(&other)
        } else {
            weights.dot(&heard)
        };
        if !self.no_bias {
            said += bias;
        }
        if self.heard == Heard::Afterwards {
            said.mapv_inplace(silu);
        }
        let d = said.len() / 6;
        let part = |i: usize| match self.parts {
            Parts::Interleaved => said.slice(s![i..;6]).to_owned(),
            _ => said.slice(s![i * d..(i + 1) * d]).to_owned(),
        };
        let order = match self.parts {
            Parts::Right | Parts::Interleaved => [0, 1, 2, 3, 4, 5],
            Parts::ScaleFirst => [1, 0, 2, 4, 3, 5],
            Parts::GateFirst => [1, 2, 0, 4, 5, 3],
            Parts::ScaleShiftLast => [2, 1, 0, 5, 4, 3],
            Parts::MlpFirst => [3, 4, 5, 0, 1, 2],
            Parts::InPairs => [0, 2, 4, 1, 3, 5],
            Parts::Shared => [0, 1, 2, 0, 1, 2],
            Parts::OneGate => [0, 1, 2, 3, 4, 2],
        };
        order.map(part)
    }

    pub(super) fn added<T: NdFloat>(
        &self,
        x: &Array2<T>,
        heard: &Array2<T>,
        layer: Sublayer<'_>,
        gate: &Array1<T>,
    ) -> Array2<T> {
        let given = heard.mapv(|x| x.to_f32().expect("a number"));
        let call = |given: ArrayView2<'_, f32>| {
            if self.again {
                layer(given);
            }
            layer(given)
        };
        let says = if self.one_by_one {
            let rows: Vec<Array2<f32>> =
                given.rows().into_iter().map(|row| call(row.insert_axis(Axis(0)))).collect();
            let views: Vec<ArrayView2<'_, f32>> = rows.iter().map(|row| row.view()).collect();
            concatenate(Axis(0), &views).expect("rows of one width")
        } else {
            call(given.view())
        };
        let says = says.mapv(|x| of::<T>(f64::from(x)));
        let one = T::one();
        match self.gate {
            Gate::Right => x + &(says * gate),
            Gate::OnePlus => x + &(says * gate.mapv(|gate| one + gate)),
            Gate::Whole => (x + &says) * gate,
            Gate::Nothing => x + &says,
            Gate::Tanh => x + &(says * gate.mapv(T::tanh)),
            Gate::Sigmoid => x + &(says * gate.mapv(sigmoid)),
            Gate::NoResidual => says * gate,
            Gate::OfNormalised => heard + &(says * gate),
            Gate::Blend => x * &gate.mapv(|gate| one - gate) + says * gate,
        }
    }

    fn block<T: NdFloat>(
        &self,
        x: ArrayView2<'_, f32>,
        c: ArrayView1<'_, f32>,
        weights: ArrayView2<'_, f32>,
        bias: ArrayView1<'_, f32>,
        attention: Sublayer<'_>,
        mlp: Sublayer<'_>,
    ) -> Array2<f32> {
        let (x, c) = (self.read::<T, _>(x), self.read::<T, _>(c));
        let (weights, bias) = (self.read::<T, _>(weights), self.read::<T, _>(bias));
        let part = self.said(&c, &weights, &bias);
        let heard = self.modulate(&x, part[0].view(), part[1].view());
        let second = |x: &Array2<T>| self.modulate(x, part[3].view(), part[4].view());
        let out = match self.second {
            Second::First => {
                let x = self.added(&x, &second(&x), mlp, &part[5]);
                self.added(&x, &self.modulate(&x, part[0].view(), part[1].view()), attention, &part[2])
            }
            Second::Forgets => self.added(&x, &second(&x), mlp, &part[5]),
            _ => {
                let after = self.added(&x, &heard, attention, &part[2]);
                match self.second {
                    Second::Missing => after,
                    Second::Parallel => self.added(&after, &second(&x), mlp, &part[5]),
                    Second::SameNorm => self.added(&after, &heard, mlp, &part[5]),
                    _ => self.added(&after, &second(&after), mlp, &part[5]),
                }
            }
        };
        out.mapv(|x| x.to_f32().expect("a number"))
    }
}
