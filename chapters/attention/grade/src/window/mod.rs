//! `window`: its cases, reference, properties, mistakes and alternatives.
//!
//! An input asks for a mask, or gives a script for one or more rings, or both. A ring is judged by what it attends to and
//! by the size of its arrays; which row a token lies in is the answer's own business.

mod alternatives;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Probe, Property, Reference, Style,
};
use ndarray::{Array1, Array2, ArrayView1, Axis};
use serde::{Deserialize, Serialize};

use attention::solution::window as solution;
use attention::{Ring, Window};
use mistakes::{Knobs, Slot};

/// One step of a script.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Step {
    /// A new ring with a window; rings are numbered in this order.
    Start(usize),
    /// Ring r takes item j.
    Push(usize, usize),
    /// Ring r takes so many items, one after another, from the first again after the last.
    Stream(usize, usize),
    /// Query i looks into ring r.
    Attend(usize, usize),
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    /// The numbers of queries and keys and the window of a mask.
    mask: Option<(usize, usize, usize)>,
    queries: Matrix,
    keys: Matrix,
    values: Matrix,
    script: Vec<Step>,
}

impl Input {
    fn items(&self) -> usize {
        self.keys.values.nrows()
    }
}

/// What a step showed.
#[derive(Clone, Serialize, Deserialize)]
struct Shown {
    label: String,
    /// Rows and columns of keys and of values.
    shapes: [usize; 4],
    seen: usize,
    output: Option<Vec<f32>>,
}

/// A mask, and what the steps of a script showed.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Trace {
    visible: Option<Array2<bool>>,
    shown: Vec<Shown>,
}

type Push<'a> = dyn Fn(&mut Ring, ArrayView1<'_, f32>, ArrayView1<'_, f32>) + 'a;

/// The four functions of an answer, or of the bent solution.
struct Functions<'a> {
    visible: &'a dyn Fn(usize, usize, usize) -> Array2<bool>,
    start: &'a dyn Fn(usize, usize, usize) -> Ring,
    push: &'a Push<'a>,
    attend: &'a dyn Fn(&Ring, ArrayView1<'_, f32>) -> Array1<f32>,
}

fn label(index: usize, step: Step, seen: usize) -> String {
    match step {
        Step::Start(window) => format!("step {index} (start of a window of {window})"),
        Step::Push(..) | Step::Stream(..) => format!("step {index} (push)"),
        Step::Attend(..) if seen == 1 => format!("step {index} (attend after 1 push)"),
        Step::Attend(..) => format!("step {index} (attend after {seen} pushes)"),
    }
}

impl Trace {
    fn run(functions: &Functions<'_>, input: &Input) -> Trace {
        let [queries, keys, values] = [&input.queries, &input.keys, &input.values].map(Matrix::held);
        let (queries, keys, values) = (queries.view(), keys.view(), values.view());
        let visible = input.mask.map(|(n, m, window)| (functions.visible)(n, m, window));
        let mut rings: Vec<Ring> = Vec::new();
        let mut pushed: Vec<usize> = Vec::new();
        let mut shown = Vec::new();
        for (index, &step) in input.script.iter().enumerate() {
            let (ring, output) = match step {
                Step::Start(window) => {
                    rings.push((functions.start)(window, keys.ncols(), values.ncols()));
                    pushed.push(0);
                    (rings.len() - 1, None)
                }
                Step::Push(ring, item) => {
                    (functions.push)(&mut rings[ring], keys.row(item), values.row(item));
                    pushed[ring] += 1;
                    continue;
                }
                Step::Stream(ring, count) => {
                    for item in (0..keys.nrows()).cycle().take(count) {
                        (functions.push)(&mut rings[ring], keys.row(item), values.row(item));
                    }
                    pushed[ring] += count;
                    continue;
                }
                Step::Attend(ring, query) => {
                    (ring, Some((functions.attend)(&rings[ring], queries.row(query)).to_vec()))
                }
            };
            let Ring { keys, values, seen } = &rings[ring];
            let shapes = [keys.nrows(), keys.ncols(), values.nrows(), values.ncols()];
            shown.push(Shown { label: label(index, step, pushed[ring]), shapes, seen: *seen, output });
        }
        Trace { visible, shown }
    }

    fn outputs(&self) -> impl Iterator<Item = &Vec<f32>> {
        self.shown.iter().filter_map(|shown| shown.output.as_ref())
    }
}

/// The parts of a step: the output first, then the shapes and the count.
fn parts_of(label: &str, output: Option<Vec<f64>>, shapes: [usize; 4], seen: usize) -> Vec<Part> {
    let output = output.map(|output| Part::real(format!("{label}: out"), vec![output.len()], output));
    let whole = |name: &str, values: &[usize]| {
        let shape = if values.len() == 1 { vec![] } else { vec![values.len()] };
        Part::whole(format!("{label}: {name}"), shape, values.iter().map(|&v| v as i64))
    };
    let shapes = [whole("shape of keys", &shapes[..2]), whole("shape of values", &shapes[2..])];
    output.into_iter().chain(shapes).chain([whole("seen", &[seen])]).collect()
}

impl Output for Trace {
    fn parts(&self) -> Vec<Part> {
        let visible = self.visible.iter().map(|visible| Part::array("visible", visible));
        let shown = self.shown.iter().flat_map(|Shown { label, shapes, seen, output }| {
            let output = output.as_ref().map(|output| output.iter().map(|&x| f64::from(x)).collect());
            parts_of(label, output, *shapes, *seen)
        });
        visible.chain(shown).collect()
    }
}

pub(super) fn plan(answer: Option<Window>) -> Plan<Window, Input, Trace, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "window",
            title: "A sliding window, as a mask and as a ring buffer",
            level: Level::Medium,
            minutes: 25,
            year: 2020,
            needs: &["attention/scaled_dot_product"],
            text: "attention/nearby.html#window",
            hints: [
                "The mask: query i sits at position i + (m − n). Write down for a window of 3 which keys the query at \
                 position 5 sees; there are three, and 5 is one of them. The ring: after W pushes the next token goes where \
                 the oldest lies. Where is that?",
                "visible: j ≤ i + (m − n) < j + W; bring everything that is subtracted to the other side, because usize has no \
                 negative numbers. push: the row is seen mod W, and seen grows afterwards. attend: the first min(seen, W) rows \
                 are filled, the others are zeros that nobody pushed.",
                "attend needs no mask, and no order: slice keys and values to the filled rows with `s![..filled, ..]`, make \
                 the query a matrix of one row with `query.insert_axis(Axis(0))`, and call `scaled_dot_product` with \
                 Mask::None.",
            ],
            story: "The rows of a full ring are out of order, and nothing has to be put right: a softmax-weighted mean does not know the \
                    order of its keys. That holds because a key was rotated by its position before it was stored. If positions are \
                    taken from the slots instead, a model works until the ring wraps, and then quietly gets worse. The other classic \
                    is the fencepost: FlashAttention's window_size=(left, right) counts the neighbours, so a window of W keys is \
                    (W − 1, 0) there.",
        },
        answer,
        solution: Window {
            visible: solution::visible,
            start: solution::start,
            push: solution::push,
            attend: solution::attend,
        },
        call: |answer, input| {
            let Window { visible, start, push, attend } = answer;
            Trace::run(&Functions { visible, start, push, attend }, input)
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: |input| {
            let mask =
                input.mask.map(|(n, m, window)| format!("mask: queries {n}, keys {m}, window {window}"));
            let windows: Vec<String> = input
                .script
                .iter()
                .filter_map(|step| match step {
                    Step::Start(window) => Some(window.to_string()),
                    _ => None,
                })
                .collect();
            let pushes: usize = input
                .script
                .iter()
                .map(|step| match step {
                    Step::Push(..) => 1,
                    Step::Stream(_, count) => *count,
                    _ => 0,
                })
                .sum();
            let (width, value_width) = (input.keys.values.ncols(), input.values.values.ncols());
            let script = (!windows.is_empty()).then(|| {
                let windows = windows.join(" and ");
                format!("ring: window {windows}, pushes {pushes}, width {width}, value width {value_width}")
            });
            mask.into_iter().chain(script).collect::<Vec<_>>().join("; ")
        },
        properties: vec![
            Property {
                name: "what the ring attends to is what the mask shows",
                holds: laws::decode_is_prefill,
            },
            Property { name: "a window as wide as the text is the causal mask", holds: laws::wide_is_causal },
            Property { name: "a token that has left the window has no effect", holds: laws::forgets },
        ],
        bent: Bent {
            run: |knobs, input| {
                let functions = Functions {
                    visible: &|n, m, window| knobs.visible(n, m, window),
                    start: &|window, width, value_width| knobs.start(window, width, value_width),
                    push: &|ring, key, value| knobs.push(ring, key, value),
                    attend: &|ring, query| knobs.attend(ring, query),
                };
                Trace::run(&functions, input)
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "moves all rows up by one", bend: |k| k.slot = Slot::MovesUp },
            Style { name: "adds one before it subtracts the window", bend: |k| k.plus_one_first = true },
            Style { name: "attends to the rows that push uses", bend: |k| k.keeps_to_used = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The mask by counting in signed integers: how far behind the query's position the key lies.
fn reference_mask((n, m, window): (usize, usize, usize)) -> Array2<bool> {
    let [behind, window] = [m as i64 - n as i64, window as i64];
    Array2::from_shape_fn((n, m), |(i, j)| {
        let age = i as i64 + behind - j as i64;
        (0..window).contains(&age)
    })
}

fn reference(input: &Input, precision: judge::Precision) -> Result<Vec<Part>, Missing> {
    /// What has been asked of a ring: its window, the items it has taken, and (query, position) of each look.
    struct Asked {
        window: usize,
        items: Vec<usize>,
        looks: Vec<(usize, usize)>,
    }
    let mut rings: Vec<Asked> = Vec::new();
    // For each step that shows something: its label, the ring, how many items that has, and which look it is.
    let mut shown: Vec<(String, usize, usize, Option<usize>)> = Vec::new();
    for (index, &step) in input.script.iter().enumerate() {
        match step {
            Step::Start(window) => {
                rings.push(Asked { window, items: Vec::new(), looks: Vec::new() });
                shown.push((label(index, step, 0), rings.len() - 1, 0, None));
            }
            Step::Push(ring, item) => rings[ring].items.push(item),
            Step::Stream(ring, count) => {
                rings[ring].items.extend((0..input.items()).cycle().take(count));
            }
            Step::Attend(ring, query) => {
                let asked = &mut rings[ring];
                let seen = asked.items.len();
                asked.looks.push((query, seen - 1));
                shown.push((label(index, step, seen), ring, seen, Some(asked.looks.len() - 1)));
            }
        }
    }
    let [queries, keys, values] = [&input.queries, &input.keys, &input.values].map(Matrix::double);
    let precision = super::kernel_precision(precision);
    let outputs = rings.iter().map(|ring| {
        let (looking, positions): (Vec<usize>, Vec<usize>) = ring.looks.iter().copied().unzip();
        let queries = queries.select(Axis(0), &looking);
        let [keys, values] = [&keys, &values].map(|all| all.select(Axis(0), &ring.items));
        if looking.is_empty() {
            return Ok(Array2::zeros((0, values.ncols())));
        }
        kernels::attention::window_attention(
            queries.view(),
            keys.view(),
            values.view(),
            &positions,
            ring.window,
            precision,
        )
    });
    let outputs: Vec<Array2<f64>> = outputs.collect::<Result<_, _>>()?;
    let mut parts: Vec<Part> =
        input.mask.iter().map(|&mask| Part::array("visible", &reference_mask(mask))).collect();
    for (label, ring, seen, look) in shown {
        let window = rings[ring].window;
        let shapes = [window, keys.ncols(), window, values.ncols()];
        let output = look.map(|look| outputs[ring].row(look).to_vec());
        parts.extend(parts_of(&label, output, shapes, seen));
    }
    Ok(parts)
}

type TheProbe<'a> = Probe<'a, Input, Trace>;

/// Masked attention to all items, in double precision: the output of a query.
fn attended(input: &Input, query: usize, seen: &[bool]) -> Vec<f64> {
    let [queries, keys, values] = [&input.queries, &input.keys, &input.values].map(Matrix::double);
    let scores = keys.dot(&queries.row(query)) / (keys.ncols() as f64).sqrt();
    let seen = || (0..seen.len()).filter(|&j| seen[j]);
    let largest = seen().map(|j| scores[j]).fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = seen().map(|j| (scores[j] - largest).exp()).sum();
    let column = |c: usize| seen().map(|j| (scores[j] - largest).exp() * values[[j, c]]).sum::<f64>() / sum;
    (0..values.ncols()).map(column).collect()
}
