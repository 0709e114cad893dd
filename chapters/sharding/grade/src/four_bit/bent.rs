//! The solution of `four_bit` with knobs.

use sharding::collectives::{all_gather, all_reduce};
use sharding::{Communicator, Packed};

use super::knobs::{Knobs, Packing, Read, Rounding, Scale, Sent, Sign, Small, Together};
use super::{Answered, Input};

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        let bits = if self.exchange_right {
            Knobs { together: self.together, sent: self.sent, ..Knobs::default() }
        } else {
            *self
        };
        input.given(
            &|values, block| self.encode(values, block),
            &|packed, count, block| self.decode(packed, count, block),
            &|comm, values, block| bits.exchange(comm, values, block),
        )
    }

    fn scale(&self, block: &[f32], values: &[f32]) -> f32 {
        let largest = |values: &[f32]| values.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        match self.scale {
            Scale::Whole => largest(values),
            Scale::Signed => block.iter().fold(f32::MIN, |most, &x| most.max(x)),
            Scale::PowerOfTwo if largest(block) > 0.0 => largest(block).log2().ceil().exp2(),
            Scale::PowerOfTwo => 0.0,
            Scale::Mean => block.iter().map(|x| x.abs()).sum::<f32>() / block.len() as f32,
            Scale::OneForZeros if largest(block) == 0.0 => 1.0,
            Scale::Largest | Scale::OneForZeros => largest(block),
        }
    }

    fn exponent(&self, ratio: f64) -> i32 {
        if ratio.is_nan() || ratio == 0.0 {
            return 0;
        }
        // A scale may be negative where it is taken with its sign: whatever is above it is as large as can be.
        if ratio < 0.0 {
            return 7;
        }
        if self.rounding == Rounding::Linear {
            return (7.0 * ratio).round().min(7.0) as i32;
        }
        let ratio = if self.half { 2.0 * ratio } else { ratio };
        let below = ratio.log2().floor();
        let part = ratio / below.exp2();
        let up = match self.rounding {
            Rounding::Nearest => part >= 1.5,
            Rounding::TiesDown => part > 1.5,
            Rounding::Logarithm => part >= std::f64::consts::SQRT_2,
            Rounding::Down | Rounding::Linear => false,
            Rounding::Up => part > 1.0,
        };
        let e = (below as i32 + i32::from(up) + 7).min(7);
        match self.small {
            Small::Kept => e.max(1),
            Small::Dropped if ratio < 1.0 / 64.0 => 0,
            _ => match self.rounding {
                Rounding::Nearest if ratio < 1.0 / 64.0 => i32::from(ratio >= 1.0 / 128.0),
                Rounding::TiesDown if ratio < 1.0 / 64.0 => i32::from(ratio > 1.0 / 128.0),
                Rounding::Up => e.max(1),
                _ => e.max(0),
            },
        }
    }

    fn code(&self, x: f32, scale: f32) -> u8 {
        let e = self.exponent(f64::from(x.abs()) / f64::from(scale)) as u8;
        match self.sign {
            Sign::Highest if e > 0 && x < 0.0 => 8 | e,
            Sign::OfZero if x.is_sign_negative() => 8 | e,
            Sign::Lowest => e << 1 | u8::from(e > 0 && x < 0.0),
            Sign::TwosComplement if x < 0.0 => e.wrapping_neg() & 15,
            _ => e,
        }
    }

    fn encode(&self, values: &[f32], block: usize) -> Packed {
        let values = if self.short_lost { &values[..values.len() / block * block] } else { values };
        let mut packed = Packed::default();
        let mut codes = Vec::new();
        for part in values.chunks(block) {
            let scale = self.scale(part, values);
            packed.scales.push(scale);
            codes.extend(part.iter().map(|&x| self.code(x, scale)));
            if self.packing == Packing::Padded && codes.len() % 2 == 1 {
                codes.push(0);
            }
        }
        packed.codes = match self.packing {
            Packing::Bytes => codes,
            Packing::OddLost => codes.chunks_exact(2).map(|pair| pair[0] | pair[1] << 4).collect(),
            Packing::HighFirst => {
                codes.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect()
            }
            _ => codes.chunks(2).map(|pair| pair[0] | pair.get(1).unwrap_or(&0) << 4).collect(),
        };
        packed
    }

    fn decode(&self, packed: &Packed, count: usize, block: usize) -> Vec<f32> {
        if self.decode_right {
            let packing = if self.packing == Packing::HighRead { self.packing } else { Packing::Pairs };
            return Knobs { read: self.read, packing, ..Knobs::default() }.decode(packed, count, block);
        }
        let value = |at: usize| {
            let place = if self.packing == Packing::Padded {
                at / block * (block + block % 2) + at % block
            } else {
                at
            };
            let code = match self.packing {
                Packing::Bytes => packed.codes[place],
                Packing::HighFirst | Packing::HighRead => packed.codes[place / 2] >> (4 - place % 2 * 4) & 15,
                _ => packed.codes[place / 2] >> (place % 2 * 4) & 15,
            };
            let (negative, e) = match self.sign {
                Sign::Lowest => (code & 1 == 1, code >> 1),
                Sign::TwosComplement => (code & 8 == 8, if code & 8 == 8 { 16 - code } else { code }),
                Sign::Lost => (false, code & 7),
                _ => (code & 8 == 8, code & 7),
            };
            let scale = if self.read == Read::Unscaled { 1.0 } else { packed.scales[at / block] };
            let power = i32::from(e) - if self.half || self.read == Read::OneLess { 8 } else { 7 };
            let magnitude = if self.rounding == Rounding::Linear {
                f32::from(e) / 7.0
            } else if e == 0 && self.read != Read::ZeroAsPower {
                0.0
            } else {
                2_f32.powi(power)
            };
            scale * if negative { -magnitude } else { magnitude }
        };
        (0..count).map(value).collect()
    }

    /// Those of all ranks, each as it can be decoded.
    fn gathered(&self, comm: &dyn Communicator, own: &Packed) -> Vec<Packed> {
        let (rank, size) = (comm.rank(), comm.size());
        if self.sent == Sent::ReceivesFirst {
            let mut all = vec![own.clone(); size];
            for from in (0..size).filter(|&from| from != rank) {
                all[from] = Packed { scales: comm.receive(from, 0), codes: comm.receive(from, 1) };
            }
            for to in (0..size).filter(|&to| to != rank) {
                comm.send(to, 0, &own.scales);
                comm.send(to, 1, &own.codes);
            }
            return all;
        }
        let split = |all: &[u8], count: usize| -> Vec<Vec<u8>> {
            (0..size).map(|rank| all[rank * count..(rank + 1) * count].to_vec()).collect()
        };
        let codes = if self.sent == Sent::Bytes {
            let single: Vec<u8> = own.codes.iter().flat_map(|byte| [byte & 15, byte >> 4]).collect();
            split(&all_gather(comm, &single), single.len())
                .iter()
                .map(|codes| codes.chunks(2).map(|pair| pair[0] | pair[1] << 4).collect())
                .collect()
        } else {
            split(&all_gather(comm, &own.codes), own.codes.len())
        };
        let scales: Vec<f32> = if self.sent == Sent::WideScales {
            let wide: Vec<f64> = own.scales.iter().map(|&x| f64::from(x)).collect();
            all_gather(comm, &wide).into_iter().map(|x| x as f32).collect()
        } else if self.together == Together::OwnScales {
            own.scales.repeat(size)
        } else {
            all_gather(comm, &own.scales)
        };
        let count = own.scales.len();
        let packed = |(rank, codes): (usize, Vec<u8>)| Packed {
            scales: scales[rank * count..(rank + 1) * count].to_vec(),
            codes,
        };
        codes.into_iter().enumerate().map(packed).collect()
    }

    fn exchange(&self, comm: &dyn Communicator, values: &[f32], block: usize) -> Vec<f64> {
        let (rank, size, count) = (comm.rank(), comm.size(), values.len());
        let own = self.encode(values, block);
        let decode = |packed: &Packed| self.decode(packed, count, block);
        if self.sent == Sent::Reduced {
            let mut sum: Vec<f64> = decode(&own).into_iter().map(f64::from).collect();
            all_reduce(comm, &mut sum);
            return sum.into_iter().map(|x| x / size as f64).collect();
        }
        let all: Vec<Vec<f32>> = match (self.sent, self.together) {
            (Sent::Floats, _) | (_, Together::Unrounded) => {
                let sent = if self.together == Together::Unrounded { values.to_vec() } else { decode(&own) };
                let whole = all_gather(comm, &sent);
                (0..size).map(|rank| whole[rank * count..(rank + 1) * count].to_vec()).collect()
            }
            (_, Together::OwnAlone) => vec![decode(&own); size],
            (_, Together::CodesAdded) => {
                let mut sum = Packed { scales: vec![0.0; own.scales.len()], codes: vec![0; own.codes.len()] };
                for packed in self.gathered(comm, &own) {
                    sum.scales.iter_mut().zip(packed.scales).for_each(|(sum, x)| *sum += x);
                    sum.codes.iter_mut().zip(packed.codes).for_each(|(sum, x)| *sum = sum.wrapping_add(x));
                }
                let sum = decode(&sum);
                return sum.into_iter().map(|x| f64::from(x) / size as f64).collect();
            }
            _ => self.gathered(comm, &own).iter().map(decode).collect(),
        };
        let mut sum = vec![0.0_f64; count];
        let mut added = 0;
        for turn in 0..size {
            let of = if self.together == Together::OwnFirst { (rank + turn) % size } else { turn };
            let part = match self.together {
                Together::OwnUnrounded if of == rank => values,
                Together::OwnLeftOut if of == rank && size > 1 => continue,
                _ => &all[of],
            };
            added += 1;
            for (sum, &x) in sum.iter_mut().zip(part) {
                *sum += f64::from(x);
                if self.together == Together::InSingle {
                    *sum = f64::from(*sum as f32);
                }
            }
            if self.together == Together::Running {
                self.round(&mut sum, block);
            }
        }
        let by = if self.together == Together::Sum { 1.0 } else { f64::from(added) };
        sum.iter_mut().for_each(|sum| *sum /= by);
        if self.together == Together::Again {
            self.round(&mut sum, block);
        }
        sum
    }

    fn round(&self, values: &mut [f64], block: usize) {
        let single: Vec<f32> = values.iter().map(|&x| x as f32).collect();
        let decoded = self.decode(&self.encode(&single, block), single.len(), block);
        values.iter_mut().zip(decoded).for_each(|(value, x)| *value = f64::from(x));
    }
}
