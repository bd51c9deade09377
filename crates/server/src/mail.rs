//! `rathaus mail …`: what the mail server hands to the program.

use std::io::{Read, Write};

use anyhow::{Context, Result};
use clap::Subcommand;
use rathaus_people::tenant;
use rathaus_store::{Actor, Id, Record, Store};
use rathaus_web::mail::{MOST_REPORT, Report, find_reported, note_report};

use crate::Settings;
use crate::config::Config;
use crate::house::{now, open_store};
use crate::serve::runtime;

/// `rathaus mail …`
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Liest eine zurückgekommene Mail von der Standardeingabe und vermerkt, wen sie nicht erreicht hat
    Bounce(Settings),
}

/// What to tell the mail server where something went wrong here: try again later (EX_TEMPFAIL of sysexits.h). Any other
/// answer would make it return the report, to nobody.
pub const TRY_AGAIN: u8 = 75;

/// Does what was asked.
pub fn run(command: &MailCommand) -> Result<()> {
    match command {
        MailCommand::Bounce(settings) => bounce(&settings.read()?, std::io::stdin().lock()),
    }
}

fn bounce(config: &Config, mut input: impl Read) -> Result<()> {
    let mut bytes = Vec::new();
    input.by_ref().take(MOST_REPORT as u64).read_to_end(&mut bytes).context("the mail cannot be read")?;
    // Read to its end, or the mail server takes the closed pipe for a failure.
    std::io::copy(&mut input, &mut std::io::sink()).context("the mail cannot be read")?;
    let Some(report) = Report::read(&bytes) else {
        say("Kein Bericht über eine Mail, die nicht ankam.");
        return Ok(());
    };
    runtime()?.block_on(async {
        let store = open_store(config).await?;
        let noted = note(&store, &report).await;
        store.close().await;
        match noted? {
            Some(id) if report.is_lasting => say(&format!("Mail {id} ist unzustellbar.")),
            Some(id) => say(&format!("Mail {id} ist verspätet.")),
            None => say("Der Bericht spricht von keiner Mail dieses Hauses, oder es ist schon vermerkt."),
        }
        Ok(())
    })
}

/// Notes the report with the tenant whose mail it was.
async fn note(store: &Store, report: &Report) -> Result<Option<Id>> {
    let tenants = tenant::list(&mut *store.system().read().await?).await?;
    for one in tenants {
        let scope = store.tenant(one.id);
        let Some(mail) = find_reported(&mut *scope.read().await?, report).await? else { continue };
        let mut change = scope.change(Actor::Program("mail"), now()).await?;
        if !note_report(&mut change, mail.id, report).await? {
            return Ok(None);
        }
        change.commit(Record::new("mail.returned", mail.id).with("is_lasting", report.is_lasting)).await?;
        return Ok(Some(mail.id));
    }
    Ok(None)
}

/// A line for whoever tries it by hand. The mail server may have closed its end.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
