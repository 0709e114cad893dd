//! What a processor can do.

mod count;
mod lanes;
mod order;
mod share;

use crate::example::Examples;

pub(crate) fn examples(e: &mut Examples) {
    count::examples(e);
    order::examples(e);
    lanes::examples(e);
    share::examples(e);
}
