//! Ways to gather the weights of a unit, right and wrong ones: for the bent solutions.

use sharding::collectives::{all_gather, all_reduce};
use sharding::{Communicator, shard};

/// How the weights of a unit come together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Gather {
    #[default]
    Right,
    OwnAlone,
    OwnAndZeros,
    OwnFirst,
    Backwards,
    EqualLengths,
    SumOfPadded,
    MeanOfPadded,
    Root,
    Twice,
    HalfDigits,
    /// An empty shard is not sent, and waited for.
    EmptyUnsent,
}

/// A number with the digits of a bf16.
pub(crate) fn bf16(x: f32) -> f32 {
    let bits = x.to_bits();
    f32::from_bits((bits + 0x7fff + ((bits >> 16) & 1)) & 0xffff_0000)
}

/// All weights of a unit, `length` of them; `direct` is a right way without a ring.
pub(crate) fn gathered(
    comm: &dyn Communicator,
    own: &[f32],
    length: usize,
    way: Gather,
    direct: bool,
) -> Vec<f32> {
    let (rank, size) = (comm.rank(), comm.size());
    let place = |of: usize| shard(length, size, of);
    let padded = || {
        let mut whole = vec![0.0; length];
        whole[place(rank)].copy_from_slice(own);
        whole
    };
    let all = |own: &[f32]| if direct { each_to_each(comm, own) } else { all_gather(comm, own) };
    match way {
        Gather::Right => all(own),
        Gather::OwnAlone => own.to_vec(),
        Gather::OwnAndZeros => padded(),
        Gather::OwnFirst => {
            let mut whole = all(own);
            whole.rotate_left(place(rank).start.min(length));
            whole
        }
        Gather::Backwards => {
            let whole = all(own);
            (0..size).rev().flat_map(|of| whole[place(of)].to_vec()).collect()
        }
        Gather::EqualLengths => {
            let whole = all(own);
            let mut out = vec![0.0; length];
            for of in 0..size {
                let values = &whole[place(of)];
                for (slot, &value) in out.iter_mut().skip(of * own.len()).zip(values) {
                    *slot = value;
                }
            }
            out
        }
        Gather::SumOfPadded | Gather::MeanOfPadded => {
            let mut whole = padded();
            all_reduce(comm, &mut whole);
            if way == Gather::MeanOfPadded {
                whole.iter_mut().for_each(|w| *w /= size as f32);
            }
            whole
        }
        Gather::EmptyUnsent => owner_by_owner(comm, own, direct),
        Gather::Root => through_the_root(comm, own),
        Gather::Twice => {
            let _ = all(own);
            all(own)
        }
        Gather::HalfDigits => {
            let rounded: Vec<f32> = own.iter().map(|&w| bf16(w)).collect();
            all(&rounded)
        }
    }
}

fn each_to_each(comm: &dyn Communicator, own: &[f32]) -> Vec<f32> {
    let (rank, size) = (comm.rank(), comm.size());
    (0..size).filter(|&to| to != rank).for_each(|to| comm.send(to, 9, own));
    let from = |from: usize| if from == rank { own.to_vec() } else { comm.receive(from, 9) };
    (0..size).flat_map(from).collect()
}

/// Each owner in turn sends what it has to all others, if it has something; `first` sends before anything is received.
fn owner_by_owner(comm: &dyn Communicator, own: &[f32], first: bool) -> Vec<f32> {
    let (rank, size) = (comm.rank(), comm.size());
    let send = || {
        if !own.is_empty() {
            (0..size).filter(|&to| to != rank).for_each(|to| comm.send(to, 9, own));
        }
    };
    if first {
        send();
    }
    let mut whole = vec![];
    for owner in 0..size {
        if owner == rank {
            if !first {
                send();
            }
            whole.extend_from_slice(own);
        } else {
            whole.extend(comm.receive::<f32>(owner, 9));
        }
    }
    whole
}

fn through_the_root(comm: &dyn Communicator, own: &[f32]) -> Vec<f32> {
    let size = comm.size();
    if comm.rank() > 0 {
        comm.send(0, 7, own);
        return comm.receive(0, 8);
    }
    let mut whole = own.to_vec();
    (1..size).for_each(|from| whole.extend(comm.receive::<f32>(from, 7)));
    (1..size).for_each(|to| comm.send(to, 8, &whole));
    whole
}
