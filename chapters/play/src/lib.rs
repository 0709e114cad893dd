//! The figures to play with, of all chapters, as a module that a web page loads: it asks for one by its name, with a value for each
//! parameter, and gets its SVG. The formulas are those of the chapters.
//!
//! The page writes its question, `compression/needle 16 2`, where [`ask`] says, calls [`draw`], and reads the answer where [`answer`]
//! says: an SVG, or a sentence that says what was wrong with the question.

use std::cell::RefCell;

use figures::Play;

/// What can be played with.
pub fn plays() -> Vec<Play> {
    [
        attention::lesson::plays(),
        compression::lesson::plays(),
        diffusion::lesson::plays(),
        moe::lesson::plays(),
        recurrence::lesson::plays(),
        sharding::lesson::plays(),
        fast::lesson::plays(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The SVG of a figure, for a question.
///
/// # Errors
/// If there is no such figure, or its parameters are others.
pub fn drawn(question: &str) -> Result<String, String> {
    let mut words = question.split_whitespace();
    let name = words.next().unwrap_or_default();
    let number = |word: &str| word.parse().map_err(|_| format!("{word} is not a number"));
    let values: Vec<f64> = words.map(number).collect::<Result<_, String>>()?;
    let plays = plays();
    let play = plays.iter().find(|play| play.name() == name).ok_or(format!("there is no figure {name}"))?;
    Ok(play.drawn(&values)?.svg().to_owned())
}

thread_local! {
    /// The question, and then the answer.
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for a question of so many bytes, and says where.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn ask(length: usize) -> *mut u8 {
    TEXT.with_borrow_mut(|text| {
        *text = vec![0; length];
        text.as_mut_ptr()
    })
}

/// Answers the question, and says how many bytes the answer has.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn draw() -> usize {
    TEXT.with_borrow_mut(|text| {
        let answer = drawn(&String::from_utf8_lossy(text)).unwrap_or_else(|why| why);
        *text = answer.into_bytes();
        text.len()
    })
}

/// Where the answer is.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    TEXT.with_borrow(Vec::as_ptr)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_finished_wherever_its_sliders_are() {
        for play in plays() {
            let values: Vec<[f64; 3]> = play.parameters().iter().map(figures::Parameter::values).collect();
            // Each parameter at its ends and its start, with all others at each of theirs.
            for which in 0..3_usize.pow(values.len() as u32) {
                let place = |at: usize| values[at][which / 3_usize.pow(at as u32) % 3];
                let values: Vec<f64> = (0..values.len()).map(place).collect();
                let figure = play.drawn(&values).unwrap();
                assert_eq!(figure.overlapping_labels(), [], "{} at {values:?}", play.name());
                assert!(!figure.svg().contains("NaN"), "{} at {values:?}", play.name());
                // The caption of the page, which stays when a slider is moved.
                assert_eq!(figure.title(), play.figure().title(), "{} at {values:?}", play.name());
            }
        }
    }

    #[test]
    fn figures_have_names_of_their_own() {
        let mut names: Vec<&str> = plays().iter().map(Play::name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn a_page_gets_a_drawing_or_a_reason() {
        let ask_for = |question: &str| {
            let _ = ask(question.len());
            TEXT.with_borrow_mut(|text| text.copy_from_slice(question.as_bytes()));
            let length = draw();
            TEXT.with_borrow(|text| String::from_utf8(text[..length].to_vec()).unwrap())
        };
        let play = &plays()[0];
        let values = play.parameters().iter().map(|parameter| parameter.values()[1].to_string());
        let question = [play.name().to_owned(), values.collect::<Vec<_>>().join(" ")].join(" ");
        assert!(ask_for(&question).starts_with("<svg "));
        assert_eq!(ask_for("moe/nothing"), "there is no figure moe/nothing");
        assert!(ask_for(&format!("{question} 3")).contains("parameters"));
        assert_eq!(ask_for("a b"), "b is not a number");
        assert_eq!(ask_for(""), "there is no figure ");
    }
}
