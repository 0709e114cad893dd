//! What the memories of the chapter are like, side by side: what they keep, what a token costs, and two things asked of each.

use figures::random;
use ndarray::{Array1, Array2, ArrayView2, Axis};

use crate::{Delta, GatedDelta, Gla, Kda, KdaTokens};

/// Keys, values and how much of each is written, in the order in which they come; and what is asked in the end.
pub struct Asked {
    /// Shape (T, d).
    pub keys: Array2<f32>,
    /// Shape (T, d).
    pub values: Array2<f32>,
    /// Shape (n, d).
    pub queries: Array2<f32>,
    /// What should come back; shape (n, d).
    pub wanted: Array2<f32>,
}

/// Random directions.
fn directions(count: usize, d: usize, seed: u64) -> Array2<f32> {
    let mut rows = figures::normals(&mut random(seed), (count, d));
    for mut row in rows.rows_mut() {
        let length = row.dot(&row).sqrt();
        row /= length;
    }
    rows
}

/// So many pairs, each said once, and each asked for.
pub fn once(pairs: usize, d: usize) -> Asked {
    let (keys, values) = (directions(pairs, d, 5), figures::normals(&mut random(6), (pairs, d)));
    Asked { queries: keys.clone(), wanted: values.clone(), keys, values }
}

/// The same keys again and again, each time with other values; the last are asked for.
pub fn again(pairs: usize, rounds: usize, d: usize) -> Asked {
    let keys = directions(pairs, d, 5);
    let order: Vec<usize> = (0..pairs * rounds).map(|t| t % pairs).collect();
    let values = figures::normals(&mut random(7), (order.len(), d));
    let wanted = values.slice(ndarray::s![order.len() - pairs.., ..]).to_owned();
    Asked { queries: keys.clone(), wanted, keys: keys.select(Axis(0), &order), values }
}

/// A memory with a matrix for a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// All keys and values are kept, and compared by a softmax.
    Attention,
    /// A sum that forgets nothing.
    Linear,
    /// A sum that fades.
    Gated,
    /// Corrected, and not fading.
    Delta,
    /// Corrected and fading.
    GatedDelta,
    /// Corrected, each channel fading by itself.
    Kda,
}

/// All of them.
pub const MEMORIES: [Memory; 6] =
    [Memory::Attention, Memory::Linear, Memory::Gated, Memory::Delta, Memory::GatedDelta, Memory::Kda];

impl Memory {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Memory::Attention => "softmax attention",
            Memory::Linear => "linear attention",
            Memory::Gated => "retention, GLA",
            Memory::Delta => "delta rule",
            Memory::GatedDelta => "gated delta rule",
            Memory::Kda => "KDA",
        }
    }

    /// Numbers that a head keeps after so many tokens, with keys and values d wide.
    pub fn kept(self, d: u64, tokens: u64) -> u64 {
        if self == Memory::Attention { 2 * d * tokens } else { d * d }
    }

    /// Multiplications and additions of a head for one token more, with keys and values d wide: scores and sums over the tokens, or
    /// each pass over the state: to fade (1), to be compared with the key (2), to be written (2), to be read (2).
    pub fn work(self, d: u64, tokens: u64) -> u64 {
        match self {
            Memory::Attention => 4 * d * tokens,
            Memory::Linear => 4 * d * d,
            Memory::Gated => 5 * d * d,
            Memory::Delta => 6 * d * d,
            Memory::GatedDelta | Memory::Kda => 7 * d * d,
        }
    }
}

/// The answers that hold the memories.
#[derive(Clone, Copy)]
pub struct Held {
    /// Without and with decays.
    pub gla: Gla,
    /// Without decays.
    pub delta: Delta,
    /// With one decay for all channels.
    pub gated: GatedDelta,
    /// With one for each.
    pub kda: Kda,
}

/// How far what comes back is from what should, in parts of its size: 0 is perfect, 1 is as good as silence. `fades` is the logarithm of
/// the decay a token, for memories that have one; everything is written in full.
pub fn error(held: Held, memory: Memory, asked: &Asked, fades: f32) -> f64 {
    let d = asked.keys.ncols();
    // The questions come after all that is told, and write nothing: their values and shares are 0.
    let zeros = Array2::zeros(asked.queries.raw_dim());
    let joined = |a: &Array2<f32>, b: &Array2<f32>| {
        ndarray::concatenate(Axis(0), &[a.view(), b.view()]).expect("as wide")
    };
    let keys = joined(&asked.keys, &zeros);
    let values = joined(&asked.values, &zeros);
    // The scale of the readings is taken back.
    let queries = joined(&Array2::zeros(asked.keys.raw_dim()), &asked.queries) * (d as f32).sqrt();
    let total = keys.nrows();
    let told = asked.keys.nrows();
    let beta = Array1::from_shape_fn(total, |t| if t < told { 1.0 } else { 0.0 });
    let decay = |t: usize| if t < told { fades } else { 0.0 };
    let each = Array2::from_shape_fn(keys.raw_dim(), |(t, _)| decay(t));
    let none = Array2::zeros(keys.raw_dim());
    let outputs = match memory {
        Memory::Attention => attention(asked),
        Memory::Linear => (held.gla.gla)(queries.view(), keys.view(), values.view(), none.view()),
        Memory::Gated => (held.gla.gla)(queries.view(), keys.view(), values.view(), each.view()),
        Memory::Delta => (held.delta.delta)(queries.view(), keys.view(), values.view(), beta.view()),
        Memory::GatedDelta => {
            let decays = Array1::from_shape_fn(total, decay);
            (held.gated)(queries.view(), keys.view(), values.view(), beta.view(), decays.view())
        }
        Memory::Kda => (held.kda.attend)(KdaTokens {
            queries: queries.view(),
            keys: keys.view(),
            values: values.view(),
            beta: beta.view(),
            decays: each.view(),
        }),
    };
    let asked_for = outputs.slice(ndarray::s![outputs.nrows() - asked.queries.nrows().., ..]);
    let size = |rows: ArrayView2<'_, f32>| rows.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
    size((&asked_for - &asked.wanted).view()) / size(asked.wanted.view())
}

/// With scores so large that the best key takes nearly all; of equal keys the newest, which a position would tell.
fn attention(asked: &Asked) -> Array2<f32> {
    let newest = |query: ndarray::ArrayView1<'_, f32>| {
        let scores = asked.keys.dot(&query);
        let largest = scores.fold(f32::NEG_INFINITY, |most, &score| most.max(score));
        (0..scores.len()).rev().find(|&t| scores[t] >= largest - 1e-6).expect("a key")
    };
    let found: Vec<usize> = asked.queries.rows().into_iter().map(newest).collect();
    asked.values.select(Axis(0), &found)
}

/// The table at the end of the chapter, with keys and values `d` wide after so many tokens.
pub fn table(held: Held, d: u64, tokens: u64) -> String {
    let mut table = format!(
        "{:18}{:>12}{:>14}{:>10}{:>10}{:>10}\n",
        "", "numbers", "operations", "16 pairs", "48 pairs", "16 again"
    );
    let width = 32;
    let asked = [once(16, width), once(48, width), again(16, 8, width)];
    for memory in MEMORIES {
        let [few, many, again] =
            [&asked[0], &asked[1], &asked[2]].map(|asked| error(held, memory, asked, -0.02));
        let (kept, work) = (memory.kept(d, tokens), memory.work(d, tokens));
        table += &format!("{:18}{kept:>12}{work:>14}{few:>10.2}{many:>10.2}{again:>10.2}\n", memory.name());
    }
    table
}
