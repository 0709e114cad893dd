//! A state that is too large to be touched for every token.

use ndarray::{Array2, ArrayView1, ArrayView2};

// ANCHOR: carried
/// A state S of shape (dk, dv) that lies in slow memory. It can be read
/// from, and written to, by matrix products alone, and counts how often.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    state: Array2<f32>,
    reads: usize,
    writes: usize,
}

impl Carried {
    /// `rows` · S, for rows of shape (r, dk); shape (r, dv).
    pub fn read(&mut self, rows: ArrayView2<'_, f32>) -> Array2<f32> {
        self.reads += 1;
        rows.dot(&self.state)
    }

    /// S becomes Diag(`decay`) · S + `keys`ᵀ · `values`, for a decay (dk),
    /// keys (r, dk) and values (r, dv).
    pub fn write(
        &mut self,
        decay: ArrayView1<'_, f32>,
        keys: ArrayView2<'_, f32>,
        values: ArrayView2<'_, f32>,
    ) {
        self.writes += 1;
        for (mut row, &decay) in self.state.rows_mut().into_iter().zip(decay) {
            row *= decay;
        }
        self.state += &keys.t().dot(&values);
    }
}
// ANCHOR_END: carried

impl Carried {
    /// A state that has not been read or written.
    pub fn new(state: Array2<f32>) -> Carried {
        Carried { state, reads: 0, writes: 0 }
    }

    /// What is in it; for who judges.
    pub fn state(&self) -> ArrayView2<'_, f32> {
        self.state.view()
    }

    /// How often it was read, and how often written.
    pub fn counted(&self) -> (usize, usize) {
        (self.reads, self.writes)
    }
}

// ANCHOR: part
/// Some tokens that follow each other, as a chunk of a structured state
/// space finds them: C tokens, p channels, n states a channel.
#[derive(Clone, Copy, Debug)]
pub struct SsdTokens<'a> {
    /// The inputs; shape (C, p).
    pub x: ArrayView2<'a, f32>,
    /// The steps, none negative; shape (C).
    pub dt: ArrayView1<'a, f32>,
    /// How the state decays, at most 0.
    pub a: f32,
    /// What is written; shape (C, n).
    pub b: ArrayView2<'a, f32>,
    /// What is read; shape (C, n).
    pub c: ArrayView2<'a, f32>,
}
// ANCHOR_END: part

/// Structured state-space duality: the same by attention and in chunks.
#[derive(Clone, Copy)]
pub struct Ssd {
    /// All pairs of tokens, from a state of zeros; shape (C, p).
    pub quadratic: fn(SsdTokens<'_>) -> Array2<f32>,
    /// One chunk: its outputs (C, p), and the state (n, p) is brought to its end.
    pub chunk: fn(&mut Carried, SsdTokens<'_>) -> Array2<f32>,
}

// ANCHOR: kda
/// Some tokens that follow each other, as Kimi Delta Attention finds them.
#[derive(Clone, Copy, Debug)]
pub struct KdaTokens<'a> {
    /// Shape (C, dk), not scaled.
    pub queries: ArrayView2<'a, f32>,
    /// Shape (C, dk).
    pub keys: ArrayView2<'a, f32>,
    /// Shape (C, dv).
    pub values: ArrayView2<'a, f32>,
    /// How much of each is written, from 0 to 1; shape (C).
    pub beta: ArrayView1<'a, f32>,
    /// Logarithms of the decays; shape (C, dk).
    pub decays: ArrayView2<'a, f32>,
}
// ANCHOR_END: kda

/// A chunk of Kimi Delta Attention.
#[derive(Clone, Copy)]
pub struct KdaChunk {
    /// (I + A)⁻¹ Diag(β), from keys, decays and β; shape (C, C).
    pub solve: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> Array2<f32>,
    /// Its outputs (C, dv), and the state is brought to its end.
    pub chunk: fn(&mut Carried, KdaTokens<'_>) -> Array2<f32>,
}
