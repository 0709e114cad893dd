//! The solution of `pipeline` with knobs.

use ndarray::Array2;
use sharding::{Communicator, Op};

use super::{Answered, Functions, Input};

/// With how many forwards a stage begins.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum WarmUp {
    #[default]
    Right,
    NotClamped,
    OneMore,
    /// As on stage 0, on all.
    Same,
    /// The stage's own number.
    OfStage,
    None,
    /// All micro-batches.
    All,
}

/// In what order the rest comes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Then {
    #[default]
    Right,
    /// A pair begins with its backward.
    BackwardFirst,
    /// What is left at the end is left out.
    NotFlushed,
    /// What is held longest goes last, at the end.
    Reversed,
}

/// What is computed as the bubble.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Bubble {
    #[default]
    Right,
    /// By the time that it takes, and not by the work.
    OfWhole,
    /// (p − 1) / m.
    Formula,
    /// p / m.
    FormulaOfAll,
    /// A backward is as long as a forward.
    Alike,
    /// A backward is twice as long as a forward.
    Twice,
    /// Forwards wait for nobody.
    ForwardFree,
    /// Backwards wait for their own forward only.
    BackwardFree,
    /// Until the last stage ends.
    LastStage,
    /// The idle time of all stages.
    Summed,
    /// In units of time.
    Absolute,
    /// The work is taken for that of one micro-batch.
    OfOne,
}

/// What is wrong in `run`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Run {
    #[default]
    Right,
    NotDivided,
    DividedTwice,
    /// By the number of ranks.
    ByRanks,
    /// Once more on each rank that it passes.
    OnEachRank,
    /// By rows too.
    ByRows,
    /// The gradient of the last micro-batch alone.
    LastAlone,
    /// What is held is that of the latest forward.
    Latest,
    NoSlope,
    NotThroughWeights,
    /// Only what is sent back goes past the tanh.
    BackPastTanh,
    NotTransposed,
    Negated,
    NothingBack,
    /// Activations to all other ranks.
    ToAll,
}

/// What is written apart, and right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Apart {
    #[default]
    Nothing,
    Run,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) warm_up: WarmUp,
    pub(super) then: Then,
    pub(super) bubble: Bubble,
    pub(super) run: Run,
    pub(super) apart: Apart,
    pub(super) guarded: bool,
}

impl Knobs {
    pub(super) fn given(&self, input: &Input) -> Answered {
        input.given(&Functions {
            order: &|stage, stages, micros| self.order(stage, stages, micros),
            bubble: &|orders, forward, backward| self.bubble(orders, forward, backward),
            run: &|comm, weights, inputs, targets| self.run(comm, weights, inputs, targets),
        })
    }

    fn order(&self, stage: usize, stages: usize, micros: usize) -> Vec<Op> {
        let right = stages - 1 - stage;
        let warm_up = match self.warm_up {
            WarmUp::Right => right.min(micros),
            WarmUp::NotClamped => right,
            WarmUp::OneMore => (right + 1).min(micros),
            WarmUp::Same => (stages - 1).min(micros),
            WarmUp::OfStage => stage.min(micros),
            WarmUp::None => 0,
            WarmUp::All => micros,
        };
        let mut order: Vec<Op> = (0..warm_up).map(Op::Forward).collect();
        for micro in warm_up..micros {
            let pair = [Op::Forward(micro), Op::Backward(micro - warm_up)];
            order.extend(if self.then == Then::BackwardFirst { [pair[1], pair[0]] } else { pair });
        }
        let left = if self.guarded { micros.saturating_sub(warm_up) } else { micros - warm_up };
        match self.then {
            Then::NotFlushed => {}
            Then::Reversed => order.extend((left..micros).rev().map(Op::Backward)),
            _ => order.extend((left..micros).map(Op::Backward)),
        }
        order
    }

    fn bubble(&self, orders: &[Vec<Op>], forward: f64, backward: f64) -> f64 {
        let (stages, micros) = (orders.len(), orders[0].len() / 2);
        let work = micros as f64 * (forward + backward);
        match self.bubble {
            Bubble::Formula => return (stages - 1) as f64 / micros as f64,
            Bubble::FormulaOfAll => return stages as f64 / micros as f64,
            _ => {}
        }
        let taken = match self.bubble {
            Bubble::Alike => forward,
            Bubble::Twice => 2.0 * forward,
            _ => backward,
        };
        let (free_f, free_b) = (self.bubble == Bubble::ForwardFree, self.bubble == Bubble::BackwardFree);
        let mut ends = vec![[vec![None; micros], vec![None; micros]]; stages];
        let (mut free, mut done) = (vec![0.0_f64; stages], vec![0; stages]);
        while done.iter().any(|&done| done < 2 * micros) {
            for stage in 0..stages {
                let Some(&op) = orders[stage].get(done[stage]) else { continue };
                let (way, micro, cost, ready) = match op {
                    Op::Forward(i) if stage == 0 || free_f => (0, i, forward, Some(0.0)),
                    Op::Forward(i) => (0, i, forward, ends[stage - 1][0][i]),
                    Op::Backward(i) if stage + 1 == stages || free_b => (1, i, taken, ends[stage][0][i]),
                    Op::Backward(i) => (1, i, taken, ends[stage + 1][1][i]),
                };
                let Some(ready) = ready else { continue };
                free[stage] = free[stage].max(ready) + cost;
                ends[stage][way][micro] = Some(free[stage]);
                done[stage] += 1;
            }
        }
        let whole = free.iter().copied().fold(0.0, f64::max);
        let idle = whole - micros as f64 * (forward + taken);
        match self.bubble {
            Bubble::OfWhole => idle / whole,
            Bubble::LastStage => (free[stages - 1] - work) / work,
            Bubble::Summed => stages as f64 * idle / work,
            Bubble::Absolute => idle,
            Bubble::OfOne => idle / (forward + backward),
            _ => idle / (micros as f64 * (forward + taken)),
        }
    }

    fn run(
        &self,
        comm: &dyn Communicator,
        weights: &Array2<f64>,
        inputs: &[Array2<f64>],
        targets: &[Array2<f64>],
    ) -> Array2<f64> {
        let (rank, size, micros) = (comm.rank(), comm.size(), inputs.len());
        let flat = |values: &Array2<f64>| values.iter().copied().collect::<Vec<f64>>();
        let receive = |from: usize, micro: usize| {
            Array2::from_shape_vec(inputs[micro].dim(), comm.receive(from, micro as u32))
                .expect("n rows of d")
        };
        let how = self.run;
        let mut held = vec![None; micros];
        let mut latest = None;
        let mut sum = Array2::zeros(weights.dim());
        let order = match self.apart {
            Apart::Run => Knobs::default().order(rank, size, micros),
            Apart::Nothing => self.order(rank, size, micros),
        };
        for op in order {
            match op {
                Op::Forward(i) => {
                    let x = if rank == 0 { inputs[i].clone() } else { receive(rank - 1, i) };
                    let y = x.dot(weights).mapv(f64::tanh);
                    if how == Run::ToAll {
                        (0..size).filter(|&to| to != rank).for_each(|to| {
                            comm.send(
                                to,
                                if to == rank + 1 { i as u32 } else { 1_000 + i as u32 },
                                &flat(&y),
                            );
                        });
                    } else if rank + 1 < size {
                        comm.send(rank + 1, i as u32, &flat(&y));
                    }
                    latest = Some((x.clone(), y.clone()));
                    held[i] = Some((x, y));
                }
                Op::Backward(i) => {
                    let own = held[i].take().expect("forward comes first");
                    let (x, y) = match how {
                        // Of as many rows, or it would be noticed.
                        Run::Latest => {
                            latest.clone().filter(|(x, _)| x.nrows() == own.0.nrows()).unwrap_or(own)
                        }
                        _ => own,
                    };
                    let m = match how {
                        Run::NotDivided => 1.0,
                        Run::ByRanks => size as f64,
                        Run::ByRows => (micros * y.nrows()) as f64,
                        _ => micros as f64,
                    };
                    let mut of_y =
                        if rank + 1 < size { receive(rank + 1, i) } else { (&y - &targets[i]) / m };
                    match how {
                        Run::Negated if rank + 1 == size => of_y = -of_y,
                        Run::OnEachRank if rank + 1 < size => of_y /= m,
                        _ => {}
                    }
                    let slope =
                        if how == Run::NoSlope { Array2::ones(y.dim()) } else { y.mapv(|y| 1.0 - y * y) };
                    let before = &of_y * &slope;
                    let own = x.t().dot(&before);
                    sum = if how == Run::LastAlone { own } else { sum + own };
                    if rank > 0 && how != Run::NothingBack {
                        let back = match how {
                            Run::NotThroughWeights => before,
                            Run::BackPastTanh => of_y.dot(&weights.t()),
                            Run::NotTransposed => before.dot(weights),
                            _ => before.dot(&weights.t()),
                        };
                        comm.send(rank - 1, i as u32, &flat(&back));
                    }
                }
            }
        }
        if how == Run::ToAll {
            for from in (0..size).filter(|&from| from != rank && from + 1 != rank) {
                for i in 0..micros {
                    let _: Vec<f64> = comm.receive(from, 1_000 + i as u32);
                }
            }
        }
        if how == Run::DividedTwice { sum / micros as f64 } else { sum }
    }
}
