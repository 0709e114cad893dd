//! What an answer prints, call by call.

use std::io::{PipeReader, PipeWriter, Read, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::random;

/// How long to wait until what was printed has been read: a process that an answer has left behind may print without end.
const PATIENCE: Duration = Duration::from_millis(200);

/// How long to let what is printed gather before it is read.
const GATHER: Duration = Duration::from_micros(50);

/// Reads what comes out of a process, on one pipe so that it stays in order. The judge writes a mark into the same pipe before
/// each call, which the answer cannot know.
pub(crate) struct Printed {
    writer: PipeWriter,
    mark: Vec<u8>,
    marks: usize,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    kept: Mutex<Kept>,
    changed: Condvar,
}

#[derive(Default)]
struct Kept {
    /// Before the first call, and then in each.
    calls: Vec<Call>,
    /// The last of everything.
    tail: Vec<u8>,
    /// What may be the beginning of a mark.
    pending: Vec<u8>,
    /// Nothing more can come.
    ended: bool,
}

/// The beginning of what was printed in a call.
#[derive(Default)]
struct Call {
    head: Vec<u8>,
    total: usize,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Printed {
    /// Keeps of each call the first `limit` bytes that come out of the pipe.
    pub(crate) fn new((reader, writer): (PipeReader, PipeWriter), limit: usize) -> Printed {
        let mark = format!("\u{1e}{:016x}{:016x}\u{1e}", random::fresh(), random::fresh()).into_bytes();
        let shared = Arc::new(Shared::default());
        shared.lock().calls.push(Call::default());
        let (kept, known) = (shared.clone(), mark.clone());
        std::thread::spawn(move || read(reader, &known, limit, &kept));
        Printed { writer, mark, marks: 0, shared }
    }

    /// From now on it is the next call that prints.
    pub(crate) fn next_call(&mut self) {
        if self.writer.write_all(&self.mark).is_ok() {
            self.marks += 1;
        }
    }

    /// What was printed in a call, the first being 0, cut at a length.
    pub(crate) fn of(&mut self, call: usize) -> String {
        self.settle();
        let kept = self.shared.lock();
        let Some(Call { head, total }) = kept.calls.get(call + 1) else { return String::new() };
        let mut text = String::from_utf8_lossy(head).into_owned();
        if *total > head.len() {
            text += &format!("\n... ({total} bytes in all)");
        }
        text
    }

    /// The last of everything that was printed.
    pub(crate) fn tail(&mut self) -> String {
        self.settle();
        String::from_utf8_lossy(&self.shared.lock().tail).into_owned()
    }

    /// Waits until all that was printed so far is read.
    fn settle(&mut self) {
        self.next_call();
        let marks = self.marks;
        let waits = |kept: &mut Kept| kept.calls.len() <= marks && !kept.ended;
        drop(self.shared.changed.wait_timeout_while(self.shared.lock(), PATIENCE, waits));
    }
}

impl Kept {
    fn push(&mut self, bytes: &[u8], mark: &[u8], limit: usize) {
        // The answer waits while this reads.
        if self.pending.is_empty() && !bytes.contains(&mark[0]) {
            return self.keep(bytes, limit);
        }
        self.pending.extend_from_slice(bytes);
        while let Some(at) = self.pending.windows(mark.len()).position(|window| window == mark) {
            let before: Vec<u8> = self.pending.drain(..at + mark.len()).take(at).collect();
            self.keep(&before, limit);
            self.calls.push(Call::default());
        }
        let begun =
            (1..mark.len()).rev().find(|&length| self.pending.ends_with(&mark[..length])).unwrap_or(0);
        let whole: Vec<u8> = self.pending.drain(..self.pending.len() - begun).collect();
        self.keep(&whole, limit);
    }

    fn keep(&mut self, bytes: &[u8], limit: usize) {
        let call = self.calls.last_mut().expect("there is one from the start");
        call.total += bytes.len();
        let room = limit.saturating_sub(call.head.len()).min(bytes.len());
        call.head.extend_from_slice(&bytes[..room]);
        self.tail.extend_from_slice(bytes);
        let surplus = self.tail.len().saturating_sub(limit);
        self.tail.drain(..surplus);
    }
}

/// Reads a pipe to its end.
fn read(mut pipe: PipeReader, mark: &[u8], limit: usize, shared: &Shared) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(count) = pipe.read(&mut buffer) {
        if count == 0 {
            break;
        }
        shared.lock().push(&buffer[..count], mark, limit);
        shared.changed.notify_all();
        // Whoever prints in small pieces would be held up by this being woken for each.
        std::thread::sleep(GATHER);
    }
    shared.lock().ended = true;
    shared.changed.notify_all();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_has_what_it_printed_however_it_arrives() {
        let (reader, writer) = std::io::pipe().unwrap();
        let mut answer = writer.try_clone().unwrap();
        let mut printed = Printed::new((reader, writer), 10);
        answer.write_all(b"starting").unwrap();
        for text in ["one", "", "much more than ten"] {
            printed.next_call();
            for byte in text.bytes() {
                answer.write_all(&[byte]).unwrap();
            }
        }
        assert_eq!(printed.of(0), "one");
        assert_eq!(printed.of(1), "");
        assert_eq!(printed.of(2), "much more \n... (18 bytes in all)");
        assert_eq!(printed.tail(), "e than ten");
        assert_eq!(printed.of(99), "");
    }

    #[test]
    fn what_only_begins_like_a_mark_is_kept() {
        let mut kept = Kept::default();
        kept.calls.push(Call::default());
        let heads = |kept: &Kept| {
            kept.calls.iter().map(|c| String::from_utf8_lossy(&c.head).into_owned()).collect::<Vec<_>>()
        };
        for part in ["a<", "m", "x<m>b<", "<m", ">c"] {
            kept.push(part.as_bytes(), b"<m>", 100);
        }
        assert_eq!(heads(&kept), ["a<mx", "b<", "c"]);
    }
}
