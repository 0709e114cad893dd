// right: goes through the tokens once, in f64, and carries what they say to the next block
use ::compression::Role;
use ndarray::Array2;

pub fn dual_role<'a>(current: Role<'a>, previous: Role<'a>) -> Array2<f32> {
    let (m, c) = current.bias.dim();
    let count = current.values.nrows() / m;
    let mut carried: Vec<Vec<(f64, f64)>> = vec![Vec::new(); c];
    let mut pooled = Array2::<f32>::zeros((count, c));
    for i in 0..count {
        for j in 0..c {
            let mut pairs = std::mem::take(&mut carried[j]);
            for r in 0..m {
                let t = i * m + r;
                let of = |role: &Role<'_>| {
                    (f64::from(role.gates[[t, j]]) + f64::from(role.bias[[r, j]]), f64::from(role.values[[t, j]]))
                };
                pairs.push(of(&current));
                carried[j].push(of(&previous));
            }
            let most = pairs.iter().fold(f64::NEG_INFINITY, |most, pair| most.max(pair.0));
            let lse = most + pairs.iter().map(|pair| (pair.0 - most).exp()).sum::<f64>().ln();
            let mean: f64 = pairs.iter().map(|&(score, value)| (score - lse).exp() * value).sum();
            pooled[[i, j]] = mean as f32;
        }
    }
    pooled
}
