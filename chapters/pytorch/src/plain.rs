//! Arrays and numbers as JSON that says shapes and types. A number that is not finite is a word.

use ndarray::{ArrayBase, Data, Dimension};
use num_complex::Complex;
use serde_json::{Value, json};

/// What can be handed to Python.
pub(crate) trait Plain {
    /// As JSON.
    fn plain(&self) -> Value;
}

/// What arrays are of.
pub(crate) trait Element: Copy {
    /// As PyTorch and NumPy call it.
    const NAME: &'static str;
    /// As JSON has it inside an array.
    fn number(self) -> Value;
}

/// The arguments of a function.
macro_rules! args {
    ($($argument:expr),* $(,)?) => { vec![$($crate::plain::Plain::plain(&$argument)),*] };
}

/// An object with fields.
macro_rules! object {
    ($($field:ident: $value:expr),+ $(,)?) => {
        ::serde_json::json!({"fields": { $(stringify!($field): $crate::plain::Plain::plain(&$value)),+ }})
    };
}

/// A function that Python receives, in Python.
pub(crate) fn python(code: &str) -> Value {
    json!({ "python": code })
}

macro_rules! real {
    ($($type:ty, $name:literal;)+) => { $(
        impl Element for $type {
            const NAME: &'static str = $name;
            fn number(self) -> Value {
                let number = f64::from(self);
                if number.is_finite() { json!(number) } else { json!(number.to_string()) }
            }
        }
        impl Plain for $type {
            fn plain(&self) -> Value {
                if self.is_finite() { json!(f64::from(*self)) } else { json!({ "number": self.to_string() }) }
            }
        }
    )+ };
}

macro_rules! whole {
    ($($type:ty, $name:literal;)+) => { $(
        impl Element for $type {
            const NAME: &'static str = $name;
            fn number(self) -> Value {
                json!(self)
            }
        }
        impl Plain for $type {
            fn plain(&self) -> Value {
                json!(self)
            }
        }
    )+ };
}

real! { f32, "float32"; f64, "float64"; }
whole! { bool, "bool"; i64, "int64"; u64, "int64"; usize, "int64"; i32, "int64"; u32, "int64"; i8, "int64"; u8, "int64"; }

/// A pair of numbers.
impl Element for Complex<f32> {
    const NAME: &'static str = "complex64";
    fn number(self) -> Value {
        json!([self.re.number(), self.im.number()])
    }
}

impl<S: Data<Elem: Element>, D: Dimension> Plain for ArrayBase<S, D> {
    fn plain(&self) -> Value {
        let data: Vec<Value> = self.iter().map(|number| number.number()).collect();
        json!({"shape": self.shape(), "type": S::Elem::NAME, "data": data})
    }
}

impl Plain for str {
    fn plain(&self) -> Value {
        json!(self)
    }
}

impl Plain for Value {
    fn plain(&self) -> Value {
        self.clone()
    }
}

impl<T: Plain + ?Sized> Plain for &T {
    fn plain(&self) -> Value {
        (**self).plain()
    }
}

impl<T: Plain> Plain for [T] {
    fn plain(&self) -> Value {
        self.iter().map(Plain::plain).collect()
    }
}

impl<T: Plain> Plain for Vec<T> {
    fn plain(&self) -> Value {
        self.as_slice().plain()
    }
}

impl<T: Plain, const N: usize> Plain for [T; N] {
    fn plain(&self) -> Value {
        self.as_slice().plain()
    }
}

impl<T: Plain> Plain for Option<T> {
    fn plain(&self) -> Value {
        self.as_ref().map_or(Value::Null, Plain::plain)
    }
}

impl<A: Plain, B: Plain> Plain for (A, B) {
    fn plain(&self) -> Value {
        json!([self.0.plain(), self.1.plain()])
    }
}

impl<A: Plain, B: Plain, C: Plain> Plain for (A, B, C) {
    fn plain(&self) -> Value {
        json!([self.0.plain(), self.1.plain(), self.2.plain()])
    }
}

impl<A: Plain, B: Plain, C: Plain, D: Plain> Plain for (A, B, C, D) {
    fn plain(&self) -> Value {
        json!([self.0.plain(), self.1.plain(), self.2.plain(), self.3.plain()])
    }
}
