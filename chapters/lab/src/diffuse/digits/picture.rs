//! Images in a terminal.

/// From paper to ink.
const INK: [char; 6] = [' ', '.', ':', 'o', 'O', '@'];

/// Images of 64 numbers, −1 for paper to 1 for ink, side by side; a pixel is two characters wide.
pub(super) fn beside(images: &[Vec<f32>]) -> String {
    let line = |row: usize| {
        let parts = images.iter().map(|image| {
            let pixels = &image[8 * row..8 * row + 8];
            pixels.iter().flat_map(|&x| [ink(x); 2]).collect::<String>()
        });
        parts.collect::<Vec<_>>().join("  |  ").trim_end().to_owned()
    };
    (0..8).map(line).collect::<Vec<_>>().join("\n")
}

fn ink(x: f32) -> char {
    let level = 0.5 * (x + 1.0) * INK.len() as f32;
    // Also what is not a number is paper.
    INK[(level.max(0.0) as usize).min(INK.len() - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_is_dark_and_paper_is_not() {
        let mut image = vec![-1.0; 64];
        image[0] = 1.0;
        image[63] = f32::NAN;
        let text = beside(&[image.clone(), image]);
        assert_eq!(text.lines().next().unwrap(), format!("@@{}  |  @@", " ".repeat(14)));
        assert_eq!(text.lines().count(), 8);
        assert_eq!([ink(-9.0), ink(9.0), ink(-0.5)], [' ', '@', '.']);
    }
}
