//! What runs in the browser of voters, trustees and the register: the engine `rathaus-ballot`, called by name with JSON.
//!
//! A question is `{"call": NAME, …}`, to which an archive's bytes may belong; the answer is `{"ok": …}` or
//! `{"code": …, "place": …}`, which a page can translate (README.md lists both). Nothing is kept from one call to the next.

mod anybody;
mod calls;
mod error;
mod memory;
mod trustees;
mod voters;
