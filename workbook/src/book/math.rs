//! TeX between dollars becomes MathML, when the book is built.

use anyhow::{Result, bail};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use pulldown_latex::config::DisplayMode;
use pulldown_latex::{RenderConfig, Storage, mathml};

use super::page;

/// Replaces `$…$` and `$$…$$` by MathML that survives Markdown. Code is left alone.
///
/// # Errors
/// If a formula is not understood; the message holds the formula.
pub fn rendered(markdown: &str) -> Result<String> {
    let mut text = String::with_capacity(markdown.len());
    let mut from = 0;
    let mut in_code = false;
    for (event, range) in Parser::new_ext(markdown, page::options()).into_offset_iter() {
        let (formula, display) = match event {
            Event::InlineMath(formula) => (formula, DisplayMode::Inline),
            Event::DisplayMath(formula) => (formula, DisplayMode::Block),
            // Braces or dollars that do not match leave a formula as it stands.
            Event::Text(words) if !in_code && has_command(&words) => {
                bail!("is this a formula? Its braces, or its dollars, do not match: {words}")
            }
            Event::Start(Tag::CodeBlock(_)) | Event::End(TagEnd::CodeBlock) => {
                in_code = !in_code;
                continue;
            }
            _ => continue,
        };
        text.push_str(&markdown[from..range.start]);
        let mathml = match display {
            DisplayMode::Inline => formula_mathml(&formula, display)?,
            DisplayMode::Block => side_by_side(&formula)?,
        };
        from = range.end;
        // A mark behind a formula does not go to the next line alone.
        let mark = markdown[from..].chars().next().filter(|c| ",.;:?!)".contains(*c));
        match mark.filter(|_| display == DisplayMode::Inline) {
            Some(mark) => {
                text += &format!("<span class=\"with-mark\">{mathml}{mark}</span>");
                from += mark.len_utf8();
            }
            None => text.push_str(&mathml),
        }
    }
    text.push_str(&markdown[from..]);
    Ok(text)
}

/// A formula that stands by itself. What a wide space sets apart stands side by side where there is room, and else below one another.
fn side_by_side(formula: &str) -> Result<String> {
    let parts = set_apart(formula);
    let set: Vec<String> =
        parts.iter().map(|part| formula_mathml(part, DisplayMode::Block)).collect::<Result<_>>()?;
    Ok(match &set[..] {
        [whole] => whole.clone(),
        parts => format!("<span class=\"formulas\">{}</span>", parts.concat()),
    })
}

/// The parts of a formula that wide spaces set apart, outside braces, brackets that grow, and environments.
fn set_apart(formula: &str) -> Vec<&str> {
    const SPACES: [&str; 2] = ["\\qquad", "\\quad"];
    let mut parts = Vec::new();
    let (mut depth, mut from) = (0_i32, 0);
    for (at, sign) in formula.char_indices() {
        let begins = |command: &str| {
            let behind = formula[at..].strip_prefix(command);
            behind.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
        };
        depth += match sign {
            '{' => 1,
            '}' => -1,
            '\\' if begins("\\left") || begins("\\begin") => 1,
            '\\' if begins("\\right") || begins("\\end") => -1,
            _ => 0,
        };
        if depth == 0
            && let Some(space) = SPACES.into_iter().find(|space| begins(space))
        {
            parts.push(formula[from..at].trim());
            from = at + space.len();
        }
    }
    parts.push(formula[from..].trim());
    // A space at an end sets nothing apart.
    if parts.iter().any(|part| part.is_empty()) { vec![formula] } else { parts }
}

/// Whether a text has a TeX command, such as `\frac`.
fn has_command(text: &str) -> bool {
    text.split('\\').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

fn formula_mathml(formula: &str, display_mode: DisplayMode) -> Result<String> {
    let storage = Storage::new();
    // TeX sets a space before a parenthesis that grows, which an author may take back; MathML sets none.
    // And dots after a comma stand as low as it.
    let tex = formula.replace("\\!\\left", "\\left").replace(", \\dots", ", \\ldots");
    let parser = pulldown_latex::Parser::new(&tex, &storage);
    let events: Vec<_> = match parser.collect() {
        Ok(events) => events,
        Err(error) => bail!("the formula ${formula}$ is not understood: {error}"),
    };
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    let mut written = String::new();
    mathml::push_mathml(&mut written, events.into_iter().map(Ok::<_, std::convert::Infallible>), config)?;
    // The TeX is an attribute: as an annotation it would be words of the page, for the search and its snippets.
    // The sign of a root is taller than a small letter, and hangs below it: what stands under a root has the height of a large one.
    // A letter, and not the sign for a millionth, which is never set in italics.
    let written = written.replace('\u{b5}', "\u{3bc}");
    let written = written.replace("<mo>/</mo>", "<mo lspace=\"0.08em\" rspace=\"0.08em\">/</mo>");
    let written = written.replace("</msqrt>", "<mspace height=\"0.8em\" depth=\"0.1em\"></mspace></msqrt>");
    let written = scripts_at_the_letter(&written);
    let with_source = written.replacen("<math", &format!("<math alttext=\"{}\"", attribute(formula)), 1);
    Ok(for_markdown(&with_source))
}

/// A formula whose scripts behind a letter with a mark on it stand as high as behind the letter alone.
fn scripts_at_the_letter(mathml: &str) -> String {
    const MARKED: &str = "<mover>";
    let mut text = mathml.to_owned();
    for script in ["<msup>", "<msubsup>"] {
        let sought = format!("{script}{MARKED}");
        let mut parts = text.split(&sought);
        let mut set = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let letter = part.split_once("</mover>").filter(|(letter, _)| !letter.contains(MARKED));
            set += &match letter {
                Some((letter, rest)) => {
                    format!("{script}<mpadded height=\"0.7em\">{MARKED}{letter}</mover></mpadded>{rest}")
                }
                None => format!("{script}{MARKED}{part}"),
            };
        }
        text = set;
    }
    text
}

/// A text as the value of an attribute, also in the cell of a table.
fn attribute(text: &str) -> String {
    [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("|", "&#124;")]
        .iter()
        .fold(text.to_owned(), |text, (sign, entity)| text.replace(sign, entity))
}

/// MathML in which Markdown sees nothing to interpret: on one line, and with its own signs as entities between tags.
fn for_markdown(mathml: &str) -> String {
    let mut text = String::with_capacity(mathml.len());
    let mut inside_tag = false;
    for c in mathml.chars() {
        match c {
            '<' => inside_tag = true,
            '>' => inside_tag = false,
            _ => {}
        }
        match c {
            '\n' => text.push(' '),
            '*' | '_' | '[' | ']' | '\\' | '`' | '|' | '~' | '^' | '$' | '{' | '}' | '#' if !inside_tag => {
                text += &format!("&#{};", c as u32);
            }
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_mathml_and_code_stays() {
        let text = rendered("Weights $w_i^2$ cost `$5` and\n\n```sh\necho $HOME $PATH \\\n```\n").unwrap();
        assert!(text.contains("<math") && text.contains("</math>"), "{text}");
        assert!(text.contains("`$5`") && text.contains("echo $HOME $PATH"), "{text}");
    }

    #[test]
    fn a_mark_behind_a_formula_stays_with_it() {
        let text = rendered("As $a$, or ($b$) does; $c$ d.\n\n$$e$$.").unwrap();
        assert_eq!(text.matches("<span class=\"with-mark\"><math").count(), 2, "{text}");
        assert!(
            text.contains("</math>,</span> or (<span") && text.contains("</math>)</span> does"),
            "{text}"
        );
    }

    #[test]
    fn scripts_stand_as_high_as_behind_a_letter_without_a_mark() {
        let html = rendered(r"$\bar A^l \bar B_t + x^2$").unwrap();
        assert_eq!(html.matches("<msup><mpadded height=\"0.7em\"><mover>").count(), 1, "{html}");
        assert_eq!(html.matches("<msub><mover>").count(), 1, "{html}");
        assert_eq!(html.matches("<msup><mi>x</mi>").count(), 1, "{html}");
    }

    #[test]
    fn what_a_wide_space_sets_apart_may_wrap() {
        let text = rendered(r"$$a = \left( b \qquad c \right), \quad d \qquad e .$$").unwrap();
        assert_eq!(text.matches("<math").count(), 3, "{text}");
        assert!(text.starts_with("<span class=\"formulas\"><math") && text.ends_with("</span>"), "{text}");
        for whole in [r"$a \qquad b$", r"$$\begin{matrix} a \qquad b \end{matrix}$$", r"$$a {b \qquad c}$$"] {
            let text = rendered(whole).unwrap();
            assert!(text.matches("<math").count() == 1 && !text.contains("<span"), "{text}");
        }
    }

    #[test]
    fn nothing_in_a_formula_is_markdown() {
        let text = rendered("$a * b * c_1 [x]$").unwrap();
        let shown = text.split_once('>').unwrap().1;
        assert!(!shown.contains('*') && !shown.contains("[x]"), "{text}");
    }

    #[test]
    fn the_tex_of_a_formula_is_no_text_of_the_page() {
        let text = rendered("$\\frac{a}{|b|} < \"c\"$").unwrap();
        let (tag, shown) = text.split_once('>').unwrap();
        assert_eq!(tag.matches('"').count() % 2, 0, "{text}");
        assert!(tag.contains("alttext=\"\\frac{a}{&#124;b&#124;} &lt;"), "{text}");
        assert!(!shown.contains("frac{"), "{text}");
    }

    #[test]
    fn a_formula_that_is_not_understood_is_an_error_that_quotes_it() {
        for formula in [r"$\frac{1$", r"$\nosuchthing{x}$"] {
            let error = rendered(formula).unwrap_err().to_string();
            assert!(error.contains(formula.trim_matches('$')), "{error}");
        }
    }
}
