//! `state_bytes`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the two functions. All numbers are whole, and compared exactly. The reference of `bytes` counts in 128 bits and
//! goes another way than the solution: from all tokens ever seen it takes away what a window has pushed out.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Probe, Property, Reference, Style};
use serde::{Deserialize, Serialize};

use bent::Knobs;
use recurrence::solution::state_bytes as solution;
use recurrence::{Kept, Layers, StateBytes};

/// [`Kept`], to be sent to another process.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum What {
    Tokens { numbers: u64, window: Option<u64> },
    State { heads: u64, keys: u64, values: u64, channels: u64, width: u64 },
}

/// [`Layers`], to be sent to another process.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kind {
    count: u64,
    what: What,
    bytes: u64,
    state_bytes: u64,
}

impl From<Kind> for Layers {
    fn from(Kind { count, what, bytes, state_bytes }: Kind) -> Layers {
        let kept = match what {
            What::Tokens { numbers, window } => Kept::Tokens { numbers, window },
            What::State { heads, keys, values, channels, width } => {
                Kept::State { heads, keys, values, channels, width }
            }
        };
        Layers { count, kept, bytes, state_bytes }
    }
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    /// `bytes`, at each of some numbers of tokens.
    Bytes { kinds: Vec<Kind>, tokens: Vec<u64> },
    /// `places`, of each triple.
    Places(Vec<[usize; 3]>),
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Bytes(Vec<u64>),
    Places(Vec<Vec<usize>>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Bytes(bytes) => {
                let whole = bytes.iter().map(|&bytes| i64::try_from(bytes).unwrap_or(i64::MAX));
                vec![Part::whole("bytes", vec![bytes.len()], whole)]
            }
            Answered::Places(all) => {
                let part = |(at, places): (usize, &Vec<usize>)| {
                    let whole = places.iter().map(|&place| i64::try_from(place).unwrap_or(i64::MAX));
                    Part::whole(format!("call {at}: places"), vec![places.len()], whole)
                };
                all.iter().enumerate().map(part).collect()
            }
        }
    }
}

impl Answered {
    fn run(
        bytes: &dyn Fn(&[Layers], u64) -> u64,
        places: &dyn Fn(usize, usize, usize) -> Vec<usize>,
        input: &Input,
    ) -> Answered {
        match input {
            Input::Bytes { kinds, tokens } => {
                let layers: Vec<Layers> = kinds.iter().map(|&kind| kind.into()).collect();
                Answered::Bytes(tokens.iter().map(|&tokens| bytes(&layers, tokens)).collect())
            }
            Input::Places(calls) => Answered::Places(
                calls.iter().map(|&[layers, period, offset]| places(layers, period, offset)).collect(),
            ),
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<StateBytes>) -> Plan<StateBytes, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "state_bytes",
            title: "What a hybrid keeps, and in which layers",
            level: Level::Easy,
            minutes: 15,
            year: 2024,
            needs: &["attention/cache_bytes", "recurrence/selective_scan"],
            text: "recurrence/bytes.html#state-bytes",
            hints: [
                "Write down what one layer of each kind keeps, after no token, after one, and after a million. Which of its numbers grow, which stop to, and which never do?",
                "For tokens: min(tokens, window), or all of them, times numbers · bytes. For a state: heads · keys · values · state_bytes, and channels · (width − 1) · bytes, whatever \
                 tokens is. Times count, and the sum over the kinds. places: the remainder by the period is the offset.",
                "`match layers.kept { Kept::Tokens { numbers, window } => …, Kept::State { heads, keys, values, channels, width } => … }`; `tokens.min(window.unwrap_or(tokens))`. \
                 `(0..layers).filter(…).collect()` for the places.",
            ],
            story: "\"1:7\" says one attention layer to seven others, and so one in eight. Whoever puts one at every seventh layer gets the same first place, 4, and the second one layer \
                    early: 11 in the place of 12. A test with eight layers finds nothing. Weights that were trained the one way and are loaded the other way do not even fit.",
        },
        answer,
        solution: StateBytes { bytes: solution::bytes, places: solution::places },
        call: |answer, input| Answered::run(&answer.bytes, &answer.places, input),
        reference: Reference {
            run: |input, _| Ok(reference(input)?.parts()),
            ran: || "whole numbers in plain Rust".to_owned(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe,
        properties: vec![
            Property { name: "kinds of layers add up", holds: laws::additive },
            Property { name: "twice as many layers keep twice as much", holds: laws::twice },
            Property { name: "a layer with a state keeps the same of every text", holds: laws::constant },
            Property { name: "each period has one place", holds: laws::one_in_each },
        ],
        bent: Bent {
            run: |knobs, input| {
                Answered::run(
                    &|layers, tokens| knobs.bytes(layers, tokens),
                    &|layers, period, offset| knobs.places(layers, period, offset),
                    input,
                )
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
            Style { name: "the third way", bend: |k| k.third = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn describe(input: &Input) -> String {
    match input {
        Input::Bytes { kinds, tokens } => {
            let kind = |kind: &Kind| {
                let of = match kind.what {
                    What::Tokens { numbers, window: Some(window) } => {
                        format!("{numbers} numbers of the last {window} tokens")
                    }
                    What::Tokens { numbers, window: None } => format!("{numbers} numbers of each token"),
                    What::State { heads, keys, values, channels, width } => {
                        format!("{heads} states of {keys} × {values}, {channels} channels of width {width}")
                    }
                };
                format!("{} × ({of}, {} and {} bytes)", kind.count, kind.bytes, kind.state_bytes)
            };
            let mut words: Vec<String> = kinds.iter().take(3).map(kind).collect();
            if kinds.len() > 3 {
                words.push(format!("{} more", kinds.len() - 3));
            }
            let tokens: Vec<String> = tokens.iter().map(u64::to_string).collect();
            format!("{} tokens; {}", tokens.join(", "), words.join("; "))
        }
        Input::Places(calls) => {
            let of = |[layers, period, offset]: &[usize; 3]| format!("{layers} layers, {period}, {offset}");
            let calls: Vec<String> = calls.iter().map(of).collect();
            format!("places: {}", calls.join("; "))
        }
    }
}

/// What layers of a kind keep: all tokens ever seen, less what a window has pushed out.
fn kept(kind: &Kind, tokens: u64) -> i128 {
    let [count, bytes, state_bytes, tokens] =
        [kind.count, kind.bytes, kind.state_bytes, tokens].map(i128::from);
    let one = match kind.what {
        What::Tokens { numbers, window } => {
            let out = window.map_or(0, |window| (tokens - i128::from(window)).max(0));
            i128::from(numbers) * (tokens - out) * bytes
        }
        What::State { heads, keys, values, channels, width } => {
            let [heads, keys, values, channels, width] =
                [heads, keys, values, channels, width].map(i128::from);
            keys * heads * values * state_bytes + width * channels * bytes - channels * bytes
        }
    };
    count * one
}

fn reference(input: &Input) -> Result<Answered, Missing> {
    Ok(match input {
        Input::Bytes { kinds, tokens } => {
            let at = |&tokens: &u64| u64::try_from(kinds.iter().map(|kind| kept(kind, tokens)).sum::<i128>());
            Answered::Bytes(tokens.iter().map(at).collect::<Result<_, _>>()?)
        }
        Input::Places(calls) => {
            let of = |&[layers, period, offset]: &[usize; 3]| {
                let mut places = Vec::new();
                let mut next = offset;
                while next < layers {
                    places.push(next);
                    next += period;
                }
                places
            };
            Answered::Places(calls.iter().map(of).collect())
        }
    })
}
