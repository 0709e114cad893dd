//! `alibi`: its cases, reference, properties, mistakes and alternatives.
//!
//! A case is about one of the two functions, so that the first can be judged before the second is written.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Output, Part, Plan, Probe, Property, Reference, Style,
    same,
};
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

use attention::Alibi;
use attention::solution::alibi as solution;
use cases::normal;
use mistakes::Knobs;

#[derive(Clone, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant)] // A few inputs at a time.
pub(super) enum Input {
    /// A number of heads.
    Slopes(usize),
    Attend(Head),
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Head {
    queries: Matrix,
    keys: Matrix,
    values: Matrix,
    slope: f32,
}

impl Head {
    /// How many keys query i sees.
    fn visible(&self, i: usize) -> usize {
        (i + 1 + self.keys.values.nrows()).saturating_sub(self.queries.values.nrows())
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Shown {
    Slopes(Array1<f32>),
    Attended(Array2<f32>),
}

impl Output for Shown {
    fn parts(&self) -> Vec<Part> {
        match self {
            Shown::Slopes(slopes) => vec![Part::array("slopes", slopes)],
            Shown::Attended(output) => vec![Part::array("attend", output)],
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Shown>;

pub(super) fn plan(answer: Option<Alibi>) -> Plan<Alibi, Input, Shown, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "alibi",
            title: "A penalty on distance, and a slope for each head",
            level: Level::Easy,
            minutes: 15,
            year: 2021,
            needs: &["attention/scaled_dot_product"],
            text: "attention/positions.html#alibi",
            hints: [
                "`attend` is your `scaled_dot_product` with one more line between the scale and the softmax. For `slopes`, write \
                 the slopes of 4 and of 8 heads on paper, and then those of 6.",
                "Query i stands at position i + m − n, and the distance to key j is i + m − n − j: positive for every key that is \
                 visible. In unsigned integers take it as (i + m) − (j + n), and only where j + n ≤ i + m.",
                "`let power = 1 << heads.ilog2();`, then the slopes 2^(−8h/power) for h = 1 … power, and after them \
                 2^(−8h/(2·power)) for h = 1, 3, 5 …, cut to `heads`. In `attend`: `*score -= slope * distance as f32`, or −∞ \
                 where the key is hidden.",
            ],
            story: "The distance needs no query at all. The authors' code adds slope · j, the position of the key alone: for one \
                    query that differs from the distance by a constant, and a softmax does not notice a constant. It does matter \
                    when j starts again at 0 in every chunk of a cache and the chunks are merged afterwards by their log-sum-exp: \
                    then each chunk has a constant of its own.",
        },
        answer,
        solution: Alibi { slopes: solution::slopes, attend: solution::attend },
        call: |answer, input| match input {
            Input::Slopes(heads) => Shown::Slopes((answer.slopes)(*heads)),
            Input::Attend(head) => {
                let [queries, keys, values] = [&head.queries, &head.keys, &head.values].map(Matrix::held);
                let output = (answer.attend)(queries.view(), keys.view(), values.view(), head.slope);
                Shown::Attended(output)
            }
        },
        reference: Reference {
            run: |input, precision| {
                let precision = super::kernel_precision(precision);
                Ok(match input {
                    Input::Slopes(heads) => {
                        let slopes = kernels::attention::alibi_slopes(*heads, precision)?;
                        vec![Part::array("slopes", &slopes)]
                    }
                    Input::Attend(head) => {
                        let [q, k, v] = [&head.queries, &head.keys, &head.values].map(Matrix::double);
                        let slope = f64::from(head.slope);
                        let output =
                            kernels::attention::alibi(q.view(), k.view(), v.view(), slope, precision)?;
                        vec![Part::array("attend", &output)]
                    }
                })
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let sizes = random.distinct(2..=9);
                let slope = random.uniform(0.1..1.0) as f32;
                let layout = Layout::any(random);
                Input::Attend(normal(random, sizes, slope).laid(layout))
            },
        },
        describe: |input| match input {
            Input::Slopes(heads) => format!("slopes of {heads} heads"),
            Input::Attend(head) => {
                let ((n, width), (m, value_width)) = (head.queries.values.dim(), head.values.values.dim());
                let slope = head.slope;
                format!("queries {n}, keys {m}, width {width}, value width {value_width}, slope {slope:.4}")
            }
        },
        properties: vec![
            Property { name: "more positions before the first key change nothing", holds: shifted },
            Property { name: "a query does not see the keys and values after it", holds: causality },
            Property { name: "slopes are positive, below 1, and no two of them are equal", holds: distinct },
            Property {
                name: "with slope 0 the order of the keys that the last query sees does not count",
                holds: no_slope,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "adds slope times the key's position", bend: |k| k.key_only = true },
            Style { name: "does not divide by a sum of 0", bend: |k| k.sum_guarded = true },
            Style { name: "looks for queries that see nothing first", bend: |k| k.blind_first = true },
            Style { name: "takes the step between slopes in whole numbers", bend: |k| k.whole_ratio = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

impl Head {
    fn laid(mut self, layout: Layout) -> Head {
        for matrix in [&mut self.queries, &mut self.keys, &mut self.values] {
            matrix.layout = layout;
        }
        self
    }
}

fn attended(head: &Head, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    match probe.call(&Input::Attend(head.clone()))? {
        Shown::Attended(output) => Ok(output),
        Shown::Slopes(_) => Err(Broken::Law("attend was asked for".to_owned())),
    }
}

/// A query more at the front, with keys that stay, moves no position: the other queries see what they saw.
fn shifted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Attend(head) = input else { return Ok(()) };
    let before = attended(head, probe)?;
    let (n, width) = head.queries.values.dim();
    let more = probe.random.whole(1..=3);
    let extra = probe.random.normals((more, width), 1.0);
    let mut longer = head.clone();
    let queries = Array2::from_shape_fn((n + more, width), |(i, c)| {
        i.checked_sub(more).map_or_else(|| extra[[i, c]], |i| head.queries.values[[i, c]])
    });
    longer.queries.values = queries;
    let after = attended(&longer, probe)?;
    if after.nrows() != n + more {
        return Err(Broken::Law(format!("attend gives {} rows for {} queries", after.nrows(), n + more)));
    }
    let after = after.slice(ndarray::s![more.., ..]);
    same("attend", &before, &after, 2.0 * probe.tolerance, &format!("with {more} queries before these"))
}

fn causality(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Attend(head) = input else { return Ok(()) };
    let (n, m) = (head.queries.values.nrows(), head.keys.values.nrows());
    if m < 2 {
        return Ok(());
    }
    let before = attended(head, probe)?;
    let cut = probe.random.whole(1..=m - 1);
    let mut changed = head.clone();
    for j in cut..m {
        for x in changed.values.values.row_mut(j) {
            *x += 0.5 + probe.random.uniform(0.0..1.0) as f32;
        }
        // Another key that was there already: scores stay within what the stub promises.
        let other = head.keys.values.row(probe.random.whole(0..=m - 1)).to_owned();
        changed.keys.values.row_mut(j).assign(&other);
    }
    let after = attended(&changed, probe)?;
    for i in (0..n).filter(|&i| head.visible(i) <= cut) {
        for (c, (&a, &b)) in before.row(i).iter().zip(after.row(i)).enumerate() {
            if f64::from((a - b).abs()) > 2.0 * probe.tolerance {
                return Err(Broken::Law(format!(
                    "attend[{i}, {c}] changes from {a} to {b} when keys and values from {cut} on change"
                )));
            }
        }
    }
    Ok(())
}

fn distinct(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Slopes(_) = input else { return Ok(()) };
    let Shown::Slopes(slopes) = probe.call(input)? else { return Ok(()) };
    for (h, &slope) in slopes.iter().enumerate() {
        if !(slope > 0.0 && slope < 1.0) {
            return Err(Broken::Law(format!("slopes[{h}] is {slope}")));
        }
        if let Some(other) = slopes.iter().skip(h + 1).position(|&other| (other / slope - 1.0).abs() < 1e-3) {
            return Err(Broken::Law(format!("slopes[{h}] and slopes[{}] are {slope}", h + 1 + other)));
        }
    }
    Ok(())
}

fn no_slope(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Attend(head) = input else { return Ok(()) };
    let flat = Head { slope: 0.0, ..head.clone() };
    let m = head.keys.values.nrows();
    let mut order: Vec<usize> = (0..m).collect();
    probe.random.shuffle(&mut order);
    let mut shuffled = flat.clone();
    shuffled.keys.values = flat.keys.values.select(ndarray::Axis(0), &order);
    shuffled.values.values = flat.values.values.select(ndarray::Axis(0), &order);
    let (a, b) = (attended(&flat, probe)?, attended(&shuffled, probe)?);
    let last = a.nrows() - 1;
    // Without the penalty other weights are large: the tolerance of this case knows only those with it.
    let slack = 4.0 * probe.tolerance + 1e-3;
    let how = "with slope 0 and keys and values in another order";
    same("the last row of attend, ", &a.row(last), &b.row(last), slack, how)
}
