//! What can be asked for.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::{EXPERIMENTS, language, list, root};

/// Training experiments, on the CPU, that draw the book's recorded figures.
#[derive(Debug, Parser)]
#[command(name = "lab", after_help = after_help())]
pub(crate) struct Arguments {
    /// Which experiment, or `list`.
    pub(crate) name: String,
    /// What everything random depends on.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// `small` takes seconds and shows that everything works; `full` is what the book shows.
    #[arg(long, value_enum, default_value_t = Size::Full)]
    pub(crate) size: Size,
    /// Which routers the language model is trained with; `language` only.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "deepseek")]
    pub(crate) router: Vec<language::Router>,
    /// Starts over, whatever an interrupted run has left.
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Where the result goes. By default to book/data/CHAPTER-NAME.json; results of size small, or of the reader's answers, go to
    /// target/lab.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// How large an experiment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Size {
    /// So small that a test can afford it.
    #[value(skip)]
    Tiny,
    /// Some seconds.
    Small,
    /// What the book shows: some minutes.
    Full,
}

impl Size {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Size::Tiny => "tiny",
            Size::Small => "small",
            Size::Full => "full",
        }
    }

    /// One of three values.
    pub(crate) fn of<T>(self, tiny: T, small: T, full: T) -> T {
        match self {
            Size::Tiny => tiny,
            Size::Small => small,
            Size::Full => full,
        }
    }
}

fn after_help() -> String {
    format!("Experiments:\n{}", list())
}

/// Where the result goes without `--out`.
pub(crate) fn place(arguments: &Arguments) -> PathBuf {
    let book = arguments.size == Size::Full && !cfg!(feature = "mine");
    let folder = if book { "book/data" } else { "target/lab" };
    let by = if cfg!(feature = "mine") { "-mine" } else { "" };
    let size = if arguments.size == Size::Full { "" } else { "-small" };
    let chapter = EXPERIMENTS.iter().find(|experiment| experiment.name == arguments.name);
    let chapter = chapter.map_or("lab", |experiment| experiment.chapter);
    root().join(folder).join(format!("{chapter}-{}{by}{size}.json", arguments.name))
}

/// The command as it can be typed again. Size, seed and router are there where they are not the default.
pub(crate) fn command(arguments: &Arguments) -> String {
    let mut command = "cargo run --release -p lab".to_owned();
    if cfg!(feature = "mine") {
        command += " --features mine";
    }
    command += &format!(" -- {}", arguments.name);
    if arguments.seed != 0 {
        command += &format!(" --seed {}", arguments.seed);
    }
    if arguments.size != Size::Full {
        command += &format!(" --size {}", arguments.size.name());
    }
    if arguments.name == "language" && arguments.router != [language::Router::Deepseek] {
        let names: Vec<&str> = arguments.router.iter().map(|router| router.name()).collect();
        command += &format!(" --router {}", names.join(","));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(text: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(text.split(' '))
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let error = arguments("lab balance --size huge").unwrap_err().to_string();
        assert!(error.contains("huge") && error.contains("small") && error.contains("full"), "{error}");
        assert!(arguments("lab balance --seed -1").is_err() && arguments("lab").is_err());
        assert!(arguments("lab balance --size tiny").is_err());
    }

    #[test]
    fn the_command_can_be_typed_again() {
        for text in [
            "lab balance",
            "lab language --seed 3 --size small --router deepseek,switch",
            "lab gates --size small",
        ] {
            let first = command(&arguments(text).unwrap());
            let (_, typed) = first.split_once("-- ").unwrap();
            assert_eq!(command(&arguments(&format!("lab {typed}")).unwrap()), first);
        }
    }
}
