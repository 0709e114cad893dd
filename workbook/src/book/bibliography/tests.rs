//! What is cited where is found.

use super::*;

const TOML: &str = r#"
    [[work]]
    key = "oar1999"
    authors = "Oar et al."
    title = "On Rowing"
    year = 1999
    url = "https://arxiv.org/abs/9901.01234"

    [[work]]
    key = "mast1987"
    authors = "Mast"
    title = "On Sails"
    year = 1987
    url = "https://example.org/sails"
    names = ["Sail-2"]

    [[repository]]
    key = "sloop"
    title = "harbour/sloop"
    url = "https://github.com/harbour/sloop"
"#;

fn page(name: &str, markdown: &str) -> Page {
    Page { source: format!("{name}.md").into(), number: None, pieces: page::pieces(markdown).unwrap() }
}

fn list(markdown: &str) -> String {
    let bibliography: Bibliography = toml::from_str(TOML).unwrap();
    bibliography.list(&sections(&[page("ships/sail", markdown), page("glossary", "# G\n\nSail-2")]))
}

#[test]
fn an_entry_says_which_sections_cite_it() {
    let list = list(
        "# Sail *on*\n\nBy Sail-2.\n\n## Wind's {#wind}\n\nNot Sail-2.5; see arXiv\n9901.01234.\n\n## More {#read-on}\n\n\
         [On Rowing](https://arxiv.org/abs/9901.01234), [a fault](https://github.com/harbour/sloop/issues/1)",
    );
    for part in [
        "<dt id=\"mast1987\">Mast 1987</dt>\n<dd><a href=\"https://example.org/sails\"><em>On Sails</em></a><br>\n\
         Sail on (<a href=\"ships/sail.html\">beginning</a>)</dd>",
        "Sail on (<a href=\"ships/sail.html#wind\">Wind’s</a>; <a href=\"ships/sail.html#read-on\">reading</a>)",
        "<dt id=\"sloop\"><a href=\"https://github.com/harbour/sloop\">harbour/sloop</a></dt>\n\
         <dd>Sail on (<a href=\"ships/sail.html#read-on\">reading</a>)",
    ] {
        assert!(list.contains(part), "{part}\nis not in\n{list}");
    }
    assert!(list.find("mast1987") < list.find("oar1999"), "{list}");
}

#[test]
fn who_is_cited_nowhere_has_no_places() {
    let list = list("# Sail\n\n```rust,cell\n// Sail-2\n```\n");
    assert!(list.contains("<em>On Sails</em></a><br>\n</dd>\n<dt"), "{list}");
}

#[test]
fn names_are_whole_words() {
    for (text, expected) in [
        ("of Sail-2, and", true),
        ("Sail-2's", true),
        ("Sail-2.", true),
        ("(Sail-2)", true),
        ("Sail-2.1", false),
        ("Sail-21", false),
        ("Sail-2-fast", false),
        ("aSail-2", false),
    ] {
        assert_eq!(has(text, "Sail-2"), expected, "{text}");
    }
}
