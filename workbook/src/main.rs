//! The command-line tool: `cargo run -- COMMAND`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use contract::output;
use workbook::author::{describe, execute, mutants, new, prove, stubs, survey};
use workbook::commands;
use workbook::judging::grade::Options;
use workbook::notebooks::mine;
use workbook::reader::{state, update};
use workbook::{Course, doctor, live, machine};

/// Attention to All-Reduce: a workbook of modern neural architectures in Rust.
#[derive(Parser)]
#[command(name = "workbook", bin_name = "cargo run --", version)]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The port of the book, or the first of those to try
    #[arg(long, default_value_t = live::PORT)]
    port: u16,
    /// Open the book in a browser
    #[arg(long)]
    open: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Judge your answers; exit code 1 if one is wrong, crashed or timed out
    Grade {
        /// Exercises or chapters, such as attention/softmax or attention; all, if none is named
        ids: Vec<String>,
        /// Print the verdicts as a JSON array
        #[arg(long)]
        json: bool,
        /// Judge the solutions instead of your answers
        #[arg(long)]
        solutions: bool,
        /// Exit with 1 also if an exercise was not attempted
        #[arg(long)]
        strict: bool,
    },
    /// List the exercises with level, minutes, file and verdict
    List {
        /// Print the list as a JSON array
        #[arg(long)]
        json: bool,
    },
    /// Show the next hint for an exercise
    Hint {
        /// The exercise, such as attention/softmax
        id: String,
        /// Show this hint, from 1 to 3, whichever is the next
        number: Option<usize>,
    },
    /// Put the stub back; your version is kept in .workbook/backups
    Reset {
        /// The exercise, such as attention/softmax
        id: String,
    },
    /// After a new release: merge its stubs into your files, and lose nothing
    Update,
    /// Write your progress, answers and notebooks into one archive
    Export {
        /// The archive to make, such as mine.tar.gz
        file: PathBuf,
    },
    /// Take progress, answers and notebooks from an archive; what it replaces is kept in .workbook/backups
    Import {
        /// The archive that export has made
        file: PathBuf,
    },
    /// Show the solution, once you have passed
    Solution {
        /// The exercise, such as attention/softmax
        id: String,
        /// Show it although the exercise has not passed
        #[arg(long)]
        spoil: bool,
    },
    /// Build the book: a folder for any web host, or to read offline
    Build {
        /// The folder; it is replaced as a whole
        #[arg(long, default_value = "target/book")]
        out: PathBuf,
        /// A PDF of it too, printed by Chromium
        #[arg(long, value_name = "FILE")]
        pdf: Option<PathBuf>,
        /// An ePub of it too
        #[arg(long, value_name = "FILE")]
        epub: Option<PathBuf>,
    },
    /// Open a chapter in JupyterLab with the Rust kernel; both are installed in .workbook/ if missing, after asking
    Notebook {
        /// The chapter, such as attention, or one of its pages, such as attention/heads; all, if none is named
        chapter: Option<String>,
        /// Let the cells call your answers instead of the solutions
        #[arg(long)]
        mine: bool,
        /// Install what is missing without asking
        #[arg(long)]
        yes: bool,
        /// Arguments for JupyterLab, after --
        #[arg(last = true)]
        extra: Vec<String>,
    },
    /// Make the notebooks from the pages, and execute the cells that have changed: for authors
    Execute {
        /// Pages, such as attention or attention/heads; all, if none is named
        pages: Vec<String>,
        /// Execute also what has not changed
        #[arg(long)]
        all: bool,
        /// Write nothing; fail if something would be written
        #[arg(long)]
        check: bool,
    },
    /// Show what is on each page: words, cells, figures, exercises, minutes: for authors
    Pages {
        /// Fail on an exercise without text, a figure that nothing refers to, a number that nothing computes
        #[arg(long)]
        check: bool,
    },
    #[command(hide = true)]
    Kernel { kernel: String, connection: String, mine: Option<String> },
    /// Show what this machine has, what each thing is for, and how to get what is missing
    Doctor,
    /// Run every kernel on this machine's GPU and on the host, compare, and write the report
    Report {
        /// Where to write it; a file for each device in kernels/reports, if not given
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Write what is shown of each exercise, chapters/NAME/exercises.json, from the graders: for authors
    Describe {
        /// Chapters, such as attention; all, if none is named
        chapters: Vec<String>,
    },
    /// Write the files of a new exercise, which then fail for what is missing: for authors
    New {
        /// Chapter and name, such as attention/softmax
        id: String,
    },
    /// Prove the graders on every seed that a reader can get, and remember it: for authors
    Prove {
        /// Chapters, such as attention; all, if none is named
        chapters: Vec<String>,
        /// Prove also what has not changed
        #[arg(long)]
        all: bool,
        /// Write nothing; prove what has changed, and one exercise of each chapter in turn
        #[arg(long)]
        check: bool,
    },
    /// Write exercises/ from solutions/: for authors
    Stubs {
        /// Only check that what is there is what would be written
        #[arg(long)]
        check: bool,
    },
    /// Change one small thing in a solution, many times over, and list what the graders let through: for authors
    Mutants {
        /// Exercises or chapters, such as attention/softmax or attention; all, if none is named
        ids: Vec<String>,
        /// Try the edits that are said to make the catalogued mistakes: each must be named as its mistake
        #[arg(long)]
        edits: bool,
        /// On how many seeds each is judged
        #[arg(long, default_value_t = 3)]
        seeds: u64,
        /// Print a line for each, not only for what is not as it should be
        #[arg(long)]
        verbose: bool,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let ended = run(arguments).and_then(|code| output::finish().map(|()| code).map_err(anyhow::Error::msg));
    ended.unwrap_or_else(|error| {
        output::err(format_args!("error: {error:#}\n"));
        ExitCode::from(2)
    })
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let course = Course::find()?;
    state::sweep(&course);
    // Before an update it is too late: the stubs are the new release's.
    if !matches!(arguments.command, Some(Command::Update)) {
        update::remember_all(&course);
    }
    match arguments.command {
        None => live::run(course, &live::Options { port: arguments.port, open: arguments.open }),
        Some(Command::Grade { ids, json, solutions, strict }) => {
            return commands::grade(&course, &ids, &Options { json, solutions, strict });
        }
        Some(Command::List { json }) => commands::list(&course, json),
        Some(Command::Hint { id, number }) => commands::hint(&course, &id, number),
        Some(Command::Reset { id }) => commands::reset(&course, &id),
        Some(Command::Solution { id, spoil }) => commands::solution(&course, &id, spoil),
        Some(Command::Update) => commands::update(&course),
        Some(Command::Export { file }) => commands::export(&course, &file),
        Some(Command::Import { file }) => commands::import(&course, &file),
        Some(Command::Build { out, pdf, epub }) => {
            commands::build(&course, &out, pdf.as_deref(), epub.as_deref())
        }
        Some(Command::Notebook { chapter, mine, yes, extra }) => {
            commands::notebook(&course, chapter.as_deref(), mine, yes, &extra)
        }
        Some(Command::Execute { pages, all, check }) => {
            execute::execute(&course, &pages, &execute::Options { all, check })
        }
        Some(Command::Pages { check }) => survey::print(&course, check),
        Some(Command::Kernel { kernel, connection, mine }) => {
            return mine::kernel(&course, &kernel, &connection, mine.as_deref());
        }
        Some(Command::Doctor) => {
            doctor::print(&course);
            Ok(())
        }
        Some(Command::Describe { chapters }) => describe::describe(&course, &chapters),
        Some(Command::New { id }) => new::new(&course, &id),
        Some(Command::Prove { chapters, all, check }) => {
            prove::prove(&course, &chapters, &prove::Options { all, check })
        }
        Some(Command::Stubs { check }) => stubs::stubs(&course, check),
        Some(Command::Mutants { ids, edits, seeds, verbose }) => {
            let well = mutants::mutants(&course, &ids, &mutants::Options { seeds, edits, verbose })?;
            return Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Some(Command::Report { out }) => machine::report(&course, out.as_deref()),
    }?;
    Ok(ExitCode::SUCCESS)
}
