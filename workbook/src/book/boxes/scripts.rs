//! Subscripts and superscripts in what a comment says: `h_T`, `xₜ₋₁` and `e^(−h)` are lowered and raised, as on the page around it.

/// Letters below the line and above it, which most fonts lack, or have as specks, and the figures and signs that stand among them; each
/// with what it is on the line.
const LOW: Small = Small {
    tag: "sub",
    letters: ["ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "aehijklmnoprstuvx"],
    others: ["₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+−"],
};
const HIGH: Small =
    Small {
        tag: "sup", letters: ["ᵃⁱʲˡⁿˢᵗᵀ", "aijlnstT"], others: ["⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+−"]
    };

/// Small letters, and those on the line.
struct Small {
    tag: &'static str,
    letters: [&'static str; 2],
    others: [&'static str; 2],
}

/// Text with its scripts as HTML; code and formulas stay as they are.
pub(super) fn scripts(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    // Most letters begin no script.
    while let Some(at) = rest.find(|c: char| !c.is_ascii() || matches!(c, '_' | '^' | '`' | '$')) {
        said += &rest[..at];
        rest = &rest[at..];
        let next = rest.chars().next().unwrap_or_default();
        let found = (LOW.run(rest).or_else(|| HIGH.run(rest)))
            .or_else(|| named(rest, &said))
            .or_else(|| power(rest, &said))
            .or_else(|| as_it_is(rest).map(|length| (rest[..length].to_owned(), length)));
        if let Some((script, length)) = found {
            said += &script;
            rest = &rest[length..];
        } else {
            said.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    said + rest
}

/// How long the code or the formula is that a text begins with.
fn as_it_is(text: &str) -> Option<usize> {
    let mark = text.chars().next().filter(|c| matches!(c, '`' | '$'))?;
    let inner = text.trim_start_matches(mark);
    let marks = text.len() - inner.len();
    Some(inner.find(&text[..marks]).map_or(text.len(), |end| end + 2 * marks))
}

impl Small {
    /// Small letters at the beginning of a text, with the figures and signs among them: `ₜ₋₁`. Figures alone are in every font.
    fn run(&self, text: &str) -> Option<(String, usize)> {
        let plain = |[small, plain]: [&str; 2], c| small.chars().zip(plain.chars()).find(|it| it.0 == c);
        let either = |c| plain(self.letters, c).or(plain(self.others, c));
        let run = &text[..text.find(|c| either(c).is_none()).unwrap_or(text.len())];
        run.chars().any(|c| plain(self.letters, c).is_some()).then(|| {
            let script: String = run.chars().filter_map(either).map(|it| it.1).collect();
            (format!("<{0}>{script}</{0}>", self.tag), run.len())
        })
    }
}

/// A name behind one letter and `_`: `h_T`, `σ_data`.
fn named(text: &str, before: &str) -> Option<(String, usize)> {
    let name = text.strip_prefix('_')?;
    let mut letters = before.chars().rev();
    let letter = letters.next().is_some_and(char::is_alphabetic)
        && !letters.next().is_some_and(|c| c.is_alphanumeric() || c == '_');
    let length = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    (letter && length > 0).then(|| (format!("<sub>{}</sub>", &name[..length]), 1 + length))
}

/// What stands behind `^`, in brackets, or a number or letter: `e^(−h)`, `Σ^½`.
fn power(text: &str, before: &str) -> Option<(String, usize)> {
    let power = text.strip_prefix('^')?;
    if !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '`' | '\'')) {
        return None;
    }
    let (script, length) = if let Some(inner) = power.strip_prefix('(') {
        let end = inner.find([')', '('])?;
        inner[end..].starts_with(')').then_some((&inner[..end], end + 2))?
    } else {
        let sign = power.len() - power.trim_start_matches('−').len();
        let number = power[sign..].trim_start_matches(|c: char| c.is_ascii_digit());
        let first = power[sign..].chars().next().filter(|c| c.is_alphanumeric())?;
        let length = sign + first.len_utf8().max(power.len() - sign - number.len());
        (&power[..length], length)
    };
    Some((format!("<sup>{script}</sup>"), 1 + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_stand_where_they_belong() {
        for (text, html) in [
            ("states h₁ to h_T (T, d)", "states h₁ to h<sub>T</sub> (T, d)"),
            (
                "c_skip = σ_data²/(σ² + σ_data²)",
                "c<sub>skip</sub> = σ<sub>data</sub>²/(σ² + σ<sub>data</sub>²)",
            ),
            ("ᾱₜ₋₁ of x₀, γᵗ⁻ˢ, vₜᵀ", "ᾱ<sub>t−1</sub> of x₀, γ<sup>t−s</sup>, v<sub>t</sub><sup>T</sup>"),
            ("e^(−h), Σ₁^½ Σ₂, 2^16 S", "e<sup>−h</sup>, Σ₁<sup>½</sup> Σ₂, 2<sup>16</sup> S"),
            ("(a)^ρ, (Σ)^−½ S', `most`^(1/ρ)", "(a)<sup>ρ</sup>, (Σ)<sup>−½</sup> S', `most`<sup>1/ρ</sup>"),
            ("`h_T` and $h_T$, ``a`_b``, top_k, a ^ b", "`h_T` and $h_T$, ``a`_b``, top_k, a ^ b"),
            ("an open `h_T", "an open `h_T"),
        ] {
            assert_eq!(scripts(text), html);
        }
    }
}
