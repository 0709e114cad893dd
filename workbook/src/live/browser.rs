//! Opening an address in the reader's browser.

use std::process::{Child, Command, Stdio};

/// An address that is being opened, by a program that may fail, and may take as long as it likes.
pub(super) struct Opening {
    program: &'static str,
    address: String,
    started: std::io::Result<Child>,
    told: bool,
}

impl Opening {
    pub(super) fn of(address: String) -> Opening {
        let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
            ("open", &[])
        } else if cfg!(windows) {
            ("cmd", &["/C", "start", ""])
        } else {
            ("xdg-open", &[])
        };
        let started = Command::new(program)
            .args(arguments)
            .arg(&address)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Opening { program, address, started, told: false }
    }

    /// Why nothing opens, once, as soon as that is known.
    pub(super) fn failure(&mut self) -> Option<String> {
        let why = match &mut self.started {
            _ if self.told => return None,
            Ok(child) => match child.try_wait() {
                Ok(Some(status)) if !status.success() => format!("ended with {status}"),
                _ => return None,
            },
            Err(error) => format!("does not start: {error}"),
        };
        self.told = true;
        Some(format!("No browser could be opened ({} {why}). The page is {}", self.program, self.address))
    }
}
