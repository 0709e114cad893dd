//! What `book/code.toml` says of public code: of exercises that there are, at commits, and something.

use std::collections::BTreeSet;

use workbook::book::real::Code;

use crate::course;

#[test]
fn real_code_is_of_an_exercise_at_a_commit_and_says_something() {
    let course = course();
    let code = Code::of(&course).unwrap();
    let ids: BTreeSet<String> = course.exercises().map(contract::Exercise::id).collect();
    let mut links = BTreeSet::new();
    for (id, places) in &code.exercises {
        assert!(ids.contains(id), "there is no exercise {id}");
        assert!(!places.is_empty() && places.len() <= 3, "{id}: {} places", places.len());
        for place in places {
            let link = code.link(place).unwrap();
            let parts: Vec<&str> = link.strip_prefix("https://github.com/").unwrap().split('/').collect();
            let [owner, name, "blob", commit, path @ ..] = &parts[..] else { panic!("{id}: {link}") };
            let named = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
            assert!(
                [owner, name].iter().all(|part| named(part)) && path.iter().all(|part| named(part)),
                "{link}"
            );
            let is_commit = commit.len() == 40 && commit.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
            assert!(is_commit && place.line != Some(0), "{id}: {link}");
            assert!(!place.name.trim().is_empty(), "{id}: {link} names nothing");
            let says = place.says.split_whitespace().count();
            assert!(says >= 5 && place.says.ends_with('.'), "{id}: {:?} is no sentence", place.says);
            assert!(links.insert((id.clone(), link.clone())), "{id}: {link} is there twice");
        }
    }
    let used: BTreeSet<&String> = code.exercises.values().flatten().map(|place| &place.repository).collect();
    let idle: Vec<_> = code.commits.keys().filter(|repository| !used.contains(repository)).collect();
    assert!(idle.is_empty(), "book/code.toml has commits of what no exercise names: {idle:?}");
    assert!(!links.is_empty(), "book/code.toml has no place");
}
