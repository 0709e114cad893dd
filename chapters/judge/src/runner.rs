//! How an answer is called, here or elsewhere.

use std::time::Duration;

use crate::exercise::{Exercise, Who};
use crate::{Part, Stop, panics};

/// What a call gave: parts, or the reason why there are none.
pub(crate) type Observed = Result<Vec<Part>, Stop>;

/// Runs an answer.
pub(crate) trait Runner {
    /// The encoded output, and the bytes held at the peak.
    fn call(&mut self, input: &[u8]) -> Result<(Vec<u8>, usize), Stop>;

    /// How often it was called.
    fn calls(&self) -> usize {
        0
    }

    /// How long the calls have taken, if that is known.
    fn spent(&self) -> Option<Duration> {
        None
    }

    /// What the answer has printed in a call, the first being 0, cut at a length.
    fn printed(&mut self, _call: usize) -> String {
        String::new()
    }

    /// The mistakes and the style, if this is the judge's own bent solution: its outputs need not be computed again.
    fn bent(&self) -> Option<(&[usize], usize)> {
        None
    }
}

/// Runs someone's code in this process: for the judge's own code, and for a debugger.
pub(crate) struct InProcess<'a>(pub(crate) &'a Exercise, pub(crate) Who);

impl Runner for InProcess<'_> {
    fn call(&mut self, input: &[u8]) -> Result<(Vec<u8>, usize), Stop> {
        panics::catch(|| crate::memory::peak_of_this_thread(|| self.0.erased.run(&self.1, input)))
    }

    fn bent(&self) -> Option<(&[usize], usize)> {
        match &self.1 {
            Who::Bent { mistakes, style } => Some((mistakes, *style)),
            _ => None,
        }
    }
}

/// The parts of the output for an input.
pub(crate) fn observe(exercise: &Exercise, runner: &mut dyn Runner, input: &[u8]) -> Observed {
    let (output, _) = runner.call(input)?;
    exercise.erased.parts(&output).map_err(|cause| Stop::Died { cause })
}
