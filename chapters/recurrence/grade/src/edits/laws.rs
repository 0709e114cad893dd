//! What must hold of memories that are edited, whatever the reference says.

use judge::{Broken, Property, Random, same};
use ndarray::{Array2, Axis, s};

use super::cases::normal;
use super::roads::Tokens;
use super::{Answered, DELTA, Decays, Edit, GATED, Input, KDA, TheProbe};

/// Those of each kind.
pub(crate) fn laws<const KIND: usize>() -> Vec<Property<Input, Answered>> {
    let mut laws = vec![
        Property { name: "later tokens change no earlier output", holds: future },
        Property { name: "twice the values give twice the outputs", holds: linear },
        Property { name: "with β = 0 a token writes nothing and erases nothing", holds: nothing_written },
        Property { name: "with β = 1, a key of length 1 is answered by its value at once", holds: answered },
        Property { name: "one triangular system over all pairs of tokens gives the same", holds: pairs },
        Property { name: "one state is held, not one for each token", holds: one_state::<KIND> },
    ];
    laws.push(Property {
        name: match KIND {
            DELTA => "with β = 1 and keys at right angles it is linear attention",
            GATED => "with β = 1 and keys at right angles it is linear attention that fades",
            _ => "with β = 1 and keys along the axes it is gated linear attention",
        },
        holds: right_angles,
    });
    if KIND == GATED || KIND == KDA {
        laws.push(Property { name: "without decay it is the delta rule", holds: no_decay });
    }
    if KIND == KDA {
        laws.push(Property { name: "with equal channels it is the gated delta rule", holds: equal_channels });
    }
    laws
}

/// The answer's output, if it has the shape that it must.
pub(crate) fn asked(input: &Input, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let (out, shape) = (probe.call(input)?.out, input.shape());
    if out.dim() == shape {
        Ok(out)
    } else {
        Err(Broken::Law(format!("{} has shape {:?} and not {shape:?}", input.name(), out.dim())))
    }
}

fn asked_of(edit: &Edit, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    asked(&Input::Edit(edit.clone()), probe)
}

/// The answer's output is what another road gives.
fn agrees(edit: &Edit, road: &Array2<f64>, how: &str, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let out = asked_of(edit, probe)?;
    let largest = road.iter().chain(edit.values.double().iter()).fold(1.0_f64, |most, x| most.max(x.abs()));
    let slack = 4.0 * probe.tolerance + 1e-5 * largest;
    same(edit.name(), &out, &road.mapv(|x| x as f32), slack, how)
}

fn future(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some(edit) = input.edit() else { return Ok(()) };
    let [n, dk, dv] = edit.sizes();
    let from = probe.random.whole(0..=n - 1);
    let mut changed = edit.clone();
    for t in from..n {
        changed.queries.values.row_mut(t).assign(&probe.random.normals(dk, 1.0));
        changed.keys.values.row_mut(t).mapv_inplace(|x| -0.5 * x);
        changed.values.values.row_mut(t).assign(&probe.random.normals(dv, 2.0));
        changed.beta.values[t] = 0.5 * edit.beta.values[t] + 0.1;
    }
    let (before, after) = (asked_of(edit, probe)?, asked_of(&changed, probe)?);
    let how = format!("with other tokens from {from} on");
    let first = s![..from, ..];
    same(edit.name(), &before.slice(first), &after.slice(first), 2.0 * probe.tolerance, &how)
}

fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some(edit) = input.edit() else { return Ok(()) };
    let mut doubled = edit.clone();
    doubled.values.values *= 2.0;
    let (once, twice) = (asked_of(edit, probe)?, asked_of(&doubled, probe)?);
    same(edit.name(), &(2.0 * once), &twice, 4.0 * probe.tolerance, "with twice the values")
}

fn nothing_written(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some(edit) = input.edit() else { return Ok(()) };
    let [n, dk, dv] = edit.sizes();
    let at = probe.random.whole(0..=n - 1);
    let mut one = edit.clone();
    one.beta.values[at] = 0.0;
    let mut other = one.clone();
    other.keys.values.row_mut(at).assign(&probe.random.normals(dk, 1.0));
    other.values.values.row_mut(at).assign(&probe.random.normals(dv, 3.0));
    let (before, after) = (asked_of(&one, probe)?, asked_of(&other, probe)?);
    let how = format!("with another key and value where beta[{at}] is 0");
    same(edit.name(), &before, &after, 4.0 * probe.tolerance + 1e-6, &how)
}

fn answered(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some(edit) = input.edit() else { return Ok(()) };
    let mut sure = edit.clone();
    let root = (edit.sizes()[1] as f32).sqrt();
    for mut key in sure.keys.values.rows_mut() {
        let length = key.dot(&key).sqrt();
        if length > 0.0 {
            key /= length;
        } else {
            key[0] = 1.0;
        }
    }
    sure.queries.values = &sure.keys.values * root;
    sure.beta.values.fill(1.0);
    let values = edit.values.double();
    agrees(&sure, &values, "as values, with β = 1, keys of length 1, and each read back at once", probe)
}

/// Where all pairs are not too many.
fn few(edit: &Edit) -> bool {
    let [n, dk, _] = edit.sizes();
    n * n * n * dk < 40_000
}

fn pairs(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some(edit) = input.edit().filter(|edit| few(edit)) else { return Ok(()) };
    agrees(edit, &Tokens::of(edit).by_pairs(), "by one triangular system over all pairs", probe)
}

fn right_angles(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some(edit) = input.edit() else { return Ok(()) };
    let [n, dk, _] = edit.sizes();
    let count = n.min(dk).min(12);
    let mut cut = cut(edit, count);
    let mut channels: Vec<usize> = (0..dk).collect();
    probe.random.shuffle(&mut channels);
    cut.keys.values = Array2::from_shape_fn((count, dk), |(t, c)| f32::from(channels[t] == c));
    cut.beta.values.fill(1.0);
    let road = Tokens::of(&cut).without_erasing();
    agrees(&cut, &road, "with nothing erased, though no key meets another", probe)
}

/// The first tokens alone.
fn cut(edit: &Edit, count: usize) -> Edit {
    let mut cut = edit.clone();
    for matrix in [&mut cut.queries, &mut cut.keys, &mut cut.values] {
        matrix.values = matrix.values.slice(s![..count, ..]).to_owned();
    }
    cut.beta.values = edit.beta.values.slice(s![..count]).to_owned();
    match &mut cut.decays {
        Decays::Nothing => {}
        Decays::OfToken(decays) => decays.values = decays.values.slice(s![..count]).to_owned(),
        Decays::OfChannel(decays) => decays.values = decays.values.slice(s![..count, ..]).to_owned(),
    }
    cut
}

/// Where matrices of transitions are not too large.
fn narrow(edit: &Edit) -> bool {
    edit.sizes()[1] <= 20
}

fn no_decay(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some(edit) = input.edit().filter(|edit| narrow(edit)) else { return Ok(()) };
    let mut still = edit.clone();
    still.fade(|_, _| 0.0);
    let road = Tokens::of(&still).by_transitions();
    agrees(&still, &road, "by S = (I − β k kᵀ) S + β k vᵀ, with decays of 0", probe)
}

fn equal_channels(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some(edit) = input.edit().filter(|edit| narrow(edit)) else { return Ok(()) };
    let mut equal = edit.clone();
    let decays = edit.fading();
    equal.fade(|t, _| decays[[t, 0]] as f32);
    let road = Tokens::of(&equal).by_transitions();
    agrees(&equal, &road, "by S = exp(g) (I − β k kᵀ) S + β k vᵀ, with equal channels", probe)
}

/// The case that says how much is held.
pub(crate) fn is_long(edit: &Edit) -> bool {
    edit.sizes()[0] >= 300
}

/// Tokens and widths of keys and values for which bytes are counted.
const TOKENS: usize = 1024;
const WIDTH: usize = 32;

fn one_state<const KIND: usize>(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if !input.edit().is_some_and(is_long) {
        return Ok(());
    }
    let seed = probe.random.whole(0..=1 << 20) as u64;
    let edit = normal::<KIND>(&mut Random::new(seed, "one state"), [TOKENS, WIDTH, WIDTH]);
    asked_of(&edit, probe)?;
    // Inputs and outputs, several times in double precision, and as much again for whatever is convenient.
    let inputs = TOKENS * (5 * WIDTH + 2);
    let allowed = 21 * inputs;
    let states = 4 * TOKENS * WIDTH * WIDTH;
    if probe.peak <= allowed {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "{TOKENS} tokens, keys and values of {WIDTH}: {} bytes are held at the peak, and {allowed} are allowed, which is many times \
         the inputs; a state for each token takes {states}, and a number for each pair of tokens {}",
        probe.peak,
        4 * TOKENS * TOKENS,
    )))
}

/// That rows do not depend on each other: another row changes none but itself.
pub(crate) fn own_row(
    name: &str,
    (before, after): (&Array2<f32>, &Array2<f32>),
    row: usize,
    slack: f64,
) -> Result<(), Broken> {
    let rest: Vec<usize> = (0..before.nrows()).filter(|&t| t != row).collect();
    let rows = [before, after].map(|out| out.select(Axis(0), &rest));
    same(&format!("{name} without row {row}, at"), &rows[0], &rows[1], slack, "with another row there")
}
