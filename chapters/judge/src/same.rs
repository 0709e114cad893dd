//! What laws say most often: that two outputs are the same.

use ndarray::{ArrayBase, Data, Dimension};

use crate::Broken;

/// Whether two numbers differ by no more than a slack. An infinity is only as large as itself, and not-a-number differs from
/// everything.
pub fn close(a: impl Into<f64>, b: impl Into<f64>, slack: f64) -> bool {
    let (a, b) = (a.into(), b.into());
    a == b || (a - b).abs() <= slack
}

/// Two arrays have one shape, and are close everywhere: `out[0, 2] is 0.5, and 0.25 with the keys in another order`.
///
/// # Errors
/// [`Broken::Law`] with the first place where they are not.
pub fn same<D: Dimension>(
    what: &str,
    a: &ArrayBase<impl Data<Elem = f32>, D>,
    b: &ArrayBase<impl Data<Elem = f32>, D>,
    slack: f64,
    how: &str,
) -> Result<(), Broken> {
    if a.shape() != b.shape() {
        return Err(Broken::Law(format!("{what} has shape {:?}, and {:?} {how}", a.shape(), b.shape())));
    }
    let (a, b) = (a.view().into_dyn(), b.view().into_dyn());
    match a.indexed_iter().zip(&b).find(|((_, a), b)| !close(**a, **b, slack)) {
        Some(((at, a), b)) => Err(Broken::Law(format!("{what}{:?} is {a}, and {b} {how}", at.slice()))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;

    #[test]
    fn the_first_difference_is_told() {
        let said = |a: &Array2<f32>, b: &Array2<f32>| match same("out", a, b, 0.1, "later") {
            Err(Broken::Law(text)) => text,
            other => format!("{other:?}"),
        };
        let a = array![[1.0, f32::INFINITY], [2.0, 3.0]];
        assert_eq!(said(&a, &a), "Ok(())");
        assert_eq!(
            said(&a, &array![[1.05, f32::INFINITY], [2.5, f32::NAN]]),
            "out[1, 0] is 2, and 2.5 later"
        );
        assert_eq!(said(&a, &array![[1.0, f32::NAN], [2.0, 3.0]]), "out[0, 1] is inf, and NaN later");
        assert_eq!(said(&a, &array![[1.0, 2.0]]), "out has shape [2, 2], and [1, 2] later");
    }
}
