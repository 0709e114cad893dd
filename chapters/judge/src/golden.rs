//! What is known from elsewhere: values that were derived by hand or by another program, and what has to give them.

use crate::Mistake;

/// A check against such values.
#[derive(Clone, Copy)]
pub struct Golden {
    /// What is checked, as the name of a function: `the_golden_gates`.
    pub name: &'static str,
    /// Panics where another value is found.
    pub check: fn(),
}

/// Lists functions as [`Golden`] checks, under their own names.
#[macro_export]
macro_rules! golden {
    ($($check:ident),+ $(,)?) => {
        vec![$($crate::Golden { name: stringify!($check), check: $check }),+]
    };
}

/// The knobs of a bent solution, some of them turned.
pub fn turned<K: Default>(turn: impl FnOnce(&mut K)) -> K {
    let mut knobs = K::default();
    turn(&mut knobs);
    knobs
}

/// The knobs that a mistake of the catalogue turns.
///
/// # Panics
/// If there is no such mistake.
pub fn mistaken<K: Default>(mistakes: Vec<Mistake<K>>, id: &str) -> K {
    let mistake = mistakes.into_iter().find(|mistake| mistake.id == id);
    turned(mistake.unwrap_or_else(|| panic!("the catalogue lacks {id}")).bend)
}

/// Numbers between −1 and 1 that every language makes alike: s ← (1103515245 s + 12345) mod 2³¹, and 2s/2³¹ − 1.
pub fn portable(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = (1_103_515_245 * state + 12_345) & 0x7fff_ffff;
        2.0 * state as f64 / 2_147_483_648.0 - 1.0
    }
}
