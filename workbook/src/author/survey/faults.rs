//! What is wrong with the pages.

use std::collections::{BTreeMap, BTreeSet};

use contract::Exercise;

use super::page::{Item, Surveyed};
use super::sources::{Numbers, number_faults};

/// The least prose between the heading of an exercise and its box, in words.
const LEAST: usize = 150;
/// Words by which a sentence refers to a figure.
const REFERS: [&str; 18] = [
    "figure", "figures", "plot", "plots", "panel", "panels", "map", "maps", "line", "lines", "curve",
    "curves", "bar", "bars", "diagram", "below", "show", "shows",
];
/// Everything that is wrong with the pages.
pub(super) fn faults(surveyed: &[Surveyed], metas: &[&Exercise], numbers: &Numbers) -> Vec<String> {
    let mut found = Vec::new();
    for meta in metas {
        found.extend(exercise_fault(surveyed, meta));
    }
    let mut names_used = BTreeSet::new();
    for page in surveyed {
        let not_executed = page.count(|item| matches!(item, Item::Cell(_, None)));
        if not_executed > 0 {
            let name = &page.name;
            found
                .push(format!("{name}: {not_executed} cells were not executed: cargo run -- execute {name}"));
        }
        found.extend(figure_faults(page));
        let sources = numbers.pages.get(&page.name);
        found.extend(number_faults(
            page,
            sources.unwrap_or(&BTreeMap::new()),
            &numbers.names,
            &mut names_used,
        ));
    }
    for page in numbers.pages.keys().filter(|name| !surveyed.iter().any(|page| page.name == **name)) {
        found.push(format!("book/numbers.toml: there is no page {page}"));
    }
    for name in numbers.names.iter().filter(|name| !names_used.contains(*name)) {
        found.push(format!("book/numbers.toml: the name {name:?} is on no page"));
    }
    found
}

fn exercise_fault(surveyed: &[Surveyed], meta: &Exercise) -> Option<String> {
    let id = meta.id();
    let Some((file, anchor)) = meta.text.split_once(".html#") else {
        return Some(format!("{id}: its text is {:?}, not a page and an anchor", meta.text));
    };
    let boxes = surveyed.iter().filter(|page| page.boxes().any(|known| known == id));
    let names: Vec<&str> = boxes.map(|page| page.name.as_str()).collect();
    if names.is_empty() {
        return Some(format!("{id}: no page has its box"));
    }
    if names != [file] {
        return Some(format!("{id}: its box is on {}, its text on {file}", names.join(" and ")));
    }
    let items = &surveyed.iter().find(|page| page.name == file)?.items;
    let is_heading = |item: &Item| matches!(item, Item::Heading(_, Some(known)) if known == anchor);
    let Some(heading) = items.iter().position(is_heading) else {
        return Some(format!("{id}: {file} has no heading with {{#{anchor}}}"));
    };
    let place = items.iter().position(|item| *item == Item::Exercise(id.clone()))?;
    if place < heading {
        return Some(format!("{id}: its box stands before its heading {{#{anchor}}}"));
    }
    let words: usize = items[heading..place].iter().map(Item::words).sum();
    (words < LEAST)
        .then(|| format!("{id}: {words} words between its heading and its box on {file}; at least {LEAST}"))
}

fn figure_faults(page: &Surveyed) -> Vec<String> {
    let refers = |item: &Item| {
        let Item::Prose(text) = item else { return false };
        let text = text.to_lowercase();
        text.split(|c: char| !c.is_alphabetic()).any(|word| REFERS.contains(&word))
    };
    let mut found = Vec::new();
    for (i, item) in page.items.iter().enumerate().filter(|(_, item)| item.figures() > 0) {
        // A heading of a section, or another figure, is where what may refer to it ends.
        let ends = |item: &&Item| matches!(item, Item::Heading(1 | 2, _)) || item.figures() > 0;
        let before = page.items[..i].iter().rev().take_while(|item| !ends(item));
        let after = page.items[i + 1..].iter().take_while(|item| !ends(item));
        if !before.chain(after).any(refers) {
            let Item::Cell(code, _) = item else { continue };
            let last = code.lines().last().unwrap_or_default();
            found.push(format!(
                "{}: no sentence refers to the figure of the cell that ends with {last:?}",
                page.name
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::survey::sample::{meta, page, prose};
    use crate::book::notebook::Shown;

    /// The faults of one page with the exercise.
    fn faults_of(markdown: &str, toml: &str) -> Vec<String> {
        let page = page(markdown, "1", "", true);
        faults(&[page], &[&meta()], &toml::from_str(toml).unwrap())
    }

    #[test]
    fn a_page_without_fault_has_none() {
        let markdown = format!(
            "# Sail\n\nIn 2,048 ships.\n\n## Sail {{#sail}}\n\n{}\n\nThe lines show it.\n\nCELL\n\n```exercise\nships/sail\n```\n",
            prose(146)
        );
        assert_eq!(faults_of(&markdown, "names = []\n[\"ships/sail\"]\n\"2,048\" = \"a book\""), [""; 0]);
    }

    #[test]
    fn an_exercise_without_its_text_is_found() {
        let boxed = "```exercise\nships/sail\n```";
        let text = prose(150);
        for (markdown, expected) in [
            (format!("# S\n\n## Sail {{#sail}}\n\n{}\n\n{boxed}", prose(139)), "140 words between"),
            (format!("# S\n\n{text}\n\n## Sail {{#sail}}\n\n{boxed}"), "1 words between"),
            (format!("# S\n\n## Sail {{#sail}}\n\n{text}"), "no page has its box"),
            (format!("# S\n\n{boxed}\n\n## Sail {{#sail}}\n\n{text}"), "before its heading"),
            (format!("# S\n\n## Sail {{#sails}}\n\n{text}\n\n{boxed}"), "no heading with {#sail}"),
        ] {
            let found = faults_of(&format!("{markdown}\n\n## Figure\n\nA figure.\n\nCELL\n"), "");
            assert!(found.len() == 1 && found[0].contains(expected), "{expected}: {found:?}");
        }
        let elsewhere =
            Surveyed { name: "ships".to_owned(), items: vec![Item::Exercise("ships/sail".to_owned())] };
        let found = faults(&[elsewhere], &[&meta()], &Numbers::default());
        assert!(found[0].contains("its box is on ships, its text on ships/sail"), "{found:?}");
    }

    #[test]
    fn a_figure_that_nothing_refers_to_is_found() {
        for (markdown, expected) in [
            ("## A\n\nThe figure shows it.\n\nCELL", 0),
            ("## A\n\nCELL\n\nSo the upper line says.", 0),
            ("## A\n\nCELL\n\n### Finer\n\nAs the plot has it.", 0),
            ("## A\n\nNot a word.\n\nCELL\n\n`figure` configures online linear fishing.", 1),
            ("## A\n\nThe figure.\n\n## B\n\nNothing.\n\nCELL\n\n## C\n\nThe figure.", 1),
        ] {
            let page = page(markdown, "1", "", true);
            assert_eq!(figure_faults(&page).len(), expected, "{markdown}");
        }
        let page = page("## A\n\nNo word.\n\nCELL", "1", "", false);
        assert_eq!(figure_faults(&page), [""; 0], "without a figure there is nothing to refer to");
    }

    #[test]
    fn each_figure_has_a_word_of_its_own() {
        let drawn = || Item::Cell("draw".to_owned(), Some(vec![Shown::Figure(String::new())]));
        let says = |text: &str| Item::Prose(text.to_owned());
        let page = |items| Surveyed { name: "a".to_owned(), items };
        let both = page(vec![says("the figure"), drawn(), says("and the second plot"), drawn()]);
        assert_eq!(figure_faults(&both).len(), 0);
        let first = page(vec![says("the figure"), drawn(), says("and more"), drawn()]);
        assert_eq!(figure_faults(&first).len(), 1);
    }

    #[test]
    fn what_lies_idle_in_the_sources_is_found() {
        let markdown = format!(
            "# S\n\n## Sail {{#sail}}\n\n{} with 64 guns, a figure.\n\nCELL\n\n```exercise\nships/sail\n```\n",
            prose(150)
        );
        for (toml, expected) in [
            ("[\"ships/sail\"]\n\"64\" = \"a book\"\n\"65\" = \"a book\"", "\"65\" is not needed"),
            ("[\"ships/sail\"]\n\"64\" = \" \"", "\"64\" has no source"),
            ("[\"ships/sail\"]\n\"64\" = \"a book\"\n[\"ships/oar\"]", "there is no page ships/oar"),
            ("names = [\"Sloop 3.5\"]\n[\"ships/sail\"]\n\"64\" = \"a book\"", "\"Sloop 3.5\" is on no page"),
        ] {
            let found = faults_of(&markdown, toml);
            assert!(found.len() == 1 && found[0].contains(expected), "{expected}: {found:?}");
        }
        // Where a cell gives it, no source is needed.
        let found = faults_of(&markdown.replace("64", "1"), "[\"ships/sail\"]\n\"1\" = \"a book\"");
        assert!(found.len() == 1 && found[0].contains("is not needed"), "{found:?}");
    }

    #[test]
    fn a_cell_that_was_not_executed_is_found() {
        let mut page = page("# A\n\nA figure.\n\nCELL", "1", "", true);
        page.items.iter_mut().for_each(|item| {
            if let Item::Cell(_, shown) = item {
                *shown = None;
            }
        });
        let found = faults(&[page], &[], &Numbers::default());
        assert!(found.len() == 1 && found[0].contains("1 cells were not executed"), "{found:?}");
    }
}
