//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

mod channels;
mod gates;
mod roles;

compression::exercises!(judge::plans);
