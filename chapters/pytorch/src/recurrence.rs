//! Recurrence, and states that do not grow.

use ::recurrence::solution as a;
use ::recurrence::{
    Affine, Carried, Complex32, GruWeights, KdaTokens, Kept, Layers, LinearState, LruWeights, LstmState,
    LstmWeights, RnnWeights, Selective, SsdTokens,
};
use ndarray::{Array, Array2, ShapeBuilder, arr0};
use serde_json::Value;

use crate::example::{Examples, with};
use crate::plain::Plain;

pub(crate) fn examples(e: &mut Examples) {
    gates(e);
    matrix(e);
    spaces(e);
    scans(e);
    delta(e);
    bytes(e);
}

fn complex<S: ShapeBuilder>(e: &mut Examples, shape: S) -> Array<Complex32, S::Dim> {
    let (re, im) = (e.normal(shape), e.normal(1));
    // The imaginary parts follow from the real ones, and are others.
    re.mapv(|re| Complex32::new(re, (3.0 * re + im[0]).cos()))
}

fn gates(e: &mut Examples) {
    e.exercise("rnn");
    for (steps, d, inputs) in [(4, 3, 2), (0, 1, 2)] {
        let (x, start) = (e.normal((steps, inputs)), e.normal(d));
        let (hidden, input, bias) = (e.normal((d, d)), e.normal((d, inputs)), e.normal(d));
        let weights = RnnWeights { hidden: hidden.view(), input: input.view(), bias: bias.view() };
        let shown = object! {hidden: hidden, input: input, bias: bias};
        let states = a::rnn::forward(x.view(), start.view(), weights);
        e.case("forward", args![x, start, shown], &states);
        e.case("jacobian", args![states, hidden], a::rnn::jacobian(states.view(), hidden.view()));
    }

    e.exercise("lstm");
    for (d, inputs) in [(3, 2), (1, 4)] {
        let (x, state) = (e.normal(inputs), LstmState { h: e.normal(d), c: e.normal(d) });
        let (input, hidden, bias) = (e.normal((4, d, inputs)), e.normal((4, d, d)), e.normal((4, d)));
        let weights = LstmWeights { input: input.view(), hidden: hidden.view(), bias: bias.view() };
        let shown = object! {input: input, hidden: hidden, bias: bias};
        let next = a::lstm::step(x.view(), &state, weights);
        let before = (&state.h, &state.c).plain();
        e.case("step", args![x, before, shown], (next.h, next.c));
        e.case("jacobian", args![x, before, shown], a::lstm::jacobian(x.view(), &state, weights));
    }

    e.exercise("gru");
    for (d, inputs) in [(3, 2), (1, 4)] {
        let (x, h) = (e.normal(inputs), e.normal(d));
        let (input, hidden) = (e.normal((3, d, inputs)), e.normal((3, d, d)));
        let (input_bias, hidden_bias) = (e.normal((3, d)), e.normal((3, d)));
        let weights = GruWeights {
            input: input.view(),
            hidden: hidden.view(),
            input_bias: input_bias.view(),
            hidden_bias: hidden_bias.view(),
        };
        let shown = object! {input: input, hidden: hidden, input_bias: input_bias, hidden_bias: hidden_bias};
        e.case("gru", args![x, h, shown], a::gru::gru(x.view(), h.view(), weights));
    }
}

/// T, dk and dv.
const SIZES: [[usize; 3]; 2] = [[7, 4, 3], [1, 2, 5]];

fn matrix(e: &mut Examples) {
    e.exercise("linear_attention");
    for [t, dk, dv] in SIZES {
        // Small weights count.
        for shift in [0.0, -20.0] {
            let (queries, keys, values) = (e.normal((t, dk)), e.normal((t, dk)) + shift, e.normal((t, dv)));
            let expected = a::linear_attention::quadratic(queries.view(), keys.view(), values.view());
            e.case("quadratic", args![queries, keys, values], expected);
            let mut state = LinearState { sum: e.normal((dk, dv)) * 1e-6, keys: e.uniform(dk, 0.0, 1e-6) };
            let before = object! {sum: state.sum, keys: state.keys};
            let (query, key, value) = (queries.row(0), keys.row(0), values.row(0));
            let expected = a::linear_attention::step(&mut state, query, key, value);
            let after = object! {sum: state.sum, keys: state.keys};
            e.changes("step", args![before, query, key, value], expected, &[(0, after)]);
        }
    }

    e.exercise("gla");
    for ([t, dk, dv], chunk) in SIZES.into_iter().zip([3, 9]) {
        let (queries, keys, values) = (e.normal((t, dk)), e.normal((t, dk)), e.normal((t, dv)));
        let (q, k, v) = (queries.view(), keys.view(), values.view());
        e.case("retention", args![queries, keys, values, 0.75_f32], a::gla::retention(q, k, v, 0.75));
        let decays = e.uniform((t, dk), -5.0, 0.0);
        e.case("gla", args![queries, keys, values, decays], a::gla::gla(q, k, v, decays.view()));
        let expected = a::gla::chunked(q, k, v, decays.view(), chunk);
        e.case("chunked", args![queries, keys, values, decays, chunk], expected);
    }
}

fn spaces(e: &mut Examples) {
    e.exercise("hippo");
    for (n, count) in [(5, 9), (1, 1)] {
        e.case("matrices", args![n], a::hippo::matrices(n));
        let samples = e.normal(count);
        let coefficients = a::hippo::remember(samples.view(), n);
        e.case("remember", args![samples, n], &coefficients);
        for s in [0.0, 0.3, 1.0] {
            e.case("recall", args![coefficients, s], arr0(a::hippo::recall(coefficients.view(), s)));
        }
    }

    e.exercise("discretise");
    for (n, step) in [(4, 0.5), (1, 2.0)] {
        let (mut system, b) = (e.normal((n, n)), e.normal(n));
        system.diag_mut().mapv_inplace(|x| x - 4.0);
        // A need not have an inverse.
        for system in [&system, &Array2::zeros((n, n))] {
            let expected = a::discretise::bilinear(system.view(), b.view(), step);
            e.case("bilinear", args![system, b, step], expected);
            e.case("zoh", args![system, b, step], a::discretise::zoh(system.view(), b.view(), step));
        }
    }

    e.exercise("s4_conv");
    for (n, length) in [(3, 6), (1, 1)] {
        let (system, b, c) = (e.normal((n, n)) * 0.3, e.normal(n), e.normal(n));
        let kernel = a::s4_conv::kernel(system.view(), b.view(), c.view(), length);
        e.case("kernel", args![system, b, c, length], &kernel);
        let none = a::s4_conv::kernel(system.view(), b.view(), c.view(), 0);
        e.case("kernel", args![system, b, c, 0_usize], none);
        let input = e.normal(length);
        let expected = a::s4_conv::convolve(kernel.view(), input.view());
        e.case("convolve", args![kernel, input], expected);
        let expected = a::s4_conv::recur(system.view(), b.view(), c.view(), input.view());
        e.case("recur", args![system, b, c, input], expected);
    }

    e.exercise("s4d");
    for (n, length) in [(4, 7), (1, 0)] {
        let system = complex(e, n).mapv(|a| Complex32::new(-0.5 - a.re.abs(), 20.0 * a.im));
        // A state whose A is real is no exception.
        let system = with(system, [(0, Complex32::new(-1.5, 0.0))]);
        let c = complex(e, n);
        let expected = a::s4d::s4d(system.view(), c.view(), 0.05, length);
        e.case("s4d", args![system, c, 0.05_f32, length], expected);
    }
}

fn scans(e: &mut Examples) {
    e.exercise("lru");
    for (steps, h, d) in [(5, 3, 2), (1, 1, 4)] {
        // |λ| so close to 1 that a float can hardly tell.
        let (nu, theta) = (with(e.normal(h), [(0, -16.0)]), e.normal(h));
        e.case("decay", args![nu, theta], a::lru::decay(nu.view(), theta.view()));
        let numbers = complex(e, 4);
        let [first, second] = [0, 2].map(|at| Affine { factor: numbers[at], added: numbers[at + 1] });
        let shown = |affine: Affine| (arr0(affine.factor), arr0(affine.added));
        let expected = shown(a::lru::combine(first, second));
        e.case("combine", args![shown(first), shown(second)], expected);
        let (x, b, c, skip) = (e.normal((steps, d)), complex(e, (h, d)), complex(e, (d, h)), e.normal(d));
        let weights =
            LruWeights { nu: nu.view(), theta: theta.view(), b: b.view(), c: c.view(), d: skip.view() };
        let shown = object! {nu: nu, theta: theta, b: b, c: c, d: skip};
        e.case("forward", args![x, shown], a::lru::forward(x.view(), weights));
    }

    e.exercise("short_conv");
    // The second text is shorter than the width, and the third convolution sees one token.
    for (steps, d, width) in [(6, 3, 4), (2, 1, 3), (2, 2, 1)] {
        let (inputs, weights) = (e.normal((steps, d)), e.normal((d, width)));
        e.case("whole", args![inputs, weights], a::short_conv::whole(inputs.view(), weights.view()));
        let mut held = e.normal((width - 1, d));
        let before = held.plain();
        let output = a::short_conv::push(&mut held, inputs.row(0), weights.view());
        e.case("push", args![before, inputs.row(0), weights], (output, held));
    }

    e.exercise("selective_scan");
    for (steps, d, n) in [(5, 3, 4), (1, 1, 2)] {
        let [u, raw, z] = [(); 3].map(|()| e.normal((steps, d)));
        let [b, c] = [(); 2].map(|()| e.normal((steps, n)));
        let (bias, skip, system) = (e.normal(d), e.normal(d), e.uniform((d, n), -3.0, -0.1));
        let shown = object! {u: u, raw: raw, bias: bias, a: system, b: b, c: c, skip: skip, z: z};
        let expected = a::selective_scan::selective_scan(Selective {
            u: u.view(),
            raw: raw.view(),
            bias: bias.view(),
            a: system.view(),
            b: b.view(),
            c: c.view(),
            skip: skip.view(),
            z: z.view(),
        });
        e.case("selective_scan", args![shown], expected);
    }

    e.exercise("ssd");
    for (steps, p, n) in [(6, 3, 4), (1, 2, 1)] {
        let (x, dt) = (e.normal((steps, p)), e.uniform(steps, 0.0, 4.0));
        let (b, c, decay) = (e.normal((steps, n)), e.normal((steps, n)), -1.5);
        let tokens = SsdTokens { x: x.view(), dt: dt.view(), a: decay, b: b.view(), c: c.view() };
        let shown = object! {x: x, dt: dt, a: decay, b: b, c: c};
        e.case("quadratic", args![shown], a::ssd::quadratic(tokens));
        let state = e.normal((n, p));
        let mut carried = Carried::new(state.clone());
        let outputs = a::ssd::chunk(&mut carried, tokens);
        e.case("chunk", args![state, shown], (outputs, carried.state()));
    }
}

fn delta(e: &mut Examples) {
    for [t, dk, dv] in SIZES {
        let (queries, keys, values) = (e.normal((t, dk)), e.normal((t, dk)), e.normal((t, dv)));
        let (beta, decays) = (e.uniform(t, 0.0, 1.0), e.uniform(t, -5.0, 0.0));
        let (q, k, v) = (queries.view(), keys.view(), values.view());
        e.exercise("delta");
        // A row so small that what is added to its squares counts.
        let mut rows = keys.clone();
        rows.row_mut(0).mapv_inplace(|x| 1e-3 * x);
        e.case("unit", args![rows], a::delta::unit(rows.view()));
        let keys = a::delta::unit(k);
        let k = keys.view();
        e.case("delta", args![queries, keys, values, beta], a::delta::delta(q, k, v, beta.view()));

        e.exercise("gated_delta");
        let expected = a::gated_delta::gated_delta(q, k, v, beta.view(), decays.view());
        e.case("gated_delta", args![queries, keys, values, beta, decays], expected);

        e.exercise("kda");
        let (raw, bias) = (e.normal((t, dk)) - 15.0, e.normal(dk));
        let expected = a::kda::decay(raw.view(), 0.5, bias.view());
        e.case("decay", args![raw, 0.5_f32, bias], expected);
        let decays = e.uniform((t, dk), -5.0, 0.0);
        let tokens = KdaTokens { queries: q, keys: k, values: v, beta: beta.view(), decays: decays.view() };
        let shown = object! {queries: queries, keys: keys, values: values, beta: beta, decays: decays};
        e.case("attend", args![shown], a::kda::attend(tokens));
        let mut outputs = with(e.normal((t, dv)), [([0, 0], 0.0)]);
        outputs.row_mut(t - 1).mapv_inplace(|x| 2e-3 * x);
        e.case("gate", args![outputs, values], a::kda::gate(outputs.view(), v));

        e.exercise("kda_chunk");
        let expected = a::kda_chunk::solve(k, decays.view(), beta.view());
        e.case("solve", args![keys, decays, beta], expected);
        let state = e.normal((dk, dv));
        let mut carried = Carried::new(state.clone());
        let outputs = a::kda_chunk::chunk(&mut carried, tokens);
        e.case("chunk", args![state, shown], (outputs, carried.state()));
    }
}

fn layers(layers: &Layers) -> Value {
    let &Layers { count, kept, bytes, state_bytes } = layers;
    match kept {
        Kept::Tokens { numbers, window } => object! {
            kind: "tokens", numbers: numbers, window: window, count: count, bytes: bytes, state_bytes: state_bytes
        },
        Kept::State { heads, keys, values, channels, width } => object! {
            kind: "state", heads: heads, keys: keys, values: values, channels: channels, width: width,
            count: count, bytes: bytes, state_bytes: state_bytes
        },
    }
}

fn bytes(e: &mut Examples) {
    e.exercise("state_bytes");
    let of = |count, kept| Layers { count, kept, bytes: 2, state_bytes: 4 };
    let state = Kept::State { heads: 32, keys: 128, values: 128, channels: 12_288, width: 4 };
    let full = Kept::Tokens { numbers: 576, window: None };
    let window = Kept::Tokens { numbers: 2_048, window: Some(100) };
    for model in [vec![of(20, state), of(7, full)], vec![of(3, window)], vec![]] {
        let shown: Vec<Value> = model.iter().map(layers).collect();
        for tokens in [0, 99, 1_000] {
            e.case("bytes", args![shown, tokens], a::state_bytes::bytes(&model, tokens));
        }
    }
    for (layers, period, offset) in [(27, 4, 3), (9, 4, 0), (2, 5, 4), (0, 1, 0)] {
        let expected = a::state_bytes::places(layers, period, offset);
        e.case("places", args![layers, period, offset], expected);
    }
}
