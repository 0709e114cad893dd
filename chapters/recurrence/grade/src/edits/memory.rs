//! The recurrence with its knobs, of which each mistake turns one.

use judge::slips;
use ndarray::{Array1, Array2, Axis, NdFloat};

use super::knobs::{Beta, Factor, Fades, Knobs, Read, Scale, There};
use super::lying::{in_memory_order, one_in_memory_order, views};
use super::{Answered, Decays, Input};

/// A number as the recurrence computes.
pub(crate) fn number<T: NdFloat>(x: f64) -> T {
    T::from(x).expect("a number")
}

/// Tokens as the recurrence computes.
struct Tokens<T> {
    queries: Array2<T>,
    keys: Array2<T>,
    values: Array2<T>,
    beta: Array1<T>,
    /// For each channel, whatever has one.
    decays: Array2<T>,
}

impl Knobs {
    /// What the solution does with the knobs as they are.
    pub(crate) fn run(&self, input: &Input) -> Answered {
        if self.contiguous {
            let (matrices, vectors) = views(input);
            for matrix in matrices {
                slips::as_slices(matrix.held().view(), self.row_slices);
            }
            for vector in vectors {
                vector.held().view().as_slice().unwrap();
            }
        }
        if self.memory_order {
            return Knobs { memory_order: false, ..*self }.run(&in_memory_order(input));
        }
        if let (Some(matrix), Input::Edit(edit)) = (self.memory_order_of, input) {
            let read = Input::Edit(one_in_memory_order(edit, matrix));
            return Knobs { memory_order_of: None, ..*self }.run(&read);
        }
        let out = if self.double {
            self.computed(input, f64::from).mapv(|x| x as f32)
        } else {
            self.computed(input, |x| x)
        };
        input.answered(out)
    }

    fn computed<T: NdFloat>(&self, input: &Input, real: fn(f32) -> T) -> Array2<T> {
        match input {
            Input::Unit { rows } => self.unit(&rows.values.mapv(real)),
            Input::Edit(edit) => {
                let decays = match &edit.decays {
                    Decays::Nothing => Array2::zeros(edit.keys.values.dim()),
                    Decays::OfToken(decays) => {
                        Array2::from_shape_fn(edit.keys.values.dim(), |(t, _)| real(decays.values[t]))
                    }
                    Decays::OfChannel(decays) => decays.values.mapv(real),
                };
                self.recur(Tokens {
                    queries: edit.queries.values.mapv(real),
                    keys: edit.keys.values.mapv(real),
                    values: edit.values.values.mapv(real),
                    beta: edit.beta.values.mapv(real),
                    decays,
                })
            }
            Input::Decay { raw, a_log, bias } => {
                self.decays(&raw.values.mapv(real), real(*a_log), &bias.values.mapv(real))
            }
            Input::Gate { outputs, asked } => {
                self.gates(&outputs.values.mapv(real), &asked.values.mapv(real))
            }
        }
    }

    fn recur<T: NdFloat>(&self, mut tokens: Tokens<T>) -> Array2<T> {
        let (n, dk) = tokens.keys.dim();
        let dv = tokens.values.ncols();
        if self.exchanged {
            std::mem::swap(&mut tokens.queries, &mut tokens.keys);
        }
        for (rows, is_unit) in [(&mut tokens.keys, self.unit_keys), (&mut tokens.queries, self.unit_queries)]
        {
            if is_unit {
                *rows = self.unit(rows);
            }
        }
        let root = number::<T>(dk as f64).sqrt();
        if matches!(self.scale, Scale::Keys | Scale::Both) {
            tokens.keys.mapv_inplace(|x| x / root);
        }
        let divisor = match self.scale {
            Scale::Root | Scale::Both => root,
            Scale::Nothing | Scale::Keys => T::one(),
            Scale::Width => number(dk as f64),
            Scale::RootOfValues => number::<T>(dv as f64).sqrt(),
        };
        let mut held = Vec::new();
        if self.fades == Fades::ByQuotients {
            return by_quotients(&tokens, divisor);
        }
        let mut state = Array2::<T>::zeros((dk, dv));
        // What mistakes look up: of values, or without fading.
        let mut other = state.clone();
        let mut out = Array2::zeros((n, dv));
        for t in 0..n {
            if self.skips_unwritten && tokens.beta[t] == T::zero() {
                continue;
            }
            if self.forgets {
                state.fill(T::zero());
            }
            let before = state.clone();
            let mut alpha = self.factors(&tokens.decays, t);
            if self.fades == Fades::WhenWritten && tokens.beta[t] == T::zero() {
                alpha.fill(T::one());
            }
            self.fade(&mut state, &alpha);
            let faded = state.clone();
            match self.fades {
                Fades::AfterWrite => {
                    state.assign(&before);
                    self.edit(&mut state, &before, &tokens, t, &alpha);
                    self.fade(&mut state, &alpha);
                }
                Fades::OnTheLeft => self.edit(&mut state, &before, &tokens, t, &alpha),
                _ => {
                    if self.there == There::OfValues {
                        self.fade(&mut other, &alpha);
                    }
                    let seen = match self.there {
                        There::Unfaded => &before,
                        There::OfValues | There::NeverFaded => &other,
                        _ => &faded,
                    };
                    self.edit(&mut state, seen, &tokens, t, &alpha);
                    match self.there {
                        There::OfValues => {
                            let key = &tokens.keys.row(t) * tokens.beta[t];
                            other += &(&key.insert_axis(Axis(1)) * &tokens.values.row(t));
                        }
                        There::NeverFaded => other += &(&state - &faded),
                        _ => {}
                    }
                }
            }
            let query = tokens.queries.row(t);
            let read = match self.read {
                Read::Written => query.dot(&state),
                Read::Before => query.dot(&before),
                Read::Faded => query.dot(&faded),
                Read::Across => state.dot(&query),
                Read::AtKey => tokens.keys.row(t).dot(&state),
            };
            out.row_mut(t).assign(&(read / divisor));
            if self.keeps_states {
                held.push(state.clone());
            }
        }
        std::hint::black_box(&held);
        out
    }

    /// Writes token t into a state, after looking up in another what is there.
    fn edit<T: NdFloat>(
        &self,
        state: &mut Array2<T>,
        seen: &Array2<T>,
        tokens: &Tokens<T>,
        t: usize,
        alpha: &Array1<T>,
    ) {
        let (key, value) = (tokens.keys.row(t), tokens.values.row(t));
        let beta = match self.beta {
            Beta::Squashed => T::one() / (T::one() + (-tokens.beta[t]).exp()),
            Beta::Twice => tokens.beta[t] * tokens.beta[t],
            Beta::CutOff => tokens.beta[t].min(T::one()),
            _ if self.first_whole && t == 0 => T::one(),
            _ => tokens.beta[t],
        };
        let one = T::one();
        let (erased, written) = match self.beta {
            Beta::OnErase => (beta, one),
            Beta::OnWrite => (one, beta),
            Beta::Nowhere => (one, one),
            Beta::Both | Beta::Squashed | Beta::Twice | Beta::CutOff => (beta, beta),
        };
        if self.there == There::HalfWritten {
            for (c, &k) in key.iter().enumerate() {
                let there = key.dot(&*state);
                let mut row = state.row_mut(c);
                row += &((&value * written - &(there * erased)) * k);
            }
            return;
        }
        let there = match self.there {
            There::Faded | There::Unfaded | There::HalfWritten | There::OfValues | There::NeverFaded => {
                key.dot(seen)
            }
            There::Nothing => Array1::zeros(value.len()),
            There::Added => key.dot(seen) * -one,
            There::AtQuery => tokens.queries.row(t).dot(seen),
            There::OverLength => key.dot(seen) / (key.dot(&key) + number(1e-6)),
            There::Across => seen.dot(&key),
        };
        if self.fades == Fades::Inclusive {
            let news = (&value - &there) * beta;
            *state += &((&key * alpha).insert_axis(Axis(1)) * &news);
        } else if let Fades::OnTheLeft | Fades::KeyToo = self.fades {
            *state -= &(&(&key * alpha).insert_axis(Axis(1)) * &(there * erased));
            *state += &(&key.insert_axis(Axis(1)) * &(&value * written));
        } else {
            let news = if written == erased {
                (&value - &there) * erased
            } else {
                &value * written - there * erased
            };
            *state += &(&key.insert_axis(Axis(1)) * &news);
        }
    }

    /// What rows are multiplied by at token t; or columns.
    fn factors<T: NdFloat>(&self, decays: &Array2<T>, t: usize) -> Array1<T> {
        let own = decays.row(t);
        let one = T::one();
        match self.factor {
            Factor::Exp | Factor::Columns => own.mapv(T::exp),
            Factor::Raw => own.to_owned(),
            Factor::Grows => own.mapv(|g| (-g).exp()),
            Factor::One => own.mapv(|_| one),
            Factor::PowerOfTwo => own.mapv(T::exp2),
            Factor::Linear => own.mapv(|g| one + g),
            Factor::Running => decays.slice(ndarray::s![..=t, ..]).sum_axis(Axis(0)).mapv(T::exp),
            Factor::Twice => own.mapv(|g| (g + g).exp()),
            Factor::Complement => own.mapv(|g| one - g.exp()),
            Factor::OneLate if t == 0 => own.mapv(|_| one),
            Factor::OneLate => decays.row(t - 1).mapv(T::exp),
            Factor::CutOff => own.mapv(|g| g.max(number(-5.0)).exp()),
            Factor::Squashed => own.mapv(|g| one / (one + (-g).exp())),
            Factor::Softplus => own.mapv(|g| one / (one + g.exp())),
            Factor::Mean => {
                let mean = own.sum() / number(own.len() as f64);
                own.mapv(|_| mean.exp())
            }
            Factor::First => own.mapv(|_| own[0].exp()),
        }
    }

    fn fade<T: NdFloat>(&self, state: &mut Array2<T>, alpha: &Array1<T>) {
        if self.factor == Factor::Columns {
            // As ndarray broadcasts, or panics.
            *state *= alpha;
        } else {
            *state *= &alpha.view().insert_axis(Axis(1));
        }
    }
}

/// The memory as it would be had nothing faded: keys are divided by all decays so far, and what reads is multiplied by them.
fn by_quotients<T: NdFloat>(tokens: &Tokens<T>, divisor: T) -> Array2<T> {
    let (n, dk) = tokens.keys.dim();
    let mut state = Array2::<T>::zeros((dk, tokens.values.ncols()));
    let mut out = Array2::zeros((n, tokens.values.ncols()));
    let mut sum = Array1::<T>::zeros(dk);
    for t in 0..n {
        sum += &tokens.decays.row(t);
        let faded = sum.mapv(T::exp);
        let there = (&tokens.keys.row(t) * &faded).dot(&state);
        let written = (&tokens.values.row(t) - &there) * tokens.beta[t];
        let key = &tokens.keys.row(t) * &sum.mapv(|g| (-g).exp());
        state += &(&key.insert_axis(Axis(1)) * &written);
        out.row_mut(t).assign(&((&tokens.queries.row(t) * &faded).dot(&state) / divisor));
    }
    out
}
