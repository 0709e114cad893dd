//! The solution of `ssd` with its knobs.

use judge::slips::memory_of;
use ndarray::{Array1, Array2, ArrayView1, Axis, NdFloat};

use super::knobs::{Carry, Decay, Knobs, Left, Memory, Only, Step, Way};
use super::{Answered, Input};
use recurrence::{Carried, SsdTokens};

/// Tokens in the precision in which they are computed with.
struct Tokens<T> {
    x: Array2<T>,
    dt: Array1<T>,
    a: T,
    b: Array2<T>,
    c: Array2<T>,
}

fn number<T: NdFloat>(x: f64) -> T {
    T::from(x).expect("a number")
}

fn single<T: NdFloat>(x: Array2<T>) -> Array2<f32> {
    x.mapv(|x| x.to_f32().expect("a number"))
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        let apart = |other: Only| if self.only == other { self.right() } else { *self };
        let (quadratic, chunk) = (apart(Only::Chunk), apart(Only::Quadratic));
        input.answered(
            |tokens| if self.double { quadratic.all::<f64>(tokens) } else { quadratic.all::<f32>(tokens) },
            |state, tokens| {
                if self.double { chunk.some::<f64>(state, tokens) } else { chunk.some::<f32>(state, tokens) }
            },
        )
    }

    /// Without a mistake.
    fn right(&self) -> Knobs {
        Knobs { double: self.double, ..Knobs::default() }
    }

    fn read<T: NdFloat>(&self, tokens: SsdTokens<'_>) -> Tokens<T> {
        let SsdTokens { x, dt, a, b, c } = tokens;
        if self.contiguous {
            let _ = (x.as_slice().unwrap(), b.as_slice().unwrap(), c.as_slice().unwrap());
            dt.as_slice().unwrap();
        }
        if self.contiguous_steps {
            dt.as_slice().unwrap();
        }
        let own = |view: ndarray::ArrayView2<'_, f32>, memory: Memory| {
            let read = if self.memory == memory { memory_of(view) } else { view.to_owned() };
            read.mapv(|x| number::<T>(f64::from(x)))
        };
        let steps = |view: ArrayView1<'_, f32>| {
            let read = if self.memory == Memory::Dt { memory_of(view) } else { view.to_owned() };
            read.mapv(|x| number::<T>(f64::from(x)))
        };
        let (b, c) = if self.swapped { (c, b) } else { (b, c) };
        Tokens {
            x: own(x, Memory::X),
            dt: steps(dt),
            a: number(f64::from(a)),
            b: own(b, Memory::B),
            c: own(c, Memory::C),
        }
    }

    /// The logarithms of what is left after each token.
    fn faded<T: NdFloat>(&self, tokens: &Tokens<T>) -> Array1<T> {
        let mut sum = T::zero();
        let step = |&dt: &T| match self.decay {
            Decay::Nothing => T::zero(),
            Decay::WithoutSteps => tokens.a,
            Decay::Exponentiated => -tokens.a.exp() * dt,
            Decay::BaseTwo => tokens.a * dt * number(std::f64::consts::LN_2),
            Decay::Linear => (T::one() + tokens.a * dt).ln(),
            _ => tokens.a * dt,
        };
        let next = |dt: &T| {
            let before = sum;
            sum = if self.decay == Decay::NotSummed { step(dt) } else { sum + step(dt) };
            if self.decay == Decay::Exclusive { before } else { sum }
        };
        tokens.dt.iter().map(next).collect()
    }

    fn written<T: NdFloat>(&self, tokens: &Tokens<T>) -> Array2<T> {
        let of = |&dt: &T| match self.step {
            Step::Once => dt,
            Step::Plain => T::one(),
            Step::Held => ((tokens.a * dt).exp() - T::one()) / tokens.a,
            Step::Squared => dt * dt,
        };
        &tokens.x * &tokens.dt.map(of).insert_axis(Axis(1))
    }

    /// The weight of token s for token t.
    fn weight<T: NdFloat>(&self, g: &Array1<T>, t: usize, s: usize) -> T {
        let before = |t: usize| if t == 0 { T::zero() } else { g[t - 1] };
        let seen = match self.decay {
            Decay::Bidirectional | Decay::Unmasked => true,
            Decay::Strict => s < t,
            _ => s <= t,
        };
        if !seen {
            return T::zero();
        }
        match self.decay {
            Decay::Bidirectional => (-(g[t] - g[s]).abs()).exp(),
            Decay::OwnStep => (g[t] - before(s)).exp(),
            Decay::WithoutLast if s < t => (before(t) - g[s]).exp(),
            Decay::WithoutLast => T::one(),
            Decay::Factored => g[t].exp() * (-g[s]).exp(),
            Decay::Quotient => g[t].exp() / g[s].exp(),
            Decay::Inverse => (g[s] - g[t]).exp(),
            _ => (g[t] - g[s]).exp(),
        }
    }

    fn pairs<T: NdFloat>(&self, tokens: &Tokens<T>) -> Array2<T> {
        let g = self.faded(tokens);
        let mut weights = tokens.c.dot(&tokens.b.t());
        for ((t, s), weight) in weights.indexed_iter_mut() {
            *weight *= self.weight(&g, t, s);
        }
        if self.scaled {
            weights.mapv_inplace(|weight| weight / number::<T>(tokens.b.ncols() as f64).sqrt());
        }
        weights.dot(&self.written(tokens))
    }

    fn all<T: NdFloat>(&self, tokens: SsdTokens<'_>) -> Array2<f32> {
        single(self.pairs(&self.read::<T>(tokens)))
    }

    fn some<T: NdFloat>(&self, state: &mut Carried, tokens: SsdTokens<'_>) -> Array2<f32> {
        let tokens = self.read::<T>(tokens);
        if self.way != Way::TokenByToken {
            return self.one(state, &tokens);
        }
        let mut outputs = Array2::zeros((tokens.dt.len(), tokens.x.ncols()));
        for (t, mut row) in outputs.rows_mut().into_iter().enumerate() {
            let own = |all: &Array2<T>| all.row(t).insert_axis(Axis(0)).to_owned();
            let dt = Array1::from_elem(1, tokens.dt[t]);
            let one = Tokens { x: own(&tokens.x), dt, a: tokens.a, b: own(&tokens.b), c: own(&tokens.c) };
            row.assign(&self.one(state, &one).row(0));
        }
        outputs
    }

    fn one<T: NdFloat>(&self, state: &mut Carried, tokens: &Tokens<T>) -> Array2<f32> {
        let (g, (states, n)) = (self.faded(tokens), (tokens.b.ncols(), tokens.dt.len()));
        let last = g[n - 1];
        let read = |state: &mut Carried| {
            let faded = Array1::from_shape_fn(n, |t| match self.carry {
                Carry::AllOfIt => T::one(),
                Carry::BeforeOwn if t == 0 => T::one(),
                Carry::BeforeOwn => g[t - 1].exp(),
                Carry::ByWholeChunk => last.exp(),
                _ => g[t].exp(),
            });
            let scale = if self.scaled { number::<T>(states as f64).sqrt() } else { T::one() };
            let rows = &tokens.c * &faded.insert_axis(Axis(1)) / scale;
            let rows = single(rows);
            if self.way != Way::RowByRow {
                return state.read(rows.view());
            }
            let mut all = Array2::zeros((n, tokens.x.ncols()));
            for (row, mut read) in rows.rows().into_iter().zip(all.rows_mut()) {
                read.assign(&state.read(row.insert_axis(Axis(0))).row(0));
            }
            all
        };
        let mut before = Array2::zeros((n, tokens.x.ncols()));
        if !matches!(self.carry, Carry::Nothing | Carry::AfterWrite) {
            before = read(state);
        }
        let left = Array1::from_shape_fn(n, |s| match self.left {
            Left::TokensWhole => T::one(),
            Left::TokensOwnStep if s == 0 => last.exp(),
            Left::TokensOwnStep => (last - g[s - 1]).exp(),
            Left::TokensFromStart => g[s].exp(),
            Left::TokensGrow => (g[s] - last).exp(),
            _ => match self.decay {
                Decay::Factored => last.exp() * (-g[s]).exp(),
                Decay::Quotient => last.exp() / g[s].exp(),
                _ => (last - g[s]).exp(),
            },
        });
        let kept = match self.left {
            Left::StateWhole => T::one(),
            Left::StateGone => T::zero(),
            Left::StateLastStep if n > 1 => (last - g[n - 2]).exp(),
            _ => last.exp(),
        };
        if self.left != Left::NeverWritten {
            let decay = Array2::from_elem((1, states), kept);
            let keys = single(&tokens.b * &left.insert_axis(Axis(1)));
            let written = match self.left {
                Left::TokensWithoutStep => tokens.x.clone(),
                _ => self.written(tokens),
            };
            state.write(single(decay).row(0), keys.view(), single(written).view());
        }
        if self.carry == Carry::AfterWrite {
            before = read(state);
        }
        if self.state_alone { before } else { before + single(self.pairs(tokens)) }
    }
}
