//! Where the slots of a layer are, from left to right.

/// What a slot would like: to have its middle at `wish`, with the force `weight`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub(super) wish: f64,
    pub(super) weight: f64,
}

/// The places nearest to what is wished for, with at least `apart[i]` between places i and i + 1, each between a least and a most
/// place: least squares, by pooling neighbours that would come too near to each other.
pub(super) fn settle(wishes: &[Wish], apart: &[f64], (left, right): (f64, f64)) -> Vec<f64> {
    let mut before = vec![0.0; wishes.len()];
    for i in 1..wishes.len() {
        before[i] = before[i - 1] + apart[i - 1];
    }
    // Without the distances it is a matter of staying in order.
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (wish, before) in wishes.iter().zip(&before) {
        pools.push((wish.wish - before, wish.weight, 1));
        while let [.., a, b] = pools[..]
            && a.0 > b.0
        {
            pools.truncate(pools.len() - 2);
            let weight = a.1 + b.1;
            pools.push(((a.0 * a.1 + b.0 * b.1) / weight, weight, a.2 + b.2));
        }
    }
    let last = before.last().copied().unwrap_or(0.0);
    let pooled = pools.iter().flat_map(|&(place, _, count)| std::iter::repeat_n(place, count));
    pooled.zip(&before).map(|(place, before)| place.min(right - last).max(left) + before).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(wish: f64) -> Wish {
        Wish { wish, weight: 1.0 }
    }

    #[test]
    fn neighbours_give_way_equally() {
        assert_eq!(settle(&[wish(10.0), wish(10.0)], &[4.0], (0.0, 100.0)), [8.0, 12.0]);
        assert_eq!(settle(&[wish(10.0), wish(50.0)], &[4.0], (0.0, 100.0)), [10.0, 50.0]);
    }

    #[test]
    fn nothing_leaves_its_bounds() {
        assert_eq!(settle(&[wish(-10.0), wish(-20.0)], &[4.0], (0.0, 100.0)), [0.0, 4.0]);
        assert_eq!(settle(&[wish(110.0), wish(120.0)], &[4.0], (0.0, 100.0)), [96.0, 100.0]);
    }
}
