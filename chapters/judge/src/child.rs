//! The child process: it runs answers and does nothing else.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;

use serde::{Deserialize, Serialize};

use crate::exercise::{Exercise, Who};
use crate::wire::{decode, encode};
use crate::{Stop, memory, panics};

/// Names the parent's port, a secret, and the limits; its presence makes a test binary a child.
pub(crate) const VARIABLE: &str = "JUDGE_CHILD";

/// A message longer than this is not read.
const LARGEST: usize = 64 << 20;

#[derive(Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) exercise: String,
    pub(crate) who: Who,
    pub(crate) input: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Response {
    pub(crate) output: Result<Vec<u8>, Stop>,
    pub(crate) peak: usize,
}

pub(crate) fn send<T: Serialize>(stream: &mut TcpStream, message: &T) -> io::Result<()> {
    let bytes = encode(message);
    let mut frame = (bytes.len() as u32).to_le_bytes().to_vec();
    frame.extend_from_slice(&bytes);
    stream.write_all(&frame)
}

pub(crate) fn receive<T: serde::de::DeserializeOwned>(stream: &mut TcpStream) -> io::Result<T> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > LARGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("the output has {length} bytes")));
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes)?;
    decode(&bytes).map_err(|cause| io::Error::new(io::ErrorKind::InvalidData, cause))
}

/// If this process was started as a child, serves its parent until that is gone, and never returns.
pub(crate) fn serve_if_child(exercises: &[Exercise]) {
    let Ok(variable) = std::env::var(VARIABLE) else { return };
    let code = match serve(&variable, exercises) {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("the judge's child process: {error}");
            2
        }
    };
    std::process::exit(code);
}

fn serve(variable: &str, exercises: &[Exercise]) -> io::Result<()> {
    let invalid = || io::Error::new(io::ErrorKind::InvalidInput, format!("{VARIABLE}={variable}"));
    let fields: Vec<&str> = variable.split(':').collect();
    let [port, secret, memory, stack] = fields[..] else { return Err(invalid()) };
    let number = |text: &str| text.parse::<usize>().map_err(|_| invalid());

    crate::descendants::adopt();
    let mut requests = TcpStream::connect(("127.0.0.1", number(port)? as u16))?;
    requests.set_nodelay(true)?;
    requests.write_all(secret.as_bytes())?;
    let mut responses = requests.try_clone()?;
    let (memory, stack) = (number(memory)?, number(stack)?);

    // The answers run in one thread; this one waits for the parent, and ends everything when the parent is gone, even
    // if an answer never returns.
    let (to_worker, work) = mpsc::channel::<Request>();
    std::thread::scope(|scope| {
        let worker = move || {
            panics::watch_every_thread();
            memory::limit(memory);
            for request in work {
                let exercise = exercises
                    .iter()
                    .find(|e| e.meta.id() == request.exercise)
                    .expect("parent and child are the same program");
                let run = || exercise.erased.run(&request.who, &request.input);
                let (output, peak) = memory::peak_of(|| panics::catch(run));
                // What is printed belongs to this call.
                let _ = io::stdout().flush();
                if send(&mut responses, &Response { output, peak }).is_err() {
                    end();
                }
            }
        };
        std::thread::Builder::new().name("answer".into()).stack_size(stack).spawn_scoped(scope, worker)?;
        while let Ok(request) = receive(&mut requests) {
            if to_worker.send(request).is_err() {
                break;
            }
        }
        end()
    })
}

/// Ends this process and all that it started.
fn end() -> ! {
    #[cfg(unix)]
    {
        use nix::sys::signal::{Signal, killpg};
        use nix::unistd::{getpgrp, getpid};
        crate::descendants::end_below_this();
        // Only if this process leads its group: a child that somebody started by hand must not kill its shell.
        if getpgrp() == getpid() {
            let _ = killpg(getpgrp(), Signal::SIGKILL);
        }
    }
    std::process::exit(0)
}
