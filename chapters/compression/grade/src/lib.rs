//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

compression::exercises!(judge::plans);

mod channels;
mod roles;
