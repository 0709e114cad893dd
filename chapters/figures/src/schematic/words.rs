//! What flows where, in words and in order.

use std::collections::BTreeSet;

use super::graph::Graph;

/// Sentences: for each operation what it takes and gives, in the order of the flow, and then which nodes belong together.
pub(super) fn flow(graph: &Graph) -> String {
    let order = graph.in_order().expect("it was checked that there is no cycle");
    let mut sentences: Vec<String> = Vec::new();
    // A shape is said where its tensor is first.
    let mut said: Vec<usize> = Vec::new();
    let mut thing = |node: usize| {
        let new = !said.contains(&node);
        said.push(node);
        match graph.nodes[node].shape() {
            Some(shape) if new => format!("{} ({shape})", name(graph, node)),
            Some(_) => name(graph, node),
            None => format!("the result of {}", name(graph, node)),
        }
    };
    let is_tensor = |node: usize| graph.nodes[node].shape.is_some();
    for &node in &order {
        let before: Vec<usize> =
            graph.edges.iter().filter(|(_, to)| *to == node).map(|edge| edge.0).collect();
        // What an operation gives is said with the operation.
        if is_tensor(node) && before.iter().all(|&from| !is_tensor(from)) {
            continue;
        }
        let takes: Vec<String> = before.iter().map(|&from| thing(from)).collect();
        if is_tensor(node) {
            let whole = thing(node);
            sentences.push(format!("From {} to {whole}.", list(&takes)));
            continue;
        }
        let after = graph.edges.iter().filter(|(from, to)| *from == node && is_tensor(*to));
        let gives: Vec<String> = after.map(|edge| thing(edge.1)).collect();
        let mut sentence = capital(&name(graph, node));
        if !takes.is_empty() {
            sentence += &format!(": from {}", list(&takes));
        }
        if !gives.is_empty() {
            sentence += &format!("{} to {}", if takes.is_empty() { ":" } else { "" }, list(&gives));
        }
        sentences.push(sentence + ".");
    }
    for group in &graph.groups {
        // That they are in this group is said just before.
        let own =
            group.caption.as_ref().map_or_else(String::new, |caption| format!(" \u{201c}{caption}\u{201d}"));
        let members = order.iter().filter(|node| group.members.contains(node)).map(|&node| name(graph, node));
        let members: Vec<String> =
            members.map(|name| name.strip_suffix(&own).unwrap_or(&name).to_owned()).collect();
        let (caption, bracket) = (group.caption.as_deref(), group.bracket.as_deref());
        let times = bracket.and_then(|word| word.strip_prefix('×'));
        let label = caption.or(bracket).unwrap_or_default();
        let times = times.map_or_else(String::new, |times| format!(", {times} times over"));
        sentences.push(format!("Together, as \u{201c}{label}\u{201d}{times}: {}.", list(&members)));
    }
    if !graph.highlighted.is_empty() {
        let is_lit = |node: &&usize| graph.highlighted.iter().any(|(from, to)| from == *node || to == *node);
        let way: Vec<String> = order.iter().filter(is_lit).map(|&node| name(graph, node)).collect();
        sentences.push(format!("Highlighted is the way through {}.", list(&way)));
    }
    sentences.join(" ")
}

/// The name of a node. Where others have the same, with the caption of its group, or a number if that does not tell them apart.
fn name(graph: &Graph, node: usize) -> String {
    let name = &graph.nodes[node].name;
    let mut same = graph.in_order().expect("it was checked that there is no cycle");
    same.retain(|&other| graph.nodes[other].name == *name);
    if same.len() == 1 {
        return name.clone();
    }
    let caption =
        |node: usize| graph.around(node).last().and_then(|&group| graph.groups[group].caption.clone());
    let captions: BTreeSet<Option<String>> = same.iter().map(|&other| caption(other)).collect();
    match caption(node) {
        Some(caption) if captions.len() == same.len() => format!("{name} \u{201c}{caption}\u{201d}"),
        None if captions.len() == same.len() => name.clone(),
        _ => {
            let number = same.iter().position(|&other| other == node).map_or(0, |at| at + 1);
            format!("{name} no. {number}")
        }
    }
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
