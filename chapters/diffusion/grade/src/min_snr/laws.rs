//! What must hold of `min_snr`, whatever the reference says.

use judge::{Broken, Property, close};
use ndarray::Array1;

use super::{Input, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Array1<f32>>> {
    vec![
        Property {
            name: "the weighted losses of all three forms are equal for the same x̂₀", holds: equal
        },
        Property { name: "a row does not depend on the others", holds: rows },
    ]
}

/// The answer's output, a weight for each row.
fn called(input: &Input, probe: &mut TheProbe<'_>) -> Result<Array1<f32>, Broken> {
    let weights = probe.call(input)?;
    let count = input.snr.values.len();
    if weights.len() == count {
        return Ok(weights);
    }
    Err(Broken::Law(format!("there are {} weights for {count} rows", weights.len())))
}

/// The loss of x̂₀ with an error of 1 is the data's weight, the noise's weight times the SNR, and that of v times SNR + 1.
fn equal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut weights = Vec::new();
    for form in 0..3 {
        weights.push(called(&Input { form, ..input.clone() }, probe)?);
    }
    for (row, &snr) in input.snr.values.iter().enumerate() {
        // There the code says 1 in each form.
        if snr == 0.0 {
            continue;
        }
        let snr = f64::from(snr);
        let weight = |form: usize| f64::from(weights[form][row]);
        let [noise, data, v] = [weight(0) * snr, weight(1), weight(2) * (snr + 1.0)];
        let slack = 1e-4 * data.abs().max(1e-12);
        if !close(noise, data, slack) || !close(v, data, slack) {
            return Err(Broken::Law(format!(
                "for an SNR of {snr} and an error of 1 in x̂₀ the weighted loss is {noise} by the noise, {data} by the data, and {v} by v"
            )));
        }
    }
    Ok(())
}

fn rows(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let all = called(input, probe)?;
    let row = probe.random.whole(0..=all.len() - 1);
    let snr = Array1::from_elem(1, input.snr.values[row]);
    let alone = called(&Input { snr: snr.into(), ..input.clone() }, probe)?;
    if close(alone[0], all[row], 2.0 * probe.tolerance) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "row {row} has the weight {} alone, and {} among the others",
        alone[0], all[row]
    )))
}
