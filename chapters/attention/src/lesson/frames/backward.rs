//! The backward pass of attention: which products, in which order.

use figures::{Figure, Grid, Panel, Steps};
use ndarray::{Array2, Axis, s};

use super::{list, shade, sines, written};
use crate::{Flash, Gradients, Mask, SlowMemory};

/// Queries, keys, and queries of a strip.
const SIZES: (usize, usize, usize) = (4, 5, 2);
/// Channels of queries and keys, and of values.
const WIDTHS: (usize, usize) = (2, 2);

/// Queries, keys, values, and the gradient of the output.
pub fn input() -> [Array2<f32>; 4] {
    let ((n, m, _), (d, d_v)) = (SIZES, WIDTHS);
    [2.0 * sines(n, d, 0.4), 2.0 * sines(m, d, 1.0), 2.0 * sines(m, d_v, 2.0), 2.0 * sines(n, d_v, 5.0)]
}

/// What is known after a step.
pub struct Stage {
    caption: &'static str,
    /// What the matrix at hand is called, and its strip of rows.
    pub matrix: (&'static str, Option<(usize, Array2<f32>)>),
    /// What the gradients are by then.
    pub gradients: Gradients,
}

/// The steps, with the log-sum-exp and what each query's weights give up together.
pub fn stages(flash: Flash) -> (Vec<Stage>, [Array2<f32>; 2]) {
    let (n, _, strip) = SIZES;
    let [queries, keys, values, upstream] = input();
    let memory = SlowMemory::new(keys.view(), values.view(), strip);
    let (output, log_sum_exp) = flash(queries.view(), &memory, Mask::None);
    let delta = (&output * &upstream).sum_axis(Axis(1)).insert_axis(Axis(1));
    let total = log_sum_exp.insert_axis(Axis(1));
    let root = (WIDTHS.0 as f32).sqrt();
    let mut gradients = Gradients {
        queries: Array2::zeros(queries.raw_dim()),
        keys: Array2::zeros(keys.raw_dim()),
        values: Array2::zeros(values.raw_dim()),
    };
    let mut stages = Vec::new();
    let first =
        "Before the first key is loaded there are the saved log-sum-exp of each query and D, its do · o.";
    stages.push(Stage { caption: first, matrix: ("nothing yet", None), gradients: gradients.clone() });
    for first in (0..n).step_by(strip) {
        let rows = s![first..n.min(first + strip), ..];
        let (q, d_o) = (queries.slice(rows), upstream.slice(rows));
        let again = first > 0;
        let mut step = |caption, name, matrix: &Array2<f32>, gradients: &Gradients| {
            let matrix = (name, Some((first, matrix.clone())));
            stages.push(Stage { caption, matrix, gradients: gradients.clone() });
        };
        let scores = q.dot(&keys.t()) / root;
        if !again {
            step(
                "Product 1: Q Kᵀ / √d. The scores of two queries are computed once more.",
                "S",
                &scores,
                &gradients,
            );
        }
        let weights = (&scores - &total.slice(rows)).mapv(f32::exp);
        if !again {
            step(
                "Each score less its log-sum-exp, and the exponential of that, is a weight.",
                "P",
                &weights,
                &gradients,
            );
        }
        gradients.values += &weights.t().dot(&d_o);
        if !again {
            step("Product 2: Pᵀ dO is added to the gradient of the values.", "P", &weights, &gradients);
        }
        let slopes = d_o.dot(&values.t());
        if !again {
            step("Product 3: dO Vᵀ are the slopes along the weights.", "dP", &slopes, &gradients);
        }
        let slopes = (slopes - delta.slice(rows)) * &weights;
        if !again {
            step(
                "P (dP − D), cell by cell, are the slopes along the scores. Each row sums to 0.",
                "dS",
                &slopes,
                &gradients,
            );
        }
        gradients.queries.slice_mut(rows).assign(&(slopes.dot(&keys) / root));
        if !again {
            step(
                "Product 4: dS K / √d. The gradient of these two queries is finished.",
                "dS",
                &slopes,
                &gradients,
            );
        }
        gradients.keys += &(slopes.t().dot(&q) / root);
        let caption = if again {
            "The same five products for the other two queries. All gradients are finished."
        } else {
            "Product 5: dSᵀ Q / √d is added to the gradient of the keys. The strip is forgotten."
        };
        step(caption, "dS", &slopes, &gradients);
    }
    (stages, [total, delta])
}

/// The numbers of an array by rows as shades; a row of zeros, which nobody has added to, stays empty.
fn shades(array: &Array2<f32>) -> Vec<Vec<f64>> {
    let row = |row: ndarray::ArrayView1<'_, f32>| {
        let empty = row.iter().all(|&x| x == 0.0);
        row.iter().map(|&x| if empty { 0.0 } else { shade(f64::from(x)) }).collect()
    };
    array.rows().into_iter().map(row).collect()
}

/// The backward pass over two strips of queries, step by step.
///
/// # Panics
/// If the answer gives another shape.
pub fn backward(flash: Flash) -> Figure {
    let (n, m, _) = SIZES;
    let (stages, [total, delta]) = stages(flash);
    let numbers = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
    let (queries, keys) = (numbers(n), numbers(m));
    let queries: Vec<&str> = queries.iter().map(String::as_str).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let mut steps = Steps::new(
        "The backward pass computes the weights once more, strip by strip, and never holds the whole matrix",
    );
    for (number, Stage { caption, matrix: (name, strip), gradients }) in stages.iter().enumerate() {
        let mut matrix = vec![vec![0.0; m]; n];
        if let Some((first, strip)) = strip {
            for (i, row) in shades(strip).into_iter().enumerate() {
                matrix[first + i] = row;
            }
        }
        let mut known = vec![vec![0.0; 2 + WIDTHS.0]; n];
        for (i, gradient) in shades(&gradients.queries).into_iter().enumerate() {
            known[i][..2].copy_from_slice(&[total[[i, 0]], delta[[i, 0]]].map(|x| shade(f64::from(x))));
            known[i][2..].copy_from_slice(&gradient);
        }
        let rows = strip.as_ref().map_or_else(
            || "No row of the matrix is there.".to_owned(),
            |(first, strip)| {
                format!("Of the matrix {name} there are rows {}.", list(*first..first + strip.nrows()))
            },
        );
        let said = |name: &str, array: &Array2<f32>| {
            let done = array.rows().into_iter().filter(|row| row.iter().any(|&x| x != 0.0)).count();
            format!("{name} of {done} of {}", array.nrows())
        };
        let about = format!(
            "{rows} Gradients: {}, {}, {}.",
            said("queries", &gradients.queries),
            said("keys", &gradients.keys),
            said("values", &gradients.values),
        );
        let names = ["lse", "D", "dq₀", "dq₁"];
        let transposed = |array: &Array2<f32>| shades(&array.t().to_owned());
        // A row of keys is empty until something is added, as its column then is.
        let figure = Grid::new(&format!("The backward pass, step {number}"), &about)
            .panel(Panel::new(name, matrix).names(&queries, &keys).axes("query", "key").write(written))
            .panel(
                Panel::new("gradient of the values", transposed(&gradients.values))
                    .names(&["dv₀", "dv₁"], &keys)
                    .below()
                    .write(written),
            )
            .panel(Panel::new("queries", known).names(&queries, &names).axes("query", "").write(written))
            .panel(
                Panel::new("gradient of the keys", transposed(&gradients.keys))
                    .names(&["dk₀", "dk₁"], &keys)
                    .below()
                    .write(written),
            )
            .save();
        steps = steps.frame(caption, figure);
    }
    steps.save()
}
