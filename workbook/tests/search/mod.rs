//! What the search of the built book finds: the index itself is asked, in Node, as the page asks it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use libtest_mimic::{Completion, Failed, Trial};
use serde_json::json;
use workbook::Course;

use crate::chromium::{Trouble, browser_folder, printed, tools};

/// What somebody types into the search, and the sections one of which its first result has to be; none if anything will do.
const QUERIES: &[(&str, &[&str])] = &[
    ("NEG_INFINITY", &[]),
    ("f32::NEG_INFINITY", &[]),
    ("for", &[]),
    ("while", &[]),
    ("logsumexp", &["attention.html#softmax", "attention/tiles.html#merge"]),
    ("log-sum-exp", &["attention.html#softmax", "attention/tiles.html#merge"]),
    ("max_from_zero", &["attention.html#exercise-softmax"]),
    ("RoPE", &["attention/positions.html#rope"]),
    ("rotary", &["attention/positions.html#rope"]),
    ("MHA", &["attention/heads.html#heads"]),
    ("GQA", &["attention/heads.html#gqa"]),
    ("multi-query attention", &["attention/heads.html#gqa"]),
    ("MLA", &["attention/heads.html#mla"]),
    ("KV cache", &["attention/heads.html#bill"]),
    ("softmax", &["attention.html#weights", "attention.html#softmax"]),
    ("causal mask", &["attention/scaled.html#masking"]),
    ("sliding window", &["attention/nearby.html#window"]),
    ("flash attention", &["attention/tiles.html#flash"]),
    ("FlashAttention", &["attention/tiles.html#flash"]),
    ("SwiGLU", &["attention/blocks.html#parallel-block"]),
    ("MoE", &["moe.html#mixture"]),
    ("load balancing", &["moe.html#load"]),
    ("capacity factor", &["moe/switch.html#switch"]),
    ("shared experts", &["moe/bias.html#shared"]),
    ("expert choice", &["moe/assignment.html#expert-choice"]),
    ("Soft MoE", &["moe/gradients.html#soft"]),
    ("all-to-all", &["moe/dispatch.html#parallel"]),
    ("mHC", &["moe/everywhere.html#mhc"]),
    ("install", &["index.html#install"]),
    ("borrow", &["index.html#rust"]),
    ("numpy", &["numpy.html", "numpy.html#numpy", "numpy.html#table"]),
    ("argsort", &["numpy.html#floats"]),
    ("np.where", &["numpy.html#loops"]),
    ("type annotations needed", &["numpy.html#messages"]),
    ("LSTM", &["recurrence.html#lstm"]),
    ("vanishing gradients", &["recurrence.html#rnn"]),
    ("linear attention", &["recurrence/matrix.html#linear-attention"]),
    ("RetNet", &["recurrence/matrix.html#gla"]),
    ("state space models", &["recurrence/spaces.html#hippo"]),
    ("HiPPO", &["recurrence/spaces.html#hippo"]),
    ("S4", &["recurrence/spaces.html#s4-conv"]),
    ("mamba", &["recurrence/select.html#selective-scan"]),
    ("Mamba-2", &["recurrence/chunks.html#ssd"]),
    ("delta rule", &["recurrence/delta.html#delta"]),
    ("DeltaNet", &["recurrence/delta.html#delta"]),
    ("KDA", &["recurrence/delta.html#kda"]),
    ("Kimi Delta Attention", &["recurrence/delta.html#kda"]),
    ("Jamba", &["recurrence/bytes.html#state-bytes"]),
    ("diffusion", &["diffusion.html", "diffusion.html#duel", "index.html#there"]),
    ("DDPM", &["diffusion.html#eps-loss", "diffusion/steps.html#posterior"]),
    ("noise schedule", &["diffusion.html#schedule"]),
    ("DDIM", &["diffusion/steps.html#ddim"]),
    ("CFG", &["diffusion/guide.html#cfg"]),
    ("classifier-free guidance", &["diffusion/guide.html#cfg"]),
    ("probability flow", &["diffusion/sde.html#vp-sde"]),
    ("v-prediction", &["diffusion/targets.html#convert"]),
    ("Min-SNR", &["diffusion/targets.html#min-snr"]),
    ("EDM", &["diffusion/levels.html#edm"]),
    ("Heun", &["diffusion/levels.html#heun"]),
    ("DPM-Solver", &["diffusion/levels.html#dpm-solver"]),
    ("flow matching", &["diffusion/straight.html#flow-loss"]),
    ("rectified flow", &["diffusion/straight.html#flow-loss"]),
    ("U-Net", &["diffusion/networks.html#unet"]),
    ("DiT", &["diffusion/networks.html#adaln-zero", "diffusion/networks.html#patchify"]),
    ("MMDiT", &["diffusion/networks.html#mmdit"]),
    ("FID", &["diffusion/scores.html#frechet"]),
    ("consistency models", &["diffusion/short.html#consistency"]),
    ("DiffusionBlocks", &["diffusion/short.html#blocks"]),
    ("FSDP", &["sharding/shards.html#fsdp-forward", "sharding/shards.html#fsdp-backward"]),
    ("all-reduce", &["sharding.html#all-reduce"]),
    ("reduce-scatter", &["sharding.html#reduce-scatter"]),
    ("ZeRO", &["sharding/shards.html#zero-bytes"]),
    ("DDP", &["sharding/replicas.html#replicas", "sharding/replicas.html#ddp"]),
    ("gradient checkpointing", &["sharding/room.html#checkpointing"]),
    ("loss scaling", &["sharding/room.html#mixed-precision"]),
    ("tensor parallelism", &["sharding/layers.html#tensor-parallel"]),
    ("1F1B", &["sharding/layers.html#pipeline"]),
    ("expert parallel", &["sharding/experts.html#all-to-all", "moe/dispatch.html#parallel"]),
    ("DiLoCo", &["sharding/seldom.html#diloco"]),
    ("Streaming DiLoCo", &["sharding/seldom.html#streaming"]),
    ("PowerSGD", &["sharding/fewer.html#power-sgd"]),
    ("error feedback", &["sharding/fewer.html#power-sgd"]),
    ("quorum", &["sharding/quorum.html#quorum"]),
    ("fault tolerance", &["sharding/quorum.html#quorum"]),
    ("dropped token", &["moe/switch.html#switch"]),
    ("collective", &["glossary.html#collective"]),
    ("arithmetic intensity", &["attention/heads.html#bill", "glossary.html#arithmetic-intensity"]),
    ("Vaswani", &["bibliography.html#vaswani2017"]),
    ("Train Short, Test Long", &["bibliography.html#press2021", "attention/positions.html#read-on"]),
];

/// The built book.
static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Says where the book is.
pub(crate) fn look_in(folder: PathBuf) {
    FOLDER.set(folder).expect("it is said once");
}

/// A test for each query.
pub(crate) fn trials(course: &Course) -> Vec<Trial> {
    MISTAKES.set(mistakes(course)).expect("they are set once");
    TERMS.set(terms(course)).expect("they are set once");
    let mut trials = vec![
        Trial::ignorable_test("search::every mistake leads to its exercise", every_mistake),
        Trial::ignorable_test("search::every term leads to the glossary", every_term),
        Trial::ignorable_test("search::a snippet shows no raw TeX", no_raw_tex),
    ];
    for &(query, expected) in QUERIES {
        trials.push(Trial::ignorable_test(format!("search::{query}"), move || leads_to(query, expected)));
    }
    trials
}

/// The mistakes that verdicts name, and the boxes of the exercises in which they are made.
fn mistakes(course: &Course) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for exercise in course.exercises() {
        let page = exercise.text.split('#').next().expect("a page");
        for mistake in &exercise.mistakes {
            all.entry(mistake.clone()).or_default().push(format!("{page}#exercise-{}", exercise.name));
        }
    }
    all
}

/// The terms of the glossary as somebody may type them, and their anchors.
fn terms(course: &Course) -> BTreeMap<String, String> {
    let path = course.root.join("book/src/glossary.md");
    let text = std::fs::read_to_string(path).expect("there is a glossary");
    let lines: Vec<&str> = text.lines().collect();
    let is_said = |lines: &&[&str]| lines[1].starts_with(": ");
    let anchor = |term: &str| -> String {
        let plain = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
        term.to_lowercase().replace(' ', "-").chars().filter(plain).collect()
    };
    let terms = lines.windows(2).filter(is_said).map(|lines| lines[0]);
    terms.map(|term| (term.replace(['(', ')', ','], ""), format!("glossary.html#{}", anchor(term)))).collect()
}

/// The terms that are asked for, and where they are.
static TERMS: OnceLock<BTreeMap<String, String>> = OnceLock::new();

/// The mistakes that are asked for, and the boxes.
static MISTAKES: OnceLock<BTreeMap<String, Vec<String>>> = OnceLock::new();

/// What the book's search finds.
#[derive(serde::Deserialize)]
struct Answers {
    /// For each query where the results lead.
    found: BTreeMap<String, Vec<String>>,
    /// Sections whose snippets would show TeX.
    raw: Vec<String>,
}

impl Answers {
    /// One of the expected sections is among the first results; none is expected where anything will do.
    fn lead(&self, query: &str, expected: &[&str], within: usize) -> Result<(), Failed> {
        let found = self.found.get(query).ok_or("search.mjs did not ask it")?;
        let first = &found[..found.len().min(within)];
        if first.iter().any(|section| expected.is_empty() || expected.contains(&section.as_str())) {
            return Ok(());
        }
        Err(format!("{query} leads to {first:?}, not to {}", expected.join(" or ")).into())
    }
}

fn answers() -> Result<&'static Answers, &'static Trouble> {
    static ANSWERS: OnceLock<Result<Answers, Trouble>> = OnceLock::new();
    let ask = || {
        let (_, node) = tools()?;
        let folder = FOLDER.get().expect("it was built");
        let mut queries: Vec<String> = QUERIES.iter().map(|(query, _)| (*query).to_owned()).collect();
        queries.extend(MISTAKES.get().into_iter().flat_map(BTreeMap::keys).cloned());
        queries.extend(TERMS.get().into_iter().flat_map(BTreeMap::keys).cloned());
        let mut command = Command::new(node);
        command.arg(browser_folder().join("search.mjs")).arg(folder).arg(json!(queries).to_string());
        printed(&mut command, "search.mjs")
    };
    ANSWERS.get_or_init(ask).as_ref()
}

fn leads_to(query: &str, expected: &[&str]) -> Result<Completion, Failed> {
    match answers() {
        Ok(answers) => answers.lead(query, expected, 1).map(|()| Completion::Completed),
        Err(trouble) => trouble.verdict(),
    }
}

fn every_mistake() -> Result<Completion, Failed> {
    let answers = match answers() {
        Ok(answers) => answers,
        Err(trouble) => return trouble.verdict(),
    };
    let mistakes = MISTAKES.get().expect("they are set");
    if mistakes.is_empty() {
        return Err("`cargo run -- describe` writes which mistakes there are".into());
    }
    for (mistake, boxes) in mistakes {
        // A word such as `causal` first leads to what it means.
        let within = if mistake.contains('_') { 1 } else { 10 };
        let boxes: Vec<&str> = boxes.iter().map(String::as_str).collect();
        answers.lead(mistake, &boxes, within)?;
    }
    Ok(Completion::Completed)
}

/// The whole book is about this: more sections are than are shown.
const EVERYWHERE: [&str; 1] = ["Attention"];

/// Whoever types a term finds it in the glossary, if not first: there may be a section about just this.
fn every_term() -> Result<Completion, Failed> {
    let answers = match answers() {
        Ok(answers) => answers,
        Err(trouble) => return trouble.verdict(),
    };
    let terms = TERMS.get().expect("they are set");
    for (term, anchor) in terms.iter().filter(|(term, _)| !EVERYWHERE.contains(&term.as_str())) {
        answers.lead(term, &[anchor], 10)?;
    }
    Ok(Completion::Completed)
}

fn no_raw_tex() -> Result<Completion, Failed> {
    match answers() {
        Ok(answers) if answers.raw.is_empty() => Ok(Completion::Completed),
        Ok(answers) => Err(format!("there is TeX in the text of {:?}", answers.raw).into()),
        Err(trouble) => trouble.verdict(),
    }
}
