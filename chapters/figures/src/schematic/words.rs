//! What flows where, in words and in order.

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
        let members: Vec<String> = order
            .iter()
            .filter(|node| group.members.contains(node))
            .map(|&node| graph.nodes[node].name.clone())
            .collect();
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

/// The name of a node, with that of its group where another has the same.
fn name(graph: &Graph, node: usize) -> String {
    let name = &graph.nodes[node].name;
    let is_shared = graph.nodes.iter().filter(|other| other.name == *name).count() > 1;
    let around = graph.around(node);
    let caption = around.last().and_then(|&group| graph.groups[group].caption.as_ref());
    match caption.filter(|_| is_shared) {
        Some(caption) => format!("{name} \u{201c}{caption}\u{201d}"),
        None => name.clone(),
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
