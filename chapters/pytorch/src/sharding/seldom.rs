//! Ranks that talk seldom, or with few numbers.

use ::sharding::solution as a;
use ::sharding::threads::results;
use ::sharding::{Global, Inner, LowRank, Outer, Packed, Quadratic, Quorum, Replica, Streaming};
use ndarray::{Array1, Array2};
use serde_json::Value;

use super::{RANKS, doubles, matrix, vector, vectors};
use crate::example::Examples;
use crate::plain::{Plain, python};

fn global(global: &Global) -> Value {
    object! {weights: vector(&global.weights), velocity: vector(&global.velocity)}
}

pub(super) fn seldom(e: &mut Examples) {
    let outer = Outer { rate: 0.7, momentum: 0.9 };
    let settings = object! {rate: outer.rate, momentum: outer.momentum};
    for (count, size) in RANKS {
        let state = Global { weights: doubles(e, count), velocity: doubles(e, count) };
        let locals: Vec<Vec<f64>> = (0..size).map(|_| doubles(e, count)).collect();
        // Each pulls the weights to a place of its own.
        let worker = |rank: usize| Quadratic::new(&vec![1.0; count], &locals[rank], Inner::Sgd(0.125));
        let workers: Vec<Value> = locals
            .iter()
            .map(|centre| {
                python(&format!("lambda w: w.lerp_(torch.tensor({centre:?}, dtype=torch.float64), 0.125)"))
            })
            .collect();

        e.exercise("diloco");
        let (ranks, _) = results(size, |comm| {
            let mut state = state.clone();
            a::diloco::outer_step(comm, &outer, &mut state, &locals[comm.rank()]);
            state
        });
        let arguments = args![settings, global(&state), vectors(&locals)];
        e.changes("outer_step", arguments, Value::Null, &[(1, global(&ranks[0]))]);
        let (ranks, _) = results(size, |comm| {
            let mut state = state.clone();
            a::diloco::train(comm, &outer, &mut state, &mut worker(comm.rank()), 3, 2);
            state
        });
        let arguments = args![settings, global(&state), workers, 3_usize, 2_usize];
        e.changes("train", arguments, Value::Null, &[(1, global(&ranks[0]))]);

        e.exercise("streaming");
        for (every, fragments, delay, own) in [(6, 2, 1, 0.25), (4, 4, 0, 0.0)] {
            let plan = Streaming { outer, every, fragments, delay, own };
            let shown = object! {outer: settings, every: every, fragments: fragments, delay: delay, own: own};
            let (ranks, _) = results(size, |comm| {
                let mut state = state.clone();
                let local = a::streaming::streaming(
                    comm,
                    &plan,
                    &mut state,
                    &mut worker(comm.rank()),
                    9 - 9 % (every / fragments),
                );
                (state, local)
            });
            let locals: Vec<Vec<f64>> = ranks.iter().map(|rank| rank.1.clone()).collect();
            let arguments = args![shown, global(&state), workers, 9 - 9 % (every / fragments)];
            e.changes("streaming", arguments, vectors(&locals), &[(1, global(&ranks[0].0))]);
        }
    }
}

fn packed(packed: &Packed) -> (Array1<f32>, Array1<u8>) {
    (Array1::from_vec(packed.scales.clone()), Array1::from_vec(packed.codes.clone()))
}

pub(super) fn fewer(e: &mut Examples) {
    e.exercise("four_bit");
    let halfway = vec![1.0, -0.75, 0.375, 1.0 / 128.0, -0.007, -0.01, -1.0, 0.0, 0.0];
    let random = e.normal(9).to_vec();
    for (ranks, block) in [(vec![halfway, random], 4), (vec![vec![0.0, -2.5e-20]], 7), (vec![vec![]], 3)] {
        for values in &ranks {
            let code = a::four_bit::encode(values, block);
            let shown = Array1::from_vec(values.clone());
            let decoded = Array1::from_vec(a::four_bit::decode(&code, values.len(), block));
            e.case("encode", args![shown, block], packed(&code));
            e.case("decode", args![packed(&code), values.len(), block], decoded);
        }
        let (means, _) = results(ranks.len(), |comm| a::four_bit::exchange(comm, &ranks[comm.rank()], block));
        e.case("exchange", args![vectors(&ranks), block], vector(&means[0]));
    }

    e.exercise("power_sgd");
    for (n, m, r, size) in [(4, 5, 2, 3), (1, 2, 1, 1)] {
        let gradients: Vec<Array2<f64>> = (0..size).map(|_| matrix(e, (n, m))).collect();
        let q = matrix(e, (m, r));
        let memories: Vec<LowRank> =
            (0..size).map(|_| LowRank { error: matrix(e, (n, m)), q: q.clone() }).collect();
        let (ranks, _) = results(size, |comm| {
            let mut memory = memories[comm.rank()].clone();
            let out = a::power_sgd::power_sgd(comm, &gradients[comm.rank()], &mut memory);
            (out, memory)
        });
        let shown = |memory: &LowRank| object! {error: memory.error, q: memory.q};
        let before: Vec<Value> = memories.iter().map(shown).collect();
        let after: Vec<Value> = ranks.iter().map(|rank| shown(&rank.1)).collect();
        e.changes("power_sgd", args![gradients, before], &ranks[0].0, &[(1, after.plain())]);
    }
}

pub(super) fn quorum(e: &mut Examples) {
    e.exercise("quorum");
    let replica = |replica: &Replica| {
        object! {steps: replica.steps, weights: vector(&replica.weights), momentum: vector(&replica.momentum)}
    };
    // Rank 1 is away, two are behind; one of those who are current has no gradient; and all are current.
    for (steps, members, without, count) in [
        (vec![4, 2, 5, 0, 5], vec![0, 2, 3, 4], 3, 3),
        (vec![5, 5, 1], vec![0, 1, 2], 1, 2),
        (vec![0], vec![0], 9, 1),
    ] {
        let quorum = Quorum { steps: members.iter().map(|&member| steps[member]).collect(), members };
        let shown = object! {members: quorum.members, steps: quorum.steps};
        e.case("sources", args![shown], a::quorum::sources(&quorum));
        // Whoever has committed as many steps has the same bits.
        let model = Replica { steps: 5, weights: doubles(e, count), momentum: doubles(e, count) };
        let replicas: Vec<Replica> = steps
            .iter()
            .map(|&steps| {
                if steps == 5 { model.clone() } else { Replica { steps, ..Replica::new(&doubles(e, count)) } }
            })
            .collect();
        let gradients: Vec<Option<Vec<f64>>> =
            (0..steps.len()).map(|rank| (rank != without).then(|| doubles(e, count))).collect();
        let (ranks, _) = results(steps.len(), |comm| {
            let (rank, mut own) = (comm.rank(), replicas[comm.rank()].clone());
            let there = quorum.members.contains(&rank);
            let committed =
                there.then(|| a::quorum::step(comm, &quorum, &mut own, gradients[rank].as_deref()));
            (committed, own)
        });
        let before: Vec<Value> = replicas.iter().map(replica).collect();
        let after: Vec<Value> = ranks.iter().map(|rank| replica(&rank.1)).collect();
        let list: Vec<Option<Array1<f64>>> =
            gradients.iter().map(|gradient| gradient.as_deref().map(vector)).collect();
        let committed = ranks[quorum.members[0]].0;
        e.changes("step", args![shown, before, list], committed, &[(1, after.plain())]);
    }
}
