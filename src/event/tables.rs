//! The field tables, one per kind, and those of the common fields and nested objects.
