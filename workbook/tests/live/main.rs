//! The workbook at work, as a browser, an editor and a stranger meet it: on a copy of the small course whose path has a space
//! and letters outside ASCII.

#[path = "../desk/mod.rs"]
mod desk;

#[cfg(target_os = "linux")]
mod ahead;
mod clients;
mod judging;
mod life;

use desk::{Desk, words};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const SOFTMAX: &str = "exercises/attention/softmax.rs";
const ID: &str = "attention/softmax";
/// Building the judge for the first time is a part of the first answer.
const FIRST: Duration = Duration::from_mins(5);
/// Within this everything else must have happened. How long it took is printed.
const SOON: Duration = Duration::from_mins(1);
/// An answer that never ends is given up after ten seconds.
const NEVER: Duration = Duration::from_secs(90);

fn desk() -> MutexGuard<'static, Desk> {
    desk::desk()
}

/// The program at work, until it is dropped.
struct Tool {
    child: Child,
    port: u16,
    /// What it says, on both streams.
    said: Arc<Mutex<String>>,
}

impl Tool {
    fn start(desk: &Desk) -> Tool {
        Tool::start_at(desk, 0)
    }

    fn start_at(desk: &Desk, port: u16) -> Tool {
        Tool::start_as(&mut desk.command(&["--port", &port.to_string()]))
    }

    fn start_as(command: &mut Command) -> Tool {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let lines = gather(child.stdout.take().unwrap(), &said);
        gather(child.stderr.take().unwrap(), &said);
        let mut tool = Tool { child, port: 0, said };
        let address = lines.recv_timeout(FIRST).unwrap_or_else(|_| panic!("no address: {}", tool.said()));
        let port = address.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix('/'));
        tool.port = port.unwrap_or_else(|| panic!("no address: {address}")).parse().unwrap();
        tool
    }

    fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A request by the program's own page.
    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host()))
            .unwrap_or_else(|| panic!("no answer to {path}"))
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).unwrap()
    }

    /// Sends what is given, and returns the answer, if there is one before the end of the connection.
    fn ask(&self, request: &str) -> Option<Answer> {
        let mut stream = self.connect();
        stream.set_read_timeout(Some(Duration::from_mins(2))).unwrap();
        // A request that is too long is refused while it is sent.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answer { status, head: head.to_lowercase(), body: bytes.split_off(end + 4) })
    }

    fn events(&self) -> Events {
        let mut stream = self.connect();
        stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let request = format!("GET /-/events HTTP/1.1\r\nHost: {}\r\n\r\n", self.host());
        stream.write_all(request.as_bytes()).unwrap();
        Events { stream: BufReader::new(stream), line: Vec::new(), last: Value::Null }
    }

    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let sent = std::process::Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until the program has ended by itself.
    #[cfg(unix)]
    fn ends(&mut self) {
        let start = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(start.elapsed() < SOON, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Tool {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("the program said:\n{}", self.said());
        }
    }
}

/// Reads a stream to its end, line by line.
fn gather(stream: impl Read + Send + 'static, said: &Arc<Mutex<String>>) -> Receiver<String> {
    let (sender, lines) = channel();
    let said = said.clone();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
            said.push_str(&line);
            said.push('\n');
            let _ = sender.send(line);
        }
    });
    lines
}

struct Answer {
    status: u16,
    /// In lower case.
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// An open page.
struct Events {
    stream: BufReader<TcpStream>,
    line: Vec<u8>,
    last: Value,
}

impl Events {
    /// The next event, if one comes in time.
    fn next(&mut self, within: Duration) -> Option<&Value> {
        let start = Instant::now();
        while start.elapsed() < within {
            match self.stream.read_until(b'\n', &mut self.line) {
                Ok(0) => panic!("the events have ended"),
                Ok(_) => {
                    let line = std::mem::take(&mut self.line);
                    if let Some(data) = line.strip_prefix(b"data: ") {
                        self.last = serde_json::from_slice(data).unwrap();
                        return Some(&self.last);
                    }
                }
                // What was read of the line is kept.
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(error) => panic!("{error}"),
            }
        }
        None
    }

    /// Waits for a verdict on an exercise, and says how long that took.
    fn verdict(&mut self, id: &str, verdict: &str, within: Duration) -> (Value, Duration) {
        self.until(id, within, |entry| entry["verdict"] == verdict)
    }

    /// Waits until an exercise has been judged, with a verdict that fits.
    fn until(&mut self, id: &str, within: Duration, fits: impl Fn(&Value) -> bool) -> (Value, Duration) {
        let start = Instant::now();
        while start.elapsed() < within {
            let Some(event) = self.next(within.saturating_sub(start.elapsed())) else { break };
            let entry = exercise(event, id);
            if entry["judging"] == false && fits(entry) {
                return (entry.clone(), start.elapsed());
            }
        }
        panic!("no such verdict on {id} in {within:?}; the last event was {:#}", self.last)
    }

    /// Waits until nothing is being done.
    fn rest(&mut self) {
        while let Some(event) = self.next(Duration::from_secs(1)) {
            let _ = event;
        }
        let judged = self.last["exercises"].as_array().unwrap().iter().all(|entry| entry["judging"] == false);
        if !judged || self.last["work"] != "" {
            self.rest();
        }
    }
}

fn exercise<'a>(event: &'a Value, id: &str) -> &'a Value {
    event["exercises"].as_array().unwrap().iter().find(|entry| entry["id"] == id).unwrap()
}

/// An answer that never ends.
fn endless(desk: &Desk) -> String {
    let stub = desk.read("solutions/attention/softmax.rs");
    let (head, _) = stub.split_once("-> Array2<f32> {").unwrap();
    format!("{head}-> Array2<f32> {{\n    loop {{\n        std::hint::spin_loop();\n    }}\n}}\n")
}

/// The first thing that a reader does, so that what is measured later is not the building of the judge.
fn warm(desk: &Desk) -> (Tool, Events) {
    let tool = Tool::start(desk);
    let mut events = tool.events();
    events.next(SOON).expect("the first event comes at once");
    desk.solve("softmax", "row /= sum;", "");
    events.verdict(ID, "wrong", FIRST);
    events.rest();
    (tool, events)
}

/// Everything below some folders of the copy.
fn contents(desk: &Desk) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    fn below(folder: &std::path::Path, found: &mut Vec<(std::path::PathBuf, Vec<u8>)>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, found);
            } else {
                found.push((path.clone(), fs::read(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    for folder in ["exercises", "solutions", ".workbook", "target/book"] {
        below(&desk.root.join(folder), &mut found);
    }
    found.sort();
    found
}
