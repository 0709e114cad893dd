//! A whole layer of DeepSeek-V4, of both kinds, made of the answers of the chapter.
//!
//! Heads, entries, blocks and groups have the sizes of DeepSeek-V4 Flash. Hidden states, the latent and the ranks of groups are
//! narrower, weights are random, and frequencies are not stretched for long texts.

mod run;

use figures::{Pcg64, normals, random};
use ndarray::{Array1, Array2, Array3};

use crate::answers as yours;
use crate::{Csa, DualRole, GatedPool, GroupedOutput, Indexer, InverseRope, TopK};

/// The sizes of a layer.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Tokens of the text.
    pub tokens: usize,
    /// The width of hidden states.
    pub width: usize,
    /// The width of the query latent.
    pub latent: usize,
    /// The query heads.
    pub heads: usize,
    /// The width of an entry, and of a query.
    pub entry: usize,
    /// How many channels are rotated, the last of each entry.
    pub rotary: usize,
    /// The heads of the indexer, and their width.
    pub index: (usize, usize),
    /// The tokens of a block, in layers that choose and in layers that do not.
    pub blocks: (usize, usize),
    /// The last tokens that a query sees as they are.
    pub window: usize,
    /// The groups of heads in the output projection, and their rank.
    pub groups: (usize, usize),
}

// ANCHOR: flash
/// DeepSeek-V4 Flash, but for a short text and narrow hidden states (4096
/// there), latents (1024) and groups (1024).
pub const FLASH: Sizes = Sizes {
    tokens: 132,
    width: 96,
    latent: 48,
    heads: 64,
    entry: 512,
    rotary: 64,
    index: (64, 128),
    blocks: (4, 128),
    window: 128,
    groups: (8, 32),
};
// ANCHOR_END: flash

/// The base of the frequencies in layers with blocks.
pub const BASE: f32 = 160_000.0;

/// The answers that a layer is made of.
#[derive(Clone, Copy)]
pub struct Pieces {
    /// Entries of blocks, in layers that choose.
    pub dual_role: DualRole,
    /// Entries of blocks, in layers that do not.
    pub gated_pool: GatedPool,
    /// Scores of blocks.
    pub indexer: Indexer,
    /// The blocks that are read.
    pub top_k: TopK,
    /// One softmax over tokens and blocks.
    pub csa: Csa,
    /// The way back.
    pub inverse_rope: InverseRope,
    /// The way out.
    pub grouped_output: GroupedOutput,
}

/// Yours.
pub const PIECES: Pieces = Pieces {
    dual_role: yours::DUAL_ROLE,
    gated_pool: yours::GATED_POOL,
    indexer: yours::INDEXER,
    top_k: yours::TOP_K,
    csa: yours::CSA,
    inverse_rope: yours::INVERSE_ROPE,
    grouped_output: yours::GROUPED_OUTPUT,
};

/// The projections of a compressor in one role, and its biases.
#[derive(Clone, Debug)]
pub struct Projections {
    values: Array2<f32>,
    gates: Array2<f32>,
    bias: Array2<f32>,
}

/// A layer: its sizes, its weights, and a text.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The sizes.
    pub sizes: Sizes,
    hidden: Array2<f32>,
    latent: Array2<f32>,
    queries: Array2<f32>,
    tokens: Array2<f32>,
    sinks: Array1<f32>,
    current: Projections,
    previous: Projections,
    long: Projections,
    index_queries: Array2<f32>,
    index_weights: Array2<f32>,
    index_current: Projections,
    index_previous: Projections,
    down: Array3<f32>,
    up: Array2<f32>,
}

/// What attention gets of a layer.
#[derive(Clone, Debug)]
pub struct Entries {
    /// Shape (n, heads, c).
    pub queries: Array3<f32>,
    /// Shape (n, c).
    pub tokens: Array2<f32>,
    /// Shape (b, c).
    pub blocks: Array2<f32>,
    /// The blocks that each query reads.
    pub chosen: Vec<Vec<usize>>,
    /// How many tokens a block has.
    pub block: usize,
}

/// A matrix that keeps the size of numbers about what it is.
fn matrix(random: &mut Pcg64, shape: (usize, usize)) -> Array2<f32> {
    normals(random, shape) / (shape.0 as f32).sqrt()
}

fn projections(random: &mut Pcg64, width: usize, entry: usize, block: usize) -> Projections {
    let [values, gates] = [(); 2].map(|()| matrix(random, (width, entry)));
    Projections { values, gates, bias: normals(random, (block, entry)) }
}

/// A layer with random weights, and a random text.
///
/// # Panics
/// If the heads are not a multiple of the groups.
pub fn layer(sizes: Sizes) -> Layer {
    let Sizes { tokens, width, latent, heads, entry, index, blocks, groups, .. } = sizes;
    assert!(heads.is_multiple_of(groups.0), "{heads} heads in {} groups", groups.0);
    let mut random = random(5);
    let random = &mut random;
    let members = heads / groups.0 * entry;
    let down = matrix(random, (members, groups.0 * groups.1));
    let down = down.into_shape_with_order((members, groups.0, groups.1)).expect("as many numbers");
    Layer {
        sizes,
        hidden: normals(random, (tokens, width)),
        latent: matrix(random, (width, latent)),
        queries: matrix(random, (latent, heads * entry)),
        tokens: matrix(random, (width, entry)),
        sinks: normals(random, (1, heads)).row(0).to_owned(),
        current: projections(random, width, entry, blocks.0),
        previous: projections(random, width, entry, blocks.0),
        long: projections(random, width, entry, blocks.1),
        index_queries: matrix(random, (latent, index.0 * index.1)),
        index_weights: matrix(random, (width, index.0)),
        index_current: projections(random, width, index.1, blocks.0),
        index_previous: projections(random, width, index.1, blocks.0),
        down: down.permuted_axes([1, 0, 2]),
        up: matrix(random, (groups.0 * groups.1, width)),
    }
}

/// The largest difference of two outputs.
pub fn difference<D: ndarray::Dimension>(a: &ndarray::Array<f32, D>, b: &ndarray::Array<f32, D>) -> f32 {
    a.iter().zip(b).fold(0.0, |most, (a, b)| most.max((a - b).abs()))
}

/// The numbers of the output projection, for so many heads of a width, groups with a rank, and hidden states of a width: in two steps,
/// and in one.
pub const fn projection(heads: usize, entry: usize, groups: (usize, usize), width: usize) -> [usize; 2] {
    let (groups, rank) = groups;
    [heads * entry * rank + groups * rank * width, heads * entry * width]
}
