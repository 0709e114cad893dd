//! What must hold of `all_to_all`, whatever the reference says.

use judge::{Broken, Probe, Property, close};

use super::{Answered, Expert, Input, Layer};

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "a row and its result travel once, and only to another rank", holds: bytes },
        Property { name: "an expert computes a row once for each token that chose it", holds: load },
        Property { name: "the counts have as sum the number of choices", holds: row_sum },
        Property {
            name: "experts that do nothing give the tokens, times the sum of weights",
            holds: identity,
        },
    ]
}

/// How many rows go from each rank to each other: `[from][to]`.
fn pairs(layer: &Layer) -> Vec<Vec<usize>> {
    let of_rank = |own: &super::Own| {
        let count = |to: usize| own.experts.iter().flatten().filter(|&&e| e / layer.each == to).count();
        (0..layer.ranks.len()).map(count).collect()
    };
    layer.ranks.iter().map(of_rank).collect()
}

fn bytes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Layer(layer) = input else { return Ok(()) };
    let Answered::Layer { outputs, .. } = probe.call(input)? else { return Ok(()) };
    let (pairs, size) = (pairs(layer), layer.ranks.len());
    for (rank, traffic) in outputs.traffic.iter().enumerate() {
        let others = (0..size).filter(|&other| other != rank);
        let rows: usize = others.map(|other| pairs[rank][other] + pairs[other][rank]).sum();
        let allowed = rows * (size_of::<f64>() * layer.d + 16) + 64 * size;
        if traffic.sent > allowed {
            return Err(Broken::Law(format!(
                "rank {rank} sends {} bytes; {rows} rows, there and back, are {allowed} with what says what is what",
                traffic.sent
            )));
        }
    }
    Ok(())
}

fn load(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Layer(layer) = input else { return Ok(()) };
    let Answered::Layer { given, .. } = probe.call(input)? else { return Ok(()) };
    for (e, &given) in given.iter().enumerate() {
        let load =
            layer.ranks.iter().flat_map(|own| own.experts.iter().flatten()).filter(|&&x| x == e).count();
        if given > load {
            return Err(Broken::Law(format!("expert {e} is given {given} rows, and {load} have chosen it")));
        }
    }
    Ok(())
}

fn row_sum(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Counts { experts, .. } = input else { return Ok(()) };
    let Answered::Counts(counts) = probe.call(input)? else { return Ok(()) };
    let (sum, choices) = (counts.iter().sum::<usize>(), experts.iter().map(Vec::len).sum::<usize>());
    if sum == choices {
        return Ok(());
    }
    Err(Broken::Law(format!("the sum of counts is {sum}, and there are {choices} choices")))
}

fn identity(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Layer(layer) = input else { return Ok(()) };
    let mut layer = layer.clone();
    layer.experts.fill(Expert::Identity);
    let Answered::Layer { outputs, .. } = probe.call(&Input::Layer(layer.clone()))? else { return Ok(()) };
    for (rank, (own, output)) in layer.ranks.iter().zip(&outputs.results).enumerate() {
        if output.dim() != own.tokens.dim() {
            return Ok(());
        }
        for ((token, j), &found) in output.indexed_iter() {
            let right = own.weights[token].iter().sum::<f64>() * own.tokens[[token, j]];
            if !close(found, right, 1e-5) {
                return Err(Broken::Law(format!(
                    "with experts that do nothing rank {rank} gives {found} for token {token}, channel {j}; token times the sum of weights is {right}"
                )));
            }
        }
    }
    Ok(())
}
