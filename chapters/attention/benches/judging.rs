//! How long judging each solution takes in process.

use criterion::{Criterion, criterion_group, criterion_main};
use judge::{Verdict, Who};

fn judging(criterion: &mut Criterion) {
    for exercise in attention_grade::exercises(&attention::solution::ANSWERS) {
        criterion.bench_function(&format!("in process {}", exercise.meta.id()), |bencher| {
            bencher.iter(|| {
                let report = judge::judge_in_process(&exercise, Who::Solution, 1);
                assert_eq!(report.verdict, Verdict::Passed, "{}", report.rendered());
            });
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = judging
}
criterion_main!(benches);
