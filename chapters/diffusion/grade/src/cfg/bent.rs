//! The bent solution of `cfg`.

use diffusion::{ConditionedNetwork, Network};
use judge::slips;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, concatenate, s};

use super::knobs::{Asked, Dropping, Formula, Knobs, Only};
use super::{Answered, Functions, Input};

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        let right = Knobs {
            one_batch: self.one_batch,
            short: self.short,
            short_at_zero: self.short_at_zero,
            ..Knobs::default()
        };
        let guide = if self.only == Only::Auto { right } else { *self };
        let auto = if self.only == Only::Guide { right } else { *self };
        let functions = Functions {
            guide: &|network, x, levels, labels, null, s| guide.guide(network, x, levels, labels, null, s),
            drop: &|labels, draws, p, null| self.drop(labels, draws, p, null),
            auto: &|network, weaker, x, levels, s| auto.auto(network, weaker, x, levels, s),
        };
        functions.run(input)
    }

    fn read(&self, x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>) -> (Array2<f32>, Array1<f32>) {
        // x alone in the second way.
        let too = self.way == 0;
        if self.contiguous {
            slips::as_slices(x, false);
            if too {
                let _ = levels.as_slice().unwrap();
            }
        }
        if !self.memory_order {
            return (x.to_owned(), levels.to_owned());
        }
        (slips::memory_of(x), if too { slips::memory_of(levels) } else { levels.to_owned() })
    }

    /// What is made of both branches.
    #[allow(clippy::match_same_arms)] // Each is a mistake of its own.
    fn formula(&self, c: &Array2<f32>, u: &Array2<f32>, s: f32) -> Array2<f32> {
        let guided = u + &((c - u) * s);
        match self.formula {
            Formula::Right => guided,
            Formula::PapersW => c + &((c - u) * s),
            Formula::LessOne => u + &((c - u) * (s - 1.0)),
            Formula::Swapped => c + &((u - c) * s),
            Formula::Alone => c * s,
            Formula::NotSubtracted => u + &(c * s),
            Formula::Conditional => c.clone(),
            Formula::Unconditional => u.clone(),
            Formula::NotBelowOne if s <= 1.0 => c.clone(),
            Formula::NotBelowOne => guided,
            Formula::Difference => (c - u) * s,
            Formula::FirstThree => {
                let mut out = c.clone();
                let columns = out.ncols().min(3);
                out.slice_mut(s![.., ..columns]).assign(&guided.slice(s![.., ..columns]));
                out
            }
            Formula::Rescaled => {
                let mut out = guided;
                for (mut row, c) in out.rows_mut().into_iter().zip(c.rows()) {
                    let by = c.std(0.0) / row.std(0.0);
                    row *= if by.is_finite() { by } else { 1.0 };
                }
                out
            }
        }
    }

    fn guide(
        &self,
        network: ConditionedNetwork<'_>,
        x: ArrayView2<'_, f32>,
        levels: ArrayView1<'_, f32>,
        labels: &[usize],
        null: usize,
        s: f32,
    ) -> Array2<f32> {
        let (mut x, mut levels) = self.read(x, levels);
        let n = labels.len();
        let null = match self.asked {
            Asked::NullIsZero => 0,
            Asked::NullIsNext => labels.iter().max().map_or(0, |most| most + 1),
            _ => null,
        };
        let mut own = labels.to_vec();
        let mut nothing = vec![null; n];
        match self.asked {
            Asked::FirstLabel => own.fill(labels[0]),
            Asked::FirstLevel => {
                let first = levels[0];
                levels.fill(first);
            }
            _ if self.short && s == 1.0 || self.short_at_zero && s == 0.0 => {}
            Asked::Half => {
                // As in DiT: whoever calls it has put the batch in twice.
                let half = n / 2;
                x = concatenate![Axis(0), x.slice(s![..half, ..]), x.slice(s![..half, ..])];
                let all: Vec<usize> = labels[..2 * half].to_vec();
                let out = network(x.view(), levels.slice(s![..2 * half]), &all);
                let guided = self.formula(
                    &out.slice(s![..half, ..]).to_owned(),
                    &out.slice(s![half.., ..]).to_owned(),
                    s,
                );
                return concatenate![Axis(0), guided, guided];
            }
            Asked::Interleaved => {
                let rows = |row: usize| x.row(row / 2).to_owned();
                let doubled = Array2::from_shape_fn((2 * n, x.ncols()), |(row, at)| rows(row)[at]);
                let twice = Array1::from_shape_fn(2 * n, |row| levels[row / 2]);
                own.append(&mut nothing);
                let out = network(doubled.view(), twice.view(), &own);
                return self.formula(
                    &out.slice(s![..n, ..]).to_owned(),
                    &out.slice(s![n.., ..]).to_owned(),
                    s,
                );
            }
            _ => {}
        }
        if self.short && s == 1.0 {
            return network(x.view(), levels.view(), &own);
        }
        if self.short_at_zero && s == 0.0 {
            return network(x.view(), levels.view(), &nothing);
        }
        let quiet = if self.asked == Asked::NullWithoutNoise { Array1::zeros(n) } else { levels.clone() };
        let (conditional, unconditional) = if self.one_batch {
            let both = network(
                concatenate![Axis(0), x, x].view(),
                concatenate![Axis(0), levels, quiet].view(),
                &[own.clone(), nothing.clone()].concat(),
            );
            (both.slice(s![..n, ..]).to_owned(), both.slice(s![n.., ..]).to_owned())
        } else {
            (network(x.view(), levels.view(), &own), network(x.view(), quiet.view(), &nothing))
        };
        if self.asked == Asked::Twice {
            let again = if self.way == 1 { &own } else { &nothing };
            network(x.view(), levels.view(), again);
        }
        let guided = self.formula(&conditional, &unconditional, s);
        if self.asked == Asked::BothHalves { concatenate![Axis(0), guided, guided] } else { guided }
    }

    fn auto(
        &self,
        network: Network<'_>,
        weaker: Network<'_>,
        x: ArrayView2<'_, f32>,
        levels: ArrayView1<'_, f32>,
        s: f32,
    ) -> Array2<f32> {
        let (x, mut levels) = self.read(x, levels);
        if self.asked == Asked::FirstLevel {
            let first = levels[0];
            levels.fill(first);
        }
        if self.short && s == 1.0 {
            return network(x.view(), levels.view());
        }
        if self.short_at_zero && s == 0.0 {
            return weaker(x.view(), levels.view());
        }
        let (strong, weak) = (network(x.view(), levels.view()), weaker(x.view(), levels.view()));
        if self.asked == Asked::Twice {
            let again = if self.way == 1 { network } else { weaker };
            again(x.view(), levels.view());
        }
        if self.networks_exchanged {
            self.formula(&weak, &strong, s)
        } else {
            self.formula(&strong, &weak, s)
        }
    }

    fn drop(&self, labels: &[usize], draws: &[f32], p: f32, null: usize) -> Vec<usize> {
        let next = || labels.iter().max().map_or(0, |most| most + 1);
        let null = match self.dropping {
            Dropping::ToZero => 0,
            Dropping::ToNext => next(),
            _ => null,
        };
        if self.dropping == Dropping::NeedsOne {
            let _ = labels[0];
        }
        let share = (p * labels.len() as f32).round() as usize;
        let dropped = |at: usize| match self.dropping {
            Dropping::Inverted if self.way == 1 => draws[at] > p,
            Dropping::Inverted => draws[at] >= p,
            Dropping::OtherEnd => draws[at] >= 1.0 - p,
            Dropping::AtMost => draws[at] <= p,
            Dropping::AllOrNone => draws[0] < p,
            Dropping::FirstShare => at < share,
            Dropping::Never => false,
            _ => draws[at] < p,
        };
        let all = labels.iter().enumerate();
        if self.dropping == Dropping::Removed {
            return all.filter(|(at, _)| !dropped(*at)).map(|(_, &label)| label).collect();
        }
        all.map(|(at, &label)| if dropped(at) { null } else { label }).collect()
    }
}
