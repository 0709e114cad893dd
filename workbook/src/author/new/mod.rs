//! Writes the files of a new exercise. They compile, and the chapter's tests fail for what is missing in them.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::Course;
use crate::reader::state;
use crate::reader::stub::stub;

/// The files, from the root of the repository.
const FILES: [(&str, &str); 5] = [
    ("solutions/CHAPTER/NAME.rs", include_str!("solution.rs.txt")),
    ("chapters/CHAPTER/grade/src/NAME/mod.rs", include_str!("mod.rs.txt")),
    ("chapters/CHAPTER/grade/src/NAME/cases.rs", include_str!("cases.rs.txt")),
    ("chapters/CHAPTER/grade/src/NAME/mistakes.rs", include_str!("mistakes.rs.txt")),
    ("chapters/CHAPTER/grade/src/NAME/alternatives.rs", include_str!("alternatives.rs.txt")),
];

/// Writes the files of an exercise, and its line in the chapter's list.
///
/// # Errors
/// If the id is not `CHAPTER/NAME` with a name that Rust takes for a module, or something of it is there already: then
/// nothing was written.
pub fn new(course: &Course, id: &str) -> Result<()> {
    let (chapter, name) = id
        .split_once('/')
        .with_context(|| format!("{id}: name it CHAPTER/NAME, such as attention/softmax"))?;
    course.chapter(chapter)?;
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !starts || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        bail!("{name}: a name is of small letters, digits and underlines, such as online_softmax")
    }
    if syn::parse_str::<syn::Ident>(name).is_err()
        || course.chapters.iter().any(|chapter| chapter.name == name)
    {
        bail!("{name} is a word of Rust, or a crate's name, which its module would hide")
    }
    let filled = |text: &str| {
        text.replace("CHAPTER", chapter).replace("NAME", name).replace("TYPE", &in_camel_case(name))
    };
    let list = course.root.join("chapters").join(chapter).join("src/list.rs");
    let types = list.with_file_name("types.rs");
    let read = |path| fs::read_to_string(path).with_context(|| format!("{} cannot be read", list.display()));
    let (list_before, types_before) = (read(&list)?, read(&types)?);
    let taken = FILES.map(|(path, _)| filled(path)).into_iter().find(|path| course.root.join(path).exists());
    let line = filled(&format!("NAME \"NAME\" {}: TYPE = NAME::NAME;", name.to_uppercase()));
    if let Some(path) = taken {
        bail!("{path} is there already; nothing was written")
    }
    if list_before.contains(&filled("\n            NAME \"NAME\"")) {
        bail!("{} lists {name} already; nothing was written", list.display())
    }
    let end = list_before
        .rfind("\n        }\n")
        .with_context(|| format!("{} has no end of the list", list.display()))?;
    let listed = format!("{}\n            {line}{}", &list_before[..end], &list_before[end..]);
    let typed = format!(
        "{}\n\n/// Say shapes and units: what comes in to what goes out.\npub type {} = fn(ArrayView2<'_, f32>) -> Array2<f32>;\n",
        types_before.trim_end(),
        in_camel_case(name)
    );
    for (path, text) in FILES {
        state::write_new(&course.root.join(filled(path)), filled(text).as_bytes())?;
        println!("{}", filled(path));
    }
    let answer = filled("exercises/CHAPTER/NAME.rs");
    state::write(&course.root.join(&answer), stub(&filled(FILES[0].1), chapter, name)?.as_bytes())?;
    println!("{answer}");
    state::write(&list, listed.as_bytes())?;
    state::write(&types, typed.as_bytes())?;
    println!(
        "chapters/{chapter}/src/list.rs: {line}\nchapters/{chapter}/src/types.rs: the type of an answer"
    );
    println!(
        "\nFill them in, then: cargo run -- stubs; cargo run -- describe {chapter}; cargo test -p {chapter}, \
         which says what is missing"
    );
    Ok(())
}

/// `online_softmax` as a type: `OnlineSoftmax`.
fn in_camel_case(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    name.split('_').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_named_in_camel_case() {
        assert_eq!(in_camel_case("online_softmax"), "OnlineSoftmax");
        assert_eq!(in_camel_case("rope_2d"), "Rope2d");
    }
}
