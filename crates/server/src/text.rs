//! `rathaus text search`: documents and queries in, a TREC run out, so that anyone can measure the search.

use crate::embedding::EmbeddingServer;
use anyhow::{Context as _, bail};
use rathaus_text::index::{Config, Document, Filter, Index};
use rathaus_text::synonyms::Synonyms;
use rathaus_text::thesaurus::Thesaurus;
use rathaus_text::vectors::{cosine, fuse_rrf, fuse_weighted};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What `rathaus text search` is told.
#[derive(Debug, clap::Args)]
pub struct SearchArgs {
    /// Documents, one JSON object per line with `id`, `text` and, if there is one, `title`
    #[arg(long)]
    docs: PathBuf,
    /// Queries, one JSON object per line with `id` and `text`
    #[arg(long)]
    queries: PathBuf,
    /// How many documents to give per query
    #[arg(long, default_value_t = 10)]
    top: usize,
    /// Where to write the run, in TREC format
    #[arg(long)]
    run: PathBuf,
    /// Synonyms, one group per line: `Perso = Personalausweis, Ausweis`
    #[arg(long)]
    synonyms: Option<PathBuf>,
    /// A general thesaurus in the MyThes format, to widen the search with low weight
    /// (Debian's mythes-de puts one at /usr/share/mythes/th_de_DE_v2.dat)
    #[arg(long)]
    thesaurus: Option<PathBuf>,
    /// Address of an embedding server (OpenAI-compatible); its key is read from RATHAUS_EMBEDDING_KEY
    #[arg(long, requires = "embedding_model")]
    embedding_url: Option<String>,
    /// Model to ask the embedding server for
    #[arg(long, requires = "embedding_url")]
    embedding_model: Option<String>,
    /// How to join words and vectors: `rrf`, or `weighted:0.3` with the share of the vectors
    #[arg(long, default_value = "rrf")]
    fusion: Fusion,
}

/// How the ranking by words and the ranking by vectors become one.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fusion {
    ReciprocalRank,
    Weighted(f32),
}

impl std::str::FromStr for Fusion {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "rrf" {
            return Ok(Self::ReciprocalRank);
        }
        match text.strip_prefix("weighted:").map(str::parse) {
            Some(Ok(share)) if (0.0..=1.0).contains(&share) => Ok(Self::Weighted(share)),
            _ => Err("`rrf`, or `weighted:` and a number from 0 to 1, as in `weighted:0.3`".to_string()),
        }
    }
}

/// One line of an input file.
#[derive(Debug, PartialEq)]
struct Entry {
    id: String,
    title: String,
    text: String,
}

/// Weight of a synonym beside the word that was typed.
const SYNONYM_WEIGHT: f32 = 0.5;
/// Weight of a word of the general thesaurus beside the word that was typed.
const THESAURUS_WEIGHT: f32 = 0.05;
/// Documents of each ranking that take part in a fusion, at least.
const FUSED: usize = 100;
/// The constant of reciprocal rank fusion.
const RRF_K: f32 = 60.0;

/// Runs the search and writes the run.
///
/// # Errors
///
/// Every wrong line of every file at once, before anything is written; and what reading, writing and the embedding server
/// refuse.
pub fn run(args: &SearchArgs) -> anyhow::Result<()> {
    let mut errors = Vec::new();
    let docs = read(&args.docs, &mut errors);
    let queries = read(&args.queries, &mut errors);
    let synonyms = read_synonyms(args.synonyms.as_deref(), &mut errors);
    let thesaurus = read_thesaurus(args.thesaurus.as_deref(), &mut errors);
    if args.top == 0 {
        errors.push("--top: at least 1".to_string());
    }
    if !errors.is_empty() {
        bail!("nothing was written\n{}", errors.join("\n"));
    }
    let documents: Vec<Document<'_>> =
        docs.iter().map(|d| Document { title: &d.title, text: &d.text, facets: &[] }).collect();
    let index = Index::new(&documents, &Config::default());
    let vectors = match (&args.embedding_url, &args.embedding_model) {
        (Some(url), Some(model)) => {
            Some(embed(&EmbeddingServer::from_environment(url, model), &docs, &queries)?)
        }
        _ => None,
    };
    let mut out = String::new();
    for (number, query) in queries.iter().enumerate() {
        let mut asked = index.query_with(&query.text, &synonyms, SYNONYM_WEIGHT);
        for word in asked.words.clone() {
            for synonym in thesaurus.synonyms(&word.folded) {
                index.add_word(&mut asked, synonym, word.span.clone(), THESAURUS_WEIGHT * word.weight);
            }
        }
        let depth = if vectors.is_some() { args.top.max(FUSED) } else { args.top };
        let hits = index.search_query(&asked, &Filter::default(), depth);
        let words: Vec<(u32, f32)> = hits.iter().map(|h| (h.doc, h.score)).collect();
        let ranking = match &vectors {
            None => words,
            Some((of_docs, of_queries)) => {
                join(args.fusion, words, nearest(&of_queries[number], of_docs, depth))
            }
        };
        for (rank, (doc, score)) in (1..).zip(ranking.iter().take(args.top)) {
            writeln!(out, "{} Q0 {} {rank} {score:.6} rathaus", query.id, docs[*doc as usize].id)?;
        }
    }
    std::fs::write(&args.run, out).with_context(|| format!("{} cannot be written", args.run.display()))
}

/// Vectors of the documents and of the queries.
type Vectors = (Vec<Vec<f32>>, Vec<Vec<f32>>);

fn embed(server: &EmbeddingServer, docs: &[Entry], queries: &[Entry]) -> anyhow::Result<Vectors> {
    let texts: Vec<String> = docs
        .iter()
        .map(|d| if d.title.is_empty() { d.text.clone() } else { format!("{}\n{}", d.title, d.text) })
        .collect();
    let of_docs = server.embed(&texts.iter().map(String::as_str).collect::<Vec<_>>())?;
    let of_queries = server.embed(&queries.iter().map(|q| q.text.as_str()).collect::<Vec<_>>())?;
    Ok((of_docs, of_queries))
}

/// The documents whose vectors are nearest to a query's, best first.
fn nearest(query: &[f32], docs: &[Vec<f32>], limit: usize) -> Vec<(u32, f32)> {
    let mut scores: Vec<(u32, f32)> = (0..).zip(docs).map(|(i, d)| (i, cosine(query, d))).collect();
    scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    scores.truncate(limit);
    scores
}

fn join(fusion: Fusion, words: Vec<(u32, f32)>, dense: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    match fusion {
        Fusion::ReciprocalRank => {
            let ranking = |list: Vec<(u32, f32)>| list.into_iter().map(|s| s.0).collect();
            fuse_rrf(&[ranking(words), ranking(dense)], RRF_K)
        }
        Fusion::Weighted(share) => fuse_weighted(&[words, dense], &[1.0 - share, share]),
    }
}

fn read_synonyms(path: Option<&Path>, errors: &mut Vec<String>) -> Synonyms {
    let Some(path) = path else { return Synonyms::default() };
    match std::fs::read_to_string(path) {
        Ok(text) => Synonyms::parse(&text).unwrap_or_else(|list| {
            errors.extend(list.iter().map(|e| format!("{}: {e}", path.display())));
            Synonyms::default()
        }),
        Err(error) => {
            errors.push(format!("{}: {error}", path.display()));
            Synonyms::default()
        }
    }
}

fn read_thesaurus(path: Option<&Path>, errors: &mut Vec<String>) -> Thesaurus {
    let Some(path) = path else { return Thesaurus::default() };
    let read = std::fs::read_to_string(path).map_err(|error| error.to_string());
    match read.and_then(|text| Thesaurus::parse(&text).map_err(|error| error.to_string())) {
        Ok(thesaurus) => thesaurus,
        Err(error) => {
            errors.push(format!("{}: {error}", path.display()));
            Thesaurus::default()
        }
    }
}

/// Reads a JSONL file; what is wrong goes to `errors`, with file and line.
fn read(path: &Path, errors: &mut Vec<String>) -> Vec<Entry> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            errors.push(format!("{}: {error}", path.display()));
            return Vec::new();
        }
    };
    parse(&path.display().to_string(), &bytes, errors)
}

fn parse(name: &str, bytes: &[u8], errors: &mut Vec<String>) -> Vec<Entry> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut entries = Vec::new();
    let mut seen = BTreeSet::new();
    for (number, line) in (1..).zip(bytes.split(|&b| b == b'\n')) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match parse_line(line) {
            Ok(entry) if !seen.insert(entry.id.clone()) => {
                errors.push(format!("{name}, line {number}: the id `{}` stands there twice", entry.id));
            }
            Ok(entry) => entries.push(entry),
            Err(message) => errors.push(format!("{name}, line {number}: {message}")),
        }
    }
    entries
}

fn parse_line(line: &[u8]) -> Result<Entry, String> {
    let text = std::str::from_utf8(line).map_err(|_| "not UTF-8".to_string())?;
    let value: serde_json::Value = serde_json::from_str(text)
        .map_err(|e| format!("no JSON object, column {}; right is {{\"id\": …, \"text\": …}}", e.column()))?;
    let object = value.as_object().ok_or("no JSON object; right is {\"id\": …, \"text\": …}")?;
    let id = match object.get("id") {
        Some(serde_json::Value::String(id)) => id.clone(),
        Some(serde_json::Value::Number(id)) => id.to_string(),
        Some(_) => return Err("`id` is neither text nor a number".to_string()),
        None => return Err("`id` is missing".to_string()),
    };
    if id.is_empty() || id.contains(char::is_whitespace) {
        return Err(format!("`id` is `{id}`; a TREC run allows neither blanks nor an empty id"));
    }
    let field = |name: &str| match object.get(name) {
        Some(serde_json::Value::String(text)) => Ok(Some(text.clone())),
        Some(serde_json::Value::Null) | None => Ok(None),
        Some(_) => Err(format!("`{name}` is no text")),
    };
    let text = field("text")?.ok_or("`text` is missing")?;
    Ok(Entry { id, title: field("title")?.unwrap_or_default(), text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::stub;
    use clap::Parser as _;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: SearchArgs,
    }

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("rathaus-text-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    fn search(folder: &Path, docs: &str, queries: &str, more: &[&str]) -> anyhow::Result<String> {
        std::fs::write(folder.join("docs.jsonl"), docs).unwrap();
        std::fs::write(folder.join("queries.jsonl"), queries).unwrap();
        let path = |name: &str| folder.join(name).display().to_string();
        let (docs, queries, out) = (path("docs.jsonl"), path("queries.jsonl"), path("out.trec"));
        let mut line = vec!["x", "--docs", &docs, "--queries", &queries, "--run", &out];
        line.extend(more);
        run(&Line::try_parse_from(line)?.args)?;
        Ok(std::fs::read_to_string(folder.join("out.trec")).unwrap())
    }

    const DOCS: &str = "{\"id\":\"d1\",\"title\":\"Hundesteuer\",\"text\":\"Hund anmelden\"}\n\
        {\"id\":\"d2\",\"text\":\"Vergabe der Kitaplätze\"}\n\n{\"id\":3,\"text\":\"Personalausweis beantragen bbb\"}\n";

    #[test]
    fn a_thesaurus_widens_the_search() {
        let folder = folder("thesaurus");
        let file = folder.join("thesaurus.dat");
        let query = "{\"id\":\"q1\",\"text\":\"Obolus\"}";
        std::fs::write(&file, "UTF-8\nObolus|1\n-|Hundesteuer|Beitrag\n").unwrap();
        assert_eq!(search(&folder, DOCS, query, &[]).unwrap(), "");
        let name = file.display().to_string();
        assert!(search(&folder, DOCS, query, &["--thesaurus", &name]).unwrap().starts_with("q1 Q0 d1 1 "));
        std::fs::write(&file, "UTF-8\nObolus\n").unwrap();
        let error = search(&folder, DOCS, query, &["--thesaurus", &name]).unwrap_err().to_string();
        assert!(error.contains("thesaurus, line 2"), "{error}");
    }

    #[test]
    fn writes_a_run() {
        let folder = folder("run");
        let queries = "{\"id\":\"q1\",\"text\":\"Kitaplatz\"}\n{\"id\":\"q2\",\"text\":\"Hunde\"}\n{\"id\":\"q3\",\"text\":\"Perso\"}";
        std::fs::write(folder.join("synonyms.txt"), "Perso = Personalausweis\n").unwrap();
        let synonyms = folder.join("synonyms.txt").display().to_string();
        let run = search(&folder, DOCS, queries, &["--top", "1", "--synonyms", &synonyms]).unwrap();
        let found: Vec<String> = run
            .lines()
            .map(|line| {
                let cells: Vec<&str> = line.split(' ').collect();
                assert_eq!((cells.len(), cells[1], cells[5]), (6, "Q0", "rathaus"));
                format!("{} {} {}", cells[0], cells[2], cells[3])
            })
            .collect();
        assert_eq!(found, ["q1 d2 1", "q2 d1 1", "q3 3 1"]);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn every_wrong_line_at_once_and_nothing_written() {
        let folder = folder("wrong");
        let docs = "{\"id\":\"d1\",\"text\":\"x\"}\n{\"id\":\"d1\",\"text\":\"y\"}\n{\"text\":\"y\"}\n[1]\n{\"id\":\"a b\",\"text\":\"y\"}\n{\"id\":\"e\",\"text\":5}\n{\"id\":";
        let error = search(&folder, docs, "{\"id\":\"q\"}", &[]).unwrap_err().to_string();
        for (line, file) in
            [(2, "docs"), (3, "docs"), (4, "docs"), (5, "docs"), (6, "docs"), (7, "docs"), (1, "queries")]
        {
            assert!(error.contains(&format!("{file}.jsonl, line {line}: ")), "{line} in {error}");
        }
        assert!(!folder.join("out.trec").exists());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn vectors_join_the_ranking() {
        let folder = folder("vectors");
        let queries = "{\"id\":\"q1\",\"text\":\"bbb\"}";
        for fusion in ["rrf", "weighted:0.9"] {
            let address = stub::serve(2, |_, body| (200, stub::letters(&body)));
            let more = ["--embedding-url", &address, "--embedding-model", "m", "--fusion", fusion];
            let run = search(&folder, DOCS, queries, &more).unwrap();
            assert_eq!(run.lines().count(), 3, "vectors rank every document");
            assert!(run.starts_with("q1 Q0 3 1 "), "{run}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn fusion_is_read() {
        assert_eq!("rrf".parse(), Ok(Fusion::ReciprocalRank));
        assert_eq!("weighted:0.3".parse(), Ok(Fusion::Weighted(0.3)));
        assert!("weighted:2".parse::<Fusion>().is_err());
    }
}
