//! `cfg`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the three functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod labelled;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style, Vector,
};
use kernels::diffusion as kernel;
use ndarray::{Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::nets::{Counted, Net};
use diffusion::solution::cfg as solution;
use diffusion::{Cfg, ConditionedNetwork, Network};
use knobs::{Knobs, Only};
use labelled::{CountedLabelled, Labelled};

/// What `guide` receives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Guided {
    network: Labelled,
    x: Matrix,
    levels: Vector,
    labels: Vec<usize>,
    null: usize,
    s: f32,
}

/// What `auto` receives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Auto {
    network: Net,
    weaker: Net,
    x: Matrix,
    levels: Vector,
    s: f32,
}

/// What `drop` receives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Dropped {
    labels: Vec<usize>,
    draws: Vec<f32>,
    p: f32,
    null: usize,
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant)] // There are a few dozen at a time.
pub(super) enum Input {
    Guide(Guided),
    Drop(Dropped),
    Auto(Auto),
}

/// What it gives, and how many rows each network was asked for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Guide(Array2<f32>, usize),
    Drop(Vec<usize>),
    Auto(Array2<f32>, [usize; 2]),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Guide(out, _) => vec![Part::array("guide", out)],
            Answered::Drop(labels) => vec![shown(labels)],
            Answered::Auto(out, _) => vec![Part::array("auto", out)],
        }
    }
}

fn shown(labels: &[usize]) -> Part {
    Part::whole(
        "drop",
        vec![labels.len()],
        labels.iter().map(|&label| i64::try_from(label).unwrap_or(i64::MAX)),
    )
}

/// The three functions of an answer, or of the bent solution.
#[allow(clippy::type_complexity)] // They are written once.
struct Functions<'a> {
    guide: &'a dyn Fn(
        ConditionedNetwork<'_>,
        ArrayView2<'_, f32>,
        ArrayView1<'_, f32>,
        &[usize],
        usize,
        f32,
    ) -> Array2<f32>,
    drop: &'a dyn Fn(&[usize], &[f32], f32, usize) -> Vec<usize>,
    auto: &'a dyn Fn(Network<'_>, Network<'_>, ArrayView2<'_, f32>, ArrayView1<'_, f32>, f32) -> Array2<f32>,
}

impl Functions<'_> {
    fn run(&self, input: &Input) -> Answered {
        match input {
            Input::Guide(given) => {
                let counted = CountedLabelled::new(&given.network);
                let network = |x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>, labels: &[usize]| {
                    counted.run(x, levels, labels)
                };
                let (x, levels) = (given.x.held(), given.levels.held());
                let out = (self.guide)(&network, x.view(), levels.view(), &given.labels, given.null, given.s);
                Answered::Guide(out, counted.rows())
            }
            Input::Drop(Dropped { labels, draws, p, null }) => {
                Answered::Drop((self.drop)(labels, draws, *p, *null))
            }
            Input::Auto(given) => {
                let (strong, weak) = (Counted::new(&given.network), Counted::new(&given.weaker));
                let (x, levels) = (given.x.held(), given.levels.held());
                let out = (self.auto)(
                    &|x, levels| strong.run(x, levels),
                    &|x, levels| weak.run(x, levels),
                    x.view(),
                    levels.view(),
                    given.s,
                );
                Answered::Auto(out, [strong.rows(), weak.rows()])
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Cfg>) -> Plan<Cfg, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "cfg",
            title: "More of what a label adds",
            level: Level::Easy,
            minutes: 20,
            year: 2022,
            needs: &["diffusion/eps_loss"],
            text: "diffusion/guide.html#cfg",
            hints: [
                "What does the formula give for s = 0, and for s = 1? And for a row whose label is the null label? If your function gives something else for one of these, it has another formula.",
                "Ask the network twice with the same x and the same levels: once with the labels, once with a list of null labels that is as long. `drop` looks at one draw for one label. `auto` is the \
                 same formula, with the weaker network where the null label was.",
                "`let unconditional = network(x, levels, &vec![null; labels.len()]);` and `&unconditional + &((conditional - &unconditional) * s)`. For `drop`, zip labels and draws: \
                 `if draw < p { null } else { label }`.",
            ],
            story: "The paper writes (1 + w) c − w u; most code writes u + s (c − u), and calls s what is 1 + w. A guidance of 7.5 in one program is 6.5 in another. DiT's code guides only the first three of its four \
                    channels of latents, \"for exact reproducibility reasons\", as a comment there says: the number three is from a time of RGB. Whoever copies the function copies that, too.",
        },
        answer,
        solution: Cfg { guide: solution::guide, drop: solution::drop, auto: solution::auto },
        call: |answer, input| {
            let functions = Functions {
                guide: &|network, x, levels, labels, null, s| {
                    (answer.guide)(network, x, levels, labels, null, s)
                },
                drop: &answer.drop,
                auto: &|network, weaker, x, levels, s| (answer.auto)(network, weaker, x, levels, s),
            };
            functions.run(input)
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| match input {
            Input::Guide(given) => {
                let (n, d) = given.x.values.dim();
                let kind = if given.network.net.curved { "curved" } else { "linear" };
                format!(
                    "guide: {n} samples of {d}, a {kind} network, null label {}, s = {}",
                    given.null, given.s
                )
            }
            Input::Drop(given) => {
                format!("drop: {} labels, p = {}, null label {}", given.labels.len(), given.p, given.null)
            }
            Input::Auto(given) => {
                let (n, d) = given.x.values.dim();
                let kind = if given.network.curved { "curved" } else { "linear" };
                format!("auto: {n} samples of {d}, {kind} networks, s = {}", given.s)
            }
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "both branches in one batch", bend: |k: &mut Knobs| k.one_batch = true },
            Style { name: "the mistake is in `guide` alone", bend: |k| k.only = Only::Guide },
            Style { name: "the mistake is in `auto` alone", bend: |k| k.only = Only::Auto },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.way = 1 },
            Style { name: "one call where s is 1", bend: |k| k.short = true },
            Style {
                name: "one call where s is 1, and the mistake is in `guide` alone",
                bend: |k| (k.short, k.only) = (true, Only::Guide),
            },
            Style {
                name: "one call where s is 1, and the mistake is in `auto` alone",
                bend: |k| (k.short, k.only) = (true, Only::Auto),
            },
            Style { name: "one call where s is 1 or 0", bend: |k| (k.short, k.short_at_zero) = (true, true) },
            Style {
                name: "one call where s is 1 or 0, and the mistake is in `auto` alone",
                bend: |k| (k.short, k.short_at_zero, k.only) = (true, true, Only::Auto),
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let of_kernel = super::kernel_precision(precision);
    Ok(match input {
        Input::Guide(given) => {
            let (x, levels) = (given.x.double(), given.levels.double());
            let conditional = given.network.real(x.view(), levels.view(), &given.labels, precision);
            let nothing = vec![given.null; given.labels.len()];
            let unconditional = given.network.real(x.view(), levels.view(), &nothing, precision);
            let out = kernel::guided(conditional.view(), unconditional.view(), given.s.into(), of_kernel)?;
            vec![Part::array("guide", &out)]
        }
        Input::Drop(given) => {
            let mut labels = given.labels.clone();
            for (label, draw) in labels.iter_mut().zip(&given.draws) {
                if *draw < given.p {
                    *label = given.null;
                }
            }
            vec![shown(&labels)]
        }
        Input::Auto(given) => {
            let (x, levels) = (given.x.double(), given.levels.double());
            let strong = given.network.real(x.view(), levels.view(), precision);
            let weak = given.weaker.real(x.view(), levels.view(), precision);
            vec![Part::array("auto", &kernel::guided(strong.view(), weak.view(), given.s.into(), of_kernel)?)]
        }
    })
}
