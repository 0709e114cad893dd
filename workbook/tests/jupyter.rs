//! Notebooks, run by Jupyter with the evcxr kernel. Where these are missing the tests are ignored, with the reason.

mod desk;

use desk::Desk;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use workbook::Course;
use workbook::book::{self, notebook};
use workbook::notebooks::jupyter::{self, Answers, Jupyter};

fn main() {
    let mut arguments = Arguments::from_args();
    // Each kernel compiles; two at once would only wait for each other.
    arguments.test_threads = Some(1);
    let trials = vec![Trial::ignorable_test(
        "a_chapter_runs_with_the_readers_answers_and_without_those_that_do_not_compile",
        runs_with_the_readers_answers,
    )];
    libtest_mimic::run(&arguments, trials).exit();
}

/// Jupyter with the workbook's own program behind its kernel.
fn find(course: &Course) -> anyhow::Result<Jupyter> {
    Ok(jupyter::find(course)?.with_tool(env!("CARGO_BIN_EXE_workbook").into()))
}

fn runs_with_the_readers_answers() -> Result<Completion, Failed> {
    let desk = Desk::new("a desk with Jupyter", "2000.");
    let course = desk.course();
    let jupyter = match find(&course) {
        Ok(jupyter) => jupyter,
        Err(reason) => return Ok(Completion::ignored_with(reason.to_string())),
    };
    // One that is right in its own way, one that does not compile, one not attempted.
    desk.solve("softmax", "row /= sum;", "row *= 1.0 / sum;");
    desk.solve("scaled_dot_product", "let (n, m)", "let n: u8 = \"three\"; let (n, m)");
    let pages = book::pages(&course)?;
    let page = pages.iter().find(|page| page.name() == "attention").ok_or("no page")?;
    let links = notebook::Links::of(&pages, page);
    let text = notebook::generate(&course, &links, &notebook::mine(&page.pieces), &[])?;
    let executed = jupyter.execute(&course, "attention", &text, Answers::Mine("attention"))?;
    let runs = notebook::read(&executed)?;
    let said = format!("{:?}", runs[1].shown());
    for line in ["softmax                  yours", "yours does not compile", "yours is not attempted"] {
        if !said.contains(line) {
            return Err(format!("the notebook does not say {line:?}: {said}").into());
        }
    }
    // Right answers draw the same figures as the solutions, whoever wrote them.
    let committed = page.runs(&course)?;
    let figures = |runs: &[notebook::Run]| {
        runs.iter().flat_map(notebook::Run::shown).filter(|s| matches!(s, notebook::Shown::Figure(_))).count()
    };
    if figures(&runs) != figures(&committed) || figures(&runs) == 0 {
        return Err(format!("{} figures, and {} in the book", figures(&runs), figures(&committed)).into());
    }
    Ok(Completion::Completed)
}
