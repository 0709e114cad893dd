//! PyTorch in a process of its own, asked line by line.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::ladder::Size;

/// A Python that has PyTorch, waiting.
pub(super) struct Torch {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    /// Its version.
    pub(super) version: String,
}

impl Torch {
    /// Starts it; nothing if this Python has no PyTorch.
    pub(super) fn start(python: &str) -> Option<Torch> {
        let mut child = Command::new(python)
            .args(["-u", "-c", include_str!("torch.py")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let (to, from) = (child.stdin.take()?, BufReader::new(child.stdout.take()?));
        let mut torch = Torch { child, to, from, version: String::new() };
        torch.version = torch.answer().ok()?;
        Some(torch)
    }

    /// Makes the inputs, and says what is compared beside PyTorch's version: `fla-core 0.6.0`, or nothing more. `None` if PyTorch has nothing
    /// to compare with this ladder.
    ///
    /// # Errors
    /// If it does not answer.
    pub(super) fn prepare(&mut self, ladder: &str, size: Size) -> Result<Option<String>> {
        let answer = self.ask(&format!("prepare {ladder} {} {}", size.length, size.width))?;
        Ok(answer.strip_prefix("ok").map(|more| more.trim().to_owned()))
    }

    /// The seconds of one call.
    ///
    /// # Errors
    /// If it does not answer.
    pub(super) fn time(&mut self, threads: usize, calls: usize) -> Result<f64> {
        let answer = self.ask(&format!("time {threads} {calls}"))?;
        // Its threads look for work for a while before they sleep.
        std::thread::sleep(std::time::Duration::from_millis(10));
        answer.parse().with_context(|| format!("PyTorch answered {answer:?}"))
    }

    fn ask(&mut self, line: &str) -> Result<String> {
        writeln!(self.to, "{line}").context("PyTorch is gone")?;
        self.answer()
    }

    fn answer(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.from.read_line(&mut line).context("PyTorch is gone")? == 0 {
            bail!("PyTorch is gone")
        }
        Ok(line.trim().to_owned())
    }
}

impl Drop for Torch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
