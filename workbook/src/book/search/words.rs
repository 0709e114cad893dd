//! The words of the search: of a text, and of what is typed.

use std::collections::BTreeSet;

use elasticlunr::{Language, Pipeline, lang::English, pipeline::PipelineFn};

/// Longer than any word that somebody types.
const LONGEST: usize = 80;

/// English whose common words are words too: `for`, `while`, `where`.
pub(super) struct Words(pub(super) English);

impl Language for Words {
    fn name(&self) -> String {
        self.0.name()
    }

    fn code(&self) -> String {
        self.0.code()
    }

    fn tokenize(&self, text: &str) -> Vec<String> {
        words(text)
    }

    fn make_pipeline(&self) -> Pipeline {
        let mut pipeline = self.0.make_pipeline();
        pipeline.queue.retain(|step| step.name() != "stopWordFilter");
        for step in pipeline.queue.extract_if(.., |step| step.name() == "stemmer").collect::<Vec<_>>() {
            pipeline.queue.push(Box::new(Stemmer(step)));
        }
        pipeline
    }
}

/// Takes the endings off words, and leaves names in code as they are: `no_gates` is another mistake than `no_gate`.
struct Stemmer(Box<dyn PipelineFn>);

impl PipelineFn for Stemmer {
    fn name(&self) -> String {
        self.0.name()
    }

    fn filter(&self, token: String) -> Option<String> {
        if token.contains('_') { Some(token) } else { self.0.filter(token) }
    }
}

/// The same for what is typed into the page.
pub(super) const STEMMER: &str = "((stem) => { const own = (word) => (word.includes('_') ? word : stem(word)); own.label = 'stemmer'; \
                       elasticlunr.Pipeline.registeredFunctions.stemmer = own; })(elasticlunr.stemmer);";

/// The words of a text as somebody may type them. The search takes a query apart at blanks and hyphens only.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().flat_map(|word| parts(&word.to_lowercase())).collect()
}

/// The words of a text as they stand there.
pub(super) fn whole(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

/// A word, and the parts of it: of `f32::NEG_INFINITY)` also the path, its names, and the words in these; of `log-sum-exp`
/// also `logsumexp`.
pub(super) fn parts(word: &str) -> BTreeSet<String> {
    let whole = word.split('-').map(str::to_owned);
    let path = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':' | '.'));
    let name = |c: char| !(c.is_alphanumeric() || c == '_');
    let plain = |c: char| !c.is_alphanumeric();
    let cut = word.split(path).chain(word.split(name)).chain(word.split(plain)).map(str::to_owned);
    let joined = word.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')));
    let joined = joined.map(|name| name.replace(['-', '_'], ""));
    let fits = |part: &String| (1..=LONGEST).contains(&part.len()) && part.contains(char::is_alphanumeric);
    whole.chain(cut).chain(joined).filter(fits).collect()
}
