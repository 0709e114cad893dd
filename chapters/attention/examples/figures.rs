//! Prints the chapter's figures as SVG, each as soon as it is drawn, with a record separator (U+001E) before it. With the
//! feature `mine` they are drawn with the reader's answers: the workbook's pages show them so. With `--attended` it ends when
//! its standard input does: an answer that never ends must not outlive the workbook.

fn main() {
    if std::env::args().any(|argument| argument == "--attended") {
        std::thread::spawn(|| {
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            std::process::exit(2);
        });
    }
    // Each in a thread of its own: one whose answer never ends, or panics, keeps none of the others.
    std::thread::scope(|scope| {
        for draw in attention::lesson::drawings() {
            scope.spawn(move || {
                if let Ok(figure) = std::panic::catch_unwind(draw) {
                    println!("\u{1e}{}", figure.svg());
                }
            });
        }
    });
}
