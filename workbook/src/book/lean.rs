//! What a first visit need not load is taken out of the pages that mdBook has made, and code and names in their lines are kept together.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::{code, hyphens};

/// Makes the pages and styles of a built book smaller: two schemes of five, search when somebody searches, no comments in styles.
///
/// # Errors
/// If a file cannot be read or written, or a page is not as mdBook makes them.
pub(super) fn lean(folder: &Path) -> Result<()> {
    for file in files(folder)? {
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let change: fn(&str) -> Result<String> = match ending {
            "html" => |html| page(html).map(|html| hyphens::kept(&code::unbroken(&html))),
            "css" => |css| Ok(style(css)),
            _ => continue,
        };
        let text = fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let text = change(&text).with_context(|| format!("{}", file.display()))?;
        fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    Ok(found)
}

/// Of mdBook's schemes the book has two: what a browser remembers of another book is not taken for one of them.
const THEME: [&str; 2] = [
    "if (theme === null || theme === undefined) { theme = default_theme; }",
    "if (theme !== default_light_theme && theme !== default_dark_theme) { theme = default_theme; }",
];
/// Schemes of mdBook that the menu does not offer.
const OTHERS: [&str; 3] = ["rust", "coal", "ayu"];
/// Colours of code, which the book's own styles have for both schemes.
const HIGHLIGHT: [&str; 3] =
    ["mdbook-highlight-css", "mdbook-tomorrow-night-css", "mdbook-ayu-highlight-css"];
/// What searches, in the order in which it is loaded: `theme/search.js` does, when somebody asks.
const SEARCH: [&str; 3] = ["elasticlunr", "mark", "searcher"];

fn page(html: &str) -> Result<String> {
    // The list of contents for browsers without scripts has none of all this.
    if !html.contains("id=\"mdbook-theme-list\"") {
        return Ok(html.to_owned());
    }
    ensure!(html.contains(THEME[0]), "the scheme is not chosen as it was");
    let mut html = html.replace(THEME[0], THEME[1]);
    for scheme in OTHERS {
        let id = format!("id=\"mdbook-theme-{scheme}\"");
        taken(&mut html, |line| line.contains(&id)).with_context(|| format!("no {scheme} in the menu"))?;
    }
    for id in HIGHLIGHT {
        let attribute = format!("id=\"{id}\"");
        taken(&mut html, |line| line.contains(&attribute)).with_context(|| format!("no style {id}"))?;
        // mdBook's script turns them on and off.
        html = html.replacen("</head>", &format!("<style id=\"{id}\"></style>\n</head>"), 1);
    }
    let mut scripts = Vec::new();
    for name in SEARCH {
        let script = |line: &str| {
            line.contains("<script src=\"")
                && [format!("\"{name}-"), format!("/{name}-")].iter().any(|n| line.contains(n))
        };
        let line = taken(&mut html, script).with_context(|| format!("no script {name}"))?;
        scripts.extend(line.split('"').nth(1).map(str::to_owned));
    }
    let scripts = format!("<script>window.workbookSearch = {};</script>\n", serde_json::to_string(&scripts)?);
    Ok(html.replacen("</head>", &(scripts + "</head>"), 1))
}

/// Takes the first line out of which this is true.
fn taken(html: &mut String, is: impl Fn(&str) -> bool) -> Option<String> {
    let mut from = 0;
    let found = html.split_inclusive('\n').find_map(|line| {
        from += line.len();
        is(line).then_some((from - line.len()..from, line.to_owned()))
    });
    let (place, line) = found?;
    html.replace_range(place, "");
    Some(line)
}

/// A style sheet without comments, and with one space where there are several, but for what is in quotes.
fn style(css: &str) -> String {
    let mut short = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if first == '"' || first == '\'' {
            let end = rest[1..].find(first).map_or(rest.len(), |end| end + 2);
            short.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if first.is_whitespace() {
            rest = rest.trim_start();
            let before = short.chars().next_back().is_none_or(|c| "{};, ".contains(c));
            if !before && !rest.starts_with(['{', '}', ';']) {
                short.push(' ');
            }
        } else {
            short.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    short.replace(";}", "}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_keeps_what_it_says() {
        let css = "/* a; b */\n.a > .b,\n.c { color: red;\n  width: calc(1px + 2em); }\n@media (a) and (b) {\n .d::after { content: \"/* ;  } */\"; }\n}\n";
        assert_eq!(
            style(css),
            ".a > .b,.c{color: red;width: calc(1px + 2em)}@media (a) and (b){.d::after{content: \"/* ;  } */\"}}"
        );
        assert_eq!(style(".a { /* x */ b: url('a  b') /* y */ c; }"), ".a{b: url('a  b') c}");
    }

    #[test]
    fn a_page_keeps_two_schemes_and_loads_search_when_somebody_searches() {
        let html = format!(
            "<html><head>\n{}</head>\n<script>{}</script>\n<ul id=\"mdbook-theme-list\">\n{}</ul>\n{}<p>mark-up</p>\n",
            HIGHLIGHT.map(|id| format!("<link rel=\"stylesheet\" id=\"{id}\" href=\"x.css\">\n")).concat(),
            THEME[0],
            ["light", "rust", "coal", "navy", "ayu"]
                .map(|id| format!("<li id=\"mdbook-theme-{id}\">\n"))
                .concat(),
            SEARCH.map(|name| format!("<script src=\"../{name}-1.js\"></script>\n")).concat(),
        );
        let lean = page(&html).unwrap();
        assert!(lean.contains("mdbook-theme-light") && lean.contains("mdbook-theme-navy"), "{lean}");
        for gone in ["coal", "ayu\"", "x.css", "theme === null", "<script src"] {
            assert!(!lean.contains(gone), "{gone}: {lean}");
        }
        let given =
            "window.workbookSearch = [\"../elasticlunr-1.js\",\"../mark-1.js\",\"../searcher-1.js\"];";
        assert!(lean.contains(given) && lean.contains("<p>mark-up</p>"), "{lean}");
        assert!(lean.contains("<style id=\"mdbook-ayu-highlight-css\">"), "{lean}");
        assert_eq!(page("<p>a list</p>").unwrap(), "<p>a list</p>");
        assert!(page("<ul id=\"mdbook-theme-list\">").is_err());
    }
}
