//! `power_sgd`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;
mod reference;

use judge::{Bent, Fresh, Level, Meta, Output, Part, Plan, Reference, Style};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use sharding::{Communicator, LowRank, PowerSgd, solution};

use crate::talk::{Ranks, talk};
use bent::Knobs;

/// Some rounds on some ranks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Input {
    /// The right factor that all ranks begin with, (m, r).
    q: Array2<f64>,
    /// The error that each rank begins with.
    errors: Vec<Array2<f64>>,
    /// In each round the gradient of each rank.
    rounds: Vec<Vec<Array2<f64>>>,
}

impl Input {
    fn ranks(&self) -> usize {
        self.errors.len()
    }

    /// n, m and r.
    fn sizes(&self) -> [usize; 3] {
        let (n, m) = self.errors[0].dim();
        [n, m, self.q.ncols()]
    }
}

/// What a rank has after some rounds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Run {
    /// What each round gave.
    outs: Vec<Array2<f64>>,
    /// After each round.
    errors: Vec<Array2<f64>>,
    qs: Vec<Array2<f64>>,
}

impl Output for Run {
    fn parts(&self) -> Vec<Part> {
        let of = |(round, out): (usize, &Array2<f64>)| {
            let label = |what: &str| format!("round {}: {what}", round + 1);
            [
                Part::array(label("out"), out),
                Part::array(label("error"), &self.errors[round]),
                Part::array(label("q"), &self.qs[round]),
            ]
        };
        self.outs.iter().enumerate().flat_map(of).collect()
    }
}

fn run(
    input: &Input,
    round: impl Fn(&dyn Communicator, &Array2<f64>, &mut LowRank) -> Array2<f64> + Sync,
) -> Ranks<Run> {
    talk(input.ranks(), |comm| {
        let mut memory = LowRank { error: input.errors[comm.rank()].clone(), q: input.q.clone() };
        let mut run = Run { outs: vec![], errors: vec![], qs: vec![] };
        for gradients in &input.rounds {
            run.outs.push(round(comm, &gradients[comm.rank()], &mut memory));
            run.errors.push(memory.error.clone());
            run.qs.push(memory.q.clone());
        }
        run
    })
}

pub(super) fn plan(answer: Option<PowerSgd>) -> Plan<PowerSgd, Input, Ranks<Run>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "power_sgd",
            title: "Two thin matrices, and what they leave out",
            level: Level::Hard,
            minutes: 50,
            year: 2019,
            needs: &["sharding/ddp"],
            text: "sharding/fewer.html#power-sgd",
            hints: [
                "All that is done with the gradients of the ranks before they are summed is to multiply them by a matrix that all ranks have. So the sum of products is the product with the \
                 sum, and nobody needs the sum itself. Which matrix must all ranks have, before they compute the second product?",
                "M is gradient plus error. All-reduce M · Q, and let every rank make the columns of the sum orthonormal: it has the same sum, so it gets the same P. All-reduce Mᵀ · P \
                 and divide by W. The error is M minus P · Qᵀ, with the own M, and Q stays for the next round.",
                "`let mut p = matrix.dot(&memory.q)`, its values through `all_reduce(comm, …)`. Column by column: `column.scaled_add(-along, &before)` with `along = before.dot(&column)` for each one before, then \
                 `column /= column.dot(&column).sqrt() + 1e-8`. `let q = …matrix.t().dot(&p)…` the same way, over `comm.size() as f64`; `out = p.dot(&q.t())`, `memory.error = matrix - &out`.",
            ],
            story: "PyTorch has this as a hook of its DDP, and so has nearly everybody who trains over slow links. It is one step of the power iteration for singular vectors, \
                    and as Q stays from round to round, so is each further round. The hook starts after 1000 steps of plain all-reduce, as gradients change most in the beginning. \
                    The authors' later library once divided by the norm of several matrices at a time: with rank 1 and two parameters of one shape each came out at half of its value.",
        },
        answer,
        solution: solution::power_sgd::power_sgd,
        call: |answer, input| run(input, answer),
        reference: Reference {
            run: |input, precision| Ok(reference::parts(input, precision)),
            ran: || "the mean of all gradients on one process, projected onto the columns of P".into(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let ([n, m, r], ranks, rounds) = (input.sizes(), input.ranks(), input.rounds.len());
            let plural = |count: usize| if count == 1 { "" } else { "s" };
            format!(
                "{ranks} rank{}, {n} by {m} numbers, r = {r}, {rounds} round{}",
                plural(ranks),
                plural(rounds)
            )
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![Style { name: "P is a mean too", bend: |k: &mut Knobs| k.mean_of_p = true }],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
