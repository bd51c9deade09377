//! What a browser sent, as the reader of answers wants it.

use rathaus_web::Fields;

use crate::answers::FileRef;
use crate::read::FormInput;

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
