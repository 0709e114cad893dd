//! `gqa`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Cube, Fresh, Layout, Level, Meta, Part, Plan, Probe, Property, Reference, Style, same,
};
use ndarray::{Array3, Axis};
use serde::{Deserialize, Serialize};

use attention::solution::gqa::gqa as solution;
use attention::{Gqa, Mask};
use cases::normal;
use mistakes::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Cube,
    keys: Cube,
    values: Cube,
    mask: Mask,
}

impl Input {
    fn heads(&self) -> usize {
        self.queries.values.dim().1
    }

    fn groups(&self) -> usize {
        self.keys.values.dim().1
    }

    /// The same input with other heads: an index of each query head, and of each key-value head.
    fn heads_of(&self, queries: &[usize], groups: &[usize]) -> Input {
        let select =
            |cube: &Cube, heads: &[usize]| Cube::from(cube.values.select(Axis(1), heads)).laid(cube.layout);
        Input {
            queries: select(&self.queries, queries),
            keys: select(&self.keys, groups),
            values: select(&self.values, groups),
            mask: self.mask,
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Array3<f32>>;

pub(super) fn plan(answer: Option<Gqa>) -> Plan<Gqa, Input, Array3<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "gqa",
            title: "Many query heads on fewer keys and values",
            level: Level::Easy,
            minutes: 15,
            year: 2023,
            needs: &["attention/scaled_dot_product"],
            text: "attention/heads.html#gqa",
            hints: [
                "Nothing happens between heads: for each query head, take its queries and the keys and values of its \
                 group, and attend as before. What is new is one index.",
                "r = heads / groups query heads share a group, and they are neighbours. Write down which group heads 0 to \
                 5 use when there are 2 groups, and which operation on h and r gives 0 0 0 1 1 1.",
                "`queries.index_axis(Axis(1), h)` is one head, (n, d), and `keys.index_axis(Axis(1), h / r)` its keys. \
                 Give them to `super::scaled_dot_product::scaled_dot_product`, and \
                 `output.index_axis_mut(Axis(1), h).assign(&head)`.",
            ],
            story: "With h mod groups instead of h / r the first head is right, and so is the last, and every head whenever there is \
                    one group or as many as heads, which are the two configurations in most tests. With 6 heads on 2 groups heads 1 and 4 \
                    alone are wrong. A model trained that way works, since it learns whichever assignment it is given; it is the \
                    converted checkpoint that talks nonsense.",
        },
        answer,
        solution,
        call: |attend, input| {
            let [queries, keys, values] = [&input.queries, &input.keys, &input.values].map(Cube::held);
            attend(queries.view(), keys.view(), values.view(), input.mask)
        },
        reference: Reference {
            run: |input, precision| {
                let [q, k, v] = [&input.queries, &input.keys, &input.values].map(Cube::double);
                let causal = input.mask == Mask::Causal;
                let precision = super::kernel_precision(precision);
                let output = kernels::attention::gqa(q.view(), k.view(), v.view(), causal, precision)?;
                Ok(vec![Part::array("out", &output)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let [n, m, width, value_width] = random.distinct(2..=7);
                let (groups, share) = (random.whole(1..=4), random.whole(1..=4));
                let mask = if random.chance(0.7) { Mask::Causal } else { Mask::None };
                let mut input = normal(random, [n, m, groups * share, groups, width, value_width], mask);
                let layout = Layout::any(random);
                for cube in [&mut input.queries, &mut input.keys, &mut input.values] {
                    cube.layout = layout;
                }
                input
            },
        },
        describe: |input| {
            let ((n, heads, width), (m, groups, value_width)) =
                (input.queries.values.dim(), input.values.values.dim());
            let mask = if input.mask == Mask::Causal { "causal" } else { "no mask" };
            format!(
                "queries {n}, keys {m}, heads {heads}, groups {groups}, width {width}, value width {value_width}, {mask}"
            )
        },
        properties: vec![
            Property { name: "a head alone gives what it gives among the others", holds: alone },
            Property { name: "keys and values written out for every head give the same", holds: written_out },
            Property { name: "heads that share a group can change places", holds: within_groups },
            Property { name: "a query does not see the keys and values after it", holds: causality },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes through memory head by head", bend: |k| k.head_slices = true },
            Style { name: "goes through heads by index", bend: |k| k.by_index = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

/// The output's head `at` of one call against head `other` of another.
fn same_head(
    (a, at): (&Array3<f32>, usize),
    (b, other): (&Array3<f32>, usize),
    slack: f64,
    what: &str,
) -> Result<(), Broken> {
    let (a, b) = (a.index_axis(Axis(1), at), b.index_axis(Axis(1), other));
    same(&format!("head {at} of out, "), &a, &b, slack, what)
}

fn alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let together = probe.call(input)?;
    let head = probe.random.whole(0..=input.heads() - 1);
    let group = head / (input.heads() / input.groups());
    let alone = probe.call(&input.heads_of(&[head], &[group]))?;
    same_head((&together, head), (&alone, 0), 2.0 * probe.tolerance, "with this head and its keys alone")
}

fn written_out(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let share = input.heads() / input.groups();
    let heads: Vec<usize> = (0..input.heads()).collect();
    let groups: Vec<usize> = heads.iter().map(|h| h / share).collect();
    let (shared, copied) = (probe.call(input)?, probe.call(&input.heads_of(&heads, &groups))?);
    heads.into_iter().try_for_each(|h| {
        let slack = 2.0 * probe.tolerance;
        same_head((&shared, h), (&copied, h), slack, "with a copy of the keys and values for every head")
    })
}

fn within_groups(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let share = input.heads() / input.groups();
    let mut order: Vec<usize> = (0..input.heads()).collect();
    for group in order.chunks_mut(share) {
        probe.random.shuffle(group);
    }
    let groups: Vec<usize> = (0..input.groups()).collect();
    let (before, after) = (probe.call(input)?, probe.call(&input.heads_of(&order, &groups))?);
    order.into_iter().enumerate().try_for_each(|(new, old)| {
        same_head((&before, old), (&after, new), 2.0 * probe.tolerance, "at another place in its group")
    })
}

/// Changes the values from the first key that query i does not see, and exchanges their keys: its output must stay.
fn causality(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (n, m) = (input.queries.values.dim().0, input.keys.values.dim().0);
    if input.mask == Mask::None || m < 2 {
        return Ok(());
    }
    let before = probe.call(input)?;
    let cut = probe.random.whole(1..=m - 1);
    let mut changed = input.clone();
    for j in cut..m {
        changed.values.values.index_axis_mut(Axis(0), j).mapv_inplace(|x| x + 0.75);
        // A key that was there before: a query's scores stay within what the stub promises.
        let key = input.keys.values.index_axis(Axis(0), probe.random.whole(0..=m - 1));
        changed.keys.values.index_axis_mut(Axis(0), j).assign(&key);
    }
    let after = probe.call(&changed)?;
    for ((i, h, c), &a) in before.indexed_iter() {
        let b = after[[i, h, c]];
        if (i + 1 + m).saturating_sub(n) <= cut && f64::from((a - b).abs()) > 2.0 * probe.tolerance {
            return Err(Broken::Law(format!(
                "out[{i}, {h}, {c}] changes from {a} to {b} when keys and values from {cut} on change"
            )));
        }
    }
    Ok(())
}
