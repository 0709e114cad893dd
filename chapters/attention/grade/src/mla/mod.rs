//! `mla`: its cases, references, properties, mistakes and alternatives.
//!
//! Each of the four steps is judged on an input of its own, against the absorbed form. A property then calls them one after
//! the other and compares with the other definition, in which every head expands its keys and values.

mod alternatives;
mod bent;
mod cases;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Cube, Fresh, Layout, Level, Matrix, Meta, Missing, Output, Part, Plan, Probe, Property,
    Reference, Style, compare,
};
use ndarray::{Array2, ArrayView2, ArrayView3};
use serde::{Deserialize, Serialize};

use attention::lesson::turn::rotate;
use attention::solution::mla as solution;
use attention::{Mla, Rotate};
use bent::Knobs;
use cases::normal;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    /// For `compress`.
    hidden: Matrix,
    w_dkv: Matrix,
    w_kr: Matrix,
    first: usize,
    /// For `absorb`.
    q_nope: Matrix,
    w_uk: Cube,
    /// For `attend`; without `absorbed`, latents and `keys_rope` if the steps are chained.
    absorbed: Matrix,
    q_rope: Matrix,
    latents: Matrix,
    keys_rope: Matrix,
    /// For `expand`; without `mixed` if the steps are chained.
    mixed: Matrix,
    w_uv: Cube,
    /// Each step takes what the step before it returned.
    chained: bool,
}

impl Input {
    fn laid(mut self, layout: Layout) -> Input {
        for matrix in [
            &mut self.hidden,
            &mut self.w_dkv,
            &mut self.w_kr,
            &mut self.q_nope,
            &mut self.absorbed,
            &mut self.q_rope,
            &mut self.latents,
            &mut self.keys_rope,
            &mut self.mixed,
        ] {
            matrix.layout = layout;
        }
        (self.w_uk.layout, self.w_uv.layout) = (layout, layout);
        self
    }

    /// The scores of a head in `attend`.
    fn scores(&self, h: usize) -> Vec<f64> {
        let [absorbed, q_rope] = [&self.absorbed, &self.q_rope].map(|m| m.values.row(h).mapv(f64::from));
        let [latents, keys_rope] = [&self.latents, &self.keys_rope].map(Matrix::double);
        let width = (self.q_nope.values.ncols() + q_rope.len()) as f64;
        ((latents.dot(&absorbed) + keys_rope.dot(&q_rope)) / width.sqrt()).to_vec()
    }

    fn chained(&self) -> Input {
        Input { chained: true, ..self.clone() }
    }
}

/// Latents and rotated keys, absorbed queries, mixed latents, outputs.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Steps([Array2<f32>; 5]);

impl Output for Steps {
    fn parts(&self) -> Vec<Part> {
        self.0.iter().zip(LABELS).map(|(array, label)| Part::array(label, array)).collect()
    }
}

const LABELS: [&str; 5] = ["compress.0", "compress.1", "absorb", "attend", "expand"];

type View<'a> = ArrayView2<'a, f32>;
type Compress<'a> = &'a dyn Fn(View<'_>, View<'_>, View<'_>, Rotate, usize) -> (Array2<f32>, Array2<f32>);
type WithWeights<'a> = &'a dyn Fn(View<'_>, ArrayView3<'_, f32>) -> Array2<f32>;
type Attend<'a> = &'a dyn Fn(View<'_>, View<'_>, View<'_>, View<'_>, usize) -> Array2<f32>;

/// The four functions of an answer, or of the bent solution.
struct Functions<'a> {
    compress: Compress<'a>,
    absorb: WithWeights<'a>,
    attend: Attend<'a>,
    expand: WithWeights<'a>,
}

impl Steps {
    fn run(functions: &Functions<'_>, input: &Input) -> Steps {
        let [hidden, w_dkv, w_kr, q_nope, absorbed, q_rope] =
            [&input.hidden, &input.w_dkv, &input.w_kr, &input.q_nope, &input.absorbed, &input.q_rope]
                .map(Matrix::held);
        let [latents, keys_rope, mixed] = [&input.latents, &input.keys_rope, &input.mixed].map(Matrix::held);
        let [w_uk, w_uv] = [&input.w_uk, &input.w_uv].map(Cube::held);
        let d_nope = input.q_nope.values.ncols();
        let (compressed, keys) =
            (functions.compress)(hidden.view(), w_dkv.view(), w_kr.view(), rotate, input.first);
        let query = (functions.absorb)(q_nope.view(), w_uk.view());
        let mean = if input.chained {
            (functions.attend)(query.view(), q_rope.view(), compressed.view(), keys.view(), d_nope)
        } else {
            (functions.attend)(absorbed.view(), q_rope.view(), latents.view(), keys_rope.view(), d_nope)
        };
        let output = (functions.expand)(if input.chained { mean.view() } else { mixed.view() }, w_uv.view());
        Steps([compressed, keys, query, mean, output])
    }
}

type TheProbe<'a> = Probe<'a, Input, Steps>;

pub(super) fn plan(answer: Option<Mla>) -> Plan<Mla, Input, Steps, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "mla",
            title: "Decoding from a cache of latents, without expanding it",
            level: Level::Hard,
            minutes: 40,
            year: 2024,
            needs: &["attention/gqa", "attention/rope"],
            text: "attention/heads.html#mla",
            hints: [
                "For one head write W for `w_uk[.., h, ..]`, of shape (d_c, d_nope). A key is cᵀW, and its product with the \
                 query is (cᵀW) q = cᵀ(W q). The bracket on the right does not depend on the token.",
                "absorb: for each head W q. attend: one softmax over the sum of two products, (heads, d_c) · latentsᵀ and \
                 (heads, d_r) · keys_ropeᵀ, divided by √(d_nope + d_r), then weights · latents. expand: for each head the \
                 mixed latent times `w_uv[.., h, ..]`.",
                "`w_uk.index_axis(Axis(1), h).dot(&q_nope.row(h))` has width d_c. In compress only the latents are \
                 normalised: `latent.dot(&latent) / d_c + 1e-6` under the root, row by row; the keys are \
                 `rotate(hidden.dot(&w_kr).view(), first)`.",
            ],
            story: "The scale is the trap. In this form a query has d_c + d_r channels, and every rule so far says to divide by \
                    the root of that. But absorbing changes the order of two products and nothing else: the score is still a sum over \
                    d_nope + d_r channels, that is how large it is, and that is how the model was trained. DeepSeek-V3 divides by the \
                    root of 192 in the expanded form and in the absorbed one, where the vectors have 576 channels.",
        },
        answer,
        solution: Mla {
            compress: solution::compress,
            absorb: solution::absorb,
            attend: solution::attend,
            expand: solution::expand,
        },
        call: |answer, input| {
            let Mla { compress, absorb, attend, expand } = answer;
            Steps::run(&Functions { compress, absorb, attend, expand }, input)
        },
        reference: Reference { run: absorbed_form, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let [tokens, width, latent, heads, nope, value] = random.distinct(1..=8);
                let rope = 2 * random.whole(1..=3);
                let layout = Layout::any(random);
                normal(random, [tokens, width, latent, rope, heads, nope, value]).laid(layout)
            },
        },
        describe: |input| {
            let ((latent, heads, nope), (tokens, rope)) =
                (input.w_uk.values.dim(), input.keys_rope.values.dim());
            format!(
                "tokens {tokens}, first {}, width {}, heads {heads}, d_c {latent}, d_r {rope}, d_nope {nope}, d_v {}",
                input.first,
                input.hidden.values.ncols(),
                input.w_uv.values.dim().2
            )
        },
        properties: vec![
            Property {
                name: "one after the other the four steps give what expanding every key and value gives",
                holds: laws::as_expanded,
            },
            Property { name: "only the distances of positions count", holds: laws::distances },
            Property { name: "the order of the cached tokens does not count", holds: laws::any_order },
            Property { name: "heads can change places", holds: laws::heads_permute },
        ],
        bent: Bent {
            run: |knobs, input| {
                knobs.memory(input);
                let functions = Functions {
                    compress: &|hidden, w_dkv, w_kr, _, first| knobs.compress(hidden, w_dkv, w_kr, first),
                    absorb: &|q_nope, w_uk| knobs.absorb(q_nope, w_uk),
                    attend: &|absorbed, q_rope, latents, keys_rope, d_nope| {
                        knobs.attend([absorbed, q_rope, latents, keys_rope], d_nope)
                    },
                    expand: &|mixed, w_uv| knobs.expand(mixed, w_uv),
                };
                Steps::run(&functions, input)
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes through weights by index", bend: |k| k.by_index = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "a wrong norm has a floor instead of ε", bend: |k| k.no_guard = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

/// The steps by their kernels, each on its own input.
fn absorbed_form(input: &Input, precision: judge::Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    let [hidden, w_dkv, w_kr, q_nope, absorbed, q_rope] =
        [&input.hidden, &input.w_dkv, &input.w_kr, &input.q_nope, &input.absorbed, &input.q_rope]
            .map(Matrix::double);
    let [latents, keys_rope, mixed] = [&input.latents, &input.keys_rope, &input.mixed].map(Matrix::double);
    let [w_uk, w_uv] = [&input.w_uk, &input.w_uv].map(Cube::double);
    let (compressed, keys) =
        kernels::attention::mla_compress(hidden.view(), w_dkv.view(), w_kr.view(), input.first, precision)?;
    let query = kernels::attention::mla_absorb(q_nope.view(), w_uk.view(), precision)?;
    let mean = kernels::attention::mla_attend(
        absorbed.view(),
        q_rope.view(),
        latents.view(),
        keys_rope.view(),
        q_nope.ncols(),
        precision,
    )?;
    let output = kernels::attention::mla_expand(mixed.view(), w_uv.view(), precision)?;
    let steps = [compressed, keys, query, mean, output];
    Ok(steps.iter().zip(LABELS).map(|(array, label)| Part::array(label, array)).collect())
}

/// The other definition: keys and values of every head, expanded from the latents.
fn expanded_form(input: &Input, precision: kernels::Precision) -> Result<Vec<Part>, Missing> {
    let [hidden, w_dkv, w_kr, q_nope, q_rope] =
        [&input.hidden, &input.w_dkv, &input.w_kr, &input.q_nope, &input.q_rope].map(Matrix::double);
    let [w_uk, w_uv] = [&input.w_uk, &input.w_uv].map(Cube::double);
    let (latents, keys_rope) =
        kernels::attention::mla_compress(hidden.view(), w_dkv.view(), w_kr.view(), input.first, precision)?;
    let output = kernels::attention::mla(
        q_nope.view(),
        q_rope.view(),
        latents.view(),
        keys_rope.view(),
        w_uk.view(),
        w_uv.view(),
        precision,
    )?;
    Ok(vec![Part::array("out", &output)])
}

/// The expanded form of an input, and how far a right answer may be from it.
fn expanded(input: &Input) -> Result<(Vec<Part>, f64), Broken> {
    use kernels::Precision::{Double, Float, Nudged};
    let right = expanded_form(input, Double)?;
    let rounded = [expanded_form(input, Float)?, expanded_form(input, Nudged)?];
    let tolerance = compare::tolerances(&right, &rounded)[0];
    Ok((right, 2.0 * tolerance))
}
