//! Prints the concepts of every line of standard input, and how long their detection took.

use rathaus_text::lexicon::Lexicon;
use std::io::Read;
use std::time::Instant;

fn main() -> std::io::Result<()> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let lines: Vec<&str> = input.lines().collect();
    let start = Instant::now();
    let lexicon = Lexicon::shipped();
    eprintln!("lexicon: {} concepts, {:?}", lexicon.concepts().len(), start.elapsed());
    let start = Instant::now();
    let analyser = lexicon.analyser_for(lines.iter().copied());
    let analyses = analyser.analyse_all(&lines);
    eprintln!("analysis: {} texts, {:?}", lines.len(), start.elapsed());
    let start = Instant::now();
    let found: Vec<_> = analyses.iter().map(|a| lexicon.detect(a)).collect();
    eprintln!("detection: {:?}", start.elapsed());
    for (line, hits) in lines.iter().zip(&found) {
        println!("{line}");
        for hit in hits.iter().take(6) {
            let concept = lexicon.concept(hit.concept);
            let terms: Vec<String> = hit
                .matches
                .iter()
                .map(|m| format!("{} {:.2} <{}>", m.term, m.strength, m.words_in(line).join(" ")))
                .collect();
            println!("    {:.2} {} [{:?}]: {}", hit.strength, concept.name, concept.kind, terms.join("; "));
        }
    }
    Ok(())
}
