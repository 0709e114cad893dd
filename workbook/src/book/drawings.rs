//! Which figures of a page are drawn with answers, and with whose: what its cells call is looked for among the drawings of its
//! chapter, in `chapters/NAME/src/lesson/mod.rs`. So a page can say which of a reader's answers would change its figures,
//! although nothing has been built.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use syn::visit::Visit;
use syn::{Expr, UseTree};

use super::page::{Cell, Piece};
use crate::Course;

/// A figure that a chapter can draw anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// The chapter.
    pub chapter: String,
    /// Its place among the chapter's drawings.
    pub number: usize,
    /// The names of the exercises whose answers it is drawn with.
    pub answers: BTreeSet<String>,
}

/// What of a page can be drawn anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfPage {
    /// The chapter whose drawings they are.
    pub chapter: String,
    /// Their places among these.
    pub numbers: BTreeSet<usize>,
    /// The names of the exercises whose answers they are drawn with.
    pub answers: BTreeSet<String>,
}

/// The drawings of all chapters, by the path of the function that makes them: `attention::lesson::scale::figure`.
pub struct Drawings(BTreeMap<String, Vec<Drawing>>);

impl Drawings {
    /// Reads the lessons of all chapters.
    ///
    /// # Errors
    /// If one of them is not Rust.
    pub fn of(course: &Course) -> Result<Drawings> {
        let mut all: BTreeMap<String, Vec<Drawing>> = BTreeMap::new();
        for chapter in &course.chapters {
            let path = course.root.join("chapters").join(&chapter.name).join("src/lesson/mod.rs");
            // A chapter may draw nothing.
            let Ok(source) = std::fs::read_to_string(&path) else { continue };
            let names: Vec<&str> = chapter.exercises.iter().map(|exercise| exercise.name.as_str()).collect();
            let found = listed(&source, &names).with_context(|| format!("{} is not Rust", path.display()))?;
            for (number, (function, answers)) in found.into_iter().enumerate() {
                let drawing = Drawing { chapter: chapter.name.clone(), number, answers };
                all.entry(format!("{}::lesson::{function}", chapter.name)).or_default().push(drawing);
            }
        }
        Ok(Drawings(all))
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Drawing> {
        self.0.values().flatten()
    }

    /// What each cell of a page draws, in the order of the cells.
    pub fn drawn(&self, pieces: &[Piece]) -> Vec<Vec<&Drawing>> {
        let mut imports = Imports::default();
        super::page::cells(pieces).map(|cell| self.drawn_by(cell, &mut imports)).collect()
    }

    /// What of a page an answer would change; nothing, if there is no such figure.
    pub fn of_page(&self, pieces: &[Piece]) -> Option<OfPage> {
        let mut all = OfPage::default();
        for drawing in self.drawn(pieces).into_iter().flatten().filter(|drawing| !drawing.answers.is_empty())
        {
            all.chapter.clone_from(&drawing.chapter);
            all.numbers.insert(drawing.number);
            all.answers.extend(drawing.answers.iter().cloned());
        }
        (!all.numbers.is_empty()).then_some(all)
    }

    fn drawn_by(&self, cell: &Cell, imports: &mut Imports) -> Vec<&Drawing> {
        // Lines for the kernel itself, such as `:dep`, are not Rust.
        let rust: Vec<&str> = cell.code.lines().filter(|line| !line.starts_with(':')).collect();
        let Ok(block) = syn::parse_str::<syn::Block>(&format!("{{\n{}\n}}", rust.join("\n"))) else {
            return Vec::new();
        };
        imports.visit_block(&block);
        let mut calls = Calls::default();
        calls.visit_block(&block);
        calls.0.iter().filter_map(|path| self.0.get(&imports.whole(path))).flatten().collect()
    }
}

/// The functions in the array that `drawings` returns, and the answers that each is given.
fn listed(source: &str, exercises: &[&str]) -> Result<Vec<(String, BTreeSet<String>)>> {
    let file = syn::parse_file(source)?;
    let drawings = file.items.iter().find_map(|item| match item {
        syn::Item::Fn(function) if function.sig.ident == "drawings" => Some(&function.block),
        _ => None,
    });
    let Some(block) = drawings else { return Ok(Vec::new()) };
    let mut imports = Imports::default();
    imports.visit_block(block);
    let mut array = Array::default();
    array.visit_block(block);
    let drawing = |element: &Expr| {
        let (mut paths, mut calls) = (Paths::default(), Calls::default());
        paths.visit_expr(element);
        calls.visit_expr(element);
        // What is called; a function that is only named is the drawing itself.
        let function = calls.0.first().or(paths.0.first()).cloned().unwrap_or_default().join("::");
        let answer = |path: &Vec<String>| {
            let name =
                imports.whole(path).strip_prefix("crate::answers::")?.split("::").next()?.to_lowercase();
            exercises.contains(&name.as_str()).then_some(name)
        };
        (function, paths.0.iter().filter_map(answer).collect())
    };
    Ok(array.0.into_iter().map(drawing).collect())
}

/// What names stand for: `lesson` for `attention::lesson`.
#[derive(Default)]
struct Imports(BTreeMap<String, Vec<String>>);

impl Imports {
    fn whole(&self, path: &[String]) -> String {
        let (first, rest) = path.split_first().map_or((None, &[][..]), |(first, rest)| (Some(first), rest));
        let start = first.and_then(|first| self.0.get(first)).cloned();
        let start = start.unwrap_or_else(|| first.into_iter().cloned().collect());
        [&start[..], rest].concat().join("::")
    }

    fn add(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.add(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add(tree, before)),
            UseTree::Name(name) if name.ident == "self" => {
                self.0.insert(before.last().cloned().unwrap_or_default(), before.to_vec());
            }
            UseTree::Name(name) => drop(self.0.insert(name.ident.to_string(), with(&name.ident))),
            UseTree::Rename(name) => drop(self.0.insert(name.rename.to_string(), with(&name.ident))),
            UseTree::Glob(_) => {}
        }
    }
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, import: &'ast syn::ItemUse) {
        self.add(&import.tree, &[]);
    }
}

/// The elements of the arrays in a part of a source.
#[derive(Default)]
struct Array<'ast>(Vec<&'ast Expr>);

impl<'ast> Visit<'ast> for Array<'ast> {
    fn visit_expr_array(&mut self, array: &'ast syn::ExprArray) {
        self.0.extend(&array.elems);
    }
}

/// The paths in a part of a source, in order.
#[derive(Default)]
struct Paths(Vec<Vec<String>>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.0.push(path.path.segments.iter().map(|segment| segment.ident.to_string()).collect());
    }
}

/// What is called in a part of a source.
#[derive(Default)]
struct Calls(Vec<Vec<String>>);

impl<'ast> Visit<'ast> for Calls {
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let mut paths = Paths::default();
        paths.visit_expr(&call.func);
        self.0.extend(paths.0);
        syn::visit::visit_expr_call(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LESSON: &str = "pub fn drawings() -> &'static [fn() -> Figure] {\n    use crate::answers::{SHIP, sail::sail};\n    \
        const DRAWINGS: &[fn() -> Figure] = &[\n        summary::figure,\n        || wind::figure(sail, wind::SHIP),\n        \
        || wind::both(SHIP, crate::answers::KEEL),\n        || wind::both(sail, OTHER),\n        \
        || {\n            let hull = SHIP.hull;\n            tide::figure(hull)\n        },\n    ];\n    DRAWINGS\n}\n";

    #[test]
    fn a_drawing_is_known_by_its_function_and_the_answers_that_it_is_given() {
        let found = listed(LESSON, &["ship", "sail", "keel", "wind"]).unwrap();
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let expected = [
            ("summary::figure".to_owned(), set(&[])),
            ("wind::figure".to_owned(), set(&["sail"])),
            ("wind::both".to_owned(), set(&["keel", "ship"])),
            ("wind::both".to_owned(), set(&["sail"])),
            ("tide::figure".to_owned(), set(&["ship"])),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_cell_draws_what_it_calls_however_that_is_imported() {
        let drawing = |number| Drawing { chapter: "sea".to_owned(), number, answers: BTreeSet::new() };
        let all = [
            ("sea::lesson::wind::figure", 0),
            ("sea::lesson::wind::both", 1),
            ("sea::lesson::tide::figure", 2),
        ];
        let all = all.map(|(path, number)| (path.to_owned(), vec![drawing(number)]));
        let drawings = Drawings(all.into());
        let cell = |code: &str| Piece::Cell(Cell { code: code.to_owned(), setup: false, fold: false });
        let pieces = [
            cell(":dep sea = { path = \"x\" }\nuse sea::lesson::{self, wind};"),
            cell("let x = 3;\nwind::figure(x)"),
            cell("lesson::wind::both(1)"),
            cell("use sea::lesson::tide::figure;\nfigure(2)"),
            cell("other::figure(2)"),
            cell("not rust"),
        ];
        let numbers: Vec<Vec<usize>> = drawings
            .drawn(&pieces)
            .iter()
            .map(|all| all.iter().map(|drawing| drawing.number).collect())
            .collect();
        assert_eq!(numbers, [vec![], vec![0], vec![1], vec![2], vec![], vec![]]);
    }
}
