# Forms in a package.
bundle-part-forms = Forms
bundle-hint-forms = What is here already stays valid and gets a draft. You publish it yourself.
bundle-form-online = Comes as it is valid there.
bundle-form-draft = Comes as a draft.
bundle-form-becomes = Becomes the draft of the next version.
bundle-form-replaces = Takes the place of your draft; in the form this can be taken back.
bundle-form-key = The file is called { $file }, the form in it { $found }. Both must be the same.
