//! Mixtures of experts.

mod layers;
mod routers;

use ::moe::Feedback;
use ndarray::arr0;
use serde_json::Value;

use crate::example::Examples;
use crate::plain::Plain;

pub(crate) fn examples(e: &mut Examples) {
    routers::mixtures(e);
    routers::switch(e);
    routers::bias(e);
    routers::assignment(e);
    layers::gradients(e);
    layers::dispatch(e);
    layers::everywhere(e);
}

impl Plain for Feedback {
    fn plain(&self) -> Value {
        (arr0(self.loss), &self.outputs, &self.logits).plain()
    }
}
