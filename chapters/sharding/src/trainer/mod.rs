//! One small language model, trained by any number of ranks in any of the ways of the chapter. What ranks do together are the chapter's
//! answers; what is between them is here, and it is the same over threads and over MPI.

mod attention;
pub mod data;
pub mod model;
mod pipeline;
mod seldom;
mod units;
mod ways;

use crate::{Adam, Communicator, Zero, answers};
pub use model::Shape;
pub use seldom::{There, survive};

/// How ranks share the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Each has the whole model and a part of the windows: `ddp`, in buckets of `buckets`.
    Ddp,
    /// The same, with the optimizer's states shared out: `zero_1`.
    Zero1,
    /// Gradients shared out too, unit by unit.
    Zero2,
    /// Weights too: `fsdp_forward` and `fsdp_backward`, in single precision.
    Fsdp,
    /// Each has some heads and some hidden channels of every layer, and reads all windows: `tensor_parallel`.
    Tensor,
    /// Each has some of the units, and windows come by in micro-batches: `pipeline`.
    Pipeline,
    /// Each trains by itself for so many steps, and then all agree on one: `diloco`. Another training, with the same data.
    Diloco {
        /// The steps between two agreements; what is left of all steps after the last one is not made.
        every: usize,
    },
}

/// All ways that are the training of one rank.
pub const WAYS: [Way; 6] = [Way::Ddp, Way::Zero1, Way::Zero2, Way::Fsdp, Way::Tensor, Way::Pipeline];

impl Way {
    /// What it is called in figures and records.
    pub fn name(self) -> &'static str {
        match self {
            Way::Ddp => "DDP",
            Way::Zero1 => "ZeRO-1",
            Way::Zero2 => "ZeRO-2",
            Way::Fsdp => "FSDP",
            Way::Tensor => "tensor parallel",
            Way::Pipeline => "pipeline",
            Way::Diloco { .. } => "DiLoCo",
        }
    }
}

/// What is trained, and how long.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The model.
    pub shape: Shape,
    /// AdamW's settings.
    pub adam: Adam,
    /// The longest gradient of all weights together; ZeRO-1's answer knows no such limit.
    pub most: Option<f64>,
    /// The windows of a step.
    pub windows: usize,
    /// The micro-batches in which a pipeline reads them; they divide the windows.
    pub micros: usize,
    /// How many steps.
    pub steps: usize,
    /// Of the weights at the beginning, and of the windows.
    pub seed: u64,
}

impl Plan {
    /// A few steps of a model of seven symbols, which are trained while a page waits.
    pub fn small() -> Plan {
        let adam = Adam { rate: 0.02, betas: [0.9, 0.99], epsilon: 1e-8, decay: 0.1 };
        let shape = Shape { symbols: 7, width: 8, heads: 4, hidden: 12, layers: 2, context: 6 };
        Plan { shape, adam, most: None, windows: 8, micros: 4, steps: 20, seed: 1 }
    }
}

/// What a rank has to tell of its training.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// Before each step: the sum of losses, in nats, of the tokens that this rank has predicted, and how many these were.
    pub losses: Vec<(f64, usize)>,
    /// Its weights in the end: all, or its shards.
    pub weights: Vec<Vec<f64>>,
}

/// Trains the model on a text, whose symbols are below `plan.shape.symbols`. Every rank calls this with the same arguments.
///
/// # Panics
/// If the text is not longer than a window, the micro-batches do not divide the windows, a pipeline has more stages than the model has
/// units, or ZeRO-1 shall limit the gradient. If DiLoCo has no steps between two agreements.
pub fn train(comm: &dyn Communicator, way: Way, plan: &Plan, text: &[u32]) -> Course {
    let Plan { shape, windows, micros, .. } = plan;
    assert!(
        text.len() > shape.context,
        "the text has {} symbols, and a window {}",
        text.len(),
        shape.context
    );
    assert!(shape.width % shape.heads == 0, "{} heads do not divide a width of {}", shape.heads, shape.width);
    match way {
        Way::Ddp | Way::Zero1 | Way::Zero2 => ways::replicas(comm, way, plan, text),
        Way::Fsdp => ways::fsdp(comm, plan, text),
        Way::Tensor => ways::tensor(comm, plan, text),
        Way::Pipeline => {
            assert!(windows % micros == 0, "{micros} micro-batches do not divide {windows} windows");
            assert!(comm.size() <= shape.units(), "{} stages for {} units", comm.size(), shape.units());
            pipeline::train(comm, plan, text)
        }
        Way::Diloco { every } => {
            assert!(every > 0, "ranks that never agree are not one training");
            seldom::diloco(comm, every, plan, text)
        }
    }
}

/// The mean loss before each step, in nats for a token, from what all ranks have to tell.
pub fn losses(courses: &[Course]) -> Vec<f64> {
    let steps = courses.iter().map(|course| course.losses.len()).max().unwrap_or(0);
    let mean = |step: usize| {
        let of = courses.iter().filter_map(|course| course.losses.get(step));
        let (sum, tokens) = of.fold((0.0, 0), |(sum, tokens), of| (sum + of.0, tokens + of.1));
        sum / tokens as f64
    };
    (0..steps).map(mean).collect()
}

/// The bytes that all ranks together send in all steps, by the formulas, without a limit of the gradient.
pub fn bytes(way: Way, plan: &Plan, ranks: usize) -> usize {
    let shape = &plan.shape;
    let units: Vec<u64> = (0..shape.units()).map(|unit| shape.length(unit) as u64).collect();
    let sent = |zero| (answers::ZERO_BYTES.sent)(zero, &units, ranks as u64) as usize;
    let activations = plan.windows * shape.context * shape.width;
    let double = size_of::<f64>();
    let step = match way {
        // The gradients, and one number: how many tokens there were.
        Way::Ddp => double * (sent(Zero::Nothing) + 2 * (ranks - 1)),
        Way::Zero1 => double * sent(Zero::Optimizer),
        Way::Zero2 => double * sent(Zero::Gradients),
        Way::Fsdp => size_of::<f32>() * sent(Zero::Weights { reshard: true }),
        // Two all-reduces forward and two backward in each layer.
        Way::Tensor => double * 4 * shape.layers * 2 * (ranks - 1) * activations,
        Way::Pipeline => double * 2 * (ranks - 1) * activations,
        // In each round of so many steps.
        Way::Diloco { every } => return plan.steps / every * double * sent(Zero::Nothing),
    };
    plan.steps * step
}

/// A rank that is alone.
pub struct Alone;

impl Communicator for Alone {
    fn rank(&self) -> usize {
        0
    }

    fn size(&self) -> usize {
        1
    }

    fn barrier(&self) {}

    fn post(&self, _: usize, _: u32, _: crate::Kind, _: Vec<u8>) {
        unreachable!("there is nobody to send to")
    }

    fn take(&self, _: usize, _: u32, _: crate::Kind) -> Vec<u8> {
        unreachable!("there is nobody to receive from")
    }
}
