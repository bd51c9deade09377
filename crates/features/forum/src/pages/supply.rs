//! What suppliers do: register a firm, describe offers, submit and withdraw them, answer the office's questions.

pub(crate) mod files;
mod register;

use axum::extract::Path;
use rathaus_store::{Files, Id, Record, Session};
use rathaus_web::{
    Answer, Feature, Fields, Form, FromForm, Lang, PageError, Reader, Seat, Sheet, Value, Visitor, context,
    get, post, shown,
};

use crate::model::correspondence::day_of;
use crate::pages::offers::standing;
use crate::pages::round::round_of;
use crate::policy;
use crate::publiccode;
use crate::store::area::list_published;
use crate::store::offer::{
    KeptOffer, OfferState, OfferText, answer_question, delete_draft, file, find_offer, insert_draft_as,
    list_offers_of, list_questions, submit, update_text, withdraw,
};
use crate::store::round::{KeptRound, Stage};
use crate::store::targeted_call::{find_call, list_calls, mark_offer};
use crate::touched::touched;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/supply/{slug}", get(mine))
        .route("/supply/{slug}/registration", post(register::ask))
        .route("/supply/{slug}/registration/{secret}", get(register::show).merge(post(register::confirm)))
        .route("/supply/{slug}/areas", get(near))
        .route("/supply/{slug}/publiccode", post(read_file))
        .route("/supply/{slug}/offers/new", get(blank).merge(post(begin)))
        .route("/supply/{slug}/offers/{id}", get(edit).merge(post(save)))
        .route("/supply/{slug}/offers/{id}/withdrawal", post(take_back))
        .route("/supply/{slug}/offers/{id}/removal", post(remove))
        .route("/supply/{slug}/offers/{id}/answers", post(answer))
        .route("/supply/{slug}/offers/{id}/files", post(files::add))
        .route("/supply/{slug}/offers/{id}/files/{file}", get(files::give))
        .route("/supply/{slug}/offers/{id}/files/{file}/removal", post(files::remove));
}

/// The round of an address, if the visitor may see it. Offers may be made as long as a targeted call runs, too.
pub(crate) async fn seen(visitor: &Visitor, db: &mut Session, slug: &str) -> Result<KeptRound, PageError> {
    let mut round = round_of(db, slug).await?;
    if !policy::may_see(visitor, &round) {
        return Err(PageError::NotFound);
    }
    let today = day_of(visitor.now());
    let calls = list_calls(db, round.id).await?;
    if let Some(ends) = calls.iter().filter(|call| call.is_open(today)).map(|call| call.ends).max() {
        round.keep_open(Stage::Offers, today, ends);
    }
    Ok(round)
}

/// The seats with which the visitor speaks for suppliers; at least one.
pub(crate) fn seats(visitor: &Visitor) -> Result<Vec<Seat>, PageError> {
    let seats: Vec<Seat> = policy::supplier_seats(visitor.person()?).cloned().collect();
    if seats.is_empty() {
        return Err(PageError::Forbidden);
    }
    visitor.scope_allows(policy::WRITE)?;
    Ok(seats)
}

/// An offer of one of the visitor's firms in this round; those of others are not found.
pub(crate) async fn own(
    visitor: &Visitor,
    db: &mut Session,
    slug: &str,
    id: &str,
) -> Result<(KeptRound, KeptOffer), PageError> {
    let seats = seats(visitor)?;
    let round = seen(visitor, db, slug).await?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let offer = find_offer(db, id).await?.filter(|offer| offer.round == round.id);
    let offer = offer.filter(|offer| seats.iter().any(|seat| seat.organisation == offer.organisation));
    Ok((round, offer.ok_or(PageError::NotFound)?))
}

pub(crate) fn is_open(visitor: &Visitor, round: &KeptRound) -> bool {
    round.is_open(Stage::Offers, day_of(visitor.now()))
}

fn head(visitor: &Visitor, round: &KeptRound) -> Value {
    let dates = round.stage(Stage::Offers);
    context! {
        slug => round.slug.clone(), title => round.title.clone(), is_open => is_open(visitor, round),
        starts => dates.starts.map(|day| day.to_string()), ends => dates.ends.map(|day| day.to_string()),
    }
}

async fn mine(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let round = seen(&visitor, &mut view, &slug).await?;
    let seats: Vec<Seat> = match visitor.signed() {
        Some(signed) => policy::supplier_seats(signed).cloned().collect(),
        None => Vec::new(),
    };
    if seats.is_empty() {
        return register::form(&visitor, &round, Sheet::blank());
    }
    let mut rows = Vec::new();
    for seat in &seats {
        for offer in list_offers_of(&mut view, round.id, seat.organisation).await? {
            let questions = list_questions(&mut view, offer.id).await?;
            let open = questions.iter().filter(|one| one.answered_at.is_none()).count();
            rows.push(context! {
                id => offer.id.to_string(),
                title => offer.text.title.clone(),
                firm => offer.supplier.clone(),
                state => standing(&offer, open > 0),
                open => open,
                changed_at => offer.changed_at.to_string(),
            });
        }
    }
    let title = visitor.text("supply-title")?;
    let firms: Vec<String> = seats.iter().map(|seat| seat.name.clone()).collect();
    visitor.page(
        "forum/supply.html",
        title,
        context! { round => head(&visitor, &round), rows => rows, firms => firms },
    )
}

/// What the form of an offer sends.
pub(crate) struct Written {
    pub text: OfferText,
    pub edition: i64,
    pub firm: Option<Id>,
    /// The id that the offer gets; the blank form carries it, so that sending it twice begins one offer.
    pub key: Option<Id>,
    /// The targeted call it answers.
    pub call: Option<Id>,
    pub submit: bool,
}

impl Written {
    /// Whether something is missing without which nobody can compare the offer.
    pub fn is_short(&self) -> bool {
        let text = &self.text;
        [&text.summary, &text.description, &text.deployment, &text.hosting].iter().any(|part| part.is_empty())
    }
}

impl FromForm for Written {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let submit = form.raw("do") == "submit";
        // A draft may lack everything but its name; what is submitted must say enough to be compared.
        let least = |n: usize| if submit { n } else { 0 };
        let title = form.text("title", 3..=160);
        let summary = form.text("summary", least(10)..=400);
        let description = form.text("description", least(40)..=8_000);
        let deployment = form.text("deployment", least(2)..=200);
        let hosting = form.text("hosting", least(2)..=200);
        let certificates = form.text("certificates", 0..=600);
        let standards = form.text("standards", 0..=600);
        let price_model = form.text("price_model", 0..=1_000);
        let references = form.text("references", 0..=2_000);
        let text = OfferText {
            title: title?,
            summary: summary?,
            description: description?,
            deployment: deployment?,
            hosting: hosting?,
            certificates: certificates?,
            standards: standards?,
            price_model: price_model?,
            references: references?,
        };
        let edition = form.raw("edition").parse().unwrap_or(0);
        let (firm, key) = (form.raw("firm").parse().ok(), form.raw("key").parse().ok());
        let call = form.raw("call").parse().ok();
        Some(Self { text, edition, firm, key, call, submit })
    }
}

fn filled(text: &OfferText, edition: i64) -> Sheet {
    Sheet::filled([
        ("title", text.title.clone()),
        ("summary", text.summary.clone()),
        ("description", text.description.clone()),
        ("deployment", text.deployment.clone()),
        ("hosting", text.hosting.clone()),
        ("certificates", text.certificates.clone()),
        ("standards", text.standards.clone()),
        ("price_model", text.price_model.clone()),
        ("references", text.references.clone()),
        ("edition", edition.to_string()),
    ])
}

/// The areas of the call that an offer touches.
pub(crate) async fn areas_of(
    db: &mut Session,
    round: &KeptRound,
    text: OfferText,
) -> Result<Vec<crate::touched::Touched>, PageError> {
    let published = list_published(db, round.id).await?;
    let mut areas = round.settings.areas.clone();
    if areas.is_empty() {
        areas = crate::input::shipped_areas();
    }
    if !published.is_empty() {
        areas.retain(|area| published.iter().any(|one| one.key == area.key));
    }
    let offer = text.into_model(String::new(), String::new());
    tokio::task::spawn_blocking(move || touched(&areas, &offer)).await.map_err(PageError::fault)
}

/// The same in the visitor's language.
async fn areas_near(
    visitor: &Visitor,
    db: &mut Session,
    round: &KeptRound,
    text: OfferText,
) -> Result<Vec<Value>, PageError> {
    let found = areas_of(db, round, text).await?;
    let is_english = visitor.lang() == Lang::En;
    let row = |one: crate::touched::Touched| {
        let name = if is_english { one.name_en } else { one.name };
        context! { name => name, words => one.words.join(", ") }
    };
    Ok(found.into_iter().map(row).collect())
}

/// What the form of an offer is shown with.
struct Desk<'a> {
    round: &'a KeptRound,
    offer: Option<&'a KeptOffer>,
    notes: Option<Vec<publiccode::Note>>,
}

async fn page(visitor: &Visitor, desk: Desk<'_>, sheet: Sheet) -> Answer {
    let seats = seats(visitor)?;
    let mut view = visitor.read().await?;
    let questions = match desk.offer {
        Some(offer) => list_questions(&mut view, offer.id).await?,
        None => Vec::new(),
    };
    let areas = match desk.offer {
        Some(offer) => areas_near(visitor, &mut view, desk.round, offer.text.clone()).await?,
        None => Vec::new(),
    };
    let kept = match desk.offer {
        Some(offer) => file::list_files(&mut view, offer.id).await?,
        None => Vec::new(),
    };
    drop(view);
    let title = match desk.offer {
        Some(offer) => offer.text.title.clone(),
        None => visitor.text("supply-new")?,
    };
    let is_waiting = questions.iter().any(|one| one.answered_at.is_none());
    let notes = match &desk.notes {
        Some(notes) => Some(publiccode::say(visitor, notes)?),
        None => None,
    };
    let firms: Vec<Value> = seats
        .iter()
        .map(|seat| context! { value => seat.organisation.to_string(), label => seat.name.clone() })
        .collect();
    let context = context! {
        round => head(visitor, desk.round),
        offer => desk.offer.map(|offer| shown(offer.clone())),
        state => desk.offer.map(|offer| standing(offer, is_waiting)),
        questions => shown(questions),
        areas => areas,
        notes => notes.map(shown),
        firms => firms,
        files => files::rows(visitor, &kept),
        most_files => files::MOST_FILES,
        accept => files::allowed().accept(),
        key => Id::new(visitor.now()).to_string(),
    };
    if sheet.mistakes.is_empty() {
        let context = context! { form => visitor.form(&sheet)?, ..context };
        return visitor.page("forum/supply-offer.html", title, context);
    }
    visitor.again("forum/supply-offer.html", title, &sheet, context)
}

async fn blank(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    seats(&visitor)?;
    let round = seen(&visitor, &mut *visitor.read().await?, &slug).await?;
    if !is_open(&visitor, &round) {
        return Err(PageError::Conflict("supply-closed"));
    }
    let call = Fields::from_query(visitor.query()).first("call").map(str::to_owned);
    let sheet = Sheet::filled(call.map(|id| ("call", id)));
    page(&visitor, Desk { round: &round, offer: None, notes: None }, sheet).await
}

async fn begin(visitor: Visitor, Path(slug): Path<String>, form: Form<Written>) -> Answer {
    let seats = seats(&visitor)?;
    let round = seen(&visitor, &mut *visitor.read().await?, &slug).await?;
    if !is_open(&visitor, &round) {
        return Err(PageError::Conflict("supply-closed"));
    }
    let (written, sheet) = match form.checked_with_sheet() {
        Ok(written) => written,
        Err(sheet) => return page(&visitor, Desk { round: &round, offer: None, notes: None }, sheet).await,
    };
    let firm = match written.firm {
        Some(firm) => seats.iter().find(|seat| seat.organisation == firm).ok_or(PageError::Forbidden)?,
        None => seats.first().ok_or(PageError::Forbidden)?,
    };
    let id = written.key.unwrap_or_else(|| Id::new(visitor.now()));
    if let Some(before) = find_offer(&mut *visitor.read().await?, id).await? {
        return sent_before(&visitor, &round, &before, &written, sheet).await;
    }
    let mut change = visitor.change().await?;
    insert_draft_as(&mut change, id, round.id, firm.organisation, &written.text).await?;
    if let Some(call) = written.call
        && find_call(&mut change, round.id, call).await?.is_some()
    {
        mark_offer(&mut change, call, id).await?;
    }
    let mut record = Record::new("offer.begun", id);
    if written.submit {
        let offer = find_offer(&mut change, id).await?.ok_or(PageError::NotFound)?;
        submit(&mut change, &offer).await?;
        record = Record::new("offer.submitted", id);
    }
    change.commit(record).await?;
    let notice = if written.submit { "supply-submitted" } else { "supply-saved" };
    visitor.done(&format!("/supply/{slug}/offers/{id}"), notice)
}

/// The blank form came a second time: by a double click it holds the same words and there is nothing to do; from a page
/// gone back to it may hold others, which are shown again and lost by nobody.
async fn sent_before(
    visitor: &Visitor,
    round: &KeptRound,
    before: &KeptOffer,
    written: &Written,
    sheet: Sheet,
) -> Answer {
    let is_own = seats(visitor)?.iter().any(|seat| seat.organisation == before.organisation);
    if !is_own || before.round != round.id {
        return Err(PageError::NotFound);
    }
    if before.text == written.text {
        let notice = if written.submit { "supply-submitted" } else { "supply-saved" };
        return visitor.done(&format!("/supply/{}/offers/{}", round.slug, before.id), notice);
    }
    let desk = Desk { round, offer: Some(before), notes: None };
    page(visitor, desk, sheet.wrong("", "supply-mistake-edition")).await
}

async fn edit(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    let (round, offer) = own(&visitor, &mut *visitor.read().await?, &slug, &id).await?;
    let sheet = filled(&offer.text, offer.edition);
    page(&visitor, Desk { round: &round, offer: Some(&offer), notes: None }, sheet).await
}

async fn save(visitor: Visitor, Path((slug, id)): Path<(String, String)>, form: Form<Written>) -> Answer {
    let (round, offer) = own(&visitor, &mut *visitor.read().await?, &slug, &id).await?;
    if !is_open(&visitor, &round) {
        return Err(PageError::Conflict("supply-closed"));
    }
    let desk = Desk { round: &round, offer: Some(&offer), notes: None };
    let (written, sheet) = match form.checked_with_sheet() {
        Ok(written) => written,
        Err(sheet) => return page(&visitor, desk, sheet).await,
    };
    // What the office reads already is never half: saving a submitted offer needs what submitting needs.
    if offer.state == OfferState::Submitted && written.is_short() {
        return page(&visitor, desk, sheet.wrong("", "supply-mistake-short")).await;
    }
    let mut change = visitor.change().await?;
    if !update_text(&mut change, offer.id, written.edition, &written.text).await? {
        drop(change);
        return page(&visitor, desk, sheet.wrong("", "supply-mistake-edition")).await;
    }
    let is_news = written.submit && offer.state != OfferState::Submitted;
    if is_news {
        submit(&mut change, &offer).await?;
    }
    let action = if is_news { "offer.submitted" } else { "offer.changed" };
    change.commit(Record::new(action, offer.id)).await?;
    let notice = if is_news { "supply-submitted" } else { "supply-saved" };
    visitor.done(&format!("/supply/{slug}/offers/{id}"), notice)
}

/// Takes an offer back; its files go with it. Doing so again changes nothing.
pub(crate) async fn withdrawal(visitor: &Visitor, slug: &str, id: &str) -> Result<(), PageError> {
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    let (round, offer) = own(visitor, &mut change, slug, id).await?;
    if offer.state == OfferState::Withdrawn {
        return Ok(());
    }
    if !is_open(visitor, &round) {
        return Err(PageError::Conflict("supply-closed"));
    }
    if !withdraw(&mut change, offer.id).await? {
        return Err(PageError::Conflict("supply-not-submitted"));
    }
    let gone = file::delete_files(&mut change, &files, offer.id).await?;
    change.commit(Record::new("offer.withdrawn", offer.id).with("files", gone)).await?;
    Ok(())
}

async fn take_back(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    withdrawal(&visitor, &slug, &id).await?;
    visitor.done(&format!("/supply/{slug}"), "supply-withdrawn")
}

/// Deletes a draft that was never submitted, with its files.
pub(crate) async fn removal(visitor: &Visitor, slug: &str, id: &str) -> Result<(), PageError> {
    let files = visitor.app().port::<Files>()?;
    let mut change = visitor.change().await?;
    let (_, offer) = own(visitor, &mut change, slug, id).await?;
    if !delete_draft(&mut change, offer.id).await? {
        return Err(PageError::Conflict("supply-no-draft"));
    }
    let gone = file::delete_files(&mut change, &files, offer.id).await?;
    change.commit(Record::new("offer.deleted", offer.id).with("files", gone)).await?;
    Ok(())
}

async fn remove(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    removal(&visitor, &slug, &id).await?;
    visitor.done(&format!("/supply/{slug}"), "supply-removed")
}

pub(crate) struct Answered {
    pub question: Option<Id>,
    pub answer: String,
}

impl FromForm for Answered {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let question = form.raw("question").parse().ok();
        Some(Self { question, answer: form.text("answer", 1..=4_000)? })
    }
}

async fn answer(visitor: Visitor, Path((slug, id)): Path<(String, String)>, form: Form<Answered>) -> Answer {
    let mut change = visitor.change().await?;
    let (round, offer) = own(&visitor, &mut change, &slug, &id).await?;
    let answered = match form.checked() {
        Ok(answered) => answered,
        Err(wrong) => {
            drop(change);
            let mut sheet = filled(&offer.text, offer.edition);
            sheet.values.extend(wrong.values);
            sheet.mistakes = wrong.mistakes;
            return page(&visitor, Desk { round: &round, offer: Some(&offer), notes: None }, sheet).await;
        }
    };
    let question = answered.question.ok_or(PageError::NotFound)?;
    if !answer_question(&mut change, offer.id, question, &answered.answer).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("offer.answered", offer.id).with("question", question)).await?;
    visitor.done(&format!("/supply/{slug}/offers/{id}"), "supply-answered")
}

/// The areas that what is being typed touches; asked for by the page's script.
async fn near(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    seats(&visitor)?;
    let mut view = visitor.read().await?;
    let round = seen(&visitor, &mut view, &slug).await?;
    let fields = rathaus_web::Fields::from_query(visitor.query());
    let words: String = fields.first("q").unwrap_or_default().chars().take(8_000).collect();
    let text = OfferText { description: words, ..OfferText::default() };
    let areas = areas_near(&visitor, &mut view, &round, text).await?;
    visitor.fragment("forum/supply-areas.html", context! { areas => areas })
}

/// A `publiccode.yml` that fills the form; nothing is saved.
struct Sent(Option<Vec<u8>>);

impl FromForm for Sent {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self(form.files("file").first().map(|file| file.bytes.to_vec())))
    }
}

async fn read_file(visitor: Visitor, Path(slug): Path<String>, form: Form<Sent>) -> Answer {
    seats(&visitor)?;
    let round = seen(&visitor, &mut *visitor.read().await?, &slug).await?;
    let bytes = match form.checked() {
        Ok(Sent(Some(bytes))) => bytes,
        _ => {
            let sheet = Sheet::blank().wrong("file", "form-required");
            return page(&visitor, Desk { round: &round, offer: None, notes: None }, sheet).await;
        }
    };
    let found = publiccode::read(&bytes);
    let sheet = filled(&found.text, 0);
    page(&visitor, Desk { round: &round, offer: None, notes: Some(found.notes) }, sheet).await
}
