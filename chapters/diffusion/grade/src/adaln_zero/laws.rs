//! What must hold of `adaln_zero`, whatever the reference says.

use judge::{Broken, Matrix, Property, Vector, same};
use ndarray::{Array1, Array2, s};

use super::{Answered, Input, TheProbe, Whole};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "with zeros in its linear layer a block is the identity", holds: identity },
        Property { name: "neither layer is called twice", holds: called_once },
        Property { name: "a token of the mean 0 and the variance 1 comes out of zeros", holds: normal },
        Property { name: "a number added to a whole token changes nothing", holds: moved },
        Property { name: "with gates of 0 a block is the identity, whatever shift and scale", holds: gates },
    ]
}

fn ran(whole: Whole, probe: &mut TheProbe<'_>) -> Result<(Array2<f32>, [Vec<usize>; 2]), Broken> {
    match probe.call(&Input::Block(Box::new(whole)))? {
        Answered::Ran(out, seen) => Ok((out, seen)),
        Answered::Modulated(_) => Err(Broken::Law("no output of block".to_owned())),
    }
}

fn modulated(
    x: Array2<f32>,
    shift: Vector,
    scale: Vector,
    probe: &mut TheProbe<'_>,
) -> Result<Array2<f32>, Broken> {
    match probe.call(&Input::Modulate { x: x.into(), shift, scale })? {
        Answered::Modulated(out) => Ok(out),
        Answered::Ran(..) => Err(Broken::Law("no output of modulate".to_owned())),
    }
}

fn identity(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Block(whole) = input else { return Ok(()) };
    let mut zero = (**whole).clone();
    zero.weights = Matrix::from(Array2::zeros(whole.weights.values.dim()));
    zero.bias = Vector::from(Array1::zeros(whole.bias.values.len()));
    let (out, _) = ran(zero, probe)?;
    same("block", &out, &whole.x.values, probe.tolerance, "in x")
}

fn gates(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Block(whole) = input else { return Ok(()) };
    let d = whole.x.values.ncols();
    let mut zero = (**whole).clone();
    for gate in [2, 5] {
        let rows = s![gate * d..(gate + 1) * d, ..];
        zero.weights.values.slice_mut(rows).fill(0.0);
        zero.bias.values.slice_mut(s![gate * d..(gate + 1) * d]).fill(0.0);
    }
    let (out, _) = ran(zero, probe)?;
    same("block", &out, &whole.x.values, probe.tolerance, "in x")
}

/// Whoever needs a layer less often is as good.
fn called_once(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Block(whole) = input else { return Ok(()) };
    let (_, seen) = ran((**whole).clone(), probe)?;
    for (calls, which) in seen.iter().zip(["attention", "mlp"]) {
        let rows: usize = calls.iter().sum();
        if rows > whole.x.values.nrows() {
            let n = whole.x.values.nrows();
            return Err(Broken::Law(format!("{which} is asked for {rows} tokens, and there are {n}")));
        }
    }
    Ok(())
}

fn normal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Modulate { x, .. } = input else { return Ok(()) };
    let (n, d) = x.values.dim();
    if d < 2 {
        return Ok(());
    }
    let tokens = probe.random.normals((n, d), 3.0);
    let nothing = || Vector::from(Array1::zeros(d));
    let out = modulated(tokens.clone(), nothing(), nothing(), probe)?;
    if out.dim() != (n, d) {
        return Err(Broken::Law(format!("modulate has shape {:?} and not {:?}", out.dim(), (n, d))));
    }
    for (t, (token, before)) in out.rows().into_iter().zip(tokens.rows()).enumerate() {
        let (mean, variance) = (token.sum() / d as f32, token.dot(&token) / d as f32);
        let centred = &before - before.sum() / d as f32;
        // Where the numbers are close together, ε counts.
        let exact = centred.dot(&centred) / d as f32;
        let right = exact / (exact + 1e-6);
        if !judge::close(mean, 0.0, 1e-4) || !judge::close(variance, right, 1e-3) {
            return Err(Broken::Law(format!(
                "token {t} has the mean {mean} and the variance {variance}, not 0 and {right}"
            )));
        }
    }
    Ok(())
}

fn moved(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Modulate { x, shift, scale } = input else { return Ok(()) };
    // Whole numbers, and so few bits that adding 8 rounds nothing.
    let tokens = probe.random.normals(x.values.dim(), 3.0).mapv(|x| (x * 8.0).round() / 8.0);
    let far = &tokens + &Array2::from_elem((tokens.nrows(), 1), 8.0);
    let before = modulated(tokens, shift.clone(), scale.clone(), probe)?;
    let after = modulated(far, shift.clone(), scale.clone(), probe)?;
    let size = before.iter().fold(1.0_f32, |most, x| most.max(x.abs()));
    let slack = 4.0 * probe.tolerance + 1e-4 * f64::from(size);
    same("modulate", &before, &after, slack, "with 8 added to all numbers")
}
