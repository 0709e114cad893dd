//! A figure in a page: its drawing, its number and its caption.

use super::play;

/// The numbers of a chapter's figures: 3.1, 3.2, …
#[derive(Default)]
pub struct Numbers {
    /// The chapter's number; figures outside chapters have none.
    chapter: Option<u32>,
    last: usize,
}

impl Numbers {
    /// Those of the chapter with this number.
    pub fn of(chapter: Option<u32>) -> Numbers {
        Numbers { chapter, last: 0 }
    }

    fn next(&mut self) -> String {
        self.last += 1;
        let number =
            |chapter| format!("<span class=\"figure-number\">Figure {chapter}.{}.</span> ", self.last);
        self.chapter.map_or_else(String::new, number)
    }
}

/// A figure in the page, where the page's colours apply to it. Markdown ends HTML at an empty line, so there is none.
pub(super) fn html(svg: &str, answers: &str, numbers: &mut Numbers) -> String {
    let start = svg.find("<svg").unwrap_or(0);
    let drawn: Vec<&str> = svg[start..].lines().filter(|line| !line.trim().is_empty()).collect();
    let drawn = drawn.join("\n");
    let caption =
        between(svg, "<title", "</title>").and_then(|title| title.split_once('>')).map_or("", |t| t.1);
    let caption = format!("{}{caption}", numbers.next());
    // Which answers change it, for the page that the workbook serves.
    let drawn_with = if answers.is_empty() { String::new() } else { format!(" data-answers=\"{answers}\"") };
    let frames = frames(&drawn);
    if drawn.contains("data-play=\"") {
        let module =
            if play::installed() { format!(" data-module=\"{}\"", play::FILE) } else { String::new() };
        return format!(
            "<figure class=\"play\"{module}>\n{drawn}\n<figcaption>{caption}</figcaption>\n</figure>\n\n"
        );
    }
    if frames.is_empty() {
        return format!("<figure{drawn_with}>\n{drawn}\n<figcaption>{caption}</figcaption>\n</figure>\n\n");
    }
    // All of them, one below the other: `steps.js` shows them one at a time.
    let count = frames.len();
    let mut text = format!("<figure class=\"steps\"{drawn_with}>\n<ol class=\"frames\">\n");
    for (at, (caption, svg)) in frames.iter().enumerate() {
        let number = format!("<span class=\"number\">{} of {count}.</span>", at + 1);
        text += &format!("<li>\n<p>{number} <span class=\"said\">{caption}</span></p>\n{svg}\n</li>\n");
    }
    text + &format!("</ol>\n<figcaption>{caption}</figcaption>\n</figure>\n\n")
}

/// The frames of a step-through, each with its caption: in its SVG they are elements of the class `frame`. None in another figure.
fn frames(svg: &str) -> Vec<(&str, String)> {
    svg.split("<svg class=\"frame\"").skip(1).filter_map(frame).collect()
}

/// The caption of a frame, and the frame without it and without its place: a page has both elsewhere.
fn frame(part: &str) -> Option<(&str, String)> {
    let (caption, rest) = part.split_once("data-caption=\"")?.1.split_once("\" ")?;
    Some((caption, format!("<svg {}</svg>", rest.split_once("</svg>")?.0)))
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let from = text.find(start)? + start.len();
    Some(&text[from..from + text[from..].find(end)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_chapter_are_counted() {
        let mut numbers = Numbers::of(Some(3));
        let caption = |numbers: &mut Numbers| {
            let html = html("<svg><title>One</title></svg>", "", numbers);
            between(&html, "<figcaption>", "</figcaption>").unwrap().to_owned()
        };
        assert_eq!(caption(&mut numbers), "<span class=\"figure-number\">Figure 3.1.</span> One");
        assert_eq!(caption(&mut numbers), "<span class=\"figure-number\">Figure 3.2.</span> One");
        assert_eq!(caption(&mut Numbers::default()), "One");
    }

    #[test]
    fn a_step_through_is_a_list_of_its_frames() {
        let frame = |number: u8| {
            format!(
                "<svg class=\"frame\" y=\"{number}0\" data-caption=\"It &quot;does&quot; {number}.\" xmlns=\"x\" role=\"img\">\n\
                 <title>{number}</title>\n<desc>Words.</desc>\n</svg>\n"
            )
        };
        let svg = format!(
            "<svg role=\"img\">\n<title>Whole</title>\n<text>1 of 2.</text>\n{}{}</svg>",
            frame(1),
            frame(2)
        );
        let html = super::html(&svg, "stream", &mut Numbers::default());
        assert!(
            html.starts_with("<figure class=\"steps\" data-answers=\"stream\">\n<ol class=\"frames\">\n<li>"),
            "{html}"
        );
        assert!(html.contains("<span class=\"said\">It &quot;does&quot; 2.</span></p>\n<svg xmlns=\"x\" role=\"img\">\n<title>2</title>"));
        assert!(html.ends_with("</ol>\n<figcaption>Whole</figcaption>\n</figure>\n\n"), "{html}");
        assert_eq!((html.matches("<svg").count(), html.matches("</svg>").count()), (2, 2), "{html}");
        assert!(!super::html("<svg><title>One</title></svg>", "", &mut Numbers::default()).contains("<ol"));
    }

    #[test]
    fn a_figure_to_play_with_says_so() {
        let svg = "<svg data-play=\"a/b\" data-parameters=\"[]\">\n<title>One</title>\n</svg>";
        let html = super::html(svg, "", &mut Numbers::default());
        assert!(html.starts_with("<figure class=\"play\""), "{html}");
        // Without what draws it, there is nothing to play with.
        assert_eq!(html.contains("data-module=\"play/module.js\""), play::installed(), "{html}");
        assert!(html.contains("<figcaption>One</figcaption>"), "{html}");
    }
}
