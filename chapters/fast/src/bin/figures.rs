//! Prints the chapter's figures; with the feature `mine` they are drawn with the reader's answers: the workbook's pages show
//! them so.

fn main() {
    figures::print(fast::lesson::drawings());
}
