//! The border between JavaScript and Rust: the only unsafe code.
//!
//! JavaScript asks for memory with `allocate`, writes the question there, and calls `answer`, which takes that memory back. The answer is
//! a [`Reply`]; JavaScript copies its text and gives both back with `free`. There is one thread, and no call while another runs.
//!
//! Whatever is freed is wiped first, by [`Wiping`]: texts with secrets are copied, grown and dropped in places where no type knows
//! that they are secret, and WebAssembly's memory is never given back to the browser before its worker ends.

use rand_core::{Infallible, TryCryptoRng, TryRng};
use std::alloc::{GlobalAlloc, Layout, System};
use zeroize::Zeroize;

/// The system's memory, overwritten before it is freed.
struct Wiping;

#[global_allocator]
static MEMORY: Wiping = Wiping;

// SAFETY: all is handed on to the system's allocator, as it came. Growing is left to the trait's own way, which allocates, copies and frees,
// so that what is left behind is wiped, too.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `alloc`, which is the same there.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the block was allocated with this layout and nobody uses it any more, so its bytes may be written and then freed.
        // `zeroize` writes in a way that the compiler does not leave out.
        unsafe {
            std::slice::from_raw_parts_mut(pointer, layout.size()).zeroize();
            System.dealloc(pointer, layout);
        }
    }
}

#[link(wasm_import_module = "booth")]
unsafe extern "C" {
    /// Fills memory with the browser's chance. Where there is none it throws, and the call ends there.
    fn chance(pointer: *mut u8, length: usize);
}

/// The browser's chance (`crypto.getRandomValues`).
pub struct Chance;

impl TryRng for Chance {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        // SAFETY: JavaScript writes within these bytes, which are ours alone until it returns.
        unsafe { chance(bytes.as_mut_ptr(), bytes.len()) };
        Ok(())
    }
}

impl TryCryptoRng for Chance {}

/// Where an answer lies: two numbers, which JavaScript reads.
#[repr(C)]
pub struct Reply {
    text: *mut u8,
    length: usize,
}

fn given(bytes: Vec<u8>) -> (*mut u8, usize) {
    let bytes = Box::leak(bytes.into_boxed_slice());
    (bytes.as_mut_ptr(), bytes.len())
}

/// # Safety
///
/// Pointer and length are those of `allocate` or of [`given`], and not used again.
unsafe fn taken(pointer: *mut u8, length: usize) -> Vec<u8> {
    // SAFETY: both make their memory as a boxed slice of that length.
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(pointer, length)) }.into_vec()
}

/// So many bytes of zeros, to be written by JavaScript.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    given(vec![0; length]).0
}

/// Wipes and frees what `allocate` or `answer` gave.
///
/// # Safety
///
/// As [`taken`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(pointer: *mut u8, length: usize) {
    // SAFETY: promised by the caller.
    drop(unsafe { taken(pointer, length) });
}

/// Answers a question (JSON) about some bytes; both come from `allocate` and are taken.
///
/// # Safety
///
/// As [`taken`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn answer(
    text: *mut u8,
    text_length: usize,
    bytes: *mut u8,
    bytes_length: usize,
) -> *mut Reply {
    // SAFETY: promised by the caller.
    let (question, bytes) = unsafe { (taken(text, text_length), taken(bytes, bytes_length)) };
    let (text, length) = given(crate::calls::answer(&question, bytes, &mut Chance));
    Box::into_raw(Box::new(Reply { text, length }))
}
