//! What an example is, and the numbers that it is made of.

use ndarray::{Array, Dimension, ShapeBuilder};
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal, Uniform};
use rand_pcg::Pcg64;
use serde_json::{Value, json};

use crate::plain::Plain;

/// How far two `f32` may be apart, as a share of the larger numbers of what is compared.
const TOLERANCE: f64 = 1e-4;

/// What a function receives, and what the solution makes of it.
#[derive(Clone, Debug)]
pub struct Example {
    /// `CHAPTER/NAME`.
    pub exercise: String,
    /// The function of the file.
    pub function: String,
    /// Its arguments.
    pub arguments: Vec<Value>,
    /// What the solution returns.
    pub expected: Value,
    /// The places of the arguments that it changes, each with what it makes of it.
    pub changed: Vec<(usize, Value)>,
    /// How far a number may be from that, as a share.
    pub tolerance: f64,
}

impl Example {
    /// The example for the script that tries it.
    pub fn json(&self) -> Value {
        json!({
            "exercise": self.exercise, "function": self.function, "arguments": self.arguments,
            "expected": self.expected, "changed": self.changed, "tolerance": self.tolerance,
        })
    }
}

/// The examples so far, and where their numbers come from.
pub struct Examples {
    pub(crate) list: Vec<Example>,
    chapter: &'static str,
    exercise: &'static str,
    random: Pcg64,
}

impl Default for Examples {
    fn default() -> Examples {
        Examples { list: Vec::new(), chapter: "", exercise: "", random: Pcg64::seed_from_u64(1) }
    }
}

impl Examples {
    pub(crate) fn of(&mut self, chapter: &'static str) -> &mut Examples {
        self.chapter = chapter;
        self
    }

    /// What follows is about this exercise. Its numbers are the same whatever stands before it.
    pub(crate) fn exercise(&mut self, name: &'static str) {
        self.exercise = name;
        let seed = name.bytes().fold(7, |seed, byte| 31_u64.wrapping_mul(seed).wrapping_add(byte.into()));
        self.random = Pcg64::seed_from_u64(seed);
    }

    /// Numbers from the standard normal distribution.
    pub(crate) fn normal<S: ShapeBuilder>(&mut self, shape: S) -> Array<f32, S::Dim> {
        let random = &mut self.random;
        Array::from_shape_simple_fn(shape, || StandardNormal.sample(random))
    }

    /// Numbers from an interval, all as likely.
    pub(crate) fn uniform<S: ShapeBuilder>(&mut self, shape: S, from: f32, to: f32) -> Array<f32, S::Dim> {
        let random = &mut self.random;
        let uniform = Uniform::new(from, to).expect("an interval");
        Array::from_shape_simple_fn(shape, || uniform.sample(random))
    }

    /// Whole numbers below a bound.
    pub(crate) fn below<S: ShapeBuilder>(&mut self, shape: S, bound: usize) -> Array<usize, S::Dim> {
        let random = &mut self.random;
        Array::from_shape_simple_fn(shape, || random.random_range(0..bound))
    }

    /// An example, compared as `f32` are.
    pub(crate) fn case(&mut self, function: &str, arguments: Vec<Value>, expected: impl Plain) {
        self.within(TOLERANCE, function, arguments, expected);
    }

    /// An example of a function that changes arguments: their places, and what they are then.
    pub(crate) fn changes(
        &mut self,
        function: &str,
        arguments: Vec<Value>,
        expected: impl Plain,
        changed: &[(usize, Value)],
    ) {
        self.case(function, arguments, expected);
        if let Some(last) = self.list.last_mut() {
            last.changed = changed.to_vec();
        }
    }

    /// An example that is compared with a tolerance of its own.
    pub(crate) fn within(
        &mut self,
        tolerance: f64,
        function: &str,
        arguments: Vec<Value>,
        expected: impl Plain,
    ) {
        self.list.push(Example {
            exercise: format!("{}/{}", self.chapter, self.exercise),
            function: function.to_owned(),
            arguments,
            expected: expected.plain(),
            changed: Vec::new(),
            tolerance,
        });
    }
}

/// What `array` is, with some numbers put in place of its own.
pub(crate) fn with<D: Dimension, I: ndarray::NdIndex<D>, T>(
    mut array: Array<T, D>,
    places: impl IntoIterator<Item = (I, T)>,
) -> Array<T, D> {
    for (place, number) in places {
        array[place] = number;
    }
    array
}
