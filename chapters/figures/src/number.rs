//! Numbers as a book writes them.

/// A number as a tick shows it: at most six digits, the true minus, a comma for thousands, powers from a million on.
pub(crate) fn number(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let size = value.abs();
    let text = if size >= 1e6 || (size > 0.0 && size < 1e-3) {
        let written = format!("{size:.6e}");
        let (mantissa, exponent) = written.split_once('e').expect("it was asked for");
        let power: String = exponent.chars().map(raised).collect();
        match trimmed(mantissa) {
            "1" => format!("10{power}"),
            mantissa => format!("{mantissa}·10{power}"),
        }
    } else {
        let written = format!("{size:.6}");
        let written = trimmed(&written);
        let (whole, fraction) = written.split_at(written.find('.').unwrap_or(written.len()));
        grouped(whole) + fraction
    };
    if value < 0.0 { format!("−{text}") } else { text }
}

/// A number with so many digits that count, as an axis would write it: `4·10⁻⁸`, `0.013`, `12,000`.
///
/// ```
/// assert_eq!(figures::rounded(4.2e-8, 1), "4·10⁻⁸");
/// ```
///
/// # Panics
/// If no digit counts.
pub fn rounded(value: impl Into<f64>, digits: usize) -> String {
    assert!(digits > 0, "a number has a digit at least");
    let written = format!("{:.*e}", digits - 1, value.into());
    number(written.parse().expect("what was written can be read"))
}

/// A count with a comma for each thousand: `1,048,576`.
///
/// ```
/// assert_eq!(figures::count(65_536), "65,536");
/// ```
///
/// # Panics
/// If it is less than nothing, or more than a u64 holds.
pub fn count(number: impl TryInto<u64>) -> String {
    let Ok(number) = number.try_into() else { panic!("a count is a u64") };
    grouped(&number.to_string())
}

/// Digits with a comma for each thousand.
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Without zeros at the end of the fraction.
fn trimmed(digits: &str) -> &str {
    digits.trim_end_matches('0').trim_end_matches('.')
}

/// A digit or a minus of an exponent.
fn raised(c: char) -> char {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    c.to_digit(10).map_or('⁻', |digit| DIGITS[digit as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_a_book() {
        assert_eq!(number(65536.0), "65,536");
        assert_eq!(number(1234.5), "1,234.5");
        assert_eq!(number(999_999.0), "999,999");
        assert_eq!(number(-0.25), "−0.25");
        assert_eq!(number(1e9), "10⁹");
        assert_eq!(number(2e-5), "2·10⁻⁵");
        assert_eq!(number(3.0 * 1e-5), "3·10⁻⁵");
        assert_eq!(number(1e-8), "10⁻⁸");
        assert_eq!(number(0.0), "0");
        assert_eq!(number(100.0), "100");
        assert_eq!(number(0.001), "0.001");
        assert_eq!(number(f64::INFINITY), "inf");
    }

    #[test]
    fn digits_that_count_are_as_many_as_wanted() {
        assert_eq!(rounded(3.7e-8, 1), "4·10⁻⁸");
        assert_eq!(rounded(-1.26e-7, 2), "−1.3·10⁻⁷");
        assert_eq!(rounded(9.7e-9, 1), "10⁻⁸");
        assert_eq!(rounded(0.0, 2), "0");
        assert_eq!(rounded(0.0123, 2), "0.012");
        assert_eq!(rounded(12_345.0, 2), "12,000");
        assert_eq!(rounded(1.14e10, 2), "1.1·10¹⁰");
        assert_eq!(rounded(0.5_f32, 1), "0.5");
    }

    #[test]
    fn counts_have_a_comma_for_each_thousand() {
        let counts = [0, 999, 1000, 65_536, 1 << 20].map(|number: usize| count(number));
        assert_eq!(counts, ["0", "999", "1,000", "65,536", "1,048,576"]);
        assert_eq!(count(12_u8), "12");
    }

    #[test]
    #[should_panic(expected = "a count is a u64")]
    fn less_than_nothing_is_no_count() {
        let _ = count(-1);
    }
}
