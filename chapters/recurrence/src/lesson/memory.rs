//! A matrix that tokens are added to, step by step.

use figures::{Figure, Grid, Panel, Schematic, Steps, text};
use ndarray::{Array1, Array2, ArrayView1};

use crate::{LinearAttention, LinearState};

/// Channels of keys and queries, and of values, in the figure.
const SIZES: (usize, usize) = (3, 4);
/// Of this number the cells are full.
const FULL: f64 = 4.0;

/// A number that φ makes 1, and one that it makes 0 nearly enough.
const ONE: f32 = 0.0;
const NONE: f32 = -30.0;

/// A token of the figure.
struct Token {
    /// What happens.
    says: &'static str,
    query: [f32; 3],
    key: [f32; 3],
    value: [f32; 4],
}

fn tokens() -> [Token; 4] {
    let [red, blue, both] = [[ONE, NONE, NONE], [NONE, ONE, NONE], [NONE, ONE, ONE]];
    let token = |says, query, key, value| Token { says, query, key, value };
    [
        token(
            "Token 0 writes into row 0, and asks for row 0: its own value comes back.",
            red,
            red,
            [3.0, 1.0, 0.0, 2.0],
        ),
        token(
            "Token 1 writes into row 1, and asks for row 1: rows do not mix.",
            blue,
            blue,
            [0.0, 2.0, 2.0, 1.0],
        ),
        token(
            "Token 2 writes into row 1 too: what comes back is the mean of tokens 1 and 2.",
            blue,
            blue,
            [2.0, 0.0, 2.0, 3.0],
        ),
        token(
            "Token 3 writes into rows 1 and 2, and asks for row 0: token 0 comes back as it was.",
            red,
            both,
            [0.0, 1.0, 0.0, 0.0],
        ),
    ]
}

fn phi(row: [f32; 3]) -> Vec<f64> {
    row.iter().map(|&x| if x > 0.0 { f64::from(x) + 1.0 } else { f64::from(x).exp() }).collect()
}

/// Rows of cells; numbers beyond what a cell can show are shown as that.
fn cells(rows: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    // What a cell shows as nothing is nothing, also e⁻³⁰.
    let cell = |x: f64| if x.is_finite() { ((1e6 * x / FULL).round() / 1e6).clamp(0.0, 1.0) } else { x };
    rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect()
}

fn panel(caption: &str, rows: Vec<Vec<f64>>) -> Panel {
    Panel::new(caption, cells(rows)).write(|cell| {
        let number = FULL * cell;
        if number < 0.05 { String::new() } else { text(number, 1) }
    })
}

fn list(numbers: &[f64]) -> String {
    numbers.iter().map(|&x| text(x + 0.0, 1)).collect::<Vec<_>>().join(", ")
}

/// Four tokens are written into a state, and read from it, one after the other.
///
/// # Panics
/// If the answer gives arrays of other shapes.
pub fn steps(linear: LinearAttention) -> Figure {
    let (width, columns) = SIZES;
    let mut state = LinearState { sum: Array2::zeros(SIZES), keys: Array1::zeros(width) };
    let mut steps =
        Steps::new("A key says into which row a value goes; of two values in one row their mean comes back");
    for (t, Token { says, query, key, value }) in tokens().into_iter().enumerate() {
        let view = |what: &str, array: &Array1<f32>, len: usize| {
            assert_eq!(array.len(), len, "{what}");
            array.iter().map(|&x| f64::from(x)).collect::<Vec<f64>>()
        };
        let output =
            (linear.step)(&mut state, array(&query).view(), array(&key).view(), array(&value).view());
        let output = view("a number of each value's channel", &output, columns);
        let keys = view("a number of each key's channel", &state.keys, width);
        assert_eq!(state.sum.dim(), SIZES, "the shape of the sum");
        let sum: Vec<Vec<f64>> =
            state.sum.rows().into_iter().map(|row| row.iter().map(|&x| f64::from(x)).collect()).collect();
        let column = |numbers: &[f64]| numbers.iter().map(|&x| vec![x]).collect::<Vec<_>>();
        let value: Vec<f64> = value.iter().map(|&x| f64::from(x)).collect();
        let about = format!(
            "Token {t} has the value {} and the features {} of its key. The rows of the sum are then {}; its query has the features {}, and the \
             output is {}.",
            list(&value),
            list(&phi(key)),
            sum.iter().map(|row| list(row)).collect::<Vec<_>>().join(" and "),
            list(&phi(query)),
            list(&output),
        );
        let grid = Grid::new(&format!("After token {t}"), &about)
            .panel(panel("φ(k)", column(&phi(key))))
            .panel(panel("v", vec![value]))
            .panel(panel("sum", sum).below())
            .panel(panel("output", vec![output]).below())
            .panel(panel("keys", column(&keys)))
            .panel(panel("φ(q)", column(&phi(query))));
        steps = steps.frame(says, grid.save());
    }
    steps.save()
}

/// What flows where in one chunk of gated linear attention, with keys and values of so many channels.
pub fn chunk(tokens: usize, width: usize, columns: usize) -> Figure {
    Schematic::new(
        "A chunk reads the state once and writes it once; its pairs need no state at all",
        &format!("How {tokens} tokens are computed in pairs, read the state before them, and leave the state after them."),
    )
    .tensor("state", "state before", &[&width, &columns])
    .tensor("queries", "queries", &[&tokens, &width])
    .tensor("keys", "keys, and decays' running sum G", &[&tokens, &width])
    .tensor("values", "values", &[&tokens, &columns])
    .operation("read", "read: exp(Gₜ)")
    .operation("pairs", "pairs: exp(Gₜ\u{a0}−\u{a0}Gₛ)")
    .operation("write", "fade and write: exp(last\u{a0}G\u{a0}−\u{a0}Gₛ)")
    .operation("add", "+")
    .tensor("output", "output", &[&tokens, &columns])
    .tensor("after", "state after", &[&width, &columns])
    .flow(&["state", "read", "add", "output"])
    .flow(&["queries", "read"])
    .flow(&["queries", "pairs", "add"])
    .flow(&["keys", "pairs"])
    .flow(&["values", "pairs"])
    .flow(&["state", "write", "after"])
    .flow(&["keys", "write"])
    .flow(&["values", "write"])
    .highlight(&["state", "write", "after"])
    .save()
}

fn array<const N: usize>(numbers: &[f32; N]) -> Array1<f32> {
    ArrayView1::from(numbers).to_owned()
}
