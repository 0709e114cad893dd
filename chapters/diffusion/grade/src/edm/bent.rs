//! The bent solution of `edm`.

use diffusion::{Network, Scales};
use judge::slips::memory_of;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

/// In which function a mistake of the scales is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    Both,
    Scales,
    Denoise,
}

/// What is wrong with the scales.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Wrong {
    #[default]
    Nothing,
    SkipOfNoise,
    SkipWithoutSquares,
    /// σ_data / √(σ² + σ_data²).
    SkipRoot,
    /// 1 / (σ² + 1).
    DataOfOne,
    DataOfHalf,
    OutWithoutData,
    OutWithoutNoise,
    OutWithoutRoot,
    InputWithoutRoot,
    InputOfSum,
    InputOfNoise,
    NoiseWhole,
    NoiseItself,
    NoiseLog2,
    NoiseLog10,
    /// ln(σ²) / 4.
    NoiseOfVariance,
    WeightRoot,
    WeightOfSum,
    /// (σ² + σ_data²) / (σ + σ_data)².
    WeightOverSum,
    WeightNotSquared,
    WeightInverse,
    WeightOfNoise,
    /// (σ² + σ_data²) / σ².
    WeightWithoutData,
    /// That of the network's own output.
    WeightOne,
    DataNotSquared,
    /// σ − 0.002 in `skip` and above the line of `out`.
    Consistency,
    /// 250 ln σ.
    NoiseThousand,
}

/// How rows are denoised.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Way {
    #[default]
    Right,
    InputNotScaled,
    SkipOfScaled,
    LevelItself,
    /// The network's output alone.
    Bare,
    /// The output taken for the noise: x − σ F.
    AsNoise,
    SkipMissing,
    OutMissing,
    SkipAndOutSwapped,
    Subtracted,
    FirstLevel,
    MeanLevel,
    LastLevel,
    OneLevel,
    /// Scales along the columns.
    ByColumn,
    /// Between −1 and 1.
    Clamped,
    /// The network twice, the first time for its shape.
    Twice,
}

/// What the grid is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Grid {
    #[default]
    Right,
    OverCount,
    WithoutEnd,
    EndAmong,
    Ascending,
    ZeroFirst,
    Logarithmic,
    Linear,
    RootMissing,
    PowerMissing,
    ExponentsSwapped,
    FromOne,
    Twice,
    /// The powers stand around the difference as a whole.
    PowerOfPlace,
    EndLeast,
    Seven,
    /// n + 1 levels, and the 0.
    OneMore,
    /// A whole number in place of ρ at the end.
    WholePower,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) wrong: Wrong,
    pub(super) way: Way,
    pub(super) grid: Grid,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) second: bool,
    pub(super) only: Only,
}

impl Knobs {
    fn of(self, sigma: f64, data: f64) -> Scales {
        let data = match self.wrong {
            Wrong::DataOfOne => 1.0,
            Wrong::DataOfHalf => 0.5,
            _ => data,
        };
        let v = if self.wrong == Wrong::DataNotSquared {
            sigma * sigma + data
        } else {
            sigma * sigma + data * data
        };
        let product = sigma * data;
        Scales {
            skip: match self.wrong {
                Wrong::Consistency => data * data / ((sigma - 0.002).powi(2) + data * data),
                Wrong::SkipOfNoise => sigma * sigma / v,
                Wrong::SkipWithoutSquares => data / (sigma + data),
                Wrong::SkipRoot => data / v.sqrt(),
                // The second way: only the sum lacks it.
                Wrong::DataNotSquared if !self.second => data / v,
                _ => data * data / v,
            },
            out: match self.wrong {
                Wrong::Consistency => (sigma - 0.002) * data / v.sqrt(),
                Wrong::OutWithoutData => sigma / v.sqrt(),
                Wrong::OutWithoutNoise => data / v.sqrt(),
                Wrong::OutWithoutRoot => product / v,
                _ => product / v.sqrt(),
            },
            input: match self.wrong {
                Wrong::InputWithoutRoot => 1.0 / v,
                Wrong::InputOfSum => 1.0 / (sigma + data),
                Wrong::InputOfNoise => 1.0 / (sigma * sigma + 1.0).sqrt(),
                _ => 1.0 / v.sqrt(),
            },
            noise: match self.wrong {
                Wrong::NoiseThousand => 250.0 * sigma.ln(),
                Wrong::NoiseWhole => sigma.ln(),
                Wrong::NoiseItself => sigma,
                Wrong::NoiseLog2 => sigma.log2() / 4.0,
                Wrong::NoiseLog10 => sigma.log10() / 4.0,
                Wrong::NoiseOfVariance => sigma.ln() / 2.0,
                _ => sigma.ln() / 4.0,
            },
            weight: match self.wrong {
                Wrong::WeightRoot => v.sqrt() / product,
                Wrong::WeightOfSum => (sigma + data).powi(2) / product.powi(2),
                Wrong::WeightOverSum => v / (sigma + data).powi(2),
                Wrong::WeightNotSquared => v / product,
                Wrong::WeightInverse => product.powi(2) / v,
                Wrong::WeightOfNoise => 1.0 / (sigma * sigma),
                Wrong::WeightOne => 1.0,
                Wrong::WeightWithoutData => v / (sigma * sigma),
                _ => v / product.powi(2),
            },
        }
    }

    pub(super) fn scales(self, sigma: f64, data: f64) -> Scales {
        let knobs = if self.only == Only::Denoise { Knobs::default() } else { self };
        knobs.of(sigma, data)
    }

    pub(super) fn denoise(
        self,
        network: Network<'_>,
        x: ArrayView2<'_, f32>,
        sigmas: ArrayView1<'_, f32>,
        data: f32,
    ) -> Array2<f32> {
        let knobs = if self.only == Only::Scales { Knobs { wrong: Wrong::Nothing, ..self } } else { self };
        if self.contiguous {
            assert!(self.second || x.as_slice().is_some(), "called `Option::unwrap()` on a `None` value");
            assert!(
                !self.second || sigmas.as_slice().is_some(),
                "called `Option::unwrap()` on a `None` value"
            );
        }
        let x = if self.memory_order { memory_of(x) } else { x.to_owned() };
        let n = x.nrows();
        let level = |row: usize| match self.way {
            Way::FirstLevel => sigmas[0],
            Way::LastLevel => sigmas[n - 1],
            Way::MeanLevel => sigmas.sum() / n as f32,
            _ => sigmas[row],
        };
        let scales: Vec<Scales> = (0..n).map(|row| knobs.of(level(row).into(), data.into())).collect();
        // Where sizes do not fit, the product panics as an answer's does.
        let column = |part: fn(&Scales) -> f64| {
            let numbers: Array1<f64> = scales.iter().map(part).collect();
            numbers.insert_axis(Axis(usize::from(self.way != Way::ByColumn)))
        };
        let wide = x.mapv(f64::from);
        let scaled =
            if self.way == Way::InputNotScaled { wide.clone() } else { &wide * &column(|s| s.input) };
        let mut told: Array1<f32> = scales.iter().map(|s| s.noise as f32).collect();
        match self.way {
            Way::LevelItself => told = (0..n).map(level).collect(),
            Way::OneLevel => told = told.slice(ndarray::s![..1]).to_owned(),
            Way::Twice => drop(network(x.view(), told.view())),
            _ => {}
        }
        let f = network(scaled.mapv(|x| x as f32).view(), told.view()).mapv(f64::from);
        let (skip, out) = (column(|s| s.skip), column(|s| s.out));
        let all = match self.way {
            Way::SkipOfScaled => &scaled * &skip + f * &out,
            Way::Bare => f,
            Way::AsNoise => {
                let sigmas: Array1<f64> = (0..n).map(|row| level(row).into()).collect();
                &wide - f * &sigmas.insert_axis(Axis(1))
            }
            Way::SkipMissing if self.second => &wide + f * &out,
            Way::SkipMissing => f * &out,
            Way::Clamped => (&wide * &skip + f * &out).mapv(|x| x.clamp(-1.0, 1.0)),
            Way::OutMissing => &wide * &skip + f,
            Way::SkipAndOutSwapped => &wide * &out + f * &skip,
            Way::Subtracted => &wide * &skip - f * &out,
            _ => &wide * &skip + f * &out,
        };
        all.mapv(|x| x as f32)
    }

    pub(super) fn grid(self, n: usize, least: f64, most: f64, rho: f64) -> Array1<f64> {
        let rho = if self.grid == Grid::Seven { 7.0 } else { rho };
        let (inner, outer) = match self.grid {
            Grid::RootMissing => (1.0, rho),
            Grid::PowerMissing => (1.0 / rho, 1.0),
            Grid::ExponentsSwapped => (rho, 1.0 / rho),
            Grid::Linear => (1.0, 1.0),
            _ => (1.0 / rho, rho),
        };
        let last = (n - 1) as f64;
        let level = |i: usize| {
            let place = match self.grid {
                Grid::OverCount | Grid::OneMore => i as f64 / n as f64,
                Grid::FromOne => (i as f64 + 1.0) / n as f64,
                Grid::EndAmong if n == 2 => 0.0,
                Grid::EndAmong => i as f64 / (last - 1.0),
                Grid::Ascending | Grid::ZeroFirst => 1.0 - i as f64 / last,
                _ => i as f64 / last,
            };
            if self.grid == Grid::Logarithmic {
                return (most.ln() + place * (least.ln() - most.ln())).exp();
            }
            if self.grid == Grid::PowerOfPlace {
                return most + place.powf(if self.second { rho } else { 1.0 / rho }) * (least - most);
            }
            let (a, b) = (most.powf(inner), least.powf(inner));
            let outer = if self.grid == Grid::WholePower { outer.trunc() } else { outer };
            // In the second way the least level comes out although it is tiny beside the other.
            let level = if self.second { a * (1.0 - place) + b * place } else { a + place * (b - a) };
            level.powf(outer)
        };
        let count = match self.grid {
            Grid::EndAmong => n - 1,
            Grid::OneMore => n + 1,
            _ => n,
        };
        let levels = (0..count).map(level);
        match self.grid {
            Grid::WithoutEnd => levels.collect(),
            Grid::ZeroFirst => [0.0].into_iter().chain(levels).collect(),
            Grid::EndLeast => levels.chain([least]).collect(),
            Grid::Twice => levels.chain([0.0, 0.0]).collect(),
            _ => levels.chain([0.0]).collect(),
        }
    }
}
