//! What a browser sent, as the reader of answers wants it.

use rathaus_web::Fields;

use crate::answers::FileRef;
use crate::definition::Group;
use crate::read::{FormInput, read_page};
use crate::{Answer, Answers, Item, Page};

/// The fields of a post, with the files of the holder and without a record that was taken out.
pub(crate) struct Input<'a> {
    pub fields: &'a Fields,
    /// Files that belong to this holder and form.
    pub files: &'a [FileRef],
    /// Files that came with this post, by the name of their input.
    pub added: &'a [(String, FileRef)],
    /// Beginning of the names of a record to be passed over, as in `g.needs.2.`
    pub without: Option<String>,
}

impl FormInput for Input<'_> {
    fn all(&self, name: &str) -> Vec<String> {
        if self.without.as_ref().is_some_and(|gone| name.starts_with(gone.as_str())) {
            return Vec::new();
        }
        let dropped = self.fields.all(&format!("{name}.drop"));
        let mut values = self.fields.all(name);
        values.retain(|value| !dropped.contains(value));
        values.extend(self.added.iter().filter(|(of, _)| of == name).map(|(_, file)| file.id.clone()));
        values
    }

    fn file(&self, id: &str) -> Option<FileRef> {
        self.added.iter().map(|(_, file)| file).chain(self.files).find(|file| file.id == id).cloned()
    }
}

/// Reads a page with the records that are still empty, which [`read_page`] leaves out: the script asks about records
/// by the numbers they have on the page.
pub(crate) fn read_all_records(page: &Page, input: &dyn FormInput) -> Answers {
    struct Renamed<'a>(&'a dyn FormInput, String);
    impl FormInput for Renamed<'_> {
        fn all(&self, name: &str) -> Vec<String> {
            self.0.all(&format!("{}{}", self.1, name.strip_prefix("f.").unwrap_or(name)))
        }
        fn file(&self, id: &str) -> Option<FileRef> {
            self.0.file(id)
        }
    }
    let mut answers = read_page(page, input);
    for item in &page.items {
        let Item::Group(group) = item else { continue };
        let count = input.all(&format!("g.{}.count", group.id));
        let count = count.first().and_then(|count| count.parse::<u32>().ok()).unwrap_or(0).min(Group::MOST);
        let fields = group.fields.iter().map(|field| Item::Field(Box::new(field.clone()))).collect();
        let record = Page { items: fields, intro: None, when: None, ..page.clone() };
        let read = |at: u32| read_page(&record, &Renamed(input, format!("g.{}.{at}.", group.id)));
        answers.set(group.id.clone(), Answer::Records((0..count).map(read).collect()));
    }
    answers
}
