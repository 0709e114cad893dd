//! What must hold of `unet`, whatever the reference says.

use judge::{Broken, Property, same};
use ndarray::Array3;

use super::{Answered, Input, Network, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "no block is called twice", holds: called_once },
        Property { name: "cosine and sine of one angle", holds: on_a_circle },
        Property { name: "a picture moved by the coarsest pixel gives the output moved", holds: moved },
        Property { name: "without levels the middle is all", holds: middle_alone },
    ]
}

fn ran(network: &Network, probe: &mut TheProbe<'_>) -> Result<(Array3<f32>, Vec<usize>), Broken> {
    match probe.call(&Input::Forward(Box::new(network.clone())))? {
        Answered::Ran(output, calls) => Ok((output, calls)),
        Answered::Embedded(_) => Err(Broken::Law("no output of forward".to_owned())),
    }
}

/// Whoever needs a block less often is as good.
fn called_once(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Forward(network) = input else { return Ok(()) };
    let (_, calls) = ran(network, probe)?;
    let Some(block) = calls.iter().position(|&calls| calls > 1) else { return Ok(()) };
    let which = match (block / 2, block % 2) {
        (level, _) if level == network.levels.len() => "middle".to_owned(),
        (level, 0) => format!("down of level {level}"),
        (level, _) => format!("up of level {level}"),
    };
    Err(Broken::Law(format!("{which} is called {} times: keep what it gives", calls[block])))
}

fn on_a_circle(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let &Input::Embed { width, .. } = input else { return Ok(()) };
    let Answered::Embedded(embedding) = probe.call(input)? else {
        return Err(Broken::Law("no embedding".to_owned()));
    };
    if embedding.len() != width {
        return Err(Broken::Law(format!("embed gives {} numbers, and not {width}", embedding.len())));
    }
    let half = width / 2;
    for i in 0..half {
        let (cosine, sine) = (embedding[i], embedding[half + i]);
        let square = cosine * cosine + sine * sine;
        if !judge::close(square, 1.0, 1e-4) {
            return Err(Broken::Law(format!(
                "numbers {i} and {} squared and added are {square}, not 1",
                half + i
            )));
        }
    }
    Ok(())
}

/// Every block treats all pixels alike, around the edge.
fn moved(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Forward(network) = input else { return Ok(()) };
    let step = 1 << network.levels.len();
    let roll = |x: &Array3<f32>| {
        let (_, h, w) = x.dim();
        Array3::from_shape_fn(x.dim(), |(c, i, j)| x[[c, (i + step) % h, (j + step) % w]])
    };
    let (still, _) = ran(network, probe)?;
    let mut other = (**network).clone();
    other.x.values = roll(&network.x.values);
    let (after, _) = ran(&other, probe)?;
    if still.dim().1 != network.x.values.dim().1 || still.dim().2 != network.x.values.dim().2 {
        return Err(Broken::Law(format!("forward has shape {:?}", still.dim())));
    }
    same("forward", &after, &roll(&still), 4.0 * probe.tolerance, "moved afterwards")
}

fn middle_alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Forward(network) = input else { return Ok(()) };
    let mut alone = (**network).clone();
    let channels = alone.middle.takes();
    let (_, h, w) = alone.x.values.dim();
    alone.levels.clear();
    alone.x = probe.random.normals((channels, h, w), 1.0).into();
    let (output, _) = ran(&alone, probe)?;
    let calls = std::cell::Cell::new(0);
    let expected = alone.middle.run(alone.x.values.view(), alone.embedding.values.view(), &calls);
    same("forward", &output, &expected, 4.0 * probe.tolerance + 1e-5, "by the middle alone")
}
