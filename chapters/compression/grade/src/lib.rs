//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

mod channels;
mod gates;

compression::exercises!(judge::plans);

mod channels;
mod roles;
