//! Scripts for a stack of states.

use judge::{Matrix, Random};
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// One step of a script, on a stack of states.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Step {
    /// Pushes the state of nothing.
    Start,
    /// Takes item j into the top state.
    Update(usize),
    /// Takes the items from one up to another into the top state, one after the other.
    Updates(usize, usize),
    /// Exchanges the two top states.
    Swap,
    /// Replaces the two top states by their merge.
    Merge,
    /// Finishes the top state.
    Finish,
}

#[derive(Clone, Serialize, Deserialize)]
pub(in super::super) struct Input {
    pub(super) scores: Vec<f32>,
    pub(super) values: Matrix,
    pub(super) script: Vec<Step>,
}

/// Exchanges the two top elements of a stack.
pub(super) fn swap<T>(stack: &mut [T]) {
    let top = stack.len() - 1;
    stack.swap(top - 1, top);
}

/// Which items the top state has seen after each step.
pub(super) fn members(input: &Input) -> Array2<bool> {
    let items = input.scores.len();
    let mut stack: Vec<Vec<bool>> = Vec::new();
    let mut members = Array2::from_elem((input.script.len(), items), false);
    for (index, step) in input.script.iter().enumerate() {
        match step {
            Step::Start => stack.push(vec![false; items]),
            Step::Update(j) => stack.last_mut().expect("a script starts with Start")[*j] = true,
            Step::Updates(from, to) => {
                stack.last_mut().expect("a script starts with Start")[*from..*to].fill(true);
            }
            Step::Merge => {
                let right = stack.pop().expect("a script merges what it has started");
                let left = stack.last_mut().expect("a script merges what it has started");
                left.iter_mut().zip(right).for_each(|(left, right)| *left |= right);
            }
            Step::Swap => swap(&mut stack),
            Step::Finish => {}
        }
        members
            .row_mut(index)
            .assign(&Array1::from(stack.last().expect("a script starts with Start").clone()));
    }
    members
}

/// Segments of consecutive items, each folded by updates, merged in random order of a tree; finished now and then.
pub(super) fn merged(random: &mut Random, lengths: &[usize]) -> Vec<Step> {
    let mut script = Vec::new();
    let (mut item, mut open) = (0, 0);
    for &length in lengths {
        script.push(Step::Start);
        open += 1;
        for _ in 0..length {
            script.push(Step::Update(item));
            item += 1;
        }
        script.push(Step::Finish);
        while open > 1 && random.chance(0.6) {
            script.push(Step::Merge);
            open -= 1;
        }
    }
    script.extend(std::iter::repeat_n(Step::Merge, open - 1));
    script.push(Step::Finish);
    script
}

/// One state that takes all items in order.
pub(super) fn folded(items: usize) -> Vec<Step> {
    let updates = (0..items).map(Step::Update);
    std::iter::once(Step::Start).chain(updates).chain([Step::Finish]).collect()
}

pub(super) fn input(random: &mut Random, scores: Vec<f32>, width: usize, script: Vec<Step>) -> Input {
    let values = random.normals((scores.len(), width), 1.0).into();
    Input { scores, values, script }
}

/// A state of the items up to one, a state of the others, and their merge.
pub(super) fn halves(cut: usize, items: usize) -> Vec<Step> {
    use Step::{Finish, Merge, Start, Updates};
    vec![Start, Updates(0, cut), Start, Updates(cut, items), Finish, Merge, Finish]
}
