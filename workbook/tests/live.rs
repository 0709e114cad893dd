//! The workbook at work, as a browser, an editor and a stranger meet it: on a copy of the small course whose path has a space
//! and letters outside ASCII.

mod desk;

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use desk::{Desk, words};
use serde_json::Value;

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

#[cfg(unix)]
#[test]
fn cargo_is_asked_only_where_more_than_answers_has_changed() {
    use std::os::unix::fs::PermissionsExt;

    let desk = desk();
    // Stands before cargo, and counts.
    let folder = tempfile::tempdir().unwrap();
    let (log, stand_in) = (folder.path().join("log"), folder.path().join("cargo"));
    let script = format!("#!/bin/sh\necho \"$*\" >> {}\nexec {} \"$@\"\n", log.display(), env!("CARGO"));
    fs::write(&stand_in, script).unwrap();
    fs::set_permissions(&stand_in, fs::Permissions::from_mode(0o755)).unwrap();
    let asked = || fs::read_to_string(&log).unwrap().lines().count();

    let tool = Tool::start_as(desk.command(&["--port", "0"]).env("CARGO", &stand_in));
    let mut events = tool.events();
    events.next(SOON).expect("the first event comes at once");
    let save = |events: &mut Events, from: &str, to: &str, verdict: &str| {
        desk.solve("softmax", from, to);
        let (entry, _) = events.verdict(ID, verdict, FIRST);
        events.rest();
        (entry, asked())
    };
    let divides = "row /= sum;";
    save(&mut events, divides, "", "wrong");
    // This is when it is seen how the compiler is called, if not before.
    let (_, known) = save(&mut events, divides, "row *= 1.0 / sum;", "passed");
    let (entry, without) = save(&mut events, "(score - largest).exp()", "score.exp()", "wrong");
    assert!(entry["mistakes"].as_array().unwrap().contains(&"no_max".into()), "{entry}");
    assert_eq!(without, known, "cargo was asked: {}", fs::read_to_string(&log).unwrap());
    let (entry, broken) = save(&mut events, divides, "row /= summ;", "does_not_compile");
    assert!(entry["message"].as_str().unwrap().contains("summ"), "{entry}");
    assert!(broken > known, "what is wrong with it is cargo's to say");
    assert_eq!(save(&mut events, divides, "row *= 1.0 / sum;", "passed").1, broken);

    // Moved here from elsewhere, where it was written before all of this.
    let elsewhere = desk.root.join("exercises/softmax.rs");
    fs::write(&elsewhere, desk.read("solutions/attention/softmax.rs").replace(divides, "")).unwrap();
    let past = std::time::SystemTime::now() - Duration::from_hours(24);
    fs::File::options().write(true).open(&elsewhere).unwrap().set_modified(past).unwrap();
    fs::rename(&elsewhere, desk.root.join(SOFTMAX)).unwrap();
    events.verdict(ID, "wrong", FIRST);
    events.rest();
    assert_eq!(asked(), broken);

    desk.write("chapters/attention/notes.txt", "a file of the judge's");
    let (_, again) = save(&mut events, "(score - largest).exp()", "score.exp()", "wrong");
    assert!(again > broken, "cargo was not asked although another file has changed");
    fs::remove_file(desk.root.join("chapters/attention/notes.txt")).unwrap();
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

#[test]
fn only_its_own_pages_are_answered_and_nothing_can_be_changed() {
    let desk = desk();
    let tool = Tool::start(&desk);
    let mut events = tool.events();
    events.next(SOON).unwrap();
    events.rest();
    let before = contents(&desk);
    let (own, port) = (tool.host(), tool.port);
    let request = |line: &str, headers: &str| {
        tool.ask(&format!("{line} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"))
            .unwrap_or_else(|| panic!("no answer to {line} {headers:?}"))
    };
    let host = format!("Host: {own}\r\n");
    let mut answers = Vec::new();
    for path in ["/index.html", "/-/events", "/-/live.js", "/-/figures/attention", "/nowhere"] {
        for (headers, absolute) in [
            ("Host: example.org\r\n".to_owned(), false),
            (format!("Host: example.org:{port}\r\n"), false),
            ("Host: 127.0.0.1\r\n".to_owned(), false),
            (format!("Host: 127.0.0.1.example.org:{port}\r\n"), false),
            (format!("Host: 127.0.0.1:{port}@example.org\r\n"), false),
            (format!("Host: 0.0.0.0:{port}\r\n"), false),
            ("Host: 127.0.0.1:1\r\n".to_owned(), false),
            ("Host:\r\n".to_owned(), false),
            (String::new(), false),
            (format!("{host}{host}"), false),
            (format!("{host}Host: example.org\r\n"), false),
            (host.clone(), true),
            (format!("{host}Origin: http://example.org\r\n"), false),
            (format!("{host}Origin: https://{own}\r\n"), false),
            (format!("{host}Origin: http://{own}.example.org\r\n"), false),
            (format!("{host}Origin: null\r\n"), false),
            (format!("{host}Origin: http://{own}\r\nOrigin: http://example.org\r\n"), false),
        ] {
            let line = if absolute { format!("GET http://example.org{path}") } else { format!("GET {path}") };
            let answer = request(&line, &headers);
            assert_eq!(answer.status, 403, "{line} {headers:?}");
            assert!(answer.text().contains(&format!("Its address is http://{own}/")), "{}", answer.text());
            answers.push(answer);
        }
    }
    // Without a Host, as it was once.
    assert_eq!(tool.ask("GET /index.html HTTP/1.0\r\n\r\n").unwrap().status, 403);

    for headers in [
        host.clone(),
        format!("Host: localhost:{port}\r\n"),
        format!("{host}Origin: http://{own}\r\n"),
        format!("Host: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"),
    ] {
        let answer = request("GET /index.html", &headers);
        assert_eq!(answer.status, 200, "{headers}");
        assert!(answer.text().contains("/-/live.js"), "a served page is live");
        answers.push(answer);
        answers.push(request("HEAD /attention.html", &headers));
        assert!(answers.last().unwrap().body.is_empty(), "HEAD has no body");
    }
    answers.push(request(&format!("GET http://{own}/index.html"), &host));
    assert_eq!(answers.last().unwrap().status, 200, "a whole address that is its own");

    // A link on another page may lead here; what is behind `/-/` is nobody else's to ask for.
    let elsewhere = format!("{host}Sec-Fetch-Site: cross-site\r\n");
    assert_eq!(request("GET /index.html", &elsewhere).status, 200);
    for path in ["/-/events", "/-/figures/attention", "/-/live.js"] {
        assert_eq!(request(&format!("GET {path}"), &elsewhere).status, 403, "{path}");
    }

    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "SAVE"] {
        for path in ["/index.html", "/-/events", "/-/figures/attention", "/exercises/attention/softmax.rs"] {
            let line =
                if method == "CONNECT" { format!("CONNECT {own}") } else { format!("{method} {path}") };
            let answer = request(&line, &format!("{host}Content-Length: 5\r\n"));
            assert!(matches!(answer.status, 405 | 403 | 400), "{line}: {}", answer.status);
            answers.push(answer);
        }
    }
    for answer in &answers {
        assert!(!answer.head.contains("access-control-allow"), "{}", answer.head);
        if answer.status == 400 {
            continue; // It was not even a request.
        }
        for header in [
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
            "cross-origin-resource-policy: same-origin",
            "referrer-policy: no-referrer",
            "content-security-policy: default-src 'self'",
        ] {
            assert!(answer.head.contains(header), "no {header} in {}", answer.head);
        }
    }
    assert_eq!(contents(&desk), before, "nothing was changed");
}

#[test]
fn no_path_leads_out_of_the_book() {
    let desk = desk();
    assert!(desk.run(&["build"]).status.success());
    desk.write("a secret.txt", "[workspace] of secrets");
    #[cfg(unix)]
    for (link, to) in [("secret.txt", "a secret.txt"), ("attention.txt", "Cargo.toml"), ("out", ".")] {
        let link = desk.root.join("target/book").join(link);
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(desk.root.join(to), link).unwrap();
    }
    let tool = Tool::start(&desk);
    assert_eq!(tool.get("/index.html").status, 200);
    assert_eq!(tool.get("/").status, 302);
    let long = format!("/{}", "a/".repeat(30_000));
    let climbing = format!("/{}Cargo.toml", "../".repeat(5_000));
    for path in [
        "/../Cargo.toml",
        "/../../Cargo.toml",
        "/../../a secret.txt",
        "/%2e%2e/%2e%2e/Cargo.toml",
        "/..%2fCargo.toml",
        "/..%2f..%2fCargo.toml",
        "/..%252f..%252fCargo.toml",
        "/%c0%ae%c0%ae/Cargo.toml",
        "//etc/passwd",
        "///etc/passwd",
        "/etc/passwd",
        "/....//....//Cargo.toml",
        "/..\\..\\Cargo.toml",
        "/..%5c..%5cCargo.toml",
        "/C:/Windows/win.ini",
        "/index.html%00.txt",
        "/%00",
        "/index.html/",
        "/index.html/../../../Cargo.toml",
        "/./index.html",
        "/secret.txt",
        "/attention.txt",
        "/out/Cargo.toml",
        "/out/a%20secret.txt",
        "/-/figures/../../Cargo.toml",
        "/-/figures/..%2f..%2fCargo.toml",
        "/-/figures/",
        "/-/../Cargo.toml",
        "/-/live.rs",
        "/.workbook/state.json",
        &long,
        &climbing,
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", tool.host());
        let answer = tool.ask(&request);
        let shown = &path[..path.len().min(60)];
        let answer = answer.unwrap_or_else(|| panic!("no answer to {shown}"));
        assert!(matches!(answer.status, 404 | 400 | 414 | 431), "{shown}: {}", answer.status);
        let text = answer.text();
        for of_others in ["[workspace]", "root:", "[fonts]", "verdicts", "[package]"] {
            assert!(!text.contains(of_others), "{shown} shows {of_others}");
        }
    }
    // What follows the question mark is no part of the path.
    assert_eq!(tool.get("/index.html?highlight=../../Cargo.toml").status, 200);
}

#[test]
fn slow_and_hostile_clients_keep_nobody_waiting() {
    let desk = desk();
    let tool = Tool::start(&desk);
    tool.events().rest();
    let half = format!("GET /index.html HTTP/1.1\r\nHost: {}\r\nX-Slow: ", tool.host());
    let slow: Vec<TcpStream> = (0..50)
        .map(|number| {
            let mut stream = tool.connect();
            // Some say nothing at all.
            if number % 5 > 0 {
                stream.write_all(half.as_bytes()).unwrap();
            }
            stream
        })
        .collect();
    let mut deaf = tool.connect();
    deaf.write_all(format!("GET /-/events HTTP/1.1\r\nHost: {}\r\n\r\n", tool.host()).as_bytes()).unwrap();
    let mut gone = tool.connect();
    gone.write_all(format!("GET /-/events HTTP/1.1\r\nHost: {}\r\n\r\n", tool.host()).as_bytes()).unwrap();
    gone.shutdown(Shutdown::Both).unwrap();

    let mut waits = Vec::new();
    let normal = || {
        let start = Instant::now();
        assert_eq!(tool.get("/attention.html").status, 200);
        start.elapsed()
    };
    for _ in 0..10 {
        waits.push(normal());
    }
    let huge = format!("{half}{}\r\nConnection: close\r\n\r\n", "a".repeat(1 << 20));
    if let Some(answer) = tool.ask(&huge) {
        assert!(answer.status >= 400, "a header of 1 MiB: {}", answer.status);
    }
    waits.push(normal());
    let many = format!("{half}\r\n{}Connection: close\r\n\r\n", "X-More: a\r\n".repeat(5_000));
    if let Some(answer) = tool.ask(&many) {
        assert!(answer.status >= 400, "5,000 headers: {}", answer.status);
    }
    waits.push(normal());
    for garbage in [
        "\0\u{1}\u{2}\u{7f}\r\n\r\n",
        "GET\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        if let Some(answer) = tool.ask(garbage) {
            assert!(answer.status >= 400, "{garbage:?}: {}", answer.status);
        }
        waits.push(normal());
    }
    waits.sort();
    println!("a page among slow clients: {:?}, at most {:?}", waits[waits.len() / 2], waits[waits.len() - 1]);
    assert!(waits[waits.len() / 2] < Duration::from_secs(1), "{waits:?}");
    assert!(waits[waits.len() - 1] < SOON, "{waits:?}");

    let start = Instant::now();
    for mut stream in slow {
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut rest = Vec::new();
        match stream.read_to_end(&mut rest) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "it is not closed"),
        }
        assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
    }
    println!("the slow ones were closed within {:?}", start.elapsed());
    normal();
}

#[test]
fn two_hundred_open_pages_hear_of_a_save() {
    let desk = desk();
    let (tool, mut first) = warm(&desk);
    let pages: Vec<Events> = (0..200).map(|_| tool.events()).collect();
    desk.solve("softmax", "", "");
    let start = Instant::now();
    let waiting: Vec<_> = pages
        .into_iter()
        .map(|mut page| std::thread::spawn(move || page.verdict(ID, "passed", 3 * SOON).1))
        .collect();
    for _ in 0..5 {
        assert_eq!(tool.get("/index.html").status, 200);
    }
    println!("five pages meanwhile: {:?}", start.elapsed());
    let (_, one) = first.verdict(ID, "passed", 3 * SOON);
    let waits: Vec<Duration> = waiting.into_iter().map(|thread| thread.join().unwrap()).collect();
    println!("200 pages heard of it within {:?}, one within {one:?}", waits.iter().max().unwrap());
}

#[test]
fn what_is_saved_is_judged() {
    let desk = desk();
    let (tool, mut events) = warm(&desk);
    let solution = desk.read("solutions/attention/softmax.rs");
    let path = desk.root.join(SOFTMAX);
    let story = |entry: &Value| {
        assert!(entry["after"]["story"].as_str().unwrap().len() > 40, "{entry}");
        let told = entry["after"]["solution"].as_str().expect("the solution is told after passing");
        let code: Vec<&str> = solution.lines().filter(|line| !line.starts_with("//")).collect();
        assert_eq!(told, code.join("\n").trim(), "without the comments, which stand beside it");
    };

    desk.solve("softmax", "f32::NEG_INFINITY, |largest", "0.0_f32, |largest");
    let named = serde_json::json!(["max_from_zero"]);
    let (entry, wait) =
        events.until(ID, SOON, |entry| entry["verdict"] == "wrong" && entry["mistakes"] == named);
    println!("wrong, from save to event: {} ms", wait.as_millis());
    assert!(entry["after"].is_null(), "the solution is not told before passing");

    desk.write(SOFTMAX, &solution.replace("row /= sum;", "row /= summ;"));
    let (entry, wait) = events.verdict(ID, "does_not_compile", SOON);
    println!("does not compile, from save to event: {} ms", wait.as_millis());
    let message = entry["message"].as_str().unwrap();
    assert!(message.contains("cannot find value `summ`") && message.contains("softmax.rs"), "{message}");

    desk.write(SOFTMAX, &solution);
    let (entry, wait) = events.verdict(ID, "passed", SOON);
    println!("passed, from save to event: {} ms", wait.as_millis());
    story(&entry);

    // As editors save: a file beside it takes its place.
    let beside = path.with_file_name(".softmax.rs.swp");
    fs::write(&beside, solution.replace("row /= sum;", "row /= 2.0 * sum;")).unwrap();
    fs::rename(&beside, &path).unwrap();
    let (_, wait) = events.verdict(ID, "wrong", SOON);
    println!("renamed over, from save to event: {} ms", wait.as_millis());

    // Or what was there is moved away first.
    let backup = path.with_file_name("softmax.rs~");
    fs::rename(&path, &backup).unwrap();
    fs::write(&path, &solution).unwrap();
    let (entry, wait) = events.verdict(ID, "passed", SOON);
    println!("moved away and written, from save to event: {} ms", wait.as_millis());
    story(&entry);
    fs::remove_file(&backup).unwrap();
    events.rest();

    // Several saves, and the last counts.
    for number in 0..20 {
        desk.write(SOFTMAX, &solution.replace("row /= sum;", &format!("row /= {number}.5 * sum;")));
        std::thread::sleep(Duration::from_millis(20));
    }
    desk.write(SOFTMAX, &format!("{solution}// At last.\n"));
    events.next(SOON).expect("a change");
    events.rest();
    assert_eq!(exercise(&events.last, ID)["verdict"], "passed");

    // Saved again while it is judged: until the last text has its verdict, it is being judged.
    desk.solve("softmax", "row /= sum;", "");
    while exercise(events.next(SOON).expect("it is judged"), ID)["judging"] == false {}
    std::thread::sleep(Duration::from_millis(20));
    desk.write(SOFTMAX, &solution);
    let (entry, _) = events.until(ID, SOON, |_| true);
    assert_eq!(entry["verdict"], "passed", "the verdict on an older text was taken for that on this one");
    events.rest();

    fs::remove_file(&path).unwrap();
    let (_, wait) = events.verdict(ID, "does_not_compile", SOON);
    println!("deleted, from then to event: {} ms", wait.as_millis());
    desk.write(SOFTMAX, &solution);
    let (entry, wait) = events.verdict(ID, "passed", SOON);
    println!("restored, from save to event: {} ms", wait.as_millis());
    story(&entry);
    events.rest();

    // Written again as it is, touched, and read.
    desk.write(SOFTMAX, &solution);
    fs::File::options().append(true).open(&path).unwrap().set_modified(std::time::SystemTime::now()).unwrap();
    desk.read(SOFTMAX);
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(3) {
        if let Some(event) = events.next(Duration::from_millis(500)) {
            assert_eq!(exercise(event, ID)["judging"], false, "nothing was changed");
        }
    }

    // The whole folder gives way to another, as when git changes branches.
    let folder = path.parent().unwrap();
    let aside = desk.root.join("exercises/aside");
    fs::rename(folder, &aside).unwrap();
    fs::create_dir(folder).unwrap();
    for entry in fs::read_dir(&aside).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    fs::remove_dir_all(&aside).unwrap();
    desk.write(SOFTMAX, &solution.replace("row /= sum;", "row /= 3.0 * sum;"));
    let (_, wait) = events.verdict(ID, "wrong", 2 * SOON);
    println!("in a new folder, from save to event: {} ms", wait.as_millis());
    drop(tool);
}

#[test]
fn a_file_with_an_older_time_is_judged_as_what_it_is() {
    let desk = desk();
    let (_tool, mut events) = warm(&desk);
    let solution = desk.read("solutions/attention/softmax.rs");
    desk.write(SOFTMAX, &solution);
    events.verdict(ID, "passed", SOON);
    for (text, verdict) in [(solution.replace("row /= sum;", ""), "wrong"), (solution, "passed")] {
        let beside = desk.root.join("kept.rs");
        fs::write(&beside, text).unwrap();
        let then = std::time::SystemTime::now() - Duration::from_hours(24);
        fs::File::options().append(true).open(&beside).unwrap().set_modified(then).unwrap();
        fs::rename(&beside, desk.root.join(SOFTMAX)).unwrap();
        let (_, wait) = events.verdict(ID, verdict, SOON);
        println!("{verdict}, with an older time, from save to event: {} ms", wait.as_millis());
    }
}

#[test]
fn what_keeps_an_answer_from_being_judged_is_no_verdict_on_it() {
    let desk = desk();
    let (tool, mut events) = warm(&desk);
    let manifest = desk.read("chapters/attention/Cargo.toml");
    desk.write("chapters/attention/Cargo.toml", &manifest.replace("[dependencies]", "[dependencies"));
    desk.solve("softmax", "", "");
    let (entry, _) = events.until(ID, SOON, |entry| entry["trouble"].is_string());
    let trouble = entry["trouble"].as_str().unwrap();
    assert!(trouble.contains("unclosed table"), "{trouble}");
    assert_eq!(entry["verdict"], "not_attempted");
    desk.write("chapters/attention/Cargo.toml", &manifest);
    let start = Instant::now();
    while !tool.said().contains("attention/softmax is not judged") {
        assert!(start.elapsed() < SOON, "{}", tool.said());
        std::thread::sleep(Duration::from_millis(10));
    }

    // Nor is a verdict lost that cannot be remembered.
    events.rest();
    fs::remove_dir_all(desk.root.join(".workbook")).unwrap();
    desk.write(".workbook", "in its place");
    desk.write(SOFTMAX, &format!("{}// Again.\n", desk.read("solutions/attention/softmax.rs")));
    events.verdict(ID, "passed", SOON);
    fs::remove_file(desk.root.join(".workbook")).unwrap();
    let note = events.last["note"].as_str().unwrap();
    assert!(note.contains("cannot be remembered") && note.contains(".workbook"), "{note}");
}

#[test]
fn a_reader_who_comes_back_finds_what_has_passed() {
    let desk = desk();
    let (tool, mut events) = warm(&desk);
    desk.solve("softmax", "", "");
    // An editor's own file lies beside it for as long as it is open.
    desk.write("exercises/attention/.softmax.rs.swp", "draft");
    events.verdict(ID, "passed", SOON);
    drop(tool);
    fs::remove_file(desk.root.join("exercises/attention/.softmax.rs.swp")).unwrap();
    let tool = Tool::start(&desk);
    let mut events = tool.events();
    let entry = exercise(events.next(SOON).unwrap(), ID).clone();
    assert_eq!(entry["verdict"], "passed");
    assert!(entry["after"]["story"].is_string());
    drop(tool);

    desk.solve("softmax", "row /= sum;", "");
    let tool = Tool::start(&desk);
    let mut events = tool.events();
    let entry = exercise(events.next(SOON).unwrap(), ID).clone();
    assert_ne!(entry["verdict"], "passed", "it was changed meanwhile");
    events.verdict(ID, "wrong", 3 * SOON);
}

#[test]
fn two_workbooks_at_once_get_along() {
    let desk = desk();
    let (one, mut events) = warm(&desk);
    let other = Tool::start_at(&desk, one.port);
    assert_ne!(one.port, other.port);
    let mut others = other.events();
    others.next(SOON).unwrap();
    others.rest();
    for verdict in ["passed", "wrong", "passed"] {
        desk.solve("softmax", "row /= sum;", if verdict == "passed" { "row /= sum;" } else { "" });
        events.verdict(ID, verdict, 2 * SOON);
        others.verdict(ID, verdict, 2 * SOON);
        let state: Value = serde_json::from_str(&desk.read(".workbook/state.json")).unwrap();
        assert!(state["verdicts"].is_object());
    }
    assert_eq!(one.get("/index.html").status, 200);
    // A page of the one is no page of the other.
    let request = format!(
        "GET /-/events HTTP/1.1\r\nHost: {}\r\nOrigin: http://{}\r\nConnection: close\r\n\r\n",
        one.host(),
        other.host()
    );
    assert_eq!(one.ask(&request).unwrap().status, 403);
}

#[test]
fn a_state_that_cannot_be_read_is_set_aside() {
    let desk = desk();
    for (number, broken) in [&b"{ half"[..], b"", b"[1, 2]", b"{\"hints\": \xff}"].into_iter().enumerate() {
        let _ = fs::remove_dir_all(desk.root.join(".workbook"));
        fs::create_dir_all(desk.root.join(".workbook")).unwrap();
        fs::write(desk.root.join(".workbook/state.json"), broken).unwrap();
        let tool = Tool::start(&desk);
        assert_eq!(tool.get("/index.html").status, 200);
        let start = Instant::now();
        while !tool.said().contains("not readable") {
            assert!(start.elapsed() < SOON, "{number}: nothing was said: {}", tool.said());
            std::thread::sleep(Duration::from_millis(10));
        }
        let kept = fs::read_dir(desk.root.join(".workbook")).unwrap().find_map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name()?.to_str()?.to_owned();
            name.starts_with("state-unreadable").then(|| fs::read(path).unwrap())
        });
        assert_eq!(kept.as_deref(), Some(broken), "{number}");
    }
}

#[cfg(unix)]
#[test]
fn nothing_goes_on_when_it_was_stopped() {
    let desk = desk();
    drop(warm(&desk));
    desk.is_left(SOON);
    if !std::path::Path::new("/proc/self/cmdline").exists() {
        return; // There is nothing to look at.
    }
    for signal in ["-INT", "-TERM", "-KILL"] {
        desk.write(SOFTMAX, &format!("{}// {signal}\n", endless(&desk)));
        let mut tool = Tool::start(&desk);
        // The judge, and the child that runs the answer.
        let start = Instant::now();
        while desk.processes().iter().filter(|process| process.contains("/exercises-")).count() < 2 {
            assert!(start.elapsed() < 3 * SOON, "{signal}: no answer runs: {:#?}", desk.processes());
            std::thread::sleep(Duration::from_millis(10));
        }
        tool.signal(signal);
        tool.ends();
        let start = Instant::now();
        desk.is_left(Duration::from_secs(5));
        println!("{signal}: nothing was left after {:?}", start.elapsed());
    }

    // Nor the drawing of figures with such an answer.
    let mut tool = Tool::start(&desk);
    let mut stream = tool.connect();
    let request = format!("GET /-/figures/attention HTTP/1.1\r\nHost: {}\r\n\r\n", tool.host());
    stream.write_all(request.as_bytes()).unwrap();
    let start = Instant::now();
    while !desk.processes().iter().any(|process| process.contains("attention-figures")) {
        assert!(start.elapsed() < FIRST, "nothing is drawn: {:#?}", desk.processes());
        std::thread::sleep(Duration::from_millis(10));
    }
    tool.signal("-KILL");
    tool.ends();
    desk.is_left(3 * SOON);
}

#[test]
fn the_book_on_disk_knows_nothing_of_it() {
    let desk = desk();
    drop(Tool::start(&desk));
    let built = desk.run(&["build"]);
    assert!(built.status.success(), "{}", words(&built));
    let mut pages = 0;
    for (path, bytes) in contents(&desk) {
        if path.starts_with(desk.root.join("target/book")) {
            let text = String::from_utf8_lossy(&bytes);
            for part in ["/-/live", "live-", "EventSource"] {
                assert!(!text.contains(part), "{} has {part}", path.display());
            }
            pages += usize::from(path.extension().is_some_and(|extension| extension == "html"));
        }
    }
    assert!(pages >= 3, "{pages} pages");
}

#[test]
fn figures_are_drawn_with_the_readers_answers() {
    let desk = desk();
    let (tool, mut events) = warm(&desk);
    let figures = || {
        let start = Instant::now();
        let answer = tool.get("/-/figures/attention/scaled");
        println!("figures: {:?}", start.elapsed());
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.head.contains("application/json"));
        let drawn: Value = serde_json::from_str(&answer.text()).unwrap();
        let figures: Vec<&str> =
            drawn["figures"].as_array().unwrap().iter().map(|figure| figure.as_str().unwrap()).collect();
        for figure in &figures {
            assert!(figure.starts_with("<svg") && figure.trim_end().ends_with("</svg>"), "{figure}");
        }
        let whose = drawn["whose"].as_str().unwrap().to_owned();
        let names: Vec<&str> = whose.lines().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(names, ["softmax", "scaled_dot_product"], "those that this page's figures are drawn with");
        (figures.len(), figures.concat(), whose)
    };
    // The answer forgets to divide. What cannot be drawn with it is left to the book.
    let (count, own, whose) = figures();
    let all = desk.read("book/src/attention/scaled.md").matches("::figure(").count();
    assert!((1..=all).contains(&count), "{count} figures");
    assert!(whose.contains("softmax                  yours\n"), "{whose}");
    assert!(whose.contains("yours is not attempted"), "{whose}");

    desk.write(SOFTMAX, &endless(&desk));
    events.verdict(ID, "timed_out", NEVER);
    let (count, theirs, whose) = figures();
    assert_eq!(count, all);
    assert!(whose.contains("never ends"), "{whose}");
    assert_ne!(own, theirs, "the solution has other figures than an answer that is wrong");

    desk.write(SOFTMAX, "pub fn softmax( {");
    events.verdict(ID, "does_not_compile", 2 * SOON);
    let (_, again, whose) = figures();
    assert!(whose.contains("does not compile"), "{whose}");
    assert_eq!(theirs, again);

    desk.solve("softmax", "", "");
    events.verdict(ID, "passed", 2 * SOON);
    let (count, _, whose) = figures();
    assert_eq!(count, all);
    assert!(whose.contains("softmax                  yours\n"), "{whose}");

    // An answer that none of these figures is drawn with is not even built.
    desk.write("exercises/attention/online_softmax.rs", "pub fn start( {");
    assert_eq!(figures().2, whose);
    let tiles = tool.get("/-/figures/attention/tiles").text();
    assert!(tiles.contains("online_softmax") && tiles.contains("does not compile"), "{tiles}");

    for unknown in ["nowhere", "", "attention/softmax", "Attention", "index"] {
        assert_eq!(tool.get(&format!("/-/figures/{unknown}")).status, 404, "{unknown:?}");
    }
}
