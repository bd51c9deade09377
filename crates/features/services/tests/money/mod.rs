//! Money: from the decision to the paid claim, with every way in which it goes otherwise.

mod book;
pub(crate) mod doors;
mod office;
mod questions;
mod story;

use crate::money_parts::*;
use jiff::civil::Date;
use rathaus_people::testing::House;
use rathaus_procedure::case::{CaseEvent, Verdict};
use rathaus_procedure::store::{Recorded, record};
use rathaus_services::money;
use rathaus_store::{Actor, Id, Record};
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Shown};
