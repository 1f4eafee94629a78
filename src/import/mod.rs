//! Input files to drafts; one file a format. Owns lines, BOM, CRLF and sizes; holds no
//! second vocabulary.
