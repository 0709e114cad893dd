//! Right answers to `grouped_output` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, Axis, s};

use compression::GroupedOutput;

pub(super) fn alternatives() -> Vec<Alternative<GroupedOutput>> {
    vec![
        Alternative {
            name: "five loops, in double precision",
            answer: |heads, down, up| {
                let (n, h, c) = heads.dim();
                let (groups, _, rank) = down.dim();
                let d = up.dim().1;
                let mut out = Array2::<f64>::zeros((n, d));
                for t in 0..n {
                    for head in 0..h {
                        let group = head * groups / h;
                        let first = group * (h / groups);
                        for p in 0..rank {
                            let mut low = 0.0;
                            for channel in 0..c {
                                let k = (head - first) * c + channel;
                                low += f64::from(heads[[t, head, channel]]) * f64::from(down[[group, k, p]]);
                            }
                            for j in 0..d {
                                out[[t, j]] += low * f64::from(up[[group * rank + p, j]]);
                            }
                        }
                    }
                }
                out.mapv(|x| x as f32)
            },
        },
        Alternative {
            name: "the matrices of each group multiplied first, and what all heads give added up",
            answer: |heads, down, up| {
                let (n, h, c) = heads.dim();
                let (groups, members, rank) = down.dim();
                let mut out = Array2::zeros((n, up.ncols()));
                for i in 0..groups {
                    let both = down.index_axis(Axis(0), i).dot(&up.slice(s![i * rank..(i + 1) * rank, ..]));
                    for member in 0..members / c {
                        let head = heads.index_axis(Axis(1), i * (h / groups) + member);
                        out += &head.dot(&both.slice(s![member * c..(member + 1) * c, ..]));
                    }
                }
                out
            },
        },
        Alternative {
            name: "one dense matrix with blocks on its diagonal",
            answer: |heads, down, up| {
                let (n, h, c) = heads.dim();
                let (groups, members, rank) = down.dim();
                let dense = Array2::from_shape_fn((h * c, groups * rank), |(k, q)| {
                    if k / members == q / rank { down[[q / rank, k % members, q % rank]] } else { 0.0 }
                });
                let mut out = Array2::zeros((n, up.ncols()));
                for (t, mut row) in out.rows_mut().into_iter().enumerate() {
                    let channels: Array1<f32> = heads.index_axis(Axis(0), t).iter().copied().collect();
                    row.assign(&channels.dot(&dense).dot(&up));
                }
                out
            },
        },
    ]
}
