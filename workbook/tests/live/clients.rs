//! Who asks for what, how, and how often.

use super::*;

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
