//! A page of the built book as a document of an ePub: its text without what needs a script, as XML.

use std::collections::BTreeMap;

use html5ever::tendril::TendrilSink;
use html5ever::{Attribute, ParseOpts, local_name, ns, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// What needs a script, or is of no use without one.
const LEFT_OUT: [&str; 7] = ["script", "style", "button", "input", "template", "link", "noscript"];
/// Elements of HTML that have no end.
const VOID: [&str; 6] = ["br", "hr", "img", "wbr", "col", "source"];
/// Elements of MathML that say how large what is in them is.
const STYLED: [&str; 3] = ["math", "mstyle", "mtable"];

/// A document's body, and what its entry in the manifest has to say.
pub(super) struct Body {
    pub(super) xml: String,
    pub(super) formulas: bool,
    pub(super) figures: bool,
}

/// The text of a page, in which `links` says where other pages are in the ePub: `moe/lab.html` is `moe-lab.xhtml`.
pub(super) fn body(html: &str, page: &str, links: &BTreeMap<String, String>) -> Body {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut writer =
        Writer { page, links, body: Body { xml: String::new(), formulas: false, figures: false } };
    if let Some(main) = find(&dom.document, "main") {
        writer.children(&main);
    }
    writer.body
}

fn find(node: &Handle, name: &str) -> Option<Handle> {
    if matches!(&node.data, NodeData::Element { name: is, .. } if &*is.local == name) {
        return Some(node.clone());
    }
    node.children.borrow().iter().find_map(|child| find(child, name))
}

struct Writer<'a> {
    page: &'a str,
    links: &'a BTreeMap<String, String>,
    body: Body,
}

impl Writer<'_> {
    fn children(&mut self, node: &Handle) {
        for child in node.children.borrow().iter() {
            self.node(child);
        }
    }

    fn node(&mut self, node: &Handle) {
        match &node.data {
            NodeData::Text { contents } => self.body.xml += &text(&contents.borrow()),
            NodeData::Element { name, attrs, .. } => {
                let local = &*name.local;
                if LEFT_OUT.contains(&local) {
                    return;
                }
                self.body.formulas |= local == "math";
                self.body.figures |= local == "svg";
                // A link that leads out of the ePub, but not into the web, is only words.
                let href = attrs
                    .borrow()
                    .iter()
                    .find(|a| a.name.local == local_name!("href"))
                    .map(|a| self.target(&a.value));
                if local == "a" && href == Some(None) {
                    return self.children(node);
                }
                // In the older MathML only this one says how large things are.
                let sized = |a: &Attribute| &*a.name.local == "displaystyle";
                let local =
                    if local == "mrow" && attrs.borrow().iter().any(sized) { "mstyle" } else { local };
                self.body.xml += &format!("<{local}");
                if name.ns == ns!(svg) && local == "svg" {
                    self.body.xml += " xmlns=\"http://www.w3.org/2000/svg\"";
                }
                if name.ns == ns!(mathml) && local == "math" {
                    self.body.xml += " xmlns=\"http://www.w3.org/1998/Math/MathML\"";
                }
                for attribute in attrs.borrow().iter() {
                    self.attribute(local, attribute, href.clone().flatten());
                }
                let empty = node.children.borrow().is_empty();
                if empty && (VOID.contains(&local) || name.ns == ns!(svg)) {
                    self.body.xml += "/>";
                    return;
                }
                self.body.xml += ">";
                self.children(node);
                self.body.xml += &format!("</{local}>");
            }
            _ => {}
        }
    }

    fn attribute(&mut self, element: &str, attribute: &Attribute, href: Option<String>) {
        let name = &*attribute.name.local;
        if name.starts_with("data-") || name.starts_with("on") || name == "xmlns" || name == "tabindex" {
            return;
        }
        // What an ePub's older dialects say elsewhere, or do without: labels of what is left out, and MathML's and SVG's newer words.
        let (name, value) = match name {
            "href" => (name, href.unwrap_or_default()),
            "for" => return,
            "displaystyle" | "scriptlevel" if !STYLED.contains(&element) => return,
            "paint-order" => ("style", format!("paint-order: {}", attribute.value)),
            _ => (name, attribute.value.to_string()),
        };
        self.body.xml += &format!(" {name}=\"{}\"", text(&value).replace('"', "&quot;"));
    }

    /// Where a link of the page leads in the ePub.
    fn target(&self, href: &str) -> Option<String> {
        if href.starts_with("https://") || href.starts_with("http://") || href.starts_with('#') {
            return Some(href.to_owned());
        }
        let (path, anchor) = href.split_once('#').map_or((href, None), |(path, anchor)| (path, Some(anchor)));
        let mut parts: Vec<&str> = self.page.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                ".." => drop(parts.pop()),
                "." | "" => {}
                _ => parts.push(part),
            }
        }
        let file = self.links.get(&parts.join("/"))?;
        Some(anchor.map_or_else(|| file.clone(), |anchor| format!("{file}#{anchor}")))
    }
}

/// Text as XML.
fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(main: &str) -> String {
        let links = BTreeMap::from([("moe/lab.html".to_owned(), "moe-lab.xhtml".to_owned())]);
        body(&format!("<html><body>No.<main>{main}</main></body></html>"), "moe/switch.html", &links).xml
    }

    #[test]
    fn html_becomes_xml() {
        assert_eq!(xml("<p hidden>a &amp; b<br>c"), "<p hidden=\"\">a &amp; b<br/>c</p>");
        assert_eq!(xml("<button>x</button><script>y</script><i onclick=z data-a=b></i>"), "<i></i>");
        assert_eq!(
            xml("<svg viewBox=\"0 0 1 1\"><path d=\"M0\"/></svg><math><mi>x</mi></math>"),
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><path d=\"M0\"/></svg>\
             <math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mi>x</mi></math>"
        );
    }

    #[test]
    fn newer_words_are_said_in_older_ones() {
        assert_eq!(
            xml("<svg><text paint-order=\"stroke\">a</text></svg>")
                .matches("style=\"paint-order: stroke\"")
                .count(),
            1
        );
        let math = xml("<math displaystyle=\"true\"><mrow displaystyle=\"true\"><mi>x</mi></mrow></math>");
        assert!(math.ends_with("<mstyle displaystyle=\"true\"><mi>x</mi></mstyle></math>"), "{math}");
        assert_eq!(xml("<label for=\"a\">x</label>"), "<label>x</label>");
    }

    #[test]
    fn links_lead_into_the_epub_or_the_web_or_nowhere() {
        assert_eq!(xml("<a href=\"lab.html#a\">x</a>"), "<a href=\"moe-lab.xhtml#a\">x</a>");
        assert_eq!(xml("<a href=\"../moe/lab.html\">x</a>"), "<a href=\"moe-lab.xhtml\">x</a>");
        assert_eq!(xml("<a href=\"#b\">x</a>"), "<a href=\"#b\">x</a>");
        assert_eq!(
            xml("<a href=\"https://x.org/?a&amp;b\">x</a>"),
            "<a href=\"https://x.org/?a&amp;b\">x</a>"
        );
        assert_eq!(xml("<a href=\"../print.html\">x</a>"), "x");
    }
}
