fim-button = From a FIM file
fim-title = Service from a FIM file
fim-lead = A data schema becomes a form, a description of a service becomes what people read. One of them is enough. You see first what they become.
fim-schema = Data schema
fim-schema-hint = An XML file in XDatenfelder 2 or 3, at most 20 MB.
fim-lists = Code lists
fim-lists-hint = XML files in the genericode format. You can choose several at once.
fim-lists-help = Many schemas only name the code list that holds the answers to choose from. Download such lists from the XRepository and choose them here together with the schema. Without the list the choice becomes a text field.
fim-read = Look at it
fim-mistake-no-file = Please choose a schema or a description.
fim-mistake-one = Please choose only one file.
fim-mistake-lists = Please choose at most 50 code lists.
fim-mistake-large = The file is larger than 20 MB.
fim-mistake-no-xml = This is no XML file. Please download the schema from the FIM portal as XML.
fim-mistake-faults = Something in the files is not right. What and where stands below the form.
fim-mistake-part = The file holds only a group or a field. Please download a whole data schema.
fim-faults = { $n ->
    [one] One fault in the files
   *[other] { $n } faults in the files
}
fim-faults-lead = Nothing was taken over. Have the file corrected where it comes from, or download it there again.
fim-column-line = Line
fim-line = Line { $n }
fim-column-element = Element
fim-column-text = Note
fim-column-file = File
fim-column-name = Name
fim-column-of = Applies to
fim-column-sort = Kind
fim-column-question = Question
fim-column-kind = Answer
fim-column-must = Required
fim-must = required
fim-may = optional
fim-if-applies = (if it applies)
fim-options = { $n ->
    [one] one option
   *[other] { $n } options
}
fim-preview-title = What the file becomes
fim-preview-lead = Nothing is taken over yet. Afterwards you change the questions in the form before you publish it.
fim-origin-title = Origin in FIM
fim-origin-lead = The form was made from this schema. Its rules and all that has no place in the form still stand in the file you export.
fim-origin-none-title = This form does not come from FIM
fim-origin-none = You can export it as a data schema all the same and pass it on.
fim-fact-schema = Schema
fim-fact-pages = Pages
fim-fact-questions = Questions
fim-fact-lists = Code lists given along
fim-take = Take over
fim-discard = Discard
fim-taken = The form is taken over as a draft. Only the office sees its service. Check the questions, then publish both.
fim-discarded = The file is discarded.
fim-export = Export as a FIM file
fim-notes = Notes and rules from FIM
fim-file = fim-notes
fim-remark = Note
fim-rule = Rule
fim-remarks = { $n ->
    [0] No notes
    [one] One note
   *[other] { $n } notes
}
fim-remarks-lead = Here the form goes another way than the schema. See whether that is right for you.
fim-remarks-none = Everything in the schema has its place in the form.
fim-rules = { $n ->
    [0] No rules
    [one] One rule
   *[other] { $n } rules
}
fim-rules-lead = Rules are not executed. Set what should hold as a condition in the form.
fim-rules-none = The schema has no rules.
fim-form = Pages and questions
fim-page = { $count ->
    [one] Page { $n }: { $title } (one question)
   *[other] Page { $n }: { $title } ({ $count } questions)
}
fim-remark-no-questions = The schema has no questions. The form has one empty page that you can fill.
fim-remark-empty-group = The group has no questions and is left out.
fim-remark-never = Its count is 0. The element is left out.
fim-remark-hidden = The field is hidden in the schema and is not asked.
fim-remark-locked = The field may not be changed and holds nothing. It is not asked.
fim-remark-object = The field belongs to another program and is not asked.
fim-remark-full = A form has at most 1,000 questions. This element is left out. Divide the schema.
fim-remark-last-page = A form has at most 100 pages. This element stands on the last one.
fim-remark-once = The element lies in a group that is filled in several times. There it is asked only once.
fim-remark-at-most = It can be given at most { $what } times.
fim-remark-asked = The group is optional. A question before it asks whether somebody fills it in.
fim-remark-chosen = Only one of the parts applies. A question before it asks which.
fim-remark-deep = The group is optional but lies too deep for a question before it. What is required in it stays required. Please check that.
fim-remark-no-list = The code list { $what } is missing. There is a text field instead of the choice. Upload the list, too.
fim-remark-bad-list = The code list does not fit the field ({ $what }). There is a text field instead of the choice.
fim-remark-no-options = The schema names nothing to choose from. There is a text field instead of the choice.
fim-remark-many-options = The list has { $what } entries; 500 are possible. There is a text field instead of the choice.
fim-remark-time = Times of day are typed in as text.
fim-remark-pattern = This pattern is not checked: { $what }
fim-remark-bounds = The limits cannot be read or contradict each other. They are not checked.
fim-remark-said = Said in words: { $what }
fim-remark-media = Some kinds of files are unknown and left out. Where none is known, PDF, JPEG and PNG are allowed.
fim-remark-size = A file may have at most 100 MB.
fim-remark-cut = A text was too long and is cut.
fim-remark-unused-list = No field points at this code list. It is not needed, or it is another edition.
fim-fault-too-large = The file is too large.
fim-fault-too-many = The file has more elements than a schema ever has.
fim-fault-too-deep = The elements are nested too deep.
fim-fault-encoding = The file is not saved as UTF-8. Save it as UTF-8.
fim-fault-malformed = The file is no proper XML: { $found }
fim-fault-entity = The file defines characters or a document type of its own. That is not read. Write the characters themselves.
fim-fault-character = The character { $found } may not stand in XML.
fim-fault-namespace = The namespace “{ $found }” is not that of XDatenfelder 2 or 3.
fim-fault-message = “{ $found }” is not read here. Expected is: { $wanted }
fim-fault-missing = The element “{ $found }” is missing.
fim-fault-missing-attribute = The attribute “{ $found }” is missing.
fim-fault-empty = The element is empty. It must hold something.
fim-fault-twice = The element stands twice. It may stand once.
fim-fault-unexpected = The element does not belong here.
fim-fault-unexpected-attribute = The attribute “{ $found }” does not belong here.
fim-fault-unexpected-text = No text may stand here: “{ $found }”
fim-fault-code = “{ $found }” does not exist here. Possible are: { $wanted }
fim-fault-form = “{ $found }” does not have the right form ({ $wanted }).
fim-description = Description of the service
fim-description-hint = An XML file in XZuFi 2.2 with one service. Its name, description, costs, duration and legal basis are taken over.
fim-service = What the service says of itself
fim-mistake-lists-alone = The schema for the code lists is missing.
fim-mistake-description = The description of the service cannot be read.
fim-xzufi-encoding = The file is not saved as UTF-8. Save it as UTF-8.
fim-xzufi-malformed = From line { $n } on the file is no proper XML. Download it again.
fim-xzufi-entity = In line { $n } the file defines characters or a document type of its own. That is not read.
fim-xzufi-too-large = The file is too large or nested too deep.
fim-xzufi-no-service = There is no service in the file.
fim-xzufi-several = There are { $n } services in the file. Download a single service.
fim-xzufi-no-name = The service has no German name.
