//! The bent solution of `posterior`.

use diffusion::{Ancestral, Variance};
use judge::slips;
use ndarray::{Array2, ArrayView2, Zip};

use super::knobs::{Added, Before, Clips, Kept, Knobs, Mean, Mixed, Only, Third, Which};
use super::{Answered, Functions, Input};

/// The numbers of a step.
struct Of {
    beta: f64,
    abar: f64,
    before: f64,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        let right = Knobs { single: self.single, by_noise: self.by_noise, ..Knobs::default() };
        let alone = if self.only == Only::Step { right } else { *self };
        let step = if self.only == Only::Coefficients { right } else { *self };
        let functions = Functions {
            coefficients: &|betas, t| alone.coefficients(betas, t).into(),
            step: &|x, noise, fresh, at| step.step(x, noise, fresh, at),
        };
        functions.run(input)
    }

    fn abar(&self, betas: &[f64], t: usize) -> f64 {
        let product = |betas: &[f64]| betas.iter().map(|beta| 1.0 - beta).product();
        match self.kept {
            Kept::Product => product(&betas[..=t]),
            Kept::OwnAlone => 1.0 - betas[t],
            Kept::WithoutOwn => product(&betas[..t]),
            Kept::OfSums => (-betas[..=t].iter().sum::<f64>()).exp(),
            Kept::Single => betas[..=t].iter().map(|&beta| 1.0 - beta as f32).product::<f32>().into(),
        }
    }

    fn of(&self, betas: &[f64], t: usize) -> Of {
        let abar = self.abar(betas, t);
        let before = match (self.before, t) {
            (Before::Own, _) | (Before::OfFirst, 0) => abar,
            (Before::OfLast, 0) => self.abar(betas, betas.len() - 1),
            (Before::Panics, 0) => panic!("attempt to subtract with overflow"),
            (Before::Nothing, 0) => 0.0,
            (_, 0) => 1.0,
            _ => self.abar(betas, t - 1),
        };
        let beta = if self.mixed == Mixed::BetaBefore { betas[t.saturating_sub(1)] } else { betas[t] };
        Of { beta, abar, before }
    }

    fn coefficients(&self, betas: &[f64], t: usize) -> [f64; 3] {
        let Of { beta, abar, before } = self.of(betas, t);
        let round = |x: f64| if self.kept == Kept::Single { f64::from(x as f32) } else { x };
        let (left, left_before) = (round(1.0 - abar), round(1.0 - before));
        let divisor = if self.mixed == Mixed::DividedByBefore { left_before } else { left };
        let root = match self.mixed {
            Mixed::BeforeNotRooted => before,
            Mixed::OwnRoot => abar.sqrt(),
            _ => before.sqrt(),
        };
        let alpha = match self.mixed {
            Mixed::AlphaNotRooted => 1.0 - beta,
            Mixed::AllRoot => abar.sqrt(),
            _ => (1.0 - beta).sqrt(),
        };
        let (of_start, of_x) = (root * beta / divisor, alpha * left_before / divisor);
        let variance = beta * left_before / left;
        let third = match self.third {
            Third::Variance => variance,
            Third::Beta => beta,
            Third::Deviation => variance.sqrt(),
            Third::UpsideDown => beta * left / left_before,
            Third::Logarithm if self.way == 1 => variance.max(1e-20).ln(),
            Third::Logarithm => variance.ln(),
        };
        if self.mixed == Mixed::Swapped { [of_x, of_start, third] } else { [of_start, of_x, third] }
    }

    fn read(&self, view: ArrayView2<'_, f32>, number: usize) -> Array2<f32> {
        // All three, or one of them.
        let here = [true, number == 0, number == 2][self.way.min(2)];
        if self.contiguous && here {
            slips::as_slices(view, false);
        }
        if self.memory_order && here { slips::memory_of(view) } else { view.to_owned() }
    }

    fn clipped(&self, x: f64, clip: bool, place: Clips) -> f64 {
        let high = match self.clips {
            Clips::Always => true,
            Clips::Never => false,
            _ => clip,
        };
        let here = match self.clips {
            Clips::Start | Clips::Always | Clips::AboveOnly | Clips::ToZeroOne => place == Clips::Start,
            other => place == other,
        };
        if !(high && here) {
            return x;
        }
        match self.clips {
            Clips::AboveOnly => x.min(1.0),
            Clips::ToZeroOne => x.clamp(0.0, 1.0),
            _ => x.clamp(-1.0, 1.0),
        }
    }

    fn deviation(&self, at: Ancestral<'_>, small: f64, of: &Of) -> f64 {
        let t = at.t;
        let large = match self.which {
            Which::Asked => at.variance == Variance::Large,
            Which::Other => at.variance == Variance::Small,
            Which::AlwaysSmall => false,
            Which::AlwaysLarge => true,
        };
        let variance = if large { at.betas[t] } else { small };
        let deviation = match self.added {
            Added::Variance => variance,
            Added::All => (1.0 - of.abar).sqrt(),
            Added::Unscaled => 1.0,
            _ if self.mean == Mean::Renoised => (1.0 - of.before).sqrt(),
            _ => variance.sqrt(),
        };
        let none = match self.added {
            Added::Never => true,
            Added::AlsoFirst => false,
            Added::NotAtOne => t <= 1,
            Added::NotAtNoisiest => t + 1 == at.betas.len(),
            _ => t == 0,
        };
        if none { 0.0 } else { deviation }
    }

    fn step(
        &self,
        x: ArrayView2<'_, f32>,
        noise: ArrayView2<'_, f32>,
        fresh: ArrayView2<'_, f32>,
        at: Ancestral<'_>,
    ) -> Array2<f32> {
        let (x, noise, mut fresh) = (self.read(x, 0), self.read(noise, 1), self.read(fresh, 2));
        if self.added == Added::OfFirstRow {
            let first = fresh.row(0).to_owned();
            fresh.rows_mut().into_iter().for_each(|mut row| row.assign(&first));
        }
        let of = self.of(at.betas, at.t);
        let [of_start, of_x, small] = self.coefficients(at.betas, at.t);
        let deviation = self.deviation(at, small, &of);
        let round = |x: f64| if self.single { f64::from(x as f32) } else { x };
        let clip = at.clip;
        Zip::from(&x).and(&noise).and(&fresh).map_collect(|&x, &noise, &fresh| {
            let [x, noise, fresh] = [x, noise, fresh].map(f64::from);
            let x = self.clipped(x, clip, Clips::Input);
            let noise = self.clipped(noise, clip, Clips::Noise);
            let sign = if self.mean == Mean::PlusNoise { -1.0 } else { 1.0 };
            let start = match self.mean {
                Mean::NoiseIsStart => noise,
                Mean::StartNotRooted => (x - (1.0 - of.abar) * noise) / of.abar,
                Mean::StartNotDivided => x - (1.0 - of.abar).sqrt() * noise,
                Mean::StartOfOwn => (x - of.beta.sqrt() * noise) / (1.0 - of.beta).sqrt(),
                Mean::StartOfBefore => (x - (1.0 - of.before).sqrt() * noise) / of.before.sqrt(),
                _ => round(x - sign * (1.0 - of.abar).sqrt() * noise) / of.abar.sqrt(),
            };
            let start = round(self.clipped(start, clip, Clips::Start));
            let mixed = of_start * start + of_x * x;
            let by_noise = |share: f64| (x - sign * share * noise) / (1.0 - of.beta).sqrt();
            let share = of.beta / (1.0 - of.abar).sqrt();
            // The clipped road goes by x̂₀ for whoever clips.
            let mean = match self.mean {
                Mean::NotRescaled => x - share * noise,
                Mean::RescaledByAll => (x - share * noise) / of.abar.sqrt(),
                Mean::ShareNotRooted => by_noise(of.beta / (1.0 - of.abar)),
                Mean::RootOfBeta => by_noise(of.beta.sqrt() / (1.0 - of.abar).sqrt()),
                Mean::Start => start,
                Mean::Renoised => of.before.sqrt() * start,
                Mean::Right | Mean::PlusNoise
                    if self.by_noise
                        && self.mixed == Mixed::Right
                        && !clip
                        && self.clips != Clips::Always =>
                {
                    by_noise(share)
                }
                _ => mixed,
            };
            let mean = if clip && self.way == 1 && self.mean as usize <= Mean::RootOfBeta as usize {
                // Whoever computes without x̂₀ where nothing is clipped, and by the posterior where it is.
                mixed
            } else {
                mean
            };
            let mean = self.clipped(mean, clip, Clips::Mean);
            let result = round(mean + deviation * fresh);
            self.clipped(result, clip, Clips::Result) as f32
        })
    }
}
