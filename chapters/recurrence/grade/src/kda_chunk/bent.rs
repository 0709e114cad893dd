//! The solution of `kda_chunk` with its knobs.

use judge::slips::memory_of;
use ndarray::{Array1, Array2, ArrayView2, Axis, NdFloat, s};

use super::knobs::{
    Beta, Carry, Erased, Fade, Inverse, Keep, Knobs, Mask, Memory, Only, Scale, Sums, Tail, Values, Way,
};
use super::{Answered, Input};
use recurrence::{Carried, KdaTokens};

/// Tokens in the precision in which they are computed with, and the running sums of their decays.
struct Tokens<T> {
    queries: Array2<T>,
    keys: Array2<T>,
    values: Array2<T>,
    beta: Array1<T>,
    decays: Array2<T>,
    g: Array2<T>,
}

fn number<T: NdFloat>(x: f64) -> T {
    T::from(x).expect("a number")
}

fn single<T: NdFloat>(x: &Array2<T>) -> Array2<f32> {
    x.mapv(|x| x.to_f32().expect("a number"))
}

fn double<T: NdFloat>(x: &Array2<f32>) -> Array2<T> {
    x.mapv(|x| number(f64::from(x)))
}

fn root<T: NdFloat>(size: usize) -> T {
    number::<T>(size as f64).sqrt()
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        let apart = |other: Only| {
            if self.only == other { Knobs { double: self.double, ..Knobs::default() } } else { *self }
        };
        let (solve, chunk) = (apart(Only::Chunk), apart(Only::Solve));
        input.answered(
            |tokens| {
                if self.double {
                    single(&solve.solve::<f64>(&solve.read(tokens)))
                } else {
                    single(&solve.solve::<f32>(&solve.read(tokens)))
                }
            },
            |state, tokens| {
                if self.double { chunk.some::<f64>(state, tokens) } else { chunk.some::<f32>(state, tokens) }
            },
        )
    }

    fn read<T: NdFloat>(&self, tokens: KdaTokens<'_>) -> Tokens<T> {
        let KdaTokens { queries, keys, values, beta, decays } = tokens;
        if self.contiguous {
            for view in [queries, keys, values, decays] {
                view.as_slice().unwrap();
            }
            beta.as_slice().unwrap();
        }
        if self.contiguous_beta {
            beta.as_slice().unwrap();
        }
        let own = |view: ArrayView2<'_, f32>, memory: Memory| {
            double(&if self.memory == memory { memory_of(view) } else { view.to_owned() })
        };
        let beta = if self.memory == Memory::Beta { memory_of(beta) } else { beta.to_owned() };
        let beta = beta.mapv(|x| number(f64::from(x)));
        let (queries, keys) = (own(queries, Memory::Queries), own(keys, Memory::Keys));
        let (values, decays) = (own(values, Memory::Values), own(decays, Memory::Decays));
        let mut tokens = Tokens::new(queries, keys, values, beta, decays);
        match self.sums {
            Sums::Inclusive => {}
            Sums::Exclusive => tokens.g -= &tokens.decays,
            Sums::NotSummed => tokens.g.assign(&tokens.decays),
            Sums::BaseTwo => tokens.g.mapv_inplace(|g| g * number(std::f64::consts::LN_2)),
        }
        tokens
    }

    /// Σ aᵢ kⱼ times what is left, summed over the channels.
    fn product<T: NdFloat>(fade: Fade, a: &Array2<T>, tokens: &Tokens<T>, (i, j): (usize, usize)) -> T {
        let g = &tokens.g;
        let mut sum = T::zero();
        for c in 0..g.ncols() {
            let (to, from) = (g[[i, c]], g[[j, c]]);
            let left = match fade {
                Fade::Right => (to - from).exp(),
                Fade::OwnStep => (to - from + tokens.decays[[j, c]]).exp(),
                Fade::Nothing => T::one(),
                Fade::Logarithm => to - from,
                Fade::Factored => to.exp() * (-from).exp(),
                Fade::Quotient => to.exp() / from.exp(),
                Fade::OneForAll => ((g.row(i).sum() - g.row(j).sum()) / number(g.ncols() as f64)).exp(),
            };
            sum += a[[i, c]] * tokens.keys[[j, c]] * left;
        }
        sum
    }

    fn solve<T: NdFloat>(&self, tokens: &Tokens<T>) -> Array2<T> {
        let n = tokens.beta.len();
        let a = Array2::from_shape_fn((n, n), |(i, j)| {
            if j > i || (j == i && !self.diagonal) {
                return T::zero();
            }
            let beta = match self.beta {
                Beta::NotInA | Beta::Nowhere => T::one(),
                Beta::Column => tokens.beta[j],
                _ => tokens.beta[i],
            };
            beta * Self::product(self.of_keys, &tokens.keys, tokens, (i, j))
        });
        let own = match self.beta {
            Beta::NotInM | Beta::Left | Beta::Nowhere => Array1::ones(n),
            _ => tokens.beta.clone(),
        };
        let sign = if self.inverse == Inverse::OfLess { -T::one() } else { T::one() };
        let mut m = Array2::from_diag(&own);
        match self.inverse {
            Inverse::Right | Inverse::OfLess => {
                for i in 0..n {
                    let done = a.slice(s![i, ..i]).dot(&m.slice(s![..i, ..])) * sign;
                    let mut row = m.row_mut(i);
                    row -= &done;
                    row /= T::one() + sign * a[[i, i]];
                }
            }
            Inverse::IdentityLess => m = &m - &a.dot(&m),
            Inverse::TwoTerms => m = &m - &a.dot(&m) + a.dot(&a.dot(&m)),
            Inverse::NotInverted => m = &m + &a.dot(&m),
            Inverse::Nothing => {}
        }
        if self.beta == Beta::Left {
            m *= &tokens.beta.view().insert_axis(Axis(1));
        }
        if self.transposed { m.reversed_axes() } else { m }
    }

    fn some<T: NdFloat>(&self, state: &mut Carried, tokens: KdaTokens<'_>) -> Array2<f32> {
        let tokens = self.read::<T>(tokens);
        if self.way != Way::TokenByToken {
            return self.one(state, &tokens);
        }
        let mut outputs = Array2::zeros(tokens.values.raw_dim());
        for (t, mut row) in outputs.rows_mut().into_iter().enumerate() {
            let own = |all: &Array2<T>| all.row(t).insert_axis(Axis(0)).to_owned();
            let Tokens { queries, keys, values, beta, decays, .. } = &tokens;
            let beta = Array1::from_elem(1, beta[t]);
            let one = Tokens::new(own(queries), own(keys), own(values), beta, own(decays));
            row.assign(&self.one(state, &one).row(0));
        }
        outputs
    }

    fn read_rows<T: NdFloat>(&self, state: &mut Carried, rows: &Array2<T>) -> Array2<T> {
        let rows = single(rows);
        if self.way != Way::RowByRow {
            return double(&state.read(rows.view()));
        }
        let each: Vec<Array2<f32>> =
            rows.rows().into_iter().map(|row| state.read(row.insert_axis(Axis(0)))).collect();
        let views: Vec<_> = each.iter().map(|row| row.view()).collect();
        double(&ndarray::concatenate(Axis(0), &views).expect("rows of one length"))
    }

    /// What is written of each token, less what the state and the tokens before it hold already.
    fn pseudo<T: NdFloat>(&self, state: &mut Carried, tokens: &Tokens<T>, m: &Array2<T>) -> Array2<T> {
        let Tokens { keys, values, beta, decays, g, .. } = tokens;
        let u = m.dot(values);
        let last = g.row(g.nrows() - 1);
        let w = match self.erased {
            Erased::Nothing => return u,
            Erased::NotFaded => m.dot(keys),
            Erased::KeysAlone => keys * &g.mapv(T::exp),
            Erased::ByWholeChunk => m.dot(&(keys * last.mapv(T::exp))),
            Erased::BeforeOwn => m.dot(&(keys * &(g - decays).mapv(T::exp))),
            Erased::WithoutInverse => keys * &g.mapv(T::exp) * beta.view().insert_axis(Axis(1)),
            Erased::Right | Erased::Added => m.dot(&(keys * &g.mapv(T::exp))),
        };
        let held = self.read_rows(state, &w);
        if self.erased == Erased::Added { u + held } else { u - held }
    }

    fn within<T: NdFloat>(&self, tokens: &Tokens<T>) -> Array2<T> {
        let n = tokens.beta.len();
        Array2::from_shape_fn((n, n), |(i, j)| {
            let seen = match self.mask {
                Mask::Inclusive => j <= i,
                Mask::Strict => j < i,
                Mask::Nothing => true,
                Mask::Blind => false,
            };
            if seen { Self::product(self.of_queries, &tokens.queries, tokens, (i, j)) } else { T::zero() }
        })
    }

    fn one<T: NdFloat>(&self, state: &mut Carried, tokens: &Tokens<T>) -> Array2<f32> {
        let Tokens { queries, keys, values, beta, decays, g } = tokens;
        let m = self.solve(tokens);
        let pseudo = self.pseudo(state, tokens, &m);
        let read = |state: &mut Carried| {
            let left = match self.carry {
                Carry::AllOfIt => Array2::ones(g.raw_dim()),
                Carry::BeforeOwn => (g - decays).mapv(T::exp),
                _ => g.mapv(T::exp),
            };
            self.read_rows(state, &(queries * &left))
        };
        let mut before = Array2::zeros(values.raw_dim());
        if !matches!(self.carry, Carry::Nothing | Carry::AfterWrite) {
            before = read(state);
        }
        let these = |which: Values| match which {
            Values::Pseudo => pseudo.clone(),
            Values::Plain => values.clone(),
            Values::WithoutOld => m.dot(values),
            Values::TimesBeta => values * &beta.view().insert_axis(Axis(1)),
        };
        let last = g.row(g.nrows() - 1);
        let left = match self.tail {
            Tail::Right => (&last - g).mapv(T::exp),
            Tail::Nothing => Array2::ones(g.raw_dim()),
            Tail::OwnStep => (&last - g + decays).mapv(T::exp),
            Tail::FromStart => g.mapv(T::exp),
            Tail::Grows => (g - &last).mapv(T::exp),
            Tail::Factored => last.mapv(T::exp) * g.mapv(|g| (-g).exp()),
        };
        let kept = match self.keep {
            Keep::Faded => last.mapv(T::exp),
            Keep::All => Array1::ones(last.len()),
            Keep::Nothing => Array1::zeros(last.len()),
            Keep::Logarithm => last.to_owned(),
            Keep::LastStep => decays.row(g.nrows() - 1).mapv(T::exp),
        };
        if !self.never_written {
            let kept = single(&kept.insert_axis(Axis(0)));
            state.write(kept.row(0), single(&(keys * &left)).view(), single(&these(self.kept)).view());
        }
        if self.carry == Carry::AfterWrite {
            before = read(state);
        }
        let within = self.within(tokens).dot(&these(self.seen));
        single(&match self.scale {
            Scale::Root => (before + within) / root::<T>(keys.ncols()),
            Scale::Nothing => before + within,
            Scale::Width => (before + within) / number::<T>(keys.ncols() as f64),
            Scale::RootOfValues => (before + within) / root::<T>(values.ncols()),
            Scale::WithinOnly => before + within / root::<T>(keys.ncols()),
            Scale::BeforeOnly => before / root::<T>(keys.ncols()) + within,
        })
    }
}

impl<T: NdFloat> Tokens<T> {
    fn new(
        queries: Array2<T>,
        keys: Array2<T>,
        values: Array2<T>,
        beta: Array1<T>,
        decays: Array2<T>,
    ) -> Tokens<T> {
        let mut g = decays.clone();
        g.accumulate_axis_inplace(Axis(0), |&before, own| *own += before);
        Tokens { queries, keys, values, beta, decays, g }
    }
}
