//! What must hold of `consistency`, whatever the reference says.

use judge::{Broken, Matrix, Property, Vector, close, same};
use ndarray::{Array2, Axis, concatenate, s};

use super::{Answered, Batch, Ends, Input, TheProbe, Timed};
use crate::nets::Net;

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "the networks are asked for one row of each sample", holds: counted },
        Property { name: "at σ_min the function is x, whatever the network says", holds: boundary },
        Property { name: "at σ_min the target network has no say in the loss", holds: no_say },
        Property { name: "a row is denoised alone as among others", holds: alone },
        Property { name: "the loss of a batch twice over is the loss of the batch", holds: twice },
    ]
}

fn denoised(
    net: &Timed,
    x: &Matrix,
    sigmas: &Vector,
    ends: Ends,
    probe: &mut TheProbe<'_>,
) -> Result<Array2<f32>, Broken> {
    let input = Input::Denoise { net: net.clone(), x: x.clone(), sigmas: sigmas.clone(), ends };
    match probe.call(&input)? {
        Answered::Denoised(data, _) => Ok(data),
        _ => Err(Broken::Law("nothing denoised".to_owned())),
    }
}

fn lost(batch: Batch, ends: Ends, probe: &mut TheProbe<'_>) -> Result<f32, Broken> {
    match probe.call(&Input::Loss { batch, ends })? {
        Answered::Loss(loss, _) => Ok(loss),
        _ => Err(Broken::Law("no loss".to_owned())),
    }
}

fn counted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let samples = match input {
        Input::Scales { .. } => return Ok(()),
        Input::Denoise { x, .. } => x.values.nrows(),
        Input::Loss { batch, .. } => batch.data.values.nrows(),
    };
    let asked = match probe.call(input)? {
        Answered::Denoised(_, asked) => asked,
        Answered::Loss(_, [student, target]) => student.max(target),
        Answered::Scales(_) => 0,
    };
    if asked <= samples {
        return Ok(());
    }
    Err(Broken::Law(format!("a network was asked for {asked} rows, for {samples} samples")))
}

/// Another network, as loud as one likes.
fn another(d: usize, probe: &mut TheProbe<'_>) -> Timed {
    let net = Net::new(probe.random, d, true);
    Timed(Net { scale: 20.0, ..net })
}

fn boundary(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    match input {
        Input::Scales { ends, .. } => {
            let Answered::Scales(all) =
                probe.call(&Input::Scales { sigmas: vec![ends.least], ends: *ends })?
            else {
                return Err(Broken::Law("no scales".to_owned()));
            };
            let (skip, out) = *all.first().ok_or_else(|| "no scales".to_owned())?;
            if close(skip, 1.0, 1e-6) && close(out, 0.0, 1e-6) {
                return Ok(());
            }
            Err(Broken::Law(format!("c_skip is {skip} and c_out is {out} at σ_min, and not 1 and 0")))
        }
        Input::Denoise { x, sigmas, ends, .. } => {
            let net = another(x.values.ncols(), probe);
            let at = Vector { values: sigmas.values.mapv(|_| ends.least), layout: sigmas.layout };
            let found = denoised(&net, x, &at, *ends, probe)?;
            let loudest = x.values.iter().fold(1.0_f32, |most, x| most.max(x.abs()));
            same("denoise at σ_min", &found, &x.values, 1e-5 * f64::from(loudest), "in x")
        }
        Input::Loss { .. } => Ok(()),
    }
}

fn no_say(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Loss { batch, ends } = input else { return Ok(()) };
    let least = Vector { values: batch.low.values.mapv(|_| ends.least), layout: batch.low.layout };
    let batch = Batch { low: least, ..batch.clone() };
    let other = Batch { target: another(batch.data.values.ncols(), probe), ..batch.clone() };
    let (one, two) = (lost(batch, *ends, probe)?, lost(other, *ends, probe)?);
    if close(one, two, 4.0 * probe.tolerance + 1e-4 * f64::from(one.abs())) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "with all lower levels at σ_min the loss is {one}, and {two} with another target network"
    )))
}

fn alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Denoise { net, x, sigmas, ends } = input else { return Ok(()) };
    let all = denoised(net, x, sigmas, *ends, probe)?;
    if all.dim() != x.values.dim() {
        return Err(Broken::Law(format!("denoise has shape {:?}, and x {:?}", all.dim(), x.values.dim())));
    }
    let row = probe.random.whole(0..=x.values.nrows() - 1);
    let own = x.values.slice(s![row..=row, ..]).to_owned().into();
    let level = sigmas.values.slice(s![row..=row]).to_owned().into();
    let found = denoised(net, &own, &level, *ends, probe)?;
    same(
        &format!("row {row} alone"),
        &found,
        &all.slice(s![row..=row, ..]),
        2.0 * probe.tolerance,
        "among the others",
    )
}

fn twice(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Loss { batch, ends } = input else { return Ok(()) };
    let matrix = |matrix: &Matrix| concatenate![Axis(0), matrix.values, matrix.values].into();
    let levels = |levels: &Vector| concatenate![Axis(0), levels.values, levels.values].into();
    let both = Batch {
        data: matrix(&batch.data),
        noise: matrix(&batch.noise),
        high: levels(&batch.high),
        low: levels(&batch.low),
        ..batch.clone()
    };
    let (once, twice) = (lost(batch.clone(), *ends, probe)?, lost(both, *ends, probe)?);
    if close(once, twice, 4.0 * probe.tolerance + 1e-4 * f64::from(once.abs())) {
        return Ok(());
    }
    Err(Broken::Law(format!("the loss is {once}, and {twice} of the same rows twice over")))
}
