use sharding::Communicator;
use sharding::Kind;
use sharding::threads::*;

fn told(size: usize, program: impl Fn(&dyn Communicator) + Sync) -> (String, String) {
    let outcome = run(size, program);
    let fault = outcome.fault.as_ref().expect("something is wrong");
    (fault.pattern(), outcome.told().expect("something is wrong"))
}

/// Each rank hands its number on, and receives its neighbour's.
fn hand_on(communicator: &dyn Communicator) -> usize {
    let (rank, size) = (communicator.rank(), communicator.size());
    communicator.send((rank + 1) % size, 7, &[rank, 2 * rank]);
    communicator.receive::<usize>((rank + size - 1) % size, 7)[1]
}

#[test]
fn messages_arrive_and_are_counted() {
    for size in [1, 2, 5] {
        let (results, log) = results(size, hand_on);
        assert_eq!(results, (0..size).map(|rank| 2 * ((rank + size - 1) % size)).collect::<Vec<_>>());
        let others = usize::from(size > 1);
        for rank in 0..size {
            assert_eq!(
                (log.sent(rank), log.received(rank), log.messages(rank)),
                (16 * others, 16 * others, others)
            );
        }
        assert_eq!(log.steps, others);
    }
}

#[test]
fn every_kind_of_number_travels() {
    let (_, log) = results(2, |communicator| {
        let other = 1 - communicator.rank();
        communicator.send(other, 0, &[f32::NAN, -0.0]);
        communicator.send(other, 0, &[f64::MIN_POSITIVE]);
        communicator.send(other, 1, &[i64::MIN, i64::MAX]);
        communicator.send(other, 1, &[] as &[u8]);
        communicator.send(other, 1, &[i32::MIN]);
        communicator.send(other, 2, &[u64::MAX]);
        communicator.send(other, 2, &[u32::MAX]);
        // In any order of tags, and for one tag in the order in which they were sent.
        assert_eq!(communicator.receive::<u64>(other, 2), [u64::MAX]);
        assert_eq!(communicator.receive::<u32>(other, 2), [u32::MAX]);
        assert_eq!(communicator.receive::<i64>(other, 1), [i64::MIN, i64::MAX]);
        assert_eq!(communicator.receive::<u8>(other, 1), [0_u8; 0]);
        assert_eq!(communicator.receive::<i32>(other, 1), [i32::MIN]);
        let floats = communicator.receive::<f32>(other, 0);
        assert!(floats[0].is_nan() && floats[1].is_sign_negative());
        assert_eq!(communicator.receive::<f64>(other, 0), [f64::MIN_POSITIVE]);
    });
    assert_eq!(log.events[0][1], Event::Sent { to: 1, tag: 0, kind: Kind::F64, count: 1 });
}

#[test]
fn a_barrier_waits_for_all() {
    let arrived = std::sync::atomic::AtomicUsize::new(0);
    let (seen, _) = results(4, |communicator| {
        arrived.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        communicator.barrier();
        let seen = arrived.load(std::sync::atomic::Ordering::SeqCst);
        communicator.barrier();
        seen
    });
    assert_eq!(seen, [4; 4]);
}

#[test]
fn a_circle_of_waiting_ranks_is_told() {
    let (pattern, told) = told(3, |communicator| {
        let (rank, size) = (communicator.rank(), communicator.size());
        let before = communicator.receive::<f32>((rank + size - 1) % size, 0);
        communicator.send((rank + 1) % size, 0, &before);
    });
    assert_eq!(pattern, "0 waits for 2; 1 waits for 0; 2 waits for 1");
    assert!(
        told.starts_with(
            "rank 0 waits for rank 2 waits for rank 1 waits for rank 0: each receives before it sends\n"
        ),
        "{told}"
    );
    assert!(told.contains("rank 1  waits for ←0\n"), "{told}");
}

#[test]
fn a_wrong_tag_a_wrong_kind_and_a_rank_that_has_ended_are_told() {
    let tagged = |tag: u32| {
        move |communicator: &dyn Communicator| match communicator.rank() {
            0 => communicator.send(1, tag, &[1.0_f32]),
            _ => drop(communicator.receive::<f64>(0, 4)),
        }
    };
    let (pattern, wrong_tag) = told(2, tagged(3));
    assert_eq!(pattern, "1 waits for 0, which sent another tag");
    assert!(
        wrong_tag.starts_with("rank 1 waits for tag 4 from rank 0, which has sent it tag 3\n"),
        "{wrong_tag}"
    );
    let (_, wrong_kind) = told(2, tagged(4));
    assert!(
        wrong_kind.starts_with("rank 1 receives f64 from rank 0 (tag 4), which sent f32 with that tag\n"),
        "{wrong_kind}"
    );
    let (pattern, nothing) = told(2, |communicator| {
        if communicator.rank() == 1 {
            communicator.receive::<f32>(0, 0);
        }
    });
    assert_eq!(pattern, "1 waits for 0");
    assert!(
        nothing.starts_with("rank 1 waits for a message from rank 0 (tag 0), which has ended\n"),
        "{nothing}"
    );
}

#[test]
fn an_unread_message_a_lonely_barrier_and_a_panic_are_told() {
    let (pattern, unread) = told(2, |communicator| {
        if communicator.rank() == 0 {
            communicator.send(1, 5, &[1_u8, 2]);
        }
    });
    assert_eq!(pattern, "0 to 1 unread");
    assert!(unread.starts_with("rank 1 never receives what rank 0 sent it (tag 5)\n"), "{unread}");
    assert!(unread.contains("rank 0  →1 [2]  ended\n"), "{unread}");
    let (_, lonely) = told(3, |communicator| {
        if communicator.rank() != 1 {
            communicator.barrier();
        }
    });
    assert!(lonely.starts_with("rank 0 waits at a barrier that rank 1 does not come to"), "{lonely}");
    let outcome = run(2, |communicator| {
        if communicator.rank() == 0 {
            std::panic::resume_unwind(Box::new("gone"));
        }
        communicator.receive::<f32>(0, 0)
    });
    assert!(matches!(outcome.ranks[0], Ended::Panicked(_)) && matches!(outcome.ranks[1], Ended::Halted));
    let told = outcome.told().unwrap();
    assert!(told.starts_with("rank 0 panicked, and rank 1 waits for rank 0 (tag 0)\n"), "{told}");
}

#[test]
fn a_chain_of_messages_is_counted_in_steps() {
    let (_, log) = results(4, |communicator| {
        let rank = communicator.rank();
        if rank > 0 {
            communicator.receive::<u8>(rank - 1, 0);
        }
        if rank < 3 {
            communicator.send(rank + 1, 0, &[0_u8]);
        }
    });
    assert_eq!(log.steps, 3);
}

/// A message stands to the left of its arrival, and what comes after a barrier to the right of all that come to it.
#[test]
fn the_picture_of_a_fault_has_one_time_for_all() {
    let (_, told) = told(3, |communicator| match communicator.rank() {
        0 => {
            communicator.send(1, 0, &[1_u8; 3]);
            communicator.barrier();
        }
        1 => {
            let values = communicator.receive::<u8>(0, 0);
            communicator.send(2, 0, &values);
            communicator.barrier();
            communicator.receive::<u8>(2, 1);
        }
        _ => {
            communicator.receive::<u8>(1, 0);
            communicator.barrier();
            communicator.send(0, 0, &[0_u8]);
        }
    });
    let picture = "rank 1 waits for a message from rank 2 (tag 1), which has ended
            rank 0  →1 tag 0 [3]  barrier       ·             ·             ·        ·             ended
            rank 1  ·             ←0 tag 0 [3]  →2 tag 0 [3]  barrier       ·        ·             waits for ←2 tag 1
            rank 2  ·             ·             ·             ←1 tag 0 [3]  barrier  →0 tag 0 [1]  ended
";
    assert_eq!(told, picture);
}
