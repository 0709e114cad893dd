//! The typical mistakes of `consistency` with what a loss counts.

use judge::Mistake;

use super::knobs::{Knobs, Measure, Weight};

pub(super) fn of_weights() -> Vec<Mistake<Knobs>> {
    const WEIGHT: &str = "sigma.powi(-2) + pair.edges.data.powi(-2)";
    const MEAN: &str = "(squares * pair.high.mapv(weight).insert_axis(Axis(1))).mean().unwrap()";
    vec![
        Mistake::<Knobs>::new(
            "weight_of_low",
            "the weight is taken at the lower level. At the last pair of levels that is thousands of times as much. It is taken at the higher one.",
            |k| k.weight = Weight::Low,
        )
        .edit(MEAN, "(squares * pair.low.mapv(weight).insert_axis(Axis(1))).mean().unwrap()"),
        Mistake::<Knobs>::new("no_weight", "all rows have the weight 1. It is 1/σ² + 1/σ_data².", |k| {
            k.weight = Weight::None;
        })
        .edit(WEIGHT, "1.0 + 0.0 * sigma"),
        Mistake::<Knobs>::new("weight_without_data", "the weight is 1/σ², and lacks 1/σ_data².", |k| {
            k.weight = Weight::Snr;
        })
        .edit(WEIGHT, "sigma.powi(-2)"),
        Mistake::<Knobs>::new("weight_plus_one", "the weight is 1/σ² + 1, which is right for σ_data = 1 alone.", |k| {
            k.weight = Weight::SnrPlusOne;
        })
        .edit(WEIGHT, "sigma.powi(-2) + 1.0"),
        Mistake::<Knobs>::new(
            "weight_truncated",
            "the weight is 1/σ², and no less than 1. The official code has that as another choice; here it is 1/σ² + 1/σ_data².",
            |k| k.weight = Weight::Truncated,
        )
        .edit(WEIGHT, "sigma.powi(-2).max(1.0)"),
        Mistake::new(
            "weight_inside",
            "the difference is multiplied by the weight before it is squared, so that the weight counts twice.",
            |k| k.weight = Weight::Inside,
        ),
        Mistake::<Knobs>::new(
            "weight_by_gap",
            "the weight is 1/(high − low), as in a later paper on consistency training. Here it is 1/σ² + 1/σ_data².",
            |k| k.weight = Weight::Gap,
        ),
        Mistake::<Knobs>::new("weight_root", "the weight is the root of what it is.", |k| k.weight = Weight::Root)
            .edit(WEIGHT, "(sigma.powi(-2) + pair.edges.data.powi(-2)).sqrt()"),
        Mistake::<Knobs>::new("sum_of_all", "loss adds all up. It is the mean over all n d entries.", |k| {
            k.measure = Measure::Sum;
        })
        .edit(MEAN, "(squares * pair.high.mapv(weight).insert_axis(Axis(1))).sum()"),
        Mistake::<Knobs>::new(
            "sum_over_channels",
            "loss is the mean over rows of what is added up over channels. It is the mean over channels, too.",
            |k| k.measure = Measure::OfRows,
        )
        .edit(MEAN, "(squares * pair.high.mapv(weight).insert_axis(Axis(1))).sum() / pair.high.len() as f32"),
        Mistake::<Knobs>::new("halved", "loss has a factor of ½. There is none here.", |k| k.measure = Measure::Half)
            .edit(MEAN, "0.5 * (squares * pair.high.mapv(weight).insert_axis(Axis(1))).mean().unwrap()"),
        Mistake::<Knobs>::new("root", "loss is the root of the mean square.", |k| k.measure = Measure::Root)
            .edit(MEAN, "(squares * pair.high.mapv(weight).insert_axis(Axis(1))).mean().unwrap().sqrt()"),
        Mistake::<Knobs>::new("absolute", "loss takes absolute differences. They are squared.", |k| {
            k.measure = Measure::Absolute;
        })
        .edit("mapv(|error| error * error)", "mapv(f32::abs)"),
        Mistake::<Knobs>::new(
            "weights_apart",
            "loss is the mean weight times the mean square. Each row has a weight of its own, and is multiplied before the mean is taken.",
            |k| k.measure = Measure::Apart,
        )
        .edit(MEAN, "squares.mean().unwrap() * pair.high.mapv(weight).mean().unwrap()"),
        Mistake::new(
            "divided_by_weights",
            "loss is divided by the sum of the weights. It is divided by the number of entries.",
            |k| k.measure = Measure::Normalised,
        ),
    ]
}
