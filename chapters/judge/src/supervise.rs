//! The parent's side: starts the child, holds it to its limits, and leaves no process behind.

use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap};

use crate::child::{Request, Response, VARIABLE, receive, send};
use crate::exercise::{Exercise, Who};
use crate::runner::Runner;
use crate::{Limits, Stop, random};

/// How long a child may take to start: generous, for a machine that is busy compiling.
const START: Duration = Duration::from_secs(20);

/// A child process that runs one person's code for one exercise.
pub(crate) struct Supervised {
    child: Box<dyn ChildWrapper>,
    stream: TcpStream,
    printed: Arc<Mutex<Printed>>,
    exercise: String,
    who: Who,
    limits: Limits,
    deadline: Instant,
    stopped: Option<Stop>,
}

/// The beginning and the end of what a child printed.
#[derive(Default)]
struct Printed {
    head: Vec<u8>,
    tail: Vec<u8>,
    total: usize,
    readers: usize,
}

fn lock(printed: &Mutex<Printed>) -> MutexGuard<'_, Printed> {
    printed.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Supervised {
    pub(crate) fn start(exercise: &Exercise, who: Who, limits: Limits) -> io::Result<Supervised> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let secret = format!("{:016x}{:016x}", random::fresh(), random::fresh());
        let program = std::env::current_exe()?;
        let mut command = CommandWrap::with_new(program, |command| {
            command
                .env(VARIABLE, format!("{port}:{secret}:{}:{}", limits.memory, limits.stack))
                // A backtrace takes longer than all the rest, and the report says where the panic was.
                .env("RUST_BACKTRACE", "0")
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
        });
        #[cfg(unix)]
        command.wrap(process_wrap::std::ProcessGroup::leader());
        #[cfg(windows)]
        command.wrap(process_wrap::std::JobObject).wrap(process_wrap::std::KillOnDrop);
        let mut child = command.spawn()?;

        let printed = Arc::new(Mutex::new(Printed::default()));
        let pipes: [Option<Box<dyn Read + Send>>; 2] = [
            child.stdout().take().map(|pipe| Box::new(pipe) as _),
            child.stderr().take().map(|pipe| Box::new(pipe) as _),
        ];
        for pipe in pipes.into_iter().flatten() {
            lock(&printed).readers += 1;
            let printed = printed.clone();
            std::thread::spawn(move || keep(pipe, &printed, limits.printed));
        }

        match connect(&listener, &secret, child.as_mut()) {
            Ok(stream) => Ok(Supervised {
                child,
                stream,
                printed,
                exercise: exercise.meta.id(),
                who,
                limits,
                deadline: Instant::now() + limits.time,
                stopped: None,
            }),
            Err(error) => {
                end(child.as_mut());
                Err(error)
            }
        }
    }

    fn exchange(&mut self, input: &[u8]) -> io::Result<Response> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        self.stream.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
        let request =
            Request { exercise: self.exercise.clone(), who: self.who.clone(), input: input.to_vec() };
        send(&mut self.stream, &request)?;
        receive(&mut self.stream)
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
        self.wait_for_readers();
        let tail = String::from_utf8_lossy(&lock(&self.printed).tail).into_owned();
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

    fn wait_for_readers(&self) {
        let patience = Instant::now() + Duration::from_millis(200);
        while lock(&self.printed).readers > 0 && Instant::now() < patience {
            std::thread::sleep(Duration::from_micros(200));
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

    fn printed(&mut self) -> String {
        end(self.child.as_mut());
        self.wait_for_readers();
        let printed = lock(&self.printed);
        let mut text = String::from_utf8_lossy(&printed.head).into_owned();
        if printed.total > printed.head.len() {
            text += &format!("\n... ({} bytes in all)", printed.total);
        }
        text.replace(|c: char| c.is_control() && c != '\n' && c != '\t', "\u{fffd}")
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        end(self.child.as_mut());
    }
}

/// Ends the child with everything that it started.
fn end(child: &mut dyn ChildWrapper) {
    let _ = child.start_kill();
    let _ = child.wait();
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

/// Reads a pipe to its end and keeps the first and the last `limit` bytes.
fn keep(mut pipe: Box<dyn Read + Send>, printed: &Mutex<Printed>, limit: usize) {
    let mut buffer = [0; 16 << 10];
    while let Ok(count) = pipe.read(&mut buffer) {
        if count == 0 {
            break;
        }
        let mut printed = lock(printed);
        printed.total += count;
        let room = limit.saturating_sub(printed.head.len()).min(count);
        printed.head.extend_from_slice(&buffer[..room]);
        printed.tail.extend_from_slice(&buffer[..count]);
        let surplus = printed.tail.len().saturating_sub(limit);
        printed.tail.drain(..surplus);
    }
    lock(printed).readers -= 1;
}
