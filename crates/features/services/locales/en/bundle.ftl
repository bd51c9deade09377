# Services in a package.
feature-services = Services: apply online, work off in the office
bundle-part-services = Services
bundle-hint-services = New services are at first seen by the office alone. They need their forms: take those over, too.
bundle-service-hidden = Is at first seen by the office alone.
bundle-service-form = Needs the form { $form }, which is not there yet.
bundle-service-no-form = The form of a service is missing. Choose the forms, too.
bundle-service-other-form = The service keeps its own form here.
bundle-service-public = The service is published: the new description is seen at once.
bundle-service-slug = The file is called { $file }, the service in it { $found }. Both must be the same.
bundle-service-address = Short name or form cannot stand in an address: a small letter, then small letters, digits and hyphens.
bundle-service-words = Name or description is missing.
bundle-service-field = { $field } is too long or holds control characters.
bundle-hint-letters = They hold from the next letter on. The letterhead stays your own.
