//! Two hundred people a second hand in a form of ten fields with an attachment, and the least that Django needs for the same
//! stands beside it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rathaus_procedure::store::{find_draft, find_form, history};
use rathaus_services::examples;
use rathaus_services::pages::office::adopt;
use rathaus_services::store::application::{
    NewApplication, find_application, insert_application, issue_link,
};
use rathaus_services::store::catalogue::{find_service, set_public};
use rathaus_store::{Actor, Id, Record};
use rathaus_web::Lang;
use tokio::sync::Mutex;

use crate::results::{Part, home, number};
use crate::web::browser::{Browser, set, sheet};
use crate::web::loops::{self, Times, quantile};
use crate::web::pretalx::python;
use crate::web::program::{House, Server, free_host};
use crate::web::{seed, time_row};

/// Applicants that arrive in a second.
const RATE: usize = 200;
/// Bytes of the attachment.
const ATTACHED: usize = 100_000;
/// Connections of the closed loops.
const VISITORS: usize = 16;

struct Length {
    applicants: usize,
    stories: usize,
}

pub fn run(is_quick: bool) -> Result<Part> {
    let mut part = Part::new("applicants", "Applicants");
    let program = match std::env::var_os("BENCH_PROGRAM") {
        Some(path) => PathBuf::from(path),
        None => crate::plan::build()?,
    };
    let target = program.parent().and_then(Path::parent).context("the target folder")?.to_owned();
    let place = std::env::temp_dir().join(format!("rathaus-bench-applicants-{}", std::process::id()));
    let length = if is_quick {
        Length { applicants: 5 * RATE, stories: 200 }
    } else {
        Length { applicants: 20 * RATE, stories: 1_000 }
    };
    let outcome = measure(&mut part, &program, &target, &place, &length);
    let _ = fs::remove_dir_all(&place);
    outcome.map(|()| part)
}

/// What came of a crowd and of a closed loop.
struct Found {
    times: Times,
    failed: usize,
    per_second: f64,
    /// What the server computes for one, in milliseconds; its workers' time is not seen.
    spent: Option<f64>,
}

fn measure(part: &mut Part, program: &Path, target: &Path, place: &Path, length: &Length) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let pdf = attachment();
    part.text(format!(
        "{} applicants have the form of ten fields before them, each by a personal link and with cookies of their own; then {RATE} a \
         second, at random times and waiting for nobody, send it with an attachment of {} KB. Rathaus keeps a draft, looks into \
         the file, shows everything once more and takes it in on a button, as a case with its task, link and mail; Django keeps a \
         row and a file. Both on SQLite, which confirms what is on the disk; visitors are one thread on the same machine.",
        length.applicants,
        ATTACHED / 1000,
    ));
    let house = House::furnish(program, &place.join("rathaus"), None)?;
    let links = runtime.block_on(invite(&house, length.applicants + length.stories))?;
    let server = house.serve()?;
    let ours = ours(&runtime, &server, &links, length, &pdf)?;
    drop(server);
    let [none, one, more, drafts] = runtime.block_on(kept(&house, &links))?;
    let (all, p99) = p99_of(&ours.times);
    part.table(
        &format!("{RATE} applicants a second, Rathaus: {all} requests"),
        &["request", "count", "p50 ms", "p99 ms", "max ms"],
        rows(&ours.times, &["send the page", "look over", "hand in", "see it is there"]),
    );
    part.at_most(&format!("{RATE} applicants a second, p99 of all requests"), p99, 300.0, "ms", 1);
    part.bar("applicants who met an error", ours.failed.to_string(), "0", ours.failed == 0);
    part.bar(
        "applications there exactly once, with their file",
        format!("{one} of {} ({none} not, {more} twice, {drafts} drafts left)", links.len()),
        "all",
        one == links.len() && drafts == 0,
    );

    let mut rows_of = Vec::new();
    let mut best: Option<Found> = None;
    for workers in [2, 4] {
        let django = Django::make(&python(target)?, &place.join(format!("django-{workers}")))?;
        let server = django.serve(workers)?;
        let found = theirs(&runtime, &server, length, &pdf)?;
        drop(server);
        let (rows, files) = django.count()?;
        let (_, p99) = p99_of(&found.times);
        rows_of.push(vec![
            format!("Django, {workers} workers: {rows} rows and {files} files kept, {} errors", found.failed),
            number(p99, 1),
            number(found.per_second, 1),
        ]);
        if best.as_ref().is_none_or(|best| best.per_second < found.per_second) {
            best = Some(found);
        }
    }
    rows_of.push(vec![
        format!("Rathaus: {one} cases kept, {} errors", ours.failed),
        number(p99, 1),
        number(ours.per_second, 1),
    ]);
    part.table(
        &format!("Beside a minimal Django form: {RATE} a second, then {VISITORS} at once without pauses"),
        &["what", "p99 ms at the rate", "applications a second without pauses"],
        rows_of,
    );
    let best = best.context("Django was not measured")?;
    part.text(format!(
        "At the rate our server computes {} ms for each, jobs and links included. Django {} behind gunicorn with 2 and 4 workers; the better one counts. An application is 4 requests for Rathaus and 2 for \
         Django, opened before. Without pauses Rathaus takes in {} times what Django does; of p99 at the rate it needs {} of Django's.",
        ours.spent.map_or("–".to_owned(), |spent| number(spent, 1)),
        Django::version(&python(target)?)?,
        number(ours.per_second / best.per_second, 2),
        number(p99 / p99_of(&best.times).1, 2),
    ));
    Ok(())
}

/// A file that is a PDF as far as anybody looks who does not show it, of the size that photographs of papers have.
fn attachment() -> Arc<Vec<u8>> {
    let mut bytes = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n4 0 obj<</Length 99000>>stream\n"
        .to_vec();
    let mut state: u32 = 2026;
    while bytes.len() < ATTACHED - 200 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        bytes.push(b'A' + u8::try_from(state >> 27).unwrap_or(0) % 26);
    }
    bytes.extend(b"\nendstream endobj\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF\n");
    Arc::new(bytes)
}

/// What somebody answers.
fn answers(number: usize) -> Vec<(&'static str, String)> {
    vec![
        ("name", format!("Ada Amt {number}")),
        ("email", format!("ada-{number}@bench.example")),
        ("strasse", format!("Hauptstraße {}", number % 300)),
        ("ort", "34369 Hofgeismar".to_owned()),
        ("rad", "Lastenrad Modell 3".to_owned()),
        ("rahmen", format!("RN{number:08}")),
        ("laenge", (180 + number % 90).to_string()),
        ("ab", "2027-04-01".to_owned()),
        ("elektrisch", "yes".to_owned()),
        (
            "grund",
            format!(
                "Das Rad steht bisher im Flur und versperrt den Weg. Wir sind {} im Haus.",
                number % 9 + 2
            ),
        ),
    ]
}

/// Puts the service into the house and gives the links of so many applicants.
async fn invite(house: &House, count: usize) -> Result<Vec<(Id, String)>> {
    let example = examples::read(&fs::read_to_string(home().join("data/applicants/service.json"))?)?;
    let (store, tenant) = seed::open(house).await?;
    #[allow(clippy::disallowed_methods)]
    let now = jiff::Timestamp::now();
    let mut change = store.tenant(tenant).change(Actor::Program("bench"), now).await?;
    let service =
        adopt(&mut change, &example, "bench").await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    set_public(&mut change, service.id, true).await?;
    let service = find_service(&mut change, &service.slug).await?.context("the service")?;
    let mut links = Vec::new();
    for number in 0..count {
        let new = NewApplication {
            service: service.id,
            form: service.form.clone(),
            person: None,
            email: String::new(),
            name: format!("Ada Amt {number}"),
            lang: Lang::De,
            channel: rathaus_procedure::case::Channel::Online,
        };
        let id = insert_application(&mut change, &new).await?;
        let application = find_application(&mut change, id).await?.context("the application")?;
        links.push((id, issue_link(&mut change, &application).await?));
    }
    change.commit(Record::new("bench.invited", service.id)).await?;
    store.close().await;
    Ok(links)
}

/// How many of these applicants have no submission with a file, exactly one, several; and how many still have a draft.
async fn kept(house: &House, links: &[(Id, String)]) -> Result<[usize; 4]> {
    let (store, tenant) = seed::open(house).await?;
    let mut view = store.tenant(tenant).read().await?;
    let form = find_form(&mut view, "bench-antrag").await?.context("the form")?;
    let file = "nachweis".parse().map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let mut found = [0; 4];
    for (id, _) in links {
        let holder = format!("application:{id}");
        let sent = history(&mut view, form.id, &holder).await?;
        let whole = sent.iter().filter(|one| one.answers.get(&file).is_some_and(|answer| !answer.is_blank()));
        found[whole.count().min(2)] += 1;
        found[3] += usize::from(find_draft(&mut view, form.id, &holder).await?.is_some());
    }
    drop(view);
    store.close().await;
    Ok(found)
}

/// An applicant with the form open.
struct Open {
    browser: Browser,
    place: String,
    fields: Vec<(String, String)>,
}

async fn open(host: &str, link: &str, answered: usize) -> Result<Open> {
    let mut browser = Browser::uncompressed(host);
    let begin = browser.get(&format!("{link}/form")).await?;
    ensure!(begin.status == 303, "{link}/form: {}", begin.status);
    let place = begin.location;
    let page = browser.get(&place).await?;
    ensure!(page.status == 200, "{place}: {}", page.status);
    let mut fields = sheet(&page.text, "name=\"sheet\"")?;
    for (name, value) in answers(answered) {
        set(&mut fields, &format!("f.{name}"), &value);
    }
    browser.hang_up();
    Ok(Open { browser, place, fields })
}

async fn hand_in(mut open: Open, pdf: &[u8]) -> Result<Times> {
    let mut times = Times::default();
    let (browser, place) = (&mut open.browser, &open.place);
    let file = ("f.nachweis", "beleg.pdf", pdf);
    let sent = browser.post_file(place, &open.fields, file).await?;
    ensure!(
        sent.status == 303 && sent.location.ends_with("/review"),
        "{place}: {} {}",
        sent.status,
        sent.text
    );
    times.note("send the page", &sent);
    let review = browser.get(&sent.location).await?;
    ensure!(review.status == 200, "{}: {}", sent.location, review.status);
    times.note("look over", &review);
    let fields = sheet(&review.text, "name=\"draft\"")?;
    let handed = browser.post(&sent.location, &fields).await?;
    ensure!(handed.status == 303 && handed.location.ends_with("/done"), "{place}: {}", handed.status);
    times.note("hand in", &handed);
    let done = browser.get(&handed.location).await?;
    ensure!(done.status == 200, "{}: {}", handed.location, done.status);
    times.note("see it is there", &done);
    Ok(times)
}

/// A crowd at the rate, with the form open before, and then a closed loop of whole stories with it open before, too.
fn ours(
    runtime: &tokio::runtime::Runtime,
    server: &Server,
    links: &[(Id, String)],
    length: &Length,
    pdf: &Arc<Vec<u8>>,
) -> Result<Found> {
    let host = server.host.clone();
    let opened = |from: usize, count: usize| -> Result<Vec<Mutex<Option<Open>>>> {
        runtime.block_on(async {
            let mut all = Vec::new();
            for (number, (_, link)) in links.iter().enumerate().skip(from).take(count) {
                all.push(Mutex::new(Some(open(&host, link, number).await?)));
            }
            Ok(all)
        })
    };
    let crowd = Arc::new(opened(0, length.applicants)?);
    let spent = server.cpu()?;
    let within = Duration::from_secs((length.applicants / RATE) as u64);
    let (times, failed) = runtime.block_on(loops::crowd(length.applicants, within, |n| {
        let (crowd, pdf) = (crowd.clone(), pdf.clone());
        async move {
            let open = crowd[n].lock().await.take().context("opened once")?;
            hand_in(open, &pdf).await
        }
    }));
    tell(&failed);
    let spent = (server.cpu()? - spent).as_secs_f64() * 1_000.0 / length.applicants as f64;
    let rest = Arc::new(opened(length.applicants, length.stories)?);
    let pdf = pdf.clone();
    let told = runtime.block_on(loops::stories(VISITORS, length.stories, move |n| {
        let (rest, pdf) = (rest.clone(), pdf.clone());
        async move {
            let open = rest[n].lock().await.take().context("opened once")?;
            hand_in(open, &pdf).await.map(drop)
        }
    }))?;
    println!(
        "Rathaus: p99 {:.1} ms, {:.1} a second without pauses, {spent:.1} ms of the server each",
        p99_of(&times).1,
        told.per_second
    );
    Ok(Found { times, failed: failed.len(), per_second: told.per_second, spent: Some(spent) })
}

fn tell(failed: &[anyhow::Error]) {
    for error in failed.iter().take(3) {
        println!("  {error:#}");
    }
}

fn p99_of(times: &Times) -> (usize, f64) {
    let mut all = times.all();
    all.sort_unstable();
    (all.len(), quantile(&all, 0.99))
}

fn rows(times: &Times, kinds: &[&'static str]) -> Vec<Vec<String>> {
    kinds
        .iter()
        .filter_map(|kind| Some(time_row(kind, times.0.get(kind)?)))
        .chain([time_row("all", &times.all())])
        .collect()
}

/// The same form in Django, with the Python that pretalx brings.
struct Django {
    python: PathBuf,
    folder: PathBuf,
    host: String,
}

impl Django {
    fn make(python: &Path, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder.join("files"))?;
        fs::copy(home().join("data/applicants/django_form.py"), folder.join("django_form.py"))?;
        let made = Self { python: python.to_owned(), folder: folder.to_owned(), host: free_host()? };
        let status = made.command().args(["django_form.py", "make"]).status()?;
        ensure!(status.success(), "django_form.py make: {status}");
        Ok(made)
    }

    fn version(python: &Path) -> Result<String> {
        let output =
            Command::new(python).args(["-c", "import django; print(django.__version__)"]).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.python);
        command.current_dir(&self.folder).env("FOLDER", &self.folder);
        command
    }

    fn serve(&self, workers: usize) -> Result<Server> {
        let log = File::create(self.folder.join("err.log"))?;
        let mut command = self.command();
        command.args(["-m", "gunicorn", "django_form:application", "--bind", &self.host]);
        command.args(["--workers", &workers.to_string(), "--backlog", "8192"]);
        let mut server = Server::of(self.host.clone(), command.stdout(Stdio::null()).stderr(log).spawn()?);
        for _ in 0..workers * 3 {
            server.wait("/")?;
        }
        Ok(server)
    }

    /// Rows and files there are.
    fn count(&self) -> Result<(usize, usize)> {
        let output = self.command().args(["django_form.py", "count"]).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let (rows, files) = text.trim().split_once(' ').with_context(|| format!("no count: {text}"))?;
        Ok((rows.parse()?, files.parse()?))
    }
}

async fn apply_there(host: &str, token: &(String, String), number: usize, pdf: &[u8]) -> Result<Times> {
    let mut times = Times::default();
    let mut browser = Browser::uncompressed(host);
    browser.take(&token.0);
    let mut fields: Vec<(String, String)> =
        answers(number).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    set(&mut fields, "csrfmiddlewaretoken", &token.1);
    let sent = browser.post_file("/", &fields, ("nachweis", "beleg.pdf", pdf)).await?;
    ensure!(sent.status == 302, "Django: {} {}", sent.status, sent.text);
    times.note("send the page", &sent);
    let done = browser.get(&sent.location).await?;
    ensure!(done.status == 200, "Django: {}", done.status);
    times.note("see it is there", &done);
    Ok(times)
}

fn theirs(
    runtime: &tokio::runtime::Runtime,
    server: &Server,
    length: &Length,
    pdf: &Arc<Vec<u8>>,
) -> Result<Found> {
    let host = server.host.clone();
    // Everybody has the form open; its token is the same kind for all.
    let token = runtime.block_on(async {
        let mut browser = Browser::uncompressed(&host);
        let page = browser.get("/").await?;
        let fields = sheet(&page.text, "csrfmiddlewaretoken")?;
        let token = fields.into_iter().find(|(name, _)| name == "csrfmiddlewaretoken").context("a token")?.1;
        anyhow::Ok(Arc::new((browser.cookie(), token)))
    })?;
    let within = Duration::from_secs((length.applicants / RATE) as u64);
    let (times, failed) = runtime.block_on(loops::crowd(length.applicants, within, |n| {
        let (host, token, pdf) = (host.clone(), token.clone(), pdf.clone());
        async move { apply_there(&host, &token, n, &pdf).await }
    }));
    tell(&failed);
    let (host, pdf) = (host.clone(), pdf.clone());
    let told = runtime.block_on(loops::stories(VISITORS, length.stories, move |n| {
        let (host, token, pdf) = (host.clone(), token.clone(), pdf.clone());
        async move { apply_there(&host, &token, n, &pdf).await.map(drop) }
    }))?;
    println!("Django: p99 {:.1} ms, {:.1} a second without pauses", p99_of(&times).1, told.per_second);
    Ok(Found { times, failed: failed.len(), per_second: told.per_second, spent: None })
}
