//! A network with labels, as answers are given it.

use std::cell::Cell;

use judge::{Precision, Random};
use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::nets::Net;

/// What a network makes of x plus a row for each label.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Labelled {
    pub(super) net: Net,
    /// A row for each label that it knows; shape (labels, d).
    pub(super) rows: Array2<f32>,
}

impl Labelled {
    pub(super) fn new(random: &mut Random, d: usize, labels: usize, curved: bool) -> Labelled {
        Labelled { net: Net::new(random, d, curved), rows: random.normals((labels, d), 1.5) }
    }

    /// For a reference: x moved by the rows of its labels.
    pub(super) fn real(
        &self,
        x: ArrayView2<'_, f64>,
        levels: ArrayView1<'_, f64>,
        labels: &[usize],
        precision: Precision,
    ) -> Array2<f64> {
        self.net.real(self.moved(x, labels).view(), levels, precision)
    }

    fn moved(&self, x: ArrayView2<'_, f64>, labels: &[usize]) -> Array2<f64> {
        let mut moved = x.to_owned();
        for (mut x, &label) in moved.rows_mut().into_iter().zip(labels) {
            x += &self.rows.row(label).mapv(f64::from);
        }
        moved
    }
}

/// Such a network whose rows are counted.
pub(super) struct CountedLabelled<'a> {
    network: &'a Labelled,
    rows: Cell<usize>,
}

impl<'a> CountedLabelled<'a> {
    pub(super) fn new(network: &'a Labelled) -> CountedLabelled<'a> {
        CountedLabelled { network, rows: Cell::new(0) }
    }

    /// What an answer's call gives.
    ///
    /// # Panics
    /// If the batch does not fit: the message is for whoever wrote the answer.
    pub(super) fn run(
        &self,
        x: ArrayView2<'_, f32>,
        levels: ArrayView1<'_, f32>,
        labels: &[usize],
    ) -> Array2<f32> {
        let (rows, columns) = x.dim();
        let width = self.network.net.width();
        assert!(
            rows == levels.len() && rows == labels.len() && columns == width,
            "the network takes n rows of {width} numbers, n levels and n labels, not {rows} rows of {columns}, {} levels and {} labels",
            levels.len(),
            labels.len()
        );
        let known = self.network.rows.nrows();
        if let Some(label) = labels.iter().find(|&&label| label >= known) {
            panic!("the network knows labels below {known}, not {label}");
        }
        self.rows.set(self.rows.get() + rows);
        let (x, levels) = (x.mapv(f64::from), levels.mapv(f64::from));
        self.network.real(x.view(), levels.view(), labels, Precision::Double).mapv(|x| x as f32)
    }

    /// How many rows were asked for, over all calls.
    pub(super) fn rows(&self) -> usize {
        self.rows.get()
    }
}
