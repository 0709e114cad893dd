//! Activations that are held during a pass.

use figures::{Axis, Chart, Figure, Grid, Panel, Parameter, Play, Series, Steps, text};
use ndarray::{Array1, Array2};

use crate::{Activation, Asked, Chain, Checkpointing, Layer};

/// A chain of so many layers of two numbers each, without dropout or with it.
pub fn chain(layers: usize, dropout: f64) -> Chain {
    let weights = |layer: usize| {
        Array2::from_shape_fn((2, 2), |(r, c)| {
            let turn = 0.3 * (layer + r + 2 * c) as f64;
            if r == c { 1.1 } else { 0.3 * turn.sin() }
        })
    };
    Chain::new((0..layers).map(|layer| Layer { weights: weights(layer), dropout }).collect(), 7)
}

/// An input of it.
pub fn input(chain: &Chain) -> Activation {
    chain.input(Array1::from(vec![0.5, -0.3]))
}

/// A pass that holds everything.
pub fn everything(chain: &Chain, input: &Activation, _: usize) -> Array1<f64> {
    let mut all = vec![input.clone()];
    for layer in 0..chain.layers() {
        all.push(chain.forward(layer, &all[layer]));
    }
    let mut gradient = chain.loss(&all[chain.layers()]);
    while all.len() > 1 {
        let output = all.pop().expect("the input is below");
        gradient = chain.backward(all.len() - 1, &all[all.len() - 1], &output, &gradient);
    }
    gradient
}

/// The gradient at the input, what was asked for, and how many activations were held after each call.
pub fn pass(answer: Checkpointing, chain: &Chain, every: usize) -> (Array1<f64>, Asked, Vec<usize>) {
    let gradient = answer(chain, &input(chain), every);
    (gradient, chain.asked(), chain.course())
}

/// How many activations 36 layers hold, call by call.
pub fn figure(answer: Checkpointing) -> Figure {
    let layers = 36;
    let course = |answer: Checkpointing, every: usize| -> Vec<(f64, f64)> {
        let (_, _, course) = pass(answer, &chain(layers, 0.0), every);
        course.into_iter().enumerate().map(|(at, held)| ((at + 1) as f64, held as f64)).collect()
    };
    let most = |course: &[(f64, f64)]| course.iter().map(|point| point.1).fold(0.0, f64::max);
    let all = course(everything, layers);
    let [three, six, eighteen] = [3, 6, 18].map(|every| course(answer, every));
    let description = format!(
        "Activations that are held during a forward and a backward pass of 36 layers, against the calls of layers. Held as they come they are {} at most; with segments of 3, \
         6 and 18 layers {}, {} and {}, with about half as many calls more.",
        most(&all),
        most(&three),
        most(&six),
        most(&eighteen)
    );
    let title = format!(
        "In segments a pass holds less, and least with about √{layers} layers in each, at the price of more calls"
    );
    Chart::new(&title, &description)
        .x(Axis::linear("calls of a layer, forward and backward"))
        .y(Axis::linear("activations held"))
        .line(Series::new("everything", all).label_above(30.0))
        .line(Series::new("18 layers", eighteen))
        .line(Series::new("3 layers", three))
        .line(Series::new("6 layers", six))
        .save()
}

/// The most that is held against the length of segments, for a number of layers that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![Parameter::steps("Layers", "", 4.0, (2, 25)).start(64.0)];
    Play::new("sharding/held", parameters, |values| most(crate::answers::CHECKPOINTING, values[0] as usize))
}

fn most(answer: Checkpointing, layers: usize) -> Figure {
    let held = |every: usize| {
        let (_, asked, _) = pass(answer, &chain(layers, 0.0), every);
        (every as f64, asked.held as f64)
    };
    let points: Vec<(f64, f64)> = (1..=layers).map(held).collect();
    let best = points.iter().copied().fold((0.0, f64::INFINITY), |a, b| if b.1 < a.1 { b } else { a });
    let root = (layers as f64).sqrt();
    let description = format!(
        "The most activations that are held at a time, against the layers in a segment, for {layers} layers. It is least, {}, with {} layers in a segment; the square root of {layers} is {}.",
        text(best.1, 0),
        text(best.0, 0),
        text(root, 1)
    );
    let all = layers as f64 + 1.0;
    Chart::new(
        "Short segments keep many inputs, long ones hold many outputs; the least is near the root of the layers",
        &description,
    )
    .x(Axis::linear("layers in a segment"))
    .y(Axis::linear("activations held").range(0.0, all + 3.0))
    .line(Series::new("at most", points))
    .line(Series::new("everything", [(1.0, all), (layers as f64, all)]).reference())
    .save()
}

/// Six layers in three segments, step by step: which outputs are there.
pub fn steps() -> Figure {
    let frames: [(&str, [u8; 7], &str); 9] = [
        (
            "The forward pass is done. Only the inputs of the three segments are left, those of layers 0, 2 and 4.",
            [1, 0, 1, 0, 1, 0, 0],
            "none",
        ),
        ("The last segment is computed again, from its input on.", [1, 0, 1, 0, 1, 1, 1], "none"),
        ("Back through layers 5 and 4, and their outputs can go.", [1, 0, 1, 0, 1, 0, 0], "5 and 4"),
        (
            "The input of the segment can go, too. All that is left of it is the gradient there.",
            [1, 0, 1, 0, 0, 0, 0],
            "5 and 4",
        ),
        ("The second segment is computed again.", [1, 0, 1, 1, 1, 0, 0], "5 and 4"),
        ("Back through layers 3 and 2.", [1, 0, 1, 0, 0, 0, 0], "5 to 2"),
        (
            "The first segment is computed again, from the input of the chain.",
            [1, 1, 1, 0, 0, 0, 0],
            "5 to 2",
        ),
        ("Back through layer 1.", [1, 1, 0, 0, 0, 0, 0], "5 to 1"),
        (
            "And through layer 0. Four of them were computed a second time for nothing but memory, and two for nothing at all: the last segment was there.",
            [1, 0, 0, 0, 0, 0, 0],
            "all",
        ),
    ];
    let mut steps = Steps::new(
        "Only the inputs of segments are kept; the rest is computed again when gradients come back to it",
    );
    for (at, (says, held, back)) in frames.into_iter().enumerate() {
        let row = held.iter().map(|&is| f64::from(is)).collect();
        let names = ["input", "0", "1", "2", "3", "4", "5"];
        let count: u8 = held.iter().sum();
        let about =
            format!("{count} of the input and six outputs are held; gradients have passed layers: {back}.");
        let panel = Panel::new(&format!("{count} held"), vec![row]).names(&["held"], &names);
        steps = steps.frame(says, Grid::new(&format!("Step {}", at + 1), &about).panel(panel).save());
    }
    steps.save()
}
