// right: Vec of skips, exact integer loops, f64
use ::diffusion::{Stage, UnetLevel};
use ndarray::*;
pub fn embed(t: f32, width: usize, longest: f32) -> Array1<f32> {
    let half = width / 2;
    let freqs: Array1<f32> = Array1::from_iter((0..half).map(|i| (-(longest.ln()) * i as f32 / half as f32).exp()));
    let args = freqs * t;
    let mut e = concatenate![Axis(0), args.mapv(f32::cos), args.mapv(f32::sin)];
    if width % 2 == 1 { e = concatenate![Axis(0), e, Array1::zeros(1)]; }
    e
}
pub fn forward(x: ArrayView3<'_, f32>, emb: ArrayView1<'_, f32>, levels: &[UnetLevel<'_>], middle: Stage<'_>) -> Array3<f32> {
    let mut hs: Vec<Array3<f32>> = vec![];
    let mut h = x.to_owned();
    for l in levels.iter() {
        h = (l.down)(h.view(), emb);
        hs.push(h.clone());
        let (c, hh, ww) = h.dim();
        let mut p = Array3::<f32>::zeros((c, hh / 2, ww / 2));
        for c in 0..c { for i in 0..hh / 2 { for j in 0..ww / 2 {
            let mut s = 0.0f64;
            for a in 0..2 { for b in 0..2 { s += h[[c, 2 * i + a, 2 * j + a]] as f64; } }
            p[[c, i, j]] = (s / 4.0) as f32;
        } } }
        h = p;
    }
    h = middle(h.view(), emb);
    for l in levels.iter().rev() {
        let (c, hh, ww) = h.dim();
        let mut u = Array3::<f32>::zeros((c, hh * 2, ww * 2));
        for ((c, i, j), v) in u.indexed_iter_mut() { *v = h[[c, i / 2, j / 2]]; }
        let skip = hs.pop().unwrap();
        h = (l.up)(concatenate(Axis(0), &[u.view(), skip.view()]).unwrap().view(), emb);
    }
    h
}
