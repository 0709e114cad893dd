//! Numbers as a book sets them: a minus and not a hyphen, thousands set apart, powers of ten.

use super::super::html::escaped;

/// Digits from which on thousands are set apart.
pub(super) const LONG: usize = 4;

/// What a cell of a table says, as HTML.
pub(super) fn set(cell: &str) -> String {
    if cell == "-" {
        return "–".to_owned();
    }
    let mut text = String::new();
    let mut rest = cell;
    while let Some(at) = start(rest, text.chars().next_back()) {
        text += &escaped(&rest[..at]);
        // Between brackets commas set apart the numbers of a list.
        let listed = text.matches('[').count() > text.matches(']').count();
        let (number, behind) = number(&rest[at..], listed);
        text += &number;
        rest = behind;
    }
    text + &escaped(rest)
}

/// Where the next number begins that is no part of a word, such as `top-2`; `before` stands before the text.
pub(super) fn start(text: &str, before: Option<char>) -> Option<usize> {
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
fn number(text: &str, listed: bool) -> (String, &str) {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let (sign, unsigned) = text.strip_prefix('-').map_or(("", text), |rest| ("\u{2212}", rest));
    let (whole, mut rest) = unsigned.split_at(digits(unsigned));
    let mut fraction = "";
    if let Some(behind) = rest.strip_prefix('.')
        && digits(behind) > 0
    {
        (fraction, rest) = rest.split_at(1 + digits(behind));
    }
    if let Some((power, behind)) = exponent(rest) {
        return (format!("{sign}{}", power_of_ten(whole, fraction, power)), behind);
    }
    // A name that begins with digits, and the parts of a version or a date.
    let name = rest.starts_with(char::is_alphabetic);
    let more = rest.starts_with(['.', '-']) && digits(&rest[1..]) > 0;
    if name {
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        return (format!("{sign}{whole}{fraction}{}", escaped(&rest[..end])), &rest[end..]);
    }
    let set = if whole.len() >= LONG && !more && !listed { thousands(whole) } else { whole.to_owned() };
    (format!("{sign}{set}{fraction}"), rest)
}

/// A number with a power of ten behind it; where that is small, the point is moved instead.
fn power_of_ten(whole: &str, fraction: &str, power: i32) -> String {
    let decimals = fraction.strip_prefix('.').unwrap_or(fraction);
    let all = format!("{whole}{decimals}");
    if power == 0 || all.chars().all(|c| c == '0') {
        return format!("{whole}{fraction}");
    }
    if (-2..=2).contains(&power) && whole.len() == 1 {
        let moved = 1 + power;
        if moved <= 0 {
            return format!("0.{}{all}", "0".repeat(moved.unsigned_abs() as usize));
        }
        let moved = moved as usize;
        return match all.len().cmp(&moved) {
            std::cmp::Ordering::Less => format!("{all}{}", "0".repeat(moved - all.len())),
            std::cmp::Ordering::Equal => all,
            std::cmp::Ordering::Greater => format!("{}.{}", &all[..moved], &all[moved..]),
        };
    }
    let power = power.to_string().replace('-', "\u{2212}");
    format!("{whole}{fraction} × 10<sup>{power}</sup>")
}

/// The power of ten in `e-5`, and the text behind it.
fn exponent(text: &str) -> Option<(i32, &str)> {
    let behind = text.strip_prefix('e')?;
    let sign = usize::from(behind.starts_with(['-', '+']));
    let digits = behind[sign..].chars().take_while(char::is_ascii_digit).count();
    let (power, rest) = behind.split_at(sign + digits);
    let whole = (1..=3).contains(&digits) && !rest.starts_with(char::is_alphanumeric);
    whole.then(|| power.parse().ok().map(|power| (power, rest)))?
}

pub(super) fn thousands(digits: &str) -> String {
    let set_apart = |(at, digit): (usize, char)| {
        let comma = at > 0 && (digits.len() - at).is_multiple_of(3);
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
            ("9.991e-1", "0.9991"),
            ("2.03e1", "20.3"),
            ("5.1e2", "510"),
            ("3.6e1", "36"),
            ("2.7e-3", "2.7 × 10<sup>−3</sup>"),
            ("1e-2", "0.01"),
            ("[1000.0, 2048]", "[1000.0, 2048]"),
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
            "9195b99",
            "4e12345",
            "4096x2",
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
