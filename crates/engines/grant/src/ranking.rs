//! Who is funded before whom while the budget lasts.

use std::cmp::Ordering;

use rathaus_core::Cents;

/// A project that stands for funding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The weighted mean of its scores, as [`mean`] gives it; `None` while scores are missing.
    pub mean: Option<Mean>,
    /// What can be granted to it.
    pub cents: Cents,
    /// Its place where the means are equal: the order in which applications were complete.
    pub order: u64,
}

/// A mean as an exact fraction.
#[derive(Debug, Clone, Copy)]
pub struct Mean {
    sum: i128,
    parts: i128,
}

impl Mean {
    /// In hundredths of a point, rounded half up.
    pub fn hundredths(self) -> i64 {
        let doubled = (self.sum * 200 + self.parts).div_euclid(self.parts * 2);
        i64::try_from(doubled).unwrap_or(i64::MAX)
    }
}

impl PartialEq for Mean {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Mean {}
impl PartialOrd for Mean {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Mean {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.sum * other.parts).cmp(&(other.sum * self.parts))
    }
}

/// The weighted mean of several people's points: `sheets` holds for every person the points per criterion, in the order of
/// `weights`. `None` without a sheet, without a weight, or where a sheet has other criteria.
pub fn mean(weights: &[u32], sheets: &[Vec<u32>]) -> Option<Mean> {
    let weight: i128 = weights.iter().map(|one| i128::from(*one)).sum();
    let count = i128::try_from(sheets.len()).ok()?;
    if weight == 0 || count == 0 || sheets.iter().any(|sheet| sheet.len() != weights.len()) {
        return None;
    }
    let points = |sheet: &Vec<u32>| -> i128 {
        sheet.iter().zip(weights).map(|(points, weight)| i128::from(*points) * i128::from(*weight)).sum()
    };
    Some(Mean { sum: sheets.iter().map(points).sum(), parts: weight * count })
}

/// How the budget is given away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// What there is.
    pub budget: Cents,
    /// Whoever has less than these hundredths of a point is not funded.
    pub least_mean: Option<i64>,
    /// Whether the first for whom the rest is not enough gets the rest, and nobody after it anything. Without it the rest
    /// waits, and later projects that fit are not drawn forward: who scored better is never overtaken.
    pub gives_rest: bool,
}

/// How somebody stands in the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// All that can be granted.
    Funded,
    /// The rest of the budget.
    Partly(Cents),
    /// The budget ends before.
    Waiting,
    /// Below the least mean.
    Below,
    /// Scores are missing; it has no place yet.
    Unscored,
}

/// A candidate's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its index in the list that was given.
    pub index: usize,
    /// From 1 on; equal means have the same.
    pub place: usize,
    /// How it stands.
    pub standing: Standing,
    /// What is given away up to here.
    pub total: Cents,
}

/// Orders candidates by their mean, the best first; equal ones by the order of their applications. Whoever has no mean comes
/// last. O(n log n).
pub fn rank(candidates: &[Candidate], rule: Rule) -> Vec<Place> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let key = |index: &usize| (&candidates[*index], *index);
    order.sort_by(|one, other| {
        let ((one, first), (other, second)) = (key(one), key(other));
        other.mean.cmp(&one.mean).then(one.order.cmp(&other.order)).then(first.cmp(&second))
    });
    let mut total = Cents(0);
    let mut is_over = false;
    let mut places: Vec<Place> = Vec::with_capacity(order.len());
    for (at, index) in order.into_iter().enumerate() {
        let candidate = &candidates[index];
        let standing = match candidate.mean {
            None => Standing::Unscored,
            Some(mean) if rule.least_mean.is_some_and(|least| mean.hundredths() < least) => Standing::Below,
            Some(_) if is_over => Standing::Waiting,
            Some(_) => {
                let rest = Cents(rule.budget.0 - total.0);
                if candidate.cents <= rest {
                    total = Cents(total.0 + candidate.cents.0);
                    Standing::Funded
                } else {
                    is_over = true;
                    if rule.gives_rest && rest.0 > 0 {
                        total = rule.budget;
                        Standing::Partly(rest)
                    } else {
                        Standing::Waiting
                    }
                }
            }
        };
        let before = places.last().filter(|last| candidates[last.index].mean == candidate.mean);
        let place = before.map_or(at + 1, |last| last.place);
        places.push(Place { index, place, standing, total });
    }
    places
}
