use ::diffusion::Sublayer;
use ndarray::*;
pub fn modulate(x: ArrayView2<'_, f32>, shift: ArrayView1<'_, f32>, scale: ArrayView1<'_, f32>) -> Array2<f32> {
    let mean = x.mean_axis(Axis(1)).unwrap();
    let std = x.mapv(|v| v as f64).var_axis(Axis(1), 0.0).mapv(|v| (v + 1e-6).sqrt() as f32);
    let mut out = Array2::zeros(x.dim());
    Zip::indexed(&mut out).for_each(|(i, j), o| {
        let n = (x[[i, j]] - mean[i]) / std[i];
        *o = n * (scale[j] + 1.0) + shift[j];
    });
    out
}
pub fn block(x: ArrayView2<'_, f32>, c: ArrayView1<'_, f32>, weights: ArrayView2<'_, f32>, bias: ArrayView1<'_, f32>, attention: Sublayer<'_>, mlp: Sublayer<'_>) -> Array2<f32> {
    let d = x.ncols();
    let silu = |z: f32| z / (1.0 + (-z).exp());
    let emb = weights.dot(&c.mapv(silu)) + &bias;
    let ch: Vec<ArrayView1<f32>> = emb.axis_chunks_iter(Axis(0), d).collect();
    let mut x = x.to_owned();
    let a = attention(modulate(x.view(), ch[0], ch[1]).view());
    x = x + a * &ch[2].insert_axis(Axis(0));
    let m = mlp(modulate(x.view(), ch[3], ch[4]).view());
    x + m * &ch[2].insert_axis(Axis(0))
}
