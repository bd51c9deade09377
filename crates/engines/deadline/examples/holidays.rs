//! Every public holiday of 1990 to 2200, a line each with the Land's code, for `e2e/public_holidays.py`.

use rathaus_deadline::holidays::YEARS;
use rathaus_deadline::{Calendar, Land};

fn main() {
    for land in Land::ALL {
        let everywhere = Calendar::new(land);
        let catholic = everywhere.clone().catholic();
        for year in YEARS {
            let days = everywhere.year(year);
            for day in days.keys() {
                println!("{day} {}", land.code());
            }
            for day in catholic.year(year).keys().filter(|day| !days.contains_key(day)) {
                println!("{day} {}+", land.code());
            }
            if land == Land::Bayern {
                let augsburg = catholic.clone().augsburg().year(year);
                for day in augsburg.keys().filter(|day| !days.contains_key(day)) {
                    println!("{day} AUG");
                }
            }
        }
    }
}
