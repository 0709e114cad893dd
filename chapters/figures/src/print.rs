//! The program that draws a chapter's figures for the live page.

use crate::Figure;

/// Prints figures as SVG, each as soon as it is drawn, with a record separator (U+001E) before it. One whose drawing panics is
/// left out. With `--attended` among the program's arguments it ends when its standard input does: a reader's answer that
/// never ends must not outlive the workbook.
pub fn print(drawings: &'static [fn() -> Figure]) {
    if std::env::args().any(|argument| argument == "--attended") {
        std::thread::spawn(|| {
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            std::process::exit(2);
        });
    }
    // Each in a thread of its own: one whose answer never ends, or panics, keeps none of the others.
    std::thread::scope(|scope| {
        for draw in drawings {
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
