//! Other orders in which slots can be given out, and other things that real code counts as balance.

use figures::random;
use ndarray::{Array1, Array2};
use rand::RngExt;

use crate::{Gshard, Routed};

/// Six tokens' logits for three experts, with no two alike.
pub fn six_tokens() -> Array2<f32> {
    let mut state = 7_u64;
    Array2::from_shape_simple_fn((6, 3), || {
        state = (1_103_515_245 * state + 12_345) & 0x7fff_ffff;
        (2.0 * (2.0 * state as f64 / 2_147_483_648.0 - 1.0)) as f32
    })
}

/// Four tokens for three experts: the first two choose expert 0 with gates of 0.5 and 0.9, the others expert 1 with gates of 0.6
/// and 0.7.
pub fn four_tokens() -> Array2<f32> {
    let mut logits = Array2::from_elem((4, 3), -30.0);
    for (token, (expert, gate)) in [(0, 0.5_f32), (0, 0.9), (1, 0.6), (1, 0.7)].into_iter().enumerate() {
        logits[[token, expert]] = (gate / (1.0 - gate)).ln();
        logits[[token, 1 - expert]] = 0.0;
    }
    // A gate of one half that is not a tie: the rest is shared by two.
    logits[[0, 0]] = 2.0_f32.ln();
    logits[[0, 2]] = 0.0;
    logits
}

/// The same tokens with slots in the order of their gates, the largest first: batch-prioritised routing.
pub fn prioritised(routed: &[Routed], experts: usize, capacity: usize) -> Vec<Routed> {
    let mut by_gate: Vec<usize> = (0..routed.len()).collect();
    by_gate.sort_by(|&a, &b| routed[b].gate.total_cmp(&routed[a].gate));
    let (mut placed, mut chosen) = (routed.to_vec(), vec![0; experts]);
    for token in by_gate {
        let Routed { expert, slot, .. } = &mut placed[token];
        *slot = Some(chosen[*expert]).filter(|&before| before < capacity);
        chosen[*expert] += 1;
    }
    placed
}

/// Five tokens for three experts, whose first and second choices are (0, 1), (0, 1), (0, 2), (1, 0), (0, 1).
pub fn five_tokens() -> Array2<f32> {
    let choices = [[0, 1], [0, 1], [0, 2], [1, 0], [0, 1]];
    let logits = |(token, expert): (usize, usize)| match choices[token] {
        [first, _] if first == expert => 2.0,
        [_, second] if second == expert => 1.0,
        _ => 0.0,
    };
    Array2::from_shape_fn((5, 3), logits)
}

/// The same choices with slots given token by token, both of a token's choices at once.
pub fn token_by_token(routed: &[[Routed; 2]], experts: usize, capacity: usize) -> Vec<[Routed; 2]> {
    let (mut placed, mut chosen) = (routed.to_vec(), vec![0; experts]);
    for Routed { expert, slot, .. } in placed.iter_mut().flatten() {
        *slot = Some(chosen[*expert]).filter(|&before| before < capacity);
        chosen[*expert] += 1;
    }
    placed
}

/// The (token, choice) pairs that have a slot.
pub fn kept(routed: &[[Routed; 2]]) -> Vec<(usize, usize)> {
    let choices = (0..routed.len()).flat_map(|token| [(token, 0), (token, 1)]);
    choices.filter(|&(token, choice)| routed[token][choice].slot.is_some()).collect()
}

/// How many first choices are dropped, and how many choices in all, in the two orders: first choices first, and token by token.
/// Out of 512 tokens with 16 experts and room for all choices if they were spread evenly.
pub fn first_choices_lost(route: Gshard) -> [(usize, usize); 2] {
    let (tokens, experts) = (512, 16);
    let capacity = 2 * tokens / experts;
    let mut random = random(2006);
    let logits = Array2::from_shape_simple_fn((tokens, experts), || random.random_range(0.0..1.0_f32));
    let gshard = route(logits.view(), capacity);
    let mixed = token_by_token(&gshard, experts, capacity);
    [gshard, mixed].map(|routed| {
        let lost = |choice: usize| routed.iter().filter(|choices| choices[choice].slot.is_none()).count();
        (lost(0), lost(0) + lost(1))
    })
}

/// E Σ f P with three ways to count f, for two choices a token: all choices divided by the tokens, all choices divided by tokens
/// and choices, first choices only.
pub fn conventions(route: Gshard, logits: &Array2<f32>) -> [f32; 3] {
    let (tokens, experts) = logits.dim();
    let [mut first, mut both, mut p] = [(); 3].map(|()| Array1::<f32>::zeros(experts));
    for (choices, row) in route(logits.view(), 2 * tokens).iter().zip(logits.rows()) {
        first[choices[0].expert] += 1.0 / tokens as f32;
        for routed in choices {
            both[routed.expert] += 1.0 / tokens as f32;
        }
        let exponentials = row.mapv(|x| (x - row[choices[0].expert]).exp());
        p.scaled_add(1.0 / (exponentials.sum() * tokens as f32), &exponentials);
    }
    let [first, both] = [first, both].map(|f| experts as f32 * f.dot(&p));
    [both, both / 2.0, first]
}
