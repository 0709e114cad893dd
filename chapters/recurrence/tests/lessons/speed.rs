#[test]
fn the_file_can_be_shown() {
    speed::check(&recurrence::lesson::speed::MEASURED, "recurrence");
}
