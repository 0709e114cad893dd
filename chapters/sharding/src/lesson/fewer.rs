//! Less on the way: four bits for each number, or two thin matrices for a wide one.

use figures::{Axis, Chart, Figure, Parameter, Play, Schematic, Series, count, normals, random, text};
use ndarray::Array2;

use crate::{Format, FourBit, LowRank, PowerSgd, threads};

/// What a number becomes in a block whose largest is `scale`.
pub fn rounded(answer: FourBit, x: f32, scale: f32) -> f32 {
    let packed = (answer.encode)(&[x, scale], 2);
    (answer.decode)(&packed, 2, 2)[0]
}

/// Ones, added up one by one, where the sum is rounded to four bits each time: after each addition. The largest number is `scale`.
pub fn ones(answer: FourBit, count: usize, scale: f32) -> Vec<f32> {
    let mut sum = 0.0;
    let add = |_| {
        sum = rounded(answer, sum + 1.0, scale);
        sum
    };
    (0..count).map(add).collect()
}

/// By how much the sum of `count` numbers between 1 and 2 is off, in per cent, where it is rounded to bf16 after each addition, and
/// where it is rounded once: the mean of 200 sums.
pub fn in_sixteen(count: usize) -> [f64; 2] {
    let mut random = random(7);
    let mut off = [0.0; 2];
    for _ in 0..200 {
        let bf16 = |x: f32| Format::Bf16.round(x);
        let values = normals(&mut random, (1, count)).mapv(|x| bf16(1.0 + x.abs().fract()));
        let exact: f64 = values.iter().map(|&x| f64::from(x)).sum();
        let running = values.iter().fold(0.0, |sum, x| bf16(sum + x));
        for (off, sum) in off.iter_mut().zip([running, bf16(exact as f32)]) {
            *off += 100.0 * (f64::from(sum) / exact - 1.0).abs() / 200.0;
        }
    }
    off
}

/// The relative error of the mean of as many ranks' gradients, 256 numbers in blocks of 32: added as they are decoded, and rounded to
/// four bits after each addition.
pub fn two_means(answer: FourBit, ranks: usize) -> [f64; 2] {
    let mut random = random(11);
    let (count, block) = (256, 32);
    let all: Vec<Vec<f32>> = (0..ranks)
        .map(|_| normals(&mut random, (1, count)).mapv(|x| x + 0.5).into_iter().collect())
        .collect();
    let through = |values: &[f32]| (answer.decode)(&(answer.encode)(values, block), count, block);
    let mut exact = vec![0.0_f64; count];
    let mut wide = vec![0.0_f64; count];
    let mut narrow = vec![0.0_f32; count];
    for values in &all {
        let decoded = through(values);
        for at in 0..count {
            exact[at] += f64::from(values[at]);
            wide[at] += f64::from(decoded[at]);
            narrow[at] += decoded[at];
        }
        narrow = through(&narrow);
    }
    let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|x| x * x).sum::<f64>().sqrt();
    let size = norm(&mut exact.iter().copied());
    let wide = norm(&mut wide.iter().zip(&exact).map(|(a, b)| a - b));
    let narrow = norm(&mut narrow.iter().zip(&exact).map(|(&a, b)| f64::from(a) - b));
    [wide / size, narrow / size]
}

/// What numbers from −1 to 1 become.
pub fn staircase(answer: FourBit) -> Figure {
    let line: Vec<(f64, f64)> = (-400..=400)
        .map(|at| (f64::from(at) / 400.0, f64::from(rounded(answer, at as f32 / 400.0, 1.0))))
        .collect();
    let mut steps: Vec<f64> = line.iter().map(|point| point.1).collect();
    steps.dedup();
    let description = format!(
        "What the numbers from −1 to 1 become in four bits: {} steps, of which the largest goes from {} to {}, and those around 0 cannot be told apart by eye. A straight line shows \
         the numbers themselves.",
        steps.len(),
        text(steps[steps.len() - 2], 2),
        text(steps[steps.len() - 1], 2),
    );
    Chart::new("Four bits have fine steps around 0 and coarse ones at the ends", &description)
        .x(Axis::linear("number, over the scale"))
        .y(Axis::linear("decoded, over the scale"))
        .line(Series::new("four bits", line))
        .line(Series::new("itself", [(-1.0, -1.0), (1.0, 1.0)]).reference())
        .save()
}

/// One round of PowerSGD on one rank, and where it meets the others.
pub fn round() -> Figure {
    Schematic::new(
        "In PowerSGD only P and Q travel, two narrow matrices; what they miss is added to the next gradient",
        "What one rank does with its gradient, and the two places at which ranks talk.",
    )
    .tensor("g", "gradient", &[&"n", &"m"])
    .tensor("e", "error", &[&"n", &"m"])
    .operation("add", "add")
    .tensor("matrix", "M", &[&"n", &"m"])
    .tensor("old", "Q", &[&"m", &"r"])
    .operation("left", "M · Q")
    .operation("first", "all-reduce: sum")
    .operation("orth", "Gram–Schmidt")
    .tensor("p", "P", &[&"n", &"r"])
    .operation("right", "Mᵀ · P")
    .operation("second", "all-reduce: mean")
    .tensor("q", "Q′", &[&"m", &"r"])
    .operation("product", "P · Q′ᵀ")
    .tensor("out", "approximation", &[&"n", &"m"])
    .operation("minus", "subtract from M")
    .tensor("next", "next error", &[&"n", &"m"])
    .flow(&[
        "g", "add", "matrix", "left", "first", "orth", "p", "right", "second", "q", "product", "out",
        "minus", "next",
    ])
    .flow(&["e", "add"])
    .flow(&["old", "left"])
    .flow(&["matrix", "right"])
    .flow(&["p", "product"])
    .flow(&["matrix", "minus"])
    .highlight(&["left", "first", "orth", "p", "right", "second", "q"])
    .save()
}

/// Four ranks with gradients of 12 by 8 numbers that stay the same: after each round the relative error of the mean of all that has come out so far.
pub fn averaged(answer: PowerSgd, r: usize, feedback: bool, rounds: usize) -> Vec<f64> {
    let (n, m, ranks) = (12, 8, 4);
    let mut random = random(5);
    let mut matrix = |shape| normals(&mut random, shape).mapv(f64::from);
    let gradients: Vec<Array2<f64>> = (0..ranks).map(|_| matrix((n, m))).collect();
    let q = matrix((m, r));
    let mean = gradients.iter().fold(Array2::zeros((n, m)), |sum: Array2<f64>, g| sum + g) / ranks as f64;
    let (results, _) = threads::results(ranks, |comm| {
        let mut memory = LowRank { error: Array2::zeros((n, m)), q: q.clone() };
        let round = |_| {
            if !feedback {
                memory.error.fill(0.0);
            }
            answer(comm, &gradients[comm.rank()], &mut memory)
        };
        (0..rounds).map(round).collect::<Vec<_>>()
    });
    let norm = |of: &Array2<f64>| of.iter().map(|x| x * x).sum::<f64>().sqrt();
    let mut sum = Array2::<f64>::zeros((n, m));
    let error = |(t, out): (usize, &Array2<f64>)| {
        sum += out;
        norm(&(&sum / (t + 1) as f64 - &mean)) / norm(&mean)
    };
    results[0].iter().enumerate().map(error).collect()
}

/// How many times a gradient of rank 1 comes out, on one rank, where r is 2.
pub fn counted(answer: PowerSgd) -> f64 {
    let gradient = Array2::from_shape_fn((3, 2), |(i, j)| ((i + 1) * (j + 3)) as f64);
    // Both columns have as much of its row.
    let q = Array2::from_shape_vec((2, 2), vec![1.0, 0.0, 0.0, 0.75]).expect("four numbers");
    let (outs, _) = threads::results(1, |comm| {
        let mut memory = LowRank { error: Array2::zeros((3, 2)), q: q.clone() };
        answer(comm, &gradient, &mut memory)
    });
    outs[0][[0, 0]] / gradient[[0, 0]]
}

/// With error feedback and without, for one column and for four.
pub fn feedback(answer: PowerSgd) -> Figure {
    let rounds = 30;
    let mut said = Vec::new();
    let mut chart = Vec::new();
    for (r, with, label) in [
        (1, false, "r = 1, forgets"),
        (4, false, "r = 4, forgets"),
        (1, true, "r = 1, feedback"),
        (4, true, "r = 4, feedback"),
    ] {
        let errors = averaged(answer, r, with, rounds);
        said.push(format!("{label}: {}", text(errors[rounds - 1], 2)));
        let points = errors.into_iter().enumerate().map(|(t, error)| ((t + 1) as f64, error));
        chart.push(Series::new(label, points.collect::<Vec<_>>()));
    }
    let description = format!(
        "The relative error of the average of all updates so far, against rounds, where four ranks have the same gradients in each. After {rounds} rounds, {}.",
        said.join("; ")
    );
    let figure = Chart::new(
        "With error feedback the average of the updates comes ever nearer; without it an error remains",
        &description,
    )
    .x(Axis::log2("rounds"))
    .y(Axis::log10("relative error of the average").ticks(&[0.05, 0.1, 0.2, 0.5, 1.0]));
    chart.into_iter().fold(figure, Chart::line).save()
}

/// Bytes that a rank sends for n by m numbers in f32: all of them in a ring all-reduce, four bits each with a scale for each 32 gathered from
/// all, and P and Q in two all-reduces.
pub fn bytes(n: f64, m: f64, r: f64, ranks: f64) -> [f64; 3] {
    let ring = 2.0 * (ranks - 1.0) / ranks;
    [ring * 4.0 * n * m, (ranks - 1.0) * n * m * (0.5 + 4.0 / 32.0), ring * 4.0 * r * (n + m)]
}

/// What a rank sends against the number of ranks, for a matrix and an r that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("n", "rows", (6, 14)).start(4096.0),
        Parameter::powers_of_two("m", "columns", (6, 14)).start(4096.0),
        Parameter::powers_of_two("r", "columns of P and Q", (0, 6)).start(4.0),
    ];
    Play::new("sharding/fewer", parameters, |values| drawn(values[0], values[1], values[2]))
}

/// What a rank sends of an (n, m) matrix against the number of ranks, with r columns of P and Q.
pub fn drawn(n: f64, m: f64, r: f64) -> Figure {
    let mib = 1024.0 * 1024.0;
    let line = |which: usize| -> Vec<(f64, f64)> {
        (1..=6).map(|power| f64::from(power).exp2()).map(|w| (w, bytes(n, m, r, w)[which] / mib)).collect()
    };
    let lines = [line(0), line(1), line(2)];
    let [all, four, thin] = [0, 1, 2].map(|which| lines[which][1].1);
    let columns = if r == 1.0 { "column" } else { "columns" };
    let description = format!(
        "What a rank sends for {} by {} numbers, in MiB, against the number of ranks. With four ranks it is {} as f32, {} with four bits each, and {} as P and Q of {r} {columns}, {} times less than \
         as f32. With 64 ranks, {}, {} and {}.",
        count(n as u64),
        count(m as u64),
        text(all, 3),
        text(four, 3),
        text(thin, 3),
        text(all / thin, 1),
        text(lines[0][5].1, 3),
        text(lines[1][5].1, 3),
        text(lines[2][5].1, 3),
    );
    let [all, four, thin] = lines;
    Chart::new(
        "Four bits, gathered, save only on few ranks; P and Q save on any number of them if r is small",
        &description,
    )
    .x(Axis::log2("ranks"))
    .y(Axis::log10("MiB"))
    .line(Series::new("f32,\nall-reduced", all))
    .line(Series::new("four bits,\ngathered", four))
    .line(Series::new("P and Q,\nall-reduced", thin))
    .save()
}
