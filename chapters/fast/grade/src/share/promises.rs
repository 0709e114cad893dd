//! What the stub of `share` promises.

use judge::Promise;

use super::{Input, reference};

pub(super) fn promises() -> Vec<Promise<Input>> {
    let few = "There may be no rows, fewer than threads, and up to some hundred";
    let offset = "`lines.offset` is less than `lines.line`";
    vec![
        Promise::said("and a line begins at every multiple of `lines.line`"),
        Promise::edge("A range may be empty, wherever it lies", |input| input.threads > input.costs.len()),
        Promise::edge("What lies before row 0 or after the last row in a line does not matter", |input| {
            input.offset > 0 && !input.begins(input.costs.len())
        }),
        Promise::edge("a row is written whatever it costs", |input| {
            input.costs.contains(&0) && input.costs.iter().any(|&cost| cost > 0)
        }),
        Promise::edge(few, |input| input.costs.is_empty()),
        Promise::edge(few, |input| (1..input.threads).contains(&input.costs.len())),
        Promise::edge(few, |input| input.costs.len() > 256),
        Promise::always("there is at least one thread", |input| input.threads > 0),
        Promise::edge("there is at least one thread", |input| input.threads == 1),
        Promise::range(
            "A cost may be 0, and their sum is below 2⁶⁰",
            0.0..=(1_u64 << 60) as f64,
            |input| vec![input.costs.iter().sum::<u64>() as f64],
        ),
        Promise::range("`lines.line` is a power of two from 1 to 256", 1.0..=256.0, |input| {
            vec![input.line as f64]
        }),
        Promise::always("`lines.line` is a power of two from 1 to 256", |input| input.line.is_power_of_two()),
        Promise::range("`lines.row` is from 1 to 4,096", 1.0..=4096.0, |input| vec![input.row as f64]),
        Promise::edge("no multiple of anything", |input| input.row % 2 == 1 && input.row > 1),
        Promise::always(offset, |input| input.offset < input.line),
        Promise::edge(offset, |input| input.offset == 0),
        Promise::edge(offset, |input| input.line > 1 && input.offset + 1 == input.line),
        Promise::edge("Of several divisions that are as good, any will do", |input| {
            reference(input).is_ok_and(|divided| divided.largest == 0)
        }),
    ]
}
