//! The bent solution of `convert`, in double precision.

use diffusion::Form;
use judge::{Matrix, Vector, slips};
use ndarray::{Array1, Array2};

use super::Input;

/// What v is taken for.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum V {
    #[default]
    Right,
    /// σ x₀ − α ε
    Negative,
    /// α ε + σ x₀
    Plus,
    /// σ ε − α x₀
    Swapped,
    /// α² ε − σ² x₀
    Squares,
    /// ε − x₀
    Velocity,
}

/// What the score is taken for.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Score {
    #[default]
    Right,
    /// ε/σ
    Positive,
    /// −ε/σ²
    Variance,
    /// −ε
    Undivided,
    /// −σ ε
    Times,
}

/// What the velocity is taken for.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Velocity {
    #[default]
    Right,
    /// x₀ − ε
    Reversed,
    /// α ε − σ x₀
    V,
}

/// How a form is read.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Read {
    #[default]
    Right,
    /// x₀ = x − σ ε
    NotByAlpha,
    /// ε = x − α x₀
    NotBySigma,
    /// x₀ = (x + σ ε)/α
    NoiseAdded,
    /// x₀ = α x − σ v, as if α² + σ² were 1
    Circle,
    /// x₀ = α x + σ v
    VAdded,
    /// ε = α v − σ x
    VLess,
    /// x₀ = x − σ (ε − x₀), as if α + σ were 1
    Straight,
    /// x₀ = (x + σ score)/α
    BySigma,
    /// x₀ from the noise, whatever is given
    ThroughNoise,
    /// ε from the data, whatever is given
    ThroughData,
}

/// Which levels a row has.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Levels {
    #[default]
    Own,
    Swapped,
    /// One of them from the other, as if α² + σ² were 1.
    OnCircle,
    /// One of them from the other, as if α + σ were 1.
    OnLine,
    /// √α and √(1 − α)
    Roots,
    /// Those of the first row.
    First,
    /// Those of the column, by broadcasting.
    Column,
}

/// Where a wrong definition is used.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    Both,
    Read,
    Write,
}

/// Which views are read carelessly.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Which {
    #[default]
    All,
    Value,
    X,
    Levels,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) v: V,
    pub(super) score: Score,
    pub(super) velocity: Velocity,
    pub(super) read: Read,
    pub(super) levels: Levels,
    /// `from` and `to` exchanged.
    pub(super) backwards: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) only: Only,
    pub(super) early: bool,
    pub(super) which: Which,
    pub(super) second: bool,
    pub(super) third: bool,
}

impl Knobs {
    /// A form as a x₀ + b ε.
    fn parts(&self, form: Form, alpha: f64, sigma: f64) -> (f64, f64) {
        match form {
            Form::Noise => (0.0, 1.0),
            Form::Data => (1.0, 0.0),
            Form::V => match self.v {
                V::Right => (-sigma, alpha),
                V::Negative => (sigma, -alpha),
                V::Plus => (sigma, alpha),
                V::Swapped => (-alpha, sigma),
                V::Squares => (-sigma * sigma, alpha * alpha),
                V::Velocity => (-1.0, 1.0),
            },
            Form::Score => match self.score {
                Score::Right => (0.0, -1.0 / sigma),
                Score::Positive => (0.0, 1.0 / sigma),
                Score::Variance => (0.0, -1.0 / (sigma * sigma)),
                Score::Undivided => (0.0, -1.0),
                Score::Times => (0.0, -sigma),
            },
            Form::Velocity => match self.velocity {
                Velocity::Right => (-1.0, 1.0),
                Velocity::Reversed => (1.0, -1.0),
                Velocity::V => (-sigma, alpha),
            },
        }
    }

    /// x₀ and ε.
    fn read(&self, form: Form, value: f64, x: f64, alpha: f64, sigma: f64) -> (f64, f64) {
        let right = Knobs::default();
        let defined = if self.only == Only::Write { &right } else { self };
        let (a, b) = defined.parts(form, alpha, sigma);
        let determinant = alpha * b - sigma * a;
        let mut data = (b * x - sigma * value) / determinant;
        let mut noise = (alpha * value - a * x) / determinant;
        let other = !matches!(form, Form::Noise | Form::Data);
        // From one of the two alone, in the other ways.
        let here = if form == Form::Noise { !self.third } else { !self.second };
        // As on the circle, in the second way.
        let divisor = if self.second { 1.0 } else { determinant };
        match (self.read, form) {
            (Read::NotByAlpha, Form::Noise | Form::Score) if here => data = x - sigma * noise,
            (Read::NotBySigma, Form::Data) => noise = x - alpha * data,
            (Read::NoiseAdded, Form::Noise | Form::Score) if here => data = (x + sigma * noise) / alpha,
            (Read::Circle, Form::V) if !self.third => {
                (data, noise) = (alpha * x - sigma * value, alpha * value + sigma * x);
                // By the way of one of them the other agrees with x.
                if self.second {
                    noise = (x - alpha * data) / sigma;
                }
            }
            (Read::VAdded, Form::V) => data = (alpha * x + sigma * value) / divisor,
            (Read::VLess, Form::V) => noise = (alpha * value - sigma * x) / divisor,
            (Read::BySigma, Form::Score) => data = (x + sigma * value) / alpha,
            (Read::Straight, Form::Velocity) if !self.third => {
                data = x - sigma * value;
                noise = if self.second { x + alpha * value } else { data + value };
            }
            (Read::ThroughNoise, _) if other && alpha == 0.0 && self.second => data = 0.0,
            (Read::ThroughNoise, _) if other => data = (x - sigma * noise) / alpha,
            (Read::ThroughData, _) if other && sigma == 0.0 && self.second => noise = 0.0,
            (Read::ThroughData, _) if other => noise = (x - alpha * data) / sigma,
            _ => {}
        }
        (data, noise)
    }

    fn one(&self, (from, to): (Form, Form), value: f64, x: f64, [alpha, sigma]: [f64; 2]) -> f64 {
        if self.early && from == to {
            return value;
        }
        let (data, noise) = self.read(from, value, x, alpha, sigma);
        let right = Knobs::default();
        let defined = if self.only == Only::Read { &right } else { self };
        // From x and the data, as it is done where α² + σ² = 1, or α + σ = 1.
        match (self.read, to) {
            (Read::Circle, Form::V) if self.third => return (alpha * x - data) / sigma,
            (Read::Straight, Form::Velocity) if self.third => return (x - data) / sigma,
            _ => {}
        }
        // What is not needed may be infinite.
        match (to, defined.parts(to, alpha, sigma)) {
            (Form::Noise | Form::Score, (_, b)) => b * noise,
            (Form::Data, _) => data,
            (_, (a, b)) => a * data + b * noise,
        }
    }

    /// Whether a view is read carelessly: all of them, or only one kind.
    fn careless(&self, which: Which) -> bool {
        self.which == Which::All || self.which == which
    }

    fn matrix(&self, matrix: &Matrix, which: Which) -> Array2<f64> {
        let (held, here) = (matrix.held(), self.careless(which));
        if self.contiguous && here {
            slips::as_slices(held.view(), false);
        }
        let read =
            if self.memory_order && here { slips::memory_of(held.view()) } else { held.view().to_owned() };
        read.mapv(f64::from)
    }

    fn vector(&self, vector: &Vector) -> Array1<f64> {
        let (held, here) = (vector.held(), self.careless(Which::Levels));
        if self.contiguous && here {
            held.view().as_slice().unwrap();
        }
        let read =
            if self.memory_order && here { slips::memory_of(held.view()) } else { held.view().to_owned() };
        read.mapv(f64::from)
    }

    pub(super) fn run(&self, input: &Input) -> Array2<f32> {
        let (value, x) = (self.matrix(&input.value, Which::Value), self.matrix(&input.x, Which::X));
        let (alpha, sigma) = (self.vector(&input.alpha), self.vector(&input.sigma));
        let rows = x.nrows();
        // Whoever spreads levels over rows panics as ndarray does, where they do not fit.
        if self.levels == Levels::Column {
            if self.second {
                alpha.broadcast(x.dim()).unwrap();
            } else {
                let _ = &x * &alpha;
            }
        }
        let forms = if self.backwards { (input.to(), input.from()) } else { (input.from(), input.to()) };
        Array2::from_shape_fn(x.dim(), |(i, j)| {
            let at = match self.levels {
                Levels::First => 0,
                Levels::Column if rows > 1 => j,
                _ => i,
            };
            let (a, s) = (alpha[at], sigma[at]);
            let levels = match self.levels {
                Levels::Swapped => [s, a],
                Levels::OnCircle if self.second => [(1.0 - s * s).max(0.0).sqrt(), s],
                Levels::OnCircle => [a, (1.0 - a * a).max(0.0).sqrt()],
                Levels::OnLine if self.second => [1.0 - s, s],
                Levels::OnLine => [a, 1.0 - a],
                Levels::Roots => [a.sqrt(), (1.0 - a).sqrt()],
                _ => [a, s],
            };
            self.one(forms, value[[i, j]], x[[i, j]], levels) as f32
        })
    }
}
