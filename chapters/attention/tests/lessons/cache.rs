use attention::CacheBytes;
use attention::lesson::cache::*;

const CACHE: CacheBytes = CacheBytes {
    total: attention::solution::cache_bytes::total,
    growth: attention::solution::cache_bytes::growth,
};

#[test]
fn the_models_cost_what_is_known_of_them() {
    let first = models().map(|(_, config)| (CACHE.growth)(&config, 0));
    assert_eq!(first, [4_718_592, 524_288, 327_680, 131_072, 70_272, 507_904]);
    assert_eq!((CACHE.total)(&gpt_3(), 2048), 9_663_676_416);
    assert_eq!((CACHE.growth)(&mistral_7b(), 4096), 0);
}

#[test]
fn gemma_keeps_a_fifth_only_around_thirty_thousand_tokens() {
    let percent = |context| 100.0 * share(CACHE, &gemma_3_27b(), context);
    for (context, expected) in [(1024, 100.0), (8192, 26.6), (32_768, 18.75), (131_072, 16.8)] {
        assert!((percent(context) - expected).abs() < 0.05, "{context}: {}", percent(context));
    }
}
