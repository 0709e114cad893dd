use ::diffusion::Stream;
use ndarray::*;
fn rms(x: ArrayView2<f32>, heads: usize, g: Option<ArrayView1<f32>>) -> Array3<f32> {
    let (n, w) = x.dim();
    let d = w / heads;
    let mut y = Array3::zeros((heads, n, d));
    for h in 0..heads { for t in 0..n {
        let mut ss = 0.0;
        for i in 0..d { ss += x[[t, h * d + i]].powi(2); }
        let r = (ss / d as f32 + 1e-6).sqrt().recip();
        for i in 0..d {
            y[[h, t, i]] = match g { Some(g) => x[[t, h * d + i]] * r * g[i], None => x[[t, h * d + i]] };
        }
    } }
    y
}
pub fn mmdit(text: Stream<'_>, image: Stream<'_>, heads: usize) -> (Array2<f32>, Array2<f32>) {
    let n = text.values.nrows();
    let q = concatenate![Axis(1), rms(text.queries, heads, text.gains.map(|g| g[0])), rms(image.queries, heads, image.gains.map(|g| g[0]))];
    let k = concatenate![Axis(1), rms(text.keys, heads, text.gains.map(|g| g[1])), rms(image.keys, heads, image.gains.map(|g| g[1]))];
    let v = concatenate![Axis(1), rms(text.values, heads, None), rms(image.values, heads, None)];
    let (_, l, d) = q.dim();
    let mut out = Array2::zeros((l, heads * d));
    for h in 0..heads {
        let s = q.index_axis(Axis(0), h).dot(&k.index_axis(Axis(0), h).t()) * (1.0 / (d as f32).sqrt());
        for i in 0..l {
            let m = s.row(i).iter().cloned().fold(f32::MIN_POSITIVE, f32::max);
            let e = s.row(i).mapv(|x| (x - m).exp());
            let z = e.sum();
            let o = e.dot(&v.index_axis(Axis(0), h)) / z;
            out.slice_mut(s![i, h * d..(h + 1) * d]).assign(&o);
        }
    }
    (out.slice(s![..n, ..]).to_owned(), out.slice(s![n.., ..]).to_owned())
}
