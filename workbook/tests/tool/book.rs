//! The book, its notebooks, and what authors add.

use super::*;

/// A stand-in for the notebook kernel, which says what it was given.
#[cfg(unix)]
fn kernel(desk: &Desk) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = desk.root.join("a kernel.sh");
    fs::write(&path, "#!/bin/sh\necho \"$1 $2\"\necho \"skip $WORKBOOK_SKIP\"\necho \"$WORKBOOK_WHOSE\"\n")
        .unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    words(&desk.run(&["kernel", path.to_str().unwrap(), "connection.json", "attention"]))
}

#[cfg(unix)]
#[test]
fn notebooks_call_the_readers_answers_where_they_compile() {
    let desk = desk();
    desk.solve("softmax", "row /= sum;", "row *= 1.0 / sum;");
    desk.solve("scaled_dot_product", "let (n, m)", "let n: u8 = \"three\"; let (n, m)");
    let said = kernel(&desk);
    assert!(said.contains("--control_file connection.json"), "{said}");
    let skipped = said.lines().find_map(|line| line.strip_prefix("skip ")).unwrap();
    let skipped: Vec<&str> = skipped.split(',').collect();
    assert!(skipped.contains(&"attention/online_softmax"), "{said}");
    assert!(skipped.contains(&"attention/scaled_dot_product"), "{said}");
    assert!(!skipped.contains(&"attention/softmax"), "{said}");
    for line in
        ["softmax                  yours", "yours does not compile (error[E0308]", "yours is not attempted"]
    {
        assert!(said.contains(line), "no {line:?} in {said}");
    }
    // What is in a file counts here too, and not its time.
    let solution = desk.read("solutions/attention/softmax.rs");
    write_older(&desk, SOFTMAX, &solution.replace("row /= sum;", "row /= summ;"));
    let said = kernel(&desk);
    assert!(said.contains("softmax                  the solution: yours does not compile"), "{said}");
    write_older(&desk, SOFTMAX, &solution);
    let said = kernel(&desk);
    assert!(said.contains("softmax                  yours"), "{said}");
}

/// Stand-ins for Jupyter and the kernel, which write down what they were given.
#[cfg(unix)]
fn open_notebook(desk: &Desk, arguments: &[&str]) -> (Option<i32>, String) {
    use std::os::unix::fs::PermissionsExt;
    let folder = desk.root.join("stand-ins");
    fs::create_dir_all(&folder).unwrap();
    let jupyter =
        "#!/bin/sh\n[ \"$1 $2\" = 'lab --version' ] && exit 0\nprintf '%s\\n' \"$@\" >> \"${0%/*}/said\"\n";
    for (name, text) in [("jupyter", jupyter), ("evcxr_jupyter", "#!/bin/sh\nexit 0\n")] {
        fs::write(folder.join(name), text).unwrap();
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let _ = fs::remove_file(folder.join("said"));
    let path = std::env::var_os("PATH").unwrap();
    let path = std::iter::once(folder.clone()).chain(std::env::split_paths(&path));
    let output = desk.command(arguments).env("PATH", std::env::join_paths(path).unwrap()).output().unwrap();
    let said = fs::read_to_string(folder.join("said")).unwrap_or_default();
    (output.status.code(), format!("{}{said}", words(&output)))
}

#[cfg(unix)]
#[test]
fn a_notebook_is_found_by_chapter_page_and_file_and_its_neighbours_lie_beside() {
    let desk = desk();
    let (scaled, tiles) = ("book/src/attention/scaled.md", "book/src/attention/tiles.md");
    let kept = [scaled, tiles].map(|file| (file, desk.read(file)));
    let cell = "```rust,cell,setup\n:dep attention = { path = \"../../chapters/attention\", default-features = false }\n```";
    desk.write(
        scaled,
        &format!("# Scaled\n\nSee [tiles](tiles.md) and [the start](../attention.md#softmax).\n\n{cell}\n"),
    );
    desk.write(tiles, &format!("# Tiles\n\n{cell}\n"));
    let _ = fs::remove_dir_all(desk.root.join(".workbook"));
    for (arguments, folder, opened) in [
        (&["notebook", "attention"][..], "notebooks", "attention"),
        (&["notebook", "attention/tiles"], "notebooks", "attention-tiles"),
        (&["notebook", "attention-tiles"], "notebooks", "attention-tiles"),
        (&["notebook", "book/src/attention/scaled.md"], "notebooks", "attention-scaled"),
        (&["notebook", "attention", "--mine"], "mine", "attention"),
        (&["notebook", "attention/scaled", "--mine"], "mine", "attention-scaled"),
    ] {
        let (code, said) = open_notebook(&desk, arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
        let last = said.lines().last().unwrap();
        let file = desk.root.join(".workbook").join(folder).join(format!("{opened}.ipynb"));
        assert_eq!(std::path::Path::new(last), file, "{arguments:?}: {said}");
        for name in ["attention", "attention-scaled", "attention-tiles"] {
            let text = desk.read(&format!(".workbook/{folder}/{name}.ipynb"));
            assert_eq!(
                text.contains("features = [\\\"mine\\\"]"),
                folder == "mine",
                "{name} of {arguments:?}"
            );
        }
        let text = desk.read(&format!(".workbook/{folder}/attention-scaled.ipynb"));
        assert!(
            text.contains("[tiles](attention-tiles.ipynb)") && text.contains("(attention.ipynb#softmax)"),
            "{text}"
        );
        let kernel = desk.read(".workbook/jupyter-data/kernels/rust/kernel.json");
        let is_mine = kernel.contains("\"{connection_file}\",\n    \"attention\"");
        assert_eq!(is_mine, folder == "mine", "{kernel}");
    }
    let (code, said) = open_notebook(&desk, &["notebook"]);
    assert_eq!(code, Some(0), "{said}");
    // Jupyter refuses to serve root without being told to, and says a hundred things that nobody asked for.
    let is_root =
        std::os::unix::fs::MetadataExt::uid(&fs::metadata(desk.root.join("stand-ins")).unwrap()) == 0;
    assert_eq!(said.lines().any(|line| line == "--allow-root"), is_root, "{said}");
    assert_eq!(said.contains("You are root here"), is_root, "{said}");
    assert!(said.lines().any(|line| line == "--Application.log_level=WARN"), "{said}");
    assert!(!said.lines().last().unwrap().contains("ipynb"), "none is opened: {said}");
    let (code, said) = open_notebook(&desk, &["notebook", "attention/tilse"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("attention/tiles"), "{said}");
    for (file, text) in kept {
        desk.write(file, &text);
    }
}

#[test]
fn the_book_is_built_where_the_reader_wants_it_and_nowhere_else() {
    let desk = desk();
    let built = desk.run(&["build", "--out", "my böök"]);
    assert!(built.status.success(), "{}", words(&built));
    let page = desk.read("my böök/attention.html");
    for part in ["<math", "<figure", "class=\"guess\""] {
        assert!(page.contains(part), "the page has no {part}");
    }
    for exercise in desk.course().exercises() {
        let (file, anchor) = exercise.text.split_once('#').unwrap();
        let page = desk.read(&format!("my böök/{file}"));
        let id = exercise.id();
        for part in [format!("data-exercise=\"{id}\""), format!("id=\"{anchor}\""), "mistake   ".to_owned()] {
            assert!(page.contains(&part), "{file} has no {part}");
        }
    }
    let again = desk.run(&["build", "--out", "my böök"]);
    assert!(again.status.success(), "a book is replaced: {}", words(&again));

    fs::create_dir_all(desk.root.join("letters")).unwrap();
    desk.write("letters/to a friend.txt", "Dear friend");
    let refused = desk.run(&["build", "--out", "letters"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(words(&refused).contains("holds something other than the book"), "{}", words(&refused));
    assert_eq!(desk.read("letters/to a friend.txt"), "Dear friend");
}

#[test]
fn a_page_that_names_nothing_real_is_an_error_that_says_where() {
    let desk = desk();
    let page = desk.read("book/src/attention.md");
    for (addition, said) in [
        ("```exercise\nattention/sofmax\n```", "attention/softmax"),
        ("$\\frac{1$", "do not match"),
        ("$\\nosuchthing{x}$", "not understood"),
        ("{{#include nowhere.rs}}", "cannot be included"),
        ("```python,cell\n1\n```", "rust,cell"),
    ] {
        desk.write("book/src/attention.md", &format!("{page}\n\n{addition}\n"));
        let output = desk.run(&["build"]);
        assert_eq!(output.status.code(), Some(2), "{addition}");
        assert!(words(&output).contains(said), "{addition}: {}", words(&output));
    }
    desk.write("book/src/attention.md", &page);
}

#[test]
fn notebooks_that_are_not_those_of_the_pages_are_reported() {
    let desk = desk();
    let page = desk.read("book/src/attention.md");
    let fine = desk.run(&["execute", "--check"]);
    assert!(fine.status.success(), "{}", words(&fine));
    desk.write("book/src/attention.md", &page.replace("\n## Weights", "\nA new sentence.\n\n## Weights"));
    let drifted = desk.run(&["execute", "--check"]);
    assert_eq!(drifted.status.code(), Some(2));
    assert!(words(&drifted).contains("cargo run -- execute"), "{}", words(&drifted));
    desk.write("book/src/attention.md", &page);
    desk.write("book/notebooks/stray.ipynb", "{}");
    let stray = desk.run(&["execute", "--check"]);
    assert!(words(&stray).contains("stray.ipynb belongs to no page"), "{}", words(&stray));
    fs::remove_file(desk.root.join("book/notebooks/stray.ipynb")).unwrap();
    let unknown = desk.run(&["notebook", "atention", "--yes"]);
    assert!(words(&unknown).contains("there are: attention"), "{}", words(&unknown));
}

#[test]
fn a_new_exercise_compiles_and_fails_for_what_is_missing() {
    let desk = desk();
    let shared = ["chapters/attention/src/list.rs", "chapters/attention/src/types.rs"];
    let before = shared.map(|file| desk.read(file));
    let made = desk.run(&["new", "attention/warm"]);
    let again = desk.run(&["new", "attention/warm"]);
    let unknown = desk.run(&["new", "attention/mod"]);
    let tried = cargo(&desk, &["test", "-p", "attention", "--test", "solutions", "attention/warm "]);
    // The others share the course.
    for (file, text) in shared.iter().zip(&before) {
        desk.write(file, text);
    }
    for file in ["solutions/attention/warm.rs", "exercises/attention/warm.rs"] {
        fs::remove_file(desk.root.join(file)).unwrap();
    }
    fs::remove_dir_all(desk.root.join("chapters/attention/grade/src/warm")).unwrap();

    assert!(made.status.success(), "{}", words(&made));
    assert!(words(&again).contains("is there already; nothing was written"), "{}", words(&again));
    assert!(words(&unknown).contains("a word of Rust"), "{}", words(&unknown));
    let tried = words(&tried);
    assert!(tried.contains("warm has no reference yet"), "{tried}");
    assert!(tried.contains("exercises.json lacks attention/warm"), "{tried}");
}
