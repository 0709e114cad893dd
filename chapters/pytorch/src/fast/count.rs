//! Examples of what is counted.

use ::fast::solution as a;
use ::fast::{Counts, Kernel, Level, Limit, Machine, Nest, Operand, Roof, Used};
use serde_json::{Value, json};

use crate::example::Examples;

pub(super) fn examples(e: &mut Examples) {
    traffic(e);
    roofline(e);
}

fn used(used: Used) -> &'static str {
    match used {
        Used::Read => "read",
        Used::Written => "written",
        Used::Updated => "updated",
    }
}

fn traffic(e: &mut Examples) {
    e.exercise("traffic");
    let operand = |element_bytes, loops: &'static [usize], used| Operand { element_bytes, loops, used };
    let product = [
        operand(4, &[0, 1], Used::Updated),
        operand(4, &[0, 2], Used::Read),
        operand(2, &[2, 1], Used::Read),
    ];
    let fill = [operand(8, &[0], Used::Written), operand(4, &[], Used::Read)];
    let nests: [(&[u64], u64, &[Operand<'_>]); 6] = [
        (&[3, 4, 5], 2, &product),
        (&[700, 1, 900], 2, &product),
        (&[3, 0, 5], 2, &product),
        (&[9], 1, &fill),
        (&[], 3, &[operand(8, &[], Used::Updated)]),
        (&[2, 3], 0, &[]),
    ];
    for (extents, step_operations, operands) in nests {
        for write_allocate in [false, true] {
            let shown: Vec<Value> = operands
                .iter()
                .map(|operand| {
                    let how = used(operand.used);
                    object! {element_bytes: operand.element_bytes, loops: operand.loops, used: how}
                })
                .collect();
            let nest = Nest { extents, step_operations, operands, write_allocate };
            let Counts { operations, uncached, compulsory, cached } = a::traffic::traffic(&nest);
            let arguments = args![extents, step_operations, shown, write_allocate];
            e.case("traffic", arguments, (operations, uncached, compulsory, cached));
        }
    }
}

fn roofline(e: &mut Examples) {
    e.exercise("roofline");
    let levels = [
        Level { bandwidth: 4e10, shared: false },
        Level { bandwidth: 2e10, shared: true },
        Level { bandwidth: 1e10, shared: true },
    ];
    let shown: Vec<Value> =
        levels.iter().map(|level| object! {bandwidth: level.bandwidth, shared: level.shared}).collect();
    for (operations, bytes, threads, measured) in [
        (4e9, [8e9, 2e9, 1e9], 1, Some(0.25)),
        (4e9, [8e9, 2e9, 1e9], 4, None),
        (9e9, [1e9, 1e9, 0.0], 2, Some(0.05)),
        (0.0, [0.0, 3e9, 1e9], 2, Some(1.0)),
        (0.0, [0.0, 0.0, 0.0], 3, Some(1.0)),
    ] {
        let machine = Machine { operations: 5e10, levels: &levels };
        let kernel = Kernel { operations, bytes: &bytes, threads, measured };
        let Roof { floor, limit, intensity, attainable, ridge, reached } =
            a::roofline::roofline(&machine, &kernel);
        let limit = match limit {
            Limit::Arithmetic => 0,
            Limit::Level(at) => at + 1,
        };
        let [floor, intensity, attainable, ridge] =
            args![floor, intensity, attainable, ridge].try_into().expect("four");
        let expected = json!([floor, limit, intensity, attainable, ridge, reached]);
        e.case("roofline", args![machine.operations, shown, operations, bytes, threads, measured], expected);
    }
}
