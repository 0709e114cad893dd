//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

mod given;
mod talk;

sharding::exercises!(judge::plans);
