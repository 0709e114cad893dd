//! An exercise to try the judge on.

#![allow(unreachable_pub)]

use judge::{Alternative, Bent, Case, Fresh, Level, Meta, Mistake, Part, Plan, Property, Reference};
use ndarray::{Array1, ArrayView1};

pub type Answer = fn(ArrayView1<'_, f32>) -> Array1<f32>;
pub type Input = Array1<f32>;

pub fn right(x: ArrayView1<'_, f32>) -> Array1<f32> {
    x.mapv(|v| 2.0 * v)
}

/// An exercise whose right answer doubles its input.
pub fn plan(name: &'static str, answer: Option<Answer>) -> Plan<Answer, Input, Array1<f32>, bool> {
    Plan::<Answer, Input, Array1<f32>, bool> {
        meta: Meta {
            chapter: "hostile",
            name,
            title: "doubling",
            level: Level::Easy,
            minutes: 1,
            year: 2026,
            needs: &[],
            text: "hostile.html#doubling",
            hints: ["", "", ""],
            story: "",
        },
        answer,
        solution: right,
        call: |answer, input| answer(input.view()),
        reference: Reference {
            run: |input, _| Ok(vec![Part::array("out", &input.mapv(|v| 2.0 * f64::from(v)))]),
            ran: || "the test".into(),
        },
        cases: vec![
            Case { name: "three numbers", make: |random| random.normals(3, 1.0) },
            Case { name: "no number", make: |random| random.normals(0, 1.0) },
        ],
        fresh: Fresh { count: 3, make: |random| random.normals(5, 1.0) },
        describe: |input| format!("length {}", input.len()),
        properties: vec![Property {
            name: "constant memory",
            holds: |input, probe| {
                let output = probe.call(input)?;
                if probe.peak > 1 << 20 {
                    Err(format!("{} bytes for {} numbers", probe.peak, output.len()).into())
                } else {
                    Ok(())
                }
            },
        }],
        bent: Bent { run: |once, input| if *once { input.clone() } else { right(input.view()) } },
        mistakes: vec![Mistake::new("once", "the input comes back undoubled", |once| *once = true)],
        styles: vec![],
        twins: vec![],
        alternatives: vec![Alternative { name: "sum", answer: |x| &x + &x }],
        promises: Vec::new(),
        golden: vec![],
    }
}
