//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

recurrence::exercises!(judge::plans);
