//! What the stub of `zero_bytes` promises.

use judge::Promise;

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let few = "there may be no units, units without weights, and more ranks than weights";
    vec![
        Promise::said("The bytes that a rank holds between steps"),
        Promise::said("what it holds between steps"),
        Promise::range("There is at least one rank, and up to 2¹⁴", 1.0..=16384.0, |input| {
            vec![input.ranks as f64]
        }),
        Promise::edge(few, |input| input.units.is_empty()),
        Promise::edge(few, |input| input.units.contains(&0)),
        Promise::edge(few, |input| input.units.iter().any(|&unit| unit > 0 && unit < input.ranks)),
        Promise::range("There are up to 2⁴⁰ weights in all", 0.0..=(1_u64 << 40) as f64, |input| {
            vec![input.units.iter().sum::<u64>() as f64]
        }),
    ]
}
