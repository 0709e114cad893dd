//! What flows where in the chapter's layers.

use figures::{Figure, Schematic};

use super::dispatch::{Layer, Small};
use crate::{Groups, Switch};

/// A layer of the Switch Transformer: `tokens` of a width for some experts, which have room according to a capacity factor.
pub fn switch_layer(switch: Switch, tokens: usize, experts: usize, factor: f32, width: usize) -> Figure {
    let capacity = (switch.capacity)(tokens, experts, factor);
    Schematic::new(
        "In a switch layer all shapes are known in advance: buffers have one size, whatever is chosen",
        &format!(
            "How {tokens} tokens reach {experts} experts that have room for {capacity} each, and come back."
        ),
    )
    .tensor("tokens", "tokens", &[&tokens, &width])
    .operation("router", "product with the router's matrix")
    .tensor("logits", "logits", &[&tokens, &experts])
    .operation("softmax", "softmax")
    .tensor("probabilities", "probabilities", &[&tokens, &experts])
    .operation("largest", "the largest of each token")
    .tensor("gate", "gate", &[&tokens])
    .tensor("expert", "expert", &[&tokens])
    .operation("count", "count of the tokens before it with this expert")
    .tensor("slot", "expert and slot", &[&tokens, &2])
    .operation("place", &format!("to its slot, if that is below {capacity}"))
    .tensor("buffers", "buffers", &[&experts, &capacity, &width])
    .operation("experts", "each expert on its buffer")
    .tensor("said", "outputs", &[&experts, &capacity, &width])
    .operation("back", "to their tokens, times the gate")
    .operation("add", "add")
    .tensor("output", "output", &[&tokens, &width])
    .flow(&["tokens", "router", "logits", "softmax", "probabilities", "largest", "gate", "back"])
    .flow(&["largest", "expert", "count", "slot", "place", "buffers", "experts", "said", "back", "add"])
    .flow(&["tokens", "place"])
    .flow(&["slot", "back"])
    .flow(&["tokens", "add", "output"])
    .group(
        "router",
        &["router", "logits", "softmax", "probabilities", "largest", "gate", "expert", "count", "slot"],
    )
    .highlight(&["logits", "softmax", "probabilities", "largest", "gate", "back"])
    .save()
}

/// DeepSeek-V3's choice for one token among so many experts.
pub const DEEPSEEK_V3: (usize, Groups) = (256, Groups { groups: 8, kept: 4, k: 8, scale: 2.5 });

/// How a token's experts are chosen when they have to be in a few groups.
pub fn limited(experts: usize, config: Groups) -> Figure {
    let Groups { groups, kept, k, .. } = config;
    let size = experts / groups;
    Schematic::new(
        &format!("A token first chooses {kept} of {groups} groups, and then its {k} experts nowhere else"),
        &format!(
            "How a token chooses {k} of {experts} experts, all of them in {kept} of {groups} groups of {size}."
        ),
    )
    .tensor("biased", "biased scores", &[&experts])
    .operation("cut", "cut into groups of neighbours")
    .tensor("grouped", "biased scores", &[&groups, &size])
    .operation("two", "sum of the two largest")
    .tensor("scores", "scores of groups", &[&groups])
    .operation("groups", &format!("the {kept} largest"))
    .tensor("kept", "kept groups", &[&kept])
    .operation("mask", "−∞ in all other groups")
    .tensor("masked", "what can be chosen", &[&experts])
    .operation("largest", &format!("the {k} largest"))
    .tensor("chosen", "chosen experts", &[&k])
    .flow(&["biased", "cut", "grouped", "two", "scores", "groups", "kept", "mask", "masked", "largest", "chosen"])
    .flow(&["grouped", "mask"])
    .group("which groups", &["two", "scores", "groups", "kept"])
    .save()
}

/// A layer of DeepSeek-V3 for one token: routed experts, which a bias helps to choose, and a shared one.
pub fn shared_and_routed(layer: Layer, config: Groups) -> Figure {
    let Layer { width, experts, .. } = layer;
    let Groups { groups, kept, k, scale } = config;
    Schematic::new(
        "The bias ends at the choice; weights come from the scores alone, and the shared expert needs none",
        &format!("What a layer of DeepSeek-V3 does with one token, which goes to {k} of {experts} experts and to a shared one."),
    )
    .tensor("token", "token", &[&width])
    .operation("router", "product with the router's matrix")
    .tensor("logits", "logits", &[&experts])
    .operation("sigmoid", "sigmoid")
    .tensor("scores", "scores s", &[&experts])
    .tensor("bias", "bias b", &[&experts])
    .operation("sum", "add")
    .tensor("biased", "biased scores", &[&experts])
    .operation("choose", &format!("the {k} largest in {kept} of {groups} groups"))
    .tensor("chosen", "chosen experts", &[&k])
    .operation("divide", &format!("their s, divided by the sum, times {scale}"))
    .tensor("weights", "weights w", &[&k])
    .operation("routed", "the chosen experts")
    .tensor("said", "their outputs", &[&k, &width])
    .operation("weigh", "weighted sum")
    .operation("shared", "shared expert")
    .tensor("common", "its output", &[&width])
    .operation("add", "add")
    .tensor("output", "output", &[&width])
    .flow(&["token", "router", "logits", "sigmoid", "scores", "sum", "biased", "choose", "chosen"])
    .flow(&["bias", "sum"])
    .flow(&["chosen", "divide", "weights", "weigh", "add", "output"])
    .flow(&["scores", "divide"])
    .flow(&["chosen", "routed"])
    .flow(&["token", "routed", "said", "weigh"])
    .flow(&["token", "shared", "common", "add"])
    .highlight(&["bias", "sum", "biased", "choose", "chosen"])
    .save()
}

/// The way of tokens to their experts and back, with the sizes of a layer.
pub fn permuted(layer: &Small) -> Figure {
    let ((tokens, width), (_, k)) = (layer.tokens.dim(), layer.experts.dim());
    let (experts, _, columns) = layer.weights.dim();
    let pairs = tokens * k;
    Schematic::new(
        "One order serves twice: it sorts the rows by expert, and brings their outputs back to the tokens",
        &format!("How {tokens} tokens with {k} of {experts} experts each become {pairs} rows in the order of the experts, and {tokens} outputs again."),
    )
    .tensor("experts", "chosen experts", &[&tokens, &k])
    .operation("sort", "sort the pairs by expert")
    .tensor("order", "order", &[&pairs])
    .operation("count", "count, and sum the counts before")
    .tensor("offsets", "offsets", &[&(experts + 1)])
    .tensor("tokens", "tokens", &[&tokens, &width])
    .operation("gather", "row r from token order[r] / k")
    .tensor("rows", "rows", &[&pairs, &width])
    .tensor("weights", "matrices", &[&experts, &width, &columns])
    .operation("product", "grouped product: each range of rows with its matrix")
    .tensor("said", "outputs of the pairs", &[&pairs, &columns])
    .tensor("gates", "gates", &[&tokens, &k])
    .operation("scatter", "row r times its gate, added to token order[r] / k")
    .tensor("output", "output", &[&tokens, &columns])
    .flow(&["experts", "sort", "order", "gather", "rows", "product", "said", "scatter", "output"])
    .flow(&["experts", "count", "offsets", "product"])
    .flow(&["tokens", "gather"])
    .flow(&["weights", "product"])
    .flow(&["order", "scatter"])
    .flow(&["gates", "scatter"])
    .group("permute", &["sort", "order", "count", "offsets", "gather", "rows"])
    .highlight(&["sort", "order", "gather"])
    .highlight(&["order", "scatter"])
    .save()
}

/// A layer whose slots, so many for each expert, are filled with mixtures of all tokens of a width.
pub fn soft(tokens: usize, experts: usize, slots: usize, width: usize) -> Figure {
    let all = experts * slots;
    Schematic::new(
        "Nothing is chosen in a soft layer: each slot is a mean of all tokens, each output one of all slots",
        &format!("How {tokens} tokens are mixed into {all} slots of {experts} experts, and their outputs into {tokens} tokens."),
    )
    .tensor("tokens", "tokens", &[&tokens, &width])
    .tensor("vectors", "slot vectors", &[&all, &width])
    .operation("products", "products of tokens and slots")
    .tensor("logits", "logits", &[&tokens, &all])
    .operation("down", "softmax over the tokens")
    .tensor("dispatch", "dispatch weights", &[&tokens, &all])
    .operation("across", "softmax over the slots")
    .tensor("combine", "combine weights", &[&tokens, &all])
    .operation("fill", "means of all tokens")
    .tensor("filled", "slots", &[&all, &width])
    .operation("experts", &format!("each expert on its {slots} slots"))
    .tensor("said", "outputs", &[&all, &width])
    .operation("mix", "means of all outputs")
    .tensor("output", "output", &[&tokens, &width])
    .flow(&["tokens", "products", "logits", "down", "dispatch", "fill", "filled", "experts", "said", "mix", "output"])
    .flow(&["vectors", "products"])
    .flow(&["logits", "across", "combine", "mix"])
    .flow(&["tokens", "fill"])
    .save()
}

/// A block that computes so many of the tokens of a width, and lets the others pass.
pub fn block_that_chooses(tokens: usize, capacity: usize, width: usize) -> Figure {
    Schematic::new(
        &format!("The block computes {capacity} of {tokens} tokens; its router learns because their scores are factors"),
        &format!("How a block computes {capacity} of {tokens} tokens, and lets the others pass."),
    )
    .tensor("tokens", "tokens", &[&tokens, &width])
    .operation("router", "product with w")
    .tensor("scores", "scores r", &[&tokens])
    .operation("largest", &format!("the {capacity} largest, by position"))
    .tensor("chosen", "positions", &[&capacity])
    .operation("gather", "their rows alone")
    .tensor("rows", "rows", &[&capacity, &width])
    .operation("block", "attention and feed-forward layer")
    .tensor("said", "what it adds", &[&capacity, &width])
    .operation("weigh", "times r")
    .operation("add", "add at their positions")
    .tensor("output", "output", &[&tokens, &width])
    .flow(&[
        "tokens", "router", "scores", "largest", "chosen", "gather", "rows", "block", "said", "weigh", "add",
        "output",
    ])
    .flow(&["tokens", "gather"])
    .flow(&["scores", "weigh"])
    .flow(&["chosen", "add"])
    .flow(&["tokens", "add"])
    .highlight(&["router", "scores", "weigh", "add"])
    .save()
}

/// A layer among `n` residual streams of a width, with so many rounds of Sinkhorn's iteration.
pub fn streams(n: usize, width: usize, iterations: usize) -> Figure {
    let (all, numbers) = (n * width, 2 * n + n * n);
    Schematic::new(
        &format!(
            "With {n} streams the residual connection is a mixing, and the layer reads and writes beside it"
        ),
        &format!("How a layer reads {n} streams of a token, writes to them, and how they are mixed."),
    )
    .tensor("streams", "streams", &[&n, &width])
    .operation("norm", "in a row, divided by their root mean square")
    .tensor("row", "row", &[&all])
    .operation("product", "product, scales and biases")
    .tensor("numbers", "numbers", &[&numbers])
    .operation("sigmoid", "sigmoid")
    .tensor("pre", "pre", &[&n])
    .operation("twice", "2 · sigmoid")
    .tensor("post", "post", &[&n])
    .operation("sinkhorn", &format!("exp, then columns and rows, {iterations} times"))
    .tensor("mix", "mix, doubly stochastic", &[&n, &n])
    .operation("read", "read: weighted sum")
    .tensor("input", "input", &[&width])
    .operation("layer", "attention or experts")
    .tensor("said", "output", &[&width])
    .operation("write", "write: a share to each")
    .operation("mixed", "matrix product")
    .operation("add", "add")
    .tensor("new", "new streams", &[&n, &width])
    .flow(&["streams", "norm", "row", "product", "numbers"])
    .flow(&["numbers", "sigmoid", "pre", "read", "input", "layer", "said", "write", "add", "new"])
    .flow(&["numbers", "twice", "post", "write"])
    .flow(&["numbers", "sinkhorn", "mix", "mixed", "add"])
    .flow(&["streams", "read"])
    .flow(&["streams", "mixed"])
    .group(
        "coefficients of the token",
        &["norm", "row", "product", "numbers", "sigmoid", "pre", "twice", "post", "sinkhorn", "mix"],
    )
    .highlight(&["streams", "mixed", "add", "new"])
    .save()
}
