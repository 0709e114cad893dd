//! The smallest duel that learns nothing, and the regression beside it.

use figures::{Axis, Chart, Figure, Series, text};

/// Where a generator θ and its discriminator ψ are.
#[derive(Clone, Copy, Debug)]
pub struct Duel {
    /// The generator draws this one number; the data are the number 0.
    pub generator: f64,
    /// The discriminator finds x false by ψ x.
    pub discriminator: f64,
}

impl Duel {
    /// How far both are from where they should be.
    pub fn distance(self) -> f64 {
        self.generator.hypot(self.discriminator)
    }
}

/// Steps of gradient descent and ascent on ln σ(ψ θ), from (1, 0): the generator goes down, the discriminator up, at the same time.
pub fn duel(steps: usize, rate: f64) -> Vec<Duel> {
    let mut at = Duel { generator: 1.0, discriminator: 0.0 };
    let mut path = vec![at];
    for _ in 0..steps {
        let slope = 1.0 / (1.0 + (at.generator * at.discriminator).exp());
        at = Duel {
            generator: at.generator - rate * slope * at.discriminator,
            discriminator: at.discriminator + rate * slope * at.generator,
        };
        path.push(at);
    }
    path
}

/// The generator by itself under a squared error, at the same rate.
pub fn regression(steps: usize, rate: f64) -> Vec<f64> {
    let mut at = 1.0;
    let mut path = vec![at];
    for _ in 0..steps {
        at -= rate * at;
        path.push(at);
    }
    path
}

/// What a generator draws during a duel, and under a squared error.
pub fn figure(rate: f64) -> Figure {
    const STEPS: usize = 300;
    let (fought, regressed) = (duel(STEPS, rate), regression(STEPS, rate));
    let sampled =
        |of: &dyn Fn(usize) -> f64| (0..=STEPS).step_by(4).map(|t| (t as f64, of(t))).collect::<Vec<_>>();
    let largest = fought.iter().map(|at| at.generator.abs()).fold(0.0, f64::max);
    let last = regressed[STEPS];
    let description = format!(
        "What a generator draws, over {STEPS} steps, where 0 is right. Against a discriminator it swings about 0, as far as {} in the end; under a squared error it goes to {}.",
        text(largest, 2),
        text(last, 3)
    );
    Chart::new(
        "A duel swings ever wider about what is right; a regression at the same rate settles on it",
        &description,
    )
    .x(Axis::linear("step"))
    .y(Axis::linear("what the generator draws").range(-2.0, 2.0))
    .line(Series::new("duel", sampled(&|t| fought[t].generator)))
    .line(Series::new("regression", sampled(&|t| regressed[t])))
    .line(Series::new("data", [(0.0, 0.0), (STEPS as f64, 0.0)]).reference().label_below(155.0))
    .save()
}
