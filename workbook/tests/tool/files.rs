//! The book as one file: an ePub, a PDF.

use super::*;

/// What a file of an ePub says.
fn packed(archive: &mut zip::ZipArchive<fs::File>, name: &str) -> String {
    use std::io::Read;
    let mut text = String::new();
    archive.by_name(name).unwrap_or_else(|e| panic!("{name}: {e}")).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn an_epub_has_every_page_as_xml_and_links_that_lead_somewhere() {
    let desk = desk();
    let file = desk.root.join("book.epub");
    let output = desk.run(&["build", "--out", "built", "--epub", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    let mut archive = zip::ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
    assert_eq!(archive.by_index(0).unwrap().name().unwrap(), "mimetype");
    assert_eq!(packed(&mut archive, "mimetype"), "application/epub+zip");
    let package = packed(&mut archive, "book/package.opf");
    let package = roxmltree::Document::parse(&package).unwrap();
    let items = package.descendants().filter(|node| node.has_tag_name("item"));
    let files: Vec<&str> = items.filter_map(|item| item.attribute("href")).collect();
    // And what it is, where its list is, and the list.
    assert_eq!(files.len() + 3, archive.len());
    let documents: Vec<(&str, String)> = files
        .iter()
        .filter(|file| std::path::Path::new(file).extension().is_some_and(|e| e == "xhtml"))
        .map(|file| (*file, packed(&mut archive, &format!("book/{file}"))))
        .collect();
    let options = || roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let parsed: std::collections::BTreeMap<&str, roxmltree::Document> = documents
        .iter()
        .map(|(file, text)| {
            (
                *file,
                roxmltree::Document::parse_with_options(text, options())
                    .unwrap_or_else(|e| panic!("{file}: {e}")),
            )
        })
        .collect();
    let mut links = 0;
    for (file, document) in &parsed {
        for link in document
            .descendants()
            .filter_map(|node| node.attribute("href"))
            .filter(|l| !l.starts_with("https:"))
        {
            if link == "style.css" {
                continue;
            }
            links += 1;
            let (to, anchor) = link.split_once('#').unwrap_or((link, ""));
            let there = if to.is_empty() {
                document
            } else {
                parsed.get(to).unwrap_or_else(|| panic!("{file}: {link}"))
            };
            let found =
                anchor.is_empty() || there.descendants().any(|node| node.attribute("id") == Some(anchor));
            assert!(found, "{file}: {link}");
        }
    }
    assert!(links > 0);
    assert!(parsed.contains_key("attention.xhtml") && parsed.contains_key("contents.xhtml"), "{files:?}");
    let output = desk.run(&["build", "--out", "built", "--epub", "."]);
    assert_eq!(output.status.code(), Some(2), "{}", words(&output));
    assert!(words(&output).contains("name a file, such as book.epub"), "{}", words(&output));
}

#[cfg(unix)]
#[test]
fn a_pdf_is_printed_by_chromium_or_it_is_said_what_is_missing() {
    use std::os::unix::fs::PermissionsExt;
    let desk = desk();
    let (file, program) = (desk.root.join("book.pdf"), desk.root.join("a chromium.sh"));
    fs::write(&file, "an older one").unwrap();
    let build = |script: &str| {
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let arguments = ["build", "--out", "built", "--pdf", file.to_str().unwrap()];
        let output = desk.command(&arguments).env("CHROMIUM", &program).output().unwrap();
        (output.status.code(), words(&output), fs::read_to_string(&file).unwrap())
    };
    // What fails, or prints nothing, leaves what is there.
    for script in ["echo no display >&2; exit 3", "exit 0"] {
        let (code, said, kept) = build(script);
        assert_eq!((code, kept.as_str()), (Some(2), "an older one"), "{said}");
        assert!(said.contains("did not print the book"), "{said}");
    }
    let print = "for word in \"$@\"; do case $word in --print-to-pdf=*) out=${word#*=};; *print.html) in=$word;; esac; done\n\
                 [ -f \"$in\" ] && printf '%%PDF-1.7 book' > \"$out\"";
    let (code, said, printed) = build(print);
    assert_eq!((code, printed.as_str()), (Some(0), "%PDF-1.7 book"), "{said}");
    let arguments = ["build", "--out", "built", "--pdf", file.to_str().unwrap()];
    let output = desk.command(&arguments).env("CHROMIUM", desk.root.join("nowhere")).output().unwrap();
    assert!(words(&output).contains("nowhere does not start"), "{}", words(&output));
}
