mod frames;

use compression::lesson::pictures::*;
use compression::{Streaming, solution};

const STREAM: Streaming = Streaming { start: solution::stream::start, push: solution::stream::push };

#[test]
fn the_figures_are_finished() {
    let drawn = [
        compressor(12, 4, 8),
        indexer(12, (64, 128), 3, 2),
        csa_layer(FLASH),
        hca_layer(FLASH),
        hybrid_stack(FLASH),
        streaming(STREAM, 4),
        choosing(solution::indexer::indexer, solution::top_k::top_k, 4, 2),
    ];
    for figure in drawn {
        assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
    }
}

#[test]
fn the_layers_have_the_sizes_of_the_model() {
    let shapes = csa_layer(FLASH).description().to_owned();
    for shape in
        ["(n × 4,096)", "(n × 1,024)", "(n × 64 × 512)", "(n × 64 × 128)", "(n/4 × 128)", "(n × 8 × 1,024)"]
    {
        assert!(shapes.contains(shape), "{shape} in {shapes}");
    }
    assert!(hca_layer(FLASH).description().contains("block entries (n/128 × 512)"));
}

#[test]
fn the_stack_has_43_layers() {
    let stack = hybrid_stack(FLASH);
    let title = "Of 43 layers of DeepSeek-V4 Flash 21 choose among short blocks, and 20 read all long ones";
    assert_eq!(stack.title(), title);
    let said = stack.description();
    for times in ["2 times over", "20 times over", "“last”"] {
        assert!(said.contains(times), "{times} in {said}");
    }
}
