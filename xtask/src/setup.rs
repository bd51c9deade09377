//! The Debian packages that some tests use: PostgreSQL, a browser, PDF and XML readers, Belenios, Python.
//!
//! Nothing here is needed to build or run Rathaus. Where the packages cannot be installed (no apt-get, no
//! rights) this says which are missing and goes on: the tests that use them say that they were passed over.
//! Without PostgreSQL or Python they fail, as one of the two databases, or all mail, would stay untried.
//! Debian may start a cluster of its own with the package; nothing here uses or touches it.

use crate::check::{must, works};
use anyhow::Result;
use std::process::Command;

struct Need {
    package: &'static str,
    /// A command that succeeds once the package is there.
    probe: &'static [&'static str],
    used_for: &'static str,
}

const NEEDS: &[Need] = &[
    Need {
        package: "postgresql",
        // Debian keeps the programs off the search path.
        probe: &["sh", "-c", "command -v initdb || ls /usr/lib/postgresql/*/bin/initdb"],
        used_for: "tests on the second database",
    },
    Need {
        package: "chromium-headless-shell",
        probe: &["chromium-headless-shell", "--version"],
        used_for: "pages as a reader sees them",
    },
    Need { package: "poppler-utils", probe: &["pdftoppm", "-v"], used_for: "the report as printed" },
    Need {
        package: "default-jre-headless",
        probe: &["java", "-version"],
        used_for: "letters as archives judge them",
    },
    Need {
        package: "libjaxb-java",
        probe: &["ls", "/usr/share/java/jaxb-runtime.jar"],
        used_for: "letters as archives judge them",
    },
    Need {
        package: "belenios-tool",
        probe: &["belenios-tool", "--version"],
        used_for: "elections held both ways",
    },
    Need { package: "nodejs", probe: &["node", "--version"], used_for: "the report in a browser" },
    Need { package: "npm", probe: &["npm", "--version"], used_for: "the report in a browser" },
    Need {
        package: "python3-venv",
        probe: &["python3", "-c", "import ensurepip, venv"],
        used_for: "calendars, tables and mail in tests, peers in bench",
    },
    Need {
        package: "python3-pip",
        probe: &["python3", "-m", "pip", "--version"],
        used_for: "calendars, tables and mail in tests, peers in bench",
    },
];

/// Installs what is missing, or says what is missing and why it was not installed.
pub fn run() -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        println!("   all there: {}", NEEDS.iter().map(|need| need.package).collect::<Vec<_>>().join(", "));
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|need| need.package).collect();
    let Some(rights) = rights() else {
        for need in &missing {
            println!("   missing: {} ({})", need.package, need.used_for);
        }
        println!("   not installed here (needs Debian's apt-get and root or sudo without a password):");
        println!("   apt-get install {}", names.join(" "));
        println!("   Tests that use them are passed over or fail.");
        return Ok(());
    };
    println!("   apt-get install {}", names.join(" "));
    let apt = |arguments: &[&str]| {
        let mut words: Vec<&str> = rights.to_vec();
        words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]);
        words.extend(arguments);
        must(Command::new(words[0]).args(&words[1..]))
    };
    let installed = apt(&["update"]).and_then(|()| {
        let mut arguments = vec!["install", "--no-install-recommends"];
        arguments.extend(&names);
        apt(&arguments)
    });
    if let Err(error) = installed {
        println!("   could not install {}: {error:#}", names.join(" "));
        println!("   Tests that use them are passed over or fail.");
    }
    Ok(())
}

fn missing() -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| !works(Command::new(need.probe[0]).args(&need.probe[1..]))).collect()
}

/// The words to put before apt-get, or `None` where packages cannot be installed.
fn rights() -> Option<&'static [&'static str]> {
    if !works(Command::new("apt-get").arg("--version")) {
        return None;
    }
    if is_root() {
        return Some(&[]);
    }
    works(Command::new("sudo").args(["-n", "true"])).then_some(&["sudo", "-n"])
}

/// Whether we run as root, who may install packages and as whom PostgreSQL refuses to run.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
