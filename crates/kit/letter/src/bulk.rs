//! Many letters at once.

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use jiff::civil::Date;
use rathaus_core::Lang;
use serde_json::Value;

use crate::asset::Picture;
use crate::error::LetterError;
use crate::press::{Letter, Limits, Press};
use crate::template::Template;

/// Many letters of one template.
pub struct Batch<'a> {
    /// How they look.
    pub template: &'a Template,
    /// Pictures by the names under which the values ask for them.
    pub pictures: &'a [(&'a str, &'a Picture)],
    /// The day that is on them.
    pub date: Date,
    /// How many there are.
    pub count: usize,
    /// On how many threads they are printed; at least one.
    pub threads: usize,
    /// What the n-th says, from 0, and in which language. Called on several threads.
    pub values: &'a (dyn Fn(usize) -> (Value, Lang) + Sync),
}

/// A letter of many, printed.
#[derive(Debug)]
pub struct Copy {
    /// Its place among the letters, from 0.
    pub index: usize,
    /// The PDF, or why there is none.
    pub pdf: Result<Vec<u8>, LetterError>,
    /// How many are done, this one included.
    pub done: usize,
}

impl Batch<'_> {
    /// Prints them and hands over each as it is done, in no order, one at a time. Returns how many were handed over.
    ///
    /// A letter with a mistake keeps none of the others from being printed. When `done` answers `Break` no further letter is
    /// begun; those under way are still handed over. There is no limit of time: who prints many has seen one.
    pub fn print(&self, press: &Press, done: &mut (dyn FnMut(Copy) -> ControlFlow<()> + Send)) -> usize {
        let next = AtomicUsize::new(0);
        let is_over = AtomicBool::new(false);
        let handed_over = Mutex::new((done, 0_usize));
        let work = || {
            while !is_over.load(Ordering::Relaxed) {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= self.count {
                    return;
                }
                let pdf = self.one(press, index);
                // Whoever takes them may have panicked on another thread; then it is not asked again.
                let Ok(mut taker) = handed_over.lock() else { return };
                taker.1 += 1;
                let copy = Copy { index, pdf, done: taker.1 };
                if (taker.0)(copy).is_break() {
                    is_over.store(true, Ordering::Relaxed);
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.threads.clamp(1, self.count.max(1)) {
                scope.spawn(work);
            }
            work();
        });
        handed_over.into_inner().map_or_else(|broken| broken.into_inner().1, |inner| inner.1)
    }

    fn one(&self, press: &Press, index: usize) -> Result<Vec<u8>, LetterError> {
        let (values, lang) = (self.values)(index);
        let (template, pictures, date) = (self.template, self.pictures, self.date);
        let letter = Letter { template, values: &values, pictures, lang, date };
        press.set(&letter, Limits { time: None, ..Limits::default() })?.pdf()
    }
}
