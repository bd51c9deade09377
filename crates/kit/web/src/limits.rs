//! How often somebody may try something, and how much one server takes at once.
//!
//! Each purpose has a [`Rate`]: so many at once, then as many as flow back over time (the leaky bucket of ITU-T
//! I.371, as GCRA: one number per key). Kept in the memory of one server: with several, each allows as much. What is
//! kept is a keyed number instead of the address or account, and at most [`MOST_KEYS`] of them.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::Request;
use jiff::Timestamp;

use crate::error::{Head, PageError};
use crate::visitor::Visitor;

/// So many within so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub struct Rate {
    /// How many, all at once if need be.
    pub most: u32,
    /// Seconds over which as many flow back.
    pub seconds: u32,
}

/// The rates without a setting: signing in, opening personal links, sending public forms, the JSON API.
pub const RATES: [(&str, Rate); 4] = [
    ("sign-in", Rate { most: 10, seconds: 600 }),
    ("link", Rate { most: 60, seconds: 600 }),
    ("form", Rate { most: 30, seconds: 600 }),
    ("api", Rate { most: 600, seconds: 60 }),
];

/// For purposes that have no rate of their own.
const OTHER: Rate = Rate { most: 60, seconds: 60 };

/// How many keys are remembered at most, about 3 MB; beyond that those who have been quiet longest are forgotten.
pub const MOST_KEYS: usize = 100_000;

/// Most bytes of an address with its query.
const MOST_URI: usize = 8 << 10;
/// Most header lines of a request.
const MOST_HEADERS: usize = 100;
/// Most bytes of all header lines.
const MOST_HEADER_BYTES: usize = 32 << 10;

/// What one server remembers.
pub(crate) struct Limits {
    keyed: RandomState,
    /// Per key, in microseconds since 1970: when everything taken will have flowed back.
    empty_at: Mutex<HashMap<u64, i64>>,
    inside: AtomicUsize,
}

impl Limits {
    pub(crate) fn new() -> Self {
        Self { keyed: RandomState::new(), empty_at: Mutex::new(HashMap::new()), inside: AtomicUsize::new(0) }
    }

    /// Takes one, or gives the seconds to wait.
    pub(crate) fn take(&self, rate: Rate, purpose: &str, key: &str, now: Timestamp) -> Result<(), u32> {
        let now = now.as_microsecond();
        let whole = i64::from(rate.seconds.max(1)) * 1_000_000;
        let each = whole / i64::from(rate.most.max(1));
        // A poisoned lock still holds a usable map.
        let mut empty_at = self.empty_at.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if empty_at.len() >= MOST_KEYS {
            forget(&mut empty_at, now);
        }
        let entry = empty_at.entry(self.keyed.hash_one((purpose, key))).or_insert(now);
        let level = (*entry).max(now);
        let wait = level + each - now - whole;
        if wait > 0 {
            let seconds = (wait + 999_999) / 1_000_000;
            return Err(u32::try_from(seconds).unwrap_or(u32::MAX));
        }
        *entry = level + each;
        Ok(())
    }

    /// A place among the requests being answered, or none.
    pub(crate) fn enter(&self, most: usize) -> Option<Inside<'_>> {
        if self.inside.fetch_add(1, Ordering::AcqRel) >= most {
            self.inside.fetch_sub(1, Ordering::AcqRel);
            return None;
        }
        Some(Inside(&self.inside))
    }

    /// How many requests are being answered.
    pub(crate) fn inside(&self) -> usize {
        self.inside.load(Ordering::Relaxed)
    }
}

/// Forgets who may do everything again, and if that is not enough, the half that was quiet longest.
fn forget(empty_at: &mut HashMap<u64, i64>, now: i64) {
    empty_at.retain(|_, at| *at > now);
    if empty_at.len() >= MOST_KEYS {
        let mut times: Vec<i64> = empty_at.values().copied().collect();
        let middle = times.len() / 2;
        let (_, median, _) = times.select_nth_unstable(middle);
        let median = *median;
        empty_at.retain(|_, at| *at > median);
        if empty_at.len() >= MOST_KEYS {
            empty_at.clear();
        }
    }
}

/// Given back when dropped.
pub(crate) struct Inside<'a>(&'a AtomicUsize);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// What is too long of a request's head.
pub(crate) fn oversized(request: &Request) -> Option<Head> {
    let uri = request.uri();
    if uri.path().len() + uri.query().map_or(0, str::len) > MOST_URI {
        return Some(Head::Address);
    }
    let headers = request.headers();
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    (headers.len() > MOST_HEADERS || bytes > MOST_HEADER_BYTES).then_some(Head::Headers)
}

/// A household has one IPv4 address, or a whole /64 of IPv6.
pub(crate) fn household(address: Option<IpAddr>) -> String {
    match address {
        Some(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
            Some(address) => address.to_string(),
            None => format!("{:x?}", &address.segments()[..4]),
        },
        Some(address) => address.to_string(),
        None => "unknown".to_owned(),
    }
}

impl Visitor {
    /// Counts a try for a purpose of [`RATES`] (or any other) under a key, such as an account.
    ///
    /// # Errors
    ///
    /// [`PageError::TooMany`] with the seconds to wait.
    pub fn limit(&self, purpose: &str, key: impl std::fmt::Display) -> Result<(), PageError> {
        let key = format!("{}/{key}", self.tenant().id);
        self.app().limit(purpose, &key, self.now())
    }

    /// Counts a try for a purpose under the visitor's network address.
    ///
    /// # Errors
    ///
    /// [`PageError::TooMany`] with the seconds to wait.
    pub fn limit_address(&self, purpose: &str) -> Result<(), PageError> {
        self.app().limit(purpose, &household(self.address()), self.now())
    }
}

impl crate::App {
    pub(crate) fn limit(&self, purpose: &str, key: &str, now: Timestamp) -> Result<(), PageError> {
        let rate = self
            .settings()
            .rates
            .get(purpose)
            .copied()
            .or_else(|| RATES.iter().find(|(name, _)| *name == purpose).map(|(_, rate)| *rate))
            .unwrap_or(OTHER);
        self.limits().take(rate, purpose, key, now).map_err(|seconds| {
            tracing::warn!(purpose, seconds, "too many tries");
            PageError::TooMany(seconds)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: Rate = Rate { most: 10, seconds: 600 };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + second).expect("a time")
    }

    #[test]
    fn so_many_at_once_and_then_as_time_passes() {
        let limits = Limits::new();
        for _ in 0..10 {
            assert_eq!(limits.take(TEN, "sign-in", "a", at(0)), Ok(()));
        }
        assert_eq!(limits.take(TEN, "sign-in", "a", at(0)), Err(60));
        assert_eq!(limits.take(TEN, "sign-in", "a", at(59)), Err(1));
        assert_eq!(limits.take(TEN, "sign-in", "a", at(60)), Ok(()));
        assert_eq!(limits.take(TEN, "sign-in", "a", at(60)), Err(60));
        // Other keys and purposes are not touched by it.
        assert_eq!(limits.take(TEN, "sign-in", "b", at(0)), Ok(()));
        assert_eq!(limits.take(TEN, "link", "a", at(0)), Ok(()));
        // After the whole time everything is there again, and no more.
        for _ in 0..10 {
            assert_eq!(limits.take(TEN, "sign-in", "a", at(5_000)), Ok(()));
        }
        assert!(limits.take(TEN, "sign-in", "a", at(5_000)).is_err());
    }

    #[test]
    fn memory_is_bounded_and_those_who_tried_most_are_remembered() {
        let limits = Limits::new();
        for _ in 0..10 {
            limits.take(TEN, "sign-in", "bad", at(0)).expect("allowed");
        }
        for n in 0..MOST_KEYS + 10 {
            let _ = limits.take(TEN, "sign-in", &n.to_string(), at(1));
        }
        assert!(limits.empty_at.lock().expect("unpoisoned").len() <= MOST_KEYS);
        assert!(limits.take(TEN, "sign-in", "bad", at(2)).is_err());
    }

    #[test]
    fn places_are_given_back() {
        let limits = Limits::new();
        let (one, two) = (limits.enter(2), limits.enter(2));
        assert!(one.is_some() && two.is_some() && limits.enter(2).is_none());
        drop(one);
        assert!(limits.enter(2).is_some());
        drop(two);
        assert_eq!(limits.inside(), 0);
    }

    #[test]
    fn a_household_is_one_key() {
        let key = |text: &str| household(text.parse().ok());
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }
}
