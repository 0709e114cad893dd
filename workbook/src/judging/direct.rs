//! The compiler, called as cargo called it last. While nothing but answers changes, cargo takes a quarter of the time that a reader
//! waits for a verdict, only to find that out.
//!
//! How it was called is what cargo says of it (`-vv`), so this may stop to be understood any day; and what is built may fail for
//! any reason. Then, as where any other file has changed since, cargo builds. What is built here lies in a folder of its own, and
//! cargo never takes it for its own. That a program was built from the answers as they are, it checks itself when it starts.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::cargo::BUILD;
use crate::course::{Chapter, Course};
use crate::reader::state;

/// What is built into a judge besides answers.
const INPUTS: [&str; 8] = [
    "chapters",
    "kernels",
    "solutions",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain",
    "rust-toolchain.toml",
    ".cargo",
];

/// How the compiler is called for the reader's answers of a chapter.
#[derive(Debug, PartialEq, Eq)]
struct Recipe {
    variables: Vec<(String, String)>,
    compiler: String,
    arguments: Vec<String>,
    /// Where it puts what it makes.
    folder: PathBuf,
    /// The program that it makes.
    program: PathBuf,
}

/// A recipe, and what it holds for.
struct Known {
    recipe: Recipe,
    /// What else is built into the program, as it was.
    inputs: u64,
    /// The answers that are in the program; none, before it was made.
    answers: Option<u64>,
}

/// By repository and chapter.
static KNOWN: Mutex<BTreeMap<(PathBuf, String), Known>> = Mutex::new(BTreeMap::new());

/// What is built into a chapter's judge besides answers, by names, lengths and times; cargo goes by no more.
pub(super) fn inputs(course: &Course) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in INPUTS {
        stamp(&course.root.join(part), &mut hasher);
    }
    hasher.finish()
}

fn stamp(path: &Path, hasher: &mut DefaultHasher) {
    let Ok(metadata) = fs::symlink_metadata(path) else { return };
    if !metadata.is_dir() {
        (path, is_as_it_is(&metadata)).hash(hasher);
        return;
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in &paths {
        stamp(path, hasher);
    }
}

fn is_as_it_is(metadata: &Metadata) -> (u64, Option<std::time::SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

/// The answers of a chapter, by what they hold; whatever else lies there, and may be included, by names, lengths and times.
fn answers(course: &Course, chapter: &Chapter) -> u64 {
    let mut hasher = DefaultHasher::new();
    state::answers(course, &chapter.name).hash(&mut hasher);
    stamp(&course.root.join("exercises"), &mut hasher);
    hasher.finish()
}

/// Remembers how cargo has just called the compiler, by the line that says it, if nothing has changed since `inputs`.
pub(super) fn remember(course: &Course, chapter: &Chapter, line: &str, inputs: u64) {
    if inputs != self::inputs(course) {
        return;
    }
    if let Some(recipe) = Recipe::of(line, &chapter.name) {
        let known = Known { recipe, inputs, answers: None };
        let key = (course.root.clone(), chapter.name.clone());
        KNOWN.lock().unwrap_or_else(PoisonError::into_inner).insert(key, known);
    }
}

/// Builds the reader's answers of a chapter; nothing, if that is for cargo to do.
pub(super) fn build(course: &Course, chapter: &Chapter) -> Option<PathBuf> {
    let mut all = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (course.root.clone(), chapter.name.clone());
    let known = all.get_mut(&key)?;
    if known.inputs != inputs(course) {
        all.remove(&key);
        return None;
    }
    let answers = answers(course, chapter);
    let is_built = known.answers == Some(answers) && known.recipe.program.is_file();
    if !is_built && !known.recipe.follow(&course.root) {
        known.answers = None;
        return None;
    }
    known.answers = Some(answers);
    Some(known.recipe.program.clone())
}

impl Recipe {
    /// What cargo says: `Running`, and between accents variables, the compiler and its arguments, as a shell would have them.
    fn of(line: &str, chapter: &str) -> Option<Recipe> {
        let call = line.trim().strip_prefix("Running `")?.strip_suffix('`')?;
        let mut words = shlex::split(call)?.into_iter().peekable();
        let mut variables = Vec::new();
        while let Some((name, value)) = words.peek().and_then(|word| word.split_once('=')) {
            variables.push((name.to_owned(), value.to_owned()));
            words.next();
        }
        let compiler = words.next()?;
        let mut arguments: Vec<String> = words.collect();
        let after = |name: &str| arguments.iter().position(|word| word == name).map(|at| at + 1);
        let name = arguments.get(after("--crate-name")?)?.clone();
        let with = |start: &str| arguments.iter().position(|word| word.starts_with(start));
        let ending = arguments[with("extra-filename=")?].strip_prefix("extra-filename=")?.to_owned();
        let out = after("--out-dir")?;
        let folder = Path::new(arguments.get(out)?).parent()?.join("served").join(chapter);
        let program = folder.join(format!("{name}{ending}"));
        if let Some(at) = with("incremental=") {
            arguments[at] = format!("incremental={}", folder.join("incremental").to_str()?);
        }
        folder.to_str()?.clone_into(&mut arguments[out]);
        Some(Recipe { variables, compiler, arguments, folder, program })
    }

    /// Calls the compiler. Whether it has made the program.
    fn follow(&self, root: &Path) -> bool {
        // A program that is there is not to be taken for one that was made.
        let is_free = fs::create_dir_all(&self.folder).is_ok()
            && (!self.program.exists() || fs::remove_file(&self.program).is_ok());
        let mut command = Command::new(&self.compiler);
        command.args(&self.arguments).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.env_remove(BUILD).current_dir(root);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        is_free && command.status().is_ok_and(|status| status.success()) && self.program.is_file()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_understood_as_cargo_says_it() {
        let line = "     Running `CARGO=/bin/cargo CARGO_PKG_DESCRIPTION='It'\\''s a ship' OUT_DIR='/a b/out' /bin/rustc --crate-name \
            exercises sea/tests/exercises.rs --check-cfg 'cfg(skip, values(any()))' -C extra-filename=-12ab --out-dir '/a b/debug/deps' \
            -C incremental=/x/incremental --extern 'sea=/a b/libsea.rlib'`";
        let recipe = Recipe::of(line, "sea").unwrap();
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let expected =
            [("CARGO", "/bin/cargo"), ("CARGO_PKG_DESCRIPTION", "It's a ship"), ("OUT_DIR", "/a b/out")];
        assert_eq!(recipe.variables, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(recipe.compiler, "/bin/rustc");
        let folder = Path::new("/a b/debug/served/sea");
        assert_eq!(recipe.program, folder.join("exercises-12ab"));
        let incremental = format!("incremental={}", folder.join("incremental").display());
        let expected = owned(&[
            "--crate-name",
            "exercises",
            "sea/tests/exercises.rs",
            "--check-cfg",
            "cfg(skip, values(any()))",
            "-C",
            "extra-filename=-12ab",
            "--out-dir",
            folder.to_str().unwrap(),
            "-C",
            &incremental,
            "--extern",
            "sea=/a b/libsea.rlib",
        ]);
        assert_eq!(recipe.arguments, expected);
        for other in [
            "",
            "Running `rustc",
            "   Compiling sea",
            "Running `rustc --crate-name exercises x.rs`",
            "Running `A='b`",
        ] {
            assert_eq!(Recipe::of(other, "sea"), None, "{other}");
        }
    }

    #[test]
    fn a_change_of_any_other_file_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let course = Course { root: folder.path().to_path_buf(), chapters: Vec::new() };
        let write = |file: &str, text: &str| {
            let path = course.root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
            inputs(&course)
        };
        let first = write("chapters/sea/src/lib.rs", "1");
        assert_eq!(write("exercises/sea/ship.rs", "1"), first, "an answer is compiled whatever its time is");
        let second = write("chapters/sea/src/lib.rs", "22");
        let third = write("kernels/new.rs", "");
        let fourth = write("Cargo.toml", "");
        let all = [first, second, third, fourth];
        assert!((1..4).all(|i| !all[..i].contains(&all[i])), "{all:?}");
    }
}
