//! Figures that a reader plays with.

use crate::canvas::escape;
use crate::figure::Figure;

/// A number that a reader may change: from one value to another in steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    label: String,
    unit: String,
    from: i32,
    to: i32,
    start: i32,
    scale: Scale,
}

/// How a slider's place becomes a value.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scale {
    /// Place times step.
    Steps(f64),
    /// Two to the power of the place.
    PowerOfTwo,
}

impl Parameter {
    /// A whole multiple of `step`, from `from` to `to` steps, both included. Its unit, `tokens`, stands behind the value.
    ///
    /// # Panics
    /// If it has fewer than two values, or the step is not positive.
    pub fn steps(label: &str, unit: &str, step: f64, (from, to): (i32, i32)) -> Parameter {
        assert!(step > 0.0 && step.is_finite(), "{label}: a step of {step} leads nowhere");
        Parameter::new(label, unit, Scale::Steps(step), (from, to))
    }

    /// A power of two, from 2 to the `from` to 2 to the `to`.
    ///
    /// # Panics
    /// If it has fewer than two values.
    pub fn powers_of_two(label: &str, unit: &str, (from, to): (i32, i32)) -> Parameter {
        Parameter::new(label, unit, Scale::PowerOfTwo, (from, to))
    }

    fn new(label: &str, unit: &str, scale: Scale, (from, to): (i32, i32)) -> Parameter {
        assert!(from < to, "{label}: from {from} to {to} there is nothing to change");
        Parameter { label: label.to_owned(), unit: unit.to_owned(), from, to, start: from, scale }
    }

    /// Where it begins, as a value.
    ///
    /// # Panics
    /// If it does not have this value.
    #[must_use]
    pub fn start(mut self, value: f64) -> Parameter {
        let place = (self.from..=self.to).find(|&place| self.value(place) == value);
        self.start = place.unwrap_or_else(|| panic!("{}: {value} is not one of its values", self.label));
        self
    }

    fn value(&self, place: i32) -> f64 {
        match self.scale {
            Scale::Steps(step) => f64::from(place) * step,
            Scale::PowerOfTwo => f64::from(place).exp2(),
        }
    }

    /// The smallest value, the one at the start, the largest.
    pub fn values(&self) -> [f64; 3] {
        [self.from, self.start, self.to].map(|place| self.value(place))
    }

    /// As the page reads it.
    fn json(&self) -> String {
        let text = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        let Parameter { from, to, start, .. } = self;
        let step = match self.scale {
            Scale::Steps(step) => step.to_string(),
            Scale::PowerOfTwo => "null".to_owned(),
        };
        format!(
            "{{\"label\":\"{}\",\"unit\":\"{}\",\"from\":{from},\"to\":{to},\"start\":{start},\"step\":{step}}}",
            text(&self.label),
            text(&self.unit)
        )
    }
}

/// A figure with parameters. It stands in a notebook and on paper as it is at the start; a page that has the chapters as a module
/// draws it anew for other values.
///
/// ```
/// use figures::{Axis, Chart, Parameter, Play, Series};
///
/// let play = Play::new("attention/line", vec![Parameter::steps("slope", "", 0.5, (1, 4)).start(1.0)], |values| {
///     let line = (0..3).map(|x| (f64::from(x), values[0] * f64::from(x)));
///     let words = format!("A line that rises by {} for each step.", values[0]);
///     Chart::new("A line", &words).x(Axis::linear("x")).y(Axis::linear("y")).line(Series::new("line", line)).save()
/// });
/// assert!(play.figure().svg().contains("data-play=\"attention/line\""));
/// assert!(play.drawn(&[2.0]).unwrap().description().contains("by 2"));
/// assert!(play.drawn(&[7.0]).unwrap_err().contains("slope"));
/// ```
pub struct Play {
    name: &'static str,
    parameters: Vec<Parameter>,
    draw: fn(&[f64]) -> Figure,
}

impl Play {
    /// One of this name, `chapter/what`, of which there is only one in the book. `draw` gets a value for each parameter.
    ///
    /// # Panics
    /// If there is no parameter.
    pub fn new(name: &'static str, parameters: Vec<Parameter>, draw: fn(&[f64]) -> Figure) -> Play {
        assert!(!parameters.is_empty(), "{name} has nothing to play with");
        Play { name, parameters, draw }
    }

    /// What it is called.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What can be changed.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The figure as it is at the start, with what a page needs to know of its parameters.
    pub fn figure(&self) -> Figure {
        let start: Vec<f64> = self.parameters.iter().map(|parameter| parameter.values()[1]).collect();
        let parameters: Vec<String> = self.parameters.iter().map(Parameter::json).collect();
        let parameters = format!("[{}]", parameters.join(","));
        let attributes =
            format!("data-play=\"{}\" data-parameters=\"{}\"", escape(self.name), escape(&parameters));
        (self.draw)(&start).with_attributes(&attributes)
    }

    /// The figure for other values, one for each parameter.
    ///
    /// # Errors
    /// If there are more or fewer, or one is out of its range.
    pub fn drawn(&self, values: &[f64]) -> Result<Figure, String> {
        if values.len() != self.parameters.len() {
            return Err(format!(
                "{} has {} parameters, not {}",
                self.name,
                self.parameters.len(),
                values.len()
            ));
        }
        for (parameter, value) in self.parameters.iter().zip(values) {
            let [least, _, most] = parameter.values();
            if !(least..=most).contains(value) {
                return Err(format!("{} is from {least} to {most}, not {value}", parameter.label));
            }
        }
        Ok((self.draw)(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_written_for_the_page() {
        let powers = Parameter::powers_of_two("block", "tokens", (0, 7)).start(16.0);
        assert_eq!(powers.values(), [1.0, 16.0, 128.0]);
        assert_eq!(
            powers.json(),
            "{\"label\":\"block\",\"unit\":\"tokens\",\"from\":0,\"to\":7,\"start\":4,\"step\":null}"
        );
        let steps = Parameter::steps("a \"b\"", "", 0.5, (2, 6)).start(1.5);
        assert_eq!(steps.values(), [1.0, 1.5, 3.0]);
        assert!(steps.json().starts_with("{\"label\":\"a \\\"b\\\"\""), "{}", steps.json());
    }

    #[test]
    #[should_panic(expected = "3 is not one of its values")]
    fn a_start_that_is_no_value_is_refused() {
        let _ = Parameter::powers_of_two("block", "tokens", (0, 7)).start(3.0);
    }
}
