//! `s4d`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Layout, Level, Meta, Missing, Part, Plan, Precision, Probe, Property, Reference, Style,
};
use ndarray::{Array1, ArrayView1, Slice};
use num_complex::Complex32;
use serde::{Deserialize, Serialize};

use bent::Knobs;
use recurrence::S4d;
use recurrence::solution::s4d as solution;

/// Complex numbers that an answer will see in a layout.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Numbers {
    re: Vec<f32>,
    im: Vec<f32>,
    layout: Layout,
}

impl Numbers {
    fn of(numbers: &[Complex32]) -> Numbers {
        let part = |of: fn(&Complex32) -> f32| numbers.iter().map(of).collect();
        Numbers { re: part(|z| z.re), im: part(|z| z.im), layout: Layout::Contiguous }
    }

    fn values(&self) -> Vec<Complex32> {
        self.re.iter().zip(&self.im).map(|(&re, &im)| Complex32::new(re, im)).collect()
    }

    /// Hands over the numbers as they lie in memory.
    fn seen<T>(&self, by: impl FnOnce(ArrayView1<'_, Complex32>) -> T) -> T {
        let mut values = self.values();
        match self.layout {
            Layout::Contiguous | Layout::Transposed => by(Array1::from_vec(values).view()),
            Layout::Reversed => {
                values.reverse();
                by(Array1::from_vec(values).slice_axis(ndarray::Axis(0), Slice::new(0, None, -1)))
            }
            Layout::Strided => {
                let gap = Complex32::new(f32::NAN, f32::NAN);
                let spread: Vec<Complex32> = values.into_iter().flat_map(|z| [z, gap]).collect();
                by(Array1::from_vec(spread).slice_axis(ndarray::Axis(0), Slice::new(0, None, 2)))
            }
        }
    }

    fn double(&self) -> [Array1<f64>; 2] {
        [&self.re, &self.im].map(|part| part.iter().map(|&x| f64::from(x)).collect())
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    a: Numbers,
    c: Numbers,
    step: f32,
    length: usize,
}

impl Input {
    fn run(
        &self,
        s4d: impl FnOnce(ArrayView1<'_, Complex32>, ArrayView1<'_, Complex32>) -> Array1<f32>,
    ) -> Array1<f32> {
        self.a.seen(|a| self.c.seen(|c| s4d(a, c)))
    }
}

type TheProbe<'a> = Probe<'a, Input, Array1<f32>>;

pub(super) fn plan(answer: Option<S4d>) -> Plan<S4d, Input, Array1<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "recurrence",
            name: "s4d",
            title: "A kernel that is a sum of damped waves",
            level: Level::Easy,
            minutes: 15,
            year: 2022,
            needs: &["recurrence/s4_conv"],
            text: "recurrence/spaces.html#s4d",
            hints: [
                "With a diagonal A every state is a world of its own. What is Āˡ of one state, and what is its B̄, if B is 1?",
                "Every state adds a complex number times exp(ΔA)ˡ. Its conjugate, which is not given, adds the conjugate of that, and a number and its conjugate have a sum of \
                 twice the real part. Take it of the whole product, not of its factors.",
                "`let factor = (a * step).exp();` and `let held = c * (factor - 1.0) / a;`. The kernel's number l is `2.0 * (held * factor.powu(l as u32)).re`, summed over \
                 the states; or keep `held` and multiply it by `factor` after each l.",
            ],
            story: "S4 needs HiPPO's matrix, which is not normal, so it cannot be made diagonal in a stable way; the paper writes it as a diagonal one less a product of two vectors, and the \
                    code has Cauchy kernels and Woodbury's formula for that. Soon after, Gupta, Gu and Berant left the product of vectors out. Nothing broke, and the kernel \
                    became two lines. Mamba has gone one step further: its A is real.",
        },
        answer,
        solution: solution::s4d,
        call: |answer, input| input.run(|a, c| answer(a, c, input.step, input.length)),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            format!("{} states, a step of {}, length {}", input.a.re.len(), input.step, input.length)
        },
        properties: vec![
            Property { name: "states add up", holds: laws::add },
            Property { name: "a state and its conjugate give the same kernel", holds: laws::conjugates },
            Property { name: "a longer kernel begins with the shorter one", holds: laws::prefix },
            Property {
                name: "the kernel of twice the step is the sum of two neighbours",
                holds: laws::doubled,
            },
        ],
        bent: Bent { run: |knobs, input| input.run(|a, c| knobs.s4d(a, c, input.step, input.length)) },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k: &mut Knobs| k.double = true },
            Style { name: "takes powers by exp(l ΔA)", bend: |k| k.directly = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let ([a_re, a_im], [c_re, c_im]) = (input.a.double(), input.c.double());
    let kernel = kernels::recurrence::s4d_kernel(
        [a_re.view(), a_im.view()],
        [c_re.view(), c_im.view()],
        f64::from(input.step),
        input.length,
        super::kernel_precision(precision),
    )?;
    Ok(vec![Part::array("out", &kernel)])
}
