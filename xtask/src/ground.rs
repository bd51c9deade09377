//! What the tests stand on: where the workspace lies, a PostgreSQL, a Python with the packages of `e2e`.
//!
//! The database and Python are made ready when the first step asks for them, so that a run of the cheap steps
//! alone starts neither, and they end with the run.

use crate::check::{linting, must};
use crate::postgres::{self, Postgres};
use crate::python;
use anyhow::Result;
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Handed to every step of `cargo xtask check`.
pub struct Ground {
    root: PathBuf,
    postgres: OnceCell<Postgres>,
    python: OnceCell<PathBuf>,
}

impl Ground {
    /// Nothing is started yet.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_path_buf(), postgres: OnceCell::new(), python: OnceCell::new() }
    }

    /// The folder of the workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The PostgreSQL of this run; an error where there is none, as the tests would only try half of it.
    pub fn postgres(&self) -> Result<&Postgres> {
        if let Some(running) = self.postgres.get() {
            return Ok(running);
        }
        let started = Postgres::named_or_started(&self.root)?;
        Ok(self.postgres.get_or_init(|| started))
    }

    /// A Python that can import what `e2e/requirements.txt` names: for servers that tests talk to, and readers
    /// of what we write.
    pub fn python(&self) -> Result<&Path> {
        if let Some(known) = self.python.get() {
            return Ok(known);
        }
        let made = python::environment(&self.root)?;
        Ok(self.python.get_or_init(|| made))
    }

    /// The program, as the tests of the whole workspace build it: a build of its package alone has fewer features
    /// and would compile most of what we depend on once more.
    pub fn program(&self) -> Result<PathBuf> {
        must(self.cargo()?.args(["test", "--quiet", "--workspace", "--test", "all", "--no-run"]))?;
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
        Ok(self.root.join(target).join("debug/rathaus"))
    }

    /// A cargo command whose tests find PostgreSQL and Python, and insist on them. It builds as the step `clippy` did.
    pub fn cargo(&self) -> Result<Command> {
        let mut command = linting(&self.root);
        command.env(postgres::URL, self.postgres()?.url()).env(postgres::REQUIRED, "required");
        command.env(python::PROGRAM, self.python()?);
        Ok(command)
    }
}
