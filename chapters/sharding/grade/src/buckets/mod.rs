//! `buckets`: its cases, reference, properties, mistakes and alternatives.
//!
//! Whole numbers, compared as a text that shows all buckets. The reference looks for each gradient's bucket by itself: it counts how often the
//! bytes before it, of its dtype, have reached a limit.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Reference};
use serde::{Deserialize, Serialize};
use sharding::{Buckets, Dtype, Gradient, solution};

use bent::Knobs;

/// Which of both functions is asked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Asked {
    Rebuilt,
    Initial,
}

/// Gradients, and what is asked about them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Input {
    asked: Asked,
    bytes: Vec<u64>,
    /// For each its dtype's number, from 0 to 2.
    dtypes: Vec<u8>,
    order: Vec<usize>,
    limits: Vec<u64>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Filled(Vec<Vec<usize>>);

impl Output for Filled {
    fn parts(&self) -> Vec<Part> {
        vec![shown(&self.0)]
    }
}

fn shown(buckets: &[Vec<usize>]) -> Part {
    Part { label: "buckets".into(), shape: vec![], data: judge::Data::Text(format!("{buckets:?}")) }
}

impl Input {
    fn gradients(&self) -> Vec<Gradient> {
        let dtype = |&number: &u8| [Dtype::Bf16, Dtype::F16, Dtype::F32][usize::from(number)];
        let gradient = |(&bytes, number)| Gradient { bytes, dtype: dtype(number) };
        self.bytes.iter().zip(&self.dtypes).map(gradient).collect()
    }
}

pub(super) fn plan(answer: Option<Buckets>) -> Plan<Buckets, Input, Filled, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "buckets",
            title: "Buckets of gradients",
            level: Level::Easy,
            minutes: 25,
            year: 2020,
            needs: &["sharding/all_reduce"],
            text: "sharding/replicas.html#buckets",
            hints: [
                "Go through the gradients in their order, with one open bucket for each dtype. What has to be known of an open bucket, to decide \
                 whether it is closed?",
                "Put the gradient in first, and add its bytes. Only then compare: from the limit on, the bucket is closed, and the next bucket of this \
                 dtype has the next limit. Open buckets that are left are buckets, too.",
                "For each dtype keep how many buckets were closed, the bytes, and the indices; the limit is `limits[count.min(limits.len() - 1)]`. \
                 `initial` is `rebuilt` with the order 0, 1, 2, …, sorted by the first index, the largest first.",
            ],
            story: "This is `_compute_bucket_assignment_by_size` of PyTorch, number for number. DDP calls it once before the first step, as `initial`, \
                    and once more behind the first backward pass, when the order is known. That a limit is a trigger and no cap has a reason: a tensor is \
                    never cut, so a cap would have to be broken by any tensor that is larger.",
        },
        answer,
        solution: Buckets { rebuilt: solution::buckets::rebuilt, initial: solution::buckets::initial },
        call: |answer, input| {
            Filled(match input.asked {
                Asked::Rebuilt => (answer.rebuilt)(&input.gradients(), &input.order, &input.limits),
                Asked::Initial => (answer.initial)(&input.gradients(), &input.limits),
            })
        },
        reference: Reference {
            run: |input, _| Ok(vec![shown(&reference(input)?)]),
            ran: || "each gradient's bucket by itself".into(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let Input { asked, bytes, dtypes, order, limits } = input;
            let short = |list: String| if list.len() > 60 { format!("{}…", &list[..56]) } else { list };
            let order =
                if *asked == Asked::Rebuilt { short(format!(", order {order:?}")) } else { String::new() };
            let name = if *asked == Asked::Rebuilt { "rebuilt" } else { "initial" };
            let mixed = dtypes.iter().any(|dtype| dtype != &dtypes[0]);
            let dtypes = if mixed { short(format!(", dtypes {dtypes:?}")) } else { String::new() };
            format!("{name}: bytes {}{dtypes}{order}, limits {limits:?}", short(format!("{bytes:?}")))
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// Each gradient has a key: its dtype, and how many buckets of that dtype were closed before it came. Gradients with one key are a bucket.
#[allow(clippy::unnecessary_wraps)]
fn reference(input: &Input) -> Result<Vec<Vec<usize>>, Missing> {
    let defined: Vec<usize> = (0..input.bytes.len()).collect();
    let order = if input.asked == Asked::Rebuilt { &input.order } else { &defined };
    // For each bucket: where in the order its last gradient stands, if it is closed by it, and where its first one does.
    let mut buckets: Vec<(Option<usize>, usize, Vec<usize>)> = Vec::new();
    for dtype in 0..3 {
        let places: Vec<usize> =
            (0..order.len()).filter(|&place| input.dtypes[order[place]] == dtype).collect();
        let mut rest = &places[..];
        let mut limits = input.limits.iter().chain(std::iter::repeat(input.limits.last().expect("a limit")));
        while !rest.is_empty() {
            let limit = u128::from(*limits.next().expect("the last one stays"));
            let upto = |count: usize| -> u128 {
                rest[..count].iter().map(|&place| u128::from(input.bytes[order[place]])).sum()
            };
            let count = (1..=rest.len()).find(|&count| upto(count) >= limit);
            let (bucket, others) = rest.split_at(count.unwrap_or(rest.len()));
            let indices = bucket.iter().map(|&place| order[place]).collect();
            buckets.push((count.map(|_| bucket[bucket.len() - 1]), bucket[0], indices));
            rest = others;
        }
    }
    match input.asked {
        Asked::Rebuilt => {
            buckets.sort_by_key(|&(last, first, _)| (last.is_none(), last.unwrap_or(first)));
        }
        Asked::Initial => buckets.sort_by_key(|(_, first, _)| std::cmp::Reverse(*first)),
    }
    Ok(buckets.into_iter().map(|bucket| bucket.2).collect())
}
