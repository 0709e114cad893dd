//! The typical mistakes of `mixture`: each turns a knob of the bent solution.

use judge::{Mistake, slips};

use super::bent::{
    Blended, Competitive, Exponentials, Jacobian, Knobs, Likelihood, LikelihoodLogits, LikelihoodOutputs,
};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "no_half",
            "the exponent is −‖d − o‖², without the ½ of a Gaussian of variance 1: errors count twice as much against the gate.",
            |k| k.no_half = true,
        ),
        Mistake::<Knobs>::new(
            "log_inside",
            "the logarithm has moved inside the sum: Σ p · ½ ‖d − o‖². That is half the competitive loss. The likelihood's loss is \
             smaller (Jensen): −ln Σ p · exp(−½ ‖d − o‖²).",
            |k| k.likelihood = Likelihood::LogInside,
        )
.edit("log_sum(logits) - log_sum(joint.view())", "0.5 * gate.dot(&(&errors * &errors).sum_axis(Axis(1)))"),
        Mistake::new(
            "underflow",
            "far from every expert each exp(−½ ‖d − o‖²) is 0: the loss becomes ∞ and the responsibilities 0/0. Work with logit \
             − ½ ‖d − o‖², and subtract the largest before exp.",
            |k| k.exponentials = Exponentials::Naive,
        ),
        Mistake::<Knobs>::new(
            "own_error",
            "in the blended loss each expert is told its own error, d − o[i]. Only the blend occurs in that loss: all are told \
             the error of the blend, times their gates. That is what lets them lean on each other.",
            |k| k.blended = Blended::OwnError,
        )
.edit("-2.0 * gate[i] * error[c]", "-2.0 * gate[i] * (target[c] - outputs[[i, c]])"),
        Mistake::<Knobs>::new(
            "gate_for_share",
            "in the likelihood the error of an expert is multiplied by its gate p[i]. It is multiplied by its responsibility h[i], \
             which knows how well the expert did on this example.",
            |k| k.likelihood_outputs = LikelihoodOutputs::Gates,
        )
.edit("-(errors * share.view().insert_axis(Axis(1)))", "-(errors * gate.view().insert_axis(Axis(1)))"),
        Mistake::<Knobs>::new(
            "gate_sign",
            "the gradient of the likelihood's logits has the wrong sign: it is p − h. A step downhill then raises the gate of the \
             expert that did better than its gate expected; yours runs away from it.",
            |k| k.likelihood_logits = LikelihoodLogits::Flipped,
        )
.edit("logits: gate - share", "logits: share - gate"),
        Mistake::<Knobs>::new(
            "of_the_gate",
            "the gradient of the blended or competitive loss is taken with respect to the gate p, not to its logits. It has to go \
             through the softmax: p[i] (g[i] − Σ p[j] g[j]).",
            |k| k.jacobian = Jacobian::Nothing,
        )
.edit("&gate * (&of_gate - gate.dot(&of_gate))", "of_gate"),
        Mistake::<Knobs>::new(
            "not_centred",
            "on the way through the softmax Σ p[j] g[j] is not subtracted: p[i] · g[i] alone would lower every logit at once. The \
             gradient of the logits sums to 0.",
            |k| k.jacobian = Jacobian::NotCentred,
        )
.edit("&gate * (&of_gate - gate.dot(&of_gate))", "&gate * &of_gate"),
        Mistake::<Knobs>::new(
            "diagonal_jacobian",
            "p (1 − p) g takes the softmax for a sigmoid: that is the diagonal of its Jacobian. A logit moves all the gates.",
            |k| k.jacobian = Jacobian::Diagonal,
        )
.edit("&gate * (&of_gate - gate.dot(&of_gate))", "&gate * &(&of_gate * &gate.mapv(|p| 1.0 - p))"),
        Mistake::<Knobs>::new(
            "gate_sign_squared",
            "the gradients of the logits of the blended and the competitive loss have the wrong sign.",
            |k| k.jacobian = Jacobian::Negated,
        )
.edit("&gate * (&of_gate - gate.dot(&of_gate))", "&gate * (gate.dot(&of_gate) - &of_gate)"),
        Mistake::new(
            "blended_for_competitive",
            "the competitive loss blends the outputs first and then takes the distance. Each output has a distance of its own: \
             Σ p ‖d − o‖².",
            |k| k.competitive = Competitive::Blended,
        ),
        Mistake::new(
            "competitive_for_blended",
            "the blended loss is the mean of the distances. It is the distance of the mean: ‖d − Σ p o‖².",
            |k| k.blended = Blended::Competitive,
        ),
        Mistake::new(
            "blend_in_likelihood",
            "the likelihood is that of one Gaussian around the blend, ½ ‖d − Σ p o‖². The mixture has one around each expert.",
            |k| k.likelihood = Likelihood::OfTheBlend,
        ),
        Mistake::<Knobs>::new(
            "constant",
            "the loss contains ½ d ln 2π, the constant of the Gaussian. It is left out here, so that the loss is 0 when every \
             expert is exact.",
            |k| k.likelihood = Likelihood::Constant,
        )
.edit("log_sum(logits) - log_sum(joint.view())", "log_sum(logits) - log_sum(joint.view()) + 0.5 * target.len() as f32 * std::f32::consts::TAU.ln()"),
        Mistake::<Knobs>::new(
            "no_prior",
            "the responsibilities leave out the gate: exp(−½ ‖d − o[i]‖²) divided by the sum of these. It is p[i] · exp(…), \
             divided by the sum of that.",
            |k| k.no_prior = true,
        )
        .edit(
            "softmax((&logits - (&errors * &errors).sum_axis(Axis(1)) * 0.5).view())",
            "softmax(((&errors * &errors).sum_axis(Axis(1)) * -0.5).view())",
        ),
        Mistake::new(
            "mean_square",
            "‖d − o‖² is the mean of the squares, not their sum: the loss becomes smaller the wider the outputs are.",
            |k| k.mean_square = true,
        ),
        Mistake::new(
            "no_two_in_blended",
            "the gradients of the blended loss lack the factor 2 of a square.",
            |k| {
                k.blended = Blended::NoTwo;
            },
        ),
        Mistake::<Knobs>::new(
            "no_two_in_blended_outputs",
            "the gradient of the blended loss with respect to the outputs lacks the factor 2 of a square.",
            |k| k.blended = Blended::NoTwoInOutputs,
        )
.edit("-2.0 * gate[i] * error[c]", "-gate[i] * error[c]"),
        Mistake::<Knobs>::new(
            "no_two_in_blended_logits",
            "the gradient of the blended loss with respect to the logits lacks the factor 2 of a square.",
            |k| k.blended = Blended::NoTwoInLogits,
        )
.edit("outputs.dot(&error) * -2.0", "-outputs.dot(&error)"),
        Mistake::<Knobs>::new(
            "halved_blended",
            "the blended loss has a ½ before the square, as regression often has. Here it has none.",
            |k| k.blended = Blended::Halved,
        )
        .edit(
            "Feedback { loss: error.dot(&error), outputs: of_outputs, logits: of_logits }",
            "Feedback { loss: 0.5 * error.dot(&error), outputs: of_outputs * 0.5, logits: of_logits * 0.5 }",
        ),
        Mistake::<Knobs>::new(
            "no_two_in_competitive",
            "the gradient of the competitive loss with respect to the outputs lacks the factor 2 of a square.",
            |k| k.competitive = Competitive::NoTwo,
        )
.edit("insert_axis(Axis(1)) * -2.0", "insert_axis(Axis(1)) * -1.0"),
        Mistake::<Knobs>::new(
            "halved_competitive",
            "the competitive loss has a ½ before the square, as regression often has. Here it has none.",
            |k| k.competitive = Competitive::Halved,
        )
        .edit(
            "Feedback { loss, outputs: of_outputs, logits: gate * (squares - loss) }",
            "Feedback { loss: 0.5 * loss, outputs: of_outputs * 0.5, logits: gate * (squares - loss) * 0.5 }",
        ),
        Mistake::<Knobs>::new(
            "two_in_likelihood",
            "the gradient of the likelihood with respect to the outputs has a factor 2. The ½ in the exponent cancels it: \
             −h (d − o).",
            |k| k.likelihood_outputs = LikelihoodOutputs::Two,
        )
.edit("-(errors * share.view().insert_axis(Axis(1)))", "errors * share.view().insert_axis(Axis(1)) * -2.0"),
        Mistake::<Knobs>::new(
            "no_gate_in_blended",
            "the gradient of the blended loss with respect to an output lacks the gate: an expert with gate 0 is taught as much \
             as the others.",
            |k| k.blended = Blended::NoGate,
        )
.edit("-2.0 * gate[i] * error[c]", "-2.0 * error[c] + 0.0 * gate[i]"),
        Mistake::<Knobs>::new(
            "no_gate_in_competitive",
            "the gradient of the competitive loss with respect to an output lacks the gate: every expert is taught every example.",
            |k| k.competitive = Competitive::NoGate,
        )
.edit("errors * gate.view().insert_axis(Axis(1)) * -2.0", "errors * -2.0"),
        Mistake::<Knobs>::new(
            "no_share",
            "the gradient of the likelihood with respect to an output lacks the responsibility: every expert is taught every \
             example.",
            |k| k.likelihood_outputs = LikelihoodOutputs::NoShare,
        )
.edit("-(errors * share.view().insert_axis(Axis(1)))", "-errors"),
        Mistake::<Knobs>::new(
            "shares_alone",
            "the gradient of the likelihood's logits is −h. The softmax behind the gate gives its part too: p − h.",
            |k| k.likelihood_logits = LikelihoodLogits::SharesAlone,
        )
.edit("logits: gate - share", "logits: -share"),
        Mistake::<Knobs>::new(
            "of_the_gate_in_likelihood",
            "the gradient of the likelihood is taken with respect to the gate: −h/p. With respect to the logits it is p − h.",
            |k| k.likelihood_logits = LikelihoodLogits::OfGate,
        )
.edit("logits: gate - share", "logits: -(share / gate)"),
        Mistake::<Knobs>::new(
            "unnormalised_gate",
            "the loss takes the logit for ln p. The responsibilities do not see that, since a number common to all cancels in them; the \
             loss does: ln p[i] is the logit less the log-sum-exp of all logits.",
            |k| k.likelihood = Likelihood::Unnormalised,
        )
.edit("log_sum(logits) - log_sum(joint.view())", "-log_sum(joint.view())"),
        Mistake::<Knobs>::new("no_log", "the likelihood's loss lacks the logarithm.", |k| {
            k.likelihood = Likelihood::NoLog;
        })
.edit("log_sum(logits) - log_sum(joint.view())", "-(log_sum(joint.view()) - log_sum(logits)).exp()"),
        Mistake::<Knobs>::new(
            "log_sign",
            "the loss is the logarithm of the likelihood, not minus the logarithm.",
            |k| {
                k.likelihood = Likelihood::LogSign;
            },
        )
.edit("log_sum(logits) - log_sum(joint.view())", "log_sum(joint.view()) - log_sum(logits)"),
        Mistake::new(
            "guarded_log",
            "a small number is added to the sum of exponentials, so that its logarithm is not −∞. Far from every expert the \
             loss is then the logarithm of that number, and the gradient 0: nobody learns where everybody is wrong. Subtract \
             the largest exponent instead.",
            |k| k.exponentials = Exponentials::Guarded,
        ),
        Mistake::new("no_softmax", "the logits are taken for the gate. The gate is their softmax.", |k| {
            k.no_softmax = true
        }),
        Mistake::new(
            "no_max",
            "the softmax of the gate does not subtract the largest logit: exp overflows, above 88.7 in an f32, above 709.8 in an f64.",
            |k| k.no_max = true,
        ),
        Mistake::new(
            "ascent_outputs",
            "the gradients with respect to the outputs have the wrong sign: what you return is the step that an expert should \
             take. The derivative of ‖d − o‖² is −2 (d − o).",
            |k| k.ascent_outputs = true,
        ),
        Mistake::new(
            "ascent",
            "all gradients have the wrong sign: what you return are the steps downhill. A gradient points uphill, and a step \
             subtracts it.",
            |k| k.ascent = true,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}
