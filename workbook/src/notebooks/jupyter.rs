//! Jupyter and its Rust kernel: finding them, installing them under `.workbook/`, running notebooks.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tempfile::TempPath;

use crate::reader::state;
use crate::{Course, machine};

/// The Rust kernel that the notebooks are executed with.
const EVCXR: &str = "0.22.0";
/// The JupyterLab that is installed.
const LAB: &str = "jupyterlab==4.6.*";

/// A Jupyter with the Rust kernel.
pub struct Jupyter {
    program: PathBuf,
    kernel: PathBuf,
    /// Where the kernel is described: a value for `JUPYTER_PATH`.
    data: PathBuf,
    /// The workbook's program, which starts kernels.
    tool: PathBuf,
}

/// Which answers a notebook's cells call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answers<'a> {
    /// The solutions.
    Solutions,
    /// The reader's in this chapter, with the solution where there is none that compiles.
    Mine(&'a str),
}

fn folder(course: &Course) -> PathBuf {
    course.root.join(".workbook")
}

/// A program below a virtual environment or an install root.
fn program(root: &Path, name: &str) -> PathBuf {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let path = root.join(folder).join(&file);
    // `cargo install --root` says bin everywhere.
    if path.exists() { path } else { root.join("bin").join(file) }
}

fn runs(program: &Path, arguments: &[&str]) -> bool {
    let status = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

fn own_jupyter(course: &Course) -> PathBuf {
    folder(course).join("jupyter")
}

fn own_evcxr(course: &Course) -> PathBuf {
    folder(course).join("evcxr")
}

/// Where `jupyter` may be: the workbook's own, and the one on the path.
pub(crate) fn jupyters(course: &Course) -> [PathBuf; 2] {
    [program(&own_jupyter(course), "jupyter"), PathBuf::from("jupyter")]
}

/// Where the kernel's program may be: the workbook's own, and the one on the path.
pub(crate) fn evcxrs(course: &Course) -> [PathBuf; 2] {
    [program(&own_evcxr(course), "evcxr_jupyter"), PathBuf::from("evcxr_jupyter")]
}

/// The `jupyter` program with JupyterLab.
pub fn find_jupyter(course: &Course) -> Option<PathBuf> {
    jupyters(course).into_iter().find(|jupyter| runs(jupyter, &["lab", "--version"]))
}

/// The kernel's program.
pub fn find_evcxr(course: &Course) -> Option<PathBuf> {
    evcxrs(course).into_iter().find(|evcxr| runs(evcxr, &["--help"]))
}

/// Jupyter with the Rust kernel, if both are there.
///
/// # Errors
/// If one is missing; the message says which, and how to get it.
pub fn find(course: &Course) -> Result<Jupyter> {
    match (find_jupyter(course), find_evcxr(course)) {
        (Some(program), Some(kernel)) => {
            let tool = std::env::current_exe().context("this program knows its own file")?;
            Ok(Jupyter { program, kernel, data: folder(course).join("jupyter-data"), tool })
        }
        (jupyter, evcxr) => {
            let missing = [(jupyter, "JupyterLab"), (evcxr, "the Rust kernel evcxr_jupyter")];
            let missing: Vec<&str> =
                missing.iter().filter(|(p, _)| p.is_none()).map(|(_, name)| *name).collect();
            bail!(
                "missing: {}. `cargo run -- notebook --yes` installs them in .workbook/",
                missing.join(" and ")
            )
        }
    }
}

/// The same, after installing what is missing under `.workbook/`. Asks first, unless `yes`.
///
/// # Errors
/// If the reader declines, Python is missing, or an installation fails.
pub fn find_or_install(course: &Course, yes: bool) -> Result<Jupyter> {
    let (jupyter, evcxr) = (find_jupyter(course), find_evcxr(course));
    let mut plan = Vec::new();
    if jupyter.is_none() {
        plan.push(format!("JupyterLab from PyPI, in {} (a minute)", own_jupyter(course).display()));
    }
    if evcxr.is_none() {
        plan.push(format!(
            "evcxr_jupyter {EVCXR} from crates.io, in {} (about six minutes)",
            own_evcxr(course).display()
        ));
    }
    if !plan.is_empty() {
        println!("To be installed, touching nothing outside this folder:");
        println!("  {}", plan.join("\n  "));
        if !yes && !agreed()? {
            bail!("nothing was installed")
        }
    }
    if jupyter.is_none() {
        install_jupyter(&own_jupyter(course))?;
    }
    if evcxr.is_none() {
        install_evcxr(&own_evcxr(course))?;
    }
    find(course)
}

fn agreed() -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("no terminal to ask on; run it again with --yes to install the above")
    }
    print!("Go on? [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn run(command: &mut Command, hint: &str) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("{name} does not start; {hint}"))?;
    if !status.success() {
        bail!("{name} ended with {status}; {hint}")
    }
    Ok(())
}

fn install_jupyter(venv: &Path) -> Result<()> {
    let pythons: &[&str] = if cfg!(windows) { &["py", "python"] } else { &["python3", "python"] };
    let version = "import sys; sys.exit(sys.version_info < (3, 9))";
    let Some(python) = pythons.iter().find(|python| runs(Path::new(python), &["-c", version])) else {
        bail!("Python 3.9 or newer is needed: python.org, or your system's package python3")
    };
    let hint = "on Debian and Ubuntu: apt install python3-venv";
    run(Command::new(python).args(["-m", "venv"]).arg(venv), hint)?;
    let pip = "is there a connection to PyPI?";
    run(Command::new(program(venv, "python")).args(["-m", "pip", "install", "--quiet", LAB]), pip)
}

fn install_evcxr(root: &Path) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["install", "--locked", "--version", EVCXR, "evcxr_jupyter", "--root"]).arg(root);
    // The profile of `cargo run` is not for it.
    command.env_remove("CARGO_TARGET_DIR");
    run(&mut command, "it needs Rust 1.95 (rustup update) and a connection to crates.io")
}

impl Jupyter {
    /// The same with another program for the workbook's: for a test, whose own program is not the tool.
    #[must_use]
    pub fn with_tool(self, tool: PathBuf) -> Jupyter {
        Jupyter { tool, ..self }
    }

    /// Describes the kernel to Jupyter, so that it is found whatever the reader has installed besides.
    fn describe_kernel(&self, course: &Course, answers: Answers<'_>) -> Result<()> {
        let settings = folder(course).join("evcxr-settings");
        // The reader's own settings are not for it. Its cache is not used: two kernels at once spoil it for each other.
        state::write(&settings.join("init.evcxr"), b"")?;
        let program = |path: &Path| path.to_string_lossy().into_owned();
        let mut argv =
            vec![program(&self.tool), "kernel".into(), program(&self.kernel), "{connection_file}".into()];
        if let Answers::Mine(chapter) = answers {
            argv.push(chapter.into());
        }
        let description = json!({
            "argv": argv,
            "display_name": "Rust",
            "language": "rust",
            "interrupt_mode": "message",
            "env": {"EVCXR_CONFIG_DIR": settings},
        });
        let path = self.data.join("kernels/rust/kernel.json");
        state::write(&path, serde_json::to_string_pretty(&description)?.as_bytes())
    }

    fn command(&self, subcommand: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(subcommand).env("JUPYTER_PATH", &self.data);
        command
    }

    /// Executes a notebook, also the cells after one that fails, and returns where the result is until that is dropped.
    ///
    /// # Errors
    /// If Jupyter or the kernel fails.
    pub fn execute(
        &self,
        course: &Course,
        name: &str,
        notebook: &str,
        answers: Answers<'_>,
    ) -> Result<TempPath> {
        self.describe_kernel(course, answers)?;
        // As deep as book/notebooks, so that ../../chapters is the same folder.
        let folder = folder(course).join("executed");
        fs::create_dir_all(&folder)?;
        // Of its own, since another run may execute the same.
        let path =
            tempfile::Builder::new().prefix(name).suffix(".ipynb").tempfile_in(&folder)?.into_temp_path();
        fs::write(&path, notebook)?;
        let output = self
            .command("execute")
            .args([
                "--inplace",
                "--allow-errors",
                "--kernel_name=rust",
                "--startup_timeout=600",
                "--timeout=600",
            ])
            .arg(&path)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .output()
            .context("jupyter does not start")?;
        if !output.status.success() {
            bail!("{name}: jupyter ended with {}\n{}", output.status, String::from_utf8_lossy(&output.stderr))
        }
        Ok(path)
    }

    /// Opens a folder of notebooks in JupyterLab, with one of them where it is named, and returns when it ends.
    ///
    /// # Errors
    /// If JupyterLab does not start.
    pub fn open(
        &self,
        course: &Course,
        notebooks: &[PathBuf],
        first: Option<&Path>,
        answers: Answers<'_>,
        extra: &[String],
    ) -> Result<()> {
        self.describe_kernel(course, answers)?;
        let folder = notebooks.first().and_then(|path| path.parent()).context("there is a notebook")?;
        // The outputs come from the book: figures are shown before the first run.
        let _ = self.command("trust").args(notebooks).stdout(Stdio::null()).stderr(Stdio::null()).status();
        let mut lab = self.command("lab");
        lab.arg(format!("--ServerApp.root_dir={}", folder.display()));
        // It would ask other hosts for news.
        lab.args(["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.news_url="]);
        // It tells what it does in a hundred lines; its address and warnings are shown all the same. And Control-C would have it
        // ask, when nobody is there any more to answer.
        lab.args(["--Application.log_level=WARN", "-y"]);
        println!("JupyterLab opens in your browser, or at the address below. Control-C ends it.");
        if machine::is_root() {
            lab.arg("--allow-root");
            println!("You are root here, as in most containers, so it is started with --allow-root.");
        }
        lab.args(extra);
        lab.args(first);
        run(lab.current_dir(folder), "what it said is above, and `cargo run -- doctor` shows what is there")
    }
}

/// Puts a copy of the book's notebook where the reader can work on it. What the reader has changed is kept.
///
/// # Errors
/// If `.workbook` cannot be written.
pub fn working_copy(course: &Course, folder_name: &str, file: &str, fresh: &str) -> Result<PathBuf> {
    let folder = folder(course).join(folder_name);
    let (path, origin) = (folder.join(file), folder.join(".origin").join(file));
    let theirs = fs::read_to_string(&path).ok();
    let before = fs::read_to_string(&origin).ok();
    if theirs.is_none() || theirs == before {
        state::write(&path, fresh.as_bytes())?;
        state::write(&origin, fresh.as_bytes())?;
    } else if before.as_deref() != Some(fresh) {
        println!(
            "{} is yours and stays as it is. The book's has changed since; to get it, rename yours.",
            path.display()
        );
    }
    Ok(path)
}
