//! The digits that were drawn, and what they are worth.

use figures::{Axis, Chart, Figure, Grid, Panel, Series, Steps, text};
use serde_json::Value;

use super::{cell, curve, mean, rows, with};

const NETWORKS: [&str; 2] = ["DiT", "without patches"];
const SIDE: usize = 8;

/// What was recorded of a network.
fn model<'a>(rows: &'a [Value], name: &str) -> &'a Value {
    with(rows, &[("what", "model"), ("name", name)])[0]
}

/// The loss while the digits are learned.
pub fn training_figure() -> Figure {
    let rows = rows("digits");
    let points = |name: &str| -> Vec<(f64, f64)> {
        let list = model(&rows, name)["points"].as_array().into_iter().flatten();
        list.filter_map(|point| Some((point[0].as_f64()?, point[1].as_f64()?))).collect()
    };
    let said: Vec<String> = NETWORKS
        .iter()
        .map(|name| {
            let (step, loss) = points(name).last().copied().unwrap_or((f64::NAN, f64::NAN));
            format!("{name} {} after {}", text(loss, 3), text(step, 0))
        })
        .collect();
    let description =
        format!("Loss of flow matching while the digits are learned: {} steps.", said.join(", "));
    let last = NETWORKS.map(|name| points(name).last().copied().unwrap_or((f64::NAN, f64::NAN)));
    let title = format!(
        "After {} steps DiT has learned the digits to a loss of {}, the network without patches to {}",
        text(last[0].0, 0),
        text(last[0].1, 3),
        text(last[1].1, 3)
    );
    let chart = Chart::new(&title, &description)
        .x(Axis::linear("steps"))
        .y(Axis::linear("mean squared error of the velocity").range(0.0, 1.0));
    let label = |name: &str| name.replace(' ', "\n");
    NETWORKS.iter().fold(chart, |chart, name| chart.line(Series::new(&label(name), points(name)))).save()
}

/// An image as a panel: 64 pixels, 0 to 16.
fn panel(caption: &str, image: &Value) -> Panel {
    let pixels: Vec<f64> = image
        .as_array()
        .into_iter()
        .flatten()
        .map(|pixel| pixel.as_f64().unwrap_or(f64::NAN) / 16.0)
        .collect();
    let rows = pixels.chunks(SIDE).map(<[f64]>::to_vec).collect();
    Panel::new(caption, rows).names(&[""; SIDE], &[""; SIDE])
}

/// Ten images in two rows of five; or the first five, with another below each.
fn ten(title: &str, description: &str, images: &Value, under: Option<&Value>) -> Figure {
    let mut grid = Grid::new(title, description);
    for digit in 0..5 {
        // With others below them, five are enough.
        let column = if under.is_some() { vec![digit] } else { vec![digit, digit + 5] };
        for digit in column {
            let own = panel(&digit.to_string(), &images[digit]);
            grid = grid.panel(if digit < 5 { own } else { own.below() });
            if let Some(under) = under {
                grid = grid.panel(panel("nearest", &under[digit]).below());
            }
        }
    }
    grid.save()
}

fn pictures(rows: &[Value]) -> &Value {
    with(rows, &[("what", "pictures")])[0]
}

/// Ten digits on their way from noise.
pub fn digits_steps() -> Figure {
    let rows = rows("digits");
    let pictures = pictures(&rows);
    let all = &pictures["steps"];
    let mut steps = Steps::new(&format!(
        "In {all} steps of Euler's rule noise becomes ten digits, each of them the one that was asked for"
    ));
    for frame in pictures["frames"].as_array().into_iter().flatten() {
        let step = &frame["step"];
        // Of the first half of the way little is seen, and every cell is a shape in the page.
        if *step != 0 && 2 * step.as_u64().unwrap_or(0) < all.as_u64().unwrap_or(0) {
            continue;
        }
        let caption = match step {
            step if *step == 0 => {
                "Noise: each network call will be told which digit it should become.".to_owned()
            }
            step if step == all => format!("After {step} of {all} steps: samples."),
            step => format!("After {step} of {all} steps of Euler."),
        };
        let ink: f64 = frame["images"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|image| image.as_array().into_iter().flatten())
            .filter_map(Value::as_f64)
            .sum::<f64>()
            / (10.0 * 64.0 * 16.0);
        let about = format!(
            "Ten images of 8 by 8 pixels, for the digits 0 to 9; {} of the area is ink.",
            text(ink, 2)
        );
        steps = steps.frame(&caption, ten(&format!("After {step} steps"), &about, &frame["images"], None));
    }
    steps.save()
}

/// The first digits at the end, each above the image of training that is nearest to it.
pub fn neighbours_figure() -> Figure {
    let rows = rows("digits");
    let pictures = pictures(&rows);
    let frames = pictures["frames"].as_array().cloned().unwrap_or_default();
    let last = frames.last().map_or(&Value::Null, |frame| &frame["images"]);
    let about = "Five samples, and below each the image of training with the smallest squared distance: the same digit, and not the same image.";
    ten(
        "The image of training that is nearest to a sample is the same digit, and not the same image",
        about,
        last,
        Some(&pictures["nearest"]),
    )
}

/// The share of samples that are taken for the digit they should be, by the number of steps.
pub fn digits_figure() -> Figure {
    let rows = rows("digits");
    let points = |name: &str| {
        let own: Vec<&Value> = with(&rows, &[("what", "samples"), ("name", name)])
            .into_iter()
            .filter(|row| row["guidance"].as_f64() == Some(1.0))
            .collect();
        curve(&own, "calls", "named")
    };
    let held = mean(&with(&rows, &[("what", "model")]), "held_named");
    let said: Vec<String> = NETWORKS
        .iter()
        .map(|name| {
            let points = points(name);
            let [first, last] =
                [points.first(), points.last()].map(|point| point.map_or(f64::NAN, |point| point.1));
            format!("{name} from {} to {}", text(first, 2), text(last, 2))
        })
        .collect();
    let description = format!(
        "Share of samples whose nearest neighbours are the digit asked for, against steps of Euler, without guidance: {}. Images that were held \
         out have {}.",
        said.join(", "),
        text(held, 2)
    );
    let ends = [(1.0, held), (32.0, held)];
    let of_dit = points(NETWORKS[0]);
    let [first, last] = [of_dit.first(), of_dit.last()]
        .map(|point| point.map_or((f64::NAN, f64::NAN), |&(calls, share)| (calls, 100.0 * share)));
    let title = format!(
        "With {} step {} % of DiT's samples are taken for the digit asked for, with {} steps {} %",
        text(first.0, 0),
        text(first.1, 0),
        text(last.0, 0),
        text(last.1, 0)
    );
    let chart = Chart::new(&title, &description)
        .x(Axis::log2("steps of Euler"))
        .y(Axis::linear("share taken for the digit").range(0.9, 1.0))
        .line(Series::new("held out", ends).reference());
    let label = |name: &str| name.replace(' ', "\n");
    NETWORKS.iter().fold(chart, |chart, name| chart.line(Series::new(&label(name), points(name)))).save()
}

/// For a cell: samples by guidance and steps, and what held-out images have.
pub fn digits_table() -> String {
    let rows = rows("digits");
    let mut text = format!(
        "{:16} {:>8} {:>6} {:>8} {:>9} {:>9}",
        "", "guidance", "steps", "named", "nearest", "Fréchet"
    );
    for name in NETWORKS {
        for row in with(&rows, &[("what", "samples"), ("name", name)]) {
            let number = |field: &str| row[field].as_f64().unwrap_or(f64::NAN);
            text += &format!(
                "\n{name:16} {:8.1} {:6} {} {} {}",
                number("guidance"),
                number("calls"),
                cell(number("named"), 8),
                cell(number("nearest"), 9),
                cell(number("frechet"), 9)
            );
        }
    }
    let held = with(&rows, &[("what", "model")]);
    let of = |field: &str| mean(&held, field);
    text += &format!(
        "\n{:16} {:>8} {:>6} {} {} {}",
        "held out",
        "",
        "",
        cell(of("held_named"), 8),
        cell(of("held_nearest"), 9),
        cell(of("held_frechet"), 9)
    );
    for name in NETWORKS {
        text += &format!("\n{name}: {} numbers are trained", model(&rows, name)["parameters"]);
    }
    text
}
