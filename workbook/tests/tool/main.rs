//! The tool as a reader uses it, on a copy of the small course whose path has a space and letters outside ASCII.

#[path = "../desk/mod.rs"]
mod desk;

mod book;
mod compiler;
mod files;
mod reader;
mod told;
mod trouble;

use desk::small::EXERCISES;
use desk::{Desk, words};
use serde_json::Value;
use std::fs;
use std::sync::MutexGuard;
use std::time::{Duration, SystemTime};

const SOFTMAX: &str = "exercises/attention/softmax.rs";
const ATTEND: &str = "exercises/attention/scaled_dot_product.rs";

fn desk() -> MutexGuard<'static, Desk> {
    desk::desk()
}

/// The verdicts other than `not_attempted`, by exercise; every exercise has one.
fn verdicts(desk: &Desk, reports: &[Value]) -> Vec<(String, String)> {
    let ids: Vec<&str> = reports.iter().map(|report| report["id"].as_str().unwrap()).collect();
    let all: Vec<String> = desk.course().exercises().map(contract::Exercise::id).collect();
    assert_eq!(ids, all);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let judged = reports.iter().map(|report| (text(&report["id"]), text(&report["verdict"])));
    judged.filter(|(_, verdict)| verdict != "not_attempted").collect()
}

/// The report on an exercise of the chapter.
fn on<'a>(reports: &'a [Value], name: &str) -> &'a Value {
    reports.iter().find(|report| report["id"] == format!("attention/{name}")).unwrap()
}

/// What [`verdicts`] should be.
fn given<const N: usize>(verdicts: [(&str, &str); N]) -> Vec<(String, String)> {
    verdicts.iter().map(|(name, verdict)| (format!("attention/{name}"), (*verdict).to_owned())).collect()
}

/// cargo itself, as the tool calls it.
fn cargo(desk: &Desk, arguments: &[&str]) -> std::process::Output {
    let tool = desk.command(&[]);
    let mut cargo = std::process::Command::new("cargo");
    cargo.envs(tool.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(&desk.root);
    cargo.args(arguments).output().unwrap()
}

/// Writes a file whose time is older than anything that was built, as `cp -p`, `mv` and `tar x` do.
fn write_older(desk: &Desk, file: &str, text: &str) {
    let beside = desk.root.join("kept.rs");
    fs::write(&beside, text).unwrap();
    let then = SystemTime::now() - Duration::from_hours(24);
    fs::File::options().append(true).open(&beside).unwrap().set_modified(then).unwrap();
    fs::rename(beside, desk.root.join(file)).unwrap();
}
