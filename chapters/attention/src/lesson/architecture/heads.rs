//! A layer with several heads, and which of its heads share keys.

use figures::{Figure, Schematic};
use ndarray::Array3;

use crate::lesson::bill::Shape;
use crate::{Gqa, Mask};

/// A layer of a model that reads one more token: what its heads ask, and what is kept.
pub fn layer(shape: Shape) -> Figure {
    let Shape { name, heads, groups, width, .. } = shape;
    let all = heads * width;
    let about = format!(
        "How a layer of {name} attends from one new token: {heads} heads ask, and {groups} heads of keys and values are kept."
    );
    let title = format!(
        "A layer keeps keys and values of {groups} heads for each token, and queries of none of its {heads}"
    );
    Schematic::new(&title, &about)
        .tensor("token", "new token", &[&1, &all])
        .operation("project queries", "projection for queries")
        .operation("project keys", "projection for keys")
        .operation("project values", "projection for values")
        .tensor("queries", "queries", &[&1, &heads, &width])
        .tensor("key", "its keys", &[&1, &groups, &width])
        .tensor("value", "its values", &[&1, &groups, &width])
        .operation("append key", "append")
        .operation("append value", "append")
        .tensor("keys", "all keys", &[&"T", &groups, &width])
        .tensor("values", "all values", &[&"T", &groups, &width])
        .operation("attend", "attention in each head")
        .tensor("heads", "outputs of the heads, side by side", &[&1, &all])
        .operation("out", "output projection")
        .tensor("output", "output", &[&1, &all])
        .flow(&["token", "project queries", "queries", "attend", "heads", "out", "output"])
        .flow(&["token", "project keys", "key", "append key", "keys", "attend"])
        .flow(&["token", "project values", "value", "append value", "values", "attend"])
        .group("the cache", &["keys", "values"])
        .save()
}

/// Which key-value head each query head reads: the values of each are a number of its own.
pub fn read(attend: Gqa, heads: usize, groups: usize) -> Vec<usize> {
    let numbers = Array3::from_shape_fn((1, groups, 1), |(_, group, _)| group as f32);
    let outputs = attend(
        Array3::zeros((1, heads, 1)).view(),
        Array3::zeros((1, groups, 1)).view(),
        numbers.view(),
        Mask::None,
    );
    outputs.iter().map(|&number| number.round() as usize).collect()
}

/// Query heads that have key-value heads of their own, that share a few, and that share a single one.
///
/// # Panics
/// If the answer gives another shape, or reads a key-value head that there is not.
pub fn sharing(attend: Gqa, heads: usize, groups: usize) -> Figure {
    let ways = [("multi-head", heads), ("grouped-query", groups), ("multi-query", 1)];
    let told: Vec<String> = ways.iter().map(|(name, groups)| format!("{name}, {groups}")).collect();
    let about =
        format!("Which keys {heads} query heads read; values likewise. Heads of keys: {}.", told.join("; "));
    let mut picture =
        Schematic::new("The more query heads share keys, the fewer heads of keys there are to keep", &about);
    for (name, groups) in ways {
        let id = |what: &str, number: usize| format!("{name} {what} {number}");
        let mut all = Vec::new();
        for head in 0..heads {
            picture = picture.operation(&id("head", head), &format!("head {head}"));
            all.push(id("head", head));
        }
        for group in 0..groups {
            picture = picture.tensor(&id("keys", group), &format!("keys {group}"), &[&"T", &128]);
            all.push(id("keys", group));
        }
        for (head, group) in read(attend, heads, groups).into_iter().enumerate() {
            picture = picture.flow(&[&id("keys", group), &id("head", head)]);
        }
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        picture = picture.group(name, &all);
    }
    picture.save()
}
