//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

mod a12;
mod channels;
mod gates;
mod roles;
mod ways;

compression::exercises!(judge::plans);
