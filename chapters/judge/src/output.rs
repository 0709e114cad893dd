//! What an answer returns, taken apart into arrays that can be compared.

use ndarray::{Array, Dimension};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The elements of one part of an output, in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Compared within a tolerance.
    Real(Vec<f64>),
    /// Compared exactly: indices, counts, assignments, truth values.
    Whole(Vec<i64>),
    /// Compared exactly.
    Text(String),
}

impl Data {
    /// How many elements there are; a text counts as one.
    pub fn len(&self) -> usize {
        match self {
            Data::Real(values) => values.len(),
            Data::Whole(values) => values.len(),
            Data::Text(_) => 1,
        }
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One array, number, set or text of an output.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What the reader calls it: `out`.
    pub label: String,
    /// The shape; empty for a single number.
    pub shape: Vec<usize>,
    /// The elements.
    pub data: Data,
}

impl Part {
    /// A part of real numbers, compared within a tolerance.
    pub fn real(
        label: impl Into<String>,
        shape: impl Into<Vec<usize>>,
        values: impl IntoIterator<Item = f64>,
    ) -> Part {
        Part { label: label.into(), shape: shape.into(), data: Data::Real(values.into_iter().collect()) }
    }

    /// A part of whole numbers, compared exactly.
    pub fn whole(
        label: impl Into<String>,
        shape: impl Into<Vec<usize>>,
        values: impl IntoIterator<Item = i64>,
    ) -> Part {
        Part { label: label.into(), shape: shape.into(), data: Data::Whole(values.into_iter().collect()) }
    }

    /// A set of whole numbers: order and repetition do not count.
    pub fn set(label: impl Into<String>, values: impl IntoIterator<Item = i64>) -> Part {
        let sorted: std::collections::BTreeSet<i64> = values.into_iter().collect();
        Part::whole(label, vec![sorted.len()], sorted)
    }

    /// The part of an array, under a label.
    pub fn array<A: Element, D: Dimension>(
        label: impl Into<String>,
        array: &ndarray::ArrayBase<impl ndarray::Data<Elem = A>, D>,
    ) -> Part {
        Part { label: label.into(), shape: array.shape().to_vec(), data: A::data(&mut array.iter().copied()) }
    }
}

/// A number type that an output may hold.
pub trait Element: Copy {
    /// Collects elements into comparable data.
    fn data(elements: &mut dyn Iterator<Item = Self>) -> Data;
}

macro_rules! element {
    ($kind:ident: $($t:ty => $convert:expr),*) => {$(
        impl Element for $t {
            fn data(elements: &mut dyn Iterator<Item = $t>) -> Data {
                Data::$kind(elements.map($convert).collect())
            }
        }
        impl Output for $t {
            fn parts(&self) -> Vec<Part> {
                vec![Part { label: "out".into(), shape: vec![], data: <$t>::data(&mut std::iter::once(*self)) }]
            }
        }
    )*};
}
element!(Real: f32 => f64::from, f64 => |v| v);
element!(Whole: i32 => i64::from, i64 => |v| v, u8 => i64::from, u32 => i64::from, usize => |v| v as i64, bool => i64::from);

/// What an answer returns: it travels from the child process to the judge, and is compared part by part.
pub trait Output: Serialize + DeserializeOwned {
    /// The arrays, numbers, sets and texts of this output, in a fixed order.
    fn parts(&self) -> Vec<Part>;
}

impl<A: Element + Serialize + DeserializeOwned, D: Dimension + Serialize + DeserializeOwned> Output
    for Array<A, D>
{
    fn parts(&self) -> Vec<Part> {
        vec![Part::array("out", self)]
    }
}

impl Output for String {
    fn parts(&self) -> Vec<Part> {
        vec![Part { label: "out".into(), shape: vec![], data: Data::Text(self.clone()) }]
    }
}

/// The parts of several values, each label with its index.
fn indexed<'a>(values: impl Iterator<Item = Vec<Part>> + 'a) -> Vec<Part> {
    let relabel = |(index, parts): (usize, Vec<Part>)| {
        parts.into_iter().map(move |part| {
            let inner = part.label.strip_prefix("out").unwrap_or(&part.label).to_owned();
            Part { label: format!("out.{index}{inner}"), ..part }
        })
    };
    values.enumerate().flat_map(relabel).collect()
}

/// As many parts as the list is long: a list of another length has another number of parts, and is wrong.
impl<T: Output> Output for Vec<T> {
    fn parts(&self) -> Vec<Part> {
        indexed(self.iter().map(Output::parts))
    }
}

impl<T: Output> Output for Option<T> {
    fn parts(&self) -> Vec<Part> {
        self.as_ref().map_or_else(Vec::new, Output::parts)
    }
}

macro_rules! tuple {
    ($($t:ident $i:tt),*) => {
        impl<$($t: Output),*> Output for ($($t,)*) {
            fn parts(&self) -> Vec<Part> {
                indexed([$(self.$i.parts()),*].into_iter())
            }
        }
    };
}
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
