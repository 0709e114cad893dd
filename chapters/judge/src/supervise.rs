//! The parent's side: starts the child, holds it to its limits, and leaves no process behind.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};
use std::process::{ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap};

use crate::child::{Request, Response, VARIABLE, receive, send};
use crate::exercise::{Exercise, Who};
use crate::printed::Printed;
use crate::runner::Runner;
use crate::{Limits, Stop, descendants, random};

/// How long a child may take to start: generous, for a machine that is busy compiling.
const START: Duration = Duration::from_secs(20);

/// A child process that runs one person's code for one exercise.
pub(crate) struct Supervised {
    child: Box<dyn ChildWrapper>,
    stream: TcpStream,
    printed: Printed,
    calls: usize,
    exercise: String,
    who: Who,
    limits: Limits,
    /// What is left of its time. The judge's own is not counted.
    left: Duration,
    stopped: Option<Stop>,
}

/// The processes of answers that this judge has started, by their ids. It is held while one is started or waited for: what
/// else descends from the judge then is a stray.
static ANSWERS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

fn answers() -> MutexGuard<'static, BTreeSet<u32>> {
    ANSWERS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Supervised {
    /// # Errors
    /// If the surroundings allow no such process: that says nothing about the answer.
    pub(crate) fn start(exercise: &Exercise, who: Who, limits: Limits) -> Result<Supervised, String> {
        let listener = listen().map_err(|why| {
            format!(
                "the judge cannot listen on 127.0.0.1, where it speaks with the process of an answer: {why}"
            )
        })?;
        let secret = format!("{:016x}{:016x}", random::fresh(), random::fresh());
        let (mut child, mut printed) = spawn(&listener, &secret, limits)
            .map_err(|why| format!("no process can be started for an answer: {why}"))?;
        match connect(&listener, &secret, child.as_mut()) {
            Ok(stream) => Ok(Supervised {
                child,
                stream,
                printed,
                calls: 0,
                exercise: exercise.meta.id(),
                who,
                limits,
                left: limits.time,
                stopped: None,
            }),
            Err(why) => {
                end(child.as_mut());
                let said = printed.tail();
                Err(format!("the process of an answer does not reach the judge on 127.0.0.1: {why}\n{said}")
                    .trim_end()
                    .to_owned())
            }
        }
    }

    fn exchange(&mut self, input: &[u8]) -> io::Result<Response> {
        self.printed.next_call();
        self.calls += 1;
        let start = Instant::now();
        self.stream.set_read_timeout(Some(self.left.max(Duration::from_millis(1))))?;
        let request =
            Request { exercise: self.exercise.clone(), who: self.who.clone(), input: input.to_vec() };
        let answered = send(&mut self.stream, &request).and_then(|()| receive(&mut self.stream));
        self.left = self.left.saturating_sub(start.elapsed());
        answered
    }

    /// Why the child's side of the connection ended.
    fn cause_of_death(&mut self) -> String {
        // The connection closes a moment before the process is gone.
        let patience = Instant::now() + Duration::from_secs(2);
        let status = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break Some(status),
                Ok(None) if Instant::now() < patience => std::thread::sleep(Duration::from_micros(500)),
                _ => break None,
            }
        };
        end(self.child.as_mut());
        let tail = self.printed.tail();
        if tail.contains("has overflowed its stack") {
            let mib = self.limits.stack >> 20;
            return format!("overflowed its stack of {mib} MiB: does a recursion never end?");
        }
        if tail.contains("memory allocation of ") {
            return format!("asked for more than {} MiB of memory", self.limits.memory >> 20);
        }
        let Some(status) = status else { return "closed the judge's connection".into() };
        match status.code() {
            Some(code) => format!("ended the process with exit code {code} before returning a value"),
            None => format!("its process was ended: {}", signal(status)),
        }
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    let name = status.signal().and_then(|number| nix::sys::signal::Signal::try_from(number).ok());
    name.map_or_else(|| status.to_string(), |name| name.to_string())
}

#[cfg(not(unix))]
fn signal(status: ExitStatus) -> String {
    status.to_string()
}

impl Runner for Supervised {
    fn call(&mut self, input: &[u8]) -> Result<(Vec<u8>, usize), Stop> {
        if let Some(stop) = &self.stopped {
            return Err(stop.clone());
        }
        let stop = match self.exchange(input) {
            Ok(Response { output, peak }) => return output.map(|output| (output, peak)),
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                    Stop::TimedOut { seconds: self.limits.time.as_secs_f64() }
                }
                io::ErrorKind::InvalidData => {
                    Stop::Died { cause: format!("returned what cannot be read: {error}") }
                }
                _ => Stop::Died { cause: self.cause_of_death() },
            },
        };
        end(self.child.as_mut());
        self.stopped = Some(stop.clone());
        Err(stop)
    }

    fn calls(&self) -> usize {
        self.calls
    }

    fn spent(&self) -> Option<Duration> {
        Some(self.limits.time.saturating_sub(self.left))
    }

    fn printed(&mut self, call: usize) -> String {
        self.printed.of(call)
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        end(self.child.as_mut());
    }
}

/// Ends the child with everything that it started.
fn end(child: &mut dyn ChildWrapper) {
    let process = child.id();
    let _ = child.start_kill();
    let mut answers = answers();
    let _ = child.wait();
    if answers.remove(&process) {
        descendants::end_strays(&answers);
    }
}

fn listen() -> io::Result<TcpListener> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Starts this program as a child that is to connect, and reads what it prints.
fn spawn(
    listener: &TcpListener,
    secret: &str,
    limits: Limits,
) -> io::Result<(Box<dyn ChildWrapper>, Printed)> {
    descendants::adopt();
    let port = listener.local_addr()?.port();
    let (reader, writer) = io::pipe()?;
    let (out, err) = (writer.try_clone()?, writer.try_clone()?);
    let mut command = CommandWrap::with_new(std::env::current_exe()?, |command| {
        command
            .env(VARIABLE, format!("{port}:{secret}:{}:{}", limits.memory, limits.stack))
            // A backtrace takes longer than all the rest, and the report says where the panic was.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err);
    });
    #[cfg(unix)]
    command.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    command.wrap(process_wrap::std::JobObject).wrap(process_wrap::std::KillOnDrop);
    let mut answers = answers();
    let child = command.spawn()?;
    answers.insert(child.id());
    Ok((child, Printed::new((reader, writer), limits.printed)))
}

/// Waits until the child proves with the secret that it is the one.
fn connect(listener: &TcpListener, secret: &str, child: &mut dyn ChildWrapper) -> io::Result<TcpStream> {
    let patience = Instant::now() + START;
    loop {
        match listener.accept() {
            Ok((mut stream, _)) => {
                stream.set_nonblocking(false)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(Duration::from_secs(1)))?;
                let mut said = vec![0; secret.len()];
                if stream.read_exact(&mut said).is_ok() && said == secret.as_bytes() {
                    return Ok(stream);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                if let Some(status) = child.try_wait()? {
                    return Err(io::Error::other(format!("it ended before it started to work: {status}")));
                }
                if Instant::now() > patience {
                    return Err(io::Error::new(io::ErrorKind::TimedOut, "it did not start in time"));
                }
                std::thread::sleep(Duration::from_micros(100));
            }
            Err(error) => return Err(error),
        }
    }
}
