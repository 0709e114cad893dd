//! What a published copy says about itself: where a page can be edited and spoken of, and what others show beside a link to it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::html::escaped;
use crate::Course;

/// `book/site.toml`. What is empty is left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Site {
    address: String,
    edit: String,
    report: String,
    discuss: String,
}

impl Site {
    pub(super) fn of(course: &Course) -> Result<Site> {
        let path = course.root.join("book/site.toml");
        // The small courses of the tests have none.
        if !path.exists() {
            return Ok(Site::default());
        }
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        Site::read(&text).with_context(|| format!("{} is not understood", path.display()))
    }

    fn read(text: &str) -> Result<Site> {
        let site: Site = toml::from_str(text)?;
        for (name, url) in [
            ("address", &site.address),
            ("edit", &site.edit),
            ("report", &site.report),
            ("discuss", &site.discuss),
        ] {
            if !url.is_empty() && !url.starts_with("https://") {
                bail!("{name} is {url:?}; it begins with https://, or is empty")
            }
        }
        if !site.address.is_empty() && !site.address.ends_with('/') {
            bail!("address is {:?}; it ends with a slash", site.address)
        }
        Ok(site)
    }

    /// The line at the end of a page; nothing where nothing is set.
    pub(super) fn links(&self, page: &Path) -> String {
        let page = page.to_string_lossy().replace('\\', "/");
        let link = |(url, words): &(&String, &str)| {
            (!url.is_empty())
                .then(|| format!("<a href=\"{}\">{words}</a>", escaped(&url.replace("{page}", &page))))
        };
        let links: Vec<String> = [
            (&self.edit, "Edit this page"),
            (&self.report, "Report a mistake"),
            (&self.discuss, "Discuss it"),
        ]
        .iter()
        .filter_map(link)
        .collect();
        if links.is_empty() {
            return String::new();
        }
        format!("<p class=\"talk\">{}</p>\n\n", links.join(" · "))
    }

    /// A page's HTML with what others show beside a link to it, below its title.
    pub(super) fn shared(&self, html: &str, page: &str) -> String {
        if self.address.is_empty() {
            return html.to_owned();
        }
        let address = escaped(&self.address);
        let about = format!(
            "</title>\n        <meta property=\"og:type\" content=\"article\">\n        \
             <meta property=\"og:url\" content=\"{address}{page}\">\n        \
             <meta property=\"og:image\" content=\"{address}share.png\">\n        \
             <meta name=\"twitter:card\" content=\"summary_large_image\">"
        );
        html.replacen("</title>", &about, 1)
    }

    /// Whether it is published.
    pub(super) fn is_published(&self) -> bool {
        !self.address.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_is_not_shown() {
        let site = Site::read("").unwrap();
        assert_eq!(site.links(Path::new("a.md")), "");
        assert_eq!(site.shared("<title>A</title>", "a.html"), "<title>A</title>");
        let site = Site::read("edit = \"https://x.org/{page}\"\ndiscuss = \"https://x.org/?a&b\"").unwrap();
        assert_eq!(
            site.links(Path::new("moe/lab.md")),
            "<p class=\"talk\"><a href=\"https://x.org/moe/lab.md\">Edit this page</a> · \
             <a href=\"https://x.org/?a&amp;b\">Discuss it</a></p>\n\n"
        );
    }

    #[test]
    fn a_published_page_names_its_picture() {
        let site = Site::read("address = \"https://x.org/book/\"").unwrap();
        let html = site.shared("<head><title>A</title></head><svg><title>B</title></svg>", "moe/lab.html");
        assert!(
            html.contains("<meta property=\"og:image\" content=\"https://x.org/book/share.png\">"),
            "{html}"
        );
        assert!(html.contains("content=\"https://x.org/book/moe/lab.html\""), "{html}");
        assert_eq!(html.matches("og:image").count(), 1);
    }

    #[test]
    fn what_is_misspelt_is_an_error() {
        for text in ["adress = \"\"", "address = \"https://x.org\"", "edit = \"javascript:x\""] {
            assert!(Site::read(text).is_err(), "{text}");
        }
    }
}
