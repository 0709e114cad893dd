//! Every router of the chapter side by side: what it promises, and what a token costs.
//!
//! One layer of one size, with the same experts for all. A multiplication and an addition count as two operations; softmax,
//! sorting and comparing are not counted.

use figures::{Axis, Chart, Figure, Series, count};

/// The width of the model, and of an expert inside.
pub const WIDTH: (usize, usize) = (4096, 2048);
/// The number of experts.
pub const EXPERTS: usize = 64;
/// Experts a token where there are several.
pub const CHOSEN: usize = 2;
/// Tokens that are routed together.
pub const TOKENS: usize = 4096;
/// Room in the buffers over a perfectly even load, where there are buffers.
pub const CAPACITY_FACTOR: f64 = 1.25;
/// Iterations of Sinkhorn routing.
pub const ITERATIONS: usize = 20;
/// The share of tokens that a block of a mixture of depths takes.
pub const DEPTHS: f64 = 0.125;
/// Bytes of a number.
pub const BYTES: usize = 2;

/// A router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Router {
    /// Every expert, weighted by a softmax.
    Mixture,
    /// Noisy top-k with importance and load losses.
    NoisyTopK,
    /// The best one, with buffers.
    Switch,
    /// The best two, with buffers.
    Gshard,
    /// Sigmoid scores and a bias for choosing: no buffers.
    Bias,
    /// A table from token to expert.
    Hash,
    /// A balanced assignment.
    Base,
    /// The larger entry of a Sinkhorn plan.
    Sinkhorn,
    /// Experts choose tokens.
    ExpertChoice,
    /// Smooth-step selectors.
    Dselect,
    /// Slots that are means of tokens.
    Soft,
    /// A sampled expert and the score function.
    Reinforce,
    /// A block for some of the tokens.
    Depths,
}

/// What a router promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Whether loads are equal by construction.
    pub balanced: &'static str,
    /// Whether a token can be left without an expert.
    pub drops: &'static str,
    /// Whether a token's experts depend only on it and on what came before.
    pub causal: &'static str,
    /// What carries the gradient from the task to the router.
    pub gradient: &'static str,
    /// Losses beside the task's.
    pub loss: &'static str,
}

impl Router {
    /// All of them, in the order of the chapter.
    pub const ALL: [Router; 13] = [
        Router::Mixture,
        Router::NoisyTopK,
        Router::Switch,
        Router::Gshard,
        Router::Bias,
        Router::Hash,
        Router::Base,
        Router::Sinkhorn,
        Router::ExpertChoice,
        Router::Dselect,
        Router::Soft,
        Router::Reinforce,
        Router::Depths,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Router::Mixture => "soft mixture",
            Router::NoisyTopK => "noisy top-k",
            Router::Switch => "Switch",
            Router::Gshard => "GShard",
            Router::Bias => "bias",
            Router::Hash => "hash",
            Router::Base => "BASE",
            Router::Sinkhorn => "Sinkhorn",
            Router::ExpertChoice => "expert choice",
            Router::Dselect => "DSelect-k",
            Router::Soft => "Soft MoE",
            Router::Reinforce => "REINFORCE",
            Router::Depths => "mix. of depths",
        }
    }

    /// What it promises.
    pub fn promise(self) -> Promise {
        let promise =
            |balanced, drops, causal, gradient, loss| Promise { balanced, drops, causal, gradient, loss };
        match self {
            Router::Mixture => promise("all run", "no", "yes", "every weight", "none"),
            Router::NoisyTopK => promise("no", "no", "yes", "k weights", "importance, load"),
            Router::Switch => promise("capped", "yes", "in order", "one weight", "balance, z"),
            Router::Gshard => promise("capped", "yes", "no", "two weights", "balance"),
            Router::Bias => promise("on mean", "no", "yes", "k weights", "small or none"),
            Router::Hash => promise("by counts", "no", "yes", "none to learn", "none"),
            Router::Base => promise("yes", "no", "trained", "one weight", "none"),
            Router::Sinkhorn => promise("nearly", "no", "trained", "raw weight", "none"),
            Router::ExpertChoice => promise("yes", "some", "no", "chosen weights", "none"),
            Router::Dselect => promise("no", "no", "yes", "smooth steps", "entropy"),
            Router::Soft => promise("yes", "no", "no", "every weight", "none"),
            Router::Reinforce => promise("no", "no", "yes", "sampled losses", "none"),
            Router::Depths => promise("yes", "most", "trained", "one weight", "predictor"),
        }
    }

    /// Evaluations of an expert for each token that comes in, empty places of buffers included.
    pub fn evaluations(self) -> f64 {
        let chosen = CHOSEN as f64;
        match self {
            Router::Mixture => EXPERTS as f64,
            Router::NoisyTopK | Router::Bias | Router::ExpertChoice | Router::Dselect => chosen,
            Router::Switch => CAPACITY_FACTOR,
            Router::Gshard => chosen * CAPACITY_FACTOR,
            // As many slots as tokens.
            Router::Hash | Router::Base | Router::Sinkhorn | Router::Soft | Router::Reinforce => 1.0,
            Router::Depths => DEPTHS,
        }
    }

    /// Operations of deciding who computes, for a token. The assignment problem of BASE is not among them.
    pub fn routing(self) -> f64 {
        let (width, experts, tokens) = (WIDTH.0 as f64, EXPERTS as f64, TOKENS as f64);
        let logits = 2.0 * width * experts;
        let bits = (EXPERTS as f64).log2().ceil();
        match self {
            // Clean logits and scales of the noise.
            Router::NoisyTopK => 2.0 * logits,
            Router::Hash => 0.0,
            // A product and a sum for each expert, in each of two directions.
            Router::Sinkhorn => logits + 4.0 * ITERATIONS as f64 * experts,
            // Selectors of some bits each, and a weight for each selector.
            Router::Dselect => 2.0 * width * CHOSEN as f64 * (bits + 1.0),
            // Logits of a token with every slot, and two weighted means.
            Router::Soft => 3.0 * 2.0 * width * tokens,
            Router::Depths => 2.0 * width,
            _ => logits,
        }
    }

    /// Operations for a token, routing included. An expert is a gated network of three matrices.
    pub fn operations(self) -> f64 {
        self.routing() + self.evaluations() * expert() as f64 * 2.0
    }

    /// Bytes that are sent for a token, there and back, if every expert lives elsewhere.
    pub fn sent(self) -> f64 {
        self.evaluations() * (2 * WIDTH.0 * BYTES) as f64
    }

    /// Bytes of weights that one token alone has to read, as in generation.
    pub fn read(self) -> f64 {
        let experts = match self {
            // One token alone is among the best of every expert.
            Router::Mixture | Router::Soft | Router::ExpertChoice => EXPERTS,
            Router::NoisyTopK | Router::Gshard | Router::Bias | Router::Dselect => CHOSEN,
            _ => 1,
        };
        (experts * expert() * BYTES) as f64 * if self == Router::Depths { DEPTHS } else { 1.0 }
    }
}

/// The weights of an expert.
pub fn expert() -> usize {
    3 * WIDTH.0 * WIDTH.1
}

/// What each router promises, a line for each.
pub fn promises() -> String {
    let line = |name: &str, promise: Promise| {
        let Promise { balanced, drops, causal, gradient, loss } = promise;
        format!("{name:14} {balanced:9} {drops:6} {causal:9} {gradient:17} {loss}\n")
    };
    let head = Promise {
        balanced: "balanced",
        drops: "drops",
        causal: "causal",
        gradient: "gradient through",
        loss: "extra loss",
    };
    line("", head)
        + &Router::ALL.into_iter().map(|router| line(router.name(), router.promise())).collect::<String>()
}

/// What each router costs, a line for each.
pub fn costs() -> String {
    let mut text = format!(
        "{:14} {:>11} {:>10} {:>10} {:>10} {:>12}\n{:14} {:>11} {:>10} {:>10} {:>10} {:>12}\n",
        "",
        "evaluations",
        "routing,",
        "in all,",
        "sent,",
        "read alone,",
        "a token",
        "of experts",
        "MFLOP",
        "MFLOP",
        "KiB",
        "MiB"
    );
    for router in Router::ALL {
        let (evaluations, routing, all) =
            (router.evaluations(), router.routing() / 1e6, router.operations() / 1e6);
        let (sent, read) = (router.sent() / 1024.0, router.read() / f64::from(1 << 20));
        text += &format!(
            "{:14} {evaluations:>11.3} {routing:>10.3} {all:>10.1} {sent:>10.0} {read:>12.0}\n",
            router.name()
        );
    }
    text
}

/// The tokens of the figure.
pub const LENGTHS: [usize; 8] = [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];

/// Operations of routing one token against the tokens that are routed together, for a router by logits and for soft slots.
pub fn figure() -> Figure {
    let mega = |router: Router, tokens: usize| {
        let share = tokens as f64 / TOKENS as f64;
        router.routing() * if router == Router::Soft { share } else { 1.0 } / 1e6
    };
    let points = |router: Router| LENGTHS.map(|tokens| (tokens as f64, mega(router, tokens)));
    let expert = expert() as f64 * 2.0 / 1e6;
    let crossing = expert * 1e6 / (6.0 * WIDTH.0 as f64);
    let description = format!(
        "Million operations of routing one token against the number of tokens that are routed together, both axes logarithmic. \
         Logits of {EXPERTS} experts: {:.2}, whatever the number. Soft slots, as many as tokens: in proportion, {:.0} at {} tokens \
         and {:.0} at {}. One expert takes {expert:.0}: soft slots cost as much as it from {crossing:.0} tokens on.",
        mega(Router::Switch, 1),
        mega(Router::Soft, LENGTHS[0]),
        count(LENGTHS[0]),
        mega(Router::Soft, LENGTHS[7]),
        count(LENGTHS[7]),
    );
    let title = format!(
        "Logits cost a token always the same; soft slots cost more than an expert from {crossing:.0} tokens on"
    );
    Chart::new(&title, &description)
        .x(Axis::log2("tokens routed together"))
        .y(Axis::log10("routing a token, MFLOP").range(0.1, 3000.0))
        .line(Series::new("soft slots", points(Router::Soft)))
        .line(Series::new("logits", points(Router::Switch)))
        .line(Series::new("one expert", LENGTHS.map(|tokens| (tokens as f64, expert))).reference())
        .save()
}
