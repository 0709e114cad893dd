//! What dispatch costs: multiplications of the dense forms and of the permuted one, and what crosses between machines.

use figures::{Axis, Chart, Figure, Series, count, random, rounded};
use ndarray::{Array2, Array3, Axis as Along, concatenate, s};
use rand::RngExt;

use crate::{DeviceRows, Dispatch};

/// The sizes of a sparse layer.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    /// d
    pub width: u64,
    /// Hidden units of an expert.
    pub hidden: u64,
    /// Matrices of an expert: 3 with a gated activation.
    pub matrices: u64,
    /// E
    pub experts: u64,
    /// k
    pub k: u64,
}

/// A sparse layer of DeepSeek-V3 without its shared expert: config.json of deepseek-ai/DeepSeek-V3.
pub const DEEPSEEK_V3: Layer = Layer { width: 7168, hidden: 2048, matrices: 3, experts: 256, k: 8 };

impl Layer {
    /// Multiplications of one expert for one token.
    pub fn expert(&self) -> u64 {
        self.matrices * self.width * self.hidden
    }

    /// Multiplications when every expert sees every one of so many tokens.
    pub fn every_expert(&self, tokens: u64) -> u64 {
        tokens * self.experts * self.expert()
    }

    /// Multiplications with one-hot tensors (tokens, experts, capacity) for the way there and back, as GShard's einsums have
    /// them, and the experts on full buffers; the buffers have room for every pair and no more.
    pub fn one_hot(&self, tokens: u64) -> u64 {
        let places = tokens * self.k;
        2 * tokens * places * self.width + places * self.expert()
    }

    /// Multiplications on permuted rows: each pair meets its expert, and a gate on the way back.
    pub fn permuted(&self, tokens: u64) -> u64 {
        let pairs = tokens * self.k;
        pairs * self.expert() + pairs * self.width
    }

    /// Bytes that a token sends to its experts and receives from them, with so many bytes a number.
    pub fn bytes(&self, there: u64, back: u64) -> u64 {
        self.k * self.width * (there + back)
    }
}

/// The numbers of tokens in the figure.
pub fn token_counts() -> Vec<u64> {
    (2..=5).flat_map(|power| [1, 2, 5].map(|times| times * 10_u64.pow(power))).chain([1_000_000]).collect()
}

/// Multiplications for each token against the number of tokens at once, for the three ways.
pub fn figure(layer: Layer) -> Figure {
    let each = |of: fn(&Layer, u64) -> u64| {
        let point = move |&tokens: &u64| (tokens as f64, of(&layer, tokens) as f64 / tokens as f64);
        token_counts().iter().map(point).collect::<Vec<_>>()
    };
    let (dense, hot, permuted) = (each(Layer::every_expert), each(Layer::one_hot), each(Layer::permuted));
    let last = |points: &[(f64, f64)]| points[points.len() - 1].1;
    let description = format!(
        "Multiplications for each token against tokens at once, both axes logarithmic, for {} experts of which {} are chosen. Every expert on \
         every token: level at {}. Permuted rows: level at {}. One-hot tensors: near the permuted line for few tokens, and {} \
         at {} tokens.",
        layer.experts,
        layer.k,
        rounded(last(&dense), 2),
        rounded(last(&permuted), 2),
        rounded(last(&hot), 2),
        count(token_counts()[token_counts().len() - 1])
    );
    Chart::new(
        "One-hot products cost each token more, the more come at once; permuted rows always cost the same",
        &description,
    )
    .x(Axis::log10("tokens at once"))
    .y(Axis::log10("multiplications for each").range(1e8, 2e11))
    .line(Series::new("every expert", dense))
    .line(Series::new("one-hot", hot))
    .line(Series::new("permuted", permuted))
    .save()
}

/// A small layer with tokens, choices and gates, the same each time; the experts' loads are uneven.
pub struct Small {
    /// (T, d)
    pub tokens: Array2<f32>,
    /// (T, k)
    pub experts: Array2<usize>,
    /// (T, k)
    pub gates: Array2<f32>,
    /// (E, d, h)
    pub weights: Array3<f32>,
}

/// Twelve tokens with two of six experts each; low numbers are chosen more often.
pub fn small() -> Small {
    let mut random = random(6);
    let (t, k, count, width, columns) = (12, 2, 6, 4, 3);
    let mut experts = Array2::zeros((t, k));
    for mut row in experts.rows_mut() {
        let mut draw = || {
            let u: f64 = random.random_range(0.0..1.0);
            (u * u * count as f64) as usize
        };
        row[0] = draw();
        row[1] = draw();
        while row[1] == row[0] {
            row[1] = draw();
        }
    }
    let mut number = |low: f32, high: f32| random.random_range(low..high);
    Small {
        tokens: Array2::from_shape_simple_fn((t, width), || number(-1.0, 1.0)),
        experts,
        gates: Array2::from_shape_simple_fn((t, k), || number(0.2, 0.8)),
        weights: Array3::from_shape_simple_fn((count, width, columns), || number(-1.0, 1.0)),
    }
}

/// The layer on one machine: outputs, and the multiplications that the device counted.
pub fn on_one(dispatch: Dispatch, layer: &Small) -> (Array2<f32>, usize) {
    let count = layer.weights.dim().0;
    let permuted = (dispatch.permute)(layer.tokens.view(), layer.experts.view(), count);
    let device = DeviceRows::new(permuted.rows.view());
    let said = (dispatch.grouped)(&device, &permuted.offsets, layer.weights.view());
    let output = (dispatch.unpermute)(said.view(), &permuted.order, layer.gates.view());
    (output, device.multiplications())
}

/// The same with all rows times every matrix, and a mask behind: outputs and multiplications.
pub fn dense(layer: &Small) -> (Array2<f32>, usize) {
    let ((t, width), (_, _, columns)) = (layer.tokens.dim(), layer.weights.dim());
    let mut output = Array2::zeros((t, columns));
    let mut multiplications = 0;
    for (expert, matrix) in layer.weights.outer_iter().enumerate() {
        let said = layer.tokens.dot(&matrix);
        multiplications += t * width * columns;
        for ((token, choice), &chosen) in layer.experts.indexed_iter() {
            if chosen == expert {
                output.row_mut(token).scaled_add(layer.gates[[token, choice]], &said.row(token));
            }
        }
    }
    (output, multiplications)
}

/// What several machines did together.
pub struct Together {
    /// The outputs of all tokens, in order.
    pub output: Array2<f32>,
    /// Entry (i, j): the rows that machine i sent to machine j.
    pub sent: Array2<usize>,
}

/// The layer on so many machines, each with as many tokens and as many experts as every other: a permutation on each, an
/// all-to-all there, the experts, an all-to-all back with the sizes swapped, and the way back on each.
///
/// # Panics
/// If tokens or experts cannot be dealt out evenly.
pub fn on_several(dispatch: Dispatch, layer: &Small, machines: usize) -> Together {
    let (t, count) = (layer.tokens.nrows(), layer.weights.dim().0);
    assert!(t % machines == 0 && count % machines == 0, "tokens and experts are dealt out evenly");
    let (share, own) = (t / machines, count / machines);
    let part = |array: &Array2<f32>, m: usize| array.slice(s![m * share..(m + 1) * share, ..]).to_owned();

    let permuted: Vec<_> = (0..machines)
        .map(|m| {
            let experts = layer.experts.slice(s![m * share..(m + 1) * share, ..]);
            (dispatch.permute)(part(&layer.tokens, m).view(), experts, count)
        })
        .collect();
    // Experts of a machine have neighbouring numbers, so what goes there lies side by side.
    let to = |m: usize, j: usize| permuted[m].offsets[j * own]..permuted[m].offsets[(j + 1) * own];
    let sent = Array2::from_shape_fn((machines, machines), |(m, j)| to(m, j).len());

    let mut returned: Vec<Vec<Array2<f32>>> = vec![Vec::new(); machines];
    for j in 0..machines {
        let arrived: Vec<_> = (0..machines).map(|m| permuted[m].rows.slice(s![to(m, j), ..])).collect();
        let rows = concatenate(Along(0), &arrived).expect("equally wide rows");
        // Sorted by sender, and for each by expert: the second sort is by expert alone.
        let local = |m: usize, place: usize| {
            let offsets = &permuted[m].offsets;
            (j * own..(j + 1) * own).find(|&e| place < offsets[e + 1]).expect("a place of this machine")
                - j * own
        };
        let whose: Vec<usize> =
            (0..machines).flat_map(|m| to(m, j).map(move |p| (m, p))).map(|(m, p)| local(m, p)).collect();
        let whose = Array2::from_shape_vec((whose.len(), 1), whose).expect("one expert each");
        let sorted = (dispatch.permute)(rows.view(), whose.view(), own);
        let device = DeviceRows::new(sorted.rows.view());
        let weights = layer.weights.slice(s![j * own..(j + 1) * own, .., ..]);
        let said = (dispatch.grouped)(&device, &sorted.offsets, weights);
        let plain = Array2::ones((rows.nrows(), 1));
        let back = (dispatch.unpermute)(said.view(), &sorted.order, plain.view());
        let mut from = 0;
        for (m, home) in returned.iter_mut().enumerate() {
            home.push(back.slice(s![from..from + sent[[m, j]], ..]).to_owned());
            from += sent[[m, j]];
        }
    }
    let outputs: Vec<Array2<f32>> = (0..machines)
        .map(|m| {
            let views: Vec<_> = returned[m].iter().map(|rows| rows.view()).collect();
            let said = concatenate(Along(0), &views).expect("equally wide rows");
            (dispatch.unpermute)(said.view(), &permuted[m].order, part(&layer.gates, m).view())
        })
        .collect();
    let views: Vec<_> = outputs.iter().map(|rows| rows.view()).collect();
    Together { output: concatenate(Along(0), &views).expect("equally wide rows"), sent }
}
