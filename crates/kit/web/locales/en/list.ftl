# Lists, their files, and files that are uploaded.
list-count = { $n ->
    [one] one entry
   *[other] { $n } entries
}
list-format-csv = CSV
list-format-xlsx = Excel
upload-malicious = There is a malicious program in the file “{ $name }”. We have not accepted it. Please check your device and upload another file.
upload-unchecked = Files cannot be checked at the moment. So we have not accepted “{ $name }”. Please upload it again later.
upload-uncheckable = The file “{ $name }” is too large or too nested to be checked for malicious programs. Please split it or save it in a simpler way.
upload-empty = The file “{ $name }” is empty.
upload-too-large = The file “{ $name }” is too large. At most { $most } MB are allowed.
upload-kind = We cannot take the file “{ $name }”. Possible are: { $ends }
upload-broken = The file “{ $name }” is damaged or incomplete. Please open and save it again and upload it once more.
upload-macros = The file “{ $name }” contains macros. Please save it without macros.
upload-too-much-inside = The file “{ $name }” contains too much. Please split it.
