//! A small language model with experts: characters of the book's first chapter, attention, and in place of each feed-forward
//! layer experts that the chapter's router chooses, or with the feature `mine` the reader's.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use candle_core::{D, Device, Tensor};
use candle_nn::ops::{log_softmax, sigmoid, softmax};
use clap::ValueEnum;
use ndarray::Array1;
use rand::RngExt;
use rand_pcg::Pcg64;
use serde_json::{Value, json};

use crate::parameters::{Parameters, random};
use crate::record::rounded;
use crate::router::{self, Choice};
use crate::runner::{Progress, Run};
use crate::{Arguments, Size};

/// Who chooses the experts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Router {
    /// Two experts by sigmoids with a bias, which is all that balances: `deepseek` and `bias_update`.
    Deepseek,
    /// One expert, with the balance loss: `switch`.
    Switch,
    /// None: a dense layer with as many multiplications for a character as two experts have.
    Dense,
}

impl Router {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Router::Deepseek => "deepseek",
            Router::Switch => "switch",
            Router::Dense => "dense",
        }
    }
}

/// The text: the prose of the book's first chapter.
const PAGES: [&str; 8] = [
    include_str!("../../../book/src/attention.md"),
    include_str!("../../../book/src/attention/scaled.md"),
    include_str!("../../../book/src/attention/positions.md"),
    include_str!("../../../book/src/attention/heads.md"),
    include_str!("../../../book/src/attention/nearby.md"),
    include_str!("../../../book/src/attention/tiles.md"),
    include_str!("../../../book/src/attention/blocks.md"),
    include_str!("../../../book/src/attention/review.md"),
];

/// A character that is rarer than this becomes [`RARE`].
const RARE_BELOW: usize = 20;
const RARE: char = '□';

/// Paragraphs as lines, without code.
fn prose(page: &str) -> String {
    let mut text = String::new();
    let mut fenced = false;
    for line in page.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let line = line.trim();
            if line.is_empty() {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
            } else {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push(' ');
                }
                text.push_str(line);
            }
        }
    }
    text.push('\n');
    text
}

/// Characters as numbers.
struct Text {
    alphabet: Vec<char>,
    train: Vec<u32>,
    /// The end of each page, which is not trained on.
    held_out: Vec<u32>,
}

impl Text {
    /// At most so many characters of each page.
    fn new(most: usize) -> Text {
        let pages: Vec<Vec<char>> =
            PAGES.iter().map(|page| prose(page).chars().take(most).collect()).collect();
        let mut counts = BTreeMap::<char, usize>::new();
        for &character in pages.iter().flatten() {
            *counts.entry(character).or_default() += 1;
        }
        let mut alphabet: Vec<char> = counts
            .iter()
            .filter(|&(_, &count)| count >= RARE_BELOW)
            .map(|(&character, _)| character)
            .collect();
        alphabet.push(RARE);
        let number = |character: &char| {
            alphabet.iter().position(|known| known == character).unwrap_or(alphabet.len() - 1) as u32
        };
        let (mut train, mut held_out) = (Vec::new(), Vec::new());
        for page in pages {
            let (before, after) = page.split_at(page.len() * 9 / 10);
            train.extend(before.iter().map(number));
            held_out.extend(after.iter().map(number));
        }
        Text { alphabet, train, held_out }
    }

    /// Bits per held-out character of a model that knows how often each follows the one, or the two, before it.
    fn baseline(&self, order: usize) -> f64 {
        let symbols = self.alphabet.len() as f64;
        let mut tables: Vec<HashMap<&[u32], HashMap<u32, f64>>> = vec![HashMap::new(); order + 1];
        for (order, table) in tables.iter_mut().enumerate() {
            for window in self.train.windows(order + 1) {
                *table.entry(&window[..order]).or_default().entry(window[order]).or_default() += 1.0;
            }
        }
        let bits = self.held_out.windows(order + 1).map(|window| {
            // Each order gives some of its weight to the next shorter one, the more the less it has seen.
            let mut probability = 1.0 / symbols;
            for (order_of, table) in tables.iter().enumerate() {
                if let Some(followers) = table.get(&window[order - order_of..order]) {
                    let seen: f64 = followers.values().sum();
                    let own = followers.get(&window[order]).copied().unwrap_or(0.0) / seen;
                    let trust = seen / (seen + 5.0);
                    probability = trust * own + (1.0 - trust) * probability;
                }
            }
            -probability.log2()
        });
        let count = self.held_out.len() - order;
        bits.sum::<f64>() / count as f64
    }
}

#[derive(Clone, Copy, Debug)]
struct Shape {
    width: usize,
    heads: usize,
    layers: usize,
    experts: usize,
    hidden: usize,
    context: usize,
    batch: usize,
    steps: u64,
    /// Steps between two points of the curve.
    every: u64,
    /// How many characters of each page are read.
    page: usize,
}

impl Shape {
    fn of(size: Size) -> Shape {
        let full = Shape {
            width: 64,
            heads: 4,
            layers: 2,
            experts: 8,
            hidden: 128,
            context: 64,
            batch: 16,
            steps: 700,
            every: 25,
            page: usize::MAX,
        };
        match size {
            Size::Tiny => Shape {
                width: 16,
                heads: 2,
                experts: 4,
                hidden: 8,
                context: 8,
                batch: 4,
                steps: 6,
                every: 3,
                page: 600,
                ..full
            },
            Size::Small => Shape { steps: 60, batch: 8, every: 10, ..full },
            Size::Full => full,
        }
    }
}

struct Layer {
    before_attention: Tensor,
    in_attention: Tensor,
    out_attention: Tensor,
    before_experts: Tensor,
    router: Tensor,
    experts: Vec<(Tensor, Tensor)>,
}

struct Model {
    shape: Shape,
    router: Router,
    parameters: Parameters,
    embedding: Tensor,
    layers: Vec<Layer>,
    last: Tensor,
    out: Tensor,
    /// The bias of each layer's router, which no gradient reaches.
    biases: Vec<Array1<f32>>,
    mask: Tensor,
}

/// The output (tokens, width), the router's additional loss if it has one, and what was chosen with the gates.
type Mixed = (Tensor, Option<Tensor>, Option<(Choice, Tensor)>);

/// What a pass through the model gives.
struct Pass {
    /// (windows × context, alphabet).
    logits: Tensor,
    /// The balance loss of all layers.
    extra: Option<Tensor>,
    /// By layer: who took what, and with which weight.
    choices: Vec<(Choice, Tensor)>,
}

fn norm(x: &Tensor, gain: &Tensor) -> Result<Tensor> {
    let size = (x.sqr()?.mean_keepdim(D::Minus1)? + 1e-5)?.sqrt()?;
    Ok(x.broadcast_div(&size)?.broadcast_mul(gain)?)
}

impl Model {
    fn new(router: Router, shape: Shape, symbols: usize, seed: u64) -> Result<Model> {
        let mut parameters = Parameters::default();
        let mut random = random(seed, 61, 0);
        let Shape { width, context, .. } = shape;
        let (experts, hidden) =
            if router == Router::Dense { (1, 2 * shape.hidden) } else { (shape.experts, shape.hidden) };
        let into = 1.0 / (width as f64).sqrt();
        let deep = 1.0 / (2.0 * shape.layers as f64).sqrt();
        let embedding = parameters.normal(&mut random, "embedding", (symbols, width), 0.5)?;
        let mut layers = Vec::new();
        for i in 0..shape.layers {
            let p = &mut parameters;
            let normal =
                |p: &mut Parameters, random: &mut Pcg64, name: &str, shape: (usize, usize), scale: f64| {
                    p.normal(random, &format!("{name} {i}"), shape, scale)
                };
            let mut own = Vec::new();
            for e in 0..experts {
                let enter = normal(p, &mut random, &format!("enter {e}"), (width, hidden), into)?;
                let out = deep / (hidden as f64).sqrt();
                own.push((enter, normal(p, &mut random, &format!("leave {e}"), (hidden, width), out)?));
            }
            layers.push(Layer {
                before_attention: p.add(&format!("before attention {i}"), width, vec![1.0; width])?,
                in_attention: normal(p, &mut random, "in attention", (width, 3 * width), into)?,
                out_attention: normal(p, &mut random, "out attention", (width, width), into * deep)?,
                before_experts: p.add(&format!("before experts {i}"), width, vec![1.0; width])?,
                router: normal(p, &mut random, "router", (width, experts), into)?,
                experts: own,
            });
        }
        let last = parameters.add("last", width, vec![1.0; width])?;
        let out = parameters.normal(&mut random, "out", (width, symbols), into)?;
        let mut mask = Vec::with_capacity(shape.heads * context * context);
        for head in 0..shape.heads {
            // Distance costs, as in ALiBi, and so a little model does not have to find out first what is near.
            let slope = 0.25_f32.powi(head as i32);
            for query in 0..context {
                mask.extend(
                    (0..context).map(|key| if key > query { -1e9 } else { -slope * (query - key) as f32 }),
                );
            }
        }
        let mask = Tensor::from_vec(mask, (shape.heads, context, context), &Device::Cpu)?;
        let biases = vec![Array1::zeros(experts); shape.layers];
        Ok(Model { shape, router, parameters, embedding, layers, last, out, biases, mask })
    }

    fn attend(&self, layer: &Layer, x: &Tensor) -> Result<Tensor> {
        let (windows, context, width) = x.dims3()?;
        let heads = self.shape.heads;
        let all = norm(x, &layer.before_attention)?.reshape((windows * context, width))?;
        let all = all.matmul(&layer.in_attention)?.reshape((windows, context, 3, heads, width / heads))?;
        let part = |i: usize| -> Result<Tensor> {
            Ok(all.narrow(2, i, 1)?.squeeze(2)?.transpose(1, 2)?.contiguous()?)
        };
        let (q, k, v) = (part(0)?, part(1)?, part(2)?);
        let scores =
            (q.matmul(&k.transpose(2, 3)?.contiguous()?)? * (1.0 / ((width / heads) as f64).sqrt()))?;
        let weights = softmax(&scores.broadcast_add(&self.mask)?, D::Minus1)?;
        let mixed = weights.matmul(&v)?.transpose(1, 2)?.contiguous()?.reshape((windows * context, width))?;
        Ok(mixed.matmul(&layer.out_attention)?.reshape((windows, context, width))?)
    }

    /// Experts of what is (tokens, width): only those compute that were chosen.
    fn mix(&self, layer: &Layer, bias: &Array1<f32>, x: &Tensor) -> Result<Mixed> {
        let expert = |(enter, leave): &(Tensor, Tensor), x: &Tensor| -> Result<Tensor> {
            Ok(x.matmul(enter)?.relu()?.matmul(leave)?)
        };
        if self.router == Router::Dense {
            return Ok((expert(&layer.experts[0], x)?, None, None));
        }
        let logits = x.matmul(&layer.router)?;
        let plain = router::array(&logits)?;
        let tokens = plain.nrows();
        let (choice, gates, extra) = if self.router == Router::Deepseek {
            let choice = router::biased(plain.view(), bias, 2, tokens)?;
            let gates = router::shared(&sigmoid(&logits)?, &choice)?;
            (choice, gates, None)
        } else {
            let choice = router::top_1(plain.view(), tokens)?;
            let extra = (router::balance_of(&logits, &choice)? * 0.01)?;
            let gates = router::of_softmax(&logits, &choice)?;
            (choice, gates, Some(extra))
        };
        let mut output = x.zeros_like()?;
        for (e, weights) in layer.experts.iter().enumerate() {
            let column = choice.kept.column(e);
            let taken: Vec<u32> = (0..tokens).filter(|&t| column[t] > 0.0).map(|t| t as u32).collect();
            if taken.is_empty() {
                continue;
            }
            let taken = Tensor::new(taken, &Device::Cpu)?;
            let gate = gates.narrow(1, e, 1)?.contiguous()?.index_select(&taken, 0)?;
            let own = expert(weights, &x.index_select(&taken, 0)?)?.broadcast_mul(&gate)?;
            output = output.index_add(&taken, &own, 0)?;
        }
        Ok((output, extra, Some((choice, gates.detach()))))
    }

    /// Windows of characters, each of the model's context.
    fn pass(&self, windows: &[&[u32]]) -> Result<Pass> {
        let Shape { width, context, .. } = self.shape;
        let ids: Vec<u32> = windows.iter().flat_map(|window| window[..context].iter().copied()).collect();
        let ids = Tensor::new(ids, &Device::Cpu)?;
        let mut x = self.embedding.index_select(&ids, 0)?.reshape((windows.len(), context, width))?;
        let (mut extra, mut choices) = (None, Vec::new());
        for (layer, bias) in self.layers.iter().zip(&self.biases) {
            x = (&x + self.attend(layer, &x)?)?;
            let flat = norm(&x, &layer.before_experts)?.reshape((windows.len() * context, width))?;
            let (mixed, loss, choice) = self.mix(layer, bias, &flat)?;
            x = (x + mixed.reshape((windows.len(), context, width))?)?;
            choices.extend(choice);
            extra = match (extra, loss) {
                (Some(sum), Some(loss)) => Some((sum + loss)?),
                (sum, loss) => loss.or(sum),
            };
        }
        let logits = norm(&x, &self.last)?.reshape((windows.len() * context, width))?.matmul(&self.out)?;
        Ok(Pass { logits, extra, choices })
    }

    /// Nats for each character after the first of each window.
    fn losses(&self, pass: &Pass, windows: &[&[u32]]) -> Result<Tensor> {
        let next: Vec<u32> =
            windows.iter().flat_map(|window| window[1..=self.shape.context].iter().copied()).collect();
        let count = next.len();
        let next = Tensor::from_vec(next, (count, 1), &Device::Cpu)?;
        Ok(log_softmax(&pass.logits, D::Minus1)?.gather(&next, 1)?.neg()?)
    }

    /// Bits per character of windows, of which the first half is only context.
    fn bits(&self, windows: &[&[u32]]) -> Result<f64> {
        let Shape { context, .. } = self.shape;
        let (mut sum, mut count) = (0.0, 0);
        for windows in windows.chunks(32) {
            let pass = self.pass(windows)?;
            let losses = self.losses(&pass, windows)?.flatten_all()?.to_vec1::<f32>()?;
            for (i, &loss) in losses.iter().enumerate().filter(|(i, _)| i % context >= context / 2) {
                debug_assert!(i < windows.len() * context);
                sum += f64::from(loss);
                count += 1;
            }
        }
        Ok(sum / f64::from(count) / std::f64::consts::LN_2)
    }
}

/// Windows of a text that overlap by half, each with the character after it.
fn windows(text: &[u32], context: usize) -> Vec<&[u32]> {
    text.windows(context + 1).step_by(context / 2).collect()
}

/// What is known of the way so far; with the parameters all that a run depends on.
#[derive(Default)]
struct Way {
    step: u64,
    /// Step, bits of training since the last point, held-out bits, largest load (mean of the layers).
    points: Vec<[f64; 4]>,
    /// Since the last point: the sum of losses, and who took how many, layer by layer.
    loss: f64,
    counts: Vec<f64>,
}

fn save(model: &Model, way: &Way, path: &std::path::Path) -> Result<()> {
    let numbers = |values: Vec<f64>| Tensor::new(values, &Device::Cpu);
    let mut more = HashMap::from([
        ("way".to_owned(), numbers(vec![way.step as f64, way.loss])?),
        ("counts".to_owned(), numbers(way.counts.clone())?),
        ("points".to_owned(), numbers(way.points.iter().flatten().copied().chain([0.0]).collect())?),
    ]);
    for (i, bias) in model.biases.iter().enumerate() {
        more.insert(format!("bias {i}"), Tensor::new(bias.to_vec(), &Device::Cpu)?);
    }
    model.parameters.save(path, more)
}

fn restore(model: &mut Model, path: &std::path::Path) -> Result<Way> {
    let more = model.parameters.restore(path)?;
    let numbers = |name: &str| -> Result<Vec<f64>> {
        Ok(more.get(name).with_context(|| format!("{name} is missing"))?.to_vec1()?)
    };
    for (i, bias) in model.biases.iter_mut().enumerate() {
        let found = more.get(&format!("bias {i}")).context("a bias is missing")?.to_vec1::<f32>()?;
        ensure!(found.len() == bias.len(), "the biases are of another model");
        *bias = Array1::from_vec(found);
    }
    let way = numbers("way")?;
    let points = numbers("points")?;
    let points = points.chunks_exact(4).map(|point| [point[0], point[1], point[2], point[3]]).collect();
    Ok(Way { step: way[0] as u64, points, loss: way[1], counts: numbers("counts")? })
}

/// How often a running model keeps its state.
const KEEP: Duration = Duration::from_secs(5);

fn train(progress: &Progress<'_>, router: Router, shape: Shape, seed: u64) -> Result<Vec<Value>> {
    let text = Text::new(shape.page);
    let symbols = text.alphabet.len();
    let state = progress.scratch()?.join("state.safetensors");
    let mut model = Model::new(router, shape, symbols, seed)?;
    let mut way = Way::default();
    if state.exists() {
        match restore(&mut model, &state) {
            Ok(kept) => {
                progress.say(&format!("going on: {} is at step {} already", router.name(), kept.step));
                way = kept;
                progress.steps(way.step)?;
            }
            Err(error) => {
                progress.say(&format!(
                    "the state of {} cannot be used, starting it over: {error:#}",
                    router.name()
                ));
                model = Model::new(router, shape, symbols, seed)?;
            }
        }
    }
    let held_out = windows(&text.held_out, shape.context);
    // On the way a part is enough.
    let some: Vec<&[u32]> = held_out.iter().copied().step_by(held_out.len().div_ceil(48)).collect();
    if way.counts.is_empty() {
        way.counts = vec![0.0; shape.layers * model.biases[0].len()];
        let bits = model.bits(&some)?;
        way.points.push([0.0, bits, bits, f64::NAN]);
    }
    let mut kept = Instant::now();
    while way.step < shape.steps {
        let mut random = random(seed, 62, way.step);
        let last = text.train.len() - shape.context - 1;
        let batch: Vec<&[u32]> = (0..shape.batch)
            .map(|_| {
                let start = random.random_range(0..last);
                &text.train[start..=start + shape.context]
            })
            .collect();
        let pass = model.pass(&batch)?;
        let loss = model.losses(&pass, &batch)?.mean_all()?;
        way.loss += f64::from(loss.to_scalar::<f32>()?);
        let loss = match &pass.extra {
            Some(extra) => (loss + extra)?,
            None => loss,
        };
        let along = way.step as f64 / shape.steps as f64;
        let warm = ((way.step + 1) as f64 / 30.0).min(1.0);
        let rate = 4e-3 * warm * (0.1 + 0.45 * (1.0 + (std::f64::consts::PI * along).cos()));
        model.parameters.descend(&loss, rate)?;
        let experts = model.biases[0].len();
        for (i, (choice, _)) in pass.choices.iter().enumerate() {
            let counts = choice.counts();
            if router == Router::Deepseek {
                model.biases[i] = router::next_bias(&model.biases[i], &counts, 0.003)?;
            }
            for (sum, count) in way.counts[i * experts..].iter_mut().zip(&counts) {
                *sum += *count as f64;
            }
        }
        way.step += 1;
        if way.step % shape.every == 0 || way.step == shape.steps {
            let since = way.step - way.points.last().map_or(0.0, |point| point[0]) as u64;
            let bits = way.loss / since as f64 / std::f64::consts::LN_2;
            let largest = way.counts.chunks(experts).map(|counts| {
                let largest = counts.iter().copied().fold(0.0, f64::max);
                largest / counts.iter().sum::<f64>() * experts as f64
            });
            let largest = largest.sum::<f64>() / shape.layers as f64;
            way.points.push([way.step as f64, bits, model.bits(&some)?, largest]);
            way.loss = 0.0;
            way.counts.fill(0.0);
        }
        let stepped = progress.step();
        if kept.elapsed() > KEEP || stepped.is_err() || progress.stopping() {
            save(&model, &way, &state)?;
            kept = Instant::now();
        }
        stepped?;
    }
    report(&model, &text, &way, &held_out, seed)
}

/// Kinds of characters for the table.
const CLASSES: [&str; 7] = ["vowel", "consonant", "capital", "digit", "space", "punctuation", "other"];

fn class(character: char) -> usize {
    match character {
        'a' | 'e' | 'i' | 'o' | 'u' => 0,
        c if c.is_ascii_lowercase() => 1,
        c if c.is_uppercase() => 2,
        c if c.is_ascii_digit() => 3,
        ' ' | '\n' => 4,
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '"' | '(' | ')' => 5,
        _ => 6,
    }
}

/// How much one of two variables says about the other, in bits, from how often each pair was seen.
fn information(pairs: &[Vec<f64>]) -> f64 {
    let total: f64 = pairs.iter().flatten().sum();
    let columns: Vec<f64> = (0..pairs[0].len()).map(|j| pairs.iter().map(|row| row[j]).sum()).collect();
    let mut bits = 0.0;
    for row in pairs {
        let sum: f64 = row.iter().sum();
        for (&pair, &column) in row.iter().zip(&columns) {
            if pair > 0.0 {
                bits += pair / total * (pair * total / (sum * column)).log2();
            }
        }
    }
    bits
}

fn report(model: &Model, text: &Text, way: &Way, held_out: &[&[u32]], seed: u64) -> Result<Vec<Value>> {
    let Shape { context, layers, .. } = model.shape;
    let symbols = text.alphabet.len();
    let experts = model.biases[0].len();
    // Of each held-out character that has half a window before it: the experts of each layer.
    let mut characters: Vec<u32> = Vec::new();
    let mut taken: Vec<Vec<Vec<(usize, f64)>>> = vec![Vec::new(); layers];
    if model.router != Router::Dense {
        for chunk in held_out.chunks(32) {
            let pass = model.pass(chunk)?;
            for (layer, (choice, gates)) in pass.choices.iter().enumerate() {
                let gates = router::array(gates)?;
                for token in (0..chunk.len() * context).filter(|token| token % context >= context / 2) {
                    if layer == 0 {
                        characters.push(chunk[token / context][token % context]);
                    }
                    let mut own: Vec<(usize, f64)> = (0..experts)
                        .filter(|&e| choice.kept[[token, e]] > 0.0)
                        .map(|e| (e, f64::from(gates[[token, e]])))
                        .collect();
                    own.sort_by(|a, b| b.1.total_cmp(&a.1));
                    taken[layer].push(own);
                }
            }
        }
    }
    let mut tables = Vec::new();
    for taken in &taken {
        let mut classes = vec![vec![0.0; experts]; CLASSES.len()];
        let mut pairs = vec![vec![0.0; experts]; symbols];
        for (&character, own) in characters.iter().zip(taken) {
            if let Some(&(first, _)) = own.first() {
                classes[class(text.alphabet[character as usize])][first] += 1.0;
                pairs[character as usize][first] += 1.0;
            }
        }
        if characters.is_empty() {
            continue;
        }
        let shares: Vec<Vec<f64>> = classes
            .iter()
            .map(|row| {
                let sum: f64 = row.iter().sum::<f64>().max(1.0);
                row.iter().map(|count| rounded(count / sum)).collect()
            })
            .collect();
        // The characters of which an expert takes the largest shares, if they are not rare.
        let likes: Vec<String> = (0..experts)
            .map(|e| {
                let mut shares: Vec<(f64, usize)> = pairs
                    .iter()
                    .enumerate()
                    .filter(|(_, row)| row.iter().sum::<f64>() >= 10.0)
                    .map(|(symbol, row)| (row[e] / row.iter().sum::<f64>(), symbol))
                    .filter(|&(share, _)| share > 0.5)
                    .collect();
                shares.sort_by(|a, b| b.0.total_cmp(&a.0));
                shares.iter().map(|&(_, symbol)| text.alphabet[symbol]).collect()
            })
            .collect();
        let loads =
            (0..experts).map(|e| pairs.iter().map(|row| row[e]).sum::<f64>() / characters.len() as f64);
        tables.push(json!({
            "classes": shares,
            "likes": likes,
            "loads": loads.map(rounded).collect::<Vec<f64>>(),
            "information": rounded(information(&pairs)),
        }));
    }
    // A passage from the beginning of a sentence on.
    let start = characters.windows(2).position(|pair| {
        text.alphabet[pair[0] as usize] == '\n' && text.alphabet[pair[1] as usize].is_uppercase()
    });
    let start = start.map_or(0, |start| start + 1);
    let end = (start + 144).min(characters.len());
    let passage: String = characters[start..end].iter().map(|&c| text.alphabet[c as usize]).collect();
    let strips: Vec<Vec<Vec<(usize, f64)>>> = taken
        .iter()
        .filter(|taken| taken.len() >= end)
        .map(|taken| {
            let two = |own: &Vec<(usize, f64)>| own.iter().map(|&(e, gate)| (e, rounded(gate))).collect();
            taken[start..end].iter().map(two).collect()
        })
        .collect();
    let points: Vec<Value> = way
        .points
        .iter()
        .map(|point| {
            json!([
                point[0],
                rounded(point[1]),
                rounded(point[2]),
                point[3].is_finite().then(|| rounded(point[3]))
            ])
        })
        .collect();
    Ok(vec![json!({
        "router": model.router.name(),
        "seed": seed,
        "parameters": model.parameters.count(),
        "characters": text.train.len(),
        "held_out": text.held_out.len(),
        "alphabet": symbols,
        "bits": rounded(model.bits(held_out)?),
        "baselines": {
            "none": rounded((symbols as f64).log2()),
            "unigram": rounded(text.baseline(0)),
            "bigram": rounded(text.baseline(1)),
            "trigram": rounded(text.baseline(2)),
        },
        "points": points,
        "class_names": CLASSES,
        "layers": tables,
        "passage": passage,
        "took": strips,
    })])
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let shape = Shape::of(arguments.size);
    let seed = arguments.seed;
    let mut routers = arguments.router.clone();
    routers.dedup();
    routers
        .into_iter()
        .map(|router| Run {
            name: router.name().to_owned(),
            steps: shape.steps,
            task: Box::new(move |progress| train(progress, router, shape, seed)),
        })
        .collect()
}

/// A passage with the experts beneath, layer by layer, in lines of some characters.
fn strip(row: &Value, columns: usize) -> String {
    let passage: Vec<char> = row["passage"].as_str().unwrap_or_default().chars().collect();
    let mut text = String::new();
    for (line, characters) in passage.chunks(columns).enumerate() {
        let shown: String = characters.iter().map(|&c| if c == '\n' { '⏎' } else { c }).collect();
        text += &format!("\n\n          {shown}");
        for (layer, took) in row["took"].as_array().into_iter().flatten().enumerate() {
            text += &format!("\nlayer {layer}   ");
            for i in line * columns..line * columns + characters.len() {
                text += &took[i][0][0].as_u64().map_or("?".to_owned(), |expert| format!("{expert:x}"));
            }
        }
    }
    text
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text = String::new();
    for row in rows {
        let base = &row["baselines"];
        text += &format!(
            "{}: {} parameters, {} bits per held-out character; by frequency {}, after one character {}, after two {}\n",
            row["router"], row["parameters"], row["bits"], base["unigram"], base["bigram"], base["trigram"]
        );
        for (i, layer) in row["layers"].as_array().into_iter().flatten().enumerate() {
            text += &format!(
                "layer {i}: the character says {} bits of its expert; more than half of\n",
                layer["information"]
            );
            for (expert, likes) in layer["likes"].as_array().into_iter().flatten().enumerate() {
                text += &format!("  {expert}: {likes}\n");
            }
        }
        text += "which expert took which character";
        text += &strip(row, 72);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::{Finished, Order, Stop, go};

    #[test]
    fn prose_is_paragraphs_without_code() {
        assert_eq!(prose("# A\n\none\n two\n```rust\nlet x;\n```\n\n\nthree\n"), "# A\none two\nthree\n");
    }

    #[test]
    fn the_text_is_long_enough_and_longer_contexts_predict_better() {
        let text = Text::new(usize::MAX);
        assert!(text.train.len() > 50_000 && text.held_out.len() > 5_000, "{}", text.train.len());
        assert!((40..200).contains(&text.alphabet.len()), "{}", text.alphabet.len());
        let (none, one, two) = (text.baseline(0), text.baseline(1), text.baseline(2));
        assert!(none > one + 0.5 && one > two + 0.2, "{none} {one} {two}");
    }

    #[test]
    fn information_is_none_of_independent_and_all_of_equal_variables() {
        assert!(information(&[vec![2.0, 4.0], vec![3.0, 6.0]]).abs() < 1e-12);
        assert!((information(&[vec![5.0, 0.0], vec![0.0, 5.0]]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_seen_of_what_comes_later() {
        let shape = Shape::of(Size::Tiny);
        let model = Model::new(Router::Deepseek, shape, 20, 1).unwrap();
        let one: Vec<u32> = (0..9).collect();
        let mut other = one.clone();
        other[5] = 19;
        let logits = |window: &[u32]| model.pass(&[window]).unwrap().logits.to_vec2::<f32>().unwrap();
        let (one, other) = (logits(&one), logits(&other));
        assert_eq!(one[..5], other[..5]);
        assert_ne!(one[5], other[5]);
    }

    #[test]
    fn interrupted_at_any_step_and_resumed_it_is_the_same_model() {
        let shape = Shape::of(Size::Tiny);
        let runs = || {
            [Router::Deepseek, Router::Switch].map(|router| Run {
                name: router.name().to_owned(),
                steps: shape.steps,
                task: Box::new(move |progress| train(progress, router, shape, 3)),
            })
        };
        let rows = |finished: Finished| match finished {
            Finished::Yes { rows, .. } => rows,
            Finished::No { done, of } => panic!("{done} of {of}"),
        };
        let whole = tempfile::tempdir().unwrap();
        let expected = rows(go(&Order::for_tests(whole.path()), &runs(), &Stop::never()).unwrap());
        for steps in [1, 4, 8] {
            let folder = tempfile::tempdir().unwrap();
            let order = Order::for_tests(folder.path());
            assert!(matches!(go(&order, &runs(), &Stop::after(steps)).unwrap(), Finished::No { .. }));
            assert_eq!(rows(go(&order, &runs(), &Stop::never()).unwrap()), expected, "after {steps} steps");
        }
    }

    #[test]
    fn a_state_that_cannot_be_read_is_not_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let order = Order::for_tests(folder.path());
        let state = folder.path().join("deep/rows.run/dense/state.safetensors");
        std::fs::create_dir_all(state.parent().unwrap()).unwrap();
        std::fs::write(&state, "half a fi").unwrap();
        let shape = Shape { steps: 2, ..Shape::of(Size::Tiny) };
        let run = Run {
            name: "dense".to_owned(),
            steps: 2,
            task: Box::new(move |progress| train(progress, Router::Dense, shape, 3)),
        };
        assert!(matches!(go(&order, &[run], &Stop::never()).unwrap(), Finished::Yes { .. }));
    }
}
