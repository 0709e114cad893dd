//! Right answers to `tiles` by another route.

use fast::Tiles;
use judge::Alternative;

pub(super) fn alternatives() -> Vec<Alternative<Tiles>> {
    vec![
        Alternative {
            name: "all pairs, until they no longer fit",
            answer: |[m, _k, n], numbers| {
                let (mut best, mut least) = ([1, 1, 1], m * n + n * m);
                for tm in 1..=m {
                    for tn in 1..=n {
                        if tm * tn + tm + tn > numbers {
                            break;
                        }
                        let moved = m * n.div_ceil(tn) + n * m.div_ceil(tm);
                        if moved <= least {
                            (best, least) = ([tm, 1, tn], moved);
                        }
                    }
                }
                best
            },
        },
        Alternative {
            name: "a width, and the lowest tile that makes as few rows of tiles; tk takes the rest",
            answer: |[m, k, n], numbers| {
                let candidates = (1..=n).filter_map(|tn| {
                    let room = i128::from(numbers) - i128::from(tn);
                    let tm = u64::try_from((room / i128::from(tn + 1)).clamp(0, i128::from(m))).ok()?;
                    let tm = m.div_ceil(m.div_ceil(tm.checked_sub(1)? + 1));
                    let tk = ((numbers - tm * tn) / (tm + tn)).min(k);
                    let bytes = u128::from(m * n.div_ceil(tn) + n * m.div_ceil(tm)) * u128::from(k) * 4;
                    Some((bytes, std::cmp::Reverse(tn), [tm, tk, tn]))
                });
                candidates.min().unwrap().2
            },
        },
    ]
}
