//! Numerals, however they are written: `1,024`, `10⁻⁶`, `$2^{20}$`.

/// A numeral.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    /// As it is written, with letters that follow at once: `1,024`, `70B`.
    pub(super) written: String,
    /// The same without these letters.
    pub(super) digits: String,
    /// Without its sign.
    pub(super) value: f64,
    /// Where it is, in bytes.
    pub(super) at: std::ops::Range<usize>,
    /// It has more than one point, as versions and sections do.
    pub(super) dotted: bool,
}

/// Where numerals are looked for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum In {
    Prose,
    /// Code, or what it printed.
    Code,
}

/// The numerals of a text. Digits that belong to a name, such as f32 or GPT-3, are none.
pub(super) fn numbers(text: &str, place: In) -> Vec<Number> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |i: usize| chars.get(i).map_or('\0', |c| c.1);
    let offset = |i: usize| chars.get(i).map_or(text.len(), |c| c.0);
    let is_digit = |i: usize| at(i).is_ascii_digit();
    let digits_from = |mut i: usize| {
        while is_digit(i) {
            i += 1;
        }
        i
    };
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if !is_digit(i) {
            i += 1;
            continue;
        }
        let start = i;
        let before = if start > 0 { at(start - 1) } else { '\0' };
        let hyphen =
            place == In::Prose && matches!(before, '-' | '‑') && start > 1 && at(start - 2).is_alphabetic();
        let in_name = before.is_alphabetic() || before == '_' || hyphen;
        let mut value = String::new();
        let (mut points, mut groups) = (0, 0);
        loop {
            let end = digits_from(i);
            value.extend((i..end).map(at));
            i = end;
            // Three digits and no more, after one to three, or after others like them.
            let grouped = digits_from(i + 1) == i + 4 && points == 0 && (groups > 0 || value.len() <= 3);
            match at(i) {
                ',' | '\u{202f}' | '\u{2009}' | '\u{a0}' if grouped => {
                    groups += 1;
                    i += 1;
                }
                '_' if place == In::Code && is_digit(i + 1) => i += 1,
                '.' if is_digit(i + 1) => {
                    points += 1;
                    value.push('.');
                    i += 1;
                }
                _ => break,
            }
        }
        let sign = usize::from(matches!(at(i + 1), '-' | '+' | '−'));
        if matches!(at(i), 'e' | 'E') && is_digit(i + 1 + sign) {
            value += if matches!(at(i + 1), '-' | '−') { "e-" } else { "e" };
            let end = digits_from(i + 1 + sign);
            value.extend((i + 1 + sign..end).map(at));
            i = end;
        } else if let Some((end, powered)) = powered(&chars, i, &value) {
            value = powered;
            i = end;
        }
        let digits = text[offset(start)..offset(i)].to_owned();
        while place == In::Prose && at(i).is_alphabetic() {
            i += 1;
        }
        if in_name {
            continue;
        }
        let dotted = points > 1;
        let Ok(value) = (if dotted { "0".to_owned() } else { value }).parse() else { continue };
        let range = offset(start)..offset(i);
        found.push(Number { written: text[range.clone()].to_owned(), digits, value, at: range, dotted });
    }
    found
}

/// A number whose digits end at `i`, with its power: the `⁻⁶` of `10⁻⁶`, the `²⁰` of `2²⁰`, the ` × 10⁻⁶` of `3 × 10⁻⁶`.
/// Returns where it ends, and the number as a machine reads it.
fn powered(chars: &[(usize, char)], i: usize, digits: &str) -> Option<(usize, String)> {
    let at = |i: usize| chars.get(i).map_or('\0', |c| c.1);
    let power = |mut i: usize| {
        let mut text = String::new();
        loop {
            match at(i) {
                '⁻' if text.is_empty() => text.push('-'),
                c => match SUPERSCRIPTS.iter().position(|&s| s == c) {
                    Some(digit) => text += &digit.to_string(),
                    None => break,
                },
            }
            i += 1;
        }
        Some((i, text.parse::<i32>().ok()?))
    };
    if let Some((end, power)) = power(i) {
        let ten = digits == "10";
        let value =
            if ten { format!("1e{power}") } else { digits.parse::<f64>().ok()?.powi(power).to_string() };
        return Some((end, value));
    }
    let skip = |mut i: usize| {
        while at(i).is_whitespace() {
            i += 1;
        }
        i
    };
    let times = skip(i);
    let ten = skip(times + 1);
    if at(times) == '×' && (at(ten), at(ten + 1)) == ('1', '0') {
        return power(ten + 2).map(|(end, power)| (end, format!("{digits}e{power}")));
    }
    None
}

/// A formula without letters as plain text, such as `10⁻³` or `1,024 × 64`; nothing if it has a letter.
pub(super) fn bare_number(formula: &str) -> Option<String> {
    const SIGNS: [(&str, &str); 9] = [
        ("{,}", ","),
        ("\\,", "\u{2009}"),
        ("\\times", "×"),
        ("\\cdot", "×"),
        ("\\approx", "≈"),
        ("\\tfrac", " "),
        ("\\frac", " "),
        ("\\sqrt", " "),
        ("\\%", "%"),
    ];
    let mut text = formula.to_owned();
    // Units are words.
    for unit in ["\\text{", "\\mathrm{", "\\textrm{"] {
        while let Some(start) = text.find(unit) {
            let length = text[start..].find('}').map_or(text.len() - start, |end| end + 1);
            text.replace_range(start..start + length, " ");
        }
    }
    for (tex, sign) in SIGNS {
        text = text.replace(tex, sign);
    }
    if text.contains(|c: char| c.is_alphabetic() || c == '\\') {
        return None;
    }
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('^') {
        plain += &rest[..at];
        rest = &rest[at + 1..];
        let (power, after) = match rest.strip_prefix('{') {
            Some(inside) => inside.split_once('}').unwrap_or((inside, "")),
            None => rest.split_at(rest.chars().next().map_or(0, char::len_utf8)),
        };
        plain.extend(power.chars().map(|c| superscript(c).unwrap_or(c)));
        rest = after;
    }
    Some((plain + rest).replace(['{', '}'], " "))
}

const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

fn superscript(c: char) -> Option<char> {
    match c {
        '-' | '−' => Some('⁻'),
        _ => c.to_digit(10).map(|digit| SUPERSCRIPTS[digit as usize]),
    }
}
