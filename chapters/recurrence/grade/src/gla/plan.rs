//! The plan of `gla`.

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Part, Plan, Precision, Probe, Property, Reference, Style,
};

use super::knobs::{Knobs, Memory};
use super::{Answered, Input, alternatives, cases, golden, kernel_precision, laws, mistakes, promises};
use kernels::recurrence as kernel;
use recurrence::Gla;
use recurrence::solution::gla as solution;

pub(super) type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(in super::super) fn plan(answer: Option<Gla>) -> Plan<Gla, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "gla",
            title: "What was written fades",
            level: Level::Medium,
            minutes: 35,
            year: 2023,
            needs: &["recurrence/linear_attention"],
            text: "recurrence/matrix.html#gla",
            hints: [
                "How much is left at token t of what was written at token s? It has faded at the tokens s + 1 to t, and not at s: at its own token \
                 it is whole. In which axis of the state do the keys lie, and so the decays?",
                "gla: fade the rows of the state, add key times value, then read. chunked: with G the running sum of the decays from the start of the \
                 chunk, a pair has exp(Gₜ − Gₛ) in each channel; what was there before the chunk has exp(Gₜ); and what a token leaves at its end has \
                 exp(G_last − Gₛ). No exponent is above 0 in any of these.",
                "`state * decay.insert_axis(Axis(1)) + &key.insert_axis(Axis(1)) * &value` is the state after a token. In chunked, \
                 `accumulate_axis_inplace(Axis(0), |&before, own| *own += before)` makes G of a chunk's decays. A pair is a sum over channels c of \
                 q[[t, c]] · k[[s, c]] · (G[[t, c]] − G[[s, c]]).exp(): it is no product of two matrices, unless exp(−G) fits into a float.",
            ],
            story: "The parallel form of GLA is nearly a product of two matrices: queries times exp(G), keys times exp(−G). With a decay of −2 at each step the 45th \
                    key is already multiplied by more than an f32 holds, and what comes out is 0 times infinity. The published kernels cut a chunk into \
                    sub-chunks: between two of them the exponents are measured from the border, where none is above 0, and tensor cores do the products; \
                    inside one, the differences are computed one by one, as you did. Retention has one decay for all channels, so that the whole factor \
                    is a matrix by itself, and has no such trouble.",
        },
        answer,
        solution: Gla { retention: solution::retention, gla: solution::gla, chunked: solution::chunked },
        call,
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let [n, width, columns] = input.tokens().sizes();
            let of = format!("{}: {n} tokens, keys of {width}, values of {columns}", input.name());
            match input {
                Input::Retention { gamma, .. } => format!("{of}, gamma {gamma}"),
                Input::Gla { .. } => of,
                Input::Chunked { chunk, .. } => format!("{of}, chunks of {chunk}"),
            }
        },
        properties: vec![
            Property { name: "chunks of any length give what single tokens give", holds: laws::chunks },
            Property { name: "equal decays are retention", holds: laws::equal_decays },
            Property { name: "without a decay it is a sum over all pairs", holds: laws::no_decay },
            Property { name: "later tokens change nothing", holds: laws::causal },
            Property { name: "twice the values give twice the output", holds: laws::linear },
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
            Style { name: "the fifth way", bend: |k| k.memory = Memory::Decays },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn call(answer: &Gla, input: &Input) -> Answered {
    let tokens = input.tokens();
    let [queries, keys, values] = [&tokens.queries, &tokens.keys, &tokens.values].map(Matrix::held);
    let (queries, keys, values) = (queries.view(), keys.view(), values.view());
    let out = match input {
        Input::Retention { gamma, .. } => (answer.retention)(queries, keys, values, *gamma),
        Input::Gla { decays, .. } => (answer.gla)(queries, keys, values, decays.held().view()),
        Input::Chunked { decays, chunk, .. } => {
            (answer.chunked)(queries, keys, values, decays.held().view(), *chunk)
        }
    };
    Answered { name: input.name().to_owned(), out }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = kernel_precision(precision);
    let tokens = input.tokens();
    let [queries, keys, values] = [&tokens.queries, &tokens.keys, &tokens.values].map(Matrix::double);
    let (queries, keys, values) = (queries.view(), keys.view(), values.view());
    let out = match input {
        Input::Retention { gamma, .. } => {
            kernel::retention(queries, keys, values, f64::from(*gamma), precision)?
        }
        Input::Gla { decays, .. } | Input::Chunked { decays, .. } => {
            kernel::gla(queries, keys, values, decays.double().view(), precision)?
        }
    };
    Ok(vec![Part::array(input.name(), &out)])
}
