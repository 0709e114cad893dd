//! All cores at work on a list: a catalogue is gone through while a reader waits.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The stack of a thread, in bytes: as much as a program's first one has.
const STACK: usize = 8 << 20;

/// What `action` gives for each item, in their order.
pub(super) fn each<T: Sync, R: Send>(items: &[T], action: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((at, item)) =
            Some(next.fetch_add(1, Relaxed)).and_then(|at| Some((at, items.get(at)?)))
        {
            done.push((at, action(item)));
        }
        done
    };
    let more = std::thread::available_parallelism().map_or(1, usize::from).min(items.len()).saturating_sub(1);
    let mut done = std::thread::scope(|scope| {
        // Where no thread can be had, this one does all of it.
        let thread = || std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok();
        let others: Vec<_> = (0..more).filter_map(|_| thread()).collect();
        let mut done = work();
        for other in others {
            match other.join() {
                Ok(theirs) => done.extend(theirs),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|&(at, _)| at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// The items of which something holds, in their order.
pub(super) fn those<T: Copy + Sync>(items: &[T], holds: impl Fn(&T) -> bool + Sync) -> Vec<T> {
    let kept = each(items, holds);
    items.iter().zip(kept).filter(|&(_, kept)| kept).map(|(&item, _)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(each(&items, |i| i * i), items.iter().map(|i| i * i).collect::<Vec<_>>());
        assert_eq!(those(&items, |i| i % 7 == 0).len(), 143);
        assert_eq!(each(&[] as &[usize], |i| *i), [0; 0]);
    }
}
