//! diffusion/consistency: the same data from every level.

use diffusion::{Edges, Network, Pair};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

// As openai/consistency_models: x = data + σ noise.

/// What x and the network's output are multiplied by at level σ:
/// c_skip = σ_data²/((σ − σ_min)² + σ_data²) and c_out = (σ − σ_min) σ_data/√(σ² + σ_data²).
///
/// σ lies between σ_min and 80, σ_min between 0.001 and 0.1, and σ_data between 0.25 and 1.
pub fn scales(sigma: f32, edges: Edges) -> (f32, f32) {
    let Edges { least, data } = edges;
    let above = sigma - least;
    (data * data / (above * above + data * data), above * data / sigma.hypot(data))
}

/// c_skip x + c_out F(c_in x, 250 ln σ), with c_in = 1/√(σ² + σ_data²).
///
/// `x` (n, d) and `sigmas` (n) give (n, d). n and d are at least 1, levels are as there. The network is asked for no more than one row for each
/// sample. Views of all functions may be transposed or strided.
pub fn denoise(
    network: Network<'_>,
    x: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f32>,
    edges: Edges,
) -> Array2<f32> {
    let skip = sigmas.mapv(|sigma| scales(sigma, edges).0).insert_axis(Axis(1));
    let out = sigmas.mapv(|sigma| scales(sigma, edges).1).insert_axis(Axis(1));
    let scale = sigmas.mapv(|sigma| 1.0 / sigma.hypot(edges.data)).insert_axis(Axis(1));
    let levels = sigmas.mapv(|sigma| 250.0 * sigma.ln());
    let found = network((&x * &scale).view(), levels.view());
    &x * &skip + found * &out
}

/// The mean over all n d entries of (1/σ² + 1/σ_data²) (f − f′)², with the higher level for σ. f is what the student makes of data + σ noise at the
/// higher level, f′ what the target makes of the same data with the same noise at the lower one.
///
/// In each row `low` lies below `high`. Each network is asked for no more than one row for each sample.
pub fn loss(pair: Pair<'_>) -> f32 {
    let noised = |sigmas: ArrayView1<'_, f32>| &pair.data + &(&pair.noise * &sigmas.insert_axis(Axis(1)));
    let found = denoise(pair.student, noised(pair.high).view(), pair.high, pair.edges);
    let wanted = denoise(pair.target, noised(pair.low).view(), pair.low, pair.edges);
    let weight = |sigma: f32| sigma.powi(-2) + pair.edges.data.powi(-2);
    let squares = (found - wanted).mapv(|error| error * error);
    (squares * pair.high.mapv(weight).insert_axis(Axis(1))).mean().unwrap()
}
