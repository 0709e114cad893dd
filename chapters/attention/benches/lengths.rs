//! How long attention takes at several lengths: the solution, the reference kernel on the host and candle's CPU operators,
//! side by side in one run, on one thread each.
//!
//! `cargo bench -p attention --features bench --bench lengths` writes what it measured, with the exponent of growth, to
//! `book/data/attention-bench.json`, from which the book draws it. With a filter, or with `-- --test`, nothing is written.
//!
//! A subject is a line in `SUBJECTS` and a function for each of its columns: given a length, it makes the inputs and returns
//! what is timed. All columns of a subject have to give the same numbers, which is checked before they are timed.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use attention::{Mask, lesson::speed, solution};
use candle_core::{Device, Tensor};
use criterion::{BenchmarkId, Criterion};
use kernels::Precision;
use ndarray::{Array2, Array3};
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;
use serde_json::{Value, json};

/// The width of queries, keys and values.
const WIDTH: usize = 64;
/// Where the work is a square, or less.
const LONG: &[usize] = &[64, 128, 256, 512, 1024, 2048];
/// Where a kernel computes everything again for each number that it gives.
const SHORT: &[usize] = &[64, 128, 256];

/// The same for eight heads.
const MEDIUM: &[usize] = &[64, 128, 256, 512, 1024];
const FEW: &[usize] = &[32, 64, 128];

/// What is timed, and gives the numbers that the other columns give.
type Timed = Box<dyn FnMut() -> Vec<f32>>;
/// Makes the inputs for a length.
type Prepare = fn(usize) -> Timed;
/// Whose code, at which lengths.
type Column = (&'static str, &'static [usize], Prepare);

/// The exercises and their columns.
const SUBJECTS: &[(&str, &[Column])] = &[
    (
        "scaled_dot_product",
        &[
            ("solution", LONG, scaled_dot_product::solved),
            ("candle", LONG, scaled_dot_product::by_candle),
            ("kernel", SHORT, scaled_dot_product::by_kernel),
        ],
    ),
    (
        "flash",
        &[
            ("solution", LONG, flash::solved),
            ("candle", LONG, flash::by_candle),
            ("kernel", SHORT, flash::by_kernel),
        ],
    ),
    (
        "gqa",
        &[
            ("solution", MEDIUM, gqa::solved),
            ("candle", MEDIUM, gqa::by_candle),
            ("kernel", FEW, gqa::by_kernel),
        ],
    ),
    // One new token, and a cache that grows.
    (
        "mla",
        &[
            ("solution", LONG, mla::solved),
            ("candle", LONG, mla::by_candle),
            ("kernel", SHORT, mla::by_kernel),
        ],
    ),
];

/// Standard normal numbers, the same for each column of a subject.
fn normals(seed: u64, rows: usize, columns: usize) -> Array2<f32> {
    let mut random = Pcg64::seed_from_u64(seed);
    Array2::from_shape_simple_fn((rows, columns), || random.sample(StandardNormal))
}

/// A row-major array as candle has it.
fn tensor(array: &Array2<f32>) -> Tensor {
    let numbers = array.iter().copied().collect::<Vec<f32>>();
    Tensor::from_vec(numbers, array.dim(), &Device::Cpu).expect("a matrix")
}

/// The numbers of a tensor.
fn numbers(tensor: &Tensor) -> Vec<f32> {
    tensor.flatten_all().and_then(|flat| flat.to_vec1()).expect("32-bit floats")
}

mod scaled_dot_product {
    use super::{Array2, Mask, Precision, Timed, WIDTH, normals, numbers, solution, tensor};

    fn inputs(length: usize) -> [Array2<f32>; 3] {
        [1, 2, 3].map(|seed| normals(seed, length, WIDTH))
    }

    pub(super) fn solved(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length);
        Box::new(move || {
            let (queries, keys, values) = (queries.view(), keys.view(), values.view());
            solution::scaled_dot_product::scaled_dot_product(queries, keys, values, Mask::None)
                .into_raw_vec_and_offset()
                .0
        })
    }

    pub(super) fn by_kernel(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length).map(|array| array.mapv(f64::from));
        Box::new(move || {
            let (queries, keys, values) = (queries.view(), keys.view(), values.view());
            kernels::attention::scaled_dot_product(queries, keys, values, false, Precision::Float)
                .expect("the host build")
                .iter()
                .map(|&number| number as f32)
                .collect()
        })
    }

    pub(super) fn by_candle(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length).map(|array| tensor(&array));
        let attend = move || {
            let scores = (queries.matmul(&keys.t()?)? / (WIDTH as f64).sqrt())?;
            candle_nn::ops::softmax_last_dim(&scores)?.matmul(&values)
        };
        Box::new(move || numbers(&attend().expect("the shapes fit")))
    }
}

/// Attention in tiles of 64 keys, from a slow memory; candle's attention in tiles.
mod flash {
    use attention::SlowMemory;
    use candle_nn::attention::{AttnMask, flash_attn};
    use kernels::attention::Attention;

    use super::{Array2, Mask, Precision, Timed, WIDTH, normals, numbers, solution, tensor};

    fn inputs(length: usize) -> [Array2<f32>; 3] {
        [1, 2, 3].map(|seed| normals(seed, length, WIDTH))
    }

    pub(super) fn solved(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length);
        Box::new(move || {
            let memory = SlowMemory::new(keys.view(), values.view(), 64);
            solution::flash::flash(queries.view(), &memory, Mask::None).0.into_raw_vec_and_offset().0
        })
    }

    pub(super) fn by_kernel(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length).map(|array| array.mapv(f64::from));
        Box::new(move || {
            let attention = Attention::new(queries.view(), keys.view(), values.view(), false);
            let (output, _) = kernels::attention::flash(attention, Precision::Float).expect("the host build");
            output.iter().map(|&number| number as f32).collect()
        })
    }

    pub(super) fn by_candle(length: usize) -> Timed {
        // One text, one head.
        let [queries, keys, values] = inputs(length)
            .map(|array| tensor(&array).reshape((1, length, 1, WIDTH)).expect("as many numbers"));
        let scale = 1.0 / (WIDTH as f32).sqrt();
        Box::new(move || {
            let output = flash_attn::<f32>(&queries, &keys, &values, scale, AttnMask::None, None, None);
            numbers(&output.expect("the shapes fit"))
        })
    }
}

/// Eight query heads on two groups of keys and values.
mod gqa {
    use super::{Array3, Device, Mask, Precision, Tensor, Timed, WIDTH, normals, numbers, solution};

    const HEADS: [usize; 3] = [8, 2, 2];

    fn inputs(length: usize) -> [Array3<f32>; 3] {
        std::array::from_fn(|i| {
            let rows = normals(1 + i as u64, length, HEADS[i] * WIDTH);
            rows.into_shape_with_order((length, HEADS[i], WIDTH)).expect("as many numbers")
        })
    }

    pub(super) fn solved(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length);
        Box::new(move || {
            let output = solution::gqa::gqa(queries.view(), keys.view(), values.view(), Mask::None);
            output.into_raw_vec_and_offset().0
        })
    }

    pub(super) fn by_kernel(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length).map(|array| array.mapv(f64::from));
        Box::new(move || {
            let (queries, keys, values) = (queries.view(), keys.view(), values.view());
            let output = kernels::attention::gqa(queries, keys, values, false, Precision::Float);
            output.expect("the host build").iter().map(|&number| number as f32).collect()
        })
    }

    pub(super) fn by_candle(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length).map(|array| {
            let shape = array.dim();
            Tensor::from_vec(array.into_raw_vec_and_offset().0, shape, &Device::Cpu).expect("as many numbers")
        });
        let attend = move || {
            let heads = |tensor: &Tensor, times: usize| {
                // Each group as often as heads share it: (heads, length, width).
                let shape = (length, 2, times, WIDTH);
                let repeated =
                    tensor.unsqueeze(2)?.broadcast_as(shape)?.reshape((length, 2 * times, WIDTH))?;
                repeated.transpose(0, 1)?.contiguous()
            };
            let (keys, values) = (heads(&keys, 4)?, heads(&values, 4)?);
            let queries = queries.transpose(0, 1)?.contiguous()?;
            let scores = (queries.matmul(&keys.transpose(1, 2)?)? / (WIDTH as f64).sqrt())?;
            candle_nn::ops::softmax_last_dim(&scores)?.matmul(&values)?.transpose(0, 1)?.contiguous()
        };
        Box::new(move || numbers(&attend().expect("the shapes fit")))
    }
}

/// One step of absorbed decoding: 16 heads on latents of 256 numbers and rotated keys of 32.
mod mla {
    use super::{Array2, Precision, Timed, WIDTH, normals, numbers, solution, tensor};

    const HEADS: usize = 16;
    const LATENT: usize = 256;
    const ROPE: usize = 32;

    /// Absorbed and rotated queries, latents and rotated keys. Queries are small, as those of a model are.
    fn inputs(length: usize) -> [Array2<f32>; 4] {
        [(1, HEADS, LATENT), (2, HEADS, ROPE), (3, length, LATENT), (4, length, ROPE)].map(
            |(seed, rows, columns)| normals(seed, rows, columns) * if rows == HEADS { 0.25 } else { 1.0 },
        )
    }

    pub(super) fn solved(length: usize) -> Timed {
        let [absorbed, q_rope, latents, keys_rope] = inputs(length);
        Box::new(move || {
            let (absorbed, q_rope) = (absorbed.view(), q_rope.view());
            let mixed = solution::mla::attend(absorbed, q_rope, latents.view(), keys_rope.view(), WIDTH);
            mixed.into_raw_vec_and_offset().0
        })
    }

    pub(super) fn by_kernel(length: usize) -> Timed {
        let [absorbed, q_rope, latents, keys_rope] = inputs(length).map(|array| array.mapv(f64::from));
        Box::new(move || {
            let (absorbed, q_rope, latents) = (absorbed.view(), q_rope.view(), latents.view());
            let mixed = kernels::attention::mla_attend(
                absorbed,
                q_rope,
                latents,
                keys_rope.view(),
                WIDTH,
                Precision::Float,
            );
            mixed.expect("the host build").iter().map(|&number| number as f32).collect()
        })
    }

    pub(super) fn by_candle(length: usize) -> Timed {
        let [absorbed, q_rope, latents, keys_rope] = inputs(length).map(|array| tensor(&array));
        let attend = move || {
            let scores = (absorbed.matmul(&latents.t()?)? + q_rope.matmul(&keys_rope.t()?)?)?;
            let scores = (scores / ((WIDTH + ROPE) as f64).sqrt())?;
            candle_nn::ops::softmax_last_dim(&scores)?.matmul(&latents)
        };
        Box::new(move || numbers(&attend().expect("the shapes fit")))
    }
}

fn main() -> ExitCode {
    // One thread for all: candle takes as many as it finds. The kernels' host build, whatever else is here.
    let one = ["RAYON_NUM_THREADS", "WORKBOOK_REFERENCE"];
    if one.iter().any(|name| std::env::var_os(name).is_none()) {
        let mut again = Command::new(std::env::current_exe().expect("this program knows its own file"));
        again.args(std::env::args_os().skip(1)).env(one[0], "1").env(one[1], "host");
        let status = again.status().expect("this program starts again");
        return ExitCode::from(status.code().map_or(1, |code| code as u8));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lengths");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let whole = arguments == ["--bench"];
    if whole {
        let _ = std::fs::remove_dir_all(&folder);
    }
    let mut criterion = Criterion::default()
        .output_directory(&folder)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    for (subject, columns) in SUBJECTS {
        agree(subject, columns);
        let mut group = criterion.benchmark_group(*subject);
        for (by, lengths, prepare) in *columns {
            for &length in *lengths {
                let mut timed = prepare(length);
                group.bench_function(BenchmarkId::new(*by, length), |bencher| bencher.iter(&mut timed));
            }
        }
        group.finish();
    }
    criterion.final_summary();
    if whole {
        write(&folder);
    }
    ExitCode::SUCCESS
}

/// All columns compute the same.
fn agree(subject: &str, columns: &[Column]) {
    let length = 64;
    let expected = columns[0].2(length)();
    for (by, _, prepare) in columns {
        let given = prepare(length)();
        let largest = given.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(given.len() == expected.len() && largest < 1e-4, "{subject} by {by} differs by {largest}");
    }
}

/// Writes what was measured for the book.
fn write(folder: &Path) {
    let mut series = Vec::new();
    for (subject, columns) in SUBJECTS {
        for (by, lengths, _) in *columns {
            let points: Vec<(usize, f64)> =
                lengths.iter().map(|&length| (length, shortest(folder, subject, by, length))).collect();
            let exponent = speed::exponent(&points);
            println!("{subject} by {by}: exponent {exponent:.2}");
            let points: Vec<Value> = points
                .iter()
                .map(|(length, seconds)| json!({"length": length, "seconds": seconds}))
                .collect();
            series
                .push(json!({"subject": subject, "by": by, "exponent": rounded(exponent), "points": points}));
        }
    }
    let said = |program: &str, arguments: &[&str]| {
        let output =
            Command::new(program).args(arguments).output().ok().filter(|output| output.status.success());
        output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let revision = said("git", &["describe", "--always", "--dirty", "--exclude=*"]);
    let cpu = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?.to_owned();
        Some(line.split_once(": ")?.1.trim().to_owned())
    });
    let cpu = cpu.or_else(|| said("sysctl", &["-n", "machdep.cpu.brand_string"]));
    let data = json!({
        "command": "cargo bench -p attention --features bench --bench lengths",
        "what": "seconds: the shortest of the samples, because what else a machine does can only lengthen one; one thread",
        "revision": revision.unwrap_or_else(|| "unknown".to_owned()),
        "date": today(),
        "machine": {
            "cpu": cpu.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            "cores": std::thread::available_parallelism().map_or(1, usize::from),
        },
        "width": WIDTH,
        "series": series,
    });
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/data/attention-bench.json");
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    let text = serde_json::to_string_pretty(&data).expect("plain data");
    std::fs::write(&path, text + "\n").expect("the file can be written");
    println!("written: book/data/attention-bench.json");
}

/// The seconds of one call in the fastest of criterion's samples.
fn shortest(folder: &Path, subject: &str, by: &str, length: usize) -> f64 {
    let path = folder.join(format!("{subject}/{by}/{length}/new/sample.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let sample = serde_json::from_str::<Value>(&text).expect("criterion writes JSON");
    let numbers = |name: &str| -> Vec<f64> {
        sample[name].as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
    };
    let calls = numbers("times").into_iter().zip(numbers("iters")).map(|(time, calls)| time / calls);
    rounded(calls.fold(f64::INFINITY, f64::min) / 1e9)
}

/// Four digits are more than a benchmark knows.
fn rounded(number: f64) -> f64 {
    format!("{number:.3e}").parse().expect("a number")
}

/// The day, as 2026-11-22, in universal time.
fn today() -> String {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() as i64 / 86_400;
    // Years that begin in March, in eras of 400 (Howard Hinnant's civil_from_days).
    let day = days + 719_468;
    let era_day = day % 146_097;
    let year_of_era = (era_day - era_day / 1460 + era_day / 36_524 - era_day / 146_096) / 365;
    let year_day = era_day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * year_day + 2) / 153;
    let day_of_month = year_day - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + day / 146_097 * 400 + i64::from(month <= 2);
    format!("{year}-{month:02}-{day_of_month:02}")
}
