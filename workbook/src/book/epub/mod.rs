//! The book as an ePub: the pages of the built book as documents, with their formulas and figures, in one archive.

mod xhtml;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::Page;
use crate::Course;
use xhtml::{Body, body};

const TITLE: &str = "Attention to All-Reduce";
/// How readers' programs tell this book from others.
const NAME: &str = "urn:attention-to-all-reduce";
const FONT: &str = "stix-two-math-subset-400-normal.woff2";

/// A page as a document.
struct Document {
    /// `moe-lab.xhtml`.
    file: String,
    title: String,
    /// Whether it opens a chapter, or is in none.
    opens: bool,
    body: Body,
}

/// Writes the book that was built in `folder` into `file`; what is there is replaced once the new one is complete.
///
/// # Errors
/// If the built book cannot be read, or the file cannot be written.
pub fn write(course: &Course, pages: &[Page], folder: &Path, file: &Path) -> Result<()> {
    if file.is_dir() {
        bail!("{} is a folder; name a file, such as book.epub", file.display())
    }
    let documents = documents(pages, folder)?;
    let read = |path: &str| {
        let path = course.root.join("book/theme").join(path);
        fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))
    };
    let file = std::path::absolute(file)?;
    let beside = file.parent().context("the ePub needs a folder")?;
    let scratch = tempfile::TempDir::with_prefix_in(".epub-", beside)
        .with_context(|| format!("{} cannot be written", beside.display()))?;
    let new = scratch.path().join("book.epub");
    let mut archive = ZipWriter::new(fs::File::create(&new)?);
    let mut put = |name: &str, bytes: &[u8], method: CompressionMethod| -> Result<()> {
        archive.start_file(name, SimpleFileOptions::default().compression_method(method))?;
        Ok(archive.write_all(bytes)?)
    };
    // What it is stands first, as it is.
    put("mimetype", b"application/epub+zip", CompressionMethod::Stored)?;
    let packed = CompressionMethod::Deflated;
    put("META-INF/container.xml", CONTAINER.as_bytes(), packed)?;
    put("book/package.opf", package(&documents).as_bytes(), packed)?;
    put("book/contents.xhtml", contents(&documents).as_bytes(), packed)?;
    put("book/style.css", &read("epub.css")?, packed)?;
    put(&format!("book/{FONT}"), &read(&format!("fonts/{FONT}"))?, CompressionMethod::Stored)?;
    for document in &documents {
        let whole = whole(&document.title, &document.body.xml);
        put(&format!("book/{}", document.file), whole.as_bytes(), packed)?;
    }
    archive.finish()?;
    fs::rename(&new, &file).with_context(|| format!("{} cannot be written", file.display()))
}

fn documents(pages: &[Page], folder: &Path) -> Result<Vec<Document>> {
    let file = |page: &Page| format!("{}.xhtml", page.name().replace('/', "-"));
    let links: BTreeMap<String, String> =
        pages.iter().map(|page| (format!("{}.html", page.name()), file(page))).collect();
    let document = |page: &Page| {
        let name = format!("{}.html", page.name());
        let path = folder.join(&name);
        let html = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let body = body(&html, &name, &links);
        let title = title(&body.xml).with_context(|| format!("{name} has no title"))?;
        Ok(Document { file: file(page), title, opens: !page.name().contains('/'), body })
    };
    pages.iter().map(document).collect()
}

/// The words of the first heading, as XML.
fn title(xml: &str) -> Option<String> {
    let heading = xml.split_once("<h1")?.1.split_once('>')?.1.split_once("</h1>")?.0;
    let words: Vec<&str> =
        heading.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words)).collect();
    Some(words.concat())
}

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">
<rootfiles><rootfile full-path=\"book/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles>
</container>
";

fn package(documents: &[Document]) -> String {
    let (mut items, mut spine) = (String::new(), String::new());
    for Document { file, body, .. } in documents {
        let id = file.trim_end_matches(".xhtml");
        let has = [(body.formulas, "mathml"), (body.figures, "svg")];
        let has: Vec<&str> = has.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
        let properties =
            if has.is_empty() { String::new() } else { format!(" properties=\"{}\"", has.join(" ")) };
        items += &format!(
            "<item id=\"{id}\" href=\"{file}\" media-type=\"application/xhtml+xml\"{properties}/>\n"
        );
        spine += &format!("<itemref idref=\"{id}\"/>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"name\" xml:lang=\"en\">
<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">
<dc:identifier id=\"name\">{NAME}</dc:identifier>
<dc:title>{TITLE}</dc:title>
<dc:language>en</dc:language>
<dc:description>A workbook of modern neural architectures in Rust</dc:description>
<meta property=\"dcterms:modified\">{}</meta>
</metadata>
<manifest>
<item id=\"contents\" href=\"contents.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>
<item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>
<item id=\"font\" href=\"{FONT}\" media-type=\"font/woff2\"/>
{items}</manifest>
<spine>
{spine}</spine>
</package>
",
        now()
    )
}

/// Chapters, and in each its pages.
fn contents(documents: &[Document]) -> String {
    let mut list = String::new();
    let mut inside = false;
    for (at, Document { file, title, opens, .. }) in documents.iter().enumerate() {
        let leads = documents.get(at + 1).is_some_and(|next| !next.opens);
        let link = format!("<a href=\"{file}\">{title}</a>");
        if *opens {
            if inside {
                list += "</ol></li>\n";
            }
            list += &if leads { format!("<li>{link}\n<ol>\n") } else { format!("<li>{link}</li>\n") };
            inside = leads;
        } else {
            list += &format!("<li>{link}</li>\n");
        }
    }
    if inside {
        list += "</ol></li>\n";
    }
    let nav = format!("<nav epub:type=\"toc\">\n<h1>Contents</h1>\n<ol>\n{list}</ol>\n</nav>");
    whole("Contents", &nav)
}

fn whole(title: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!DOCTYPE html>
<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"en\" xml:lang=\"en\">
<head><title>{title}</title><link rel=\"stylesheet\" href=\"style.css\"/></head>
<body>
{body}
</body>
</html>
"
    )
}

/// The time, as ePubs say it: `2026-11-30T06:15:00Z`.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    moment(seconds)
}

fn moment(seconds: u64) -> String {
    let is_leap =
        |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let (mut day, second) = (seconds / 86_400, seconds % 86_400);
    let mut year = 1970;
    while day >= 365 + u64::from(is_leap(year)) {
        day -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", day + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(file: &str, opens: bool) -> Document {
        let body = Body { xml: String::new(), formulas: opens, figures: true };
        Document { file: format!("{file}.xhtml"), title: file.to_uppercase(), opens, body }
    }

    #[test]
    fn pages_are_listed_in_their_chapters() {
        let all =
            [("index", true), ("moe", true), ("moe-lab", false), ("moe-bias", false), ("glossary", true)];
        let documents = all.map(|(file, opens)| document(file, opens));
        let contents = contents(&documents);
        let list = contents.split_once("<ol>\n").unwrap().1.split_once("</nav>").unwrap().0;
        let link = |file: &str| format!("<a href=\"{file}.xhtml\">{}</a>", file.to_uppercase());
        let expected = format!(
            "<li>{}</li>\n<li>{}\n<ol>\n<li>{}</li>\n<li>{}</li>\n</ol></li>\n<li>{}</li>\n</ol>\n",
            link("index"),
            link("moe"),
            link("moe-lab"),
            link("moe-bias"),
            link("glossary")
        );
        assert_eq!(list, expected);
        let package = package(&documents);
        assert!(
            package.contains(
                "href=\"moe.xhtml\" media-type=\"application/xhtml+xml\" properties=\"mathml svg\"/>"
            )
        );
        assert!(
            package
                .contains("href=\"moe-lab.xhtml\" media-type=\"application/xhtml+xml\" properties=\"svg\"/>")
        );
    }

    #[test]
    fn a_title_is_words() {
        assert_eq!(title("<p/><h1 id=\"a\"><a href=\"#a\">A &amp; <i>b</i></a></h1>").unwrap(), "A &amp; b");
    }

    #[test]
    fn times_are_those_of_the_calendar() {
        assert_eq!(moment(0), "1970-01-01T00:00:00Z");
        assert_eq!(moment(951_826_154), "2000-02-29T12:09:14Z");
        assert_eq!(moment(1_798_761_599), "2026-12-31T23:59:59Z");
    }
}
