//! Prints the chapter's figures as SVG, with a record separator (U+001E) before each. With the feature `mine` they are drawn
//! with the reader's answers: the workbook's page shows them so. With `--attended` it ends when its standard input does: an
//! answer that never ends must not outlive the workbook.

fn main() {
    if std::env::args().any(|argument| argument == "--attended") {
        std::thread::spawn(|| {
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            std::process::exit(2);
        });
    }
    for figure in attention::lesson::figures() {
        println!("\u{1e}{}", figure.svg());
    }
}
