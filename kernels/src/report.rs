//! The report of a machine with a GPU: each kernel on the device and on the host, on the same input.

use ndarray::{Array1, Array2};
use serde::Serialize;

use crate::{Backend, Filled, Launch, Precision, Unavailable, attention, cuda};

/// What one machine showed.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The device's name.
    pub device: String,
    /// The CUDA version of the driver.
    pub driver: String,
    /// NVRTC's version.
    pub nvrtc: String,
    /// A line for each kernel and precision.
    pub kernels: Vec<Line>,
}

/// One kernel in one precision.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// File and kernel: `attention/softmax`.
    pub kernel: String,
    /// `double` or `float`.
    pub precision: &'static str,
    /// How many outputs were compared.
    pub outputs: usize,
    /// The largest difference between device and host, relative to the largest output.
    pub largest_difference: f64,
}

/// `sin(0.7 i + seed)` in row-major order: an input that any language can make again.
pub fn wave(rows: usize, columns: usize, seed: f64) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(r, c)| (0.7 * (r * columns + c) as f64 + seed).sin())
}

/// An input for every kernel, larger than one block of threads and a multiple of nothing.
fn launches() -> Vec<Launch> {
    let mut launches = attention_launches();
    launches.extend(moe_launches());
    launches
}

fn moe_launches() -> Vec<Launch> {
    vec![
        crate::moe::mixture_launch(
            wave(1, 61, 0.5).row(0),
            wave(61, 7, 0.6).view(),
            wave(1, 7, 0.7).row(0),
            crate::moe::Of::Losses,
        ),
        crate::moe::mixture_launch(
            wave(1, 61, 0.5).row(0),
            wave(61, 7, 0.6).view(),
            wave(1, 7, 0.7).row(0),
            crate::moe::Of::Responsibilities,
        ),
        crate::moe::mixture_launch(
            wave(1, 61, 0.5).row(0),
            wave(61, 7, 0.6).view(),
            wave(1, 7, 0.7).row(0),
            crate::moe::Of::OutputGradients,
        ),
        crate::moe::mixture_launch(
            wave(1, 61, 0.5).row(0),
            wave(61, 7, 0.6).view(),
            wave(1, 7, 0.7).row(0),
            crate::moe::Of::LogitGradients,
        ),
        crate::moe::noisy_top_k_launch(
            wave(67, 13, 0.1).view(),
            wave(67, 13, 0.2).view(),
            wave(67, 13, 0.9).view(),
            3,
        ),
        crate::moe::chances_launch(
            wave(67, 13, 0.1).view(),
            wave(67, 13, 1.1).view(),
            wave(67, 13, 0.2).mapv(|x| 1.5 + x).view(),
            3,
        ),
        crate::moe::column_sums_launch(wave(67, 131, 0.1).view()),
        crate::moe::cv_squared_launch(wave(1, 131, 0.1).mapv(|x| 1.5 + x).row(0)),
        crate::moe::switch_route_launch((20.0 * wave(211, 17, 0.0)).view(), 11),
        crate::moe::balance_loss_launch((2.0 * wave(61, 17, 0.0)).view()),
        crate::moe::z_loss_launch((2.0 * wave(61, 17, 0.0)).view()),
        crate::moe::gshard_route_launch((20.0 * wave(211, 17, 0.0)).view(), 21),
        crate::moe::deepseek_choose_launch(wave(1, 84, 0.1).row(0), wave(1, 84, 0.9).row(0), [7, 3, 9]),
        crate::moe::deepseek_weights_launch(
            wave(1, 84, 0.1).row(0),
            &(0..84).map(|e| i64::from(e % 9 == 2)).collect::<Vec<_>>(),
            2.5,
        ),
        crate::moe::combine_launch(
            &[(3, 0.3), (60, 1.9), (11, 0.3)],
            wave(61, 83, 0.2).view(),
            wave(1, 83, 0.4).row(0),
        ),
        crate::moe::bias_update_launch(
            wave(1, 83, 0.5).row(0),
            &(0..83).map(|e| e * e % 17).collect::<Vec<_>>(),
            0.01,
        ),
        crate::moe::sequence_terms_launch(wave(61, 19, 0.6).view(), 4),
        crate::moe::gated_launch(
            wave(61, 19, 0.0).view(),
            wave(7, 19, 1.0).view(),
            &(0..61).map(|t| (t * 5 + 2) % 7).collect::<Vec<_>>(),
            wave(61, 19, 2.0).view(),
        ),
        crate::moe::factors_launch((3.0 * wave(83, 7, 0.0)).view(), 5),
        crate::moe::plan_launch(wave(83, 7, 0.0).view(), wave(1, 83, 1.0).row(0), wave(1, 7, 2.0).row(0)),
        crate::moe::expert_choice_launch((3.0 * wave(83, 7, 0.0)).view()),
        crate::moe::gathered_launch(
            61,
            &(0..35).map(|pair| (pair * 17) % 61).collect::<Vec<_>>(),
            wave(1, 35, 0.0).row(0),
            wave(35, 19, 1.0).view(),
        ),
        crate::moe::score_exact_launch(wave(1, 301, 0.2).row(0), wave(1, 301, 0.9).row(0)),
        crate::moe::score_samples_launch(
            wave(1, 13, 0.3).row(0),
            &(0..37).map(|n| n * n % 13).collect::<Vec<_>>(),
            wave(1, 37, 0.4).row(0),
            None,
        ),
        crate::moe::straight_through_launch(
            wave(1, 301, 0.5).row(0),
            wave(301, 3, 0.6).view(),
            wave(1, 3, 0.7).row(0),
            17,
        ),
        crate::moe::smooth_step_launch(wave(1, 301, 0.8).row(0), 1.3),
        crate::moe::dselect_selectors_launch((wave(7, 6, 0.1) * 0.6).view(), 43, 1.3),
        crate::moe::dselect_gate_launch((wave(3, 9, 0.2) * 0.6).view(), wave(1, 3, 0.3).row(0), 301, 1.3),
        crate::moe::dselect_penalty_launch((wave(7, 6, 0.4) * 0.6).view(), 43, 1.3),
        crate::moe::soft_logits_launch(wave(19, 5, 0.5).view(), wave(5, 21, 0.6).view(), Some(1.7)),
        crate::moe::soft_weights_launch(wave(19, 21, 0.7).view()),
        crate::moe::soft_moe_launch(
            wave(37, 5, 0.8).view(),
            wave(37, 6, 0.9).view(),
            wave(15, 11, 0.1).into_shape_with_order((3, 5, 11)).expect("15 rows").view(),
            true,
        ),
        {
            let group: Vec<usize> = (0..61).map(|r| r * 5 / 61).collect();
            let weights = crate::attention::cube((5, 19, 23), 1.0);
            crate::moe::dispatch_grouped_launch(wave(61, 19, 0.0).view(), &group, weights.view())
        },
        crate::moe::dispatch_dense_launch(
            wave(61, 19, 0.0).view(),
            wave(61, 5, 2.0).view(),
            crate::attention::cube((5, 19, 23), 1.0).view(),
        ),
        {
            let selected: Vec<bool> = (0..61).map(|t| t % 3 == 1).collect();
            let scores = wave(1, 61, 2.0);
            crate::moe::depths_launch(
                wave(61, 19, 0.0).view(),
                scores.row(0),
                &selected,
                wave(19, 19, 1.0).view(),
            )
        },
        {
            let chosen = Array2::from_shape_fn((61, 7), |(t, e)| (t + e) % 3 == 0);
            crate::moe::upcycle_gates_launch((5.0 * wave(61, 7, 0.0)).view(), chosen.view())
        },
        crate::moe::upcycle_forward_launch(
            wave(61, 19, 0.0).view(),
            wave(61, 5, 2.0).view(),
            crate::attention::cube((5, 19, 13), 1.0).view(),
            crate::attention::cube((5, 13, 19), 3.0).view(),
        ),
        crate::moe::mhc_project_launch(wave(156, 4, 0.3).mapv(|x| 3.0 * x).view(), 7),
        crate::moe::mhc_numbers_launch(
            wave(4, 19, 0.0).view(),
            wave(76, 24, 1.0).view(),
            wave(1, 24, 2.0).row(0),
            [0.3, 0.5, 0.7],
            1e-5,
        ),
        crate::moe::mhc_read_launch(wave(5, 83, 0.0).view(), wave(1, 5, 1.0).row(0)),
        crate::moe::mhc_write_launch(
            wave(5, 83, 0.0).view(),
            wave(1, 5, 1.0).row(0),
            wave(5, 5, 2.0).view(),
            wave(1, 83, 3.0).row(0),
        ),
        crate::moe::engram_slots_launch(
            &(0..61).map(|t| (t * t * 7919) % 128_000).collect::<Vec<i64>>(),
            &[31_415_926_535_897, 27_182_818_284_591, 14_142_135_623_731],
            2,
            &[vec![1009, 1013], vec![1019, 1021, 1031]],
        ),
        crate::moe::engram_look_up_launch(
            Array2::from_shape_fn((37, 5), |(t, h)| ((t * 7 + h * 11) % 83) as i64).view(),
            wave(83, 3, 0.0).view(),
        ),
        crate::moe::engram_gate_launch(
            wave(83, 19, 0.0).view(),
            wave(83, 19, 1.0).view(),
            wave(1, 19, 2.0).row(0),
            1e-5,
        ),
        crate::moe::engram_conv_launch(
            wave(83, 7, 0.0).view(),
            wave(1, 7, 1.0).row(0),
            wave(4, 7, 2.0).view(),
            3,
            1e-5,
        ),
    ]
}

fn attention_launches() -> Vec<Launch> {
    let (queries, keys, values) = (wave(61, 19, 0.0), wave(83, 19, 1.0), wave(83, 23, 2.0));
    let scores: Array1<f64> = wave(1, 83, 3.0).row(0).mapv(|x| 20.0 * x);
    let member = Array2::from_shape_fn((61, 83), |(s, j)| (s * 7 + j * 3) % 5 < 2);
    vec![
        attention::softmax_launch((20.0 * &queries).view()),
        attention::scaled_dot_product_launch(queries.view(), keys.view(), values.view(), false),
        attention::scaled_dot_product_launch(queries.view(), keys.view(), values.view(), true),
        attention::online_softmax_launch(scores.view(), values.view(), member.view()),
        attention::additive_scores_launch(
            queries.view(),
            keys.view(),
            wave(19, 13, 0.1).view(),
            wave(19, 13, 0.2).view(),
            wave(1, 13, 0.3).row(0),
        ),
        attention::additive_contexts_launch(
            queries.view(),
            keys.view(),
            values.view(),
            wave(19, 13, 0.1).view(),
            wave(19, 13, 0.2).view(),
            wave(1, 13, 0.3).row(0),
        ),
        attention::luong_dot_launch(queries.view(), keys.view()),
        attention::luong_general_launch(queries.view(), values.view(), wave(19, 23, 0.1).view()),
        attention::luong_concat_launch(
            queries.view(),
            values.view(),
            wave(42, 13, 0.1).view(),
            wave(1, 13, 0.3).row(0),
        ),
        attention::luong_attentional_launch(
            wave(61, 23, 0.4).view(),
            queries.view(),
            wave(42, 17, 0.1).view(),
        ),
        attention::alibi_slopes_launch(83),
        attention::alibi_launch(queries.view(), keys.view(), values.view(), 0.3),
        attention::rope_launch(keys.view(), &[7; 83], 10_000.0, false, 14),
        attention::rope_launch(keys.view(), &[300; 83], 10_000.0, true, 14),
        attention::rope_2d_launch(wave(84, 20, 0.5).view(), (7, 12), 10_000.0),
        attention::msrope_launch(
            wave(83, 18, 0.5).view(),
            attention::msrope_positions(62, &[(3, 7)]).view(),
            [4, 6, 8],
            10_000.0,
        ),
        attention::msrope_scores_launch(
            wave(83, 18, 0.5).view(),
            wave(83, 18, 1.5).view(),
            attention::msrope_positions(62, &[(3, 7)]).view(),
            attention::msrope_positions(62, &[(3, 7)]).view(),
            [4, 6, 8],
            10_000.0,
        ),
        attention::gqa_launch(
            attention::cube((13, 6, 5), 0.0).view(),
            attention::cube((17, 2, 5), 1.0).view(),
            attention::cube((17, 2, 7), 2.0).view(),
            true,
        ),
        attention::qk_normalise_launch(wave(61, 18, 0.0).view(), wave(1, 18, 1.0).row(0)),
        attention::qk_scores_launch(
            attention::cube((13, 5, 6), 0.0).view(),
            attention::cube((17, 5, 6), 1.0).view(),
            wave(1, 6, 2.0).row(0),
            wave(1, 6, 3.0).row(0),
        ),
        attention::mla_compress_launch(
            wave(37, 11, 0.0).view(),
            wave(11, 7, 1.0).view(),
            wave(11, 6, 2.0).view(),
            5,
        ),
        attention::mla_launch(
            wave(31, 6, 0.0).view(),
            wave(31, 4, 1.0).view(),
            wave(19, 7, 2.0).view(),
            wave(19, 4, 3.0).view(),
            attention::cube((7, 31, 6), 4.0).view(),
            attention::cube((7, 31, 9), 5.0).view(),
        ),
        attention::mla_absorb_launch(wave(31, 6, 0.0).view(), attention::cube((13, 31, 6), 4.0).view()),
        attention::mla_attend_launch(
            wave(31, 13, 0.0).view(),
            wave(31, 4, 1.0).view(),
            wave(19, 13, 2.0).view(),
            wave(19, 4, 3.0).view(),
            6,
        ),
        attention::mla_expand_launch(wave(31, 13, 0.0).view(), attention::cube((13, 31, 9), 5.0).view()),
        attention::window_attention_launch(
            queries.view(),
            keys.view(),
            values.view(),
            &(22..83).collect::<Vec<_>>(),
            13,
        ),
        attention::sink_attention_launch(
            wave(35, 19, 0.0).into_shape_with_order((5, 7, 19)).expect("35 rows").view(),
            wave(55, 19, 1.0).into_shape_with_order((5, 11, 19)).expect("55 rows").view(),
            wave(55, 23, 2.0).into_shape_with_order((5, 11, 23)).expect("55 rows").view(),
            wave(1, 5, 3.0).row(0),
            Array2::from_shape_fn((7, 11), |(i, j)| (i * 7 + j * 3) % 5 < 3).view(),
        ),
        attention::merge_launch(
            wave(5 * 61, 23, 0.5).to_shape((5, 61, 23)).expect("as many numbers").view(),
            (9.0 * wave(5, 61, 0.6)).view(),
        ),
        attention::flash_launch(attention::Attention::new(queries.view(), keys.view(), values.view(), true)),
        attention::flash_backward_launch(
            attention::Attention::new(queries.view(), keys.view(), values.view(), true),
            wave(61, 23, 0.4).view(),
            attention::Of::Queries,
        ),
        attention::flash_backward_launch(
            attention::Attention::new(queries.view(), keys.view(), values.view(), false),
            wave(61, 23, 0.4).view(),
            attention::Of::Keys,
        ),
        attention::flash_backward_launch(
            attention::Attention::new(queries.view(), keys.view(), values.view(), true),
            wave(61, 23, 0.4).view(),
            attention::Of::Values,
        ),
        attention::packing_launch(&[17, 0, 31, 8], 61),
        attention::masked_attention_launch(
            queries.view(),
            keys.view(),
            values.view(),
            Array2::from_shape_fn((61, 83), |(i, j)| i64::from((i * 5 + j * 3) % 7 < 3)).view(),
        ),
        attention::rms_norm_launch(queries.view(), wave(1, 19, 4.0).row(0), 1e-5),
        attention::layer_norm_launch(queries.view(), wave(1, 19, 4.0).row(0), wave(1, 19, 5.0).row(0), 1e-5),
        attention::swiglu_launch(
            queries.view(),
            wave(19, 37, 4.0).view(),
            wave(19, 37, 5.0).view(),
            wave(37, 19, 6.0).view(),
        ),
        attention::parallel_block_launch(
            queries.view(),
            queries.view(),
            attention::Projections {
                query: wave(19, 15, 4.0).view(),
                key: wave(19, 5, 5.0).view(),
                value: wave(19, 5, 6.0).view(),
                out: wave(15, 19, 7.0).view(),
            },
            attention::Gated {
                gate: wave(19, 37, 4.0).view(),
                up: wave(19, 37, 5.0).view(),
                down: wave(37, 19, 6.0).view(),
            },
        ),
        attention::resampler_launch(
            queries.view(),
            wave(11, 19, 3.0).view(),
            wave(11, 19, 3.0).view(),
            attention::Projections {
                query: wave(19, 15, 4.0).view(),
                key: wave(19, 15, 5.0).view(),
                value: wave(19, 15, 6.0).view(),
                out: wave(15, 19, 7.0).view(),
            },
            3,
        ),
    ]
}

/// Runs every kernel on the GPU and on the host and compares.
///
/// # Errors
/// [`Unavailable`] if there is no GPU, no NVRTC or no host build.
pub fn run() -> Result<Report, Unavailable> {
    let device = cuda::Device::open().map_err(Unavailable::NoGpu)?;
    let probe = cuda::probe();
    let name = device.name().to_owned();
    let gpu = Backend::Cuda(Box::new(device));
    let mut kernels = Vec::new();
    for launch in launches() {
        for precision in [Precision::Double, Precision::Float] {
            let on_device = reals(launch.run_on(&gpu, precision)?);
            let on_host = reals(launch.run_on(&Backend::Host, precision)?);
            let largest = on_host.iter().filter(|v| v.is_finite()).fold(0.0, |m: f64, v| m.max(v.abs()));
            let difference = |(a, b): (&f64, &f64)| if a == b { 0.0 } else { (a - b).abs() / largest };
            kernels.push(Line {
                kernel: format!("{}/{}", launch.file.name, launch.kernel.name),
                precision: precision.c_name(),
                outputs: on_host.len(),
                largest_difference: on_device.iter().zip(&on_host).map(difference).fold(0.0, worse),
            });
        }
    }
    let version = |v: Result<String, String>| v.unwrap_or_else(|why| why);
    Ok(Report { device: name, driver: version(probe.driver), nvrtc: version(probe.nvrtc), kernels })
}

/// The larger of two differences, where not-a-number is larger than anything.
fn worse(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
}

fn reals(outputs: Vec<Filled>) -> Vec<f64> {
    outputs
        .into_iter()
        .flat_map(|filled| match filled {
            Filled::Reals(values) => values,
            Filled::Integers(values) => values.into_iter().map(|v| v as f64).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kernel_is_in_the_report() {
        let reported: Vec<&str> = launches().iter().map(|launch| launch.kernel.name).collect();
        for kernel in crate::FILES.iter().flat_map(|file| file.kernels) {
            assert!(reported.contains(&kernel.name), "report::launches has no input for {}", kernel.name);
        }
    }
}
