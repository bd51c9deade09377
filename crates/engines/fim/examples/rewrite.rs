//! Reads a file of XDatenfelder and writes it again, so that other programs can check it:
//!
//!     cargo run -p rathaus-fim --example rewrite FILE | xmllint --noout --schema xdatenfelder.xsd -

use rathaus_fim::{read, write};

fn main() {
    let file = std::env::args().nth(1).expect("the name of a file");
    let document = match read(&std::fs::read(file).expect("a file that can be read")) {
        Ok(document) => document,
        Err(faults) => {
            eprintln!("{faults}");
            std::process::exit(1);
        }
    };
    let elements = document.elements();
    let lists = elements.fields.iter().filter(|field| field.code_list.is_some()).count();
    eprintln!(
        "{} fields, {} groups, {} rules, {lists} code lists; {} contradictions",
        elements.fields.len(),
        elements.groups.len(),
        elements.rules.len(),
        document.contradictions().len(),
    );
    println!("{}", write(&document).expect("what was read can be written"));
}
