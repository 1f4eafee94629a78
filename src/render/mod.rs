//! Answers to text, one format a file: table, json, jsonl, csv, markdown. Decides nothing.
