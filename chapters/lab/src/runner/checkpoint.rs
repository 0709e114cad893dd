//! What is finished, on the disk.

use std::collections::BTreeMap;
use std::fs;

use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Order;
use crate::record;

/// What is on the disk.
#[derive(Deserialize, Serialize)]
struct Checkpoint {
    command: String,
    program: String,
    /// By name of run: its seconds and its rows.
    runs: Runs,
}

/// By name of run: its seconds and its rows.
pub(super) type Runs = BTreeMap<String, (f64, Vec<Value>)>;

/// The runs of an order that an earlier attempt has finished, and why there are none if that has a reason to tell.
pub(super) fn kept(order: &Order) -> (Runs, Option<String>) {
    let Ok(text) = fs::read_to_string(&order.checkpoint) else { return (BTreeMap::new(), None) };
    let none =
        |why: &str| (BTreeMap::new(), Some(format!("{}: {why}; starting over", order.checkpoint.display())));
    match serde_json::from_str::<Checkpoint>(&text) {
        Err(_) => none("not a list of finished runs"),
        Ok(checkpoint) if checkpoint.command != order.command => none("of another command"),
        Ok(checkpoint) if checkpoint.program != order.program => none("of a program that has changed since"),
        Ok(checkpoint) => (checkpoint.runs, None),
    }
}

pub(super) fn keep(order: &Order, runs: &BTreeMap<String, (f64, Vec<Value>)>) -> Result<()> {
    let checkpoint =
        Checkpoint { command: order.command.clone(), program: order.program.clone(), runs: runs.clone() };
    record::replace(&order.checkpoint, &serde_json::to_vec(&checkpoint)?)
}

/// Removes what an order has kept.
pub(crate) fn forget(order: &Order) {
    let _ = fs::remove_file(&order.checkpoint);
    let _ = fs::remove_dir_all(order.scratch());
}
