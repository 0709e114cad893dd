//! The plan of `stream`.

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Part, Plan, Precision, Probe, Property, Reference, Style,
};
use ndarray::Axis;

use super::knobs::Knobs;
use super::mistakes;
use super::trace::{Functions, Trace, parts_of};
use super::{Input, alternatives, cases, laws, promises};
use crate::roles;
use compression::Streaming;
use compression::solution::stream as solution;
use kernels::compression::Role;

pub(super) type TheProbe<'a> = Probe<'a, Input, Trace>;

pub(in super::super) fn plan(answer: Option<Streaming>) -> Plan<Streaming, Input, Trace, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "stream",
            title: "The same compressor, a token at a time",
            level: Level::Medium,
            minutes: 25,
            year: 2026,
            needs: &["compression/dual_role"],
            text: "compression/roles.html#stream",
            hints: [
                "After every token, ask which tokens some later entry will still pool, and in which role. With m = 3, write it down after tokens \
                 3, 4, 5 and 6, counted from 1. It is never more than 2m.",
                "Put the token behind those that are held, and count it. If the count is no multiple of m, there is nothing to return. Otherwise \
                 the last m of what is held are the block, and what stands before them, m tokens or none, is the block before. Pool them, \
                 and then drop the block before: the block takes its place.",
                "`let before = stream.held.len() - block;` is where the block begins. For token `at`, below `before`, it is `previous_value`, \
                 `previous_gate` and row `at` of `stream.previous`; from there on `current_value`, `current_gate` and row `at - before` of \
                 `stream.current`. At the end `stream.held.drain(..before);`.",
            ],
            story: "The official code keeps two arrays with 2m rows for each text, values and gates with their biases, and writes token t into \
                    row m + t mod m. When a block is complete, it pools the first m rows in one role and the last m in the other, and copies the \
                    last m over the first. What a prompt leaves over, n mod m tokens, is written there before the first new token comes. Forget \
                    that, and everything is right for prompts whose length is a multiple of 4.",
        },
        answer,
        solution: Streaming { start: solution::start, push: solution::push },
        call: |answer, input| {
            let functions = Functions {
                start: &|current, previous| (answer.start)(current, previous),
                push: &|stream, token, _| (answer.push)(stream, token),
            };
            Trace::run(&functions, input)
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let streams = input.streams();
            let list = |numbers: Vec<usize>| {
                let words: Vec<String> = numbers.iter().map(usize::to_string).collect();
                words.join(" and ")
            };
            let blocks = streams.iter().map(|taken| input.biases[taken.biases][0].values.nrows()).collect();
            let tokens = streams.iter().map(|taken| taken.tokens.len()).collect();
            format!("blocks of {}, {} tokens, {} channels", list(blocks), list(tokens), input.tokens().1)
        },
        properties: vec![
            Property { name: "however many tokens come, at most 2m are held", holds: laws::bounded },
            Property { name: "the first tokens give the first entries", holds: laws::prefixes },
            Property { name: "a stream gives the same beside others", holds: laws::alone },
            Property {
                name: "token by token gives what all tokens give at once",
                holds: laws::decode_is_prefill,
            },
            Property {
                name: "what lies further back than the block before has no effect",
                holds: laws::forgets,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: styles(),
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

fn styles() -> Vec<Style<Knobs>> {
    let mut styles = roles::styles();
    styles.push(Style { name: "pads with −100 instead of −1000", bend: |k: &mut Knobs| k.pad = -100.0 });
    styles.push(Style { name: "counts a token's place in the text", bend: |k| k.by_token = true });
    styles.push(Style { name: "adds biases to what pads, too", bend: |k| k.pad_biased = true });
    styles.push(Style { name: "reads element by element", bend: |k| k.by_element = true });
    styles
}

/// For each stream the entries that `dual_role` has for all its tokens; those from before it was copied are its original's.
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let mut parts = Vec::new();
    for (stream, taken) in input.streams().iter().enumerate() {
        let select = |matrix: &Matrix| matrix.double().select(Axis(0), &taken.tokens);
        let [values, other_values] = input.values.each_ref().map(select);
        let [gates, other_gates] = input.gates.each_ref().map(select);
        let [bias, other_bias] = input.biases[taken.biases].each_ref().map(Matrix::double);
        let entries = kernels::compression::dual_role(
            Role { values: values.view(), gates: gates.view(), bias: bias.view() },
            Role { values: other_values.view(), gates: other_gates.view(), bias: other_bias.view() },
            super::kernel_precision(precision),
        )?;
        let (m, c) = bias.dim();
        let own = entries.slice(ndarray::s![taken.copied / m.., ..]);
        let counts = taken.copied + 1..=taken.tokens.len();
        let returned: Vec<bool> = counts.clone().map(|count| count.is_multiple_of(m)).collect();
        let seen: Vec<usize> = (taken.copied..=taken.tokens.len()).collect();
        let shown = (vec![own.nrows(), c], own.iter().copied().collect());
        parts.extend(parts_of(stream, &returned, shown, &seen));
    }
    Ok(parts)
}
