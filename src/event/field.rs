//! What a field table is made of: names, types, allowed values, help, examples.
