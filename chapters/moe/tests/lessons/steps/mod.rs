mod auction;
mod bias;
mod places;
mod rounds;
mod rows;

use moe::lesson::steps::*;

#[test]
fn a_number_is_written_as_it_was() {
    for (value, text) in [(-1.5, "−1.5"), (0.0, "0.0"), (0.01, "0.0"), (-0.01, "0.0"), (5.0, "5.0")] {
        assert_eq!(written::<-2, 6, 1>(shade::<-2, 6>(value)), text);
    }
    assert_eq!(written::<0, 6, 2>(0.0), "");
    assert_eq!((number(marked(0)), number(marked(23))), ("0".to_owned(), "23".to_owned()));
    assert_eq!(named("token", &[1]), "token 1");
    assert_eq!(named("token", &[1, 2, 4]), "tokens 1, 2 and 4");
}
