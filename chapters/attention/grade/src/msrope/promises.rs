//! What the stub of `msrope` promises.

use judge::Promise;

use super::{Head, Input};

/// The text and the pictures of an input of `positions`.
fn placed(input: &Input) -> Option<(usize, &[(usize, usize)])> {
    match input {
        Input::Positions(text, images) => Some((*text, images)),
        Input::Rotate(_) => None,
    }
}

/// Something of the input of `rotate`; nothing of another one.
fn head<T>(input: &Input, of: impl FnOnce(&Head) -> Vec<T>) -> Vec<T> {
    match input {
        Input::Rotate(head) => of(head),
        Input::Positions(..) => Vec::new(),
    }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        // The sides of the first picture.
        Promise::sizes("in patches, each at least 1", 1, |input| match input {
            Input::Positions(_, images) => {
                images.first().map_or(Vec::new(), |&(height, width)| vec![height, width])
            }
            Input::Rotate(_) => Vec::new(),
        }),
        Promise::edge("each at least 1", |input| placed(input).is_some_and(|(_, images)| images == [(1, 1)])),
        // More pictures than the largest half of a side: the number of a picture is no place.
        Promise::edge("A patch of picture k (counted from 0) has k on the frame axis", |input| {
            let longest =
                |images: &[(usize, usize)]| images.iter().map(|&(h, w)| h.max(w)).max().unwrap_or(0);
            placed(input).is_some_and(|(text, images)| text > 0 && images.len() > 2 + longest(images) / 2)
        }),
        Promise::edge("There may be no text", |input| placed(input).is_some_and(|(text, _)| text == 0)),
        Promise::edge("or no picture", |input| placed(input).is_some_and(|(_, images)| images.is_empty())),
        Promise::edge("There may be no text, or no picture, but there is always a token", |input| {
            placed(input).is_some_and(|(text, images)| text == 1 && images.is_empty())
        }),
        Promise::always("there is always a token", |input| {
            placed(input).is_none_or(|(text, images)| text > 0 || !images.is_empty())
        }),
        Promise::sizes("`x` (n, d) with at least one row", 1, |input| {
            head(input, |head| vec![head.x.values.nrows()])
        }),
        Promise::layouts("which may be transposed or strided", |input| {
            head(input, |head| vec![head.x.layout])
        }),
        Promise::range("The positions are between −1,000 and 1,000", -1e3..=1e3, |input| {
            head(input, |head| head.positions.iter().map(|&place| place as f64).collect())
        }),
        Promise::range("`base` is between 10 and 1,000,000", 10.0..=1e6, |input| {
            head(input, |head| vec![f64::from(head.base)])
        }),
        Promise::sizes("even, at least 2, and d in all", 2, |input| head(input, |head| head.axes.to_vec())),
        Promise::always("even, at least 2, and d in all", |input| match input {
            Input::Rotate(Head { x, axes, .. }) => {
                axes.iter().all(|width| width.is_multiple_of(2))
                    && axes.iter().sum::<usize>() == x.values.ncols()
            }
            Input::Positions(..) => true,
        }),
    ]
}
