//! What must hold of `decay` and `gate`, whatever the reference says; and what `edits` says of the recurrence.

use judge::{Broken, Property, close, same};

use crate::edits::{Answered, Input, KDA, TheProbe, laws as edits};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    let mut laws = edits::laws::<KDA>();
    laws.extend([
        Property { name: "a decay is the logarithm of a factor from 0 to 1", holds: sign },
        Property { name: "with A = 1 the factor is σ(−(raw + bias))", holds: factor },
        Property { name: "A is a factor of the decay", holds: proportional },
        Property { name: "what a token gives on depends on no other token", holds: own_row },
        Property {
            name: "where all gates are open, rows have a mean square that 10⁻⁵ takes from 1",
            holds: open,
        },
    ]);
    laws
}

fn sign(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Decay { .. } = input else { return Ok(()) };
    let out = edits::asked(input, probe)?;
    match out.indexed_iter().find(|(_, x)| x.is_nan() || **x > 0.0) {
        Some(((t, c), x)) => {
            Err(Broken::Law(format!("decay[{t}, {c}] is {x}, and exp of it is no factor that fades")))
        }
        None => Ok(()),
    }
}

fn factor(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Decay { raw, bias, .. } = input else { return Ok(()) };
    let one = Input::Decay { raw: raw.clone(), a_log: 0.0, bias: bias.clone() };
    let out = edits::asked(&one, probe)?.mapv(f32::exp);
    let expected = (&raw.double() + &bias.double()).mapv(|x| (1.0 / (1.0 + x.exp())) as f32);
    same(
        "exp of decay",
        &out,
        &expected,
        4.0 * probe.tolerance.min(1e-3) + 1e-5,
        "as σ(−(raw + bias)), with A = 1",
    )
}

fn proportional(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Decay { raw, a_log, bias } = input else { return Ok(()) };
    if *a_log > 2.0 {
        return Ok(());
    }
    let twice = Input::Decay { raw: raw.clone(), a_log: a_log + 2.0_f32.ln(), bias: bias.clone() };
    let (once, out) = (edits::asked(input, probe)?, edits::asked(&twice, probe)?);
    let largest = once.iter().fold(0.0_f64, |most, &x| most.max(f64::from(x).abs()));
    let slack = 8.0 * probe.tolerance + 1e-5 * largest;
    same("decay", &(2.0 * once), &out, slack, "with twice the A, twice the decay")
}

fn own_row(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Gate { outputs, asked } = input else { return Ok(()) };
    let (n, width) = outputs.values.dim();
    let row = probe.random.whole(0..=n - 1);
    let (mut outputs, mut asked) = (outputs.clone(), asked.clone());
    outputs.values.row_mut(row).assign(&probe.random.normals(width, 5.0));
    asked.values.row_mut(row).assign(&probe.random.normals(width, 2.0));
    let before = edits::asked(input, probe)?;
    let after = edits::asked(&Input::Gate { outputs, asked }, probe)?;
    edits::own_row("gate", (&before, &after), row, 2.0 * probe.tolerance)
}

fn open(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Gate { outputs, asked } = input else { return Ok(()) };
    let mut wide = asked.clone();
    wide.values.fill(60.0);
    let out = edits::asked(&Input::Gate { outputs: outputs.clone(), asked: wide }, probe)?;
    for (t, (row, given)) in outputs.double().rows().into_iter().zip(out.rows()).enumerate() {
        let mean = row.dot(&row) / row.len() as f64;
        let given = given.mapv(f64::from);
        let (is, should) = (given.dot(&given) / row.len() as f64, mean / (mean + 1e-5));
        if !close(is, should, 8.0 * probe.tolerance + 1e-5) {
            return Err(Broken::Law(format!(
                "row {t} of gate has a mean square of {is} where all gates are open, and {should} is that of the outputs divided by \
                 itself with 10⁻⁵"
            )));
        }
    }
    Ok(())
}
