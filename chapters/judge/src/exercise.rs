//! How a chapter describes an exercise, and the same with its types erased.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::random::Random;
use crate::{Meta, Output, Part, Precision, Report, Stop, Verdict};

/// Everything that judging an exercise needs. The type parameters are the answer (a function pointer or a struct of
/// them), its input, its output, and the knobs of the bent solution.
pub struct Plan<F, I, O, K> {
    /// What it is called, where it is, its hints.
    pub meta: Meta,
    /// The answer to judge; `None` if its file was left out because it does not compile.
    pub answer: Option<F>,
    /// The solution.
    pub solution: F,
    /// Calls an answer. Runs in the child process.
    pub call: fn(&F, &I) -> O,
    /// What is right.
    pub reference: Reference<I>,
    /// Named cases, the plainest first.
    pub cases: Vec<Case<I>>,
    /// Fresh random cases.
    pub fresh: Fresh<I>,
    /// An input in a few words: `queries 3, keys 7, width 5`.
    pub describe: fn(&I) -> String,
    /// What must hold on any input, whatever the reference says.
    pub properties: Vec<Property<I, O>>,
    /// The solution with knobs, each of which a mistake turns.
    pub bent: Bent<I, O, K>,
    /// The catalogue, the most common first.
    pub mistakes: Vec<Mistake<K>>,
    /// Right ways to write the solution that change how a mistake shows, such as computing in double precision.
    pub styles: Vec<Style<K>>,
    /// Pairs of mistakes that no input tells apart, with the reason.
    pub twins: Vec<(&'static str, &'static str, &'static str)>,
    /// Right answers by another route, which must pass.
    pub alternatives: Vec<Alternative<F>>,
}

/// What an exercise is judged against.
pub struct Reference<I> {
    /// Computes the parts of the right output, labelled as the reader knows them. An error says what is missing.
    pub run: fn(&I, Precision) -> Result<Vec<Part>, String>,
    /// What computes it, for reports: `host build`.
    pub ran: fn() -> String,
}

/// A named case.
pub struct Case<I> {
    /// What is special about it.
    pub name: &'static str,
    /// Makes the input; sizes and values may vary with the seed.
    pub make: fn(&mut Random) -> I,
}

/// Fresh random cases.
pub struct Fresh<I> {
    /// How many.
    pub count: usize,
    /// Makes one.
    pub make: fn(&mut Random) -> I,
}

/// A law that must hold.
pub struct Property<I, O> {
    /// As a statement: `a query does not see the future`.
    pub name: &'static str,
    /// Checks it around one input.
    pub holds: fn(&I, &mut Probe<'_, I, O>) -> Result<(), Broken>,
}

/// The solution with knobs; with the default knobs it is right.
pub struct Bent<I, O, K> {
    /// Computes the output that the turned knobs give. May panic, as an answer may.
    pub run: fn(&K, &I) -> O,
}

/// A typical mistake: the solution with one thing replaced.
pub struct Mistake<K> {
    /// `no_scale`
    pub id: &'static str,
    /// What the answer does, as the reader is told.
    pub tells: &'static str,
    /// Turns the knob.
    pub bend: fn(&mut K),
    /// The values are right, and a property finds it: the right formula by the wrong method.
    pub by_law: bool,
}

impl<K> Mistake<K> {
    /// A mistake that changes values.
    pub fn new(id: &'static str, tells: &'static str, bend: fn(&mut K)) -> Mistake<K> {
        Mistake { id, tells, bend, by_law: false }
    }

    /// A mistake that only a property finds.
    #[must_use]
    pub fn by_law(self) -> Mistake<K> {
        Mistake { by_law: true, ..self }
    }
}

/// A harmless way to write the solution: alone it passes, and every mistake is recognised in it too.
pub struct Style<K> {
    /// What is different.
    pub name: &'static str,
    /// Turns the knobs.
    pub bend: fn(&mut K),
}

/// A right answer by another route.
pub struct Alternative<F> {
    /// What is different.
    pub name: &'static str,
    /// The answer.
    pub answer: F,
}

/// Why a property does not hold.
#[derive(Clone, Debug)]
pub enum Broken {
    /// The law is violated; the text says where, with both values.
    Law(String),
    /// The answer stopped while the law was being tried.
    Stopped(Stop),
}

impl From<String> for Broken {
    fn from(text: String) -> Broken {
        Broken::Law(text)
    }
}

pub(crate) type Caller<'a> = dyn FnMut(&[u8]) -> Result<(Vec<u8>, usize), Stop> + 'a;

/// Calls the answer on inputs that a property makes up.
pub struct Probe<'a, I, O> {
    caller: &'a mut Caller<'a>,
    /// How much two outputs may differ that should be equal: the case's largest tolerance.
    pub tolerance: f64,
    /// Random numbers for perturbations.
    pub random: &'a mut Random,
    /// The bytes that the last call held at its peak beyond its input: for method checks.
    pub peak: usize,
    types: std::marker::PhantomData<fn(I) -> O>,
}

impl<I: Serialize, O: Output> Probe<'_, I, O> {
    /// The answer's output for an input.
    ///
    /// # Errors
    /// [`Broken::Stopped`] if the answer does not return.
    pub fn call(&mut self, input: &I) -> Result<O, Broken> {
        let (output, peak) = (self.caller)(&encode(input)).map_err(Broken::Stopped)?;
        self.peak = peak;
        decode(&output).map_err(Broken::Law)
    }
}

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
    /// All numbers of an input, for trivial answers.
    fn numbers(&self, input: &[u8]) -> Vec<f64>;
}

/// An exercise whose types are erased.
pub struct Exercise {
    /// What it is called, where it is, its hints.
    pub meta: Meta,
    /// The catalogue: id and what the reader is told.
    pub mistakes: Vec<(&'static str, &'static str)>,
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
    pub(crate) erased: Box<dyn Erased>,
}

impl Exercise {
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
            by_law: self.mistakes.iter().map(|m| m.by_law).collect(),
            styles: self.styles.len() + 1,
            twins: self.twins.clone(),
            properties: self.properties.iter().map(|p| p.name).collect(),
            alternatives: self.alternatives.iter().map(|a| a.name).collect(),
            cases: (self.cases.len(), self.fresh.count),
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
        (self.reference.run)(&Self::input(input), precision)
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
        let mut probe =
            Probe { caller: &mut forward, tolerance, random, peak: 0, types: std::marker::PhantomData };
        (self.properties[property].holds)(&Self::input(input), &mut probe)
    }

    fn numbers(&self, input: &[u8]) -> Vec<f64> {
        fn collect(value: &serde_json::Value, into: &mut Vec<f64>) {
            match value {
                serde_json::Value::Number(number) => into.extend(number.as_f64()),
                serde_json::Value::Array(values) => values.iter().for_each(|v| collect(v, into)),
                serde_json::Value::Object(fields) => fields.values().for_each(|v| collect(v, into)),
                _ => {}
            }
        }
        let mut numbers = Vec::new();
        if let Ok(value) = serde_json::to_value(Self::input(input)) {
            collect(&value, &mut numbers);
        }
        numbers
    }
}

pub(crate) fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).expect("inputs and outputs are plain data")
}

pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    postcard::from_bytes(bytes).map_err(|error| format!("the answer's process sent something else: {error}"))
}
