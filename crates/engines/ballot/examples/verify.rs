//! Verifies archives of elections and says what they hold:
//!
//!     cargo run --release -p rathaus-ballot --example verify -- FILE.bel …

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    for path in std::env::args().skip(1) {
        let archive = match std::fs::read(&path) {
            Ok(archive) => archive,
            Err(error) => {
                eprintln!("{path}: {error}");
                code = ExitCode::FAILURE;
                continue;
            }
        };
        match rathaus_ballot::verify(&archive, threads) {
            Ok(report) => println!(
                "{path}: accepted, {:?}, {} eligible, {} ballots cast, {} counted, result {:?}",
                report.phase,
                report.eligible,
                report.cast,
                report.ballots.len(),
                report.result
            ),
            Err(refusal) => {
                println!("{path}: refused, {refusal}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}
