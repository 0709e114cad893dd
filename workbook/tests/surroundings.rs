//! What surrounds the tool: pipes that close, disks that are full, terminals, and files that are not as it would have them.

#![cfg(unix)]

mod desk;

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use desk::{Desk, words};

const SOFTMAX: &str = "exercises/attention/softmax.rs";
const SOON: Duration = Duration::from_mins(1);

fn desk() -> MutexGuard<'static, Desk> {
    desk::desk()
}

#[test]
fn a_pipe_that_closes_ends_no_command() {
    let desk = desk();
    for arguments in [&["list"][..], &["hint", "softmax"], &["solution", "softmax", "--spoil"], &["pages"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = desk.command(arguments).stdout(writer).output().unwrap();
        assert_eq!(words(&output), "", "{arguments:?}");
        assert!(output.status.success(), "{arguments:?}: {}", output.status);
    }
    // What was asked for is done although nobody reads of it.
    desk.write(SOFTMAX, "// mine\n");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert!(desk.command(&["reset", "softmax"]).stdout(writer).status().unwrap().success());
    assert!(desk.read(SOFTMAX).contains("todo!"));
    // Whoever serves for nobody's eyes ends.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = desk.command(&["--port", "0"]).stdin(Stdio::null()).stdout(writer).output().unwrap();
    assert!(output.status.success(), "{}: {}", output.status, words(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_no_panic() {
    let desk = desk();
    let full = || OpenOptions::new().write(true).open("/dev/full").unwrap();
    for arguments in [&["list"][..], &["list", "--json"], &["solution", "softmax", "--spoil"]] {
        let output = desk.command(arguments).stdout(full()).output().unwrap();
        let said = words(&output);
        assert!(
            said.starts_with("error: the output cannot be written: No space left"),
            "{arguments:?}: {said}"
        );
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    let status = desk.command(&["hint", "nothing"]).stdout(full()).stderr(full()).status().unwrap();
    assert_eq!(status.code(), Some(2), "no word of it can be said");
}

#[cfg(target_os = "linux")]
#[test]
fn a_judge_of_whom_nobody_reads_does_not_panic_either() {
    let desk = desk();
    let test = || {
        let tool = desk.command(&[]);
        let mut cargo = Command::new("cargo");
        cargo.envs(tool.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(&desk.root);
        cargo.args(["test", "--quiet", "-p", "attention", "--test", "exercises"]);
        cargo
    };
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = test().stdout(writer).output().unwrap();
    // The compiler may have something to say too.
    assert!(output.status.success() && !words(&output).contains("panicked"), "{}", words(&output));
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = test().stdout(full).output().unwrap();
    let said = words(&output);
    assert!(
        said.contains("the output cannot be written: No space left") && !said.contains("panicked"),
        "{said}"
    );
    assert!(!output.status.success());
}

/// What a command says, while another cargo builds.
fn kept_waiting(desk: &Desk, arguments: &[&str]) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_workbook"));
    let lock = File::create(program.with_file_name(".cargo-lock")).unwrap();
    lock.lock().unwrap();
    let mut child = desk.command(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let said = BufReader::new(child.stderr.take().unwrap()).lines().next();
    drop(lock);
    child.wait().unwrap();
    said.expect("it says something before it goes on").unwrap()
}

#[test]
fn waiting_for_another_cargo_is_said() {
    let desk = desk();
    desk.solve("softmax", "", "");
    let kernel = ["kernel", "true", "connection.json", "attention"];
    for arguments in [&["doctor"][..], &["grade", "softmax"], &["list"], &["solution", "softmax"], &kernel] {
        let _ = fs::remove_dir_all(desk.root.join(".workbook"));
        let said = kept_waiting(&desk, arguments);
        assert!(
            said.starts_with("another cargo is building in the target folder; waiting"),
            "{arguments:?}: {said}"
        );
    }
}

#[test]
fn a_copy_that_may_not_be_written_is_served() {
    let desk = desk();
    // Root may write everywhere, but in no folder that is a file.
    let (target, aside) = (desk.root.join("target"), desk.root.join("target aside"));
    let _ = fs::rename(&target, &aside);
    desk.write("target", "");
    let served = served(&desk);
    fs::remove_file(&target).unwrap();
    let _ = fs::rename(aside, target);
    assert!(served.starts_with("HTTP/1.1 200 OK"), "{served}");
}

/// What the tool answers to who asks for the first page.
fn served(desk: &Desk) -> String {
    let mut tool = desk.command(&["--port", "0"]);
    let mut tool = tool.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let address = BufReader::new(tool.stdout.take().unwrap()).lines().next();
    let ask = |address: &str| {
        let host = address.strip_prefix("http://")?.strip_suffix('/')?;
        let mut stream = std::net::TcpStream::connect(host).ok()?;
        write!(stream, "GET /index.html HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok().map(|_| answer)
    };
    let answer = address.and_then(Result::ok).and_then(|address| ask(&address));
    let _ = tool.kill();
    let said = tool.wait_with_output().unwrap();
    answer.unwrap_or_else(|| words(&said))
}

#[test]
fn a_file_that_is_not_utf_8_is_told_to_be_saved_so_and_the_others_are_judged() {
    let desk = desk();
    desk.solve("online_softmax", "", "");
    let text = desk.read("solutions/attention/softmax.rs").replace("weights.", "wéights.");
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin1: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
    for (bytes, how) in
        [([&[0xff, 0xfe], &utf16[..]].concat(), "as UTF-16"), (utf16, "as UTF-16"), (latin1, "as Latin-1")]
    {
        fs::write(desk.root.join(SOFTMAX), bytes).unwrap();
        let (reports, _) = desk.grade(&["softmax", "online_softmax"]);
        assert_eq!(reports[0]["verdict"], "does_not_compile", "{}", reports[0]);
        let said = reports[0]["message"].as_str().unwrap();
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.starts_with(&format!("cause {SOFTMAX} is saved {how}")), "{said}");
        assert!(said.contains("Save it as UTF-8"), "{said}");
        for (opens, closes) in [("“", "”"), ("(", ")")] {
            assert_eq!(said.matches(opens).count(), said.matches(closes).count(), "{said}");
        }
        assert!(said.matches(['"', '`']).count().is_multiple_of(2), "{said}");
        assert_eq!(reports[1]["verdict"], "passed", "{}", reports[1]);
    }
}

/// The tool on a terminal of its own, made by `script`.
struct Terminal {
    script: Child,
    screen: Arc<Mutex<Vec<u8>>>,
    ended: Receiver<()>,
}

impl Terminal {
    /// Starts it where no browser opens, and waits for its screen.
    fn open(desk: &Desk) -> Terminal {
        let tool = desk.command(&[]);
        desk.write("xdg-open", "#!/bin/sh\nexit 3\n");
        fs::set_permissions(desk.root.join("xdg-open"), fs::Permissions::from_mode(0o755)).unwrap();
        let program = tool.get_program().to_str().unwrap();
        let inner = format!(
            "stty rows 40 cols 100; stty -a > before; \
             sh -c 'echo $$ > pid; PATH=.:$PATH exec \"{program}\" --port 0'; stty -a > after"
        );
        let mut command = Command::new("script");
        command.args(["-qfec", &inner, "/dev/null"]).current_dir(&desk.root);
        command.envs(tool.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("TERM", "xterm").env("SHELL", "/bin/sh");
        let mut script = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = script.stdout.take().unwrap();
        let screen = Arc::new(Mutex::new(Vec::new()));
        let (sender, ended) = channel();
        let shown = screen.clone();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stdout.read(&mut bytes) {
                shown.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
            let _ = sender.send(());
        });
        let terminal = Terminal { script, screen, ended };
        terminal.waits_for("q quit");
        terminal
    }

    fn screen(&self) -> String {
        String::from_utf8_lossy(&self.screen.lock().unwrap()).into_owned()
    }

    /// Waits until something has been written to the screen since it was last cleared.
    fn waits_for(&self, words: &str) {
        let start = Instant::now();
        while !self.screen().contains(words) {
            assert!(start.elapsed() < SOON, "no {words:?} on the screen: {}", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Presses a key, and waits for what it brings on the screen.
    fn presses(&mut self, key: &str, brings: &str) {
        self.screen.lock().unwrap().clear();
        let stdin = self.script.stdin.as_mut().unwrap();
        stdin.write_all(key.as_bytes()).unwrap();
        stdin.flush().unwrap();
        self.waits_for(brings);
    }

    fn kill(&self, desk: &Desk, signal: &str) {
        let pid = desk.read("pid");
        assert!(Command::new("kill").args([signal, pid.trim()]).status().unwrap().success());
        self.ended.recv_timeout(SOON).expect("it ends");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.script.kill();
        let _ = self.script.wait();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_leaves_the_terminal_as_it_was() {
    let desk = desk();
    for signal in ["-TERM", "-INT", "-HUP"] {
        let terminal = Terminal::open(&desk);
        let shown = terminal.screen();
        assert!(shown.contains("\u{1b}[?1049h") && shown.contains("\u{1b}[?25l"), "{shown:?}");
        terminal.kill(&desk, signal);
        let shown = terminal.screen();
        assert!(shown.contains("\u{1b}[?1049l") && shown.contains("\u{1b}[?25h"), "{signal}: {shown:?}");
        assert_eq!(desk.read("before"), desk.read("after"), "{signal}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_window_that_is_closed_ends_the_tool() {
    let desk = desk();
    let terminal = Terminal::open(&desk);
    let process = format!("/proc/{}", desk.read("pid").trim());
    assert!(std::path::Path::new(&process).exists());
    drop(terminal);
    let start = Instant::now();
    while std::path::Path::new(&process).exists() {
        assert!(start.elapsed() < SOON, "it goes on without a terminal");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_screen_says_why_nothing_happens_and_shows_what_was_saved() {
    let desk = desk();
    let mut terminal = Terminal::open(&desk);
    terminal.presses("o", "No browser could be opened (xdg-open ended with exit status: 3)");
    terminal.presses("r", "There is nothing to judge: exercises/attention/softmax.rs is still the stub.");
    for _ in 0..2 {
        terminal.presses("l", "0 of 3");
        terminal.screen.lock().unwrap().clear();
        let text = desk.read(SOFTMAX);
        desk.write(SOFTMAX, &format!("{text}\n"));
        terminal.waits_for("judging …");
    }
    terminal.kill(&desk, "-TERM");
}
