use attention::Mla;
use attention::lesson::latent::*;
use attention::solution::{mla, softmax::softmax};

#[test]
fn both_forms_agree() {
    let steps =
        Mla { compress: mla::compress, absorb: mla::absorb, attend: mla::attend, expand: mla::expand };
    let model = small();
    let absorbed = absorbed(steps, &model);
    for head in 0..2 {
        let expanded = expanded(steps, softmax, &model, head);
        let row = absorbed.row(head);
        let differences = row.iter().zip(&expanded).map(|(a, b)| (a - b).abs());
        assert!(differences.fold(0.0, f32::max) < 1e-5, "{absorbed} and {expanded}");
    }
}
