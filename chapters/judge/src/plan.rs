//! How a chapter describes an exercise.

use serde::Serialize;

use crate::random::Random;
use crate::wire::{decode, encode};
use crate::{Golden, Meta, Output, Part, Precision, Promise, Stop};

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
    /// What the stub promises of inputs: named cases reach all of it.
    pub promises: Vec<Promise<I>>,
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
    /// What is known from elsewhere of the reference, the bent solution or a case: [`golden!`](crate::golden!) lists it.
    pub golden: Vec<Golden>,
}

/// What an exercise is judged against.
pub struct Reference<I> {
    /// Computes the parts of the right output, labelled as the reader knows them.
    pub run: fn(&I, Precision) -> Result<Vec<Part>, Missing>,
    /// What computes it, for reports: `host build`.
    pub ran: fn() -> String,
}

/// What is missing on this machine to compute a reference, in words. Every error becomes one by `?`.
#[derive(Clone, Debug)]
pub struct Missing(
    /// The words.
    pub String,
);

impl<E: std::error::Error> From<E> for Missing {
    fn from(error: E) -> Missing {
        Missing(error.to_string())
    }
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
    /// What makes exactly this mistake of the published solution: a text that occurs once in its file, and what takes its
    /// place. `None` where no single replacement does.
    pub edit: Option<Edit>,
}

/// A replacement in a file: a text that occurs once in it, and what takes its place.
pub type Edit = (&'static str, &'static str);

impl<K> Mistake<K> {
    /// A mistake that changes values.
    pub fn new(id: &'static str, tells: &'static str, bend: fn(&mut K)) -> Mistake<K> {
        Mistake { id, tells, bend, by_law: false, edit: None }
    }

    /// A mistake that only a property finds.
    #[must_use]
    pub fn by_law(self) -> Mistake<K> {
        Mistake { by_law: true, ..self }
    }

    /// The same, made of the published solution by replacing `from`, which occurs once in its file, by `to`.
    #[must_use]
    pub fn edit(self, from: &'static str, to: &'static str) -> Mistake<K> {
        Mistake { edit: Some((from, to)), ..self }
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

impl From<Missing> for Broken {
    fn from(missing: Missing) -> Broken {
        Broken::Law(missing.0)
    }
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

impl<'a, I, O> Probe<'a, I, O> {
    pub(crate) fn new(caller: &'a mut Caller<'a>, tolerance: f64, random: &'a mut Random) -> Probe<'a, I, O> {
        Probe { caller, tolerance, random, peak: 0, types: std::marker::PhantomData }
    }
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
