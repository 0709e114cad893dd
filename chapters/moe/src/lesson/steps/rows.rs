//! Pairs are sorted by expert, multiplied in groups, and brought back to their tokens.

use figures::{Figure, Grid, Panel, Steps};
use ndarray::{Array2, Array3, array};

use super::{marked, named, number, shade, written};
use crate::{DeviceRows, Dispatch};

/// A layer whose tokens and matrices are single numbers.
pub struct Toy {
    /// (T, 1)
    pub tokens: Array2<f32>,
    /// (T, k)
    pub experts: Array2<usize>,
    /// (T, k)
    pub gates: Array2<f32>,
    /// (E, 1, 1)
    pub weights: Array3<f32>,
}

/// Three tokens, 10, 20 and 30, with two of three experts each, of which expert e multiplies by e + 1. Gates are one half.
pub fn three_tokens() -> Toy {
    Toy {
        tokens: array![[10.0], [20.0], [30.0]],
        experts: array![[0, 2], [1, 2], [0, 1]],
        gates: Array2::from_elem((3, 2), 0.5),
        weights: array![[[1.0]], [[2.0]], [[3.0]]],
    }
}

/// What is written so far, of the pairs in some order and of the tokens.
struct Board {
    pairs: Vec<usize>,
    rows: Vec<Option<f32>>,
    said: Vec<Option<f32>>,
    output: Vec<Option<f32>>,
}

impl Board {
    fn draw(&self, toy: &Toy, about: &str) -> Figure {
        let k = toy.experts.ncols();
        let ids = |of: &dyn Fn(usize) -> usize| self.pairs.iter().map(|&pair| marked(of(pair))).collect();
        let numbers = |row: &[Option<f32>]| -> Vec<f64> {
            row.iter().map(|value| value.map_or(0.0, |value| shade::<0, 100>(f64::from(value)))).collect()
        };
        let places: Vec<String> = (0..self.pairs.len()).map(|place| place.to_string()).collect();
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        let none = vec![""; places.len()];
        let whose =
            vec![ids(&|pair| pair), ids(&|pair| pair / k), ids(&|pair| toy.experts[[pair / k, pair % k]])];
        Grid::new("Rows on their way", about)
            .panel(
                Panel::new("pairs", whose)
                    .names(&["pair", "token", "expert"], &places)
                    .axes("", "row")
                    .write(number),
            )
            .panel(
                Panel::new("numbers", vec![numbers(&self.rows), numbers(&self.said)])
                    .names(&["row", "product"], &none)
                    .write(written::<0, 100, 0>)
                    .below(),
            )
            .panel(
                Panel::new("outputs of the tokens", vec![numbers(&self.output)])
                    .axes("", "token")
                    .names(&["sum"], &places[..self.output.len()])
                    .write(written::<0, 100, 0>)
                    .below(),
            )
            .save()
    }
}

/// The way of [`three_tokens`] to their experts and back: the order of the tokens, that of the experts, a frame for each product
/// that the device was asked for, and one for each token that gets its sum.
///
/// # Panics
/// If an answer's order, offsets or shapes do not fit.
pub fn rows(dispatch: Dispatch) -> Figure {
    let toy = three_tokens();
    let (count, k) = (toy.weights.dim().0, toy.experts.ncols());
    let pairs: Vec<usize> = (0..toy.experts.len()).collect();
    let permuted = (dispatch.permute)(toy.tokens.view(), toy.experts.view(), count);
    let device = DeviceRows::new(permuted.rows.view());
    let said = (dispatch.grouped)(&device, &permuted.offsets, toy.weights.view());
    let sums = (dispatch.unpermute)(said.view(), &permuted.order, toy.gates.view());
    let mut board = Board {
        pairs,
        rows: vec![None; k * toy.tokens.len()],
        said: vec![None; k * toy.tokens.len()],
        output: vec![None; toy.tokens.len()],
    };
    let told =
        |values: &[f32]| values.iter().map(|value| format!("{value:.0}")).collect::<Vec<_>>().join(", ");
    let mut steps =
        Steps::new("Sorted by expert, the rows of each lie together; the same order brings the results back")
            .frame(
                "Pairs as they come: token after token, with the two experts of each.",
                board.draw(&toy, "Pairs 0 to 5 in their order."),
            );
    board.pairs.clone_from(&permuted.order);
    let inside = format!("Pairs in the order {:?}.", permuted.order);
    steps = steps.frame(
        &format!(
            "Sorted by expert, those of one expert in their order. Expert e has the rows from offset e to the next: {:?}.",
            permuted.offsets
        ),
        board.draw(&toy, &inside),
    );
    let rows: Vec<f32> = permuted.rows.column(0).to_vec();
    board.rows = rows.iter().map(|&row| Some(row)).collect();
    steps = steps.frame(
        "A gather: each row is the number of its token.",
        board.draw(&toy, &format!("{inside} Rows: {}.", told(&rows))),
    );
    for (range, matrix) in device.asked() {
        for row in range.clone() {
            board.said[row] = Some(said[[row, 0]]);
        }
        let places: Vec<usize> = range.clone().collect();
        let products: Vec<f32> = places.iter().map(|&row| said[[row, 0]]).collect();
        steps = steps.frame(
            &format!("One product: {} times {:.0}.", named("row", &places), matrix[[0, 0]]),
            board.draw(&toy, &format!("Products: {}.", told(&products))),
        );
    }
    for token in 0..toy.tokens.nrows() {
        board.output[token] = Some(sums[[token, 0]]);
        let places: Vec<usize> =
            (0..permuted.order.len()).filter(|&row| permuted.order[row] / k == token).collect();
        steps = steps.frame(
            &format!(
                "A scatter: {} are added to token {token}, each times its gate of one half.",
                named("row", &places)
            ),
            board.draw(&toy, &format!("Token {token} gets {:.0}.", sums[[token, 0]])),
        );
    }
    steps.save()
}
