//! What must hold for `budget`, whatever the reference says.

use judge::Broken;

use super::{Costs, Input, Kind, TheProbe, reference};

fn asked(probe: &mut TheProbe<'_>, kinds: Vec<Kind>, tokens: &[u64]) -> Result<Costs, Broken> {
    probe.call(&Input { kinds, tokens: tokens.to_vec() })
}

/// Whether results stay below what the stub says.
fn small(kinds: &[Kind], tokens: &[u64]) -> bool {
    let costs = reference(&Input { kinds: kinds.to_vec(), tokens: tokens.to_vec() });
    costs.is_ok_and(|costs| costs.cache.iter().chain(&costs.flops).all(|&cost| cost < 1 << 60))
}

fn same(what: &str, tokens: &[u64], yours: &[u64], expected: &[u64]) -> Result<(), Broken> {
    match yours.iter().zip(expected).position(|(a, b)| a != b) {
        None => Ok(()),
        Some(at) => {
            Err(Broken::Law(format!("at {} tokens {what}: {} and {}", tokens[at], yours[at], expected[at])))
        }
    }
}

fn added(all: Vec<Costs>, tokens: usize) -> Costs {
    let mut sum = Costs { cache: vec![0; tokens], flops: vec![0; tokens] };
    for costs in all {
        for (sum, cost) in sum.cache.iter_mut().zip(costs.cache) {
            *sum = sum.wrapping_add(cost);
        }
        for (sum, cost) in sum.flops.iter_mut().zip(costs.flops) {
            *sum = sum.wrapping_add(cost);
        }
    }
    sum
}

pub(super) fn additive(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = &input.tokens;
    let whole = probe.call(input)?;
    let each: Result<Vec<Costs>, Broken> =
        input.kinds.iter().map(|&kind| asked(probe, vec![kind], tokens)).collect();
    let sum = added(each?, tokens.len());
    same("the cache is not the sum over the kinds", tokens, &whole.cache, &sum.cache)?;
    same("the FLOPs are not the sum over the kinds", tokens, &whole.flops, &sum.flops)
}

pub(super) fn twice(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let twice = |kind: &Kind| Kind { count: 2 * kind.count, ..*kind };
    let kinds: Vec<Kind> = input.kinds.iter().map(twice).collect();
    if !small(&kinds, &input.tokens) {
        return Ok(());
    }
    let (once, more) = (probe.call(input)?, asked(probe, kinds, &input.tokens)?);
    let sum = added(vec![once.clone(), once], input.tokens.len());
    same("twice the layers have another cache than twice that", &input.tokens, &more.cache, &sum.cache)?;
    same("twice the layers take other FLOPs than twice those", &input.tokens, &more.flops, &sum.flops)
}

pub(super) fn wide_window(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let most = input.tokens.iter().copied().max().unwrap_or(0);
    let plain = |kind: &Kind| Kind { chosen: None, key_bytes: 0, key_flops: 0, ..*kind };
    let wide = |kind: &Kind| Kind { window: most + 1, block: 0, ..plain(kind) };
    let each = |kind: &Kind| Kind { window: 0, block: 1, ..plain(kind) };
    let [wide, each]: [Vec<Kind>; 2] =
        [input.kinds.iter().map(wide).collect(), input.kinds.iter().map(each).collect()];
    if !small(&each, &input.tokens) {
        return Ok(());
    }
    let (wide, each) = (asked(probe, wide, &input.tokens)?, asked(probe, each, &input.tokens)?);
    same("a window wider than the text has another cache", &input.tokens, &wide.cache, &each.cache)?;
    same("a window wider than the text takes other FLOPs", &input.tokens, &wide.flops, &each.flops)
}

pub(super) fn all_chosen(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let plain = |kind: &Kind| Kind { chosen: None, key_bytes: 0, key_flops: 0, ..*kind };
    // What the keys cost: entries of nothing, chosen by keys of so much.
    let keys = |kind: &Kind| Kind { window: 0, chosen: Some(0), entry_bytes: 0, entry_flops: 0, ..*kind };
    let all = |kind: &Kind| Kind { chosen: Some(1 << 40), ..*kind };
    let choosing: Vec<Kind> = input.kinds.iter().filter(|kind| kind.chosen.is_some()).copied().collect();
    let [plain, keys, all]: [Vec<Kind>; 3] = [
        choosing.iter().map(plain).collect(),
        choosing.iter().map(keys).collect(),
        choosing.iter().map(all).collect(),
    ];
    let tokens = &input.tokens;
    if tokens.iter().any(|&tokens| tokens > 1 << 40) || !small(&all, tokens) {
        return Ok(());
    }
    let parts = vec![asked(probe, plain, tokens)?, asked(probe, keys, tokens)?];
    let (all, sum) = (asked(probe, all, tokens)?, added(parts, tokens.len()));
    same("entries and keys have another cache than both apart", tokens, &all.cache, &sum.cache)?;
    same("the choice of all takes other FLOPs than reading all, and the keys", tokens, &all.flops, &sum.flops)
}

pub(super) fn kept_anyway(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let other = probe.random.whole(0..=5) as u64;
    let few = |kind: &Kind| Kind { chosen: kind.chosen.map(|_| other), ..*kind };
    let (before, after) =
        (probe.call(input)?, asked(probe, input.kinds.iter().map(few).collect(), &input.tokens)?);
    same("the cache depends on how many are chosen", &input.tokens, &before.cache, &after.cache)
}
