//! Prints the chapter's figures as SVG, with a record separator (U+001E) before each. With the feature `mine` they are drawn
//! with the reader's answers: the workbook's page shows them so.

fn main() {
    for figure in attention::lesson::figures() {
        println!("\u{1e}{}", figure.svg());
    }
}
