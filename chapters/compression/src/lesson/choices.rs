//! Ways to choose what a query reads, beside each other: how much each of them scores, and how much it reads.

/// A rule, with what a query at the end of so many tokens scores to make its choice, and what it reads then.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// As the chapter calls it.
    pub name: &'static str,
    /// Keys or means that are scored.
    pub scored: fn(u64) -> u64,
    /// Entries, or tokens, that are read.
    pub read: fn(u64) -> u64,
}

/// With the sizes of the models or reports that they come from.
pub const RULES: [Rule; 6] = [
    Rule { name: "window", scored: |_| 0, read: |tokens| tokens.min(128) },
    Rule { name: "DSA", scored: |tokens| tokens, read: |tokens| tokens.min(2048) },
    // Means of 32 tokens, 16 apart, are scored and read; then 16 blocks of 64, and a window of 512.
    Rule { name: "NSA", scored: compressed, read: |tokens| compressed(tokens) + 16 * 64 + 512 },
    Rule { name: "MoBA", scored: |tokens| tokens / 512, read: |tokens| tokens.min(3 * 512) },
    Rule {
        name: "CSA",
        scored: |tokens| tokens / 4,
        read: |tokens| tokens.min(128) + (tokens / 4).min(1024),
    },
    Rule { name: "HCA", scored: |_| 0, read: |tokens| tokens.min(128) + tokens / 128 },
];

/// The compressed blocks of NSA: ⌊(t − l) / d⌋ + 1.
pub fn compressed(tokens: u64) -> u64 {
    if tokens < 32 { 0 } else { (tokens - 32) / 16 + 1 }
}

/// A line for each rule: what it scores and reads at 64k and at a million tokens.
pub fn table() -> String {
    let lengths = [1_u64 << 16, 1 << 20];
    let mut table = format!("{:8}{:>21}{:>25}\n", "", lengths[0], lengths[1]);
    table += &format!("{:8}{:>12}{:>9}{:>16}{:>9}\n", "", "scored", "read", "scored", "read");
    for Rule { name, scored, read } in RULES {
        let [short, long] = lengths.map(|tokens| (scored(tokens), read(tokens)));
        table += &format!("{name:8}{:>12}{:>9}{:>16}{:>9}\n", short.0, short.1, long.0, long.1);
    }
    table
}
