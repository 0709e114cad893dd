//! The figures of the book as SVG, each with a text alternative: line charts, matrices, schematics of architectures,
//! step-throughs, which are several figures one after the other, and figures with parameters, to play with.
//!
//! A figure is drawn once and shown in a notebook, on a light and on a dark page, at 480 units or shrunk to 350 pixels.
//! So it keeps to the few colours of the [`palette`], which a style sheet can remap one by one; its series differ by
//! marker or dash as well as by colour; and each is labelled where it is, not in a box beside.
//!
//! ```
//! use figures::{Axis, Chart, Series};
//!
//! let parabola = (1..=5).map(|x| (f64::from(x), f64::from(x * x)));
//! let figure = Chart::new("A parabola", "Rises from 1 at side 1 to 25 at side 5.")
//!     .x(Axis::linear("side, metres"))
//!     .y(Axis::linear("area, square metres"))
//!     .line(Series::new("x²", parabola))
//!     .save();
//! assert!(figure.svg().starts_with("<svg"));
//! ```

mod axis;
mod canvas;
mod chart;
mod figure;
mod grid;
mod number;
pub mod palette;
mod play;
mod print;
mod random;
mod schematic;
mod steps;

pub use axis::Axis;
pub use chart::{Chart, Series};
pub use figure::Figure;
pub use grid::{Grid, Panel};
pub use number::{count, rounded};
pub use play::{Parameter, Play};
pub use print::{drawn, print, shared_titles, text};
pub use random::{Pcg64, normals, random};
pub use schematic::Schematic;
pub use steps::Steps;
