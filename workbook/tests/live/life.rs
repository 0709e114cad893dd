//! Workbooks that come and go.

use super::*;

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
