//! How long an election takes: makes one of two questions, verifies it, decrypts it.
//!
//!     cargo run --release -p rathaus-ballot --example speed -- BALLOTS [THREADS] [FILE.bel]
//!
//! With a file the archive is written there before it is decrypted, and the private key beside it.

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use rathaus_ballot::group::{Group, GroupName};
use rathaus_ballot::secret::SecretGroup;
use rathaus_ballot::{
    Board, Booth, Credential, Election, Eligible, Eligibles, PartialDecryption, Question, Trustee,
    TrusteeKey, Trustees, Vote, verify,
};
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(200);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(cores);
    let file = arguments.next();
    let each = |what: &str, start: Instant| {
        let took = start.elapsed();
        println!(
            "{what}: {:.2} s, {:.2} ms a ballot",
            took.as_secs_f64(),
            took.as_secs_f64() * 1e3 / count as f64
        );
    };

    let mut chance = ChaCha20Rng::seed_from_u64(7);
    let hidden = SecretGroup::new(&Group::new(GroupName::Belenios2048), &[]);
    let private = hidden.random(&mut chance);
    let trustees = Trustees(vec![Trustee::Single(Box::new(TrusteeKey::new(&hidden, &private, &mut chance)))]);
    let question = |answers: &[&str], min, max| Question::Choose {
        answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
        blank: None,
        min,
        max,
        question: "?".into(),
    };
    let uuid = "RathausStimme26";
    let election = Election {
        description: "Speed".into(),
        name: "Speed".into(),
        group: GroupName::Belenios2048,
        public_key: trustees.check(hidden.group()).expect("honest"),
        questions: vec![question(&["A", "B"], 0, 1), question(&["A", "B", "C"], 1, 2)],
        uuid: uuid.into(),
        administrator: None,
        credential_authority: None,
    };
    let start = Instant::now();
    let credentials: Vec<Credential> = (0..count).map(|_| Credential::new(&mut chance)).collect();
    let public = credentials.iter().map(|credential| credential.public(&hidden, uuid));
    let eligibles: Vec<_> = public.map(|credential| Eligible { credential, weight: None }).collect();
    each("credentials", start);
    let start = Instant::now();
    let mut board =
        Board::new(1_795_361_440, &election, &trustees, &Eligibles::new(eligibles), threads).expect("honest");
    each("setup", start);

    let start = Instant::now();
    let booth = Booth::new(election);
    let ballot = |index: usize| {
        let mut chance = ChaCha20Rng::seed_from_u64(index as u64);
        let vote = Vote(vec![vec![(index % 2) as u8, 0], vec![1, 0, index.is_multiple_of(3).into()]]);
        booth.ballot(&credentials[index], &vote, &mut chance).expect("a vote")
    };
    let ballots: Vec<_> = std::thread::scope(|scope| {
        let share = |thread: usize| (thread..count).step_by(threads).map(ballot).collect::<Vec<_>>();
        let workers: Vec<_> = (0..threads).map(|thread| scope.spawn(move || share(thread))).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect()
    });
    each("make", start);
    let start = Instant::now();
    board.cast_all(&ballots).expect("honest");
    each("cast", start);
    if let Some(file) = &file {
        std::fs::write(file, board.archive()).expect("writes");
        std::fs::write(format!("{file}.key"), format!("\"{}\"\n", hidden.reveal(&private))).expect("writes");
    }
    let start = Instant::now();
    let report = verify(board.archive(), threads).expect("honest");
    each("verify", start);
    println!("{} ballots, {} MB", report.cast, board.archive().len() / 1_000_000);
    board.end_ballots().expect("honest");
    let start = Instant::now();
    board.add_tally().expect("honest");
    each("tally", start);
    let start = Instant::now();
    let lists = board.ciphertexts();
    let share = PartialDecryption::new(&hidden, &private, board.setup().fingerprint(), lists, &mut chance);
    board.add_decryption(1, &share).expect("honest");
    each("decrypt", start);
    println!("{:?}", board.add_result().expect("honest"));
}
