//! What one rank of several has of the others.

use std::fmt;

/// One of several ranks that compute together, threads or processes, as it sees the others. All that ranks know of one another
/// goes through it.
///
/// Answers are given a `&dyn Communicator`, and call [`send`](trait.Communicator.html#method.send) and
/// [`receive`](trait.Communicator.html#method.receive) on it.
// ANCHOR: communicator
pub trait Communicator {
    /// The number of this rank, from 0.
    fn rank(&self) -> usize;

    /// How many ranks there are.
    fn size(&self) -> usize;

    /// Waits until every rank is here.
    fn barrier(&self);

    /// What `send` hands over.
    fn post(&self, to: usize, tag: u32, kind: Kind, bytes: Vec<u8>);

    /// What `receive` is handed.
    fn take(&self, from: usize, tag: u32, kind: Kind) -> Vec<u8>;
}
// ANCHOR_END: communicator

// ANCHOR: talk
impl dyn Communicator + '_ {
    /// Sends values to a rank, and does not wait for it. Messages with the
    /// same tag arrive in the order in which they were sent.
    #[track_caller]
    pub fn send<T: Element>(&self, to: usize, tag: u32, values: &[T]) {
        self.within("send to", to);
        let mut bytes = Vec::with_capacity(size_of_val(values));
        for &value in values {
            value.put(&mut bytes);
        }
        self.post(to, tag, T::KIND, bytes);
    }

    /// Waits for the next message with a tag from a rank: as many values
    /// as were sent.
    #[track_caller]
    pub fn receive<T: Element>(&self, from: usize, tag: u32) -> Vec<T> {
        self.within("receive from", from);
        let bytes = self.take(from, tag, T::KIND);
        bytes.chunks_exact(size_of::<T>()).map(T::get).collect()
    }
}
// ANCHOR_END: talk

impl dyn Communicator + '_ {
    #[track_caller]
    fn within(&self, what: &str, rank: usize) {
        let size = self.size();
        assert!(
            rank < size,
            "rank {} wants to {what} rank {rank}, and there are {size}, from 0 to {}",
            self.rank(),
            size - 1
        );
    }
}

/// The type of the values in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `u8`
    U8,
    /// `u32`
    U32,
    /// `u64`; `usize` travels as this.
    U64,
}

impl Kind {
    /// The bytes of one value.
    pub fn bytes(self) -> usize {
        match self {
            Kind::U8 => 1,
            Kind::F32 | Kind::I32 | Kind::U32 => 4,
            Kind::F64 | Kind::I64 | Kind::U64 => 8,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Kind::F32 => "f32",
            Kind::F64 => "f64",
            Kind::I32 => "i32",
            Kind::I64 => "i64",
            Kind::U8 => "u8",
            Kind::U32 => "u32",
            Kind::U64 => "u64",
        };
        f.pad(name)
    }
}

/// A number that travels between ranks.
pub trait Element: Copy + Send + Sync + 'static {
    /// Its type.
    const KIND: Kind;

    /// Appends its bytes, the lowest first.
    fn put(self, bytes: &mut Vec<u8>);

    /// Reads it from its bytes.
    fn get(bytes: &[u8]) -> Self;
}

macro_rules! element {
    ($($t:ty as $wire:ty => $kind:ident),*) => {$(
        impl Element for $t {
            const KIND: Kind = Kind::$kind;

            fn put(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&(self as $wire).to_le_bytes());
            }

            fn get(bytes: &[u8]) -> $t {
                <$wire>::from_le_bytes(bytes.try_into().expect("a message has whole values")) as $t
            }
        }
    )*};
}
element!(f32 as f32 => F32, f64 as f64 => F64, i32 as i32 => I32, i64 as i64 => I64, u8 as u8 => U8, u32 as u32 => U32, u64 as u64 => U64, usize as u64 => U64);
