//! What must hold of `lanes`, whatever the reference says: no addition waits for many others.
//!
//! Two laws, of which the second stands back where the first is broken: so they tell one sum from a few.

use fast::longest_chain;
use judge::{Broken, Probe, Property};

use super::{Input, Summed};

type TheProbe<'a> = Probe<'a, Input, Summed>;

pub(super) fn laws() -> Vec<Property<Input, Summed>> {
    vec![
        Property {
            name: "the additions do not all wait for each other",
            holds: |input, probe| told(true, input, probe),
        },
        Property {
            name: "the longest chain has at most n / 8 + 64 operations",
            holds: |input, probe| told(false, input, probe),
        },
    ]
}

fn told(one_after_another: bool, input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (count, chain) = (input.numbers.len(), probe.call(input)?.chain);
    let most = longest_chain(count);
    if chain > most && (chain + 1 >= count) == one_after_another {
        return Err(Broken::Law(format!(
            "of {count} numbers the sum waits for a chain of {chain} operations; {most} are allowed"
        )));
    }
    Ok(())
}
