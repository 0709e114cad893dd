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
                let mut read = choosing.clone();
                if self.memory_order {
                    read.keys = in_memory_order(keys);
                    if !self.only_keys {
                        read.queries = in_memory_order(queries);
                    }
                }
                Answered::Chosen(self.choose(&read))
            }
            Input::Attend(attending) => {
                let Attending { queries, keys, values, .. } = attending;
                if self.contiguous {
                    as_slices(keys.held().view(), self.row_slices);
                    as_slices(values.held().view(), self.row_slices);
                    if !self.only_keys {
                        as_slices(queries.held().view(), self.row_slices);
                    }
                }
                let mut read = attending.clone();
                if self.memory_order {
                    read.keys = in_memory_order(keys);
                    read.values = in_memory_order(values);
                    if !self.only_keys {
                        read.queries = in_memory_order(queries);
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
