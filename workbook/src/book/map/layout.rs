//! Where exercises stand on the map, and how the lines between them run: a column for each chapter, a row for each exercise.

use std::collections::BTreeMap;

use contract::Exercise;

/// The column of a chapter.
pub(super) struct Column<'a> {
    /// The exercises from top to bottom: each stands below all of its chapter on which it builds, and of those that may come
    /// next the one with the earliest year does.
    pub(super) rows: Vec<&'a Exercise>,
    /// The lines from one exercise of the column to another.
    pub(super) lines: Vec<Line>,
}

/// A line from an exercise to one that builds on it, by their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) from: usize,
    pub(super) to: usize,
    /// How many lanes left of the exercises it runs; 0 is straight down from one row to the next.
    pub(super) lane: usize,
}

impl<'a> Column<'a> {
    /// The column of a chapter with these exercises, in the order of the book.
    pub(super) fn of(exercises: &'a [Exercise]) -> Column<'a> {
        let rows = ordered(exercises);
        let lines = lines(&rows);
        Column { rows, lines }
    }

    /// How many lanes its lines take.
    pub(super) fn lanes(&self) -> usize {
        self.lines.iter().map(|line| line.lane).max().unwrap_or(0)
    }
}

fn ordered(exercises: &[Exercise]) -> Vec<&Exercise> {
    let mut left: Vec<&Exercise> = exercises.iter().collect();
    let mut rows = Vec::new();
    while !left.is_empty() {
        let waits = |exercise: &&Exercise| left.iter().any(|other| exercise.needs.contains(&other.id()));
        // The first of those with the earliest year; in a circle somebody has to begin.
        let free = left.iter().enumerate().filter(|(_, exercise)| !waits(exercise));
        let next = free.min_by_key(|(place, exercise)| (exercise.year, *place)).map_or(0, |(place, _)| place);
        rows.push(left.remove(next));
    }
    rows
}

/// All lines of an exercise to others that are not in the next row share a lane. Short ones run near the exercises, and no
/// two in one lane meet.
fn lines(rows: &[&Exercise]) -> Vec<Line> {
    let place: BTreeMap<String, usize> =
        rows.iter().enumerate().map(|(row, exercise)| (exercise.id(), row)).collect();
    let mut lines = Vec::new();
    for (to, exercise) in rows.iter().enumerate() {
        let needs = exercise.needs.iter().filter_map(|need| place.get(need));
        lines.extend(needs.map(|&from| Line { from, to, lane: 0 }));
    }
    let mut trunks: BTreeMap<usize, usize> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.to != line.from + 1) {
        let end = trunks.entry(line.from).or_default();
        *end = line.to.max(*end);
    }
    // From top to bottom each into the first lane that is free: no fewer lanes would do.
    let mut lanes: Vec<Vec<(usize, usize)>> = Vec::new();
    for (from, to) in trunks {
        match lanes.iter_mut().find(|lane| lane.last().is_none_or(|&(_, end)| end < from)) {
            Some(lane) => lane.push((from, to)),
            None => lanes.push(vec![(from, to)]),
        }
    }
    lanes.sort_by_key(|lane| lane.iter().map(|(from, to)| to - from).max());
    let lane_of: BTreeMap<usize, usize> = (1..)
        .zip(&lanes)
        .flat_map(|(number, lane)| lane.iter().map(move |&(from, _)| (from, number)))
        .collect();
    for line in lines.iter_mut().filter(|line| line.to != line.from + 1) {
        line.lane = lane_of.get(&line.from).copied().unwrap_or(1);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Course;

    #[test]
    fn every_line_goes_down_and_none_meets_another_in_its_lane() {
        let course = Course::find().unwrap();
        for chapter in &course.chapters {
            let column = Column::of(&chapter.exercises);
            assert_eq!(column.rows.len(), chapter.exercises.len(), "{}", chapter.name);
            for line in &column.lines {
                assert!(line.from < line.to, "{}: {line:?}", chapter.name);
                let meets = |other: &&Line| {
                    other.from != line.from
                        && other.lane == line.lane
                        && line.lane > 0
                        && other.from <= line.to
                        && line.from <= other.to
                };
                assert_eq!(column.lines.iter().find(meets), None, "{}: {line:?}", chapter.name);
            }
            assert!(column.lanes() <= 7, "{} has {} lanes: too many to draw", chapter.name, column.lanes());
        }
    }

    #[test]
    fn what_builds_on_nothing_new_comes_by_its_year() {
        let course = Course::find().unwrap();
        let column = Column::of(&course.chapter("attention").unwrap().exercises);
        let names: Vec<&str> = column.rows.iter().map(|exercise| exercise.name.as_str()).collect();
        assert_eq!(names[..4], ["softmax", "additive", "luong", "scaled_dot_product"]);
        let place = |name: &str| names.iter().position(|other| *other == name);
        assert!(place("online_softmax") < place("rope"), "2018 comes before 2021: {names:?}");
        assert!(place("rope") < place("qk_norm"), "what builds on it comes after it: {names:?}");
    }
}
