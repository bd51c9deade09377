//! Writes every shipped template with its sample values into a folder, as PDF and as SVG per page, for eyes and for other
//! programs: `cargo run -p rathaus-letter --example samples -- FOLDER`.

use std::{env, fs, path::Path, process::ExitCode};

use jiff::civil::date;
use rathaus_core::Lang;
use rathaus_letter::{Letter, Limits, Press, Shipped, Template};

fn main() -> ExitCode {
    let Some(folder) = env::args().nth(1) else {
        eprintln!("samples FOLDER");
        return ExitCode::FAILURE;
    };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).expect("the folder can be made");
    for shipped in Shipped::ALL {
        for lang in Lang::ALL {
            let (template, values) = (Template::shipped(shipped), shipped.sample());
            let letter =
                Letter { template: &template, values: &values, pictures: &[], lang, date: date(2026, 11, 30) };
            let made = Press::shared().set(&letter, Limits::default()).and_then(|sheets| {
                for page in 0..sheets.pages() {
                    let svg = sheets.svg(page).unwrap_or_default();
                    fs::write(folder.join(format!("{}.{}.{page}.svg", shipped.name(), lang.tag())), svg).expect("written");
                }
                sheets.pdf()
            });
            match made {
                Ok(pdf) => {
                    let file = folder.join(format!("{}.{}.pdf", shipped.name(), lang.tag()));
                    fs::write(file, pdf).expect("written");
                }
                Err(error) => {
                    eprintln!("{}.{}: {error}", shipped.name(), lang.tag());
                    return ExitCode::FAILURE;
                }
            }
        }
    }
    ExitCode::SUCCESS
}
