//! Times the portfolio choice on seeded problems and prints one JSON line for each.
//!
//! `cargo run --release -p rathaus-allocation --example portfolio_speed [offers needs places entries shape seed]`

use std::time::Instant;

use rathaus_allocation::portfolio::instances::{Recipe, Shape, instance};
use rathaus_allocation::portfolio::{Limits, choose, curve};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| words[at].parse::<usize>().expect("a whole number");
    if words.len() == 6 {
        let shape = match words[4].as_str() {
            "uniform" => Shape::Uniform,
            "noisy" => Shape::Noisy,
            _ => Shape::Clustered,
        };
        let seed = number(5) as u64;
        let recipe = Recipe {
            offers: number(0),
            needs: number(1),
            places: number(2),
            entries: number(3),
            shape,
            seed,
        };
        measure(&recipe);
        return;
    }
    for shape in [Shape::Clustered, Shape::Noisy, Shape::Uniform] {
        for seed in 1..=3 {
            measure(&Recipe { offers: 64, needs: 150, places: 7, entries: 16, shape, seed });
        }
        for seed in 1..=3 {
            measure(&Recipe { offers: 2000, needs: 5000, places: 20, entries: 75, shape, seed });
        }
    }
}

fn measure(recipe: &Recipe) {
    let problem = instance(recipe);
    let limits = Limits::default();
    let start = Instant::now();
    let found = choose(&problem, &limits).expect("the recipe has no rules to contradict");
    let seconds = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let small = Limits { work: limits.work / 50, ..limits };
    let points = curve(&problem, recipe.places, &small).expect("as above");
    let curve_seconds = start.elapsed().as_secs_f64();
    let worst = points.iter().map(|p| p.gap).fold(0.0, f64::max);
    let line = serde_json::json!({
        "shape": format!("{:?}", recipe.shape).to_lowercase(),
        "offers": recipe.offers, "needs": recipe.needs, "places": recipe.places,
        "entries": recipe.entries, "seed": recipe.seed,
        "seconds": seconds, "value": found.value, "bound": found.bound, "gap": found.gap,
        "proven": found.proven, "greedy": found.greedy, "nodes": found.nodes, "work": found.work,
        "curve_seconds": curve_seconds, "curve_worst_gap": worst,
    });
    println!("{line}");
}
