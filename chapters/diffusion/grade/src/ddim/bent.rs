//! The bent solution of `ddim`.

use diffusion::{Jump, Spacing};
use judge::slips;
use ndarray::{Array2, ArrayView2, Zip};

use super::knobs::{Direction, Ends, Knobs, Only, Sigma, Start, Times};
use super::{Answered, Functions, Input};

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        let functions = Functions {
            step: &|x, noise, fresh, jump| self.step(x, noise, fresh, jump),
            times: &|trained, steps, spacing| self.times(trained, steps, spacing),
        };
        functions.run(input)
    }

    fn read(&self, view: ArrayView2<'_, f32>, number: usize) -> Array2<f32> {
        // All three, or one of them.
        let here = [true, number == 0, number == 2][self.way.min(2)];
        if self.contiguous && here {
            slips::as_slices(view, false);
        }
        if self.memory_order && here { slips::memory_of(view) } else { view.to_owned() }
    }

    fn root(&self, x: f64) -> f64 {
        if self.guarded { x.max(0.0).sqrt() } else { x.sqrt() }
    }

    /// What fresh noise is multiplied by, and what counts for the direction.
    #[allow(clippy::match_same_arms)] // Each is a mistake of its own.
    fn sigmas(&self, from: f64, to: f64, eta: f64) -> [f64; 2] {
        let (first, second) = ((1.0 - to) / (1.0 - from), 1.0 - from / to);
        let one = |eta: f64| if eta == 0.0 { 0.0 } else { eta * self.root(first) * self.root(second) };
        let right = one(eta);
        match self.sigma {
            // As one product, which is not a number only where a level of 1 is divided by.
            Sigma::Right if self.way == 1 => [self.root(eta * eta * (1.0 - to) / (1.0 - from) * second); 2],
            Sigma::Right => [right; 2],
            Sigma::Variance => [eta * first * second; 2],
            Sigma::EtaOnVariance => [one(eta.sqrt()); 2],
            Sigma::Never => [0.0; 2],
            Sigma::Always => [one(1.0); 2],
            Sigma::UpsideDown if eta == 0.0 => [0.0; 2],
            Sigma::UpsideDown => [eta * self.root(1.0 / first) * self.root(second); 2],
            // Beside a direction that is right, or in both.
            Sigma::RootOfBeta => {
                let beta = if eta == 0.0 { 0.0 } else { eta * self.root(second) };
                if self.way == 1 { [beta; 2] } else { [beta, right] }
            }
            Sigma::FirstNotRooted if eta == 0.0 => [0.0; 2],
            Sigma::FirstNotRooted => [eta * first * self.root(second); 2],
            Sigma::FirstRoot => [eta * self.root(first); 2],
            Sigma::EtaAlone if self.way == 1 => [eta; 2],
            Sigma::EtaAlone => [eta, right],
            Sigma::NotANumber => [eta * self.root(first) * self.root(second); 2],
        }
    }

    fn step(
        &self,
        x: ArrayView2<'_, f32>,
        noise: ArrayView2<'_, f32>,
        fresh: ArrayView2<'_, f32>,
        jump: Jump,
    ) -> Array2<f32> {
        let (x, noise, mut fresh) = (self.read(x, 0), self.read(noise, 1), self.read(fresh, 2));
        if self.first_row {
            let first = fresh.row(0).to_owned();
            fresh.rows_mut().into_iter().for_each(|mut row| row.assign(&first));
        }
        if self.single_levels {
            return singly(&x, &noise, &fresh, jump);
        }
        let Jump { mut from, mut to, eta } = jump;
        if self.ends == Ends::Exchanged {
            std::mem::swap(&mut from, &mut to);
        }
        let [added, sigma] = self.sigmas(from, to, eta);
        let direction = match self.direction {
            Direction::Right => self.root(1.0 - to - sigma * sigma),
            Direction::WithoutSigma => (1.0 - to).sqrt(),
            Direction::OfFrom if self.way == 1 => (1.0 - from).sqrt(),
            Direction::OfFrom => self.root(1.0 - from - sigma * sigma),
            Direction::SigmaNotSquared => self.root(1.0 - to - sigma),
            Direction::Missing => 0.0,
            Direction::Difference => (1.0 - to).sqrt() - sigma,
        };
        let (signal, direction) = match self.ends {
            Ends::NotRooted => (to, 1.0 - to - sigma * sigma),
            Ends::StartNotShrunk => (1.0, direction),
            Ends::SignalOfFrom => (from.sqrt(), direction),
            _ => (to.sqrt(), direction),
        };
        let round = |x: f64| if self.single { f64::from(x as f32) } else { x };
        let beta = 1.0 - from / to;
        Zip::from(&x).and(&noise).and(&fresh).map_collect(|&x, &noise, &fresh| {
            let [x, noise, fresh] = [x, noise, fresh].map(f64::from);
            if self.ends == Ends::Snippet {
                return ((x - beta * noise) / self.root(1.0 - beta) + added * fresh) as f32;
            }
            let start = match self.start {
                Start::Right | Start::Clipped => round(x - round((1.0 - from).sqrt() * noise)) / from.sqrt(),
                Start::PlusNoise => (x + (1.0 - from).sqrt() * noise) / from.sqrt(),
                Start::NotRooted => (x - (1.0 - from) * noise) / from,
                Start::NotDivided => x - (1.0 - from).sqrt() * noise,
                Start::NoiseIsStart => noise,
            };
            let start = if self.start == Start::Clipped { start.clamp(-1.0, 1.0) } else { start };
            // guided-diffusion takes the noise of what was clipped.
            let clipped = self.start == Start::Clipped && self.way == 1;
            let noise = if clipped { (x - from.sqrt() * start) / (1.0 - from).sqrt() } else { noise };
            (signal * start + direction * noise + added * fresh) as f32
        })
    }

    pub(super) fn times(&self, trained: usize, steps: usize, spacing: Spacing) -> Vec<usize> {
        let elsewhere = match self.only {
            Only::All => false,
            Only::Trailing => spacing != Spacing::Trailing,
            Only::Linspace => spacing != Spacing::Linspace,
        };
        // Slips of one spacing are where they are.
        let shared = matches!(
            self.times,
            Times::Ascending | Times::HalvesUp | Times::RoundedDown | Times::RoundedUp | Times::EndAdded
        );
        if elsewhere && shared {
            return Knobs::default().times(trained, steps, spacing);
        }
        let spacing = match (self.times, spacing) {
            (Times::AlwaysLeading, _) | (Times::Exchanged, Spacing::Trailing) => Spacing::Leading,
            (Times::AlwaysTrailing, _) | (Times::Exchanged, Spacing::Leading) => Spacing::Trailing,
            (Times::AlwaysLinspace, _) => Spacing::Linspace,
            _ => spacing,
        };
        let (all, count) = (trained as f64, steps as f64);
        let round = |x: f64| match self.times {
            Times::HalvesUp => x.round(),
            Times::RoundedDown => x.floor(),
            Times::RoundedUp => x.ceil(),
            _ => x.round_ties_even(),
        };
        let ratio = trained / steps;
        let time = |i: usize| {
            let at = i as f64;
            match spacing {
                Spacing::Leading => match self.times {
                    Times::LeadingFraction if self.way == 1 => (at * all / count).floor() as usize,
                    Times::LeadingFraction => round(at * all / count) as usize,
                    Times::LeadingUp => i * trained.div_ceil(steps),
                    Times::LeadingFromEnd => trained - 1 - (steps - 1 - i) * ratio,
                    Times::Offset => i * ratio + 1,
                    _ => i * ratio,
                },
                Spacing::Linspace if steps == 1 => match self.times {
                    Times::OneIsLast => trained - 1,
                    Times::OnePanics => panic!("attempt to divide by zero"),
                    _ => 0,
                },
                Spacing::Linspace => match self.times {
                    Times::LinspaceWithoutEnd => round(at * all / count) as usize,
                    Times::LinspaceToTrained => round(at * all / (count - 1.0)) as usize,
                    _ => round(at * (all - 1.0) / (count - 1.0)) as usize,
                },
                Spacing::Trailing => match self.times {
                    Times::NotMinusOne => round(all - (count - 1.0 - at) * all / count) as usize,
                    Times::TrailingEarly => {
                        (round(all - (count - at) * all / count) as usize).saturating_sub(1)
                    }
                    Times::TrailingOfLast => {
                        round(all - 1.0 - (count - 1.0 - at) * (all - 1.0) / count) as usize
                    }
                    Times::TrailingWhole => trained - (steps - 1 - i) * ratio - 1,
                    _ => (round(all - (count - 1.0 - at) * all / count) as usize).saturating_sub(1),
                },
            }
        };
        let mut times: Vec<usize> = (0..steps).map(time).collect();
        if self.times != Times::Ascending {
            times.reverse();
        }
        if self.times == Times::EndAdded {
            times.push(0);
        }
        times
    }
}

/// Everything in single precision.
fn singly(x: &Array2<f32>, noise: &Array2<f32>, fresh: &Array2<f32>, jump: Jump) -> Array2<f32> {
    let [from, to, eta] = [jump.from, jump.to, jump.eta].map(|x| x as f32);
    let sigma =
        if eta == 0.0 { 0.0 } else { eta * ((1.0 - to) / (1.0 - from)).sqrt() * (1.0 - from / to).sqrt() };
    let direction = (1.0 - to - sigma * sigma).sqrt();
    let start = (x - (1.0 - from).sqrt() * noise) / from.sqrt();
    start * to.sqrt() + direction * noise + sigma * fresh
}
