//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

mod nets;

diffusion::exercises!(judge::plans);
