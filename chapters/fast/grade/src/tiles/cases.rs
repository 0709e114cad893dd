//! The cases of `tiles`, the plainest first, each edge after what is special about it.

use judge::Case;

use super::Input;

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![Case { name: "a small example", make: |random| Input { input: random.normals((2, 3), 1.0).into() } }]
}
