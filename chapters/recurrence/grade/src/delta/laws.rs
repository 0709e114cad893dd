//! What must hold of `unit`, whatever the reference says; and what `edits` says of the recurrence.

use judge::{Broken, Property, close};

use crate::edits::{Answered, DELTA, Input, TheProbe, laws as edits};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    let mut laws = vec![
        Property { name: "a unit row has a length that 10⁻⁶ takes from 1", holds: length },
        Property { name: "a row is made unit by itself", holds: own_row },
    ];
    laws.extend(edits::laws::<DELTA>());
    laws
}

/// Its square is s / (s + 10⁻⁶), with s that of the row, and its numbers have the row's signs.
fn length(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Unit { rows } = input else { return Ok(()) };
    let out = edits::asked(input, probe)?;
    for (t, (row, unit)) in rows.double().rows().into_iter().zip(out.rows()).enumerate() {
        let unit = unit.mapv(f64::from);
        let square = row.dot(&row);
        let (is, should) = (unit.dot(&unit), square / (square + 1e-6));
        if !close(is, should, 4.0 * probe.tolerance + 1e-5) || unit.dot(&row) < 0.0 {
            return Err(Broken::Law(format!(
                "row {t} of unit has the square {is}, and {should} is the row's own divided by itself with 10⁻⁶"
            )));
        }
    }
    Ok(())
}

fn own_row(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Unit { rows } = input else { return Ok(()) };
    let (n, width) = rows.values.dim();
    let row = probe.random.whole(0..=n - 1);
    let mut changed = rows.clone();
    changed.values.row_mut(row).assign(&probe.random.normals(width, 5.0));
    let before = edits::asked(input, probe)?;
    let after = edits::asked(&Input::Unit { rows: changed }, probe)?;
    edits::own_row("unit", (&before, &after), row, 2.0 * probe.tolerance)
}
