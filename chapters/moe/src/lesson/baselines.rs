//! How far single samples scatter around the exact gradient, and what a baseline does about it.

use figures::{Axis, Chart, Figure, Series};
use ndarray::{Array1, Array2, array};

use crate::{Baseline, Reinforce};

/// Logits and losses of a choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Of each action.
    pub logits: Array1<f32>,
    /// Of each action.
    pub losses: Array1<f32>,
}

/// Two actions.
pub fn two() -> Choice {
    Choice { logits: array![0.3, -0.2], losses: array![1.0, 0.2] }
}

/// Four actions, of which the likely one is dear.
pub fn four() -> Choice {
    Choice { logits: array![1.5, 0.1, -0.4, -0.9], losses: array![1.4, 0.3, 0.6, 0.9] }
}

impl Choice {
    /// Softmax of the logits.
    pub fn probabilities(&self) -> Vec<f64> {
        let exponentials: Vec<f64> = self.logits.iter().map(|&l| f64::from(l).exp()).collect();
        let sum: f64 = exponentials.iter().sum();
        exponentials.into_iter().map(|e| e / sum).collect()
    }

    /// The expected loss.
    pub fn expected(&self) -> f64 {
        self.probabilities().iter().zip(&self.losses).map(|(p, &l)| p * f64::from(l)).sum()
    }

    /// The exact gradient.
    pub fn exact(&self, reinforce: Reinforce) -> Array1<f32> {
        (reinforce.exact)(self.logits.view(), self.losses.view())
    }

    /// The gradient of every action's sample with a fixed baseline.
    pub fn samples(&self, reinforce: Reinforce, b: f64) -> Array2<f32> {
        let actions: Vec<usize> = (0..self.losses.len()).collect();
        (reinforce.sampled)(self.logits.view(), &actions, self.losses.view(), Baseline::Fixed(b as f32))
    }

    /// The mean squared distance of one sample from the exact gradient, over all actions with their probabilities.
    pub fn variance(&self, reinforce: Reinforce, b: f64) -> f64 {
        let exact = self.exact(reinforce);
        let samples = self.samples(reinforce, b);
        let distances = samples.rows().into_iter().map(|row| {
            row.iter().zip(&exact).map(|(&x, &e)| (f64::from(x) - f64::from(e)).powi(2)).sum::<f64>()
        });
        distances.zip(self.probabilities()).map(|(d, p)| p * d).sum()
    }

    /// The baseline that leaves the least variance: the mean of the losses, each weighed by how often it is drawn and by how
    /// long its score ∇ ln p is, squared.
    pub fn best(&self, reinforce: Reinforce) -> f64 {
        // The score is what a loss of 1 makes of it.
        let ones = Array1::ones(self.losses.len());
        let scores = Choice { logits: self.logits.clone(), losses: ones }.samples(reinforce, 0.0);
        let weights: Vec<f64> = scores
            .rows()
            .into_iter()
            .zip(self.probabilities())
            .map(|(row, p)| p * row.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>())
            .collect();
        let sum: f64 = weights.iter().sum();
        weights.iter().zip(&self.losses).map(|(w, &l)| w * f64::from(l)).sum::<f64>() / sum
    }

    /// The mean of the estimates from pairs of samples, over all pairs with their probabilities, divided by the exact
    /// gradient: with the others as baseline, and with the mean of the pair. Taken at the first logit.
    pub fn pairs(&self, reinforce: Reinforce) -> [f64; 2] {
        let p = self.probabilities();
        let exact = f64::from(self.exact(reinforce)[0]);
        let mut means = [0.0, 0.0];
        for a in 0..p.len() {
            for b in 0..p.len() {
                let losses = array![self.losses[a], self.losses[b]];
                let both = Baseline::Fixed(f32::midpoint(losses[0], losses[1]));
                for (mean, baseline) in means.iter_mut().zip([Baseline::Others, both]) {
                    let rows = (reinforce.sampled)(self.logits.view(), &[a, b], losses.view(), baseline);
                    *mean += p[a] * p[b] * f64::from(rows[[0, 0]] + rows[[1, 0]]) / 2.0;
                }
            }
        }
        means.map(|mean| mean / exact)
    }
}

/// Variance against the baseline, for [`two`] and [`four`] actions.
///
/// # Panics
/// If an answer gives no finite variance.
pub fn figure(reinforce: Reinforce) -> Figure {
    let text = |x: f64| figures::text(x, 3);
    let said = |choice: &Choice| {
        let (mean, best) = (choice.expected(), choice.best(reinforce));
        format!(
            "{} without a baseline, {} with the expected loss {}, and {} with the best, {}",
            text(choice.variance(reinforce, 0.0)),
            text(choice.variance(reinforce, mean)),
            text(mean),
            text(choice.variance(reinforce, best)),
            text(best)
        )
    };
    let (two, four) = (two(), four());
    let description = format!(
        "Variance of the gradient from one sample against the baseline that is subtracted: parabolas. With two actions it is {}. With \
         four it is {}. Points mark the expected losses, to the right of where the parabolas are lowest.",
        said(&two),
        said(&four)
    );
    let line = |choice: &Choice| {
        let at = |i: i32| f64::from(i) / 20.0;
        (-5..=32).map(|i| (at(i), choice.variance(reinforce, at(i)))).collect::<Vec<_>>()
    };
    let marks =
        [&two, &four].map(|choice| (choice.expected(), choice.variance(reinforce, choice.expected())));
    Chart::new("A baseline that does not know the action takes variance away", &description)
        .x(Axis::linear("baseline").ticks(&[0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5]))
        .y(Axis::linear("variance of one sample").range(0.0, 0.5))
        .line(Series::new("two actions", line(&two)).label_above(1.25))
        .line(Series::new("four actions", line(&four)).label_above(0.15))
        .line(Series::new("expected loss", marks).points_only().label_below(1.3))
        .save()
}
