//! Elections of 2,000 and 20,000 ballots beside belenios-tool: making, verifying, decrypting.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use rathaus_ballot::group::{Group, GroupName};
use rathaus_ballot::secret::{Secret, SecretGroup};
use rathaus_ballot::{
    Board, Booth, Credential, Election, Eligible, Eligibles, Outcome, PartialDecryption, Question, Trustee,
    TrusteeKey, Trustees, Vote, verify,
};

use crate::results::{Part, number};

const THREADS: usize = 2;
const UUID: &str = "RathausStimme26";
/// How many ballots belenios-tool makes; each takes as long as the other.
const MADE_BY_PEER: usize = 20;

/// An election and everything secret about it.
struct Held {
    board: Board,
    hidden: SecretGroup,
    private: Secret,
    credentials: Vec<Credential>,
    make: f64,
    cast: f64,
}

fn seconds<T>(what: impl FnOnce() -> Result<T>) -> Result<(T, f64)> {
    let begun = Instant::now();
    let done = what()?;
    Ok((done, begun.elapsed().as_secs_f64()))
}

fn vote(index: usize) -> Vec<Vec<u8>> {
    vec![vec![(index % 2) as u8, 0], vec![1, 0, u8::from(index.is_multiple_of(3))]]
}

/// Two questions: none or one of two, one or two of three.
fn held(count: usize) -> Result<Held> {
    let mut chance = ChaCha20Rng::seed_from_u64(26);
    let hidden = SecretGroup::new(&Group::new(GroupName::Belenios2048), &[]);
    let private = hidden.random(&mut chance);
    let key = TrusteeKey::new(&hidden, &private, &mut chance);
    let trustees = Trustees(vec![Trustee::Single(Box::new(key))]);
    let question = |answers: &[&str], min, max| Question::Choose {
        answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
        blank: None,
        min,
        max,
        question: "Wofür sind Sie?".into(),
    };
    let election = Election {
        description: "Zum Messen".into(),
        name: "Wahl".into(),
        group: GroupName::Belenios2048,
        public_key: trustees.check(hidden.group())?,
        questions: vec![question(&["Ja", "Nein"], 0, 1), question(&["Halle", "Bad", "Park"], 1, 2)],
        uuid: UUID.into(),
        administrator: None,
        credential_authority: None,
    };
    let credentials: Vec<Credential> = (0..count).map(|_| Credential::new(&mut chance)).collect();
    let public = credentials.iter().map(|credential| credential.public(&hidden, UUID));
    let eligibles = Eligibles::new(public.map(|credential| Eligible { credential, weight: None }).collect());
    let mut board = Board::new(1_795_361_440, &election, &trustees, &eligibles, THREADS)?;
    let booth = Booth::new(election);
    let (ballots, make) = seconds(|| {
        let one = |index: usize| {
            let mut chance = ChaCha20Rng::seed_from_u64(index as u64);
            booth.ballot(&credentials[index], &Vote(vote(index)), &mut chance)
        };
        let share = |thread: usize| (thread..count).step_by(THREADS).map(one).collect::<Result<Vec<_>, _>>();
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || share(thread))).collect();
            let mut ballots = Vec::with_capacity(count);
            for worker in workers {
                ballots.extend(worker.join().ok().context("a thread broke down")??);
            }
            Ok(ballots)
        })
    })?;
    let mut cast = 0.0;
    for some in ballots.chunks(500) {
        cast += seconds(|| Ok(board.cast_all(some)?))?.1;
    }
    Ok(Held { board, hidden, private, credentials, make, cast })
}

/// Takes up an archive, verifying it, and decrypts a share: what a trustee does, and what belenios-tool does, too.
fn decrypt(archive: &Path, hidden: &SecretGroup, private: &Secret) -> Result<PartialDecryption> {
    let board = Board::open(fs::read(archive)?, THREADS)?;
    let mut chance = ChaCha20Rng::seed_from_u64(1);
    Ok(PartialDecryption::new(hidden, private, board.setup().fingerprint(), board.ciphertexts(), &mut chance))
}

fn peer(folder: &Path, words: &[&str]) -> Result<(String, f64)> {
    let ((text, is_content), took) = seconds(|| {
        let out = Command::new("belenios-tool")
            .args(words)
            .current_dir(folder)
            .env("BELENIOS_USE_URANDOM", "1")
            .stdin(Stdio::null())
            .output()?;
        Ok((String::from_utf8_lossy(&out.stdout).into_owned(), out.status.success()))
    })?;
    ensure!(is_content, "belenios-tool {words:?} failed");
    Ok((text, took))
}

fn fresh(name: &str) -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("rathaus-bench-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The most memory that this program has had, in MiB.
fn memory() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes: f64 =
        line.context("the memory of this program")?.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kibibytes / 1024.0)
}

/// `None` where belenios-tool is not installed.
pub fn run(is_quick: bool) -> Result<Option<Part>> {
    if Command::new("belenios-tool").arg("--version").output().is_err() {
        println!("no belenios-tool (Debian's belenios-tool): nothing to measure beside");
        return Ok(None);
    }
    let (count, many) = if is_quick { (100, 400) } else { (2_000, 20_000) };
    let mut part = Part::new("ballots", "Ballots");
    let folder = fresh("ballots")?;
    let archive = folder.join(format!("{UUID}.bel"));

    let mut held = held(count)?;
    let ms = |seconds: f64, count: usize| number(seconds * 1000.0 / count as f64, 2);
    // Making: belenios-tool reads the archive for each ballot, so it gets one without ballots.
    let before =
        held.board.archive().windows(7).position(|window| window == b"\"Setup\"").context("a setup")?;
    fs::write(&archive, &held.board.archive()[..before.next_multiple_of(512)])?;
    let mut theirs_make = 0.0;
    for index in 0..MADE_BY_PEER.min(count) {
        fs::write(folder.join("credential"), held.credentials[index].as_str())?;
        fs::write(folder.join("vote"), format!("{:?}", vote(index)))?;
        theirs_make +=
            peer(&folder, &["election", "generate-ballot", "--privcred", "credential", "--ballot", "vote"])?
                .1;
    }
    let theirs_make = theirs_make / MADE_BY_PEER.min(count) as f64;
    let ours_make = held.make / count as f64;

    held.board.end_ballots()?;
    held.board.add_tally()?;
    fs::write(&archive, held.board.archive())?;
    let (report, ours_verify) = seconds(|| Ok(verify(&fs::read(&archive)?, THREADS)?))?;
    ensure!(report.ballots.len() == count);
    let (_, theirs_verify) = peer(&folder, &["election", "verify"])?;

    let (share, ours_decrypt) = seconds(|| decrypt(&archive, &held.hidden, &held.private))?;
    fs::write(folder.join("k.privkey"), format!("\"{}\"\n", held.hidden.reveal(&held.private)))?;
    let (_, theirs_decrypt) =
        peer(&folder, &["election", "decrypt", "--privkey", "k.privkey", "--trustee-id", "1"])?;
    held.board.add_decryption(1, &share)?;
    let counted = held.board.add_result()?;
    let Outcome::Sums(sums) = &counted.0[0] else { anyhow::bail!("a sum was asked for") };
    ensure!(sums[0] == (count / 2) as u64, "counted {sums:?}");
    fs::write(&archive, held.board.archive())?;
    peer(&folder, &["election", "verify"])?;

    part.text(format!(
        "An election of two questions (two and three answers) in BELENIOS-2048; {count} ballots, {} KiB each, on \
         {THREADS} threads, beside belenios-tool 2.0 on the same archive in the same run. belenios-tool has one thread \
         and makes {} ballots. Decrypting is what a trustee does: reading and verifying the archive, then the share. \
         belenios-tool accepts the archive with our result.",
        held.board.archive().len() / count / 1024,
        MADE_BY_PEER.min(count),
    ));
    let row = |what: &str, ours: f64, theirs: f64, unit: &str| {
        vec![
            what.to_owned(),
            format!("{} {unit}", number(ours, 2)),
            format!("{} {unit}", number(theirs, 2)),
            number(theirs / ours, 1),
        ]
    };
    part.table(
        "ours and belenios-tool",
        &["what", "ours", "belenios-tool", "times"],
        vec![
            row("make a ballot", ours_make * 1000.0, theirs_make * 1000.0, "ms"),
            row(&format!("verify {count} ballots"), ours_verify, theirs_verify, "s"),
            row(&format!("decrypt after {count} ballots"), ours_decrypt, theirs_decrypt, "s"),
        ],
    );
    part.at_least("verify, times as fast", theirs_verify / ours_verify, 10.0, 1);
    part.at_least("make, times as fast", theirs_make / ours_make, 5.0, 1);
    part.at_least("decrypt, times as fast", theirs_decrypt / ours_decrypt, 10.0, 1);
    drop(held);

    let mut large = self::held(many)?;
    let cast = large.cast;
    large.board.end_ballots()?;
    large.board.add_tally()?;
    fs::write(&archive, large.board.archive())?;
    let size = large.board.archive().len();
    drop(large);
    let (report, ours_many) = seconds(|| Ok(verify(&fs::read(&archive)?, THREADS)?))?;
    ensure!(report.ballots.len() == many);
    part.text(format!(
        "{many} ballots: {} MiB of archive, cast in {} s ({} ms each) and verified in {} s ({} ms each, {} ms with {count}).",
        size >> 20,
        number(cast, 1),
        ms(cast, many),
        number(ours_many, 1),
        ms(ours_many, many),
        ms(ours_verify, count),
    ));
    let growth = (ours_many / many as f64) / (ours_verify / count as f64);
    part.at_most("time a ballot, ten times as many ballots", growth, 1.25, "times", 2);
    let alone = alone(&archive)?;
    part.at_most("memory of verifying them, in a program of its own", alone, 500.0, "MiB", 0);
    fs::remove_dir_all(&folder)?;
    Ok(Some(part))
}

/// What verifying alone takes, as this program has made ballots before: it is called again with the archive.
fn alone(archive: &Path) -> Result<f64> {
    let out = Command::new(std::env::current_exe()?).arg(ONLY_VERIFY).arg(archive).output()?;
    ensure!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).trim().parse().context("a number of MiB")
}

/// The hidden argument by which the program only verifies.
pub const ONLY_VERIFY: &str = "--only-verify-ballots";

/// Verifies an archive and prints how much memory that took.
pub fn only_verify(archive: &str) -> Result<()> {
    verify(&fs::read(archive)?, THREADS)?;
    println!("{}", memory()?);
    Ok(())
}
