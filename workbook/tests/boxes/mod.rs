//! What a page says of exercises: the types in their boxes, and the figures that are drawn with their answers.

use std::collections::BTreeSet;

use syn::visit::Visit;
use workbook::book;
use workbook::book::drawings::Drawings;
use workbook::book::figure::Numbers;
use workbook::book::html;
use workbook::book::page::Piece;

/// The types that a part of a source names, without primitive ones, those of the prelude, and those that it imports from std or
/// ndarray.
#[derive(Default)]
struct Strangers {
    known: BTreeSet<String>,
    named: BTreeSet<String>,
}

impl Strangers {
    fn of(imports: &syn::File) -> Strangers {
        const PRELUDE: [&str; 31] = [
            "Add",
            "Clone",
            "Copy",
            "Default",
            "Div",
            "From",
            "PartialEq",
            "Send",
            "Sync",
            "Self",
            "Box",
            "Fn",
            "FnMut",
            "FnOnce",
            "Option",
            "Result",
            "String",
            "Vec",
            "bool",
            "char",
            "f32",
            "f64",
            "i32",
            "i64",
            "isize",
            "str",
            "u8",
            "u32",
            "u64",
            "usize",
            "u128",
        ];
        // Everything that a chapter's types take from elsewhere.
        const ELSEWHERE: [&str; 7] =
            ["Array1", "Array2", "Array3", "ArrayView1", "ArrayView2", "ArrayView3", "Range"];
        let known = PRELUDE.iter().chain(&ELSEWHERE).map(|name| (*name).to_owned()).collect();
        let mut found = Strangers { known, named: BTreeSet::new() };
        for item in &imports.items {
            let syn::Item::Use(import) = item else { continue };
            if let syn::UseTree::Path(path) = &import.tree
                && ["std", "ndarray", "num_complex"].contains(&path.ident.to_string().as_str())
            {
                let mut names = Strangers::default();
                names.visit_use_tree(&path.tree);
                found.known.extend(names.named);
            }
        }
        found
    }
}

impl<'ast> Visit<'ast> for Strangers {
    fn visit_use_name(&mut self, name: &'ast syn::UseName) {
        self.named.insert(name.ident.to_string());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let elsewhere = ["std", "ndarray", "num_complex"].contains(&segments[0].as_str());
        let name = segments.last().expect("a path has a segment");
        if !elsewhere && !self.known.contains(name) {
            self.named.insert(name.clone());
        }
        syn::visit::visit_path(self, path);
    }

    // What a function is generic over is named where it begins.
    fn visit_type_param(&mut self, parameter: &'ast syn::TypeParam) {
        self.known.insert(parameter.ident.to_string());
        syn::visit::visit_type_param(self, parameter);
    }

    // `#[derive(…)]` names traits.
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

#[test]
fn every_type_that_a_signature_names_is_shown_in_its_box() {
    let course = super::course();
    let mut count = 0;
    for exercise in course.exercises() {
        let id = exercise.id();
        let source = course.solution(&exercise.chapter, &exercise.name).unwrap();
        let file = syn::parse_file(&source).unwrap();
        let (shown, _) =
            html::page(&course, &[Piece::Exercise(id.clone())], &[], &mut Numbers::default()).unwrap();
        let given = shown.split_once("<details class=\"given\">").map_or("", |(_, rest)| rest);
        let given = given.split_once("```rust\n").map_or("", |(_, rest)| rest.split_once("```").unwrap().0);
        // A method without its body is an item of a trait.
        let given = given.replace("\nimpl dyn ", "\nimpl With").replace(" + '_ {", " {");
        let given = given.replace("\nimpl ", "\ntrait ").replace("<'_> {", "_ {").replace("pub fn", "fn");
        let given = syn::parse_file(&given).unwrap_or_else(|error| panic!("{id}: {error}: {given}"));

        let mut strangers = Strangers::of(&file);
        for item in &file.items {
            match item {
                syn::Item::Fn(function) if matches!(function.vis, syn::Visibility::Public(_)) => {
                    strangers.visit_signature(&function.sig);
                }
                _ => {}
            }
        }
        // What is shown names others.
        given.items.iter().for_each(|item| strangers.visit_item(item));
        let defines = |item: &syn::Item| match item {
            syn::Item::Struct(item) => Some(item.ident.to_string()),
            syn::Item::Enum(item) => Some(item.ident.to_string()),
            syn::Item::Type(item) => Some(item.ident.to_string()),
            syn::Item::Trait(item) => Some(item.ident.to_string()),
            _ => None,
        };
        let defined: BTreeSet<String> = given.items.iter().filter_map(defines).collect();
        count += strangers.named.len();
        let missing: Vec<_> = strangers.named.difference(&defined).collect();
        assert!(missing.is_empty(), "{id}: the box does not show {missing:?}");
    }
    assert!(count >= 20, "the signatures name only {count} types");
}

#[test]
fn every_drawing_with_answers_is_marked_on_a_page() {
    let course = super::course();
    let drawings = Drawings::of(&course).unwrap();
    let of_chapter = |name: &str| {
        let all = drawings.all().filter(|drawing| drawing.chapter == name && !drawing.answers.is_empty());
        all.map(|drawing| drawing.number).collect::<BTreeSet<usize>>()
    };
    for chapter in &course.chapters {
        let mut marked = BTreeSet::new();
        for page in book::pages(&course).unwrap().iter().filter(|page| page.chapter() == chapter.name) {
            marked.extend(drawings.of_page(&page.pieces).into_iter().flat_map(|page| page.numbers));
        }
        let expected = of_chapter(&chapter.name);
        assert_eq!(marked, expected, "the drawings of {} that take answers", chapter.name);
        let (drawn, exercises) = (expected.len(), chapter.exercises.len());
        assert!(4 * drawn >= exercises, "{}: only {drawn} drawings take answers", chapter.name);
    }
    let lab = book::pages(&course).unwrap().into_iter().find(|page| page.name() == "moe/lab").unwrap();
    assert_eq!(drawings.of_page(&lab.pieces), None, "no answer changes what was trained");
}
