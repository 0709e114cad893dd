//! Few steps: a network that jumps, paths made straight, blocks that are trained alone, and a distance that is trained down.

mod blocks;
mod consistency;
mod paths;
mod post;

use ndarray::Array2;
use serde_json::{Value, json};

use super::Measure;
use super::ring;
use crate::Arguments;
use crate::parameters::random;
use crate::runner::{Run, Task};

const BATCH: usize = 256;
const RATE: f64 = 3e-3;

/// How long, and with how many samples.
#[derive(Clone, Copy)]
struct Length {
    steps: u64,
    samples: usize,
    seed: u64,
}

impl Length {
    /// What samples are made of.
    fn noise(self) -> Array2<f32> {
        ring::plane(&mut random(self.seed, 95, 0), self.samples, 1.0)
    }

    /// What makes a row about samples.
    fn rows(self, what: &'static str) -> impl Fn(&str, usize, &Array2<f32>) -> Value {
        let measure = Measure::new(self.seed, self.samples);
        move |name, calls, found| self.row(&measure, what, name, calls, found)
    }

    fn row(self, measure: &Measure, what: &str, name: &str, calls: usize, found: &Array2<f32>) -> Value {
        let mut row = measure.row(found);
        row["what"] = json!(what);
        row["name"] = json!(name);
        row["seed"] = json!(self.seed);
        row["calls"] = json!(calls);
        row
    }
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let size = arguments.size;
    let mut runs = Vec::new();
    for seed in arguments.seed..arguments.seed + size.of(1, 1, 3) {
        let length = Length { steps: size.of(3, 100, 2000), samples: size.of(64, 512, 2048), seed };
        let mut add = |name: String, steps: u64, task: Task| {
            runs.push(Run { name: format!("{name}, seed {seed}"), steps, task });
        };
        add("paths".to_owned(), 2 * length.steps, Box::new(move |progress| paths::train(progress, length)));
        for kind in consistency::KINDS {
            let task: Task = Box::new(move |progress| consistency::train(progress, kind, length));
            add(format!("consistency, {}", kind.0), length.steps, task);
        }
        for kind in blocks::KINDS {
            let task: Task = Box::new(move |progress| blocks::train(progress, kind, length));
            add(format!("blocks, {}", kind.0), blocks::steps(kind, length), task);
        }
        for kind in post::KINDS {
            let task: Task = Box::new(move |progress| post::train(progress, kind, length));
            add(format!("post-training, {}", kind.0), post::steps(length), task);
        }
    }
    runs
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text =
        "what, which, seed, calls of the network, sliced Wasserstein and Fréchet distance, near a Gaussian"
            .to_owned();
    for row in rows.iter().filter(|row| row["sliced"].is_number() || row["sliced"].is_null()) {
        let fields = ["what", "name", "seed", "calls", "sliced", "frechet", "near"];
        text += &format!("\n{}", fields.map(|field| row[field].to_string()).join("  "));
    }
    text
}
