//! A line of the cache between cores: who may write it, and how often it has to come.

use figures::{Figure, Grid, Panel, Steps};

/// What a core has of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing, or what has been overwritten elsewhere.
    Invalid,
    /// As it is in memory, and others may have it too.
    Shared,
    /// As it is in memory, and nobody else has it.
    Exclusive,
    /// Newer than memory, and nobody else has it.
    Modified,
}

/// The caches of some cores, which have room for every line.
#[derive(Clone, Debug)]
pub struct Caches {
    /// Of each core, what it has of each line.
    pub states: Vec<Vec<State>>,
    /// How often a line came to a core, from memory or from another core.
    pub transfers: u64,
}

impl Caches {
    /// Caches in which nothing is.
    pub fn new(cores: usize, lines: usize) -> Caches {
        Caches { states: vec![vec![State::Invalid; lines]; cores], transfers: 0 }
    }

    /// A core reads from a line: without it, it comes, and others may keep theirs.
    pub fn read(&mut self, core: usize, line: usize) {
        if self.states[core][line] != State::Invalid {
            return;
        }
        self.transfers += 1;
        let mut alone = true;
        for other in self.states.iter_mut().filter(|states| states[line] != State::Invalid) {
            other[line] = State::Shared;
            alone = false;
        }
        self.states[core][line] = if alone { State::Exclusive } else { State::Shared };
    }

    /// A core writes into a line: without it, it comes, and nobody else has it then.
    pub fn write(&mut self, core: usize, line: usize) {
        self.read(core, line);
        self.states.iter_mut().for_each(|states| states[line] = State::Invalid);
        self.states[core][line] = State::Modified;
    }

    /// A core adds to a number in a line.
    pub fn add(&mut self, core: usize, line: usize) {
        self.read(core, line);
        self.write(core, line);
    }
}

/// The line of a core's counter, if counters lie side by side, or each in a line of its own.
fn line_of(core: usize, padded: bool) -> usize {
    if padded { core } else { 0 }
}

/// How often a line comes to a core while so many additions are made, by two cores in turn, each to its own counter.
pub fn transfers(additions: usize, padded: bool) -> u64 {
    let mut caches = Caches::new(2, 2);
    (0..additions).for_each(|at| caches.add(at % 2, line_of(at % 2, padded)));
    caches.transfers
}

const LETTERS: [(State, f64, &str); 4] = [
    (State::Invalid, 0.05, "I"),
    (State::Shared, 0.25, "S"),
    (State::Exclusive, 0.45, "E"),
    (State::Modified, 0.7, "M"),
];

fn shade(state: State) -> f64 {
    LETTERS.iter().find(|(of, ..)| *of == state).map_or(0.0, |(_, shade, _)| *shade)
}

fn letter(shade: f64) -> String {
    LETTERS.iter().find(|(_, of, _)| *of == shade).map_or(String::new(), |(.., letter)| (*letter).to_owned())
}

/// Four additions by two cores in turn: counters in one line, and each in a line of its own.
pub fn steps() -> Figure {
    let (mut together, mut apart) = (Caches::new(2, 1), Caches::new(2, 2));
    let mut steps = Steps::new(
        "Two counters in one line take it from core to core at every addition; in a line each, they stay",
    );
    let frame = |title: &str, together: &Caches, apart: &Caches| {
        let cells = |caches: &Caches| -> Vec<Vec<f64>> {
            caches.states.iter().map(|lines| lines.iter().map(|&state| shade(state)).collect()).collect()
        };
        let count = |caches: &Caches| match caches.transfers {
            1 => "1 transfer".to_owned(),
            transfers => format!("{transfers} transfers"),
        };
        let (one, two) = (count(together), count(apart));
        let said = |caches: &Caches| {
            let words = caches.states.iter().enumerate().flat_map(|(core, lines)| {
                lines
                    .iter()
                    .enumerate()
                    .map(move |(line, state)| format!("core {core} has line {line} {state:?}"))
            });
            words.collect::<Vec<_>>().join(", ").to_lowercase()
        };
        let description = format!(
            "In one line: {}, after {one}. In a line each: {}, after {two}.",
            said(together),
            said(apart)
        );
        let names = ["core 0", "core 1"];
        Grid::new(title, &description)
            .panel(
                Panel::new(&format!("one line: {one}"), cells(together))
                    .axes("", "line")
                    .names(&names, &["0"])
                    .write(letter),
            )
            .panel(
                Panel::new(&format!("a line each: {two}"), cells(apart))
                    .axes("", "line")
                    .names(&names, &["0", "1"])
                    .write(letter),
            )
            .save()
    };
    let begin =
        "Nothing is in either cache: every line is invalid, I. Core 0 has a counter, and core 1 has one.";
    steps = steps.frame(begin, frame("Before the first addition", &together, &apart));
    for at in 0..4 {
        let (core, other) = (at % 2, 1 - at % 2);
        together.add(core, 0);
        apart.add(core, core);
        let came = match at {
            0 => "The line comes from memory and is modified, M".to_owned(),
            1 => format!(
                "Its counter is in the line that core {other} has modified: it comes from there, and what core {other} has is invalid"
            ),
            _ => format!(
                "Core {other} has the line, and it comes from there once more. In a line of its own the counter was still there"
            ),
        };
        let caption = format!("Core {core} adds 1 to its own counter. {came}.");
        steps = steps.frame(&caption, frame(&format!("After addition {}", at + 1), &together, &apart));
    }
    steps.save()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_line_comes_at_every_addition_and_one_of_its_own_once() {
        for additions in [2, 3, 10, 1000] {
            assert_eq!([false, true].map(|padded| transfers(additions, padded)), [additions as u64, 2]);
        }
        assert_eq!([false, true].map(|padded| transfers(0, padded)), [0, 0]);
    }

    #[test]
    fn a_line_that_is_read_may_be_with_many_and_one_that_is_written_with_one() {
        let mut caches = Caches::new(3, 1);
        caches.read(0, 0);
        assert_eq!(caches.states[0][0], State::Exclusive);
        caches.write(0, 0);
        assert_eq!((caches.states[0][0], caches.transfers), (State::Modified, 1));
        caches.read(1, 0);
        caches.read(2, 0);
        assert_eq!(caches.states, [[State::Shared], [State::Shared], [State::Shared]]);
        // It is there: nothing comes, and the others lose it.
        caches.write(1, 0);
        assert_eq!(caches.states, [[State::Invalid], [State::Modified], [State::Invalid]]);
        assert_eq!(caches.transfers, 3);
    }

    #[test]
    fn the_steps_are_finished() {
        assert_eq!(steps().overlapping_labels(), []);
    }
}
