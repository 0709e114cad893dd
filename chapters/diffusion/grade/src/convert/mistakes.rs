//! The typical mistakes of `convert`.

use judge::{Mistake, slips};

use super::bent::{Knobs, Levels, Read, Score, V, Velocity};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_v(), of_the_score(), of_the_velocity(), of_division(), of_levels(), of_memory()]
        .into_iter()
        .flatten()
        .collect()
}

const AS_V: &str = "Form::V => (-sigma, alpha)";
const AS_SCORE: &str = "Form::Score => (0.0, -1.0 / sigma)";
const AS_VELOCITY: &str = "Form::Velocity => (-1.0, 1.0)";
const ALPHA: &str = "let (alpha, sigma, x, value) = (alpha[i], sigma[i], x[[i, j]], value[[i, j]]);";

fn of_v() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "v_negative",
            "v has the opposite sign: σ x₀ − α ε. It is α ε − σ x₀ and points from the data to the noise.",
            |k| k.v = V::Negative,
        )
        .edit(AS_V, "Form::V => (sigma, -alpha)"),
        Mistake::<Knobs>::new("v_plus", "v is taken for α ε + σ x₀. The data comes in with a minus.", |k| k.v = V::Plus)
            .edit(AS_V, "Form::V => (sigma, alpha)"),
        Mistake::<Knobs>::new(
            "v_swapped",
            "in v the factors are exchanged: σ ε − α x₀. The noise has α and the data −σ, so that v stands at a right angle to x.",
            |k| k.v = V::Swapped,
        )
        .edit(AS_V, "Form::V => (-alpha, sigma)"),
        Mistake::<Knobs>::new(
            "v_squares",
            "v is α² ε − σ² x₀: ᾱ and 1 − ᾱ, where their roots belong.",
            |k| k.v = V::Squares,
        )
        .edit(AS_V, "Form::V => (-sigma * sigma, alpha * alpha)"),
        Mistake::<Knobs>::new(
            "v_is_velocity",
            "v is taken for ε − x₀, the velocity of a straight path. v is α ε − σ x₀.",
            |k| k.v = V::Velocity,
        )
        .edit(AS_V, "Form::V => (-1.0, 1.0)"),
        Mistake::new(
            "v_as_on_the_circle",
            "x₀ is α x − σ v, or ε is α v + σ x, without dividing by α² + σ²; or v is (α x − x₀)/σ. That is right where α² + σ² is 1; here α and σ are any two numbers.",
            |k| k.read = Read::Circle,
        ),
        Mistake::new(
            "v_data_plus",
            "the data is read from v as α x + σ v. From v = α ε − σ x₀ it follows with a minus.",
            |k| k.read = Read::VAdded,
        ),
        Mistake::new(
            "v_noise_minus",
            "the noise is read from v as α v − σ x. From v = α ε − σ x₀ it follows with a plus.",
            |k| k.read = Read::VLess,
        ),
    ]
}

fn of_the_score() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "score_positive",
            "the score is ε/σ, without the minus. It points to where x is more likely: against the noise.",
            |k| k.score = Score::Positive,
        )
        .edit(AS_SCORE, "Form::Score => (0.0, 1.0 / sigma)"),
        Mistake::<Knobs>::new(
            "score_by_variance",
            "the score is −ε/σ². The gradient of −(x − α x₀)²/2σ² is −(x − α x₀)/σ², and x − α x₀ is σ ε: one σ goes.",
            |k| k.score = Score::Variance,
        )
        .edit(AS_SCORE, "Form::Score => (0.0, -1.0 / (sigma * sigma))"),
        Mistake::<Knobs>::new("score_not_divided", "the score is −ε, not divided by σ.", |k| k.score = Score::Undivided)
            .edit(AS_SCORE, "Form::Score => (0.0, -1.0)"),
        Mistake::new(
            "data_by_sigma_times_score",
            "from the score the data is (x + σ · score)/α. The noise is −σ · score, and x − σ ε is then x + σ² · score.",
            |k| k.read = Read::BySigma,
        ),
        Mistake::<Knobs>::new("score_times_sigma", "the score is −σ ε. It is divided by σ.", |k| k.score = Score::Times)
            .edit(AS_SCORE, "Form::Score => (0.0, -sigma)"),
    ]
}

fn of_the_velocity() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "velocity_reversed",
            "the velocity is x₀ − ε, from noise to data, as where time runs the other way. Here it is ε − x₀.",
            |k| k.velocity = Velocity::Reversed,
        )
        .edit(AS_VELOCITY, "Form::Velocity => (1.0, -1.0)"),
        Mistake::<Knobs>::new(
            "velocity_is_v",
            "the velocity is taken for v, α ε − σ x₀. It is ε − x₀, whatever the level.",
            |k| k.velocity = Velocity::V,
        )
        .edit(AS_VELOCITY, "Form::Velocity => (-sigma, alpha)"),
        Mistake::new(
            "velocity_as_on_a_line",
            "x₀ is x − σ u for a velocity u, without dividing by α + σ; or the velocity is (x − x₀)/σ. That is right where α + σ is 1; here α and σ are any two numbers.",
            |k| k.read = Read::Straight,
        ),
    ]
}

fn of_division() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "not_divided_by_alpha",
            "from the noise, or from the score, the data is x − σ ε: that is α x₀, and has to be divided by α.",
            |k| k.read = Read::NotByAlpha,
        ),
        Mistake::new(
            "not_divided_by_sigma",
            "from the data the noise is x − α x₀: that is σ ε, and has to be divided by σ.",
            |k| k.read = Read::NotBySigma,
        ),
        Mistake::new(
            "noise_added",
            "from the noise, or from the score, the data is (x + σ ε)/α. The noise is taken away.",
            |k| k.read = Read::NoiseAdded,
        ),
        Mistake::new(
            "through_the_noise",
            "the data comes out by dividing by α, also from v or the velocity, where α may be 0. Solve these for x₀ directly: the divisor is then \
             α² + σ² or α + σ.",
            |k| k.read = Read::ThroughNoise,
        ),
        Mistake::new(
            "through_the_data",
            "the noise comes out by dividing by σ, also from v or the velocity, where σ may be 0. Solve these for ε directly: the divisor is then \
             α² + σ² or α + σ.",
            |k| k.read = Read::ThroughData,
        ),
        Mistake::<Knobs>::new(
            "wrong_way",
            "`from` and `to` are exchanged: the value is read as what it should become.",
            |k| k.backwards = true,
        ),
    ]
}

fn of_levels() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("levels_swapped", "α and σ are exchanged. α belongs to the data, σ to the noise.", |k| {
            k.levels = Levels::Swapped;
        })
        .edit(ALPHA, "let (alpha, sigma, x, value) = (sigma[i], alpha[i], x[[i, j]], value[[i, j]]);"),
        Mistake::<Knobs>::new(
            "other_level_on_the_circle",
            "one level is computed from the other as if α² + σ² were 1. Both are given, and need not be such a pair.",
            |k| k.levels = Levels::OnCircle,
        )
        .edit(
            ALPHA,
            "let (alpha, sigma, x, value) = (alpha[i], (1.0 - alpha[i] * alpha[i]).max(0.0).sqrt() + 0.0 * sigma[i], x[[i, j]], value[[i, j]]);",
        ),
        Mistake::<Knobs>::new(
            "other_level_on_a_line",
            "one level is computed from the other as if α + σ were 1. Both are given, and need not be such a pair.",
            |k| k.levels = Levels::OnLine,
        )
        .edit(
            ALPHA,
            "let (alpha, sigma, x, value) = (alpha[i], 1.0 - alpha[i] + 0.0 * sigma[i], x[[i, j]], value[[i, j]]);",
        ),
        Mistake::new(
            "takes_roots",
            "α is taken for ᾱ: its root, and that of 1 − α, are used in place of α and σ. They are roots already.",
            |k| k.levels = Levels::Roots,
        ),
        Mistake::<Knobs>::new("first_level", "all rows have the level of the first. Each has its own.", |k| {
            k.levels = Levels::First;
        })
        .edit(ALPHA, "let (alpha, sigma, x, value) = (alpha[0], sigma[0], x[[i, j]], value[[i, j]]);"),
        Mistake::<Knobs>::new(
            "levels_by_column",
            "level i goes with column i: arrays of one axis are spread over rows. With as many columns as rows nobody complains. Give them a second axis, \
             `insert_axis(Axis(1))`.",
            |k| k.levels = Levels::Column,
        )
        .edit(ALPHA, "let (alpha, sigma) = ((&x + &alpha - x)[[i, j]], (&x + &sigma - x)[[i, j]]); let (x, value) = (x[[i, j]], value[[i, j]]);"),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
