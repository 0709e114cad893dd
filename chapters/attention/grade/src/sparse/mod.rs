//! `sparse`: its cases, reference, properties, mistakes and alternatives.
//!
//! Masks are compared exactly. The reference does not test entries, as the solution does, but walks over the keys that a
//! query sees.

mod alternatives;
mod cases;
mod golden;
mod mistakes;
mod promises;

use judge::{Bent, Broken, Fresh, Level, Meta, Output, Part, Plan, Probe, Property, Reference};
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use attention::Sparse;
use attention::solution::sparse as solution;
use mistakes::Knobs;

/// What an input asks for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Strided { n: usize, stride: usize },
    Fixed { n: usize, stride: usize, columns: usize },
    TwoHops { upper: Array2<bool>, lower: Array2<bool> },
}

/// The masks that came back, with their names.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Masks(Vec<(String, Array2<bool>)>);

impl Output for Masks {
    fn parts(&self) -> Vec<Part> {
        self.0.iter().map(|(name, mask)| Part::array(name.as_str(), mask)).collect()
    }
}

type TwoHops<'a> = dyn Fn(ArrayView2<'_, bool>, ArrayView2<'_, bool>) -> Array2<bool> + 'a;

/// The three functions of an answer, or of the bent solution.
struct Functions<'a> {
    strided: &'a dyn Fn(usize, usize) -> [Array2<bool>; 2],
    fixed: &'a dyn Fn(usize, usize, usize) -> [Array2<bool>; 2],
    two_hops: &'a TwoHops<'a>,
}

impl Masks {
    fn run(functions: &Functions<'_>, input: &Input) -> Masks {
        let two = |name: &str, masks: [Array2<bool>; 2]| {
            let [first, second] = masks;
            vec![(format!("{name}.0"), first), (format!("{name}.1"), second)]
        };
        Masks(match input {
            Input::Strided { n, stride } => two("strided", (functions.strided)(*n, *stride)),
            Input::Fixed { n, stride, columns } => two("fixed", (functions.fixed)(*n, *stride, *columns)),
            Input::TwoHops { upper, lower } => {
                vec![("two_hops".to_owned(), (functions.two_hops)(upper.view(), lower.view()))]
            }
        })
    }
}

type TheProbe<'a> = Probe<'a, Input, Masks>;

pub(super) fn plan(answer: Option<Sparse>) -> Plan<Sparse, Input, Masks, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "sparse",
            title: "The Sparse Transformer's masks, and what two layers of them reach",
            level: Level::Medium,
            minutes: 20,
            year: 2019,
            needs: &["attention/scaled_dot_product"],
            text: "attention/nearby.html#sparse",
            hints: [
                "All four masks are the causal mask with one more condition on i and j. Draw them for n = 8 and a stride of 3 \
                 before you write them: the last row tells most.",
                "strided: i − j < stride, and (i − j) mod stride = 0. fixed: i and j in the same block, which is \
                 i / stride = j / stride in whole numbers, and j mod stride among the last `columns`. Ask for j ≤ i first, or \
                 i − j passes below zero.",
                "two_hops[i, j] = any k with upper[i, k] && lower[k, j]: a product of matrices with && for times and || for plus. \
                 `j % stride >= stride - columns` is the last columns of a block.",
            ],
            story: "Paper and code differ by one: the paper lets the near head see the keys from i − l to i, which are l + 1, and the code's \
                    band holds l. Both reach every earlier position in two hops, so nothing in training tells. With the fixed pattern \
                    it matters how the masks are combined. The columns above the blocks reach all of the earlier blocks, but not \
                    the query's own; the other way round nothing but columns is reached. Two heads with a mask each, in both layers, \
                    reach everything.",
        },
        answer,
        solution: Sparse { strided: solution::strided, fixed: solution::fixed, two_hops: solution::two_hops },
        call: |answer, input| {
            let Sparse { strided, fixed, two_hops } = answer;
            Masks::run(&Functions { strided, fixed, two_hops }, input)
        },
        reference: Reference {
            run: |input, _| Ok(walked(input).parts()),
            ran: || "whole numbers in plain Rust".to_owned(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input {
            Input::Strided { n, stride } => format!("strided: n {n}, stride {stride}"),
            Input::Fixed { n, stride, columns } => {
                format!("fixed: n {n}, stride {stride}, columns {columns}")
            }
            Input::TwoHops { upper, .. } => format!("two_hops: t {}", upper.nrows()),
        },
        properties: vec![
            Property { name: "no query sees a later key", holds: causal },
            Property {
                name: "two hops through the strided pattern reach every earlier key",
                holds: strided_reaches,
            },
            Property {
                name: "through the union of the fixed pattern two hops reach every earlier key",
                holds: fixed_reaches,
            },
            Property { name: "a layer in which each sees itself alone adds nothing", holds: identity },
            Property {
                name: "it does not matter which of three layers are joined first",
                holds: associative,
            },
        ],
        bent: Bent {
            run: |knobs, input| {
                let functions = Functions {
                    strided: &|n, stride| knobs.strided(n, stride),
                    fixed: &|n, stride, columns| knobs.fixed(n, stride, columns),
                    two_hops: &|upper, lower| knobs.two_hops(upper, lower),
                };
                Masks::run(&functions, input)
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The right masks, by walking over the keys that each query sees.
fn walked(input: &Input) -> Masks {
    let mask = |n: usize, keys: &dyn Fn(usize) -> Vec<usize>| {
        let mut mask = Array2::from_elem((n, n), false);
        for i in 0..n {
            for j in keys(i) {
                mask[[i, j]] = true;
            }
        }
        mask
    };
    let named = |name: &str, masks: [Array2<bool>; 2]| {
        let numbered = masks.into_iter().enumerate();
        numbered.map(|(index, mask)| (format!("{name}.{index}"), mask)).collect()
    };
    Masks(match *input {
        Input::Strided { n, stride } => {
            let near = |i: usize| (0..=i).rev().take(stride).collect();
            let column = |i: usize| (0..=i).rev().step_by(stride).collect();
            named("strided", [mask(n, &near), mask(n, &column)])
        }
        Input::Fixed { n, stride, columns } => {
            let positions: Vec<usize> = (0..n).collect();
            let blocks: Vec<&[usize]> = positions.chunks(stride).collect();
            let own = |i: usize| {
                let block = blocks.iter().find(|block| block.contains(&i)).expect("i lies in a block");
                block.iter().copied().take_while(|&j| j <= i).collect()
            };
            // The last columns of a whole block; a block that is cut short has fewer of them, or none.
            let summaries = |i: usize| {
                let last = blocks.iter().flat_map(|block| block.iter().copied().skip(stride - columns));
                last.filter(|&j| j <= i).collect()
            };
            named("fixed", [mask(n, &own), mask(n, &summaries)])
        }
        Input::TwoHops { ref upper, ref lower } => {
            let through = |i: usize| {
                let middle = (0..upper.ncols()).filter(|&k| upper[[i, k]]);
                middle.flat_map(|k| (0..lower.ncols()).filter(move |&j| lower[[k, j]])).collect()
            };
            vec![("two_hops".to_owned(), mask(upper.nrows(), &through))].into_iter().collect()
        }
    })
}

/// The answer's masks for an input.
fn asked(probe: &mut TheProbe<'_>, input: &Input) -> Result<Vec<Array2<bool>>, Broken> {
    Ok(probe.call(input)?.0.into_iter().map(|(_, mask)| mask).collect())
}

fn joined(
    probe: &mut TheProbe<'_>,
    upper: &Array2<bool>,
    lower: &Array2<bool>,
) -> Result<Array2<bool>, Broken> {
    let input = Input::TwoHops { upper: upper.clone(), lower: lower.clone() };
    asked(probe, &input)?.pop().ok_or_else(|| Broken::Law("two_hops gave nothing".to_owned()))
}

fn first_false(mask: &Array2<bool>, wanted: impl Fn(usize, usize) -> bool) -> Option<(usize, usize)> {
    mask.indexed_iter().find(|&((i, j), &seen)| seen != wanted(i, j)).map(|(at, _)| at)
}

fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if matches!(input, Input::TwoHops { .. }) {
        return Ok(());
    }
    for (index, mask) in asked(probe, input)?.iter().enumerate() {
        if let Some(((i, j), _)) = mask.indexed_iter().find(|&((i, j), &seen)| seen && j > i) {
            return Err(Broken::Law(format!("mask {index} lets query {i} see key {j}")));
        }
    }
    Ok(())
}

fn strided_reaches(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Strided { n, stride } = *input else { return Ok(()) };
    if n > SMALL {
        return Ok(());
    }
    let masks = asked(probe, input)?;
    for (upper, lower) in [(0, 1), (1, 0)] {
        let reach = joined(probe, &masks[upper], &masks[lower])?;
        if let Some((i, j)) = first_false(&reach, |i, j| j <= i) {
            return Err(Broken::Law(format!(
                "n {n}, stride {stride}: two_hops(mask {upper}, mask {lower})[{i}, {j}] is {}",
                reach[[i, j]]
            )));
        }
    }
    Ok(())
}

fn fixed_reaches(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Fixed { n, stride, columns } = *input else { return Ok(()) };
    if n > SMALL {
        return Ok(());
    }
    let masks = asked(probe, input)?;
    let union = &masks[0] | &masks[1];
    let reach = joined(probe, &union, &union)?;
    match first_false(&reach, |i, j| j <= i) {
        None => Ok(()),
        Some((i, j)) => Err(Broken::Law(format!(
            "n {n}, stride {stride}, columns {columns}: two hops through both masks at once, [{i}, {j}] is {}",
            reach[[i, j]]
        ))),
    }
}

/// Beyond so many positions the cases have to do: laws ask for several products.
const SMALL: usize = 40;

fn identity(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::TwoHops { upper, .. } = input else { return Ok(()) };
    if upper.nrows() > SMALL {
        return Ok(());
    }
    let alone = Array2::from_shape_fn(upper.dim(), |(i, j)| i == j);
    for (name, reach) in [("above", joined(probe, &alone, upper)?), ("below", joined(probe, upper, &alone)?)]
    {
        if let Some((i, j)) = first_false(&reach, |i, j| upper[[i, j]]) {
            return Err(Broken::Law(format!(
                "with such a layer {name}, two_hops[{i}, {j}] is {}",
                reach[[i, j]]
            )));
        }
    }
    Ok(())
}

fn associative(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::TwoHops { upper, lower } = input else { return Ok(()) };
    if upper.nrows() > SMALL {
        return Ok(());
    }
    let third = Array2::from_shape_simple_fn(upper.dim(), || probe.random.chance(0.3));
    let above = joined(probe, upper, lower)?;
    let above_first = joined(probe, &above, &third)?;
    let below = joined(probe, lower, &third)?;
    let below_first = joined(probe, upper, &below)?;
    match first_false(&above_first, |i, j| below_first[[i, j]]) {
        None => Ok(()),
        Some((i, j)) => Err(Broken::Law(format!("[{i}, {j}] is seen in one order and not in the other"))),
    }
}
