//! Work on several threads whose result does not depend on who finishes first.

/// Applies a function to every item, on as many threads as said, and returns the results in the order of the items.
///
/// Without the feature `parallel` it is one thread, whatever is said.
pub(crate) fn map<T: Sync, R: Send>(threads: usize, items: &[T], each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    #[cfg(feature = "parallel")]
    if threads > 1 && items.len() > 1 {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(index) else { return done };
                done.push((index, each(item)));
            }
        };
        let mut results = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads.min(items.len())).map(|_| scope.spawn(work)).collect();
            let mut results = work();
            for other in others {
                match other.join() {
                    Ok(done) => results.extend(done),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            results
        });
        results.sort_unstable_by_key(|(index, _)| *index);
        return results.into_iter().map(|(_, result)| result).collect();
    }
    let _ = threads;
    items.iter().map(each).collect()
}
