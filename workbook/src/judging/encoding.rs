//! An answer that is not saved as UTF-8: the compiler reads none of it, and says so of the chapter's list.

use contract::wrapped;

use crate::Course;
use crate::course::Chapter;

/// What a reader is told of an answer's file that is not UTF-8.
pub(super) fn told(course: &Course, chapter: &Chapter, name: &str) -> Option<String> {
    let file = format!("exercises/{}/{name}.rs", chapter.name);
    let bytes = std::fs::read(course.root.join(&file)).ok()?;
    let how = encoding(&bytes)?;
    let cause = format!(
        "{file} is saved {how}, and the compiler reads UTF-8 alone. Save it as UTF-8; an editor has that \
         under “Save with encoding”, or shows the encoding below the text, to be changed there."
    );
    Some(wrapped("cause", &cause))
}

/// How a text is saved, if not as UTF-8.
fn encoding(bytes: &[u8]) -> Option<String> {
    // Rust has no use for the letter zero, of which half of a text in UTF-16 consists.
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.contains(&0) {
        return Some("as UTF-16".to_owned());
    }
    let valid = std::str::from_utf8(bytes).err()?.valid_up_to();
    let line = String::from_utf8_lossy(&bytes[..valid]).matches('\n').count() + 1;
    Some(format!("as Latin-1, or in another old encoding (line {line} has the first letter that tells)"))
}

/// The file that the compiler says it cannot read.
pub(super) fn unread(message: &str) -> Option<&str> {
    message.strip_prefix("couldn't read `")?.split_once('`').map(|(path, _)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let text = "// ä\nfn f() {}\n";
        let utf16: Vec<u16> = text.encode_utf16().collect();
        for swap in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
            let bare: Vec<u8> = utf16.iter().flat_map(|unit| swap(*unit)).collect();
            let marked = [swap(0xfeff).to_vec(), bare.clone()].concat();
            assert_eq!(encoding(&bare).unwrap(), "as UTF-16");
            assert_eq!(encoding(&marked).unwrap(), "as UTF-16");
        }
        assert!(encoding(b"fn f() {}\n// \xe4\n").unwrap().contains("(line 2 "));
        assert_eq!(encoding(text.as_bytes()), None);
        assert_eq!(encoding("\u{feff}fn f() {}".as_bytes()), None);
    }
}
