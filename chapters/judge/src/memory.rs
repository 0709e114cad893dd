//! An allocator that counts, and that refuses beyond a limit: the portable way to bound an answer's memory.
#![allow(unsafe_code)] // A global allocator is unsafe by its trait; this one only counts and passes on.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

struct Counting;

static CURRENT: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);

thread_local! {
    /// What this thread has allocated less what it has freed, and the most of that. Without destructors and without an
    /// initialiser that allocates, so that the allocator may use them.
    static HERE: Cell<isize> = const { Cell::new(0) };
    static HERE_PEAK: Cell<isize> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Counts `size` more bytes, or returns false if that would pass the limit.
fn take(size: usize) -> bool {
    let now = CURRENT.fetch_add(size, Relaxed).saturating_add(size);
    if now > LIMIT.load(Relaxed) {
        CURRENT.fetch_sub(size, Relaxed);
        return false;
    }
    PEAK.fetch_max(now, Relaxed);
    here(size as isize);
    true
}

fn give(size: usize) {
    CURRENT.fetch_sub(size, Relaxed);
    here(-(size as isize));
}

fn here(change: isize) {
    let now = HERE.get() + change;
    HERE.set(now);
    HERE_PEAK.set(HERE_PEAK.get().max(now));
}

// SAFETY: every call goes to the system's allocator with the arguments it came with; a null pointer is an allocator's
// ordinary way to refuse.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !take(layout.size()) {
            return std::ptr::null_mut();
        }
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if !take(layout.size()) {
            return std::ptr::null_mut();
        }
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        give(layout.size());
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if size > layout.size() && !take(size - layout.size()) {
            return std::ptr::null_mut();
        }
        if size < layout.size() {
            give(layout.size() - size);
        }
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// From now on this process may hold `bytes` more than it does.
pub(crate) fn limit(bytes: usize) {
    LIMIT.store(CURRENT.load(Relaxed).saturating_add(bytes), Relaxed);
}

/// Runs `action`, and says how many bytes it held at its peak beyond what was held before. Meaningful where nothing
/// else runs in the process, as in the child in which an answer is judged.
pub fn peak_of<T>(action: impl FnOnce() -> T) -> (T, usize) {
    let before = CURRENT.load(Relaxed);
    PEAK.store(before, Relaxed);
    let result = action();
    (result, PEAK.load(Relaxed).saturating_sub(before))
}

/// As [`peak_of`], counting only what this thread allocates: for a process in which others are at work too.
pub fn peak_of_this_thread<T>(action: impl FnOnce() -> T) -> (T, usize) {
    let before = HERE.get();
    HERE_PEAK.set(before);
    let result = action();
    (result, (HERE_PEAK.get() - before).max(0) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_counts_what_it_holds_itself() {
        let noise = std::thread::spawn(|| (0..200).map(|i| vec![0_u8; i << 10].len()).sum::<usize>());
        // An optimiser leaves out what nobody looks at.
        let length = |bytes| std::hint::black_box(vec![1_u8; bytes]).len();
        let (length, peak) = peak_of_this_thread(|| length(50_000) + length(30_000));
        assert_eq!(length, 80_000);
        assert!((50_000..100_000).contains(&peak), "{peak}");
        noise.join().unwrap();
    }
}
