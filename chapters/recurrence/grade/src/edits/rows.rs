//! What is done to rows before and behind the recurrence, with knobs: `unit` of `delta`, `decay` and `gate` of `kda`.

use ndarray::{Array1, Array2, Axis, NdFloat};

use super::knobs::{Gated, Knobs, Length, Made};
use super::memory::number;

impl Knobs {
    pub(crate) fn unit<T: NdFloat>(&self, rows: &Array2<T>) -> Array2<T> {
        let eps = number::<T>(1e-6);
        let square = |rows: &Array2<T>, axis: usize| rows.mapv(|x| x * x).sum_axis(Axis(axis));
        if self.length == Length::Columns {
            let lengths = square(rows, 0).mapv(|square| (square + eps).sqrt());
            return rows / &lengths;
        }
        let squares = square(rows, 1);
        let width = number::<T>(rows.ncols() as f64);
        let sums = rows.mapv(T::abs).sum_axis(Axis(1));
        let lengths = Array1::from_shape_fn(squares.len(), |t| match self.length {
            Length::Inside | Length::Columns => (squares[t] + eps).sqrt(),
            Length::Outside => squares[t].sqrt() + eps,
            Length::Nothing => squares[t].sqrt(),
            Length::Floor => squares[t].sqrt().max(number(1e-12)),
            Length::Mean => (squares[t] / width + eps).sqrt(),
            Length::NoRoot => squares[t] + eps,
            Length::All => (squares.sum() + eps).sqrt(),
            Length::Magnitudes => sums[t] + eps,
            Length::OtherEps => (squares[t] + number(1e-5)).sqrt(),
        });
        rows / &lengths.insert_axis(Axis(1))
    }

    pub(crate) fn decays<T: NdFloat>(&self, raw: &Array2<T>, a_log: T, bias: &Array1<T>) -> Array2<T> {
        let one = T::one();
        let sigmoid = |x: T| one / (one + (-x).exp());
        let softplus = |x: T| {
            let large = x > number(20.0);
            let single = |x: T| (1.0 + x.to_f32().expect("a number").exp()).ln();
            match self.made {
                Made::Overflows => x.exp().ln_1p(),
                Made::Loses if large => x,
                Made::Loses | Made::Naive => number(f64::from(single(x))),
                Made::Relu => x.max(T::zero()),
                Made::CutOff if x < number(-10.0) => T::zero(),
                _ => x.max(T::zero()) + (-x.abs()).exp().ln_1p(),
            }
        };
        let a = a_log.exp();
        let five = number::<T>(5.0);
        Array2::from_shape_fn(raw.dim(), |(t, c)| {
            let x = raw[[t, c]] + bias[c];
            match self.made {
                Made::ALogItself => -a_log * softplus(x),
                Made::NoALog => -softplus(x),
                Made::Positive => a * softplus(x),
                Made::Sigmoid => -softplus(-x),
                Made::Factor => (-a * softplus(x)).exp(),
                Made::NoBias => -a * softplus(raw[[t, c]]),
                Made::BiasOutside => -a * (softplus(raw[[t, c]]) + bias[c]),
                Made::Bounded => -five * sigmoid(a * x),
                Made::BoundedALogItself => -five * sigmoid(a_log * x),
                Made::Inside => -softplus(a * x),
                _ => -a * softplus(x),
            }
        })
    }

    pub(crate) fn gates<T: NdFloat>(&self, outputs: &Array2<T>, asked: &Array2<T>) -> Array2<T> {
        let one = T::one();
        let gate = asked.mapv(|x| match self.gated {
            Gated::Silu | Gated::SiluAfter => x / (one + (-x).exp()),
            Gated::NoGate => one,
            Gated::Overflows => x.exp() / (one + x.exp()),
            _ => one / (one + (-x).exp()),
        });
        match self.gated {
            Gated::NoNorm => outputs * &gate,
            Gated::After | Gated::SiluAfter => self.normal(&(outputs * &gate)),
            Gated::Columns => self.normal(&outputs.t().to_owned()).t().to_owned() * &gate,
            _ => self.normal(outputs) * &gate,
        }
    }

    fn normal<T: NdFloat>(&self, rows: &Array2<T>) -> Array2<T> {
        let width = number::<T>(rows.ncols() as f64);
        let eps = number::<T>(1e-5);
        let mut normal = rows.clone();
        if self.gated == Gated::All {
            let mean = rows.mapv(|x| x * x).sum() / number(rows.len() as f64);
            return normal / (mean + eps).sqrt();
        }
        for mut row in normal.rows_mut() {
            if self.gated == Gated::Centred {
                let mean = row.sum() / width;
                row.mapv_inplace(|x| x - mean);
            }
            let sum = row.dot(&row);
            let mean = sum / width;
            let divisor = match self.gated {
                Gated::Sum => (sum + eps).sqrt(),
                Gated::EpsOutside => mean.sqrt() + eps,
                Gated::NoEps => mean.sqrt(),
                Gated::OtherEps => (mean + number(1e-6)).sqrt(),
                Gated::NoRoot => mean + eps,
                _ => (mean + eps).sqrt(),
            };
            row.mapv_inplace(|x| x / divisor);
        }
        normal
    }
}
