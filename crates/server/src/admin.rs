//! `rathaus admin …`: the first administrator, more tenants, lost access.

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use rathaus_people::admin;
use rathaus_people::tenant::TenantKind;

use crate::Settings;
use crate::config::Config;
use crate::house::{now, open_store, private_folder, switches};
use crate::serve::runtime;

/// `rathaus admin …`
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Legt den ersten Mandanten und seine Verwaltung an und gibt einen Anmeldelink aus
    Init {
        /// Name der Region, des Kreises oder der Stadt
        #[arg(long)]
        name: String,
        /// E-Mail-Adresse der Verwaltung
        #[arg(long)]
        email: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// Legt einen weiteren Mandanten an, erreichbar unter /t/KÜRZEL
    AddTenant {
        /// Name
        #[arg(long)]
        name: String,
        /// Kürzel in der Adresse: Kleinbuchstaben, Ziffern, Bindestriche
        #[arg(long)]
        slug: String,
        /// Was er ist
        #[arg(long, value_enum, default_value_t = Kind::Town)]
        kind: Kind,
        /// E-Mail-Adresse seiner Verwaltung
        #[arg(long)]
        email: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// Gibt einen Anmeldelink aus, einen Tag gültig
    SignInLink {
        /// Kürzel des Mandanten; ohne Angabe der erste
        #[arg(long, default_value = "")]
        slug: String,
        /// E-Mail-Adresse der Person
        #[arg(long)]
        email: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// Nimmt einen verlorenen zweiten Nachweis weg und beendet alle Sitzungen der Person
    ResetSecondFactor {
        /// Kürzel des Mandanten; ohne Angabe der erste
        #[arg(long, default_value = "")]
        slug: String,
        /// E-Mail-Adresse der Person
        #[arg(long)]
        email: String,
        #[command(flatten)]
        settings: Settings,
    },
}

/// What a tenant is.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Kind {
    /// Eine Region
    Region,
    /// Ein Kreis
    County,
    /// Eine Stadt oder Gemeinde
    Town,
}

/// Does what was asked.
pub fn run(command: &AdminCommand) -> Result<()> {
    runtime()?.block_on(async {
        match command {
            AdminCommand::Init { name, email, settings } => {
                let config = settings.read()?;
                private_folder(&config.storage.folder)?;
                let store = open_store(&config).await?;
                let path = admin::first_administrator(&store, now(), name, "", email, &switches()).await?;
                tell(&config, &path);
                store.close().await;
            }
            AdminCommand::AddTenant { name, slug, kind, email, settings } => {
                let config = settings.read()?;
                let store = open_store(&config).await?;
                let kind = match kind {
                    Kind::Region => TenantKind::Region,
                    Kind::County => TenantKind::County,
                    Kind::Town => TenantKind::Town,
                };
                let tenant = admin::add_tenant(&store, now(), name, slug, kind, &switches()).await?;
                let roles = [rathaus_web::Role::Administrator];
                let person = admin::add_person(&store, tenant.id, now(), "", email, &roles).await?;
                tell(&config, &admin::sign_in_path(&store, &tenant, now(), person).await?);
                store.close().await;
            }
            AdminCommand::SignInLink { slug, email, settings } => {
                let config = settings.read()?;
                let store = open_store(&config).await?;
                tell(&config, &admin::sign_in_link(&store, now(), slug, email).await?);
                store.close().await;
            }
            AdminCommand::ResetSecondFactor { slug, email, settings } => {
                let store = open_store(&settings.read()?).await?;
                admin::reset_second_factor(&store, now(), slug, email).await?;
                println!("Der zweite Nachweis von {email} ist gelöscht, alle Sitzungen sind beendet.");
                store.close().await;
            }
        }
        Ok(())
    })
}

fn tell(config: &Config, path: &str) {
    println!("Anmelden, einmal und innerhalb eines Tages: {}{path}", config.server.base_url);
}
