//! The compiler, called as cargo called it last. While nothing but answers changes, cargo takes a quarter of the time that a reader
//! waits for a verdict, only to find that out.
//!
//! How it was called is what cargo says of it (`-vv`), so this may stop to be understood any day; and what is built may fail for
//! any reason. Then, as where any other file has changed since, cargo builds. What is built here lies in a folder of its own, and
//! cargo never takes it for its own. That a program was built from the answers as they are, it checks itself when it starts.
//!
//! While the workbook is served, what is linked to answers is linked ahead (see `bundle`).

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::bundle::Bundle;
use super::cargo::BUILD;
use super::inputs::{inputs, stamp};
use crate::course::{Chapter, Course};
use crate::reader::state;

/// How the compiler is called for the reader's answers of a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recipe {
    variables: Vec<(String, String)>,
    pub(super) compiler: String,
    arguments: Vec<String>,
    /// Where it puts what it makes.
    pub(super) folder: PathBuf,
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
    /// What was linked ahead.
    bundle: Ahead,
}

/// How far what can be linked ahead is.
enum Ahead {
    /// Nobody has asked for it.
    Unasked,
    /// It is being linked, or cannot be.
    Asked,
    Linked(Bundle),
}

fn all() -> MutexGuard<'static, BTreeMap<(PathBuf, String), Known>> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// By repository and chapter.
static KNOWN: Mutex<BTreeMap<(PathBuf, String), Known>> = Mutex::new(BTreeMap::new());

/// The answers of a chapter, by what they hold; whatever else lies there, and may be included, by names, lengths and times.
fn answers(course: &Course, chapter: &Chapter) -> u64 {
    let mut hasher = DefaultHasher::new();
    state::answers(course, &chapter.name).hash(&mut hasher);
    stamp(&course.root.join("exercises"), &mut hasher);
    hasher.finish()
}

/// Remembers how cargo has just called the compiler, by the line that says it, if nothing has changed since `inputs`.
pub(super) fn remember(course: &Course, chapter: &Chapter, line: &str, inputs: u64) {
    if inputs != super::inputs::inputs(course) {
        return;
    }
    if let Some(recipe) = Recipe::of(line, &chapter.name) {
        let known = Known { recipe, inputs, answers: None, bundle: Ahead::Unasked };
        all().insert((course.root.clone(), chapter.name.clone()), known);
    }
}

/// Links ahead, in a thread of its own, what the reader's answers of a chapter are linked with; once for each recipe.
pub(super) fn link_ahead(course: &Course, chapter: &Chapter) {
    let key = (course.root.clone(), chapter.name.clone());
    let (recipe, inputs) = match all().get_mut(&key) {
        Some(known) if matches!(known.bundle, Ahead::Unasked) => {
            known.bundle = Ahead::Asked;
            (known.recipe.clone(), known.inputs)
        }
        _ => return,
    };
    std::thread::spawn(move || {
        let Some(bundle) = Bundle::link(&recipe, &key.0, inputs) else { return };
        let mut all = all();
        let known = all.get_mut(&key).filter(|known| known.inputs == inputs && known.recipe == recipe);
        let Some(known) = known else { return };
        // Once by way of trial: what does not link is of no use, and the next time only what has changed is compiled.
        known.answers = None;
        if known.recipe.follow(&key.0, Some(&bundle), || ()).0 {
            known.bundle = Ahead::Linked(bundle);
        }
    });
}

/// Builds the reader's answers of a chapter; nothing, if that is for cargo to do.
pub(super) fn build(course: &Course, chapter: &Chapter) -> Option<PathBuf> {
    let mut all = all();
    let key = (course.root.clone(), chapter.name.clone());
    let known = all.get_mut(&key)?;
    let answers = answers(course, chapter);
    // Other files are looked at while the compiler is at work.
    let (made, inputs) = if known.answers == Some(answers) && known.recipe.program.is_file() {
        (true, inputs(course))
    } else {
        let bundle = if let Ahead::Linked(bundle) = &known.bundle { Some(bundle) } else { None };
        known.recipe.follow(&course.root, bundle, || inputs(course))
    };
    if known.inputs != inputs {
        all.remove(&key);
        return None;
    }
    known.answers = made.then_some(answers);
    made.then(|| known.recipe.program.clone())
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

    /// The compiler, as cargo calls it; arguments are still to come.
    pub(super) fn command(&self, root: &Path) -> Command {
        let mut command = Command::new(&self.compiler);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.env_remove(BUILD).current_dir(root);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// The values of an option.
    fn values<'a>(&'a self, option: &'a str) -> impl Iterator<Item = &'a str> {
        let pairs = self.arguments.windows(2);
        pairs.filter(move |pair| pair[0] == option).map(|pair| pair[1].as_str())
    }

    /// The names of the crates that are linked.
    pub(super) fn externs(&self) -> Vec<&str> {
        let pairs = self.values("--extern").filter_map(|value| value.split_once('='));
        pairs
            .filter(|(_, file)| Path::new(file).extension().is_some_and(|kind| kind == "rlib"))
            .map(|(name, _)| name)
            .collect()
    }

    /// The arguments that hold for whatever is linked with these crates.
    pub(super) fn kept(&self) -> Vec<&str> {
        const ITS_OWN: [&str; 4] = ["incremental=", "metadata=", "extra-filename=", "debuginfo="];
        let edition = self.arguments.iter().map(String::as_str).filter(|word| word.starts_with("--edition"));
        let options = ["-L", "--extern", "-C"].into_iter().flat_map(|option| {
            let values =
                self.values(option).filter(|value| !ITS_OWN.iter().any(|own| value.starts_with(own)));
            values.flat_map(move |value| [option, value])
        });
        edition.chain(options).collect()
    }

    /// Calls the compiler, and looks at something while it is at work. Whether it has made the program, and what was seen.
    fn follow<T>(&self, root: &Path, bundle: Option<&Bundle>, look: impl FnOnce() -> T) -> (bool, T) {
        // A program that is there is not to be taken for one that was made.
        let is_free = fs::create_dir_all(&self.folder).is_ok()
            && (!self.program.exists() || fs::remove_file(&self.program).is_ok());
        let mut command = self.command(root);
        let known = format!("incremental={}", self.folder.join("incremental").display());
        let arguments = self.arguments.iter().map(|argument| match bundle {
            // What was compiled otherwise is no help.
            Some(_) if *argument == known => format!("{argument}-served"),
            _ => argument.clone(),
        });
        command.args(arguments).args(bundle.map(Bundle::arguments).unwrap_or_default());
        let mut compiler = is_free.then(|| command.spawn().ok()).flatten();
        let seen = look();
        let ended = compiler.as_mut().and_then(|compiler| compiler.wait().ok());
        (ended.is_some_and(|status| status.success()) && self.program.is_file(), seen)
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
}
