//! The typical mistakes of `checkpointing`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Back, Cut, Given, Knobs, Plan, State};

const BACKWARD: &str = "&inside[at], &inside[at + 1]";
const END: &str = "(first + every).min(chain.layers())";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_random_numbers(), of_the_way_back(), of_memory()].into_iter().flatten().collect()
}

fn of_random_numbers() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "random_numbers_not_restored",
            "layers with dropout draw new random numbers when they are computed again, so that the gradient is that of another pass. Keep the state before each \
             segment, and set it.",
            |k| k.state = State::Never,
        ),
        Mistake::<Knobs>::new(
            "state_not_put_back",
            "after the backward pass the random numbers go on from within it: the next step would draw numbers that were used before. Keep the state after the \
             forward pass, and set it in the end.",
            |k| k.not_put_back = true,
        )
        .edit("    chain.set_random(after);\n", "    let _ = after;\n"),
        Mistake::<Knobs>::new(
            "state_of_the_first_segment",
            "every segment is computed again with the random numbers of the first. Each has its own: keep a state for each segment.",
            |k| k.state = State::OfTheFirst,
        ),
        Mistake::<Knobs>::new(
            "state_kept_too_late",
            "the state of the random numbers is kept after the first layer of a segment, which has drawn already. Keep it before.",
            |k| k.state = State::Late,
        ),
        Mistake::<Knobs>::new(
            "state_set_for_each_layer",
            "the state of the segment is set before each of its layers, so that all of them draw the numbers of the first. Set it once for a segment.",
            |k| k.state = State::EachLayer,
        ),
        Mistake::<Knobs>::new(
            "state_set_once",
            "the random numbers are set back once, before going back. Segments come in the opposite order there: set the state of each.",
            |k| k.state = State::Once,
        ),
    ]
}

fn of_the_way_back() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "kept_behind_the_first_layer",
            "what is kept for a segment is the output of its first layer, and is taken for its input. Keep it before the layer is computed.",
            |k| k.cut = Cut::Late,
        ),
        Mistake::<Knobs>::new(
            "kept_before_the_last_layer",
            "what is kept for a segment is the input of its last layer, `layer % every == every - 1`. It is that of its first, where the remainder is 0.",
            |k| k.cut = Cut::LastLayer,
        )
        .edit("layer % every == 0", "layer % every == every - 1"),
        Mistake::<Knobs>::new(
            "last_segment_left_out",
            "a last segment that is shorter is left out on the way back. Round the number of segments up.",
            |k| k.cut = Cut::Whole,
        ),
        Mistake::<Knobs>::new("over_the_end", "the last segment is taken to have `every` layers, and there are not so many left.", |k| {
            k.cut = Cut::RunsOver;
        })
        .edit(END, "first + every"),
        Mistake::<Knobs>::new("output_for_input", "`backward` is given a layer's output for its input, too, from which the gradients of the weights come out wrong.", |k| {
            k.given = Given::OutputTwice;
        })
        .edit(BACKWARD, "&inside[at + 1], &inside[at + 1]"),
        Mistake::<Knobs>::new("input_for_output", "`backward` is given a layer's input for its output, too. The slope of the layer comes from its output.", |k| {
            k.given = Given::InputTwice;
        })
        .edit(BACKWARD, "&inside[at], &inside[at]"),
        Mistake::<Knobs>::new("exchanged", "`backward` is given input and output in the wrong order.", |k| k.given = Given::Exchanged)
            .edit(BACKWARD, "&inside[at + 1], &inside[at]"),
        Mistake::<Knobs>::new("input_of_the_segment", "`backward` is given the input of the segment for that of each of its layers.", |k| {
            k.given = Given::FirstInput;
        })
        .edit(BACKWARD, "&inside[0], &inside[at + 1]"),
        Mistake::<Knobs>::new("segments_forward", "the way back takes the first segment first. The gradient comes from the end.", |k| {
            k.back = Back::SegmentsForward;
        })
        .edit("kept.into_iter().enumerate().rev()", "kept.into_iter().enumerate()"),
        Mistake::<Knobs>::new("layers_forward", "within a segment the way back takes the first layer first. The gradient comes from the end.", |k| {
            k.back = Back::LayersForward;
        })
        .edit("(first..end).rev()", "first..end"),
        Mistake::<Knobs>::new(
            "each_from_the_loss",
            "every segment begins with the gradient of the loss. Only the last one does; the others begin with what the segment behind them has given.",
            |k| k.back = Back::EachFromTheLoss,
        ),
        Mistake::<Knobs>::new(
            "first_layer_of_a_segment_left_out",
            "the way back leaves out the first layer of every segment but the first one. It goes from the input of a segment on.",
            |k| k.back = Back::NotTheLastLayer,
        ),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "everything_held",
            "all activations are held through the forward pass, and nothing is computed again: that is right, and needs the memory that should be saved.",
            |k| k.plan = Plan::All,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "held_and_computed_again",
            "all activations are held through the forward pass, and computed again as well. A variable or a `Vec` still has them: keep the inputs of segments alone.",
            |k| k.plan = Plan::AllAndAgain,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "nothing_dropped",
            "what is computed again is held until the end, so that in the end everything is held after all. Drop a segment when it is done.",
            |k| k.plan = Plan::NothingDropped,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "from_the_start_each_time",
            "each segment is computed again from the start of the chain: the time grows with the square of its length. Begin at the input of the segment, which is kept.",
            |k| k.plan = Plan::FromTheStart,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "again_for_each_layer",
            "a segment is computed again for each of its layers. Compute it once, and hold what its layers put out until it is done.",
            |k| k.plan = Plan::EachLayer,
        )
        .by_law(),
    ]
}
