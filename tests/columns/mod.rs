//! Facts in files, held against facts in memory: over random logs, amendments and clocks, any size of
//! segment, run and tail, any number of threads; and over random appends, crashes, deletions and
//! flipped bits in between.

mod agree;
mod damage;
mod kit;
mod quick;
