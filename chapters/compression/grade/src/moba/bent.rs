//! The solution of `moba` with knobs: which function is called, and with what is read of the inputs.

use judge::slips::{as_slices, in_memory_order};

use super::knobs::Knobs;
use super::{Answered, Attending, Choosing, Input};

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        match input {
            Input::Choose(choosing) => {
                let Choosing { queries, keys, .. } = choosing;
                if self.contiguous {
                    as_slices(keys.held().view(), self.row_slices);
                    if !self.only_keys {
                        as_slices(queries.held().view(), self.row_slices);
                    }
                }
                if !self.memory_order {
                    return Answered::Chosen(self.choose(choosing));
                }
                let mut read = Choosing { keys: in_memory_order(keys), ..choosing.clone() };
                if !self.only_keys {
                    read.queries = in_memory_order(queries);
                }
                Answered::Chosen(self.choose(&read))
            }
            Input::Attend(attending) => {
                let Attending { queries, keys, values, .. } = attending;
                if self.contiguous {
                    as_slices(keys.held().view(), self.row_slices);
                    if !self.only_keys {
                        as_slices(values.held().view(), self.row_slices);
                        as_slices(queries.held().view(), self.row_slices);
                    }
                }
                let mut read = std::borrow::Cow::Borrowed(attending);
                if self.memory_order {
                    read.to_mut().keys = in_memory_order(keys);
                    if !self.only_keys {
                        read.to_mut().values = in_memory_order(values);
                        read.to_mut().queries = in_memory_order(queries);
                    }
                }
                Answered::Out(if self.double {
                    self.attend(&read, f64::from).mapv(|x| x as f32)
                } else {
                    self.attend(&read, |x| x)
                })
            }
        }
    }
}
