//! What the cases of `deepseek` are made of.

use judge::{Layout, Random};
use ndarray::{Array1, array};

use super::Input;
use moe::Groups;

/// How far apart what decides a choice is, unless it is equal: well above the rounding of a float.
pub(super) const GAP: f64 = 1e-3;

/// Sizes of a routing: experts in a group, groups, groups kept, experts chosen.
pub(super) type Sizes = [usize; 4];

/// Normal logits, and biases from a range; nothing that decides is close.
pub(super) fn route(
    random: &mut Random,
    [size, groups, kept, k]: Sizes,
    bias: std::ops::Range<f64>,
) -> Input {
    let experts = size * groups;
    let config = Groups { groups, kept, k, scale: random.uniform(1.3..2.7) as f32 };
    loop {
        let logits: Array1<f32> = random.normals(experts, 1.2);
        let bias = Array1::from_shape_simple_fn(experts, || random.uniform(bias.clone()) as f32);
        let input =
            Input::Route { logits: logits.mapv(|l| l.clamp(-3.5, 3.5)).into(), bias: bias.into(), config };
        if settled(&input) {
            return input;
        }
    }
}

/// Biased scores, group scores with their groups from the largest on, and the experts of the kept groups from the largest on.
pub(super) struct Ranks {
    biased: Vec<f64>,
    groups: Vec<(f64, usize)>,
    pub(super) experts: Vec<(f64, usize)>,
}

pub(super) fn ranks(input: &Input) -> Ranks {
    let Input::Route { logits, bias, config } = input else { unreachable!("it asks for route") };
    let size = logits.values.len() / config.groups;
    let pairs = logits.values.iter().zip(&bias.values);
    let biased: Vec<f64> = pairs.map(|(&l, &b)| 1.0 / (1.0 + f64::from(-l).exp()) + f64::from(b)).collect();
    let falling = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let mut groups: Vec<(f64, usize)> = Vec::new();
    for group in 0..config.groups {
        let mut members = biased[group * size..(group + 1) * size].to_vec();
        members.sort_by(|a, b| b.total_cmp(a));
        groups.push((members[0] + members[1], group));
    }
    groups.sort_by(falling);
    let kept: Vec<usize> = groups[..config.kept].iter().map(|&(_, group)| group).collect();
    let mut experts: Vec<(f64, usize)> =
        (0..biased.len()).filter(|e| kept.contains(&(e / size))).map(|e| (biased[e], e)).collect();
    experts.sort_by(falling);
    Ranks { biased, groups, experts }
}

/// Whether the last group kept and the last expert chosen are clear of the next.
pub(super) fn settled(input: &Input) -> bool {
    deciding(input).iter().all(|&gap| gap > GAP)
}

/// By how much the last group kept is ahead of the next, and the last expert chosen, where there is a next.
pub(super) fn deciding(input: &Input) -> Vec<f64> {
    let Input::Route { config, .. } = input else { return Vec::new() };
    let Ranks { groups, experts, .. } = ranks(input);
    let ahead = |ranked: &[(f64, usize)], count: usize| {
        (count < ranked.len()).then(|| ranked[count - 1].0 - ranked[count].0)
    };
    [ahead(&groups, config.kept), ahead(&experts, config.k)].into_iter().flatten().collect()
}

/// The experts that are chosen when a group's score sums so many of its largest.
fn chosen_by_sum_of(input: &Input, count: usize) -> Vec<usize> {
    let Input::Route { logits, config, .. } = input else { unreachable!("it asks for route") };
    let size = logits.values.len() / config.groups;
    let Ranks { biased, .. } = ranks(input);
    let falling = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
        order
    };
    let scores: Vec<f64> = biased
        .chunks(size)
        .map(|group| falling(group).into_iter().take(count).map(|place| group[place]).sum())
        .collect();
    let kept = &falling(&scores)[..config.kept];
    let open = falling(&biased).into_iter().filter(|expert| kept.contains(&(expert / size)));
    let mut chosen: Vec<usize> = open.take(config.k).collect();
    chosen.sort_unstable();
    chosen
}

/// An input on which it matters how many of a group's experts its score sums.
pub(super) fn two_count(random: &mut Random, sizes: Sizes) -> Input {
    let [size, _, kept, k] = sizes;
    loop {
        let input = route(random, sizes, -1.3..0.7);
        let counts = std::collections::BTreeSet::from([1, 2, k / kept, k, size]);
        let results: std::collections::BTreeSet<Vec<usize>> =
            counts.iter().map(|&count| chosen_by_sum_of(&input, count)).collect();
        if results.len() == counts.len() {
            return input;
        }
    }
}

/// The example of twelve experts on which eleven readings give eleven results.
pub(super) fn eleven() -> Input {
    Input::Route {
        logits: array![0.5, -0.8, 1.6, -1.2, 1.0, 1.0, -2.0, -1.7, -0.1, -1.7, 1.8, -1.5].into(),
        bias: array![-1.01, -1.14, -0.42, -0.13, -1.2, -0.93, -0.23, -0.66, -0.2, -0.9, -0.35, -0.87].into(),
        config: Groups { groups: 4, kept: 2, k: 3, scale: 2.5 },
    }
}

/// An input whose last expert chosen is nearly as good as the next, as near as may be.
pub(super) fn near(random: &mut Random, sizes: Sizes) -> Input {
    loop {
        let input = route(random, sizes, -0.9..0.7);
        let Input::Route { config, .. } = &input else { unreachable!("it asks for route") };
        let Ranks { experts, .. } = ranks(&input);
        if experts[config.k - 1].0 - experts[config.k].0 < 2.0 * GAP {
            return input;
        }
    }
}

/// Logits of ±4 and biases of ±3 among others: who is chosen by one is often the worst by the other.
pub(super) fn to_the_ends(random: &mut Random, sizes: Sizes) -> Input {
    loop {
        let mut input = route(random, sizes, -3.0..3.0);
        let Input::Route { logits, bias, config } = &mut input else { unreachable!("it asks for route") };
        let experts = logits.values.len();
        for expert in 0..experts {
            if random.chance(0.4) {
                let sign = if random.chance(0.5) { 1.0 } else { -1.0 };
                logits.values[expert] = 4.0 * sign;
                bias.values[expert] = -sign * random.uniform(0.5..1.3) as f32;
            }
        }
        let [best, worst] = random.distinct(0..=experts - 1);
        (logits.values[best], bias.values[best]) = (-4.0, 3.0);
        (logits.values[worst], bias.values[worst]) = (4.0, -3.0);
        if config.k < experts && settled(&input) {
            return input;
        }
    }
}

/// Experts of a few kinds, so that many are equal, and the last that is chosen, or the last group that is kept, has an equal that
/// is not.
pub(super) fn few_kinds(random: &mut Random, sizes: Sizes) -> Input {
    loop {
        let input = kinds(random, sizes);
        if deciding(&input).contains(&0.0) {
            return input;
        }
    }
}

/// Experts of a few kinds.
fn kinds(random: &mut Random, [size, groups, kept, k]: Sizes) -> Input {
    let kinds = [(0.5, -0.25), (-1.0, 0.5), (1.5, -0.75)];
    let drawn: Vec<(f32, f32)> = (0..size * groups).map(|_| kinds[random.whole(0..=2)]).collect();
    Input::Route {
        logits: drawn.iter().map(|kind| kind.0).collect::<Array1<f32>>().into(),
        bias: drawn.iter().map(|kind| kind.1).collect::<Array1<f32>>().into(),
        config: Groups { groups, kept, k, scale: random.uniform(1.3..2.7) as f32 },
    }
}

/// The last expert chosen gets an equal in a kept group that is not chosen otherwise.
pub(super) fn equal_experts(random: &mut Random, sizes: Sizes) -> Input {
    let mut input = route(random, sizes, -0.8..0.6);
    let Ranks { experts, .. } = ranks(&input);
    let Input::Route { logits, bias, config } = &mut input else { unreachable!("it asks for route") };
    let last = experts[config.k - 1].1;
    let other = experts[random.whole(config.k..=experts.len() - 1)].1;
    logits.values[other] = logits.values[last];
    bias.values[other] = bias.values[last];
    input
}

/// The last expert chosen stands in the best group, and has an equal with a lower index in another kept group, which is the next.
pub(super) fn equal_across_groups(random: &mut Random, sizes: Sizes) -> Input {
    loop {
        let mut input = route(random, sizes, -0.8..0.6);
        let Ranks { experts, .. } = ranks(&input);
        let Input::Route { logits, bias, config } = &mut input else { unreachable!("it asks for route") };
        let Groups { groups, kept, k, .. } = *config;
        let size = logits.values.len() / groups;
        let (last, next) = (experts[k - 1].1, experts[k].1);
        logits.values[next] = logits.values[last];
        bias.values[next] = bias.values[last];
        // The copy may have moved groups and experts: both must stand where they are wanted, and the kept groups must be clear.
        let Ranks { groups, experts, .. } = ranks(&input);
        let clear = kept == groups.len() || groups[kept - 1].0 - groups[kept].0 > GAP;
        let ranked = groups[0].0 - groups[1].0 > GAP;
        let wanted = groups[0].1 == last / size && next < last && next / size != last / size;
        let (first, second) = (experts[k - 1], experts[k]);
        if clear && ranked && wanted && [first.1, second.1] == [next, last] && first.0 == second.0 {
            return input;
        }
    }
}

/// The first group that is not kept gets the members of the last that is, in another order.
pub(super) fn equal_groups(random: &mut Random, sizes: Sizes) -> Input {
    let mut input = route(random, sizes, -0.8..0.6);
    let Ranks { groups, .. } = ranks(&input);
    let Input::Route { logits, bias, config } = &mut input else { unreachable!("it asks for route") };
    let size = logits.values.len() / config.groups;
    let (last, next) = (groups[config.kept - 1].1, groups[config.kept].1);
    for i in 0..size {
        let (from, to) = (last * size + i, next * size + (i + 1) % size);
        logits.values[to] = logits.values[from];
        bias.values[to] = bias.values[from];
    }
    input
}

/// Every kept group has a negative score, and so has every expert in it; the groups that are closed are no better.
pub(super) fn all_negative(random: &mut Random, sizes: Sizes) -> Input {
    let input = route(random, sizes, -2.4..-1.1);
    debug_assert!(ranks(&input).biased.iter().all(|&biased| biased < 0.0));
    input
}

pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    match &mut input {
        Input::Route { logits, bias, .. } => {
            logits.layout = layout;
            bias.layout = layout;
        }
        Input::Combine { outputs, shared, .. } => {
            outputs.layout = layout;
            shared.layout = layout;
        }
    }
    input
}

/// So many of so many experts, of some width. What was not computed is not a number.
pub(super) fn combine(random: &mut Random, [k, experts, width]: [usize; 3]) -> Input {
    let mut order: Vec<usize> = (0..experts).collect();
    // Not the lowest indices in order: an answer that reads row i for the i-th expert would be right.
    while experts > 1 && order[..k].iter().enumerate().all(|(i, &expert)| i == expert) {
        random.shuffle(&mut order);
    }
    let mut outputs = random.normals((experts, width), 1.0);
    for &expert in &order[k..] {
        outputs.row_mut(expert).fill(f32::NAN);
    }
    let routed = order[..k].iter().map(|&expert| (expert, random.uniform(0.1..1.4) as f32)).collect();
    Input::Combine { routed, outputs: outputs.into(), shared: random.normals(width, 1.0).into() }
}
