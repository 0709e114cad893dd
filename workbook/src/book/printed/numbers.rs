//! Numbers as a book sets them: a minus and not a hyphen, thousands set apart, powers of ten.

use super::super::html::escaped;

/// Digits from which on thousands are set apart.
const LONG: usize = 4;

/// What a cell of a table says, as HTML.
pub(super) fn set(cell: &str) -> String {
    if cell == "-" {
        return "–".to_owned();
    }
    let mut text = String::new();
    let mut rest = cell;
    while let Some(at) = start(rest, text.chars().next_back()) {
        text += &escaped(&rest[..at]);
        let (number, behind) = number(&rest[at..]);
        text += &number;
        rest = behind;
    }
    text + &escaped(rest)
}

/// Where the next number begins that is no part of a word, such as `top-2`; `before` stands before the text.
fn start(text: &str, before: Option<char>) -> Option<usize> {
    let mut before = before;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        let digit = c.is_ascii_digit() || (c == '-' && next);
        if digit
            && before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-' | '/' | '\u{2212}'))
        {
            return Some(at);
        }
        before = Some(c);
    }
    None
}

/// The number that a text begins with, as HTML, and the text behind it.
fn number(text: &str) -> (String, &str) {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("\u{2212}", rest));
    let (whole, mut rest) = text.split_at(digits(text));
    let mut fraction = "";
    if let Some(behind) = rest.strip_prefix('.')
        && digits(behind) > 0
    {
        (fraction, rest) = rest.split_at(1 + digits(behind));
    }
    // The parts of a version or a date are no thousands.
    let more = rest.starts_with(['.', '-']) && digits(&rest[1..]) > 0;
    let set = if whole.len() >= LONG && !more { thousands(whole) } else { whole.to_owned() };
    let mut set = format!("{sign}{set}{fraction}");
    if let Some((power, behind)) = exponent(rest) {
        rest = behind;
        if power != 0 && set.contains(|c: char| ('1'..='9').contains(&c)) {
            let power = power.to_string().replace('-', "\u{2212}");
            set += &format!(" × 10<sup>{power}</sup>");
        }
    }
    (set, rest)
}

/// The power of ten in `e-5`, and the text behind it.
fn exponent(text: &str) -> Option<(i32, &str)> {
    let behind = text.strip_prefix('e')?;
    let sign = usize::from(behind.starts_with(['-', '+']));
    let digits = behind[sign..].chars().take_while(char::is_ascii_digit).count();
    let (power, rest) = behind.split_at(sign + digits);
    let whole = digits > 0 && !rest.starts_with(char::is_alphanumeric);
    whole.then(|| power.parse().ok().map(|power| (power, rest)))?
}

fn thousands(digits: &str) -> String {
    let set_apart = |(at, digit): (usize, char)| {
        let comma = at > 0 && (digits.len() - at) % 3 == 0;
        comma.then_some(',').into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(set_apart).collect()
}

#[cfg(test)]
mod tests {
    use super::set;

    #[test]
    fn numbers_are_set_as_in_a_book() {
        for (cell, shown) in [
            ("-0.50", "−0.50"),
            ("[-0.1, 2.0, -3]", "[−0.1, 2.0, −3]"),
            ("1048576", "1,048,576"),
            ("2048", "2,048"),
            ("512", "512"),
            ("-45213.1 ms", "−45,213.1 ms"),
            ("0.00601", "0.00601"),
            ("4.1e-6", "4.1 × 10<sup>−6</sup>"),
            ("-2.3e6", "−2.3 × 10<sup>6</sup>"),
            ("1.03e0", "1.03"),
            ("0.0e0", "0.0"),
            ("below 1e-6", "below 1 × 10<sup>−6</sup>"),
            ("-", "–"),
        ] {
            assert_eq!(set(cell), shown, "{cell}");
        }
    }

    #[test]
    fn what_is_no_number_stays() {
        for cell in [
            "top-2",
            "bf16",
            "GPT-3",
            "2.15.0",
            "12345.6.7",
            "fla-core 0.6.0",
            "1e",
            "2026-11-30",
            "a_10000",
            "–",
            "1,048,576",
            "NaN",
        ] {
            assert_eq!(set(cell), cell);
        }
        assert_eq!(set("a<b"), "a&lt;b");
    }
}
