//! `four_bit`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the three functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;
mod reference;

use judge::{Bent, Fresh, Level, Meta, Output, Part, Plan, Reference, Style};
use serde::{Deserialize, Serialize};
use sharding::solution::four_bit as solution;
use sharding::{Communicator, FourBit, Packed};

use crate::talk::{Ranks, talk};
use knobs::Knobs;

/// What one of the functions is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Input {
    Encode { values: Vec<f32>, block: usize },
    Decode { scales: Vec<f32>, codes: Vec<u8>, count: usize, block: usize },
    Exchange { ranks: Vec<Vec<f32>>, block: usize },
}

/// What it gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Answered {
    Encoded { scales: Vec<f32>, codes: Vec<u8> },
    Decoded(Vec<f32>),
    Exchanged(Ranks<Vec<f64>>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Encoded { scales, codes } => encoded(scales, codes),
            Answered::Decoded(values) => vec![decoded(values)],
            Answered::Exchanged(ranks) => exchanged(ranks.results.iter()),
        }
    }
}

fn encoded(scales: &[f32], codes: &[u8]) -> Vec<Part> {
    vec![
        Part::real("scales", [scales.len()], scales.iter().map(|&x| f64::from(x))),
        Part::whole("codes", [codes.len()], codes.iter().map(|&code| i64::from(code))),
    ]
}

fn decoded(values: &[f32]) -> Part {
    Part::real("decoded", [values.len()], values.iter().map(|&x| f64::from(x)))
}

fn exchanged<'a>(ranks: impl Iterator<Item = &'a Vec<f64>>) -> Vec<Part> {
    let part = |(rank, mean): (usize, &Vec<f64>)| {
        Part::real(format!("rank {rank}: mean"), [mean.len()], mean.iter().copied())
    };
    ranks.enumerate().map(part).collect()
}

type Encode<'a> = &'a dyn Fn(&[f32], usize) -> Packed;
type Decode<'a> = &'a dyn Fn(&Packed, usize, usize) -> Vec<f32>;
type Exchange<'a> = &'a (dyn Fn(&dyn Communicator, &[f32], usize) -> Vec<f64> + Sync);

impl Input {
    fn given(&self, encode: Encode<'_>, decode: Decode<'_>, exchange: Exchange<'_>) -> Answered {
        match self {
            Input::Encode { values, block } => {
                let Packed { scales, codes } = encode(values, *block);
                Answered::Encoded { scales, codes }
            }
            Input::Decode { scales, codes, count, block } => {
                let packed = Packed { scales: scales.clone(), codes: codes.clone() };
                Answered::Decoded(decode(&packed, *count, *block))
            }
            Input::Exchange { ranks, block } => {
                Answered::Exchanged(talk(ranks.len(), |comm| exchange(comm, &ranks[comm.rank()], *block)))
            }
        }
    }

    fn block(&self) -> usize {
        match self {
            Input::Encode { block, .. } | Input::Decode { block, .. } | Input::Exchange { block, .. } => {
                *block
            }
        }
    }

    /// How many values.
    fn count(&self) -> usize {
        match self {
            Input::Encode { values, .. } => values.len(),
            Input::Decode { count, .. } => *count,
            Input::Exchange { ranks, .. } => ranks[0].len(),
        }
    }
}

pub(super) fn plan(answer: Option<FourBit>) -> Plan<FourBit, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "four_bit",
            title: "Four bits on the way, and no fewer in the sum",
            level: Level::Medium,
            minutes: 40,
            year: 2025,
            needs: &["sharding/diloco"],
            text: "sharding/fewer.html#four-bit",
            hints: [
                "Write down the eight magnitudes for a scale of 1, and the seven places halfway between neighbours. How many of these places does a value reach? And what \
                 can be added: codes, or what they stand for?",
                "e is the number of those places which are at most |x|: scale/128, and 1.5 · scale · 2⁻⁶, …, 1.5 · scale · 2⁻¹. Code i goes into byte i / 2, shifted by four if i is odd. For \
                 the exchange gather scales and codes of all ranks, decode those of each, own ones too, and add in the order of the ranks.",
                "`let e = halfway.iter().filter(|&&t| t <= x.abs() / scale).count()` for a scale above 0, in f64; `codes[i / 2] |= code << (i % 2 * 4)`. Back: `code & 7` is e and `code & 8` the sign. \
                 `all_gather(comm, &own.scales)` and `all_gather(comm, &own.codes)` give what all ranks have, as much for each.",
            ],
            story: "Streaming DiLoCo quantises what its workers exchange, and reports about the quality that it had before. With four bits all-reduce is no longer \
                    what it was: a ring that adds would need the sum in four bits at every hop, and a sum of powers of two is seldom one. So small numbers travel, large ones \
                    are added. A function for such formats in the code of NVIDIA's Audio Flamingo 3 computes the shift that would make rounding to the nearest exponent one to the nearest value, \
                    and drops it: `expo.add(…)` is not `expo.add_(…)`.",
        },
        answer,
        solution: FourBit {
            encode: solution::encode,
            decode: solution::decode,
            exchange: solution::exchange,
        },
        call: |answer, input| input.given(&answer.encode, &answer.decode, &answer.exchange),
        reference: Reference {
            run: |input, _| Ok(reference::parts(input)),
            ran: || "a search for the nearest of fifteen numbers, and the mean on one process".into(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let what = match input {
                Input::Encode { .. } => "encode".into(),
                Input::Decode { .. } => "decode".into(),
                Input::Exchange { ranks, .. } => format!("exchange on {} ranks", ranks.len()),
            };
            format!("{what}: {} values in blocks of {}", input.count(), input.block())
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "`decode` is written apart, and right",
                bend: |k: &mut Knobs| k.decode_right = true,
            },
            Style { name: "`exchange` rounds by itself, and right", bend: |k| k.exchange_right = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
