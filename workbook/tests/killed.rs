//! The program is killed at any moment, and what the reader wrote is still there: every exercise is a text that was once
//! written as a whole, the reader's last version is in its file or among the copies, and what the tool remembers can be
//! read.
//!
//! `WORKBOOK_KILLS=1000 cargo test -p workbook --test killed -- --nocapture` kills it so often.
#![cfg(unix)]

mod desk;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use desk::Desk;
use desk::small::EXERCISES;
use serde_json::Value;

/// Killed at the latest after this.
const LONGEST: Duration = Duration::from_millis(600);

/// The first of the lines that only the reader has.
const VERSION: &str = "// version ";

/// What is killed: arguments, and whether the reader saves a file meanwhile.
const COMMANDS: [(&[&str], bool); 12] = [
    (&["grade", "softmax"], false),
    (&["grade"], true),
    (&["list"], false),
    (&["hint", "softmax"], false),
    (&["reset", "softmax"], false),
    (&["reset", "attention/scaled_dot_product"], false),
    (&["stubs"], false),
    (&["update"], false),
    (&["export", "mine.tar.gz"], false),
    (&["solution", "softmax"], false),
    (&["--port", "0"], true),
    (&["--port", "0"], false),
];

/// Numbers that look random; a run prints its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// All that the reader, or a command, ever wrote as a whole, by exercise.
type Texts = BTreeMap<&'static str, BTreeSet<Vec<u8>>>;

fn file(desk: &Desk, name: &str) -> PathBuf {
    desk.root.join("exercises/attention").join(format!("{name}.rs"))
}

/// A version that no other is like: right, wrong, or no Rust at all.
fn version(desk: &Desk, name: &str, number: u64, random: &mut Random) -> String {
    let solution = desk.read(&format!("solutions/attention/{name}.rs"));
    let text = match random.below(4) {
        0 => solution.replace(';', ""),
        1 => solution.replace("sum", "sun"),
        _ => solution,
    };
    // Long enough to be torn.
    format!(
        "{text}\n{VERSION}{number}.{}\n{}",
        random.below(u64::MAX),
        "// and a line that must not be lost\n".repeat(200)
    )
}

/// Saves as an editor does that must not lose anything.
fn save(desk: &Desk, name: &'static str, text: &str, texts: &mut Texts) {
    texts.get_mut(name).unwrap().insert(text.as_bytes().to_vec());
    let beside = desk.root.join("a draft");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, file(desk, name)).unwrap();
}

fn backups(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

/// How many hints were shown, if the state can be read; a state that cannot is a failure.
fn hints(desk: &Desk) -> u64 {
    let path = desk.root.join(".workbook/state.json");
    let Ok(bytes) = fs::read(&path) else { return 0 };
    let state: Value = serde_json::from_slice(&bytes)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&bytes)));
    assert!(state["verdicts"].is_object(), "{state}");
    state["hints"]["attention/softmax"].as_u64().unwrap_or(0)
}

#[test]
fn a_kill_loses_nothing_that_the_reader_wrote() {
    let kills: u64 = std::env::var("WORKBOOK_KILLS").map_or(20, |number| number.parse().unwrap());
    let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64 | 1;
    let mut random = Random(seed);
    let desk = desk::desk();
    let mut stubs: Texts = EXERCISES
        .iter()
        .map(|&name| (name, BTreeSet::from([fs::read(file(&desk, name)).unwrap()])))
        .collect();
    let mut texts = stubs.clone();
    let release = desk.read("solutions/attention/softmax.rs");
    // What is killed is the judging, not the first build of the judge.
    let warm = desk.run(&["grade", "softmax"]);
    assert!(warm.status.success(), "{}", desk::words(&warm));

    let (mut killed, mut ended, mut longest) = (0, 0, Duration::ZERO);
    let mut known_hints = hints(&desk);
    let mut by_command = BTreeMap::<String, u64>::new();
    // A hint is told in milliseconds: each is killed within the time that it takes.
    let mut takes = [LONGEST; COMMANDS.len()];
    let mut number = 0;
    while killed < kills {
        let which = (number % COMMANDS.len() as u64) as usize;
        let (arguments, saves) = COMMANDS[which];
        number += 1;
        // At times the reader has written something new before.
        for name in EXERCISES {
            if random.below(3) == 0 || arguments.ends_with(&[name]) {
                let text = version(&desk, name, number, &mut random);
                save(&desk, name, &text, &mut texts);
            }
        }
        if arguments == ["update"] {
            // A new release says something new about each function.
            let solution = desk.read("solutions/attention/softmax.rs");
            let kept: Vec<&str> = solution.lines().filter(|line| !line.contains("Release ")).collect();
            let fresh =
                kept.join("\n").replace("pub fn softmax", &format!("/// Release {number}.\npub fn softmax"));
            desk.write("solutions/attention/softmax.rs", &format!("{fresh}\n"));
        }
        let archive = desk.root.join("mine.tar.gz");
        let _ = fs::remove_file(&archive);
        let mut last: BTreeMap<&str, Vec<u8>> =
            EXERCISES.iter().map(|&name| (name, fs::read(file(&desk, name)).unwrap())).collect();

        let mut command = desk.command(arguments);
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let moment = Duration::from_micros(random.below(takes[which].as_micros() as u64 + 1));
        let start = Instant::now();
        if saves {
            std::thread::sleep(moment / 2);
            let text = version(&desk, "softmax", number, &mut random);
            save(&desk, "softmax", &text, &mut texts);
            last.insert("softmax", text.into_bytes());
        }
        while start.elapsed() < moment && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(100));
        }
        if child.try_wait().unwrap().is_some() {
            ended += 1;
            takes[which] = takes[which].min(start.elapsed());
        } else {
            takes[which] = (takes[which] * 11 / 10).min(LONGEST);
            killed += 1;
            if killed % 100 == 0 {
                println!("{killed} of {kills}");
            }
            *by_command.entry(arguments.join(" ")).or_default() += 1;
        }
        let _ = child.kill();
        child.wait().unwrap();
        let start = Instant::now();
        // A compiler that was at work finishes its crate.
        desk.is_left(Duration::from_mins(2));
        longest = longest.max(start.elapsed());

        let what = format!("kill {number} (seed {seed}): {arguments:?} after {moment:?}");
        let now = hints(&desk);
        assert!(now >= known_hints, "{what}: hints were forgotten: {known_hints}, now {now}");
        known_hints = now;
        let copies = backups(&desk.root.join(".workbook/backups/attention"));
        if archive.exists() {
            let listed =
                Command::new("tar").arg("-tzf").arg(&archive).stdout(Stdio::null()).status().unwrap();
            assert!(listed.success(), "{what}: a part of an archive");
        }
        for name in EXERCISES {
            let text = fs::read(file(&desk, name)).unwrap_or_else(|error| panic!("{what}: {name}: {error}"));
            let mine = &last[name];
            if !texts[name].contains(&text) && matches!(arguments[0], "update" | "stubs" | "reset") {
                // The release's, or the reader's merged with it: as long as that is whole, it was written.
                let (end, of) = match mine.windows(VERSION.len()).position(|part| part == VERSION.as_bytes())
                {
                    Some(at) if arguments[0] == "update" => (&mine[at..], "the reader's own lines"),
                    _ => (&b"    todo!(\"write `softmax`\")\n}\n"[..], "a stub's"),
                };
                assert!(text.ends_with(end), "{what}: {name} does not end with {of}");
                texts.get_mut(name).unwrap().insert(text.clone());
                if !end.starts_with(VERSION.as_bytes()) {
                    stubs.get_mut(name).unwrap().insert(text.clone());
                }
            }
            assert!(texts[name].contains(&text), "{what}: {name} is no text that was written");
            let kept =
                text == *mine || stubs[name].contains(mine) || copies.iter().any(|(_, copy)| copy == mine);
            assert!(kept, "{what}: the reader's {name} is lost");
        }
        for (path, copy) in copies {
            let whole = texts.values().any(|texts| texts.contains(&copy));
            assert!(whole, "{what}: {} is no text that was written", path.display());
        }
    }
    desk.write("solutions/attention/softmax.rs", &release);
    let beside = fs::read_dir(desk.root.join("exercises/attention")).unwrap();
    let litter =
        beside.filter(|entry| entry.as_ref().unwrap().path().extension().is_none_or(|e| e != "rs")).count();
    println!(
        "{killed} kills, {ended} ended before; nothing was lost, and nothing ran on for longer than {longest:?}; \
         {litter} temporary files lie beside the exercises; seed {seed}"
    );
    println!("{by_command:?}");
}
