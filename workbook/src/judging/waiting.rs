//! A run of cargo of which only its end is wanted: while another cargo holds the lock of the target folder, that is said.

use std::io::{BufRead, BufReader, Read, Result};
use std::process::{Command, Output, Stdio};

use super::Step;

/// Whether a line of cargo's says that it waits for another.
pub(super) fn is_waiting(line: &str) -> bool {
    line.trim_start().starts_with("Blocking")
}

/// What a command writes, as [`Command::output`] has it.
pub(crate) fn output(command: &mut Command, tell: &mut dyn FnMut(Step)) -> Result<Output> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let reading = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stdout.map_or(Ok(0), |mut stdout| stdout.read_to_end(&mut bytes)).map(|_| bytes)
    });
    let mut said = Vec::new();
    for line in stderr.into_iter().flat_map(|stderr| BufReader::new(stderr).split(b'\n')) {
        let line = line?;
        if is_waiting(&String::from_utf8_lossy(&line)) {
            tell(Step::Waits);
        }
        said.extend(line);
        said.push(b'\n');
    }
    let stdout = reading.join().unwrap_or_else(|_| Ok(Vec::new()))?;
    Ok(Output { status: child.wait()?, stdout, stderr: said })
}
