//! The plan of `linear_attention`.

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Part, Plan, Precision, Probe, Property, Reference, Style,
};
use ndarray::{Axis, s};

use super::knobs::{Knobs, Memory};
use super::{
    Answered, Input, Scripted, Tokens, alternatives, cases, golden, kernel_precision, laws, mistakes,
    promises, trace,
};
use recurrence::LinearAttention;
use recurrence::solution::linear_attention as solution;

pub(super) type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(in super::super) fn plan(
    answer: Option<LinearAttention>,
) -> Plan<LinearAttention, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "linear_attention",
            title: "Attention as a matrix that tokens are added to",
            level: Level::Medium,
            minutes: 20,
            year: 2020,
            needs: &["attention/scaled_dot_product", "recurrence/rnn"],
            text: "recurrence/matrix.html#linear-attention",
            hints: [
                "Without the softmax the weight of a pair is a product of two vectors, φ(q) and φ(k). In a sum over tokens of (φ(q) · φ(k)) v, what \
                 depends on the token, and what does not?",
                "quadratic: all weights are one product of matrices; those of later tokens become 0, and each row is divided by its own sum. step: add the \
                 key to `state.keys` and the outer product of key and value to `state.sum`, and only then read: the token sees itself.",
                "`queries.mapv(phi).dot(&keys.mapv(phi).t())` are the weights. In step, with φ applied to both vectors: \
                 `state.sum += &(&key.insert_axis(Axis(1)) * &value);`, and the output is `query.dot(&state.sum) / (query.dot(&state.keys) + 1e-6)`.",
            ],
            story: "In the published code φ is written as `torch.nn.functional.elu(x) + 1`. The elu of −18 is eˣ − 1, which in a float of 32 bits is −1 \
                    exactly, and the 1 that is added back makes it 0: the features of a strongly negative channel are not small but gone, and between there \
                    and 0 they have the digits that are left over. In training that hardly matters. It is one of the reasons why two implementations of \
                    one formula differ in the fourth digit. The 10⁻⁶ comes from the same code; the paper has none.",
        },
        answer,
        solution: LinearAttention { quadratic: solution::quadratic, step: solution::step },
        call: |answer, input| match input {
            Input::Quadratic(Tokens { queries, keys, values }) => {
                let [queries, keys, values] = [queries, keys, values].map(Matrix::held);
                Answered::Out((answer.quadratic)(queries.view(), keys.view(), values.view()))
            }
            Input::Step(scripted) => {
                trace::run(&|state, query, key, value| (answer.step)(state, query, key, value), scripted)
            }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [n, width, columns] = input.tokens().sizes();
            match input {
                Input::Quadratic(_) => format!("quadratic: {n} tokens, keys of {width}, values of {columns}"),
                Input::Step(scripted) => {
                    let counts: Vec<String> =
                        scripted.states().iter().map(|taken| taken.tokens.len().to_string()).collect();
                    format!("step: {} tokens, keys of {width}, values of {columns}", counts.join(" and "))
                }
            }
        },
        properties: vec![
            Property { name: "both functions give the same", holds: laws::roads },
            Property { name: "later tokens change nothing", holds: laws::causal },
            Property { name: "the order of the tokens before does not matter", holds: laws::order },
            Property { name: "the weights are not negative, and sum to at most 1", holds: laws::weights },
            Property { name: "states add up", holds: laws::additive },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k: &mut Knobs| k.double = true },
            Style {
                name: "the second way to make a mistake that has several",
                bend: |k| {
                    k.second = true;
                    k.memory = Memory::Queries;
                },
            },
            Style { name: "the third way", bend: |k| k.memory = Memory::Keys },
            Style { name: "the fourth way", bend: |k| k.memory = Memory::Values },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = kernel_precision(precision);
    match input {
        Input::Quadratic(Tokens { queries, keys, values }) => {
            let [queries, keys, values] = [queries, keys, values].map(Matrix::double);
            let (queries, keys, values) = (queries.view(), keys.view(), values.view());
            let out = kernels::recurrence::linear_attention(queries, keys, values, precision)?;
            Ok(vec![Part::array("quadratic", &out)])
        }
        Input::Step(scripted) => of_states(scripted, precision),
    }
}

fn of_states(input: &Scripted, precision: kernels::Precision) -> Result<Vec<Part>, Missing> {
    let mut parts = Vec::new();
    for (state, taken) in input.states().iter().enumerate() {
        let select = |matrix: &Matrix| matrix.double().select(Axis(0), &taken.tokens);
        let Tokens { queries, keys, values } = &input.tokens;
        let [queries, keys, values] = [queries, keys, values].map(select);
        let (queries, keys, values) = (queries.view(), keys.view(), values.view());
        let all = kernels::recurrence::linear_attention(queries, keys, values, precision)?;
        let (sum, total) = kernels::recurrence::linear_state(keys, values, precision)?;
        let own = all.slice(s![taken.copied.., ..]).to_owned();
        parts.extend(trace::parts_of(state, &own, &sum, &total));
    }
    Ok(parts)
}
