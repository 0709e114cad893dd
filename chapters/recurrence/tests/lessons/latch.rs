use recurrence::lesson::latch::*;
use recurrence::solution::selective_scan::selective_scan;

#[test]
fn no_fixed_step_holds_and_a_chosen_one_does() {
    let tokens = tokens(2000);
    let marked = tokens.marked.iter().filter(|&&marked| marked).count();
    let fixed = error(&fixed(selective_scan, &tokens, best_step(selective_scan, &tokens)), &tokens);
    let by_mark = error(&selective(selective_scan, &tokens), &tokens);
    println!("{marked} marked; {fixed}, {by_mark}, {}", best_step(selective_scan, &tokens));
    assert!(fixed > 0.5 && by_mark < 1e-3);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(selective_scan).overlapping_labels(), []);
}
