//! The bent solution of `dsa`.

use std::cmp::Ordering;

use judge::slips::in_memory_order;
use ndarray::{Array1, Array2, Array3, ArrayView1, NdFloat, s};

use super::Input;
use super::knobs::{Hide, Key, Knobs, Scale, Sees, Shift, Takes, Weigh};

/// What all queries and heads read.
struct Read<T> {
    queries: Array3<T>,
    keys: Array2<T>,
    values: Array2<T>,
    scores: Array2<T>,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array3<f32> {
        if self.contiguous {
            input.queries.held().view().as_slice().unwrap();
            for matrix in [&input.keys, &input.values, &input.scores] {
                matrix.held().view().as_slice().unwrap();
            }
        }
        if self.memory_order {
            let mut read = input.clone();
            let all = self.ways.only.is_none();
            if all || self.ways.only == Some(0) {
                read.queries = in_memory_order(&input.queries);
            }
            for (at, matrix) in [&mut read.keys, &mut read.values, &mut read.scores].into_iter().enumerate() {
                if all || self.ways.only == Some(at + 1) {
                    *matrix = in_memory_order(matrix);
                }
            }
            return Knobs { memory_order: false, ..*self }.run(&read);
        }
        if self.ways.double {
            self.attend(input, f64::from).mapv(|x| x as f32)
        } else {
            self.attend(input, |x| x)
        }
    }

    fn attend<T: NdFloat>(&self, input: &Input, real: fn(f32) -> T) -> Array3<T> {
        let (n, heads, _) = input.queries.values.dim();
        let read = Read {
            queries: input.queries.values.mapv(real),
            keys: input.keys.values.mapv(real),
            values: input.values.values.mapv(real),
            scores: input.scores.values.mapv(real),
        };
        let mut output = Array3::zeros((n, heads, read.values.ncols()));
        for t in 0..n {
            let mut list = self.list(&read, t, 0, input.k);
            for h in 0..heads {
                if self.key == Key::Products && self.ways.number != 1 {
                    list = self.list(&read, t, h, input.k);
                }
                output.slice_mut(s![t, h, ..]).assign(&self.row(&read, t, h, &list));
            }
        }
        if self.heads_first { output.permuted_axes([1, 0, 2]) } else { output }
    }

    /// The product of a query and a key in one head, divided by what it is divided by.
    fn product<T: NdFloat>(&self, read: &Read<T>, (t, h): (usize, usize), key: usize) -> T {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let (_, heads, width) = read.queries.dim();
        let divisor = match self.scale {
            Scale::Root => number(width).sqrt(),
            Scale::Nothing => T::one(),
            Scale::Width => number(width),
            Scale::RootOfValues => number(read.values.ncols()).sqrt(),
            Scale::RootOfAll => number(width * heads).sqrt(),
            Scale::Fixed(width) => number(width).sqrt(),
        };
        let h = if self.queries_of_first_head { 0 } else { h };
        read.queries.slice(s![t, h, ..]).dot(&read.keys.row(key)) / divisor
    }

    /// What a query has chosen, from the first to the last as it was found.
    fn list<T: NdFloat>(&self, read: &Read<T>, t: usize, h: usize, k: usize) -> Vec<usize> {
        let n = read.keys.nrows();
        let t = if self.key == Key::OfLast { n - 1 } else { t };
        let visible = match self.sees {
            Sees::WithoutOwn if self.ways.number == 1 => t.max(1),
            Sees::WithoutOwn => t,
            // Whoever looks behind the last column stops there.
            Sees::OneMore if self.ways.number == 1 => (t + 2).min(n),
            Sees::OneMore => t + 2,
            Sees::All | Sees::ChosenThenHidden => n,
            _ => t + 1,
        };
        let number = |x: f64| T::from(x).expect("a number");
        let column: Array1<T> = match self.key {
            Key::Transposed => read.scores.column(t).to_owned(),
            Key::Products if self.ways.number == 1 => {
                let heads = read.queries.dim().1;
                let all = |s| (0..heads).fold(T::zero(), |sum, h| sum + self.product(read, (t, h), s));
                (0..n).map(all).collect()
            }
            Key::Products => (0..n).map(|s| self.product(read, (t, h), s)).collect(),
            _ => read.scores.row(t).to_owned(),
        };
        let score = |s: usize| match self.sees {
            _ if s < visible || s >= n => column[s],
            Sees::Filled => T::neg_infinity(),
            Sees::Low => number(-1e9),
            Sees::Zero if self.ways.number == 1 => column[s] * T::zero(),
            Sees::Zero => T::zero(),
            Sees::Adds => column[s] + T::neg_infinity(),
            _ => column[s],
        };
        let compare = |a: usize, b: usize| self.compared(score(a), score(b));
        let among = match self.sees {
            Sees::Causal | Sees::All | Sees::ChosenThenHidden | Sees::WithoutOwn | Sees::OneMore => visible,
            _ => n,
        };
        let mut order: Vec<usize> = (0..among).collect();
        match self.takes {
            Takes::Smallest => order.sort_by(|&a, &b| compare(a, b)),
            Takes::First => {}
            Takes::MostRecent => order.reverse(),
            Takes::Unstable if self.ways.number == 1 && k < among => {
                order.select_nth_unstable_by(k, |&a, &b| compare(b, a));
            }
            Takes::Unstable if self.ways.number == 2 && k < among => {
                order.select_nth_unstable_by(k - 1, |&a, &b| compare(b, a));
            }
            Takes::Unstable => order.sort_unstable_by(|&a, &b| compare(b, a)),
            Takes::LastOfEquals => {
                order.reverse();
                order.sort_by(|&a, &b| compare(b, a));
            }
            _ => order.sort_by(|&a, &b| compare(b, a)),
        }
        if self.sees == Sees::SortedThenHidden {
            order.retain(|&s| s <= t);
        }
        self.cut(order, t, k, score)
    }

    fn compared<T: NdFloat>(&self, a: T, b: T) -> Ordering {
        match self.key {
            Key::Bits => a.to_f32().unwrap_or(f32::NAN).total_cmp(&b.to_f32().unwrap_or(f32::NAN)),
            Key::Absolute => a.abs().partial_cmp(&b.abs()).unwrap(),
            _ if self.ways.number == 1 => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
            _ if self.ways.number == 2 => {
                let of = |x: T| x.to_f32().unwrap_or(f32::NAN) + 0.0;
                of(a).total_cmp(&of(b))
            }
            _ if self.ways.number == 3 => a.partial_cmp(&b).unwrap(),
            // In the words of what most call.
            _ => a.partial_cmp(&b).expect("a visible score is a number"),
        }
    }

    /// What is taken of tokens that are sorted.
    fn cut<T: NdFloat>(
        &self,
        mut order: Vec<usize>,
        t: usize,
        k: usize,
        score: impl Fn(usize) -> T,
    ) -> Vec<usize> {
        let last = order.get(k.wrapping_sub(1)).or(order.last()).copied();
        match (self.takes, last) {
            (Takes::OneMore, _) => order.truncate(k + 1),
            // Whoever leaves one at least has no empty row.
            (Takes::OneFewer, _) => {
                order.truncate(if self.ways.number == 1 { (k - 1).max(1) } else { k - 1 })
            }
            (Takes::NotClamped, _) => order = order[..k].to_vec(),
            (Takes::Everything, _) => {}
            (Takes::OwnForced | Takes::FirstForced, Some(_)) => {
                let own = if self.takes == Takes::FirstForced { 0 } else { t };
                order.retain(|&s| s != own);
                order.insert(0, own);
                order.truncate(k);
            }
            (Takes::OwnAdded, Some(_)) => {
                order.truncate(k);
                if !order.contains(&t) {
                    order.push(t);
                }
            }
            (Takes::AllOfEqual, Some(last)) => order.retain(|&s| score(s) >= score(last)),
            (Takes::StrictlyAbove, Some(last)) if order.len() > k => {
                order.retain(|&s| score(s) > score(last));
            }
            (Takes::OnlyPositive, _) => {
                order.retain(|&s| score(s) > T::zero());
                order.truncate(k);
            }
            _ => order.truncate(k),
        }
        if self.sees == Sees::ChosenThenHidden {
            order.retain(|&s| s <= t);
        }
        order
    }

    /// One query in one head.
    fn row<T: NdFloat>(&self, read: &Read<T>, t: usize, h: usize, list: &[usize]) -> Array1<T> {
        let number = |x: f64| T::from(x).expect("a number");
        let n = read.keys.nrows();
        let mut chosen = vec![false; n];
        for &s in list {
            chosen[s] = true;
        }
        let others: Vec<usize> = match self.hide {
            Hide::LeftOut => Vec::new(),
            // A mask of the whole row, or of what is seen.
            _ => (0..if self.ways.number % 2 == 1 { n } else { t + 1 }).filter(|&s| !chosen[s]).collect(),
        };
        let tokens: Vec<usize> = match self.hide {
            Hide::Swapped => others,
            _ => list.iter().copied().chain(others).collect(),
        };
        let score = |&s: &usize| match self.weigh {
            Weigh::Scores => read.scores[[t, s]],
            Weigh::ProductsAndScores => self.product(read, (t, h), s) + read.scores[[t, s]],
            Weigh::Even => T::zero(),
            _ => self.product(read, (t, h), s),
        };
        let masked = |s: &usize| match self.hide {
            Hide::Zero if !chosen[*s] => T::zero(),
            Hide::Low if !chosen[*s] => match self.ways.number {
                4 => number(-100.0),
                2 | 3 => score(s) + number(-1000.0),
                _ => number(-1000.0),
            },
            _ => score(s),
        };
        let scores: Vec<T> = tokens.iter().map(masked).collect();
        let most = |scores: &mut dyn Iterator<Item = T>| scores.fold(T::neg_infinity(), T::max);
        let largest = most(&mut scores.iter().copied());
        let shift = match self.shift {
            Shift::Largest => largest,
            Shift::Nothing => T::zero(),
            Shift::FromZero => largest.max(T::zero()),
            Shift::OfAllSeen => {
                most(&mut (0..if self.ways.number == 1 { n } else { t + 1 }).map(|s| score(&s)))
            }
            Shift::OfMagnitude => most(&mut scores.iter().map(|score| score.abs())),
            Shift::OfAllHeads => {
                let of = |h: usize| most(&mut tokens.iter().map(|&s| self.product(read, (t, h), s)));
                most(&mut (0..read.queries.dim().1).map(of))
            }
            Shift::OfOwn => score(&t),
        };
        let weight = |&score: &T| {
            if self.skips_low && score - shift < number(-10.0) { T::zero() } else { (score - shift).exp() }
        };
        let weights: Vec<T> = scores.iter().map(weight).collect();
        let mut sum = weights.iter().fold(T::zero(), |sum, &weight| sum + weight);
        if self.weigh == Weigh::SumOfExp {
            sum = T::one();
        }
        let mut output = Array1::zeros(read.values.ncols());
        if sum == T::zero() {
            // A mean of nothing.
            output.fill(if self.ways.guarded { T::zero() } else { T::nan() });
            return output;
        }
        let mut places = tokens.clone();
        if self.values_apart {
            places.sort_unstable();
        }
        for ((&s, &place), &weight) in tokens.iter().zip(&places).zip(&weights) {
            if self.hide != Hide::AfterSoftmax || chosen[s] {
                let value: ArrayView1<'_, T> = read.values.row(place);
                output.scaled_add(weight / sum, &value);
            }
        }
        output
    }
}
