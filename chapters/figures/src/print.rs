//! The program that draws a chapter's figures for the live page.

use crate::Figure;

/// Prints figures as SVG, each as soon as it is drawn, with a record separator (U+001E) before it. One whose drawing panics is
/// left out. Numbers among the program's arguments say which, counted from 0; without any it is all. With `--attended` among the program's arguments it ends when its standard input does: a reader's answer that
/// never ends must not outlive the workbook.
pub fn print(drawings: &'static [fn() -> Figure]) {
    if std::env::args().any(|argument| argument == "--attended") {
        std::thread::spawn(|| {
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            std::process::exit(2);
        });
    }
    let wanted: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let is_wanted = |number: &usize| wanted.is_empty() || wanted.contains(number);
    // Each in a thread of its own: one whose answer never ends, or panics, keeps none of the others.
    std::thread::scope(|scope| {
        for (_, draw) in drawings.iter().enumerate().filter(|(number, _)| is_wanted(number)) {
            scope.spawn(move || {
                if let Ok(figure) = std::panic::catch_unwind(draw) {
                    println!("\u{1e}{}", figure.svg());
                }
            });
        }
    });
}

/// The figures, without those whose drawing panics: answers may, and may give what cannot be drawn.
pub fn drawn(drawings: &[fn() -> Figure]) -> Vec<Figure> {
    drawings.iter().filter_map(|draw| std::panic::catch_unwind(draw).ok()).collect()
}

/// The titles that more than one of the figures have. A live page puts a figure that was drawn anew in the place of the one with
/// its title.
pub fn shared_titles(figures: &[Figure]) -> Vec<&str> {
    let titles: Vec<&str> = figures.iter().map(Figure::title).collect();
    (1..titles.len()).filter(|&i| titles[..i].contains(&titles[i])).map(|i| titles[i]).collect()
}

/// A number with some decimals for a text alternative, with the true minus.
pub fn text(value: impl Into<f64>, decimals: usize) -> String {
    format!("{:.decimals$}", value.into()).replace('-', "\u{2212}")
}
