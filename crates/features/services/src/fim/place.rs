//! Groups and fields find their place: pages, repeated groups, headings, and questions that decide what is asked.

use std::collections::BTreeSet;

use rathaus_fim::genericode::CodeList;
use rathaus_fim::{Cardinality, Element, Field as Datum, FieldKind, General, Group as Bundle, Member, Rule};
use rathaus_procedure::definition::Private;
use rathaus_procedure::field::{Choice, Choosable, Information, Look, YesNo};
use rathaus_procedure::{Condition, Field, Group, Item, Kind, Page, StableId, Words};

use super::kind::{self, is_question};
use super::{Done, Remark, RuleNote, Trace, asks, external, note, text};

/// The most questions and headings of a form.
const MOST_FIELDS: usize = 1_000;
/// The most pages.
const MOST_PAGES: usize = 100;
/// The most characters of all texts; a form of more could not be taken to another town.
const MOST_TEXT: usize = 1_000_000;
/// How many conditions may lie around a question.
const MOST_CONDITIONS: usize = 40;

/// What was found on the way.
pub(super) struct Found {
    pub(super) remarks: Vec<Remark>,
    pub(super) rules: Vec<RuleNote>,
    pub(super) trace: Trace,
}

/// Where something stands.
#[derive(Clone, Default)]
struct Spot {
    is_in_record: bool,
    when: Vec<Condition>,
}

impl Spot {
    fn when(&self) -> Option<Condition> {
        match self.when.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            all => Some(Condition::All(all.to_vec())),
        }
    }

    fn within(&self, condition: Condition) -> Spot {
        let mut when = self.when.clone();
        when.push(condition);
        Spot { when, ..*self }
    }
}

/// A schema on its way to a form.
pub(super) struct Layout<'s> {
    pub(super) lists: &'s [CodeList],
    pub(super) trace: Trace,
    taken: BTreeSet<StableId>,
    remarks: Vec<Remark>,
    rules: Vec<RuleNote>,
    path: Vec<usize>,
    fields: usize,
    text: usize,
    /// What remarks are about: identity and name.
    element: (String, String),
}

impl<'s> Layout<'s> {
    pub(super) fn new(lists: &'s [CodeList]) -> Layout<'s> {
        Layout {
            lists,
            trace: Trace::default(),
            taken: BTreeSet::new(),
            remarks: Vec::new(),
            rules: Vec::new(),
            path: Vec::new(),
            fields: 0,
            text: 0,
            element: (String::new(), String::new()),
        }
    }

    pub(super) fn found(mut self) -> Found {
        let mut known = BTreeSet::new();
        self.remarks.retain(|remark| known.insert(format!("{remark:?}")));
        Found { remarks: self.remarks, rules: self.rules, trace: self.trace }
    }

    /// What remarks are about from here on.
    pub(super) fn enter(&mut self, general: &General) {
        self.element = (general.identity.to_string(), text::line(&general.name));
    }

    pub(super) fn remark(&mut self, what: Done) {
        let (element, name) = self.element.clone();
        self.remark_at(&element, &name, what);
    }

    pub(super) fn remark_at(&mut self, element: &str, name: &str, what: Done) {
        self.remarks.push(Remark { element: element.to_owned(), name: name.to_owned(), what });
    }

    pub(super) fn rules(&mut self, of: &str, rules: &[Rule]) {
        self.rules.extend(rules.iter().map(|rule| note(of, rule)));
    }

    /// An id that nothing has yet.
    pub(super) fn id(&mut self, wanted: &str) -> StableId {
        let id = StableId::propose(wanted, &self.taken);
        self.taken.insert(id.clone());
        id
    }

    /// An id for what no element stands behind.
    fn made(&mut self, wanted: &str) -> StableId {
        let id = self.id(wanted);
        self.trace.made.insert(id.clone());
        id
    }

    /// A text as long as there is room for it.
    pub(super) fn fit(&mut self, text: &str, most: usize) -> String {
        let most = if self.text > MOST_TEXT { most.min(60) } else { most };
        let (text, is_cut) = text::cut(text, most);
        self.text += text.len();
        if is_cut {
            self.remark(Done::Cut);
        }
        text
    }

    /// The name of an element as people read it; never empty.
    pub(super) fn title(&mut self, general: &General) -> String {
        let names = [general.input_label.as_deref(), Some(&general.name), Some(&general.identity.id)];
        let name = names.into_iter().flatten().map(text::line).find(|name| !name.is_empty());
        self.fit(&name.unwrap_or_else(|| "?".to_owned()), text::MOST_LABEL)
    }

    /// A text with paragraphs, if it says something.
    pub(super) fn prose(&mut self, text: Option<&str>) -> Option<String> {
        let text = text.map(text::clean).filter(|text| !text.is_empty() && text != "-")?;
        Some(self.fit(&text, text::MOST_PROSE))
    }

    /// The pages of a schema: a group each, and what stands alone between groups.
    pub(super) fn pages(&mut self, members: &[Member]) -> Vec<Page> {
        let mut pages: Vec<Page> = Vec::new();
        let mut is_open = false;
        for (index, member) in members.iter().enumerate() {
            self.path = vec![index];
            match &member.element {
                Element::Group(group) => {
                    is_open = false;
                    self.group_page(member, group, &mut pages);
                }
                Element::Field(field) => is_open = self.field_page(member, field, is_open, &mut pages),
            }
        }
        pages
    }

    fn group_page(&mut self, member: &Member, group: &Bundle, pages: &mut Vec<Page>) {
        self.enter(&group.general);
        let title = self.title(&group.general);
        let mut items = Vec::new();
        let is_last = pages.len() == MOST_PAGES;
        if member.count.is_repeated() || is_last || member.count.max == Some(0) {
            let id = self.made(&format!("seite-{}", group.general.identity.id));
            self.member(member, member.count, &Spot::default(), &title, &mut items);
            if items.is_empty() {
                return;
            }
            match pages.last_mut() {
                Some(page) if is_last => {
                    page.items.append(&mut items);
                    self.remark_of(&group.general, Done::LastPage);
                }
                _ => pages.push(Page { id, title: Words::de(title), intro: None, when: None, items }),
            }
            return;
        }
        let id = self.id(&group.general.identity.id);
        self.trace.pages.insert(id.clone(), self.path.clone());
        self.rules(&title, &group.rules);
        let intro = self.prose(group.input_help.as_deref()).map(Words::de);
        let spot = self.gate(member.count, group, &Spot::default(), &title, &mut items);
        let asked = items.len();
        self.parts(group, &spot, &title, &mut items);
        if items.len() == asked {
            return self.remark_of(&group.general, Done::EmptyGroup);
        }
        pages.push(Page { id, title: Words::de(title), intro, when: None, items });
    }

    /// A field that stands alone gets a page of its name; the next one beside it makes it further questions. Whether the
    /// last page is one of fields.
    fn field_page(&mut self, member: &Member, field: &Datum, is_open: bool, pages: &mut Vec<Page>) -> bool {
        let mut items = Vec::new();
        self.member(member, member.count, &Spot::default(), "", &mut items);
        if items.is_empty() {
            return is_open;
        }
        let is_full = pages.len() == MOST_PAGES;
        match pages.last_mut() {
            Some(page) if is_open || is_full => {
                if is_open {
                    page.title = Words::both("Weitere Angaben", "Further details");
                }
                page.items.append(&mut items);
                if is_full && !is_open {
                    self.remark_of(&field.general, Done::LastPage);
                }
                is_open
            }
            _ => {
                let id = self.made(&format!("seite-{}", field.general.identity.id));
                let title = Words::de(self.title(&field.general));
                pages.push(Page { id, title, intro: None, when: None, items });
                true
            }
        }
    }

    fn remark_of(&mut self, general: &General, what: Done) {
        self.enter(general);
        self.remark(what);
    }

    /// The members of a group, or the question which of them applies.
    fn parts(&mut self, group: &Bundle, spot: &Spot, title: &str, out: &mut Vec<Item>) {
        let options: Vec<usize> = (0..group.members.len())
            .filter(|index| {
                let member = &group.members[*index];
                member.count.max != Some(0)
                    && match &member.element {
                        Element::Field(field) => is_question(field),
                        Element::Group(group) => !group.members.is_empty(),
                    }
            })
            .collect();
        let can_choose =
            group.is_choice && (2..=kind::MOST_OPTIONS).contains(&options.len()) && self.has_room();
        if !can_choose || spot.when.len() >= MOST_CONDITIONS {
            return self.members(&group.members, spot, title, out);
        }
        self.remark_of(&group.general, Done::Chosen);
        let id = self.made(&format!("{}-wahl", group.general.identity.id));
        let mut known = BTreeSet::new();
        let mut choices = Vec::new();
        for index in &options {
            let general = general(&group.members[*index].element);
            let option = StableId::propose(&general.identity.id, &known);
            known.insert(option.clone());
            let label = self.title(general);
            choices.push(Choosable { id: option, label: Words::de(label) });
        }
        let pairs = options.iter().copied().zip(choices.iter().map(|choice| choice.id.clone())).collect();
        self.trace.choices.insert(self.path.clone(), (id.clone(), pairs));
        let kind = Kind::Choice(Choice { options: choices.clone(), look: Look::Radios, other: false });
        let label = Words::both(format!("{title}: Was trifft zu?"), format!("{title}: which applies?"));
        let mut field = Field::new(id.clone(), short(label), kind);
        field.required = true;
        field.private = private();
        self.push(field, spot, out);
        for (index, option) in options.into_iter().zip(choices) {
            let member = &group.members[index];
            let count = Cardinality { min: member.count.min.max(1), max: member.count.max };
            let inner = spot.within(Condition::Is { field: id.clone(), option: option.id });
            self.path.push(index);
            self.member(member, count, &inner, title, out);
            self.path.pop();
        }
    }

    fn members(&mut self, members: &[Member], spot: &Spot, title: &str, out: &mut Vec<Item>) {
        let mut is_after_group = false;
        for (index, member) in members.iter().enumerate() {
            self.path.push(index);
            let before = out.len();
            let is_group = matches!(member.element, Element::Group(_));
            self.member(member, member.count, spot, title, out);
            // What follows a group belongs to the whole again, and says so.
            if is_after_group && !is_group && out.len() > before && self.has_room() {
                let heading = self.heading(title, None, spot);
                out.insert(before, heading);
            }
            is_after_group = if out.len() > before { is_group } else { is_after_group };
            self.path.pop();
        }
    }

    fn member(&mut self, member: &Member, count: Cardinality, spot: &Spot, title: &str, out: &mut Vec<Item>) {
        let general = general(&member.element);
        self.enter(general);
        if count.max == Some(0) {
            return self.remark(Done::Never);
        }
        if !self.has_room() {
            return self.remark(Done::Full);
        }
        match &member.element {
            Element::Group(group) => self.group(group, count, spot, title, out),
            Element::Field(field) => self.field(member, field, count, spot, out),
        }
    }

    fn group(&mut self, group: &Bundle, count: Cardinality, spot: &Spot, around: &str, out: &mut Vec<Item>) {
        let title = self.title(&group.general);
        self.rules(&title, &group.rules);
        if group.members.is_empty() {
            return self.remark(Done::EmptyGroup);
        }
        let help = self.prose(group.input_help.as_deref());
        if count.is_repeated() && !spot.is_in_record {
            return self.records(group, count, spot, (title, help), out);
        }
        if count.is_repeated() {
            self.remark(Done::Once);
        }
        let mut inside = Vec::new();
        let heading = (title != around || help.is_some()).then(|| self.heading(&title, help, spot));
        let spot = self.gate(count, group, spot, &title, &mut inside);
        let asked = inside.len();
        self.parts(group, &spot, &title, &mut inside);
        if inside.len() == asked {
            return self.remark_of(&group.general, Done::EmptyGroup);
        }
        out.extend(heading);
        out.append(&mut inside);
    }

    /// A group that is filled in several times.
    fn records(
        &mut self,
        group: &Bundle,
        count: Cardinality,
        spot: &Spot,
        (title, help): (String, Option<String>),
        out: &mut Vec<Item>,
    ) {
        let id = self.id(&group.general.identity.id);
        let max = self.most(count);
        let mut inside = Vec::new();
        let inner = Spot { is_in_record: true, when: Vec::new() };
        self.parts(group, &inner, &title, &mut inside);
        let fields = only_fields(inside);
        if fields.is_empty() {
            return self.remark_of(&group.general, Done::EmptyGroup);
        }
        self.trace.records.insert(self.path.clone(), id.clone());
        out.push(Item::Group(Box::new(Group {
            id,
            title: Words::de(&title),
            record: Words::de(title),
            hint: help.map(Words::de),
            min: count.min.min(max),
            max,
            when: spot.when(),
            fields,
        })));
    }

    /// How many records at most.
    fn most(&mut self, count: Cardinality) -> u32 {
        match count.max {
            Some(max) if max <= Group::MOST => max,
            _ => {
                self.remark(Done::AtMost(Group::MOST));
                Group::MOST
            }
        }
    }

    fn field(
        &mut self,
        member: &Member,
        field: &Datum,
        count: Cardinality,
        spot: &Spot,
        out: &mut Vec<Item>,
    ) {
        let title = self.title(&field.general);
        self.rules(&title, &field.rules);
        match field.field_kind {
            FieldKind::Hidden => return self.remark(Done::Hidden),
            FieldKind::Locked if field.content.is_none() => return self.remark(Done::Locked),
            FieldKind::Input | FieldKind::Select if !is_question(field) => return self.remark(Done::Object),
            _ => {}
        }
        let id = self.id(&field.general.identity.id);
        self.trace.fields.insert(self.path.clone(), id.clone());
        let mut question = Field::new(id.clone(), Words::de(&title), Kind::YesNo(YesNo {}));
        question.external = external(&field.general.identity);
        if !is_question(field) {
            let said = [&field.content, &field.input_help, &field.general.definition];
            let said = said.into_iter().flatten().map(|text| text::clean(text)).find(|text| !text.is_empty());
            let text = self.fit(&said.unwrap_or_else(|| title.clone()), text::MOST_PROSE);
            question.kind = Kind::Information(Information { text: Words::de(text) });
            return self.push(question, spot, out);
        }
        self.help(field, &mut question);
        let basis = text::bases(&member.bases, &field.general.bases);
        question.legal_basis =
            Some(basis).filter(|basis| !basis.is_empty()).map(|basis| self.fit(&basis, text::MOST_LABEL));
        question.private = private();
        let kind::Shape { kind, is_several } = self.kind(field, &id, count);
        question.kind = kind;
        question.required = count.min > 0;
        if !count.is_repeated() || is_several {
            return self.push(question, spot, out);
        }
        if spot.is_in_record {
            self.remark(Done::Once);
            return self.push(question, spot, out);
        }
        let around = self.made(&format!("{}-liste", field.general.identity.id));
        self.trace.wraps.insert(self.path.clone(), around.clone());
        let max = self.most(count);
        self.fields += 1;
        // An entry without its one answer is none.
        question.required = true;
        out.push(Item::Group(Box::new(Group {
            id: around,
            title: Words::de(&title),
            record: Words::de(title),
            hint: None,
            min: count.min.min(max),
            max,
            when: spot.when(),
            fields: vec![question],
        })));
    }

    /// A short help stands below the question, a long one opens on request.
    fn help(&mut self, field: &Datum, question: &mut Field) {
        let Some(help) = self.prose(field.input_help.as_deref()) else { return };
        if help.chars().count() <= 160 && !help.contains('\n') {
            question.hint = Some(Words::de(help));
        } else {
            question.help = Some(Words::de(help));
        }
    }

    /// Asks whether a group applies that may be left out but not half filled in.
    fn gate(
        &mut self,
        count: Cardinality,
        group: &Bundle,
        spot: &Spot,
        title: &str,
        out: &mut Vec<Item>,
    ) -> Spot {
        if !count.is_optional() || !(asks(&group.members) || group.is_choice) || !self.has_room() {
            return spot.clone();
        }
        if spot.when.len() >= MOST_CONDITIONS {
            self.remark(Done::Deep);
            return spot.clone();
        }
        self.remark(Done::Asked);
        let id = self.made(&format!("{}-ja", group.general.identity.id));
        self.trace.gates.insert(self.path.clone(), id.clone());
        let label = Words::both(
            format!("Möchten Sie hierzu etwas angeben: {title}?"),
            format!("Do you want to say something on this: {title}?"),
        );
        let mut field = Field::new(id.clone(), short(label), Kind::YesNo(YesNo {}));
        field.required = true;
        field.private = private();
        self.push(field, spot, out);
        spot.within(Condition::Is { field: id, option: StableId::propose("yes", &BTreeSet::new()) })
    }

    fn heading(&mut self, title: &str, help: Option<String>, spot: &Spot) -> Item {
        let text = help.map_or_else(
            || Words::both("Die folgenden Fragen gehören hierzu.", "The following questions belong to this."),
            Words::de,
        );
        let id = self.made(&format!("titel-{title}"));
        let mut field = Field::new(id, Words::de(title), Kind::Information(Information { text }));
        field.when = spot.when();
        self.fields += 1;
        Item::Field(Box::new(field))
    }

    /// Whether there is room for a question with its heading and the question before it.
    fn has_room(&self) -> bool {
        self.fields + 3 <= MOST_FIELDS
    }

    fn push(&mut self, mut field: Field, spot: &Spot, out: &mut Vec<Item>) {
        field.when = spot.when();
        self.fields += 1;
        out.push(Item::Field(Box::new(field)));
    }
}

/// In records there are only questions.
fn only_fields(items: Vec<Item>) -> Vec<Field> {
    items
        .into_iter()
        .flat_map(|item| match item {
            Item::Field(field) => vec![*field],
            Item::Group(group) => group.fields,
        })
        .collect()
}

fn general(element: &Element) -> &General {
    match element {
        Element::Group(group) => &group.general,
        Element::Field(field) => &field.general,
    }
}

/// A label with a name in it that may be long itself.
fn short(words: Words) -> Words {
    Words {
        de: text::cut(&words.de, text::MOST_LABEL).0,
        en: words.en.map(|text| text::cut(&text, text::MOST_LABEL).0),
    }
}

/// What an applicant says is personal data until the office says otherwise.
fn private() -> Option<Private> {
    Some(Private { purpose: Words::both("Bearbeitung Ihres Antrags", "Working on your application") })
}
