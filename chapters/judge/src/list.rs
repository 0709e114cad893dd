//! A chapter's list of exercises as the judge sees it; see `contract::list`.

/// The modules of a grading crate, one for each exercise, with a `plan` in it; and `exercises`, which makes a list of them.
#[macro_export]
macro_rules! plans {
    ($chapter:ident; $($name:ident $text:literal $constant:ident: $type:ty = $answer:expr;)+) => {
        $(mod $name;)+

        /// The exercises of the chapter in the order of the text, with these answers.
        pub fn exercises(answers: &'static ::$chapter::Answers) -> Vec<$crate::Exercise> {
            vec![$($name::plan(answers.$name).exercise()),+]
        }

        /// The kernels' name of a precision.
        #[allow(dead_code)]
        fn kernel_precision(precision: $crate::Precision) -> kernels::Precision {
            precision.pick(kernels::Precision::Double, kernels::Precision::Float, kernels::Precision::Nudged)
        }
    };
}
