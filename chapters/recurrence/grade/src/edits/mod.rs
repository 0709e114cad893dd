//! What `delta`, `gated_delta` and `kda` share: inputs, the recurrence with its knobs, cases, properties and mistakes.
//!
//! A memory fades, row by row, and is then corrected at a key: the first does not fade, the second fades in all rows alike.

pub(crate) mod cases;
pub(crate) mod fading;
pub(crate) mod knobs;
pub(crate) mod laws;
mod lying;
pub(crate) mod memory;
pub(crate) mod mistakes;
pub(crate) mod roads;
pub(crate) mod rows;

use judge::{Layout, Matrix, Missing, Output, Part, Precision, Probe, Promise, Vector};
use kernels::recurrence as kernel;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// The delta rule: nothing fades, and β lies between 0 and 2.
pub(crate) const DELTA: usize = 0;
/// One decay for each token, and β between 0 and 2.
pub(crate) const GATED: usize = 1;
/// One decay for each channel of each token, and β between 0 and 1.
pub(crate) const KDA: usize = 2;

/// Logarithms of the decays.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Decays {
    // The names are shown with an input.
    #[serde(rename = "none")]
    Nothing,
    #[serde(rename = "decays of tokens")]
    OfToken(Vector),
    #[serde(rename = "decays of channels")]
    OfChannel(Matrix),
}

/// Tokens that edit a memory.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Edit {
    pub(crate) queries: Matrix,
    pub(crate) keys: Matrix,
    pub(crate) values: Matrix,
    pub(crate) beta: Vector,
    pub(crate) decays: Decays,
}

impl Edit {
    /// Tokens, width of the keys, width of the values.
    pub(crate) fn sizes(&self) -> [usize; 3] {
        let (n, dk) = self.keys.values.dim();
        [n, dk, self.values.values.ncols()]
    }

    /// The logarithms of the decays for each channel, in double precision.
    pub(crate) fn fading(&self) -> Array2<f64> {
        let shape = self.keys.values.dim();
        match &self.decays {
            Decays::Nothing => Array2::zeros(shape),
            Decays::OfToken(decays) => Array2::from_shape_fn(shape, |(t, _)| f64::from(decays.values[t])),
            Decays::OfChannel(decays) => decays.double(),
        }
    }

    /// Other decays of the same kind.
    pub(crate) fn fade(&mut self, mut decay: impl FnMut(usize, usize) -> f32) {
        match &mut self.decays {
            Decays::Nothing => {}
            Decays::OfToken(decays) => {
                decays.values = Array1::from_shape_fn(decays.values.len(), |t| decay(t, 0));
            }
            Decays::OfChannel(decays) => {
                decays.values = Array2::from_shape_fn(decays.values.dim(), |(t, c)| decay(t, c));
            }
        }
    }

    /// All views in a layout, in the order queries, keys, values, β, decays.
    pub(crate) fn laid(mut self, layouts: [Layout; 5]) -> Edit {
        let [queries, keys, values, beta, decays] = layouts;
        (self.queries.layout, self.keys.layout, self.values.layout) = (queries, keys, values);
        self.beta.layout = beta;
        match &mut self.decays {
            Decays::Nothing => {}
            Decays::OfToken(vector) => vector.layout = decays,
            Decays::OfChannel(matrix) => matrix.layout = decays,
        }
        self
    }

    fn layouts(&self) -> Vec<Layout> {
        let mut all = vec![self.queries.layout, self.keys.layout, self.values.layout, self.beta.layout];
        match &self.decays {
            Decays::Nothing => {}
            Decays::OfToken(decays) => all.push(decays.layout),
            Decays::OfChannel(decays) => all.push(decays.layout),
        }
        all
    }

    /// What calls it.
    pub(crate) fn name(&self) -> &'static str {
        match self.decays {
            Decays::Nothing => "delta",
            Decays::OfToken(_) => "out",
            Decays::OfChannel(_) => "attend",
        }
    }
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Input {
    /// `unit` of `delta`.
    Unit {
        rows: Matrix,
    },
    Edit(Edit),
    /// `decay` of `kda`.
    Decay {
        raw: Matrix,
        a_log: f32,
        bias: Vector,
    },
    /// `gate` of `kda`.
    Gate {
        outputs: Matrix,
        asked: Matrix,
    },
}

/// What it gives, under its name.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Answered {
    name: String,
    pub(crate) out: Array2<f32>,
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        vec![Part::array(self.name.clone(), &self.out)]
    }
}

pub(crate) type TheProbe<'a> = Probe<'a, Input, Answered>;

impl Input {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Input::Unit { .. } => "unit",
            Input::Edit(edit) => edit.name(),
            Input::Decay { .. } => "decay",
            Input::Gate { .. } => "gate",
        }
    }

    /// Rows and columns of what it gives.
    pub(crate) fn shape(&self) -> (usize, usize) {
        match self {
            Input::Unit { rows } => rows.values.dim(),
            Input::Edit(edit) => edit.values.values.dim(),
            Input::Decay { raw, .. } => raw.values.dim(),
            Input::Gate { outputs, .. } => outputs.values.dim(),
        }
    }

    pub(crate) fn answered(&self, out: Array2<f32>) -> Answered {
        Answered { name: self.name().to_owned(), out }
    }

    pub(crate) fn edit(&self) -> Option<&Edit> {
        match self {
            Input::Edit(edit) => Some(edit),
            _ => None,
        }
    }

    pub(crate) fn described(&self) -> String {
        let (n, width) = self.shape();
        let name = self.name();
        let plural =
            |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        match self {
            Input::Unit { .. } => format!("{name}: {} of {width}", plural(n, "row")),
            Input::Edit(edit) => {
                let function = if name == "out" { String::new() } else { format!("{name}: ") };
                let [_, dk, dv] = edit.sizes();
                format!("{function}{}, keys of {dk}, values of {dv}", plural(n, "token"))
            }
            Input::Decay { a_log, .. } => {
                format!("{name}: {}, {}, a_log {a_log:.2}", plural(n, "token"), plural(width, "channel"))
            }
            Input::Gate { .. } => format!("{name}: {}, {}", plural(n, "token"), plural(width, "channel")),
        }
    }

    pub(crate) fn reference(&self, precision: Precision) -> Result<Vec<Part>, Missing> {
        let precision = super::kernel_precision(precision);
        let out = match self {
            Input::Unit { rows } => kernel::unit_rows(rows.double().view(), precision)?,
            Input::Edit(edit) => {
                let [queries, keys, values] = [&edit.queries, &edit.keys, &edit.values].map(Matrix::double);
                let (beta, decays) = (edit.beta.double(), edit.fading());
                let edits = kernel::Edits {
                    queries: queries.view(),
                    keys: keys.view(),
                    values: values.view(),
                    beta: beta.view(),
                    decays: decays.view(),
                };
                kernel::edited_memory(edits, precision)?
            }
            Input::Decay { raw, a_log, bias } => {
                let (raw, bias) = (raw.double(), bias.double());
                kernel::kda_decays(raw.view(), f64::from(*a_log), bias.view(), precision)?
            }
            Input::Gate { outputs, asked } => {
                kernel::kda_gates(outputs.double().view(), asked.double().view(), precision)?
            }
        };
        Ok(vec![Part::array(self.name(), &out)])
    }
}

/// What all three stubs say of the tokens; `beta` is what they say of β, which goes to `top`.
pub(crate) fn promises(beta: &'static str, top: f64) -> Vec<Promise<Input>> {
    let of_edits: fn(&Input) -> Vec<f64> =
        |input| input.edit().map_or_else(Vec::new, |edit| edit.beta.double().to_vec());
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| {
            input.edit().map_or_else(Vec::new, |edit| edit.sizes().to_vec())
        }),
        Promise::range(beta, 0.0..=top, of_edits),
        Promise::edge("keys need not have length 1", |input| longest(input) > 1.3),
        Promise::layouts("The views may be transposed or strided", |input| {
            input.edit().map_or_else(Vec::new, Edit::layouts)
        }),
        Promise::edge("It holds one state at a time", |input| input.edit().is_some_and(laws::is_long)),
    ]
}

/// The length of the longest key.
fn longest(input: &Input) -> f64 {
    let length = |edit: &Edit| {
        let rows = edit.keys.double();
        rows.rows().into_iter().map(|key| key.dot(&key).sqrt()).fold(0.0, f64::max)
    };
    input.edit().map_or(0.0, length)
}
