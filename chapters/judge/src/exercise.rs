//! An exercise as the judge sees it: a plan without its types, whose inputs and outputs are bytes.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::plan::{Broken, Caller, Edit, Plan, Probe};
use crate::random::Random;
use crate::wire::{decode, encode};
use crate::{Golden, Meta, Output, Part, Precision, Report, Verdict};

/// Whose code runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Who {
    /// The answer to judge.
    Answer,
    /// The solution.
    Solution,
    /// The alternative with this index.
    Alternative(usize),
    /// The bent solution.
    Bent {
        /// Its mistakes; none is the solution again.
        mistakes: Vec<usize>,
        /// The style in which it is written; 0 is the plain one.
        style: usize,
    },
}

impl Who {
    /// The bent solution with these mistakes in the plain style.
    pub fn mistaken(mistakes: &[usize]) -> Who {
        Who::Bent { mistakes: mistakes.to_vec(), style: 0 }
    }
}

/// One case of a seed.
#[derive(Clone)]
pub(crate) struct Instance {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) input: Vec<u8>,
}

/// What the judge needs of a plan, without its types: inputs and outputs are bytes.
pub(crate) trait Erased: Send + Sync {
    fn has_answer(&self) -> bool;
    fn instances(&self, seed: u64) -> Vec<Instance>;
    fn reference(&self, input: &[u8], precision: Precision) -> Result<Vec<Part>, String>;
    fn ran(&self) -> String;
    /// Runs someone's code on an input, in this process; panics if that code does.
    fn run(&self, who: &Who, input: &[u8]) -> Vec<u8>;
    fn parts(&self, output: &[u8]) -> Result<Vec<Part>, String>;
    fn holds(
        &self,
        property: usize,
        input: &[u8],
        caller: &mut Caller<'_>,
        tolerance: f64,
        random: &mut Random,
    ) -> Result<(), Broken>;
    /// What is wrong with the promises on a seed, of whose inputs the first `named` are those of named cases.
    fn promises_broken(&self, inputs: &[&[u8]], named: usize) -> Vec<String>;
    /// What the promises quote of the stub.
    fn promised(&self) -> Vec<&'static str>;
    /// An input as data.
    fn value(&self, input: &[u8]) -> serde_json::Value;
}

/// An exercise whose types are erased.
pub struct Exercise {
    /// What it is called, where it is, its hints.
    pub meta: Meta,
    /// The catalogue: id and what the reader is told.
    pub mistakes: Vec<(&'static str, &'static str)>,
    /// For each of these, the replacement in the published solution that makes it, if there is one.
    pub edits: Vec<Option<Edit>>,
    /// Which mistakes give right values and break a property.
    pub(crate) by_law: Vec<bool>,
    /// The styles in which a mistake is recognised, the plain one included.
    pub(crate) styles: usize,
    /// Pairs of mistakes that no input tells apart, with the reason.
    pub twins: Vec<(&'static str, &'static str, &'static str)>,
    /// The names of the properties.
    pub properties: Vec<&'static str>,
    /// The names of the alternatives.
    pub alternatives: Vec<&'static str>,
    /// How many named and fresh cases a seed gives.
    pub cases: (usize, usize),
    /// The names of the named ones.
    pub named: Vec<&'static str>,
    /// What is known from elsewhere.
    pub golden: Vec<Golden>,
    pub(crate) erased: Box<dyn Erased>,
}

impl Exercise {
    /// Chapter and name: `attention/softmax`.
    pub fn id(&self) -> String {
        self.meta.id()
    }

    /// A report on it.
    pub(crate) fn report(&self, verdict: Verdict, message: String, seed: u64) -> Report {
        Report { seed, ..Report::unjudged(&self.meta.shown(String::new()), verdict, message) }
    }
}

impl<F, I, O, K> Plan<F, I, O, K>
where
    F: Send + Sync + 'static,
    I: Serialize + DeserializeOwned + 'static,
    O: Output + 'static,
    K: Default + 'static,
{
    /// Erases the types.
    pub fn exercise(self) -> Exercise {
        Exercise {
            meta: self.meta,
            mistakes: self.mistakes.iter().map(|m| (m.id, m.tells)).collect(),
            edits: self.mistakes.iter().map(|m| m.edit).collect(),
            by_law: self.mistakes.iter().map(|m| m.by_law).collect(),
            styles: self.styles.len() + 1,
            twins: self.twins.clone(),
            properties: self.properties.iter().map(|p| p.name).collect(),
            alternatives: self.alternatives.iter().map(|a| a.name).collect(),
            cases: (self.cases.len(), self.fresh.count),
            named: self.cases.iter().map(|case| case.name).collect(),
            golden: self.golden.clone(),
            erased: Box::new(self),
        }
    }

    fn input(input: &[u8]) -> I {
        decode(input).expect("the judge made the input")
    }
}

impl<F, I, O, K> Erased for Plan<F, I, O, K>
where
    F: Send + Sync + 'static,
    I: Serialize + DeserializeOwned + 'static,
    O: Output + 'static,
    K: Default + 'static,
{
    fn has_answer(&self) -> bool {
        self.answer.is_some()
    }

    fn instances(&self, seed: u64) -> Vec<Instance> {
        let instance = |name: String, make: fn(&mut Random) -> I, shown: String| {
            let input = make(&mut Random::new(seed, &format!("{} {name}", self.meta.id())));
            let description = (self.describe)(&input);
            Instance { name: shown, description, input: encode(&input) }
        };
        let named = self.cases.iter().map(|case| instance(case.name.into(), case.make, case.name.into()));
        let count = self.fresh.count;
        let fresh = (1..=count)
            .map(|i| instance(format!("fresh {i}"), self.fresh.make, format!("fresh {i} of {count}")));
        named.chain(fresh).collect()
    }

    fn reference(&self, input: &[u8], precision: Precision) -> Result<Vec<Part>, String> {
        (self.reference.run)(&Self::input(input), precision).map_err(|missing| missing.0)
    }

    fn ran(&self) -> String {
        (self.reference.ran)()
    }

    fn run(&self, who: &Who, input: &[u8]) -> Vec<u8> {
        let input = Self::input(input);
        let output = match who {
            Who::Answer => (self.call)(self.answer.as_ref().expect("an answer that compiles"), &input),
            Who::Solution => (self.call)(&self.solution, &input),
            Who::Alternative(index) => (self.call)(&self.alternatives[*index].answer, &input),
            Who::Bent { mistakes, style } => {
                let mut knobs = K::default();
                if let Some(style) = style.checked_sub(1) {
                    (self.styles[style].bend)(&mut knobs);
                }
                for &mistake in mistakes {
                    (self.mistakes[mistake].bend)(&mut knobs);
                }
                (self.bent.run)(&knobs, &input)
            }
        };
        encode(&output)
    }

    fn parts(&self, output: &[u8]) -> Result<Vec<Part>, String> {
        Ok(decode::<O>(output)?.parts())
    }

    fn holds(
        &self,
        property: usize,
        input: &[u8],
        caller: &mut Caller<'_>,
        tolerance: f64,
        random: &mut Random,
    ) -> Result<(), Broken> {
        let mut forward = |input: &[u8]| caller(input);
        let mut probe = Probe::new(&mut forward, tolerance, random);
        (self.properties[property].holds)(&Self::input(input), &mut probe)
    }

    fn promises_broken(&self, inputs: &[&[u8]], named: usize) -> Vec<String> {
        let inputs: Vec<I> = inputs.iter().map(|input| Self::input(input)).collect();
        let (named, fresh) = inputs.split_at(named);
        self.promises.iter().filter_map(|promise| promise.broken(named, fresh)).collect()
    }

    fn promised(&self) -> Vec<&'static str> {
        self.promises.iter().map(|promise| promise.says).collect()
    }

    fn value(&self, input: &[u8]) -> serde_json::Value {
        serde_json::to_value(Self::input(input)).unwrap_or_default()
    }
}
