//! The solution of `checkpointing` with knobs.

use ndarray::Array1;
use sharding::{Activation, Chain};

/// What is held and computed again.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Plan {
    #[default]
    Segments,
    /// Everything is held.
    All,
    /// Everything is held, and computed again.
    AllAndAgain,
    /// Each segment is computed again from the start of the chain.
    FromTheStart,
    /// Each layer from the start of its segment.
    EachLayer,
    /// Every activation is kept while going back.
    NothingDropped,
}

/// Which states random numbers are set to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum State {
    #[default]
    OfSegments,
    Never,
    /// That of the pass.
    OfTheFirst,
    /// What it is after the segment's first layer.
    Late,
    /// Once, before going back.
    Once,
    /// Before each layer, that of the segment.
    EachLayer,
}

/// What is taken for a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Cut {
    #[default]
    Right,
    /// What is kept is the output of the segment's first layer.
    Late,
    /// What is kept is the input of the segment's last layer.
    LastLayer,
    /// The last one is left out if it is shorter.
    Whole,
    RunsOver,
}

/// Which of a layer's things goes where.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Given {
    #[default]
    Both,
    OutputTwice,
    InputTwice,
    Exchanged,
    FirstInput,
}

/// In which order it goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Back {
    #[default]
    Right,
    SegmentsForward,
    LayersForward,
    /// The gradient of the loss begins each segment.
    EachFromTheLoss,
    /// The gradient at a segment's output is that of the recomputed output's loss.
    NotTheLastLayer,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) plan: Plan,
    pub(super) state: State,
    pub(super) not_put_back: bool,
    /// Also where they were never set.
    pub(super) puts_back: bool,
    pub(super) cut: Cut,
    pub(super) given: Given,
    pub(super) back: Back,
}

impl Knobs {
    pub(super) fn pass(&self, chain: &Chain, input: &Activation, every: usize) -> Array1<f64> {
        let layers = chain.layers();
        let mut kept: Vec<(Activation, u64)> = Vec::new();
        let mut all: Vec<Activation> = Vec::new();
        let mut current = input.clone();
        let before_all = chain.random();
        for layer in 0..layers {
            let before = chain.random();
            let place = if self.cut == Cut::LastLayer { every - 1 } else { 0 };
            if layer % every == place && self.cut != Cut::Late && self.plan != Plan::FromTheStart {
                kept.push((current.clone(), before));
            }
            if matches!(self.plan, Plan::All | Plan::AllAndAgain) {
                all.push(current.clone());
            }
            current = chain.forward(layer, &current);
            if layer % every == 0 {
                match (self.cut, self.state, self.plan) {
                    (Cut::Late, ..) => kept.push((current.clone(), before)),
                    (_, State::Late, _) => kept.last_mut().expect("it was kept").1 = chain.random(),
                    (_, _, Plan::FromTheStart) => kept.push((input.clone(), before_all)),
                    _ => (),
                }
            }
        }
        let after = chain.random();
        let loss = chain.loss(&current);
        if self.plan == Plan::All {
            all.push(current.clone());
        }
        drop(current);
        let gradient = self.back(chain, kept, &mut all, every, loss);
        if !self.not_put_back && (self.puts_back || self.state != State::Never) {
            chain.set_random(after);
        }
        gradient
    }

    fn back(
        &self,
        chain: &Chain,
        mut kept: Vec<(Activation, u64)>,
        all: &mut Vec<Activation>,
        every: usize,
        loss: Array1<f64>,
    ) -> Array1<f64> {
        let layers = chain.layers();
        let mut gradient = loss.clone();
        if self.cut == Cut::Whole {
            kept.truncate(layers / every);
        }
        let pass = kept.iter().take(1).map(|first| first.1).next();
        if self.state == State::Once {
            chain.set_random(pass.unwrap_or_default());
        }
        let mut segments: Vec<(usize, (Activation, u64))> = kept.into_iter().enumerate().collect();
        if self.back == Back::SegmentsForward {
            segments.reverse();
        }
        while let Some((segment, (start, random))) = segments.pop() {
            let first = segment * every;
            let end = if self.cut == Cut::RunsOver { first + every } else { (first + every).min(layers) };
            let set = || match self.state {
                State::OfSegments | State::Late | State::EachLayer => chain.set_random(random),
                State::OfTheFirst => chain.set_random(pass.unwrap_or_default()),
                State::Never | State::Once => (),
            };
            let again = |from: usize, upto: usize, start: &Activation| {
                set();
                let mut inside = vec![start.clone()];
                for layer in from..upto {
                    if self.state == State::EachLayer {
                        set();
                    }
                    inside.push(chain.forward(layer, &inside[inside.len() - 1]));
                }
                inside
            };
            let inside = match self.plan {
                Plan::All => all[first..=end].to_vec(),
                Plan::FromTheStart => {
                    set();
                    let mut start = start;
                    for layer in 0..first {
                        start = chain.forward(layer, &start);
                    }
                    let mut inside = vec![start];
                    for layer in first..end {
                        inside.push(chain.forward(layer, &inside[inside.len() - 1]));
                    }
                    inside
                }
                Plan::EachLayer => vec![start],
                _ => again(first, end, &start),
            };
            if self.back == Back::EachFromTheLoss {
                gradient.clone_from(&loss);
            }
            let mut order: Vec<usize> = (first..end).rev().collect();
            if self.back == Back::LayersForward {
                order.reverse();
            }
            if self.back == Back::NotTheLastLayer && segment > 0 && order.len() > 1 {
                order.pop();
            }
            for layer in order {
                let at = layer - first;
                let inside = if self.plan == Plan::EachLayer {
                    again(first, layer + 1, &inside[0])
                } else {
                    inside.clone()
                };
                let (input, output) = match self.given {
                    Given::Both => (at, at + 1),
                    Given::OutputTwice => (at + 1, at + 1),
                    Given::InputTwice => (at, at),
                    Given::Exchanged => (at + 1, at),
                    Given::FirstInput => (0, at + 1),
                };
                gradient = chain.backward(layer, &inside[input], &inside[output], &gradient);
            }
            if self.plan == Plan::NothingDropped {
                all.extend(inside);
            }
        }
        gradient
    }
}
