use sharding::Adam;
use sharding::threads;
use sharding::trainer::*;

const SHAPE: Shape = Shape { symbols: 7, width: 6, heads: 3, hidden: 5, layers: 2, context: 4 };

fn plan() -> Plan {
    let adam = Adam { rate: 0.02, betas: [0.9, 0.99], epsilon: 1e-8, decay: 0.1 };
    Plan { shape: SHAPE, adam, most: None, windows: 6, micros: 3, steps: 12, seed: 5 }
}

fn text() -> Vec<u32> {
    (0..90_u32).map(|i| (i * i + i / 7) % 7).collect()
}

/// The loss of a batch as a function of all weights.
fn loss_of(weights: &[Vec<f64>]) -> f64 {
    let data::Batch { symbols, next } = data::batch(&text(), SHAPE.context, 3, 0, 0..3);
    let mut x = symbols;
    for (unit, weights) in weights.iter().enumerate() {
        x = SHAPE.forward(&Alone, unit, weights, &x);
    }
    model::loss(&x, &next, 1.0).0
}

#[test]
fn gradients_are_those_of_finite_differences() {
    let mut weights = SHAPE.begin(11);
    let mut random = data::Random::new(1);
    for weight in weights.iter_mut().flatten() {
        *weight += 0.3 * random.normal();
    }
    let data::Batch { symbols, next } = data::batch(&text(), SHAPE.context, 3, 0, 0..3);
    let mut inputs = vec![symbols];
    for unit in 0..SHAPE.units() {
        inputs.push(SHAPE.forward(&Alone, unit, &weights[unit], &inputs[unit]));
    }
    let mut gradient = model::loss(inputs.last().unwrap(), &next, 1.0).1;
    for unit in (0..SHAPE.units()).rev() {
        let of = SHAPE.backward(&Alone, unit, &weights[unit], &inputs[unit], &gradient);
        assert_eq!(of.weights.len(), SHAPE.length(unit));
        for (i, &analytic) in of.weights.iter().enumerate() {
            let at = |by: f64| {
                let mut moved = weights.clone();
                moved[unit][i] += by;
                loss_of(&moved)
            };
            let numeric = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert!(
                (analytic - numeric).abs() < 1e-7 * (1.0 + numeric.abs()),
                "unit {unit}, weight {i}: {analytic} and {numeric}"
            );
        }
        gradient = of.input;
    }
}

#[test]
fn every_way_is_the_way_of_one_rank() {
    for most in [None, Some(0.4)] {
        let plan = Plan { most, ..plan() };
        let (one, _) = threads::results(1, |comm| train(comm, Way::Ddp, &plan, &text()));
        let alone = losses(&one);
        assert!(alone[11] < alone[0], "{alone:?}");
        for way in WAYS {
            if way == Way::Zero1 && most.is_some() {
                continue;
            }
            // Heads and windows are not always shared out evenly, and a rank may have none.
            for size in [1, 2, 3, 4, 5, 7] {
                if way == Way::Pipeline && size > SHAPE.units() {
                    continue;
                }
                let (courses, _) = threads::results(size, |comm| train(comm, way, &plan, &text()));
                let tolerance = if way == Way::Fsdp { 1e-4 } else { 1e-12 };
                for (step, (a, b)) in losses(&courses).iter().zip(&alone).enumerate() {
                    assert!(
                        (a - b).abs() < tolerance,
                        "{}, {size} ranks, step {step}: {a} and {b}",
                        way.name()
                    );
                }
            }
        }
    }
}

#[test]
fn bytes_are_those_of_the_formulas() {
    let plan = Plan { steps: 2, ..plan() };
    for way in WAYS.into_iter().chain([Way::Diloco { every: 2 }]) {
        for size in [1, 2, 3, 5] {
            let (_, log) = threads::results(size, |comm| train(comm, way, &plan, &text()));
            let sent: usize = (0..size).map(|rank| log.sent(rank)).sum();
            assert_eq!(sent, bytes(way, &plan, size), "{} with {size} ranks", way.name());
        }
    }
}

#[test]
fn whoever_is_missing_it_is_the_same_training() {
    let plan = plan();
    let always = |_: usize, _: usize| true;
    let run = |size: usize, there: There<'_>| {
        threads::results(size, |comm| survive(comm, &plan, &text(), there, &|| ())).0
    };
    let whole = run(1, &always);
    let alone = losses(&whole);
    // Rank 0 is away for a while, rank 2 leaves for good, rank 3 comes back twice; once only one is left, and all come back to it.
    let there = |rank: usize, step: usize| match rank {
        0 => !(2..4).contains(&step) && step != 8,
        1 => true,
        2 => step < 6,
        _ => ![1, 5, 8].contains(&step),
    };
    for (size, there) in [(3, &always as There<'_>), (4, &there)] {
        let courses = run(size, there);
        for (step, (a, b)) in losses(&courses).iter().zip(&alone).enumerate() {
            assert!((a - b).abs() < 1e-12, "{size} ranks, step {step}: {a} and {b}");
        }
        let last = plan.steps - 1;
        for rank in (0..size).filter(|&rank| there(rank, last)) {
            assert_eq!(courses[rank].weights, courses[1].weights, "rank {rank}");
        }
    }
}

/// Between two agreements ranks part; after one they have the same weights. With one rank every agreement is a step of its own.
#[test]
fn ranks_that_talk_seldom_agree_in_the_end() {
    let plan = plan();
    let run = |size: usize, every: usize| {
        threads::results(size, |comm| train(comm, Way::Diloco { every }, &plan, &text())).0
    };
    let courses = run(3, 4);
    assert!(courses.iter().all(|course| course.weights == courses[0].weights));
    let (apart, alone) =
        (losses(&courses), losses(&threads::results(1, |comm| train(comm, Way::Ddp, &plan, &text())).0));
    assert!(
        (apart[0] - alone[0]).abs() < 1e-12 && (apart[11] - alone[11]).abs() > 1e-4,
        "{apart:?} {alone:?}"
    );
    assert!(apart[11] < apart[0]);
}
