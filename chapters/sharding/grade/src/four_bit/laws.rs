//! What must hold of `four_bit`, whatever the reference says.
//!
//! The laws on bytes go from the coarse to the fine, and the second stands back where the first is broken.

use judge::{Broken, Probe, Property};

use super::{Answered, Input, reference};

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    let law = |name, holds| Property { name, holds };
    vec![
        law(
            "a rank sends no more than a byte for a value to each other, and eight for a block",
            |input, probe| bytes(true, input, probe),
        ),
        law("a rank sends half a byte for a value to each other, and a scale for a block", |input, probe| {
            bytes(false, input, probe)
        }),
        law("all ranks have the same mean, bit for bit", same),
        law("every number is right to six digits, however small", exact),
        law("what is decoded and encoded again does not change", again),
        law("values of the other sign have codes of the other sign", signs),
    ]
}

fn bytes(coarse: bool, input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Exchange { ranks, block } = input else { return Ok(()) };
    let Answered::Exchanged(found) = probe.call(input)? else { return Ok(()) };
    let (count, others) = (ranks[0].len(), ranks.len() - 1);
    let blocks = count.div_ceil(*block);
    let fine = others * (count.div_ceil(2) + 4 * blocks + 16);
    let allowed_if_coarse = others * (count + 8 * blocks + 16);
    let sent = found.traffic.iter().map(|traffic| traffic.sent).max().unwrap_or(0);
    let too_many = sent > allowed_if_coarse;
    let (told, allowed) =
        if coarse { (too_many, allowed_if_coarse) } else { (!too_many && sent > fine, fine) };
    if told {
        return Err(Broken::Law(format!(
            "a rank sends {sent} bytes for {count} values in {blocks} blocks to {others} others; {allowed} are enough"
        )));
    }
    Ok(())
}

fn same(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Exchange { .. } = input else { return Ok(()) };
    let Answered::Exchanged(found) = probe.call(input)? else { return Ok(()) };
    let bits = |mean: &Vec<f64>| mean.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    for (rank, mean) in found.results.iter().enumerate() {
        if bits(mean) != bits(&found.results[0]) {
            return Err(Broken::Law(format!(
                "rank {rank} has the mean {mean:?}, and rank 0 {:?}: replicas that add to their weights what differs in the last digit drift apart",
                found.results[0]
            )));
        }
    }
    Ok(())
}

fn exact(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let single = |values: &[f32]| values.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
    let (what, found, right, sizes) = match (input, probe.call(input)?) {
        (Input::Encode { values, block }, Answered::Encoded { scales, .. }) => {
            let right = single(&reference::encode(values, *block).0);
            ("scale", single(&scales), right.clone(), right)
        }
        (Input::Decode { scales, codes, count, block }, Answered::Decoded(values)) => {
            let right = single(&reference::decode(scales, codes, *count, *block));
            ("value", single(&values), right.clone(), right)
        }
        (Input::Exchange { ranks, block }, Answered::Exchanged(found)) => {
            let sizes =
                |at: usize| ranks.iter().map(|values| f64::from(values[at].abs())).fold(0.0, f64::max);
            let sizes: Vec<f64> = (0..ranks[0].len()).map(|at| 1e-9 * sizes(at)).collect();
            let right = reference::mean(ranks, *block);
            let sizes = right.iter().zip(sizes).map(|(x, size)| size.max(x.abs())).collect();
            ("value", found.results[0].clone(), right, sizes)
        }
        _ => return Ok(()),
    };
    for (at, ((found, right), size)) in found.iter().zip(&right).zip(&sizes).enumerate() {
        if found.is_nan() || (found - right).abs() > 1e-6 * size.abs() {
            return Err(Broken::Law(format!("{what} {at} is {found:e}, and should be {right:e}")));
        }
    }
    Ok(())
}

fn again(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Encode { values, block } = input else { return Ok(()) };
    let (count, block) = (values.len(), *block);
    let Answered::Encoded { scales, codes } = probe.call(input)? else { return Ok(()) };
    if scales.len() != count.div_ceil(block) || codes.len() != count.div_ceil(2) {
        return Ok(());
    }
    let decode = Input::Decode { scales: scales.clone(), codes: codes.clone(), count, block };
    let Answered::Decoded(values) = probe.call(&decode)? else { return Ok(()) };
    let Answered::Encoded { codes: twice, .. } = probe.call(&Input::Encode { values, block })? else {
        return Ok(());
    };
    if twice != codes {
        return Err(Broken::Law(format!("the codes {codes:?} become {twice:?}")));
    }
    Ok(())
}

fn signs(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Encode { values, block } = input else { return Ok(()) };
    let Answered::Encoded { codes, .. } = probe.call(input)? else { return Ok(()) };
    let other = Input::Encode { values: values.iter().map(|x| -x).collect(), block: *block };
    let Answered::Encoded { codes: others, .. } = probe.call(&other)? else { return Ok(()) };
    let turned = |code: u8| if code % 8 == 0 { code } else { code ^ 8 };
    for (at, (&code, &other)) in codes.iter().zip(&others).enumerate() {
        if [turned(code % 16), turned(code / 16)] != [other % 16, other / 16] {
            return Err(Broken::Law(format!(
                "byte {at} is {code:#04x}, and with all signs changed {other:#04x}"
            )));
        }
    }
    Ok(())
}
