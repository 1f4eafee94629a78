//! The JSON Schemas (2020-12) of `schema/event/`, generated from the field tables.
