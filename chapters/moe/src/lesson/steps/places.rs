//! Tokens come one after the other, and find a place with their expert or none.

use figures::{Figure, Grid, Panel, Steps, text};
use ndarray::ArrayView2;

use super::{marked, named, number, shade, written};
use crate::{Routed, Switch};

/// How tokens get their places, one by one: the router's probabilities, what is in the buffers, and who was turned away.
///
/// # Panics
/// If a token is sent to an expert or a slot that there is not.
pub fn places(switch: Switch, logits: ArrayView2<'_, f32>, factor: f32) -> Figure {
    let (tokens, experts) = logits.dim();
    let capacity = (switch.capacity)(tokens, experts, factor);
    let routed: Vec<Routed> = (switch.route)(logits, capacity);
    let dropped = routed.iter().filter(|routed| routed.slot.is_none()).count();
    let mut buffers = vec![vec![0.0; capacity]; experts];
    let mut out = vec![0.0; dropped.max(1)];
    let mut turned_away: Vec<usize> = Vec::new();
    let mut probabilities = vec![vec![0.0; experts]; tokens];
    let mut steps = Steps::new(
        "Places go to those who come first: a token whose expert is full is dropped, whatever its gate",
    );
    for (t, &Routed { expert, gate, slot }) in routed.iter().enumerate() {
        // The gate is the largest probability, and the others follow from it.
        for (e, shaded) in probabilities[t].iter_mut().enumerate() {
            let p = f64::from(gate) * f64::from(logits[[t, e]] - logits[[t, expert]]).exp();
            *shaded = shade::<0, 1>(p);
        }
        let happens = if let Some(slot) = slot {
            buffers[expert][slot] = marked(t);
            format!("and gets its place {slot}")
        } else {
            out[turned_away.len()] = marked(t);
            turned_away.push(t);
            "which is full: it is dropped".to_owned()
        };
        let caption = format!("Token {t} chooses expert {expert}, {happens}.");
        let loads = (0..experts).map(|e| routed[..=t].iter().filter(|routed| routed.expert == e).count());
        let loads: Vec<String> = loads.map(|load| load.to_string()).collect();
        let about = format!(
            "Its gate is {}. So far the experts were chosen by {} tokens; dropped: {}.",
            text(gate, 2),
            loads.join(", "),
            named("token", &turned_away),
        );
        let figure = Grid::new(&format!("Token {t} finds a place or none"), &about)
            .panel(
                Panel::new("probabilities", probabilities.clone())
                    .axes("token", "expert")
                    .write(written::<0, 1, 2>),
            )
            .panel(Panel::new("tokens in buffers", buffers.clone()).axes("expert", "slot").write(number))
            .panel(
                Panel::new("dropped", vec![out.clone()])
                    .names(&[""], &vec![""; out.len()])
                    .write(number)
                    .below(),
            )
            .save();
        steps = steps.frame(&caption, figure);
    }
    steps.save()
}
