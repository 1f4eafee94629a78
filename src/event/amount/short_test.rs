//! Tests of the short forms.
