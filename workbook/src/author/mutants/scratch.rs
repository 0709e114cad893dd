//! Compiles many versions of solutions at once: as modules of one crate below `target/mutants/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::commands::progress::told;
use crate::course::{Chapter, Course};
use crate::judging::waiting;

/// The variable by which the program learns whose answers to judge.
pub(super) const VERSION: &str = "WORKBOOK_VERSION";

/// A version of an exercise's solution.
pub(super) struct Version {
    /// The exercise's name.
    pub(super) exercise: String,
    /// The text of the whole file.
    pub(super) text: String,
}

/// A program that judges the versions.
pub(super) struct Built {
    pub(super) program: PathBuf,
    /// The numbers of those that do not compile, with what the compiler says.
    pub(super) refused: BTreeMap<usize, String>,
}

/// What cargo prints with `--message-format=json`.
#[derive(Deserialize)]
#[serde(tag = "reason")]
enum Message {
    #[serde(rename = "compiler-message")]
    Said { message: Diagnostic },
    #[serde(rename = "compiler-artifact")]
    Made { executable: Option<PathBuf> },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Diagnostic {
    message: String,
    level: String,
    rendered: Option<String>,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
}

/// Builds a program of versions of a chapter's solutions. The compiler finds errors in waves: what types say it finds first, and
/// what borrows say only in those without such errors. So it is asked again without those that it has refused, until it refuses none.
pub(super) fn build(course: &Course, chapter: &Chapter, versions: &[Version]) -> Result<Built> {
    let folder = course.root.join("target/mutants").join(&chapter.name);
    let _ = fs::remove_dir_all(folder.join("src"));
    write(&folder.join("Cargo.toml"), &manifest(course, chapter)?)?;
    fs::copy(course.root.join("Cargo.lock"), folder.join("Cargo.lock")).context("Cargo.lock is not there")?;
    for (number, version) in versions.iter().enumerate() {
        write(&folder.join(format!("src/v{number}/{}.rs", version.exercise)), &version.text)?;
    }
    let mut refused = BTreeMap::new();
    loop {
        let left = (0..versions.len()).filter(|number| !refused.contains_key(number));
        write(&folder.join("src/main.rs"), &program(chapter, versions, left))?;
        let (program, errors) = cargo(course, &folder)?;
        if errors.is_empty() {
            return Ok(Built { program: program.context("cargo made no program")?, refused });
        }
        let before = refused.len();
        let mut elsewhere = Vec::new();
        for error in errors {
            let said = error.rendered.unwrap_or(error.message);
            let numbers: BTreeSet<usize> =
                error.spans.iter().filter_map(|span| version_of(&span.file_name)).collect();
            if numbers.is_empty() {
                elsewhere.push(said);
            } else {
                refused.extend(numbers.into_iter().map(|number| (number, said.clone())));
            }
        }
        if refused.len() == before {
            bail!("the mutants of {} do not compile:\n{}", chapter.name, elsewhere.join("\n"))
        }
    }
}

/// The version that a file is of: `src/v17/softmax.rs`.
fn version_of(file: &str) -> Option<usize> {
    let file = file.replace('\\', "/");
    file.strip_prefix("src/v")?.split('/').next()?.parse().ok()
}

fn write(path: &Path, text: &str) -> Result<()> {
    let because = || format!("{} cannot be written", path.display());
    path.parent().map_or(Ok(()), fs::create_dir_all).with_context(because)?;
    fs::write(path, text).with_context(because)
}

/// The crate is a workspace of its own, so that nobody else builds it. The profiles are the course's: what the mutants need is
/// then built once for both, as far as it comes from elsewhere, and runs as fast.
fn manifest(course: &Course, chapter: &Chapter) -> Result<String> {
    let root = fs::read_to_string(course.root.join("Cargo.toml")).context("Cargo.toml is not there")?;
    let name = &chapter.name;
    let chapters = course.root.join("chapters");
    // A string of TOML, in which a backslash is written twice.
    let path = |below: &str| serde_json::json!(chapters.join(below)).to_string();
    let profiles = profiles(&root, name)?;
    let array =
        root.lines().find(|line| line.starts_with("ndarray =")).context("Cargo.toml has no ndarray")?;
    Ok(format!(
        "[package]\nname = \"{name}-mutants\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{name} = {{ path = {} }}\n\
         {name}-grade = {{ path = {} }}\njudge = {{ path = {} }}\ncontract = {{ path = {} }}\n{array}\n\n{profiles}",
        path(name),
        path(&format!("{name}/grade")),
        path("judge"),
        path("contract"),
    ))
}

/// The course's profiles, with what judges a thousand mutants optimised more, and the mutants themselves not at all.
fn profiles(root: &str, chapter: &str) -> Result<String> {
    use toml::{Table, Value};
    let mut manifest: Table = root.parse().context("Cargo.toml cannot be read")?;
    let mut profile = manifest.remove("profile").unwrap_or_else(|| Value::Table(Table::new()));
    let table = |value: &mut Value, key: &str| -> Result<()> {
        let inner = value.as_table_mut().context("a profile is a table")?;
        inner.entry(key).or_insert_with(|| Value::Table(Table::new()));
        Ok(())
    };
    let packages = [
        (chapter.to_owned(), 2),
        (format!("{chapter}-grade"), 2),
        ("judge".to_owned(), 2),
        (format!("{chapter}-mutants"), 0),
    ];
    table(&mut profile, "dev")?;
    table(&mut profile["dev"], "package")?;
    for (package, level) in packages {
        let all = &mut profile["dev"]["package"];
        table(all, &package)?;
        let settings = all[package.as_str()].as_table_mut().context("a package's profile is a table")?;
        settings.insert("opt-level".to_owned(), Value::Integer(level));
        if level == 0 {
            settings.insert("incremental".to_owned(), Value::Boolean(false));
        }
    }
    let profiles = Table::from_iter([("profile".to_owned(), profile)]);
    toml::to_string(&profiles).context("profiles cannot be written")
}

/// A module for each version, with the other exercises' solutions beside it, and a choice among them.
fn program(chapter: &Chapter, versions: &[Version], left: impl Iterator<Item = usize>) -> String {
    let name = &chapter.name;
    let (mut modules, mut choices) = (String::new(), String::new());
    for number in left {
        let exercise = &versions[number].exercise;
        modules += &format!(
            "mod v{number} {{ pub use ::{name}::solution::*; pub mod {exercise}; ::{name}::exercises!(answers); }}\n"
        );
        choices += &format!("        Some({number}) => &v{number}::ANSWERS,\n");
    }
    format!(
        "#![allow(warnings, unconditional_panic, unconditional_recursion, arithmetic_overflow, overflowing_literals)]\n\n\
         macro_rules! answers {{\n    \
             ($chapter:ident; $($name:ident $text:literal $constant:ident: $type:ty = $answer:expr;)+) => {{\n        \
                 pub static ANSWERS: ::$chapter::Answers = {{\n            \
                     use ::$chapter::*;\n            \
                     ::$chapter::Answers {{ $($name: Some($answer)),+ }}\n        \
                 }};\n    \
             }};\n\
         }}\n\n{modules}\n\
         fn main() -> std::process::ExitCode {{\n    \
             let number: Option<usize> = std::env::var(\"{VERSION}\").ok().and_then(|text| text.parse().ok());\n    \
             let answers: &'static ::{name}::Answers = match number {{\n{choices}        \
                 _ => panic!(\"{VERSION} names no version\"),\n    }};\n    \
             judge::main({name}_grade::exercises(answers), &[])\n}}\n"
    )
}

fn cargo(course: &Course, folder: &Path) -> Result<(Option<PathBuf>, Vec<Diagnostic>)> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| course.root.join("target"), PathBuf::from);
    let mut command = Command::new(cargo);
    command.current_dir(folder).args(["build", "--message-format=json", "--target-dir"]).arg(target);
    let output = told(|tell| waiting::output(&mut command, tell))
        .context("cargo does not start; install Rust from rustup.rs")?;
    let (mut program, mut errors) = (None, Vec::new());
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        match serde_json::from_str(line) {
            Ok(Message::Said { message }) if message.level.starts_with("error") => errors.push(message),
            Ok(Message::Made { executable }) => program = executable.or(program),
            _ => {}
        }
    }
    if !output.status.success() && errors.is_empty() {
        bail!("cargo could not build the mutants:\n{}", String::from_utf8_lossy(&output.stderr))
    }
    Ok((program, errors))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_has_a_profile_keeps_it() {
        let root = "[profile.dev.package.moe]\ndebug = \"line-tables-only\"\n[profile.dev.package.\"*\"]\nopt-level = 0\n";
        let made: toml::Table = profiles(root, "moe").unwrap().parse().unwrap();
        let package = &made["profile"]["dev"]["package"];
        assert_eq!(package["moe"]["debug"].as_str(), Some("line-tables-only"));
        assert_eq!(package["moe"]["opt-level"].as_integer(), Some(2));
        assert_eq!(package["*"]["opt-level"].as_integer(), Some(0));
        assert_eq!(package["moe-mutants"]["incremental"].as_bool(), Some(false));
    }
}
